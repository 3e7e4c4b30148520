/** PLC-7: what waits for whoever asked for a summary, once on each working day at 9:00 where they are. */
import { type DigestPart, digestCard } from '../../views/digest-card.ts'
import { statuses } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { Categories } from '../cases/categories.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import { toLocalTime } from '../cases/local-time.ts'
import type { NotificationStore, NotifyPreference } from '../cases/notification-store.ts'
import { digestHour } from '../cases/notifications.ts'
import { toReader } from '../cases/policy.ts'
import type { Log } from '../config/log.ts'
import { findWorkingActors, type PeopleDeps, toRecipient } from './notify-person.ts'

export interface DigestDeps extends Omit<PeopleDeps, 'notifications'> {
  readonly store: Pick<CaseStore, 'list' | 'count'>
  readonly notifications: Pick<NotificationStore, 'listDigests' | 'settleDigest'>
  readonly conversations: Pick<ConversationStore, 'claimNotice'>
  readonly categories: Categories
  readonly arePostsPaused: () => Promise<boolean>
  readonly now: () => Date
  readonly log: Log
}

export interface Digests {
  /** Sends those whose hour has come. Resolves when all were tried. */
  run(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** A process that was away at 9:00 still sends up to this hour; later it would be no morning's summary. */
const lastHour = 18
/** So long one instance has for one summary before another tries, ms. */
const claimMs = 5 * 60_000
const everyMs = 60_000
const pageSize = 200
const maxListed = 15
const maxCounted = 1_000
const dayMs = 24 * 3_600_000

/**
 * That the day is settled is written down after the message has gone; whoever takes over from an instance that died in between looks for the
 * message first (`once`). So it comes exactly once, whatever the number of instances.
 */
export function createDigests(deps: DigestDeps): Digests {
  const { store, notifications, conversations, messages, directory, createTranslator, now, log } = deps
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let stopping = false

  async function collect(email: string): Promise<readonly DigestPart[]> {
    const parts: DigestPart[] = []
    for (const actor of await findWorkingActors(email, deps)) {
      const reader = toReader(actor)
      // A customer's own people work on no case.
      if (reader.party === 'customer') continue
      const query = {
        reader,
        responsible: email,
        statuses: statuses.filter((status) => status !== 'closed'),
        waitsFor: [reader.party],
        aside: { which: 'without', now: now() },
        sort: 'due',
      } as const
      const { cases } = await store.list(query, { limit: maxListed })
      if (cases.length === 0) continue
      const count = cases.length < maxListed ? cases.length : await store.count(query, maxCounted)
      parts.push({ reader, cases, count })
    }
    return parts
  }

  async function send({ email }: NotifyPreference, day: string): Promise<void> {
    const key = `digest:${email}:${day}`
    if (!(await conversations.claimNotice(key, new Date(now().getTime() + claimMs), now()))) return
    const parts = await collect(email)
    const to = toRecipient(email, await directory.chatUsersOf(email), deps.trustsEmail)
    if (parts.length > 0 && to) {
      const { categories } = deps
      const told = await messages.send(
        to,
        (locale, timeZone, platform) =>
          digestCard(parts, { categories, now: now() }, createTranslator(locale, timeZone, platform)),
        { id: key, since: new Date(now().getTime() - dayMs), uncertain: true },
      )
      if (!told) log.info({ day }, 'Somebody could be sent their summary in no chat')
    }
    await notifications.settleDigest(email, day)
  }

  async function run(): Promise<void> {
    if (await deps.arePostsPaused()) return
    for (let after: string | undefined; !stopping; ) {
      const page = await notifications.listDigests({
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      })
      for (const preference of page) {
        if (stopping) return
        const { day, hour, isWorkday } = toLocalTime(now(), preference.timeZone)
        const isDue = isWorkday && hour >= digestHour && hour < lastHour
        if (!isDue || (preference.digestedOn !== null && preference.digestedOn >= day)) continue
        await send(preference, day).catch((error: unknown) =>
          log.warn({ day, err: error }, 'A summary could not be sent, retrying'),
        )
      }
      after = page.at(-1)?.email
      if (page.length < pageSize) return
    }
  }

  function tick(): void {
    running ??= run()
      .catch((error: unknown) => log.warn({ err: error }, 'Summaries could not be looked for, retrying'))
      .finally(() => {
        running = undefined
      })
  }

  return {
    run,
    start() {
      timer ??= setInterval(tick, everyMs).unref()
      tick()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}
