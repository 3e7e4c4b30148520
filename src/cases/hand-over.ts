/** VIS-9: a follow-up for the partner that serves a customer now, of an open case of one that does no longer. */
import type { Access } from './access.ts'
import type { Case, Entry } from './case.ts'
import { entryLimit } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps, HandOver } from './case-service.ts'
import type { IdempotencyKey, NewCase } from './case-store.ts'
import { collectSearchTerms } from './create-case.ts'
import { createNumbered } from './create-numbered.ts'
import type { Customer } from './directory.ts'
import { followUpReference } from './follow-up.ts'
import { findMissingDeskThreads, findMissingThreads } from './home-threads.ts'
import { denyClosed } from './lifecycle.ts'
import { isOwnCase } from './own-cases.ts'
import { type Actor, denyGrantDecision, toAuthor } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

export function createHandOver(
  deps: CaseServiceDeps,
  access: Access,
  change: CaseService['change'],
): Pick<CaseService, 'handOver'> {
  const { store, directory, now } = deps

  async function handOver(actor: Actor, number: number, evidence: string): Promise<Result<HandOver>> {
    const found = await access.visible(actor, number)
    if (!found.ok) return found
    const earlier = found.value
    const made = await store.createdWith(keyOf(number))
    if (made && (await store.committedWith(number, keyOf(number))))
      return ok({ kind: 'made', case: made, earlier })
    const denied = denyHandOver(actor, earlier)
    if (denied) return refused(denied)
    const { customer: named } = earlier
    const customer = await directory.customer(named.id)
    const partners = await directory.relationshipsOf(named.id, now())
    const stays = partners.some(({ domain }) => earlier.partners.some((one) => one.domain === domain))
    const values = { number, customer: named.name }
    if (!customer || partners.length === 0)
      return refused({ code: 'handover-no-partner', rule: 'VIS-9', values })
    if (stays) return refused({ code: 'handover-not-needed', rule: 'VIS-9', values })
    const allowed = await isAllowed(actor, evidence)
    if (!allowed.ok) return allowed
    if (!allowed.value) return ok(await toQuestion(earlier, customer))
    const next = made ?? (await write(actor, earlier, partners, evidence))
    if (!next) return refused({ code: 'case-not-found', rule: 'VIS-6', values: { number } })
    await close(earlier)
    return ok({ kind: 'made', case: next, earlier })
  }

  /** The customer's admin says so itself; an operator at the desk says what shows it. */
  async function isAllowed(actor: Actor, evidence: string): Promise<Result<boolean>> {
    if (actor.party === 'customer') return ok(true)
    if (!evidence.trim()) return ok(false)
    const { email } = toAuthor(actor)
    return (await directory.isOperator(email))
      ? ok(true)
      : refused({ code: 'grant-not-recorded-by-you', rule: 'VIS-9' })
  }

  async function toQuestion(earlier: Case, customer: Customer): Promise<HandOver> {
    const users = (await directory.customerUsersOf(customer.id)).filter(({ admin }) => admin)
    const admins = await Promise.all(
      users.map(async (user) => ({ user, chatUsers: await directory.chatUsersOf(user.email) })),
    )
    return { kind: 'ask', case: earlier, customer, admins }
  }

  /** Only how the case began goes along, which the customer can read; no later entry, no file, and nobody's address. */
  async function write(
    actor: Actor,
    earlier: Case,
    partners: Case['partners'],
    evidence: string,
  ): Promise<Case | undefined> {
    const [first] = await store.history(earlier.number, { limit: 1 })
    if (first?.event.type !== 'created') return undefined
    const { description, answers } = first.event
    const at = now()
    const author = toAuthor(actor)
    const said: readonly Entry[] = evidence.trim()
      ? [
          {
            seq: 2,
            at,
            author,
            audience: 'internal',
            event: { type: 'message', text: evidence.trim().slice(0, entryLimit) },
          },
        ]
      : []
    const entries: readonly Entry[] = [
      { seq: 1, at, author, audience: 'everyone', event: { type: 'created', description, answers } },
      ...said,
    ]
    const bare = {
      partners: partners.map(({ domain, kind }) => ({ domain, kind })),
      language: earlier.language,
      subscriptions: [],
    }
    const subscriptions = [...(await findMissingThreads(bare, deps)), ...findMissingDeskThreads(bare, deps)]
    const compose = (number: number): Omit<NewCase, 'key'> => {
      const head = {
        number,
        version: 1,
        customer: earlier.customer,
        partners: bare.partners,
        domain: '',
        createdBy: author,
        title: earlier.title,
        followUpOf: followUpReference(earlier),
        product: earlier.product,
        category: earlier.category,
        severity: earlier.severity,
        status: 'new',
        language: earlier.language,
        timeZone: earlier.timeZone,
        createdAt: at,
        updatedAt: at,
        closedAt: null,
        sharedWith: [],
        escalation: null,
        ...(earlier.titleRemoved ? { titleRemoved: earlier.titleRemoved } : {}),
        seq: entries.length,
      } as const
      return { case: { ...head, subscriptions }, entries, words: collectSearchTerms(head, entries[0]) }
    }
    const made = await createNumbered(store, compose, keyOf(earlier.number))
    deps.onCaseChanged?.(made.number)
    return made
  }

  /** The case ends where the other one goes on. What its readers of then read does not name whom the customer went to (VIS-2). */
  async function close(earlier: Case): Promise<void> {
    const desk: Actor = { party: 'desk', email: '', name: 'Casethread' }
    const changes = [{ kind: 'close', note: '' } as const]
    // Refused only where somebody closed it meanwhile.
    await change(desk, earlier.number, { changes }, keyOf(earlier.number))
  }

  return { handOver }
}

/** One for each case, whoever allows it and how often. */
function keyOf(number: number): IdempotencyKey {
  return `hand-over ${number}`
}

/** Who hands over what, whatever the directory says. */
function denyHandOver(actor: Actor, supportCase: Case): Refusal | undefined {
  if (actor.party === 'partner') return { code: 'handover-of-desk', rule: 'VIS-9' }
  const notTheirs = actor.party === 'customer' && denyGrantDecision(actor)
  if (notTheirs) return notTheirs
  if (supportCase.status === 'closed') return denyClosed(supportCase, actor.party)
  if (supportCase.hiddenFromCustomer || isOwnCase(supportCase))
    return { code: 'handover-hidden', rule: 'VIS-9', values: { number: supportCase.number } }
  return undefined
}
