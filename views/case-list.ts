/** Cases in a list, in the order that was asked for; the newest update first, where none was (VIS-4). */
import { actorKey } from '../src/cases/actor-key.ts'
import { findUpstreams } from '../src/cases/audience.ts'
import type { Case } from '../src/cases/case.ts'
import type { Keyset } from '../src/cases/case-store.ts'
import type { Actor } from '../src/cases/policy.ts'
import { toReader } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { boundMark } from './case-bounds.ts'
import { dueDetail } from './due-fact.ts'
import { caseTitle, describeReader, upstreamText } from './labels.ts'
import { sideDetail, standoutMark } from './side-facts.ts'
import type { Block, Button, Card } from './view.ts'
import { viewLimits } from './view-limits.ts'

export interface ListOptions {
  readonly actor: Actor
  readonly translator: Translator
  /** OWN-3: what is due is told where it is known what is overdue. */
  readonly now?: Date
  /** How what was asked for was understood; empty for all. */
  readonly filter: string
  /** Where the next page begins, and the arguments that led to this list. */
  readonly next?: Keyset | undefined
  readonly args: Readonly<Record<string, string>>
  /** Which page this is; the first one where it is left out. */
  readonly page?: ListPage
  /** Where a case's thread is opened that this person may open. */
  readonly threadUrl?: (supportCase: Case) => string | undefined
}

/** A page among the others of its list. */
export interface ListPage {
  readonly number: number
  readonly size: number
  /** How many cases there are, counted to `countedTo`. */
  readonly total: number
  readonly countedTo: number
  /** Where this page begins, and those before it, the first of them left out. */
  readonly after?: string | undefined
  readonly trail: readonly string[]
}

export function caseList(cases: readonly Case[], options: ListOptions): Card {
  const title = listTitle(options.actor, options.translator)
  const isLater = (options.page?.number ?? 1) > 1
  return {
    kind: 'card',
    summary: title,
    ...(isLater || options.args.replaces ? { replaces: true } : {}),
    blocks: [
      { kind: 'heading', text: title },
      ...withButtons(listBlocks(cases, options), filterButtons(options)),
    ],
  }
}

/** The list without its heading, for the home tab too. */
export function listBlocks(cases: readonly Case[], options: ListOptions): readonly Block[] {
  const { translator, filter, page } = options
  if (cases.length === 0) {
    const moved = page !== undefined && page.number > 1
    const text = moved ? translator.t('list.moved') : emptyText(options)
    return [{ kind: 'text', text }, ...(moved ? pageButtons(options) : newButton(options))]
  }
  const told = [...(page ? [describeRange(cases.length, page, translator)] : []), ...(filter ? [filter] : [])]
  const asked: readonly Block[] = told.length > 0 ? [{ kind: 'quiet', parts: [told.join(' · ')] }] : []
  const own = options.actor.party === 'customer' ? newButton(options) : []
  return [
    ...asked,
    ...cases.map((supportCase) => caseItem(supportCase, options)),
    ...pageButtons(options),
    ...own,
  ]
}

/** `21–30 of 66`. */
function describeRange(
  shown: number,
  { number, size, total, countedTo }: ListPage,
  { t }: Translator,
): string {
  const from = (number - 1) * size + 1
  const to = from + shown - 1
  // What came since it was counted is there all the same.
  if (total < countedTo) return t('list.range', { from, to, total: Math.max(total, to) })
  return t('list.range-more', { from, to, total: Math.max(total, to) })
}

function pageButtons({ translator, next, args, page }: ListOptions): readonly Block[] {
  const { t } = translator
  const buttons = [...backButtons(args, page, t), ...(next ? [nextButton(args, page, next, t)] : [])]
  return buttons.length > 0 ? [{ kind: 'actions', buttons }] : []
}

function backButtons(
  args: Button['args'],
  page: ListPage | undefined,
  t: Translator['t'],
): readonly Button[] {
  if (!page || page.number === 1) return []
  const { number, trail } = page
  const toFirst: Button = {
    label: t('button.first'),
    command: 'list',
    args: { ...args, page: '1', replaces: 'yes' },
    inPlace: true,
  }
  if (number === 2) return [{ ...toFirst, label: t('button.previous') }]
  const before = trail.at(-1)
  // Further back than a button can carry.
  if (before === undefined) return [toFirst]
  return [
    {
      label: t('button.previous'),
      command: 'list',
      args: {
        ...args,
        page: String(number - 1),
        after: before,
        ...trailArg(trail.slice(0, -1)),
        replaces: 'yes',
      },
      inPlace: true,
    },
  ]
}

