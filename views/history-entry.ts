/** One history entry, as a thread's reply and as a line of `show`. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Entry, Reader, RemovablePart, SaidElsewhere } from '../src/cases/case.ts'
import { personalDataKinds } from '../src/cases/personal-data.ts'
import { audienceName } from '../src/i18n/audience-name.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { fileLines } from './file-fields.ts'
import { addressNames, authorName, personName } from './labels.ts'
import { formatMoment } from './moment.ts'
import { joinSpans } from './spans.ts'
import type { Block, Button, Card, Spans } from './view.ts'

/**
 * The reply that a thread gets for this entry (NOT-1). Where the chat brings no files, a button leads to them; where it stands beneath
 * no card of its case, it says which case it is of. By the number alone: a removed title is to be found nowhere (UPD-3).
 */
export function entryCard(
  supportCase: Case,
  entry: Entry,
  translator: Translator,
  {
    filesFor,
    apartFor,
  }: { readonly filesFor?: Reader | undefined; readonly apartFor?: Reader | undefined } = {},
): Card {
  const hasFiles = 'attachments' in entry.event && (entry.event.attachments ?? []).length > 0
  const number = String(supportCase.number)
  const buttonFor = (reader: Reader, label: 'button.show' | 'button.files', command: string): Button => ({
    label: translator.t(label),
    command,
    args: { number, in: actorKey(reader) },
  })
  const buttons = [
    ...(apartFor ? [buttonFor(apartFor, 'button.show', 'show')] : []),
    ...(filesFor && hasFiles ? [buttonFor(filesFor, 'button.files', 'files')] : []),
  ]
  return {
    kind: 'card',
    summary: `${supportCase.number}: ${joinSpans(headline(entry, translator))}`,
    blocks: [
      ...(apartFor
        ? [{ kind: 'text', text: translator.t('button.case', { number }), tone: 'strong' } satisfies Block]
        : []),
      ...entryBlocks(entry, translator),
      ...(buttons.length > 0 ? [{ kind: 'actions', buttons } satisfies Block] : []),
    ],
  }
}

export function entryBlocks(entry: Entry, translator: Translator): readonly Block[] {
  const { event } = entry
  const head: Block = { kind: 'quiet', parts: [headline(entry, translator), { at: entry.at }] }
  /** What was written; where it is gone, that it is (UPD-3). */
  const quote = (part: RemovablePart, text: string): readonly Block[] => {
    if (text) return [{ kind: 'quote', text }]
    return isRemoved(entry, part) ? [{ kind: 'text', text: translator.t('removed.text') }] : []
  }
  switch (event.type) {
    case 'created':
      return [
        head,
        ...quote('description', event.description),
        ...event.answers.flatMap(({ question, answer }, index): readonly Block[] => [
          { kind: 'text', text: question, tone: 'strong' },
          ...quote(`answer:${index}`, answer),
        ]),
        ...fileLines(event.attachments, translator),
        ...removedFiles(entry, translator),
      ]
    case 'message':
      return [
        head,
        ...quote('text', event.text),
        ...fileLines(event.attachments, translator),
        ...removedFiles(entry, translator),
      ]
    case 'message-edited':
      return [head, ...quote('text', event.text)]
    case 'closed':
    case 'passed':
      return [head, ...quote('note', event.note)]
    case 'reopened':
      return [head, ...quote('reason', event.reason)]
    case 'removed':
      return event.reason ? [head] : [head, ...quote('reason', '')]
    case 'escalated':
      return [head, ...quote('justification', event.justification)]
    case 'shared':
    case 'revealed':
    case 'partner-left':
    case 'severity-changed':
    case 'status-changed':
    case 'personal-data-confirmed':
    case 'message-edit-withheld':
    case 'message-deleted':
    case 'assigned':
    case 'back':
    case 'due-changed':
    case 'reminded':
    case 'reminders-changed':
    case 'upstream-changed':
      return [head]
    case 'put-aside':
      return [
        { kind: 'quiet', parts: [headline(entry, translator), { at: event.until }, '·', { at: entry.at }] },
      ]
  }
}

function isRemoved({ removed = [] }: Entry, part: RemovablePart): boolean {
  return removed.some((one) => one.part === part)
}

/** A line for each file that is gone; its name went with it. */
function removedFiles({ removed = [] }: Entry, { t }: Translator): readonly Block[] {
  const files = removed.filter(({ part }) => part.startsWith('file:'))
  if (files.length === 0) return []
  return [{ kind: 'text', text: files.map(() => t('removed.file')).join('\n') }]
}

/** Stands for the author's name while the line around it is composed; longer where somebody typed it. */
const authorMark = '\uFFFE'

/** The author's name stands out, wherever the language puts it. */
function headline(entry: Entry, translator: Translator): Spans {
  const name = authorName(entry.author, translator)
  const bare = composeHeadline(entry, { author: '' }, translator)
  let mark = authorMark
  while (bare.includes(mark)) mark += authorMark
  const line = composeHeadline(entry, { author: mark }, translator)
  return {
    spans: line.split(mark).flatMap((text, index) => {
      const before = index > 0 ? [{ strong: name }] : []
      return text === '' ? before : [...before, text]
    }),
  }
}

