/** The desk's form that takes something of a case away for good (UPD-3). */
import type { Entry, RemovablePart } from '../src/cases/case.ts'
import { reasonLimit } from '../src/cases/case-inputs.ts'
import type { RemovableContent } from '../src/cases/case-service.ts'
import { listAttachments } from '../src/cases/history.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { type ChangeFormOptions, changeForm } from './change-forms.ts'
import { partName } from './history-entry.ts'
import { authorName } from './labels.ts'
import { personalDataParts } from './new-form.ts'
import type { Form, Option } from './view.ts'
import { viewLimits } from './view-limits.ts'

export function removeForm(options: ChangeFormOptions, parts: readonly RemovableContent[]): Form {
  const { supportCase, translator } = options
  const { t } = translator
  const more = parts.length > viewLimits.options
  return changeForm(
    'remove',
    options,
    { title: t('remove.title', { number: supportCase.number }), submit: t('remove.submit') },
    [
      { kind: 'text', text: t('remove.explain') },
      {
        kind: 'select',
        name: 'target',
        label: t('remove.target'),
        options: parts.slice(0, viewLimits.options).map((part) => toOption(part, translator)),
        ...(more ? { hint: t('remove.target.more', { number: supportCase.number }) } : {}),
      },
      {
        kind: 'text',
        name: 'why',
        label: t('remove.why'),
        hint: t('remove.why.hint'),
        multiline: true,
        maxLength: reasonLimit,
      },
      {
        kind: 'checks',
        name: 'sure',
        label: t('remove.sure'),
        options: [{ value: 'yes', label: t('remove.sure.option'), description: t('remove.sure.detail') }],
      },
      ...personalDataParts(translator),
    ],
  )
}

/** What a choice's value names. */
export function parseTarget(value: string): { readonly of: number; readonly part: string } {
  const [of, part = ''] = value.split('/')
  return { of: Number(of), part }
}

/** What a menu shows of one choice, in each of its two lines. */
const lineLimit = 75

/** By number, kind and time; in words, and with whose they are, only where the desk may read it (VIS-7). */
function toOption({ of, at, part, entry }: RemovableContent, translator: Translator): Option {
  const { t, locale, timeZone } = translator
  const value = `${of}/${part}`
  const kind = partName(part, translator)
  const format = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const sent = format.format(at)
  if (part === 'title') return { value, label: kind }
  if (!entry) return { value, label: t('remove.option.unseen', { entry: of, part: kind }), description: sent }
  const label = t('remove.option', { entry: of, part: kind, text: readPart(entry, part) })
  const description = `${sent} · ${authorName(entry.author, translator)}`
  return { value, label: cut(label), description: cut(description) }
}

function readPart(entry: Entry, part: RemovablePart): string {
  const { event } = entry
  const file = listAttachments(entry).find(({ id }) => part === `file:${id}`)
  if (file) return file.name
  switch (event.type) {
    case 'created':
      return part === 'description'
        ? event.description
        : (event.answers[Number(part.split(':')[1])]?.answer ?? '')
    case 'message':
    case 'message-edited':
      return event.text
    case 'closed':
      return event.note
    case 'reopened':
    case 'removed':
      return event.reason
    case 'escalated':
      return event.justification
    case 'shared':
      return [...event.added, ...event.removed].join(', ')
    default:
      return ''
  }
}

function cut(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')]
  return characters.length > lineLimit
    ? `${characters.slice(0, lineLimit - 1).join('')}…`
    : characters.join('')
}
