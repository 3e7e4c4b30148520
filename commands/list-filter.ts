/** A list's arguments, as typed, as its form sends them and as its buttons carry them along: one filter, and the words for it. */
import { z } from 'zod'
import { severities, statuses } from '../src/cases/case.ts'
import type { ListFilter } from '../src/cases/case-service.ts'
import { type Keyset, sorts } from '../src/cases/case-store.ts'
import type { Names } from '../src/cases/names.ts'
import { queueNames } from '../src/cases/queues.ts'
import { queueLabel } from '../views/home-view.ts'
import type { Button } from '../views/view.ts'
import { SearchText } from './arguments.ts'
import type { Context } from './define.ts'
import { type ListRequest, openStatuses, parseListWords } from './list-words.ts'

const Day = z.iso.date().optional()
const several = <T extends string>(of: readonly [T, ...T[]]) =>
  z
    .string()
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(z.enum(of)))
    .optional()
const keyset = /^-?\d{1,16}\.\d{1,15}(?:\.(?:P[1-4]|-?\d{0,16}))?$/
/** A page's end: `1700000000000.1001`, and what the list is sorted by behind it. */
const PageEnd = z.string().regex(keyset).optional()

export const ListArgs = z.object({
  /** With the quotes of the form around it. */
  words: SearchText.optional(),
  customer: z.string().max(200).optional(),
  status: several(statuses),
  severity: several(severities),
  /** OWN-2: a home's button. */
  queue: z.enum(queueNames).optional(),
  who: z.string().max(254).optional(),
  mine: z.string().max(5).optional(),
  aside: z.enum(['only', 'without']).optional(),
  overdue: z.string().max(5).optional(),
  openedSince: Day,
  openedUntil: Day,
  updatedSince: Day,
  updatedUntil: Day,
  sort: z.enum(sorts).optional(),
  /** `form`: the form is drawn instead of the list. */
  as: z.enum(['form']).optional(),
  /** Where this page begins, where those before it did, and which one it is. */
  after: PageEnd,
  trail: z.string().max(1_800).optional(),
  /** The list takes the place of the one whose button asked for it. */
  replaces: z.literal('yes').optional(),
  page: z.coerce.number().int().min(1).max(100_000).optional(),
})
export type ListArgs = z.output<typeof ListArgs>

const filterNames = [
  'words',
  'customer',
  'status',
  'severity',
  'queue',
  'who',
  'mine',
  'aside',
  'overdue',
  'openedSince',
  'openedUntil',
  'updatedSince',
  'updatedUntil',
  'sort',
] as const

/** Only what narrows or sorts, as a button carries it. */
export function toFilterArgs(args: ListArgs): Button['args'] {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = args[name]
      const text = typeof value === 'object' ? value.join(',') : value
      return text ? [[name, text]] : []
    }),
  )
}

export function toAsked(args: ListArgs): ListRequest {
  const typed = parseListWords(args.words ?? '')
  return {
    ...typed,
    statuses: statuses.filter((one) => typed.statuses.includes(one) || args.status?.includes(one)),
    severities: severities.filter((one) => typed.severities.includes(one) || args.severity?.includes(one)),
    mine: typed.mine || args.mine !== undefined,
    overdue: typed.overdue || args.overdue !== undefined,
    aside: typed.aside || args.aside === 'only',
    ...(args.queue ? { queue: args.queue } : {}),
    ...(args.who ? { who: args.who } : {}),
    ...(args.sort ? { sort: args.sort } : {}),
  }
}

