/** Tells the people on a case, once and privately, that its thread is late, and what they can do about it. */
import type { DirectMessages, Recipient } from '../../commands/define.ts'
import { type ChatHelps, createPlaceTranslator, lateNotice } from '../../views/late-thread.ts'
import { actorKey } from '../cases/actor-key.ts'
import type { Case, DeliveryFault, Platform, Subscription } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import { describeDelay } from '../cases/delay-reason.ts'
import { chatUserKey, type Directory } from '../cases/directory.ts'
import type { RecheckAccess } from '../cases/recheck-access.ts'
import { describeThreadState, type InstallationFaults } from '../cases/thread-state.ts'
import type { Log } from '../config/log.ts'
import type { Readers } from '../conversations/readership.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

export interface DeliveryFaultReporterDeps {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly conversations: Pick<ConversationStore, 'claimNotice' | 'releaseNotice'>
  readonly store: Pick<CaseStore, 'history' | 'list'>
  readonly readers: Pick<Readers, 'whoReads'>
  /** Days may lie between what somebody did and the fault (ACC-1, ACC-4). */
  readonly recheckAccess: RecheckAccess
  readonly createTranslator: TranslatorFactory
  readonly chats: ChatHelps
  readonly now: () => Date
  readonly log: Log
}

/**
 * For the worker's `onFault`, which is called at each failure. Never throws, holds up nothing. What stands against a whole installation is not
 * among it: the operator is told of that, and people where they write (`tellLate`) and look (`/case show`).
 */
export type ReportDeliveryFault = (
  supportCase: Case,
  subscription: Subscription,
  fault: DeliveryFault,
) => Promise<void>

/** What may mend itself within this time is told to nobody, ms. */
export const graceMs = 15 * 60_000
/** A fault of one thread or channel is told again after this time, if it is so still. */
const placeMs = 7 * 24 * 3_600_000
/** A second outage within this time is taken for the first one, ms. Each process counts an outage from when it met it. */
const outageMs = 12 * 3_600_000
const longOutageMs = 30 * 24 * 3_600_000
/** Each failure is reported; this process asks the database so often at the most whether people were told of it. */
const recentMs = 24 * 3_600_000
const maxRemembered = 10_000
const maxTold = 5
const maxCounted = 200

export function createDeliveryFaultReporter(deps: DeliveryFaultReporterDeps): ReportDeliveryFault {
  const { messages, directory, conversations, readers, createTranslator, chats, now, log } = deps
  const reported = new Map<string, number>()

  async function tellOne(
    email: string,
    supportCase: Case,
    thread: Subscription,
    fault: DeliveryFault,
  ): Promise<boolean> {
    const chatUsers = await directory.chatUsersOf(email)
    const to: Recipient = { email, chatUsers, ...avoiding(thread, fault) }
    const channel = await nameFor(chatUsers, thread)
    const cases = isOutage(fault) ? await countLate(email, supportCase, thread) : undefined
    return messages.send(to, (locale, timeZone) =>
      lateNotice(
        { supportCase, thread, fault, channel, cases },
        chats,
        createPlaceTranslator(createTranslator, locale, timeZone),
      ),
    )
  }

  /** A channel's name is told to whoever is known to be in it. */
  async function nameFor(
    chatUsers: readonly string[],
    { platform, tenant, channel, direct }: Subscription,
  ): Promise<string | undefined> {
    if (platform === 'mail' || platform === 'person' || direct) return undefined
    const readership = await readers.whoReads({ platform, tenant, channel })
    if (readership.kind !== 'declared') return undefined
    const isThere = readership.members.some(({ user }) =>
      chatUsers.includes(chatUserKey({ platform, tenant, user })),
    )
    return isThere ? readership.name : undefined
  }

  /** How many cases that this person opened wait with this one; at least this one. */
  async function countLate(email: string, supportCase: Case, { platform, tenant, reader }: Subscription) {
    if (supportCase.createdBy.email !== email) return 1
    const { cases } = await deps.store.list({ reader, createdBy: email }, { limit: maxCounted })
    const late = cases.filter((other) =>
      other.subscriptions.some(
        (thread) =>
          thread.platform === platform &&
          thread.tenant === tenant &&
          actorKey(thread.reader) === actorKey(reader) &&
          describeThreadState(thread, other, noOutage).kind === 'delayed',
      ),
    )
    return Math.max(late.length, 1)
  }

  async function tellOnce(keys: readonly Claimed[], tell: () => Promise<boolean>): Promise<boolean> {
    const claimed: string[] = []
    for (const { key, forMs } of keys) {
      if (!(await conversations.claimNotice(key, new Date(now().getTime() + forMs), now()))) return false
      claimed.push(key)
    }
    try {
      return await tell()
    } catch (error) {
      // Nobody was told: the next failure tries again.
      for (const key of claimed) await conversations.releaseNotice(key)
      throw error
    }
  }

  function wasReported(thread: Subscription, fault: DeliveryFault): boolean {
    const at = reported.get(toReportKey(thread, fault))
    return at !== undefined && now().getTime() - at < recentMs
  }

  function noteReported(thread: Subscription, fault: DeliveryFault): void {
    if (reported.size >= maxRemembered) reported.clear()
    reported.set(toReportKey(thread, fault), now().getTime())
  }

  async function report(supportCase: Case, thread: Subscription, fault: DeliveryFault): Promise<void> {
    let told = 0
    let asked = 0
    for (const email of await listPeople(deps, supportCase, thread)) {
      await tellOnce(keysFor(email, thread, fault), async () => {
        asked += 1
        const isTold = await tellOne(email, supportCase, thread, fault)
        if (isTold) told += 1
        return isTold
      })
    }
    if (asked > 0 && told === 0)
      log.warn({ ...describeFault(supportCase, thread, fault) }, 'Nobody could be told of a late thread')
  }

  return async (supportCase, thread, fault) => {
    try {
      if (isOutage(fault) && now().getTime() - fault.since.getTime() < graceMs) return
      if (wasReported(thread, fault)) return
      await report(supportCase, thread, fault)
      noteReported(thread, fault)
    } catch (err) {
      log.warn({ ...describeFault(supportCase, thread, fault), err }, 'People were not told of a late thread')
    }
  }
}

