/** A case as a card: the root of its threads, and what `show` answers. */
import type { Case, Entry, Reader } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Speech } from '../src/i18n/speech.ts'
import { entryBlocks } from './history-entry.ts'
import { actingAs, authorName, categoryName, productName, standing } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

export interface CardOptions {
  readonly speech: Speech
  readonly categories: Categories
  /** For whom the card speaks. */
  readonly reader: Reader
}

/** The thread's root: facts and a button for each command. */
export function caseCard(of: Case, options: CardOptions): Card {
  const { speech } = options
  return {
    kind: 'card',
    summary: summary(of, speech),
    blocks: [...facts(of, options), actions(of, options)],
  }
}

/** `show`: the facts with the newest history entries beneath, oldest first. */
export function caseWithHistory(
  of: Case,
  entries: readonly Entry[],
  more: boolean,
  options: CardOptions,
): Card {
  const { speech } = options
  return {
    kind: 'card',
    summary: summary(of, speech),
    blocks: [
      ...facts(of, options),
      { kind: 'divider' },
      { kind: 'text', text: speech.t('show.history'), tone: 'strong' },
      ...(more ? [olderEntries(of, entries.length, options)] : []),
      ...entries.flatMap((entry) => entryBlocks(entry, speech)),
      actions(of, options),
    ],
  }
}

function olderEntries(of: Case, shown: number, { speech, reader }: CardOptions): Block {
  if (shown >= mostEntries) return { kind: 'quiet', parts: [speech.t('show.older')] }
  const args = {
    number: String(of.number),
    entries: String(Math.min(shown * 2, mostEntries)),
    in: actingAs(reader),
  }
  return { kind: 'actions', buttons: [{ label: speech.t('button.older'), command: 'show', args }] }
}

/** As many entries as one message can hold beside the facts. */
export const mostEntries = 20

function summary(of: Case, { t }: Speech): string {
  return t('card.summary', {
    number: of.number,
    severity: of.severity,
    status: t(`status.${of.status}`),
    title: of.title,
  })
}

function facts(of: Case, { speech, categories, reader }: CardOptions): readonly Block[] {
  const { t } = speech
  return [
    { kind: 'heading', text: t('card.title', { number: of.number, title: of.title }) },
    {
      kind: 'fields',
      fields: [
        { label: t('label.customer'), value: of.customer.name },
        { label: t('label.status'), value: t(`status.${of.status}`) },
        { label: t('label.severity'), value: t(`severity.${of.severity}`) },
        {
          label: t('label.category'),
          value: `${productName(of, categories, speech)} › ${categoryName(of, categories, speech)}`,
        },
        { label: t('label.opened-by'), value: authorName(of.createdBy, speech) },
        of.closedAt
          ? { label: t('label.closed'), value: { at: of.closedAt } }
          : { label: t('label.opened'), value: { at: of.createdAt } },
      ],
    },
    {
      kind: 'quiet',
      parts: [
        t('card.acting', { domain: standing(reader, speech) }),
        t('label.updated'),
        { at: of.updatedAt },
      ],
    },
  ]
}

function actions(of: Case, { speech, reader }: CardOptions): Block {
  const args = { number: String(of.number), in: actingAs(reader) }
  const button = (command: string, label: string, style?: Button['style']): Button => ({
    label,
    command,
    args,
    ...(style ? { style } : {}),
  })
  const { t } = speech
  if (reader.party === 'customer') {
    // CRE-6: a customer's own people read and answer.
    const answer = of.status === 'closed' ? [] : [button('reply', t('button.reply'), 'primary')]
    const list: Button = { label: t('button.list'), command: 'list', args: { in: actingAs(reader) } }
    return { kind: 'actions', buttons: [...answer, button('show', t('button.show')), list] }
  }
  const open = [
    button('reply', t('button.reply'), 'primary'),
    button('severity', t('button.severity')),
    button('show', t('button.show')),
    button('close', t('button.close'), 'danger'),
  ]
  const closed = [button('reopen', t('button.reopen'), 'primary'), button('show', t('button.show'))]
  return {
    kind: 'actions',
    buttons: of.status === 'closed' ? closed : open,
    more: moreActions(of, speech, reader),
  }
}

/** What is less often wanted. The desk opens no cases and has no customers of its own. */
function moreActions(of: Case, { t }: Speech, reader: Reader): readonly Button[] {
  const acting = { in: actingAs(reader) }
  const list: Button = {
    label: t('button.list-customer'),
    command: 'list',
    args: { ...acting, customer: of.customer.id },
  }
  const help: Button = { label: t('button.help'), command: 'help', args: {} }
  if (reader.party === 'desk') return [list, help]
  return [
    { label: t('button.new'), command: 'new', args: { ...acting, customer: of.customer.id } },
    list,
    { label: t('button.customers'), command: 'customers', args: acting },
    help,
  ]
}
