/** `casethread deliveries list`, `retry`, `drop` and `actions`: what waits to be posted or mailed, and what an operator can do about it. */
import { randomUUID } from 'node:crypto'
import { withDeliveryAudit } from '../cases/audited.ts'
import type { DeliveryAction, DeliveryAudit } from '../cases/delivery-audit.ts'
import {
  findWaitingThreads,
  type ListWaiting,
  listWaitingThreads,
  type WaitingThread,
} from '../cases/waiting-threads.ts'
import { readConfig } from '../config/config.ts'
import { maskAddresses } from '../config/mask-addresses.ts'
import { toOneLine } from '../config/one-line.ts'
import { orExit } from '../main.ts'
import type { Store } from '../store/store.ts'
import { formatTable } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface DeliveriesOptions {
  /** Who asks; the name of the system's user without it. */
  readonly by?: string
  readonly why?: string
  readonly json?: boolean
}

/** What the commands need of a store. */
export interface DeliveriesStore {
  readonly listWaiting: ListWaiting
  readonly get: Store['get']
  readonly retrySubscription: Store['retrySubscription']
  readonly dropSubscription: Store['dropSubscription']
  readonly deliveryAudit: DeliveryAudit
}

/** What is done with the threads of a case. */
export interface DeliveryChange {
  readonly what: DeliveryAction['what']
  readonly number: number
  /** All that wait without it. */
  readonly thread?: string | undefined
  readonly by: string
  readonly why: string | null
  readonly at: Date
}

export async function listDeliveries({ json }: DeliveriesOptions, env: Env): Promise<void> {
  await orExit(
    async () =>
      withStore(readConfig(env), async (store) => {
        const waiting: WaitingThread[] = []
        for await (const thread of listWaitingThreads((page) => store.listWaiting(page))) waiting.push(thread)
        if (json) console.log(toJson(waiting.map(describeAsData)))
        else console.log(describeWaiting(waiting).join('\n'))
      }),
    'do it',
  )
}

/** Exit code 1 where there is no such thread, or none that waits. */
export async function changeDeliveries(
  change: Omit<DeliveryChange, 'by' | 'why' | 'at'>,
  { by = readUserName(), why, json }: DeliveriesOptions,
  env: Env,
): Promise<void> {
  const done = await orExit(
    async () =>
      withStore(readConfig(env), (store) =>
        carryOut(
          { ...store, deliveryAudit: withDeliveryAudit(store.deliveryAudit, store.auditLog) },
          { ...change, by, why: why ?? null, at: new Date() },
        ),
      ),
    'do it',
  )
  if (json) console.log(toJson(done))
  else
    for (const { thread } of done) console.log(`Thread ${thread} of case ${change.number}: ${change.what}.`)
  if (done.length > 0) return
  console.error(
    change.thread === undefined
      ? `No thread of case ${change.number} waits. See casethread deliveries list.`
      : `Case ${change.number} has no thread ${toOneLine(change.thread)}. See casethread deliveries list.`,
  )
  process.exitCode = exitCodes.notFound
}

export async function listDeliveryActions(
  number: number,
  { json }: DeliveriesOptions,
  env: Env,
): Promise<void> {
  const actions = await orExit(
    async () => withStore(readConfig(env), ({ deliveryAudit }) => deliveryAudit.list(number)),
    'do it',
  )
  if (json) console.log(toJson(actions))
  else if (actions.length === 0) console.log('Nobody did anything with the deliveries of this case.')
  else console.log(formatTable([actionColumns, ...actions.map(listActionCells)]).join('\n'))
}

/** Each is written down before it is done: nothing is done by hand that nobody can look up. */
export async function carryOut(
  store: DeliveriesStore,
  change: DeliveryChange,
): Promise<readonly DeliveryAction[]> {
  const { what, number, by, why, at } = change
  const supportCase = await store.get(number)
  if (!supportCase) return []
  const meant =
    change.thread === undefined
      ? findWaitingThreads(supportCase).map(({ thread }) => thread)
      : supportCase.subscriptions.filter(({ id }) => id === change.thread)
  const done: DeliveryAction[] = []
  for (const { id: thread, platform, tenant, channel } of meant) {
    const action: DeliveryAction = {
      id: randomUUID(),
      at,
      by,
      what,
      number,
      thread,
      platform,
      tenant,
      channel: platform === 'mail' || platform === 'person' ? '' : channel,
      why,
    }
    await store.deliveryAudit.record(action)
    const isDone =
      what === 'retried'
        ? await store.retrySubscription(number, thread)
        : await store.dropSubscription(number, thread, why ?? `dropped by ${by}`)
    if (isDone) done.push(action)
  }
  return done
}

export function describeWaiting(waiting: readonly WaitingThread[]): readonly string[] {
  if (waiting.length === 0) return ['Nothing waits.']
  return formatTable([waitingColumns, ...waiting.map(listWaitingCells)])
}

const waitingColumns = ['Case', 'Thread', 'State', 'Since', 'Scope', 'Tries', 'Next try', 'Where', 'Why']

function listWaitingCells({ supportCase, thread, kind, why, since }: WaitingThread): readonly string[] {
  return [
    String(supportCase.number),
    toOneLine(thread.id),
    kind,
    since?.toISOString() ?? '-',
    (kind === 'late' && thread.fault?.scope) || '-',
    String(thread.tries),
    (kind === 'late' && thread.retryAt?.toISOString()) || '-',
    describePlace(thread),
    toOneLine(maskAddresses(why)),
  ]
}

function describeAsData({ supportCase, thread, kind, why, since }: WaitingThread): object {
  const { id, platform, tenant, channel, tries, retryAt, fault } = thread
  return {
    case: supportCase.number,
    thread: id,
    state: kind,
    since,
    scope: kind === 'late' ? (fault?.scope ?? null) : null,
    why: maskAddresses(why),
    tries,
    nextTry: kind === 'late' ? retryAt : null,
    platform,
    tenant,
    channel: platform === 'mail' || platform === 'person' ? maskAddresses(channel) : channel,
  }
}

/** An address is masked, as in the log: whoever runs this need not know whom a case is shared with. */
function describePlace({
  platform,
  tenant,
  channel,
}: Pick<WaitingThread['thread'], 'platform' | 'tenant' | 'channel'>): string {
  if (platform === 'mail' || platform === 'person') return `${platform} ${toOneLine(maskAddresses(channel))}`
  return `${platform} ${tenant || '-'} ${toOneLine(channel)}`
}

const actionColumns = ['At', 'What', 'Thread', 'Where', 'By', 'Why']

function listActionCells(action: DeliveryAction): readonly string[] {
  const { at, what, thread, by, why } = action
  return [
    at.toISOString(),
    what,
    toOneLine(thread),
    action.channel === '' ? action.platform : describePlace(action),
    toOneLine(by),
    why === null ? '-' : toOneLine(why),
  ]
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
