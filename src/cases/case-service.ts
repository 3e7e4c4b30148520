/** The one door to the cases: every read and write of every platform passes here and is checked here (ACC-7). */
import { mayRead } from './audience.ts'
import type { Case, CaseHead, Entry, Severity, Status, Thread } from './case.ts'
import type { Categories } from './categories.ts'
import { asksForState, changesState, decide } from './lifecycle.ts'
import type { Finding, FindPersonalData } from './personal-data.ts'
import {
  type Actor,
  authorOf,
  readerOf,
  refuseCaseWork,
  refuseCustomers,
  refuseToSee,
  refuseWrite,
} from './policy.ts'
import type { CaseQuery, CaseStore, Customer, Directory, Grant, Key, Keyset, Relationship } from './ports.ts'
import { done, type Outcome, type Refusal, refused } from './refusal.ts'
import { ChangeWish, type CheckedChange, type CheckedCreate, CreateWish, check } from './wishes.ts'
import { searchWords } from './words.ts'

export interface CaseServiceDeps {
  readonly store: CaseStore
  readonly directory: Directory
  readonly categories: Categories
  readonly findPersonalData: FindPersonalData
  readonly now: () => Date
  readonly newId: () => string
  /** Called after each write, so that the news goes out at once. */
  readonly onNews?: (number: number) => void
}

/** A customer as one account sees it (CRE-2, GRA-3). */
export interface CustomerAccess {
  readonly customer: Customer
  readonly relationship: Relationship
  readonly grant: Grant
}

export interface ShownCase {
  readonly case: Case
  /** The newest entries that the reader may see, oldest first. */
  readonly entries: readonly Entry[]
  /** Whether older ones are there. */
  readonly more: boolean
}

export interface ListFilter {
  readonly text?: string
  readonly statuses?: readonly Status[]
  readonly severities?: readonly Severity[]
  readonly customers?: readonly string[]
  readonly mine?: boolean
}