/** Days are whole ones where the person is: the last one is included. */
export function toListFilter(args: ListArgs, asked: ListRequest, timeZone: string, names: Names): ListFilter {
  const day = (text: string | undefined, days = 0) => text && startOfDay(text, timeZone, days)
  const [createdSince, createdUntil] = [day(args.openedSince), day(args.openedUntil, 1)]
  const [updatedSince, updatedUntil] = [day(args.updatedSince), day(args.updatedUntil, 1)]
  return {
    text: asked.text,
    statuses: asked.statuses,
    severities: asked.severities,
    mine: asked.mine,
    overdue: asked.overdue,
    ...(asked.queue ? { queue: asked.queue } : {}),
    ...(args.customer ? { customers: [args.customer] } : {}),
    ...(asked.who ? { who: names.idOf(asked.who) } : {}),
    ...(asked.aside ? { aside: 'only' } : args.aside ? { aside: args.aside } : {}),
    ...(createdSince && { createdSince }),
    ...(createdUntil && { createdUntil }),
    ...(updatedSince && { updatedSince }),
    ...(updatedUntil && { updatedUntil }),
    ...(asked.sort && { sort: asked.sort }),
  }
}

/** The first moment of a day, some days later, in a time zone: clocks that change at midnight have theirs an hour later. */
function startOfDay(day: string, timeZone: string, days: number): Date {
  const wanted = new Date(`${day}T00:00:00Z`).getTime() + days * 86_400_000
  const offset = (at: number) => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    const parts: Record<string, number> = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, date, hour, minute, second) - at
  }
  const first = wanted - offset(wanted)
  return new Date(wanted - offset(first))
}

/** How the words were understood: `Status 要対応 · Keyword 請求`. Empty for all cases. */
export function describeFilter(
  args: ListArgs,
  asked: ListRequest,
  customer: string | undefined,
  { actor, translator }: Pick<Context, 'actor' | 'translator'>,
): string {
  const { t } = translator
  const list = (values: readonly string[]) => values.join(', ')
  const isOpen = asked.statuses.length === openStatuses.length && !asked.statuses.includes('closed')
  const range = (since: string | undefined, until: string | undefined) =>
    since || until ? { from: since ?? '…', to: until ?? '…' } : undefined
  const [opened, updated] = [
    range(args.openedSince, args.openedUntil),
    range(args.updatedSince, args.updatedUntil),
  ]
  const statuses = asked.statuses.map((status) => withoutBracket(t(`status.${status}`)))
  return [
    asked.queue ? queueLabel(asked.queue, actor.party, translator) : '',
    args.customer ? t('filter.told.customer', { value: customer ?? args.customer }) : '',
    isOpen ? t('filter.told.open') : '',
    statuses.length > 0 && !isOpen ? t('filter.told.status', { values: list(statuses) }) : '',
    asked.severities.length > 0 ? t('filter.told.severity', { values: list(asked.severities) }) : '',
    asked.mine ? t('filter-who.mine') : '',
    describeWho(asked.who, translator),
    asked.aside ? t('filter.told.aside') : '',
    asked.overdue ? t('filter.told.overdue') : '',
    opened ? t('filter.told.opened', opened) : '',
    updated ? t('filter.told.updated', updated) : '',
    asked.text ? t('filter.told.keyword', { value: asked.text }) : '',
    asked.sort && asked.sort !== 'updated'
      ? t('filter.told.sort', { value: t(`filter-sort.${asked.sort}`) })
      : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function describeWho(who: string | undefined, { t }: Context['translator']): string {
  if (who === undefined) return ''
  if (who === 'me') return t('filter-who.me')
  return who === 'nobody' ? t('filter-who.nobody') : t('filter.told.email', { value: who })
}

function withoutBracket(label: string): string {
  return label.split(/[（(]/u)[0]?.trim() ?? label
}

export function parseKeyset(text: string | undefined, sort: ListRequest['sort']): Keyset | undefined {
  if (!text) return undefined
  const [at = '0', number = '0', by] = text.split('.')
  const end = { updatedAt: new Date(Number(at)), number: Number(number) }
  if (sort === 'severity') return { ...end, severity: severities.find((severity) => severity === by) ?? 'P1' }
  if (sort === 'due') return { ...end, dueAt: by ? new Date(Number(by)) : null }
  if (sort === 'opened') return { ...end, createdAt: new Date(Number(by ?? at)) }
  return end
}
