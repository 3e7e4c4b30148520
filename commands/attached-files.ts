/** Files that came with a message stay with the form that it opened, unseen, until the form is sent. */
import { filesField } from '../src/cases/take-files.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Block, Form, Values, View } from '../views/view.ts'
import { viewLimits } from '../views/view-limits.ts'

const name = 'filesAlong'
/** A form has other things to carry, too. */
const room = viewLimits.formState - 700

/** The form with the files in it, and with a line that says so; another view, or a form that takes no files, as it is. */
export function withFilesAlong<V extends View>(view: V, files: readonly string[], { t }: Translator): V {
  if (view.kind !== 'form') return view
  const index = view.parts.findIndex((part) => part.kind === 'files')
  const carried = fitting(files)
  if (index < 0 || carried.length === 0) return view
  const block: Block = {
    kind: 'text',
    text: t(carried.length < files.length ? 'files.along.some' : 'files.along', {
      count: carried.length,
      all: files.length,
    }),
  }
  const form: Form = {
    ...view,
    parts: view.parts.toSpliced(index + 1, 0, block),
    formState: { ...view.formState, [name]: JSON.stringify(carried) },
  }
  return form as V
}

function fitting(files: readonly string[]): readonly string[] {
  let fit = files
  while (JSON.stringify(fit).length > room) fit = fit.slice(0, -1)
  return fit
}

/** What a form brought along, and its context without it. */
export function filesAlong(hidden: Form['formState']): {
  readonly files: readonly string[]
  readonly rest: Form['formState']
} {
  const { [name]: text, ...rest } = hidden
  return { files: text === undefined ? [] : parseIds(text), rest }
}

function parseIds(text: string): readonly string[] {
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** As if they had been put into the form's own field. */
export function withFiles(values: Values, files: readonly string[]): Values {
  if (files.length === 0) return values
  return { ...values, [filesField]: [...[values[filesField] ?? []].flat(), ...files] }
}
