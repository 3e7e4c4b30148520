/** CRE: what a valid input makes a new case. Pure: facts and clock are handed in, the answer is the case with its entries, or a refusal. */
import type { Attachment, Case, CaseHead, Entry, Event, SideBounds } from './case.ts'
import type { ValidCreateCase } from './case-inputs.ts'
import { type Category, type Product, resolveAnswer } from './categories.ts'
import type { Customer, Relationship } from './directory.ts'
import { denyFollowUp, followUpReference } from './follow-up.ts'
import { denySharing } from './hidden-cases.ts'
import { isOwnCase } from './own-cases.ts'
import { confirmation } from './personal-data-guard.ts'
import { type Actor, type CustomerFacts, denyWrite, toAuthor } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { toSearchTerms } from './search-terms.ts'
import { toUpstreamTerm } from './upstream-case.ts'

/** What is known before any file is fetched or any text searched. */
export interface CreateCaseFacts {
  /** The customer with the relationship and the grant of the actor's domain (GRA-1). */
  readonly access: CustomerFacts
  /** UPD-4: the case that this one goes on from, as far as the actor may see it; undefined where the input names none. */
  readonly earlier: Result<Case> | undefined
  /** What the catalogue holds under the input's ids. */
  readonly product: Product | undefined
  readonly category: Category | undefined
}

/** What is known once the files are fetched and the texts searched. */
export interface WriteFacts {
  /** VIS-1: the partners at the moment of the write. */
  readonly relationships: readonly Pick<Relationship, 'domain' | 'kind'>[]
  /** CRE-9: who answers first, as the partners of record have it. */
  readonly firstLine?: SideBounds['firstLine']
  /** CRE-3: personal data in texts and files. */
  readonly personalData: readonly Refusal[]
  readonly attachments: readonly Attachment[]
}

/** A case that has no number yet; numbers are the store's. */
export interface NewCaseDraft {
  readonly head: Omit<CaseHead, 'number'>
  readonly entries: readonly Entry[]
  readonly description: string
}

/** GRA-2: what cannot be filled before the customer is known, and so is not complained of. */
const afterCustomer = new Set(['product', 'category'])

/** Why nothing can be decided yet: no customer, or none of this actor's. */
export function denyWithoutCustomer(
  input: Result<ValidCreateCase>,
  refusals: readonly Refusal[] | undefined,
): readonly Refusal[] {
  const issues = input.ok ? [] : input.refusals
  return refusals ? [...refusals, ...issues] : issues.filter(({ field }) => !afterCustomer.has(field ?? ''))
}

/** Why this actor creates no such case, whatever stands in it. Asked before its files are fetched and its texts searched. */
export function denyCreation(
  actor: Actor,
  { access, earlier }: Pick<CreateCaseFacts, 'access' | 'earlier'>,
  now: Date,
): readonly Refusal[] {
  const denied = denyWrite(actor, access, 'customer')
  if (denied) return [denied]
  if (earlier && !earlier.ok) return earlier.refusals
  const notFollowed = earlier && denyEarlier(earlier.value, access.customer, now)
  return notFollowed ? [notFollowed] : []
}

/** CRE-10: nobody hides a case from themselves, or shares one with those it is hidden from. */
export function denyBounds(
  { hidden, share = [] }: Pick<ValidCreateCase, 'hidden' | 'share'>,
  actor: Actor,
  { access: { customer } }: Pick<CreateCaseFacts, 'access'>,
): readonly Refusal[] {
  if (actor.party === 'customer' && share.length > 0)
    return [{ code: 'share-not-yours', rule: 'CRE-5', field: 'share' }]
  if (!hidden) return []
  if (actor.party === 'customer') return [{ code: 'hidden-not-yours', rule: 'CRE-10', field: 'hidden' }]
  return denySharing(share, customer).map((refusal) => ({ ...refusal, field: 'share' }))
}

/** What of the wish the catalogue does not know, or leaves unanswered. */
export function denyChoices(
  wish: Pick<ValidCreateCase, 'answers'>,
  { product, category }: Pick<CreateCaseFacts, 'product' | 'category'>,
): readonly Refusal[] {
  return [
    ...(product ? [] : [invalid('product')]),
    ...(category && !category.hidden ? [] : [invalid('category')]),
    ...denyAnswers(wish, category),
  ]
}

/** Every fault at its field, all in one round: what the input lacks, what the catalogue does not know, what was found in texts and files. */
export function listFaults(
  input: Result<ValidCreateCase>,
  choices: readonly Refusal[],
  found: readonly Refusal[],
): readonly Refusal[] {
  const issues = input.ok ? [] : input.refusals
  const at = new Set(issues.map(({ field }) => field))
  return [...issues, ...choices.filter(({ field }) => !at.has(field)), ...found]
}

