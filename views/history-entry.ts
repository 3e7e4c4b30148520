/** One history entry, as a thread's reply and as a line of `show`. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Entry, Reader } from '../src/cases/case.ts'
import { personalDataKinds } from '../src/cases/personal-data.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { fileLines } from './file-fields.ts'
import { authorName } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

/** The reply that a thread gets for this entry (NOT-1). Where the chat brings no files, a button leads to them. */
export function entryCard(
  supportCase: Case,
  entry: Entry,
  translator: Translator,
  { filesFor }: { readonly filesFor?: Reader | undefined } = {},
): Card {
  const hasFiles = 'attachments' in entry.event && (entry.event.attachments ?? []).length > 0
  const files: Button = {
    label: translator.t('button.files'),
    command: 'files',
    args: { number: String(supportCase.number), ...(filesFor ? { in: actorKey(filesFor) } : {}) },
  }
  return {
    kind: 'card',
    summary: `${supportCase.number}: ${headline(entry, translator)}`,
    blocks: [
      ...entryBlocks(entry, translator),
      ...(filesFor && hasFiles ? [{ kind: 'actions', buttons: [files] } satisfies Block] : []),
    ],
  }
}

export function entryBlocks(entry: Entry, translator: Translator): readonly Block[] {
  const { event } = entry
  const head: Block = { kind: 'quiet', parts: [headline(entry, translator), { at: entry.at }] }
  switch (event.type) {
    case 'created':
      return [
        head,
        { kind: 'quote', text: event.description },
        ...event.answers.flatMap(answerBlocks),
        ...fileLines(event.attachments, translator),
      ]
    case 'message':
      return [
        head,
        ...(event.text ? [{ kind: 'quote', text: event.text } satisfies Block] : []),
        ...fileLines(event.attachments, translator),
      ]
    case 'closed':
      return event.note ? [head, { kind: 'quote', text: event.note }] : [head]
    case 'reopened':
      return event.reason ? [head, { kind: 'quote', text: event.reason }] : [head]
    case 'escalated':
      return [head, { kind: 'quote', text: event.justification }]
    case 'shared':
    case 'severity-changed':
    case 'status-changed':
    case 'personal-data-confirmed':
      return [head]
  }
}

function answerBlocks(one: { readonly question: string; readonly answer: string }): readonly Block[] {
  return [
    { kind: 'text', text: one.question, tone: 'strong' },
    { kind: 'quote', text: one.answer },
  ]
}

function headline({ event, author, audience }: Entry, translator: Translator): string {
  const { t } = translator
  const who = { author: authorName(author, translator) }
  switch (event.type) {
    case 'created':
      return t('entry.created', who)
    case 'message':
      return t('entry.message', { ...who, audience: t(`audience.${audience}`) })
    case 'severity-changed':
      return t('entry.severity-changed', { ...who, from: event.from, to: event.to })
    case 'status-changed':
      return t('entry.status-changed', { from: t(`status.${event.from}`), to: t(`status.${event.to}`) })
    case 'closed':
      return t('entry.closed', who)
    case 'reopened':
      return t('entry.reopened', who)
    case 'shared':
      return [
        ...(event.added.length > 0 ? [t('entry.shared', { ...who, addresses: event.added.join(', ') })] : []),
        ...(event.removed.length > 0
          ? [t('entry.unshared', { ...who, addresses: event.removed.join(', ') })]
          : []),
      ].join('\n')
    case 'escalated':
      return t('entry.escalated', { ...who, reason: t(`escalation.${event.reason}`) })
    case 'personal-data-confirmed':
      return t('entry.personal-data-confirmed', {
        ...who,
        found: event.found.map((kind) => foundName(kind, translator)).join(', '),
      })
  }
}

function foundName(kind: string, { t }: Translator): string {
  const one = ([...personalDataKinds, 'not-searched'] as const).find((name) => name === kind)
  return one ? t(`personal-data.${one}`) : kind
}
