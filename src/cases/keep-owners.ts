/**
 * OWN-4 and follow-up dates: who can't work with cases any more has none, and what was put aside comes back. Views have it at once; the
 * case itself is changed by ordinary commits, so that its history and threads tell of it once, however many instances look.
 */
import { endAside, withAsideAt } from './aside.ts'
import { releaseGone as decideRelease, findAuthorSide, findResponsible } from './assignment.ts'
import type { Author, Case, CaseHead, Entry, Responsible, Side } from './case.ts'
import type { WorkerRef } from './case-refs.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { CaseStore } from './case-store.ts'
import { type Colleagues, findColleagues, rememberColleagues, toSideName, withoutGone } from './colleagues.ts'
import { type Actor, toReader } from './policy.ts'
import { isSameSide, toSide } from './reader-facts.ts'
import { walkNumbered } from './walk-numbered.ts'

export interface OwnerKeeper {
  /** The cases without those of whom the directory says that they can't work with cases any more, and without follow-up dates that are past. */
  asTheyStand(cases: readonly Case[]): Promise<readonly Case[]>
  /** Writes it down for everybody who left the actor's side since this was asked last: queues are asked of the store. */
  releaseGone(actor: Actor): Promise<void>
  /** As above for one person, on cases that nobody on their side can read either; answers how many cases it changed. */
  releaseAll(worker: WorkerRef): Promise<number>
  /** Writes it down where a follow-up date has come; answers how often. */
  bringBackDue(): Promise<number>
}

export interface OwnerKeeperDeps extends Pick<CaseServiceDeps, 'directory' | 'now' | 'onCaseChanged'> {
  readonly store: Pick<CaseStore, 'listReferring' | 'listAsideUntil' | 'commit' | 'history'>
}

/** Entries that are read at once. */
const pageSize = 100
const commitTries = 20

type Step = Pick<ReturnType<typeof decideRelease>, 'events'> & { readonly set: Partial<CaseHead> }

export function createOwnerKeeper(deps: OwnerKeeperDeps): OwnerKeeper {
  const { store, directory, now } = deps
  const lastSeen = new Map<string, Colleagues>()

  async function releaseGone(actor: Actor): Promise<void> {
    const side = toSide(toReader(actor))
    if (!side) return
    const present = await findColleagues(side, directory)
    const before = lastSeen.get(toSideName(side))
    lastSeen.set(toSideName(side), present)
    const gone = [...(before?.keys() ?? [])].filter((email) => !present.has(email))
    if (gone.length === 0) return
    try {
      for (const email of gone) await releaseAll({ kind: 'worker', side, email })
    } catch {
      // The sweep writes it down later; a list is not kept from anybody for that.
      lastSeen.delete(toSideName(side))
    }
  }

  async function releaseAll(worker: WorkerRef): Promise<number> {
    let released = 0
    for await (const supportCase of walkNumbered((page) => store.listReferring(worker, page)))
      if (await releaseFrom(supportCase, worker.side)) released += 1
    return released
  }

  async function bringBackDue(): Promise<number> {
    const at = now()
    let back = 0
    for await (const supportCase of walkNumbered((page) => store.listAsideUntil(at, page)))
      for (const { side, until } of supportCase.aside ?? [])
        if (until <= at && (await bringBack(supportCase, side))) back += 1
    return back
  }

  async function releaseFrom(supportCase: Case, side: Side): Promise<boolean> {
    return change(supportCase, side, async (current) => {
      const who = findResponsible(current, side)
      if (!who || (await findColleagues(side, directory)).has(who.email)) return undefined
      return { ...decideRelease(current, side), author: authorOf(who, side) }
    })
  }

  /** The follow-up date of a side has come. In the name of whoever put the case aside. */
  async function bringBack(supportCase: Case, side: Side): Promise<boolean> {
    return change(supportCase, side, async (current) => {
      const isDue = current.aside?.some((one) => isSameSide(one.side, side) && one.until <= now())
      if (!isDue) return undefined
      const author = await findWhoPutAside(current, side)
      return { ...endAside(current, side), author }
    })
  }

  /** The case as its last writer left it: who loses looks again, and finds nothing more to do. */
  async function change(
    loaded: Case,
    side: Side,
    decide: (current: Case) => Promise<(Step & { readonly author: Author }) | undefined>,
  ): Promise<boolean> {
    let current = loaded
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const step = current.status === 'closed' ? undefined : await decide(current)
      if (!step) return false
      const { subscriptions: _, ...head } = current
      const at = now()
      const entries = step.events.map(({ event, audience }, index): Entry => {
        return { seq: current.seq + index + 1, at, author: step.author, audience, event }
      })
      const next = {
        ...head,
        ...step.set,
        version: current.version + 1,
        seq: current.seq + entries.length,
        updatedAt: at,
      }
      const key = `keep-owners ${toSideName(side)} ${current.version}`
      const result = await store.commit({
        number: current.number,
        expected: current.version,
        next,
        entries,
        key,
      })
      if (result.kind === 'missing' || result.kind === 'repeated') return false
      if (result.kind === 'committed') {
        deps.onCaseChanged?.(current.number)
        return true
      }
      current = result.case
    }
    return false
  }

  async function findWhoPutAside({ number, seq, domain, ...current }: Case, side: Side): Promise<Author> {
    for (let before = seq; before > 0; before -= pageSize) {
      const after = Math.max(0, before - pageSize)
      const page = await store.history(number, { after, limit: before - after })
      const found = page.findLast(({ event, author }) => {
        const own = findAuthorSide(author)
        return event.type === 'put-aside' && own !== undefined && isSameSide(own, side)
      })
      if (found) return found.author
    }
    return authorOf(findResponsible(current, side) ?? { email: domain, name: domain }, side)
  }

  return {
    async asTheyStand(cases) {
      const colleaguesOf = rememberColleagues(directory)
      const at = now()
      return Promise.all(
        cases.map(async (supportCase) => withoutGone(withAsideAt(supportCase, at), colleaguesOf)),
      )
    },
    releaseGone,
    releaseAll,
    bringBackDue,
  }
}

function authorOf({ email, name }: Responsible, side: Side): Author {
  return side === 'desk'
    ? { party: 'desk', email, name }
    : { party: 'partner', email, name, domain: side.domain }
}