function nextButton(
  args: Button['args'],
  page: ListPage | undefined,
  next: Keyset,
  t: Translator['t'],
): Button {
  const trail = page?.after === undefined ? [] : [...page.trail, page.after]
  return {
    label: t('button.more'),
    command: 'list',
    args: {
      ...args,
      page: String((page?.number ?? 1) + 1),
      after: keysetArg(next),
      ...trailArg(fitTrail(trail)),
      ...(page ? { replaces: 'yes' } : {}),
    },
    ...(page && { inPlace: true }),
  }
}

function trailArg(trail: readonly string[]): Button['args'] {
  return trail.length > 0 ? { trail: trail.join(' ') } : {}
}

/** The latest ones that a button has room for beside the filter. */
function fitTrail(trail: readonly string[]): readonly string[] {
  let from = 0
  while (trail.slice(from).join(' ').length > viewLimits.buttonArguments / 2) from += 1
  return trail.slice(from)
}

/** What every list offers: another filter, and all cases where there is one. */
function filterButtons({ actor, translator, filter, args }: ListOptions): readonly Button[] {
  const { t } = translator
  const acting = { in: actorKey(actor) }
  const { replaces: _, ...asked } = args
  const form: Button = { label: t('button.filter'), command: 'list', args: { ...asked, as: 'form' } }
  const all: Button = {
    label: t('button.all-cases'),
    command: 'list',
    args: { ...acting, replaces: 'yes' },
    inPlace: true,
  }
  return [form, ...(filter ? [all] : [])]
}

/** In the list's last row of buttons, where it has one. */
function withButtons(blocks: readonly Block[], buttons: readonly Button[]): readonly Block[] {
  const last = blocks.at(-1)
  if (last?.kind !== 'actions') return [...blocks, { kind: 'actions', buttons }]
  return [...blocks.slice(0, -1), { ...last, buttons: [...last.buttons, ...buttons] }]
}

function listTitle(actor: Actor, { t }: Translator): string {
  if (actor.party === 'desk') return t('list.title-desk')
  return t('list.title', {
    domain: actor.party === 'partner' ? actor.account.domain : actor.customer.name,
  })
}

function emptyText({ translator, filter, actor }: ListOptions): string {
  if (filter) return translator.t('list.empty-filtered', { filter })
  return translator.t(actor.party === 'partner' ? 'list.empty' : 'list.empty-desk')
}

function newButton({ actor, translator, filter }: ListOptions): readonly Block[] {
  if (actor.party === 'desk' || filter) return []
  const button: Button = {
    label: translator.t('button.new'),
    command: 'new',
    args: { in: actorKey(actor) },
    style: 'primary',
  }
  return [{ kind: 'actions', buttons: [button] }]
}

export function caseItem(
  supportCase: Case,
  { translator, actor, now, threadUrl }: Pick<ListOptions, 'translator' | 'actor' | 'now' | 'threadUrl'>,
): Block {
  const url = threadUrl?.(supportCase)
  return {
    kind: 'item',
    title: `${standoutMark(supportCase)}${supportCase.number} · ${supportCase.severity} · ${caseTitle(supportCase, translator)}`,
    detail: [
      translator.t(`status.${supportCase.status}`),
      supportCase.customer.name,
      ...sideDetail(supportCase, toReader(actor), translator),
      ...boundMark(supportCase, translator),
      ...findUpstreams(supportCase, toReader(actor)).map((upstream) => upstreamText(upstream, translator)),
      translator.t('label.updated'),
      { at: supportCase.updatedAt },
      ...(now ? dueDetail(supportCase, toReader(actor), now, translator) : []),
    ],
    ...(url && { link: { label: translator.t('list.thread'), url } }),
    button: {
      label: translator.t('button.open'),
      command: 'show',
      args: { number: String(supportCase.number), in: actorKey(actor) },
    },
  }
}

/** `1700000000000.1001`: the page's end as a button's argument, with what the list is sorted by behind it. */
function keysetArg({ updatedAt, number, severity, dueAt, createdAt }: Keyset): string {
  const by = severity ?? (dueAt === undefined ? createdAt : dueAt)
  const known = by instanceof Date ? by.getTime() : by
  return [updatedAt.getTime(), number, ...(by === undefined ? [] : [known ?? ''])].join('.')
}

/** The words for whom a list is: used where several lists stand under each other. */
export function listOwner(actor: Actor, translator: Translator): string {
  return describeReader(toReader(actor), translator)
}
