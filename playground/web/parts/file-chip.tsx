import type { LocalFile } from '../../protocol.ts'
import { buildFileAddress } from '../lib/api.ts'
import { useSession } from '../lib/session.ts'
import { formatSize } from '../lib/uploads.ts'
import { Icon } from './icon.tsx'

interface Props {
  readonly file: LocalFile
  readonly onRemove?: () => void
}

/** A file: a download link, or, while it is not sent yet, a name that can be taken out. */
export function FileChip({ file, onRemove }: Props) {
  const { me, texts } = useSession()
  const inside = (
    <>
      <Icon name="file" size={22} />
      <span className="file-words">
        <span className="file-name">{file.name}</span>
        <span className="file-size">{formatSize(file.size)}</span>
      </span>
    </>
  )
  if (!onRemove) {
    return (
      <a
        className="file-chip"
        href={buildFileAddress(me.id, file.id)}
        download={file.name}
        aria-label={texts.download(file.name)}
      >
        {inside}
      </a>
    )
  }
  return (
    <span className="file-chip">
      {inside}
      <button
        type="button"
        className="icon-button"
        aria-label={texts.removeFile(file.name)}
        onClick={onRemove}
      >
        <Icon name="close" size={14} />
      </button>
    </span>
  )
}
