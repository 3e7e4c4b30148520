import { z } from 'zod'
import { actorKey } from '../src/cases/actor-key.ts'
import { severities, statuses } from '../src/cases/case.ts'
import type { ListFilter } from '../src/cases/case-service.ts'
import type { Keyset } from '../src/cases/case-store.ts'
import { type QueueName, queueNames } from '../src/cases/queues.ts'
import { caseList } from '../views/case-list.ts'
import { queueLabel } from '../views/home-view.ts'
import { refusalNotice } from '../views/notice.ts'
import { SearchText } from './arguments.ts'
import { type Context, defineCommand } from './define.ts'

export const listPage = 10

const Args = z.object({
  words: SearchText.optional(),
  customer: z.string().max(200).optional(),
  /** OWN-2: a home's button. */
  queue: z.enum(queueNames).optional(),
  /** `1700000000000.1001`, made by the list's own button. */
  after: z
    .string()
    .regex(/^\d{1,15}\.\d{1,15}$/)
    .optional(),
})

/** VIS-3: every case that the account may see, or those of one customer. */
export const list = defineCommand({
  name: 'list',
  aliases: ['ls', 'cases', 'search', '一覧', '検索'],
  positionals: ['words'],
  summary: 'command.list',
  usage: 'usage.list',
  args: Args,
  auth: 'account',

  async run(context, args) {
    const { actor, translator } = context
    const typed = parseFilter(args.words ?? '')
    const queue = args.queue ?? typed.queue
    const filter = {
      ...typed,
      ...(queue ? { queue } : {}),
      ...(args.customer ? { customers: [args.customer] } : {}),
    }
    const after = parseKeyset(args.after)
    const outcome = await context.service.list(actor, filter, {
      limit: listPage,
      ...(after ? { after } : {}),
    })
    if (!outcome.ok) return refusalNotice(outcome.refusals, translator)
    const { cases, next } = outcome.value
    return caseList(cases, {
      actor,
      translator,
      next,
      filter: toldFilter(args, cases[0]?.customer.name, context),
      now: context.now,
      args: toArgs(args, actorKey(actor)),
    })
  },
})

/** VIS-5: what is a status or a severity filters by it, `mine` by the opener, everything else is a keyword. */
function parseFilter(typed: string): ListFilter {
  const words = typed.normalize('NFKC').split(/\s+/).filter(Boolean)
  const picked = {
    statuses: new Set<(typeof statuses)[number]>(),
    severities: new Set<(typeof severities)[number]>(),
    text: [] as string[],
  }
  let mine = false
  let queue: QueueName | undefined
  for (const word of words) {
    const severity = severities.find((severity) => severity === word.toUpperCase())
    const status = statuses.find((status) => status === word.toLowerCase())
    if (severity) picked.severities.add(severity)
    else if (status) picked.statuses.add(status)
    else if (word.toLowerCase() === 'open')
      for (const status of statuses) status !== 'closed' && picked.statuses.add(status)
    else if (word.toLowerCase() === 'mine') mine = true
    else if (queueWords[word.toLowerCase()]) queue = queueWords[word.toLowerCase()]
    else picked.text.push(word)
  }
  return {
    statuses: [...picked.statuses],
    severities: [...picked.severities],
    text: picked.text.join(' '),
    mine,
    ...(queue ? { queue } : {}),
  }
}

/** OWN-2: the queues by the words that people type for them. */
const queueWords: Readonly<Record<string, QueueName | undefined>> = {
  unassigned: 'unassigned',
  担当者なし: 'unassigned',
  未担当: 'unassigned',
  assigned: 'mine',
  自分の担当: 'mine',
  waiting: 'waiting',
  対応待ち: 'waiting',
  overdue: 'overdue',
  期限超過: 'overdue',
  aside: 'aside',
  保留中: 'aside',
  保留: 'aside',
}

function toldFilter(
  args: z.output<typeof Args>,
  customer: string | undefined,
  { actor, translator }: Pick<Context, 'actor' | 'translator'>,
): string {
  return [
    args.queue ? queueLabel(args.queue, actor.party, translator) : '',
    args.customer ? (customer ?? args.customer) : '',
    args.words?.trim() ?? '',
  ]
    .filter(Boolean)
    .join(' · ')
}

function toArgs(
  { words, customer, queue }: z.output<typeof Args>,
  domain: string,
): Readonly<Record<string, string>> {
  return {
    in: domain,
    ...(words ? { words } : {}),
    ...(customer ? { customer } : {}),
    ...(queue ? { queue } : {}),
  }
}

function parseKeyset(after: string | undefined): Keyset | undefined {
  if (!after) return undefined
  const [at, number] = after.split('.').map(Number)
  return { updatedAt: new Date(at ?? 0), number: number ?? 0 }
}
