import type { FileInput } from '@slack/types'
import { type DragEvent, useRef, useState } from 'react'
import { useSession } from '../lib/session.ts'
import { useSurface } from '../lib/surface.ts'
import { checkFile, useUploads } from '../lib/uploads.ts'
import { FileChip } from '../parts/file-chip.tsx'
import { Icon } from '../parts/icon.tsx'
import type { FieldProps } from './field-labels.ts'

type Props = FieldProps & { readonly element: FileInput }

/** Files of a form: chosen or dropped, uploaded at once, sent as ids with the form. */
export function FileField({ block, element, labels }: Props) {
  const surface = useSurface()
  const { me, texts } = useSession()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [faults, setFaults] = useState<readonly string[]>([])
  const draft = surface.draft(block, element)
  const files = draft.kind === 'files' ? draft.files : []
  const newest = useRef(files)
  newest.current = files
  const uploads = useUploads(me.id)
  const max = element.max_files ?? 10
  const room = max - files.length - uploads.waiting.length

  async function take(list: readonly File[]): Promise<void> {
    const faulty = list
      .map((file) => checkFile(file, element.filetypes ?? [], texts))
      .filter((each) => each !== null)
    const good = list.filter((file) => checkFile(file, element.filetypes ?? [], texts) === null)
    if (good.length > room) faulty.push(texts.tooManyFiles(max))
    setFaults(faulty)
    for (const file of good.slice(0, Math.max(0, room))) {
      const answer = await uploads.upload(file)
      if (!answer.ok) {
        setFaults((before) => [...before, `${file.name}: ${answer.message || answer.error}`])
        continue
      }
      newest.current = [...newest.current, answer.file]
      surface.change(block, element, { kind: 'files', files: newest.current }, false)
    }
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault()
    setOver(false)
    void take([...event.dataTransfer.files])
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra for the mouse, the button does the same
    <div
      className={`file-field ${over ? 'file-field-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <input
        ref={input}
        id={labels?.inputId}
        className="unseen"
        type="file"
        tabIndex={-1}
        multiple={max > 1}
        accept={(element.filetypes ?? []).map((type) => `.${type}`).join(',')}
        aria-labelledby={labels?.labelId}
        onChange={(event) => {
          void take([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <button
        type="button"
        className="button"
        aria-describedby={labels?.describedBy}
        disabled={room <= 0}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" /> {texts.addFiles}
      </button>
      <span className="file-hint">{texts.filesHint(max)}</span>
      {(files.length > 0 || uploads.waiting.length > 0) && (
        <ul className="file-chips">
          {files.map((file) => (
            <li key={file.id}>
              <FileChip
                file={file}
                onRemove={() => {
                  const rest = files.filter((each) => each.id !== file.id)
                  surface.change(block, element, { kind: 'files', files: rest }, false)
                }}
              />
            </li>
          ))}
          {uploads.waiting.map((name) => (
            <li key={name} className="file-waiting">
              {texts.uploading(name)}
            </li>
          ))}
        </ul>
      )}
      {faults.map((fault) => (
        <p key={fault} className="input-error" role="alert">
          {fault}
        </p>
      ))}
    </div>
  )
}
