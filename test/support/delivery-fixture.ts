import type { Case, Subscription } from '../../src/cases/case.ts'
import {
  createDeliveryWorker,
  type DeliveryWorker,
  type DeliveryWorkerOptions,
} from '../../src/delivery/worker.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { openTo } from './audiences.ts'
import { aCase, aCommit, aNewCase, anEntry, aThread, noon } from './build-case.ts'
import { allRoutes } from './claim-next.ts'
import { aChatPlatform, type ChatPlatform } from './played-platform.ts'
import { recordingLog } from './recording-log.ts'

export const leaseMs = 30_000

/** A store, a chat platform, a clock that stands still until it is moved, and notifiers over them. */
export interface NotifyDesk {
  readonly store: CasesAndFiles
  readonly platform: ChatPlatform
  readonly log: ReturnType<typeof recordingLog>
  readonly now: () => Date
  pass(ms: number): void
  notifier(over?: Partial<DeliveryWorkerOptions>): DeliveryWorker
  /** A case with these threads and messages for everyone up to `seq`. */
  open(threads: readonly Subscription[], over?: Partial<Case>): Promise<Case>
  /** One more message. */
  say(number: number, entry?: Partial<Parameters<typeof anEntry>[0]>): Promise<void>
  thread(id: string, number?: number): Promise<Subscription>
}

export async function aNotifyDesk(file = ':memory:'): Promise<NotifyDesk> {
  const store = await openSqliteStore({ file })
  const platform = aChatPlatform()
  const log = recordingLog()
  let time = noon.getTime() + 3_600_000
  const now = () => new Date(time)

  return {
    store,
    platform,
    log,
    now,
    pass(ms) {
      time += ms
    },
    notifier: (over = {}) =>
      createDeliveryWorker({
        store,
        publishers: { slack: platform.poster },
        routes: () => allRoutes,
        resolveAudience: openTo(),
        cardQuietMs: 0,
        now,
        log,
        leaseMs,
        random: () => 0.5,
        ...over,
      }),
    async open(subscriptions, over = {}) {
      const { case: created } = await store.create(aNewCase({ ...over, subscriptions }))
      return created
    },
    async say(number, entry = {}) {
      const of = (await store.get(number)) ?? aCase()
      const entries = [anEntry({ ...entry, seq: of.seq + 1, at: now() })]
      const result = await store.commit(aCommit(of, { updatedAt: now() }, { entries }))
      if (result.kind !== 'committed') throw new Error(`not committed: ${result.kind}`)
    },
    async thread(id, number = 1001) {
      const of = await store.get(number)
      const thread = of?.subscriptions.find((one) => one.id === id)
      if (!thread) throw new Error(`case ${number} has no thread ${id}`)
      return thread
    },
  }
}

/** A thread of hoshi.example.com in a channel of its own; its id is the channel's. */
export function aThreadIn(channel: string, over: Partial<Subscription> = {}): Subscription {
  return aThread({ id: channel, channel, ...over })
}

export function upTo(last: number, first = 1): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