function toReportKey({ id }: Subscription, { scope, code, since }: DeliveryFault): string {
  return `${id}:${scope}:${code}:${since.getTime()}`
}

function describeFault(
  { number }: Case,
  { id, platform, tenant }: Subscription,
  { scope, code }: DeliveryFault,
) {
  return { case: number, thread: id, platform, tenant, scope, code }
}

/** Nothing of one place's: all that goes there may be late, and each person is told once of all of it. */
function isOutage({ scope }: Pick<DeliveryFault, 'scope'>): boolean {
  return scope === 'passing'
}

/** What is down tells nobody anything; and who cannot be written to in one chat may be there in another. */
function avoiding(
  { platform, direct }: Subscription,
  fault: DeliveryFault,
): { without?: readonly Platform[] } {
  if (platform === 'mail' || platform === 'person') return {}
  return isOutage(fault) || direct ? { without: [platform] } : {}
}

/** What stands against a whole installation is told elsewhere. */
const noOutage: InstallationFaults = () => undefined

interface Claimed {
  readonly key: string
  readonly forMs: number
}

function keysFor(email: string, thread: Subscription, fault: DeliveryFault): readonly Claimed[] {
  const { platform, tenant, channel, id } = thread
  const who = `late:${email}`
  if (isOutage(fault)) {
    const route = `${who}:${platform}:${tenant}`
    return [
      // Of what is late since then one is told once, and of all that goes late meanwhile once together.
      { key: `${route}:${fault.since.toISOString()}`, forMs: longOutageMs },
      { key: route, forMs: outageMs },
    ]
  }
  const place = fault.scope === 'thread' || platform === 'mail' ? id : `${platform}:${tenant}:${channel}`
  return [{ key: `${who}:${place}:${describeDelay(fault, thread)}`, forMs: placeMs }]
}

/** Of the thread's own side: who opened the case and who wrote lately, while they may still work with cases. */
async function listPeople(
  { store, recheckAccess }: Pick<DeliveryFaultReporterDeps, 'store' | 'recheckAccess'>,
  supportCase: Case,
  { platform, direct, reader }: Subscription,
): Promise<readonly string[]> {
  const isOwn = (author: Case['createdBy']) => actorKey(toReaderOf(author, supportCase)) === actorKey(reader)
  // A direct message is one person's own.
  if (direct && platform !== 'mail') {
    const { email } = direct
    return email !== null && (await recheckAccess(email, reader)) ? [email] : []
  }
  const latest = await store.history(supportCase.number, { after: 0, limit: maxLooked, newest: true })
  const authors = [supportCase.createdBy, ...latest.toReversed().map(({ author }) => author)].filter(isOwn)
  const people: string[] = []
  for (const email of new Set(authors.map(({ email }) => email))) {
    if (people.length === maxTold) break
    if (await recheckAccess(email, reader)) people.push(email)
  }
  return people
}

/** Who wrote lately is looked for among so many of the newest entries. */
const maxLooked = 50

function toReaderOf({ party, domain }: Case['createdBy'], { customer }: Case): Subscription['reader'] {
  if (party === 'partner') return { party, domain: domain ?? '' }
  return party === 'desk' ? { party } : { party, customer: customer.id }
}
