/** A case as a card: the root of its threads, and what `show` answers. */
import { actorKey } from '../src/cases/actor-key.ts'
import { findUpstreams, visibleFollowUp } from '../src/cases/audience.ts'
import type { Case, Entry, Reader } from '../src/cases/case.ts'
import type { CaseReaders } from '../src/cases/case-service.ts'
import type { Categories } from '../src/cases/categories.ts'
import { listAttachments } from '../src/cases/history.ts'
import { onceForEach } from '../src/cases/once-for-each.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { nameOthers } from './audience-readers.ts'
import { boundActions, boundFields } from './case-bounds.ts'
import { caseFacts } from './case-facts.ts'
import { dueFacts } from './due-fact.ts'
import { entryBlocks } from './history-entry.ts'
import { caseTitle, describeReader, upstreamText } from './labels.ts'
import { maxLinked } from './new-form.ts'
import { sideFacts, standingOut, workActions } from './side-facts.ts'
import type { Block, Button, Card, Inline } from './view.ts'

export interface CardOptions {
  readonly translator: Translator
  readonly categories: Categories
  /** For whom the card speaks. */
  readonly reader: Reader
  /** Whether escalating is offered (UPD-2). */
  readonly escalatable: boolean
  /** OWN-3: whether an answer of the reader's side is late. */
  readonly overdue?: boolean
  /** Whether a closed case can still be reopened (UPD-4). */
  readonly reopenable: boolean
  /** The cases that go on from this one, as far as the reader may see them (UPD-4). */
  readonly followUps?: readonly number[]
  /** PLC-6: how many entries a thread that was opened late does not repeat. */
  readonly earlier?: number | undefined
  /** NOT-4: what becomes of plain text in the thread: it goes to all that can read the case, or only *Reply* is heard there. */
  readonly talk?: { readonly to: CaseReaders } | 'reply-only' | undefined
  /** PLC-6: the ways to have the case shown in one more place. */
  readonly follow?: readonly Button[]
  /** How the threads of the reader's own side are. */
  readonly threads?: {
    /** Those that are not up to date. */
    readonly lines: readonly ThreadLine[]
    /** How many more of these there are. */
    readonly unlisted: number
    readonly upToDate: number
  }
  /** GRA-1: the reader's access is assumed, not confirmed by the customer. */
  readonly assumed?: boolean
  /** The reader can change nothing (GRA-1, VIS-2); `ask`: the way to the customer's grant. Nothing is offered that would be refused. */
  readonly readOnly?: { readonly ask?: Button }
}

/** One thread: where it is, what is the matter with it, and the button that helps. */
export interface ThreadLine {
  readonly where: string
  readonly detail: readonly Inline[]
  readonly button?: Button
}

/** The thread's root: facts and a button for each command. */
export function caseCard(supportCase: Case, options: CardOptions): Card {
  const { translator } = options
  return {
    kind: 'card',
    summary: summary(supportCase, translator),
    blocks: [
      ...facts(supportCase, options),
      ...earlierEntries(options),
      ...actionRows(supportCase, options),
      ...bounds(supportCase, options),
      ...aboutTalk(options),
    ],
  }
}

function aboutTalk({ talk, translator }: CardOptions): readonly Block[] {
  if (!talk) return []
  if (talk === 'reply-only') return [{ kind: 'quiet', parts: [translator.t('talk.card.reply-only')] }]
  const readers = nameOthers('everyone', talk.to, translator)
  return [{ kind: 'quiet', parts: [translator.t('talk.card', { readers })] }]
}

/** UPD-3: what anybody may read who could read the card before. */
export function titleCard(supportCase: Case, translator: Translator): Card {
  return {
    kind: 'card',
    summary: summary(supportCase, translator),
    blocks: [{ kind: 'heading', text: heading(supportCase, translator) }],
  }
}

function heading(supportCase: Case, translator: Translator): string {
  return translator.t('card.title', { number: supportCase.number, title: caseTitle(supportCase, translator) })
}