function composeHeadline(entry: Entry, who: { readonly author: string }, translator: Translator): string {
  const { event, audience } = entry
  const { t } = translator
  const said = audienceName(audience, entry.author, translator)
  switch (event.type) {
    case 'created':
      return t('entry.created', who)
    case 'revealed':
      return t('entry.revealed', who)
    case 'partner-left':
      return t('entry.partner-left', { domain: event.domain })
    case 'passed':
      return t('entry.passed', who)
    case 'message':
      if (event.said) return saidLine(event.said, entry, who, translator)
      if (event.source?.author)
        return t('entry.message-added.of', {
          ...who,
          said: authorName(event.source.author, translator),
          audience: said,
        })
      return t(event.source ? 'entry.message-added' : 'entry.message', { ...who, audience: said })
    case 'message-edited':
      return t('entry.message-edited', {
        ...who,
        editor: authorName(event.editor, translator),
        audience: said,
      })
    case 'message-edit-withheld':
      return t('entry.message-edit-withheld', {
        ...who,
        reason: t(`withheld.${event.reason}`),
        audience: said,
      })
    case 'message-deleted':
      return t('entry.message-deleted', { ...who, audience: said })
    case 'due-changed':
      return dueChanged(event, entry.at, translator)
    case 'reminded':
      return t(`reminded.${event.stage}`, {
        clock: t(`clock.${event.clock}`),
        due: formatMoment(event.dueAt, entry.at, translator),
      })
    case 'reminders-changed':
      return t(event.on ? 'entry.reminders-changed.on' : 'entry.reminders-changed.off', who)
    case 'severity-changed':
      return t('entry.severity-changed', { ...who, from: event.from, to: event.to })
    case 'status-changed':
      return t('entry.status-changed', { from: t(`status.${event.from}`), to: t(`status.${event.to}`) })
    case 'assigned':
      return assignedLine(event, entry.author.email, who, translator)
    case 'put-aside':
      return t('entry.put-aside', who)
    case 'back':
      return event.why === 'date' ? t('entry.back.date') : t('entry.back', who)
    case 'closed':
      return t('entry.closed', who)
    case 'reopened':
      return t('entry.reopened', who)
    case 'removed': {
      const gone = { ...who, part: partName(event.part, translator) }
      return event.reason
        ? t('entry.removed', { ...gone, reason: event.reason })
        : t('entry.removed.no-reason', gone)
    }
    case 'shared':
      if (isRemoved(entry, 'addresses'))
        return t('entry.shared', { ...who, addresses: t('removed.addresses') })
      return [
        ...(event.added.length > 0
          ? [t('entry.shared', { ...who, addresses: addressNames(event.added, translator) })]
          : []),
        ...(event.removed.length > 0
          ? [t('entry.unshared', { ...who, addresses: addressNames(event.removed, translator) })]
          : []),
      ].join('\n')
    case 'upstream-changed':
      return event.to
        ? t('entry.upstream-set', {
            ...who,
            to: event.to.number,
            state: t(`upstream-state.${event.to.state}`),
          })
        : t('entry.upstream-removed', { ...who, from: event.from?.number ?? '' })
    case 'escalated':
      return t('entry.escalated', { ...who, reason: t(`escalation.${event.reason}`) })
    case 'personal-data-confirmed':
      return t('entry.personal-data-confirmed', {
        ...who,
        found: event.found.map((kind) => foundName(kind, translator)).join(', '),
      })
  }
}

/** OWN-1: taking, handing over, releasing. */
function assignedLine(
  { from, to, why }: Extract<Entry['event'], { type: 'assigned' }>,
  by: string,
  who: { readonly author: string },
  translator: Translator,
): string {
  const { t } = translator
  const own = by.toLowerCase()
  if (why === 'gone') return t('entry.assigned.gone', { name: from ? personName(from, translator) : '' })
  if (!to) {
    return from === null || from.email === own
      ? t('entry.released', who)
      : t('entry.released.from', { ...who, name: personName(from, translator) })
  }
  if (to.email !== own) return t('entry.assigned', { ...who, name: personName(to, translator) })
  return from ? t('entry.taken.from', { ...who, name: personName(from, translator) }) : t('entry.taken', who)
}

function dueChanged(
  { clock, because, from, to }: Extract<Entry['event'], { type: 'due-changed' }>,
  at: Date,
  translator: Translator,
): string {
  const { t } = translator
  const told = { clock: t(`clock.${clock}`), because: t(`due-changed.${because}`) }
  if (!to) return t('entry.due-ended', told)
  return t('entry.due-changed', {
    ...told,
    from: formatMoment(from, at, translator),
    to: formatMoment(to, at, translator),
  })
}

/** NOT-4: what the customer said elsewhere bears both names, so that nobody takes the one for the other. */
function saidLine(
  { way, on, by }: SaidElsewhere,
  { audience, author }: Entry,
  who: { readonly author: string },
  translator: Translator,
): string {
  const { t } = translator
  return t('entry.said', {
    ...who,
    by: by || t('party.customer'),
    on,
    way: t(`said-way.${way}`),
    audience: audienceName(audience, author, translator),
  })
}

/** What is called so in a line of the history, whichever answer or file it was. */
export function partName(part: RemovablePart, { t }: Translator): string {
  if (part.startsWith('answer:')) return t('removable.answer')
  if (part.startsWith('file:')) return t('removable.file')
  return t(`removable.${part as Exclude<RemovablePart, `${string}:${string}`>}`)
}

function foundName(kind: string, { t }: Translator): string {
  const one = ([...personalDataKinds, 'not-searched'] as const).find((name) => name === kind)
  return one ? t(`personal-data.${one}`) : kind
}