export interface CaseService {
  /** CRE: a new case with its first entry and its threads, in one write. The same key answers the same case (CRE-8). */
  create(actor: Actor, wish: CreateWish, key: Key): Promise<Outcome<Case>>
  /** UPD-1: one or several changes as one commit. The same key changes nothing twice and answers the case as it is. */
  change(actor: Actor, number: number, wish: ChangeWish, key: Key): Promise<Outcome<Case>>
  show(actor: Actor, number: number, options?: { readonly entries?: number }): Promise<Outcome<ShownCase>>
  /** What came after `seq` that a severity, close or reopen would have to know of (UPD-6). */
  changesSince(actor: Actor, number: number, seq: number): Promise<Outcome<readonly Entry[]>>
  list(
    actor: Actor,
    filter: ListFilter,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<Outcome<{ readonly cases: readonly Case[]; readonly next?: Keyset }>>
  /** ACC-2: the customers of the actor's domain; `total` counts all that match. */
  customers(
    actor: Actor,
    text: string,
    page: { readonly limit: number },
  ): Promise<Outcome<{ readonly customers: readonly CustomerAccess[]; readonly total: number }>>
  /** One customer of the actor's domain; the field names where a form asked for it. */
  customer(actor: Actor, id: string, field?: string): Promise<Outcome<CustomerAccess>>
  /** ACC-1 alone: may this actor work with cases at all? Forms ask before they open. */
  mayWork(actor: Actor): Promise<Refusal | undefined>
}

const historyPage = 200
/** GRA-2: what cannot be filled before the customer is known, and so is not complained of. */
const afterCustomer = new Set(['product', 'category'])
/** Writers that meet on one case try again this often; each round at least one of them gets through. */
const commitTries = 40

export function createCaseService(deps: CaseServiceDeps): CaseService {
  const { store, directory, categories, now } = deps

  async function superAdminOf(actor: Actor): Promise<string> {
    if (actor.party === 'desk') return ''
    return (await directory.domain(actor.account.domain))?.superAdmin ?? actor.account.domain
  }

  async function mayWork(actor: Actor): Promise<Refusal | undefined> {
    return refuseCaseWork(actor, await superAdminOf(actor))
  }

  async function accessTo(
    customer: Customer,
    domain: string,
  ): Promise<Omit<CustomerAccess, 'relationship'> & { relationship: Relationship | undefined }> {
    const [relationships, grant] = await Promise.all([
      directory.relationshipsOf(customer.id, now()),
      directory.grant(customer.id, domain),
    ])
    return { customer, relationship: relationships.find((one) => one.domain === domain), grant }
  }

  async function customer(actor: Actor, id: string, field?: string): Promise<Outcome<CustomerAccess>> {
    const refusal = refuseCustomers(actor, await superAdminOf(actor))
    if (refusal) return refused(refusal)
    const unknown: Refusal = { code: 'customer-unknown', rule: 'VIS-8', ...(field ? { field } : {}) }
    const found = await directory.customer(id)
    if (!found || actor.party !== 'partner') return refused(unknown)
    const { relationship, ...access } = await accessTo(found, actor.account.domain)
    return relationship ? done({ ...access, relationship }) : refused(unknown)
  }

  /** The case if this actor may work with cases and see this one (ACC-1, VIS-1, VIS-6). */
  async function visible(actor: Actor, number: number): Promise<Outcome<Case>> {
    const refusal = await mayWork(actor)
    if (refusal) return refused(refusal)
    const found = await store.get(number)
    const unseen = refuseToSee(found, readerOf(actor), number)
    return unseen || !found ? refused(unseen ?? notFound(number)) : done(found)
  }

  /** GRA-1, GRA-4: asked anew at the moment of every write. */
  async function refuseToWrite(actor: Actor, of: Case): Promise<Refusal | undefined> {
    if (actor.party === 'desk') return undefined
    const found = await directory.customer(of.customer.id)
    if (!found)
      return {
        code: 'relationship-ended',
        rule: 'VIS-2',
        values: { customer: of.customer.name, domain: actor.account.domain },
      }
    return refuseWrite(actor, await accessTo(found, actor.account.domain))
  }

  async function personalDataIn(
    texts: Readonly<Record<string, string>>,
    region: string,
  ): Promise<readonly Refusal[]> {
    const found = await Promise.all(
      Object.entries(texts).map(async ([field, text]) =>
        (await deps.findPersonalData(text, region)).map((finding) => toRefusal(field, finding)),
      ),
    )
    return found.flat()
  }

  async function create(actor: Actor, wish: CreateWish, key: Key): Promise<Outcome<Case>> {
    const refusal = await mayWork(actor)
    if (refusal) return refused(refusal)
    const repeated = await store.createdWith(key)
    if (repeated) return done(repeated)
    const checked = check(CreateWish, wish)
    const faults = checked.ok
      ? []
      : checked.refusals.filter((one) => wish.customer || !afterCustomer.has(one.field ?? ''))
    const access = wish.customer ? await customer(actor, wish.customer, 'customer') : undefined
    if (access && !access.ok) return refused(...access.refusals, ...faults)
    if (access) {
      const denied = refuseWrite(actor, access.value, 'customer')
      if (denied) return refused(denied)
    }
    if (!checked.ok || !access) return refused(...faults)
    const guided = refuseGuidance(categories, checked.value)
    if (guided.length > 0) return refused(...guided)
    const found = await personalDataIn(textsOf(checked.value), regionOf(access.value.customer))
    if (found.length > 0 && !checked.value.confirmed) return refused(...found)

    const relationships = await directory.relationshipsOf(access.value.customer.id, now())
    const number = await store.nextNumber()
    const made = newCase(number, actor, checked.value, access.value.customer, relationships, found)
    const result = await store.create({ ...made, key })
    deps.onNews?.(result.case.number)
    return done(result.case)
  }

  function newCase(
    number: number,
    actor: Actor,
    wish: CheckedCreate,
    of: Customer,
    relationships: readonly Relationship[],
    found: readonly Refusal[],
  ): { readonly case: Case; readonly entries: readonly Entry[]; readonly words: readonly string[] } {
    const at = now()
    const author = authorOf(actor)
    const category = categories.category(wish.category)
    const answers = (category?.questions ?? [])
      .map((one) => ({
        question: one.label[wish.language ?? of.language],
        answer: wish.answers[one.id] ?? '',
      }))
      .filter(({ answer }) => answer !== '')
    const entries: Entry[] = [
      {
        seq: 1,
        at,
        author,
        audience: 'everyone',
        event: { type: 'created', description: wish.description, answers },
      },
    ]
    if (found.length > 0) entries.push(confirmation(2, at, author, found))
    const made: Case = {
      number,
      version: 1,
      customer: { id: of.id, name: of.name, domain: of.domain },
      partners: relationships.map(({ domain, kind }) => ({ domain, kind })),
      domain: author.domain ?? '',
      createdBy: author,
      title: wish.title,
      product: wish.product,
      category: wish.category,
      severity: wish.severity,
      status: 'new',
      language: wish.language ?? of.language,
      timeZone: wish.timeZone ?? of.timeZone,
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      seq: entries.length,
      threads: wish.threads.map((place) => newThread(deps.newId(), place, actor)),
    }
    return { case: made, entries, words: wordsOf(made, wish.description) }
  }

  async function change(actor: Actor, number: number, wish: ChangeWish, key: Key): Promise<Outcome<Case>> {
    const checked = check(ChangeWish, wish)
    const first = await visible(actor, number)
    if (!first.ok) return first
    const outcome = checked.ok ? await applied(actor, first.value, checked.value, key) : checked
    if (outcome.ok) return outcome
    // A repeat comes after its own first send has changed the case: what is refused now may be what it did then (CRE-8).
    if (await store.committedWith(number, key)) return done((await store.get(number)) ?? first.value)
    return outcome
  }

  async function applied(actor: Actor, found: Case, wish: CheckedChange, key: Key): Promise<Outcome<Case>> {
    const texts = Object.fromEntries(
      wish.changes.flatMap((one) =>
        one.kind === 'message' ? [['text', one.text]] : one.kind === 'close' ? [['note', one.note]] : [],
      ),
    )
    const personal = await personalDataIn(texts, found.language === 'ja' ? 'JP' : 'US')
    if (personal.length > 0 && !wish.confirmed) return refused(...personal)

    let of = found
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const denied = (await refuseToWrite(actor, of)) ?? (await refuseOnNews(of, wish))
      if (denied) return refused(denied)
      const author = authorOf(actor)
      const decision = decide(headOf(of), wish.changes, author, now())
      if (!decision.ok) return decision
      const { next, entries } = withConfirmation(
        decision.value.next,
        decision.value.entries,
        personal,
        author,
      )
      const result = await store.commit({ number: of.number, expected: of.version, next, entries, key })
      if (result.kind === 'missing') return refused(notFound(of.number))
      if (result.kind !== 'conflict') {
        deps.onNews?.(of.number)
        return done(result.case)
      }
      of = result.case
      if (tries > 3) await pause(Math.random() * 5 * tries)
    }
    return refused({ code: 'busy', rule: 'UPD-6', values: { number: found.number } })
  }