/** How many cards of one case are kept as drawn: for both sides, in both languages, as they are asked for again. */
const mostDrawn = 8

interface Drawn {
  readonly entries: readonly Entry[]
  readonly categories: Categories
  readonly translator: Translator
  readonly card: Card
}

const drawnOf = onceForEach((_: Case) => new Map<string, Drawn>())

/**
 * `show`: the facts with the newest history entries beneath, oldest first. The card that was drawn of the very same case, entries
 * and options is the same card.
 */
export function caseWithHistory(
  supportCase: Case,
  entries: readonly Entry[],
  more: boolean,
  options: CardOptions,
): Card {
  const { translator, categories, ...told } = options
  const drawn = drawnOf(supportCase)
  const key = JSON.stringify([more, translator.locale, translator.timeZone, told])
  const before = drawn.get(key)
  if (
    before?.translator === translator &&
    before.categories === categories &&
    before.entries.length === entries.length &&
    before.entries.every((entry, index) => entry === entries[index])
  )
    return before.card
  if (drawn.size >= mostDrawn) drawn.clear()
  const card = drawCaseWithHistory(supportCase, entries, more, options)
  drawn.set(key, { entries, categories, translator, card })
  return card
}

function drawCaseWithHistory(
  supportCase: Case,
  entries: readonly Entry[],
  more: boolean,
  options: CardOptions,
): Card {
  const { translator } = options
  return {
    kind: 'card',
    summary: summary(supportCase, translator),
    blocks: [
      ...facts(supportCase, options),
      ...threadStates(options),
      { kind: 'divider' },
      { kind: 'text', text: translator.t('show.history'), tone: 'strong' },
      ...(more ? [olderEntries(supportCase, entries.length, options)] : []),
      ...entries.flatMap((entry) => entryBlocks(entry, translator)),
      ...aboutDeletion(supportCase, entries, options),
      ...actionRows(supportCase, options),
      ...bounds(supportCase, options),
      ...(options.follow?.length ? [{ kind: 'actions', buttons: options.follow } satisfies Block] : []),
    ],
  }
}

function earlierEntries({ earlier = 0, translator }: CardOptions): readonly Block[] {
  return earlier > 0 ? [{ kind: 'quiet', parts: [translator.t('follow.earlier', { count: earlier })] }] : []
}

function threadStates({ threads, translator: { t } }: CardOptions): readonly Block[] {
  if (!threads) return []
  const { lines, unlisted, upToDate } = threads
  const counted = [
    ...(unlisted > 0 ? [t('show.threads.more', { count: unlisted })] : []),
    ...(upToDate > 0 ? [t('show.threads.fine', { count: upToDate })] : []),
  ]
  return [
    ...(lines.length > 0 ? [{ kind: 'text', text: t('show.threads'), tone: 'strong' } as const] : []),
    ...lines.map(({ where, detail, button }): Block => {
      return { kind: 'item', title: where, detail, ...(button ? { button } : {}) }
    }),
    ...(counted.length > 0 ? [{ kind: 'quiet', parts: counted } as const] : []),
  ]
}

/** UPD-3: said where files are seen. */
function aboutDeletion(
  supportCase: Case,
  entries: readonly Entry[],
  { translator, reader }: CardOptions,
): readonly Block[] {
  const any = entries.some((entry) => listAttachments(entry).length > 0)
  if (!any || reader.party === 'desk') return []
  return [{ kind: 'quiet', parts: [translator.t('files.none-to-take-back', { number: supportCase.number })] }]
}

function olderEntries(supportCase: Case, shown: number, { translator, reader }: CardOptions): Block {
  if (shown >= maxEntries) return { kind: 'quiet', parts: [translator.t('show.older')] }
  const args = {
    number: String(supportCase.number),
    entries: String(Math.min(shown * 2, maxEntries)),
    in: actorKey(reader),
  }
  return { kind: 'actions', buttons: [{ label: translator.t('button.older'), command: 'show', args }] }
}

