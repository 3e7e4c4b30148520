/** Files that came with a message stay with the form that it opened, unseen, until the form is sent. */
import { denyCount, maxFiles, type OfferedFiles } from '../src/cases/attachments.ts'
import { ok, type Refusal } from '../src/cases/refusal.ts'
import { filesField } from '../src/cases/take-files.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { refusalText } from '../views/notice.ts'
import type { Block, Form, Values, View } from '../views/view.ts'
import { viewLimits } from '../views/view-limits.ts'
import type { Attachments, FormErrors } from './define.ts'

const name = 'filesAlong'
const noFiles: OfferedFiles = { files: [], discard: async () => {} }
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

/**
 * Files that came along stand in no field that their person could take them out of. What cannot be had or taken of them is left out
 * and told, and the rest is sent.
 */
export function leavingOut(
  attachments: Attachments | undefined,
  along: readonly string[],
): { readonly attachments: Attachments | undefined; readonly leftOut: readonly Refusal[] } {
  const leftOut: Refusal[] = []
  if (!attachments || along.length === 0) return { attachments, leftOut }
  const leaveOut = (refusal: Refusal) => {
    leftOut.push(refusal)
  }
  return {
    leftOut,
    attachments: {
      async fetch(from, ids) {
        const own = ids.filter((id) => !along.includes(id))
        const asked = own.length > 0 ? await attachments.fetch(from, own) : ok(noFiles)
        if (!asked.ok) return asked
        const sends: OfferedFiles[] = [asked.value]
        const room = Math.max(0, maxFiles - own.length)
        for (const id of along.slice(0, room)) {
          const one = await attachments.fetch(from, [id])
          if (one.ok)
            sends.push({ ...one.value, files: one.value.files.map((file) => ({ ...file, leaveOut })) })
          else one.refusals.forEach(leaveOut)
        }
        const tooMany = denyCount(own.length + along.length, filesField)
        if (tooMany) leaveOut(tooMany)
        return ok({
          files: sends.flatMap(({ files }) => files),
          async discard() {
            for (const send of sends) await send.discard()
          },
        })
      },
    },
  }
}

/** What came of a send, with the files that it went without. */
export function withLeftOut(
  outcome: View | FormErrors,
  leftOut: readonly Refusal[],
  translator: Translator,
): View | FormErrors {
  if (leftOut.length === 0) return outcome
  const texts = [...new Set(leftOut.map((refusal) => refusalText(refusal, translator)))]
  const told = [translator.t('files.left-out'), ...texts].join('\n')
  if (outcome.kind === 'notice') return { ...outcome, text: `${outcome.text}\n${told}` }
  if (outcome.kind !== 'errors') return outcome
  const { '': general, ...fields } = outcome.fields
  return { ...outcome, fields: { ...fields, '': general ? `${general}\n${told}` : told } }
}