  /** UPD-6: a severity, close or reopen that was decided on an older state is not carried out silently. */
  async function refuseOnNews(of: Case, wish: CheckedChange): Promise<Refusal | undefined> {
    if (wish.basedOn === undefined || wish.basedOn >= of.seq || !asksForState(wish.changes)) return undefined
    const since = await historyAfter(of.number, wish.basedOn)
    if (!since.some(changesState)) return undefined
    return { code: 'changed-meanwhile', rule: 'UPD-6', values: { number: of.number } }
  }

  async function historyAfter(number: number, after: number): Promise<readonly Entry[]> {
    const all: Entry[] = []
    for (let from = after; ; ) {
      const page = await store.history(number, { after: from, limit: historyPage })
      all.push(...page)
      const last = page.at(-1)
      if (page.length < historyPage || !last) return all
      from = last.seq
    }
  }

  async function changesSince(actor: Actor, number: number, seq: number): Promise<Outcome<readonly Entry[]>> {
    const found = await visible(actor, number)
    if (!found.ok) return found
    const entries = await historyAfter(number, seq)
    return done(
      entries.filter((entry) => changesState(entry) && mayRead(entry, readerOf(actor), found.value)),
    )
  }

  async function show(
    actor: Actor,
    number: number,
    options: { readonly entries?: number } = {},
  ): Promise<Outcome<ShownCase>> {
    const found = await visible(actor, number)
    if (!found.ok) return found
    const wanted = options.entries ?? 5
    const reader = readerOf(actor)
    const readable: Entry[] = []
    let before = found.value.seq
    // Internal notes of others are passed over, so the newest page may hold too few: go back until there are enough.
    while (before > 0 && readable.length <= wanted) {
      const size = Math.min(before, Math.max(wanted + 1, 20))
      const page = await store.history(number, { after: before - size, limit: size })
      readable.unshift(...page.filter((entry) => mayRead(entry, reader, found.value)))
      before -= size
    }
    return done({ case: found.value, entries: readable.slice(-wanted), more: readable.length > wanted })
  }

  async function list(
    actor: Actor,
    filter: ListFilter,
    page: { readonly after?: Keyset; readonly limit: number },
  ): Promise<Outcome<{ readonly cases: readonly Case[]; readonly next?: Keyset }>> {
    const refusal = await mayWork(actor)
    if (refusal) return refused(refusal)
    const words = filter.text ? searchWords(filter.text) : []
    const query: CaseQuery = {
      reader: readerOf(actor),
      ...(words.length > 0 ? { words } : {}),
      ...(filter.statuses?.length ? { statuses: filter.statuses } : {}),
      ...(filter.severities?.length ? { severities: filter.severities } : {}),
      ...(filter.customers?.length ? { customers: filter.customers } : {}),
      ...(filter.mine ? { createdBy: authorOf(actor).email } : {}),
    }
    return done(await store.list(query, page))
  }