/** As many entries as one message can hold beside the facts. */
export const maxEntries = 20

function summary(supportCase: Case, translator: Translator): string {
  const { t } = translator
  return t('card.summary', {
    number: supportCase.number,
    severity: supportCase.severity,
    status: t(`status.${supportCase.status}`),
    title: caseTitle(supportCase, translator),
  })
}

function facts(supportCase: Case, options: CardOptions): readonly Block[] {
  const { translator, reader } = options
  const { t } = translator
  return [
    { kind: 'heading', text: heading(supportCase, translator) },
    ...standingOut(supportCase, translator),
    {
      kind: 'fields',
      fields: [
        ...caseFacts(supportCase, options),
        ...sideFacts(supportCase, options),
        ...dueFacts(supportCase, reader, options.overdue ?? false, translator),
        ...boundFields(supportCase, translator),
        ...(options.assumed ? [{ label: t('label.access'), value: t('grant.state.assumed') }] : []),
        ...followUpFields(supportCase, options),
        ...upstreamFields(supportCase, reader, translator),
        ...(supportCase.sharedWith.length > 0
          ? [{ label: t('label.shared-with'), value: addressList(supportCase.sharedWith, translator) }]
          : []),
      ],
    },
    ...linkedCases(supportCase, options),
    {
      kind: 'quiet',
      parts: [
        t('card.acting', {
          domain:
            reader.party === 'customer' ? supportCase.customer.name : describeReader(reader, translator),
        }),
        t('label.updated'),
        { at: supportCase.updatedAt },
      ],
    },
  ]
}

/** UPD-4: the link both ways, only to cases that the reader may see (VIS-2). */
function followUpFields(
  supportCase: Case,
  { translator, reader, followUps = [] }: CardOptions,
): readonly { readonly label: string; readonly value: string }[] {
  const earlier = visibleFollowUp(supportCase, reader)
  return [
    ...(earlier ? [{ label: translator.t('label.follow-up-of'), value: String(earlier) }] : []),
    ...(followUps.length > 0
      ? [{ label: translator.t('label.followed-by'), value: followUps.join(', ') }]
      : []),
  ]
}

/** UPD-4: a button to each of the newest linked cases. */
function linkedCases(
  supportCase: Case,
  { translator, reader, followUps = [] }: CardOptions,
): readonly Block[] {
  const earlier = visibleFollowUp(supportCase, reader)
  const numbers = [...(earlier ? [earlier] : []), ...followUps].slice(0, maxLinked)
  if (numbers.length === 0) return []
  const buttons = numbers.map((number) => ({
    label: translator.t('button.case', { number }),
    command: 'show',
    args: { number: String(number), in: actorKey(reader) },
  }))
  return [{ kind: 'actions', buttons }]
}

/** REP-4. */
function upstreamFields(supportCase: Case, reader: Reader, translator: Translator) {
  return findUpstreams(supportCase, reader).map((upstream) => ({
    label: translator.t(upstream.side === 'desk' ? 'label.upstream' : 'label.upstream.own'),
    value: [upstreamText(upstream, translator), ...(upstream.link ? [upstream.link] : [])].join('\n'),
  }))
}

const addressesOnCard = 5

/** The first ones; the form of `share` has them all. */
function addressList(all: readonly string[], { t }: Translator): string {
  const text = all.slice(0, addressesOnCard).join(', ')
  const more = all.length - addressesOnCard
  return more > 0 ? t('card.shared-more', { addresses: text, more }) : text
}

function actionRows(supportCase: Case, options: CardOptions): readonly Block[] {
  const { readOnly, reader, translator } = options
  return [actions(supportCase, options), ...(readOnly ? [] : workActions(supportCase, reader, translator))]
}

