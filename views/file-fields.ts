/** Files in forms and in a case's history. */
import { fileLimit, maxFiles } from '../src/cases/attachments.ts'
import type { Attachment } from '../src/cases/case.ts'
import { filesField } from '../src/cases/take-files.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Field } from './view.ts'

/** CRE-1, CRE-3, UPD-3: what may be added, what is looked over and what is not, and who alone takes a file out. */
export function filesInput({ t }: Translator): Field {
  return {
    kind: 'files',
    name: filesField,
    label: t('files.label'),
    hint: t('files.hint', { files: maxFiles, most: fileLimit / 1_000_000 }),
    optional: true,
    max: maxFiles,
  }
}

/** The names and sizes, one line each. */
export function fileLines(
  files: readonly Attachment[] | undefined,
  translator: Translator,
): readonly Block[] {
  if (!files || files.length === 0) return []
  const lines = files.map(({ name, size }) => translator.t('files.line', { name, size: sizeText(size) }))
  return [{ kind: 'text', text: lines.join('\n') }]
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