  async function customers(
    actor: Actor,
    text: string,
    page: { readonly limit: number },
  ): Promise<Outcome<{ readonly customers: readonly CustomerAccess[]; readonly total: number }>> {
    const refusal = refuseCustomers(actor, await superAdminOf(actor))
    if (refusal) return refused(refusal)
    if (actor.party !== 'partner') return done({ customers: [], total: 0 })
    const { domain } = actor.account
    const words = fold(text).split(/\s+/).filter(Boolean)
    const matching = (await directory.customersOf(domain, now())).filter((one) => {
      const told = fold(`${one.name} ${one.domain} ${one.id}`)
      return words.every((word) => told.includes(word))
    })
    const access = await Promise.all(matching.slice(0, page.limit).map((one) => accessTo(one, domain)))
    return done({
      customers: access.flatMap(({ relationship, ...rest }) =>
        relationship ? [{ ...rest, relationship }] : [],
      ),
      total: matching.length,
    })
  }

  return { create, change, show, changesSince, list, customers, customer, mayWork }
}

function newThread(id: string, place: CheckedCreate['threads'][number], actor: Actor): Thread {
  return {
    id,
    platform: place.platform,
    tenant: place.tenant,
    channel: place.channel,
    root: null,
    reader: place.audience === 'desk' ? { party: 'desk' } : readerOf(actor),
    locale: place.locale,
    cursor: 0,
    shown: 0,
    tries: 0,
    retryAt: null,
    parked: null,
  }
}

/** CRE-1: the product and the category exist, and the category's questions are answered. */
function refuseGuidance(categories: Categories, wish: CheckedCreate): readonly Refusal[] {
  const invalid = (field: string): Refusal => ({ code: 'field-invalid', rule: 'CRE-1', field })
  const category = categories.category(wish.category)
  return [
    ...(categories.product(wish.product) ? [] : [invalid('product')]),
    ...(category ? [] : [invalid('category')]),
    ...(category?.questions ?? [])
      .filter((one) => !one.optional && !wish.answers[one.id])
      .map((one): Refusal => ({ code: 'field-missing', rule: 'CRE-1', field: `answer:${one.id}` })),
  ]
}

function textsOf(wish: CheckedCreate): Readonly<Record<string, string>> {
  const answers = Object.entries(wish.answers).map(([id, answer]) => [`answer:${id}`, answer] as const)
  return { title: wish.title, description: wish.description, ...Object.fromEntries(answers) }
}

function regionOf(customer: Customer): string {
  return customer.language === 'ja' ? 'JP' : 'US'
}

function toRefusal(field: string, finding: Finding): Refusal {
  return {
    code: 'personal-data-found',
    rule: 'CRE-3',
    field,
    values: { kind: finding.kind, line: finding.line, shown: finding.shown },
  }
}

/** CRE-3: the history says which kinds were let through, never the data itself. */
function confirmation(seq: number, at: Date, author: Entry['author'], found: readonly Refusal[]): Entry {
  const kinds = [...new Set(found.map((one) => String(one.values?.kind)))]
  return { seq, at, author, audience: 'everyone', event: { type: 'personal-data-confirmed', found: kinds } }
}

function withConfirmation(
  next: CaseHead,
  entries: readonly Entry[],
  found: readonly Refusal[],
  author: Entry['author'],
) {
  if (found.length === 0) return { next, entries }
  const seq = next.seq + 1
  // As secret as what it confirms: a note to one's own domain is not announced to others.
  const audience = entries.every((one) => one.audience === 'internal') ? 'internal' : 'everyone'
  return {
    next: { ...next, seq },
    entries: [...entries, { ...confirmation(seq, next.updatedAt, author, found), audience } as Entry],
  }
}

/** VIS-5: found by number, title, customer, product, category and description; never by a message, which may be internal (VIS-7). */
function wordsOf(of: CaseHead, description: string): readonly string[] {
  return searchWords(
    String(of.number),
    of.title,
    of.customer.name,
    of.customer.domain,
    of.category,
    of.product,
    description,
  )
}

function headOf({ threads: _, ...head }: Case): CaseHead {
  return head
}

function notFound(number: number): Refusal {
  return { code: 'case-not-found', rule: 'VIS-6', values: { number } }
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
