/** VIS: what an actor gets to see. */
import type { Access } from './access.ts'
import { canRead } from './audience.ts'
import type { Attachment, Case, Entry } from './case.ts'
import type { CaseService, CaseServiceDeps, CustomerAccess, ListFilter, ShownCase } from './case-service.ts'
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
import { toSearchTerms } from './search-terms.ts'

export function createCaseReader(
  deps: CaseServiceDeps,
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
    })
  }

  async function list(
    actor: Actor,
    filter: ListFilter,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<Result<{ readonly cases: readonly Case[]; readonly next?: Keyset }>> {
    const refusal = await access.mayWork(actor)
    if (refusal) return refused(refusal)
    if (filter.queue) await owners.releaseGone(actor)
    const words = filter.text ? toSearchTerms(filter.text) : []
    const query: CaseQuery = {
      reader: toReader(actor),
      ...(filter.queue ? toQueueQuery(filter.queue, actor, now()) : {}),
      ...(filter.sort ? { sort: filter.sort } : {}),
      ...(words.length > 0 ? { words } : {}),
      ...(filter.statuses?.length ? { statuses: filter.statuses } : {}),
      ...(filter.severities?.length ? { severities: filter.severities } : {}),
      ...(filter.customers?.length ? { customers: filter.customers } : {}),
      ...(filter.mine ? { createdBy: toAuthor(actor).email } : {}),
    }
    const found = await store.list(query, page)
    return ok({ ...found, cases: await owners.asTheyStand(found.cases) })
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