function actions(
  supportCase: Case,
  { translator, reader, escalatable, reopenable, readOnly }: CardOptions,
): Block {
  const args = { number: String(supportCase.number), in: actorKey(reader) }
  const button = (command: string, label: string, style?: Button['style']): Button => ({
    label,
    command,
    args,
    ...(style ? { style } : {}),
  })
  const { t } = translator
  if (reader.party === 'customer') {
    // CRE-6, CRE-9: a customer's own people read and answer, and open cases.
    const answer =
      supportCase.status === 'closed'
        ? []
        : [button('reply', t('button.reply'), 'primary'), button('update', t('button.update'))]
    const list: Button = { label: t('button.list'), command: 'list', args: { in: actorKey(reader) } }
    const create: Button = { label: t('button.new'), command: 'new', args: { in: actorKey(reader) } }
    return { kind: 'actions', buttons: [...answer, button('show', t('button.show')), list, create] }
  }
  if (readOnly) {
    const { ask } = readOnly
    const more = moreActions(supportCase, translator, reader).filter(
      ({ command }) => ask || command !== 'new',
    )
    return { kind: 'actions', buttons: [...(ask ? [ask] : []), button('show', t('button.show'))], more }
  }
  const open = [
    button('reply', t('button.reply'), 'primary'),
    button('note', t('button.note')),
    button('update', t('button.update')),
    button('severity', t('button.severity')),
    ...(escalatable ? [button('escalate', t('button.escalate'))] : []),
    button('show', t('button.show')),
    button('close', t('button.close'), 'danger'),
  ]
  const followUp: Button = {
    label: t('button.follow-up'),
    command: 'new',
    args: { in: actorKey(reader), followUp: String(supportCase.number) },
    style: 'primary',
  }
  // UPD-4. The desk opens no cases.
  const goOn = reader.party === 'partner' ? [followUp] : []
  const closed = [
    ...(reopenable ? [button('reopen', t('button.reopen'), 'primary')] : goOn),
    button('show', t('button.show')),
  ]
  return {
    kind: 'actions',
    buttons: supportCase.status === 'closed' ? closed : open,
    more: [...shareAction(supportCase, translator, reader), ...moreActions(supportCase, translator, reader)],
  }
}

function bounds(supportCase: Case, { translator, reader, readOnly }: CardOptions): readonly Block[] {
  return readOnly ? [] : boundActions(supportCase, reader, translator)
}

/** CRE-5: the partner's, on an open case; on a closed one to take addresses out. */
function shareAction(supportCase: Case, { t }: Translator, reader: Reader): readonly Button[] {
  const nobody = supportCase.status === 'closed' && supportCase.sharedWith.length === 0
  if (reader.party !== 'partner' || nobody) return []
  const args = { number: String(supportCase.number), in: actorKey(reader) }
  return [{ label: t('button.share'), command: 'share', args }]
}

/** What is less often wanted. The desk opens no cases and has no customers of its own. */
function moreActions(supportCase: Case, { t }: Translator, reader: Reader): readonly Button[] {
  const acting = { in: actorKey(reader) }
  const list: Button = {
    label: t('button.list-customer'),
    command: 'list',
    args: { ...acting, customer: supportCase.customer.id },
  }
  const help: Button = { label: t('button.help'), command: 'help', args: {} }
  // UPD-3
  const remove: Button = {
    label: t('button.remove'),
    command: 'remove',
    args: { ...acting, number: String(supportCase.number) },
  }
  const upstream: Button = {
    label: t('button.upstream'),
    command: 'upstream',
    args: { ...acting, number: String(supportCase.number) },
  }
  const copy: Button = { ...upstream, label: t('button.copy'), command: 'copy' }
  if (reader.party === 'desk') return [upstream, copy, remove, list, help]
  return [
    { label: t('button.new'), command: 'new', args: { ...acting, customer: supportCase.customer.id } },
    list,
    { label: t('button.customers'), command: 'customers', args: acting },
    help,
  ]
}
