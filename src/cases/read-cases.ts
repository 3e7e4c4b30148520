/** VIS: what an actor gets to see. */
import type { Access } from './access.ts'
import { canRead } from './audience.ts'
import type { Attachment, Entry, Reader } from './case.ts'
import type {
  CaseService,
  CaseServiceDeps,
  CustomerAccess,
  ListedCases,
  ListFilter,
  ShownCase,
} from './case-service.ts'
import type { CaseQuery, Keyset } from './case-store.ts'
import { offersEscalation } from './escalation.ts'
import { customersMeant, customersWith } from './find-customers.ts'
import { followUpsSeen } from './follow-up.ts'
import { historyAfter, readableFiles } from './history.ts'
import type { OwnerKeeper } from './keep-owners.ts'
import { changesState } from './lifecycle.ts'
import { type Actor, denyCustomers, toAuthor, toReader } from './policy.ts'
import { toQueueQuery } from './queues.ts'
import { ok, type Result, refused } from './refusal.ts'
import { splitPhonetic, toQueryTerms, toTellingTerms } from './search-terms.ts'
import { listUpstreamTerms } from './upstream-case.ts'

export function createCaseReader(
  deps: Pick<CaseServiceDeps, 'store' | 'directory' | 'now'>,
  access: Access,
  owners: Pick<OwnerKeeper, 'asTheyStand' | 'releaseGone'>,
): Pick<CaseService, 'show' | 'files' | 'changesSince' | 'list' | 'customers'> {
  const { store, directory, now } = deps

  async function changesSince(actor: Actor, number: number, seq: number): Promise<Result<readonly Entry[]>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const entries = await historyAfter(store, number, seq)
    return ok(entries.filter((entry) => changesState(entry) && canRead(entry, toReader(actor), result.value)))
  }

  async function show(
    actor: Actor,
    number: number,
    options: { readonly entries?: number } = {},
  ): Promise<Result<ShownCase>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const wanted = options.entries ?? 5
    const reader = toReader(actor)
    const readable: Entry[] = []
    let before = result.value.seq
    // Internal notes of others are passed over, so the newest page may hold too few: go back until there are enough.
    while (before > 0 && readable.length <= wanted) {
      const size = Math.min(before, Math.max(wanted + 1, 20))
      const page = await store.history(number, { after: before - size, limit: size })
      readable.unshift(...page.filter((entry) => canRead(entry, reader, result.value)))
      before -= size
    }
    const [supportCase = result.value] = await owners.asTheyStand([result.value])
    return ok({
      case: supportCase,
      entries: readable.slice(-wanted),
      more: readable.length > wanted,
      // Only a closed case can have been gone on from (UPD-4): an open one is not asked about.
      followUps: result.value.status === 'closed' ? await followUpsSeen(deps, actor, number) : [],
      escalatable: await offersEscalation(result.value, reader, deps),
      writeDenied: await access.denyWriting(actor, result.value),
      assumed: await access.isAssumed(actor, result.value),
    })
  }

  /** REP-4: a number at Google means the case that has it, where there is one that the reader may know of. */
  async function findWords(
    text: string,
    reader: Reader,
  ): Promise<Pick<CaseQuery, 'words' | 'wordsOrCustomers'>> {
    for (const term of listUpstreamTerms(text, reader)) {
      const { cases } = await store.list({ reader, words: [term] }, { limit: 1 })
      if (cases.length > 0) return { words: [term] }
    }
    const { names, rest } = splitPhonetic(text)
    const called = await Promise.all(
      names.map(async (name) => ({ name, customers: await directory.customersByPhoneticName(name) })),
    )
    const wordsOrCustomers = called.flatMap(({ name, customers }) =>
      customers.length > 0 ? [{ words: toQueryTerms(name), customers }] : [],
    )
    if (wordsOrCustomers.length === 0) return { words: toQueryTerms(text) }
    const others = called.flatMap(({ name, customers }) => (customers.length > 0 ? [] : [name]))
    return { words: toTellingTerms([...rest, ...others].join(' ')), wordsOrCustomers }
  }

  async function list(
    actor: Actor,
    filter: ListFilter,
    { countTo, ...page }: { readonly after?: Keyset; readonly limit: number; readonly countTo?: number },
  ): Promise<Result<ListedCases>> {
    const refusal = await access.mayWork(actor)
    if (refusal) return refused(refusal)
    if (filter.queue) await owners.releaseGone(actor)
    const words = filter.text ? await findWords(filter.text, toReader(actor)) : {}
    const query = toQuery(actor, filter, words, now())
    const found = await store.list(query, page)
    const listed = { ...found, cases: await owners.asTheyStand(found.cases) }
    if (countTo === undefined) return ok(listed)
    // A first page that is the only one has counted itself.
    const isAll = !page.after && !listed.next
    return ok({ ...listed, total: isAll ? listed.cases.length : await store.count(query, countTo) })
  }

  async function customers(
    actor: Actor,
    text: string,
    page: { readonly limit: number; readonly meant?: boolean },
  ): Promise<Result<{ readonly customers: readonly CustomerAccess[]; readonly total: number }>> {
    const refusal = denyCustomers(actor, await access.findSuperAdmin(actor))
    if (refusal) return refused(refusal)
    if (actor.party !== 'partner') return ok({ customers: [], total: 0 })
    const { domain } = actor.account
    const all = await directory.customersOf(domain, now())
    const matching = page.meant ? customersMeant(text, all) : customersWith(text, all)
    const seen = await Promise.all(
      matching.slice(0, page.limit).map((customer) => access.accessTo(customer, domain)),
    )
    return ok({
      customers: seen.flatMap(({ relationship, ...rest }) =>
        relationship ? [{ ...rest, relationship }] : [],
      ),
      total: matching.length,
    })
  }

  async function files(actor: Actor, number: number): Promise<Result<readonly Attachment[]>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    return ok(await readableFiles(store, result.value, toReader(actor)))
  }

  return { show, files, changesSince, list, customers }
}

function toQuery(
  actor: Actor,
  filter: ListFilter,
  { words = [], wordsOrCustomers = [] }: Pick<CaseQuery, 'words' | 'wordsOrCustomers'>,
  now: Date,
): CaseQuery {
  const { createdSince, createdUntil, updatedSince, updatedUntil, sort, who, aside } = filter
  const { email } = toAuthor(actor)
  return {
    reader: toReader(actor),
    ...(filter.queue ? toQueueQuery(filter.queue, actor, now) : {}),
    ...(words.length > 0 ? { words } : {}),
    ...(wordsOrCustomers.length > 0 ? { wordsOrCustomers } : {}),
    ...(filter.statuses?.length ? { statuses: filter.statuses } : {}),
    ...(filter.severities?.length ? { severities: filter.severities } : {}),
    ...(filter.customers?.length ? { customers: filter.customers } : {}),
    ...(filter.mine ? { createdBy: email } : {}),
    ...(who === undefined ? {} : { responsible: toResponsible(who, email) }),
    ...(aside && { aside: { which: aside, now } }),
    ...(filter.overdue && { dueBefore: now }),
    ...(createdSince && { createdSince }),
    ...(createdUntil && { createdUntil }),
    ...(updatedSince && { updatedSince }),
    ...(updatedUntil && { updatedUntil }),
    ...(sort && { sort }),
  }
}

/** `me`, `nobody` or an e-mail; accounts go by lower case. */
function toResponsible(who: string, own: string): string | null {
  if (who === 'nobody') return null
  return (who === 'me' ? own : who).toLowerCase()
}