/** Creates nothing half: the case with all of its entries, or every refusal at its field. Times are `now`. */
export function decideCreation(
  input: ValidCreateCase,
  actor: Actor,
  facts: CreateCaseFacts & WriteFacts,
  now: Date,
): Result<NewCaseDraft> {
  const barred = denyCreation(actor, facts, now)
  const denied =
    barred.length > 0 ? barred : [...denyChoices(input, facts), ...denyBounds(input, actor, facts)]
  if (denied.length > 0) return refused(...denied)
  if (facts.personalData.length > 0 && !input.confirmed) return refused(...facts.personalData)
  const entries = composeEntries(input, actor, facts, now)
  return ok({
    head: composeHead(input, actor, facts, now, entries.length),
    entries,
    description: input.description,
  })
}

function composeEntries(
  input: ValidCreateCase,
  actor: Actor,
  { access, category, personalData, attachments }: CreateCaseFacts & WriteFacts,
  now: Date,
): readonly Entry[] {
  const author = toAuthor(actor)
  const shared = input.share ?? []
  const events: readonly Event[] = [
    {
      type: 'created',
      description: input.description,
      answers: composeAnswers(input, category, access.customer),
      ...(attachments.length > 0 ? { attachments } : {}),
    },
    ...(shared.length > 0 ? [{ type: 'shared', added: shared, removed: [] } as const] : []),
  ]
  const entries = events.map((event, index): Entry => {
    return { seq: index + 1, at: now, author, audience: 'everyone', event }
  })
  if (personalData.length === 0) return entries
  return [...entries, confirmation(entries.length + 1, now, author, personalData)]
}

function composeHead(
  input: ValidCreateCase,
  actor: Actor,
  { access, earlier, relationships, firstLine }: CreateCaseFacts & WriteFacts,
  now: Date,
  seq: number,
): NewCaseDraft['head'] {
  const { customer } = access
  const author = toAuthor(actor)
  const isOwn = isOwnCase({ customer })
  return {
    version: 1,
    customer: { id: customer.id, name: customer.name, domain: customer.domain },
    partners: relationships.map(({ domain, kind }) => ({ domain, kind })),
    domain: author.domain ?? '',
    createdBy: author,
    title: input.title,
    followUpOf: earlier?.ok ? followUpReference(earlier.value) : null,
    ...(input.hidden && !isOwn ? { hiddenFromCustomer: true } : {}),
    ...(firstLine === 'partner' ? { firstLine } : {}),
    product: input.product,
    category: input.category,
    severity: input.severity,
    status: 'new',
    language: input.language ?? customer.language,
    timeZone: input.timeZone ?? customer.timeZone,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    sharedWith: input.share ?? [],
    escalation: null,
    // OWN-1: the opener's domain begins with the opener.
    assignee: null,
    owners: author.domain ? [{ domain: author.domain, email: author.email, name: author.name }] : [],
    firstResponseAt: null,
    seq,
  }
}

/** The questions in the case's language, without those that were left open. */
function composeAnswers(
  { answers, language }: ValidCreateCase,
  category: Category | undefined,
  customer: Customer,
): (Event & { type: 'created' })['answers'] {
  const locale = language ?? customer.language
  return (category?.questions ?? [])
    .map((question) => ({
      question: question.label[locale],
      answer: resolveAnswer(question, answers[question.id] ?? '', locale) ?? '',
    }))
    .filter(({ answer }) => answer !== '')
}

function denyEarlier(earlier: Case, customer: Customer, now: Date): Refusal | undefined {
  if (earlier.customer.id === customer.id) return denyFollowUp(earlier, now)
  return {
    code: 'follow-up-other-customer',
    rule: 'UPD-4',
    field: 'customer',
    values: { number: earlier.number, customer: earlier.customer.name },
  }
}

/** CRE-1: the category's questions are answered. */
function denyAnswers(
  { answers }: Pick<ValidCreateCase, 'answers'>,
  category: Category | undefined,
): readonly Refusal[] {
  return (category?.questions ?? []).flatMap((question): readonly Refusal[] => {
    const answer = answers[question.id] ?? ''
    const field = `answer:${question.id}`
    if (answer === '') return question.optional ? [] : [{ code: 'field-missing', rule: 'CRE-1', field }]
    return resolveAnswer(question, answer, 'en') === undefined ? [invalid(field)] : []
  })
}

function invalid(field: string): Refusal {
  return { code: 'field-invalid', rule: 'CRE-1', field }
}

/**
 * VIS-5: found by number, title, customer, product, category, description and the answers to the questions; never by a message, which
 * may be internal (VIS-7).
 */
export function collectSearchTerms(
  {
    number,
    title,
    customer,
    category,
    product,
    upstream = [],
  }: Pick<CaseHead, 'number' | 'title' | 'customer' | 'category' | 'product' | 'upstream'>,
  created: Pick<Entry, 'event'> | undefined,
): readonly string[] {
  const event = created?.event.type === 'created' ? created.event : undefined
  const texts = [String(number), title, customer.name, customer.domain, event?.description ?? '']
  const answers = event?.answers.map(({ answer }) => answer) ?? []
  // Ids are one word: their parts would be in all cases of a service.
  const upstreams = upstream.map((one) => toUpstreamTerm(one.side, one.number))
  return [...new Set([...upstreams, category, product, ...toSearchTerms(...texts, ...answers)])]
}
