import { useState } from 'react'
import type { Answer, LocalFile } from '../../protocol.ts'
import { uploadFile } from './api.ts'
import type { PageTexts } from './page-texts.ts'

/** Slack's limit of a form's file: 10 MB. */
const maxBytes = 10 * 1024 * 1024

/** What is wrong with a file before it is sent; null when nothing is. */
export function checkFile(file: File, types: readonly string[], texts: PageTexts): string | null {
  if (file.size > maxBytes) return texts.fileTooBig(file.name)
  if (types.length === 0) return null
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? ''
  return types.includes(ending) ? null : texts.fileType(file.name, types.join(', '))
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

export interface Uploads {
  /** Names of the files on their way. */
  readonly waiting: readonly string[]
  readonly upload: (file: File) => Promise<Answer<{ readonly file: LocalFile }>>
}

export function useUploads(user: string): Uploads {
  const [waiting, setWaiting] = useState<readonly string[]>([])
  return {
    waiting,
    upload: async (file) => {
      setWaiting((before) => [...before, file.name])
      const answer = await uploadFile(user, file)
      setWaiting((before) => {
        const at = before.indexOf(file.name)
        return before.filter((_, index) => index !== at)
      })
      return answer
    },
  }
}
