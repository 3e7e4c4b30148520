/** CRE: creating a case: loads what `decideCreation` needs to know, answers a repeated send, and makes it so in one write. */
import type { Access } from './access.ts'
import { canSeeCase } from './audience.ts'
import type { Case, Subscription } from './case.ts'
import { CreateCaseInput, check, clean, entryLimit, type ValidCreateCase } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import type { IdempotencyKey, NewCase } from './case-store.ts'
import {
  type CreateCaseFacts,
  collectSearchTerms,
  decideCreation,
  denyChoices,
  denyCreation,
  denyWithoutCustomer,
  listFaults,
  type NewCaseDraft,
  type WriteFacts,
} from './create-case.ts'
import { createNumbered } from './create-numbered.ts'
import type { Customer } from './directory.ts'
import { createSubscription } from './follow-case.ts'
import { findMissingThreads } from './home-threads.ts'
import { withClocks } from './keep-clocks.ts'
import { mailSubscriptionsToAdd } from './mail-threads.ts'
import { isOwnCase } from './own-cases.ts'
import { resolveRegion } from './personal-data.ts'
import { findInTexts } from './personal-data-guard.ts'
import { personalSubscriptionsToAdd } from './personal-threads.ts'
import { type Actor, type CustomerFacts, toAuthor, toReader } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { type TakenFiles, takeFiles } from './take-files.ts'

type FirstLine = NonNullable<Case['firstLine']>

export function createCaseCreator(deps: CaseServiceDeps, access: Access): CaseService['create'] {
  const { store, directory, categories, now } = deps

  async function create(actor: Actor, sent: CreateCaseInput, key: IdempotencyKey): Promise<Result<Case>> {
    const denied = await access.mayWork(actor)
    if (denied) return refused(denied)
    const repeated = await store.createdWith(key)
    if (repeated) return ok(checkOwnSend(repeated, actor))
    const input = check(CreateCaseInput, sent)
    const customer = sent.customer ? await access.subject(actor, sent.customer, 'customer') : undefined
    if (!customer?.ok) return refused(...denyWithoutCustomer(input, customer?.refusals))
    const facts = await loadFacts(actor, sent, customer.value)
    // Nothing is fetched or searched for a case that this actor cannot create.
    const barred = denyCreation(actor, facts, now())
    if (barred.length > 0) return refused(...barred)
    const { files, personal } = await lookOver(sent, customer.value.customer, key)
    const found = [...(files.ok ? [] : files.refusals), ...(sent.confirmed ? [] : personal)]
    try {
      const faults = listFaults(input, denyChoices(withCleanAnswers(sent), facts), found)
      if (!input.ok || !files.ok || faults.length > 0) return refused(...faults)
      return await write(actor, input.value, { ...facts, personalData: personal }, files.value, key)
    } finally {
      if (files.ok) await files.value.discard()
    }
  }

  async function loadFacts(
    actor: Actor,
    { followUpOf, product, category }: Pick<CreateCaseInput, 'followUpOf' | 'product' | 'category'>,
    customer: CustomerFacts,
  ): Promise<CreateCaseFacts> {
    return {
      access: customer,
      earlier: followUpOf === undefined ? undefined : await access.visible(actor, followUpOf),
      product: categories.product(product),
      category: categories.category(category),
    }
  }

  /** Looks at the files, and searches them and the texts for personal data; nothing is kept yet. */
  async function lookOver(
    sent: CreateCaseInput,
    customer: Customer,
    key: IdempotencyKey,
  ): Promise<{ readonly files: Result<TakenFiles>; readonly personal: readonly Refusal[] }> {
    const region = resolveRegion(customer)
    const files = await takeFiles(deps, sent.files, region, key)
    const inTexts = await findInTexts(deps.findPersonalData, toSearchedTexts(sent), region)
    return { files, personal: [...inTexts, ...(files.ok ? files.value.personal : [])] }
  }

  async function write(
    actor: Actor,
    input: ValidCreateCase,
    facts: CreateCaseFacts & Pick<WriteFacts, 'personalData'>,
    { attachments, keep }: TakenFiles,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const { customer, relationship } = facts.access
    const relationships =
      relationship && isOwnCase({ customer })
        ? [relationship]
        : await directory.relationshipsOf(customer.id, now())
    const firstLine = actor.party === 'customer' ? await findFirstLine(relationships) : 'desk'
    const written = { ...facts, relationships, firstLine, attachments }
    const decision = decideCreation(input, actor, written, now())
    if (!decision.ok) return decision
    await keep()
    const draft = await withFirstClocks(decision.value)
    const homes = await findHomeThreads(actor, draft.head)
    const supportCase = await createNumbered(
      store,
      (number) => toNewCase(draft, number, input, actor, homes),
      key,
    )
    const own = checkOwnSend(supportCase, actor)
    deps.onCaseChanged?.(own.number)
    return ok(own)
  }

  /** OWN-3: they go by no number, which is the store's and comes later. */
  async function withFirstClocks({ head, entries, description }: NewCaseDraft): Promise<NewCaseDraft> {
    const timed = await withClocks(deps, undefined, { next: { number: 0, ...head }, entries })
    const { number: _, ...rest } = timed.next
    return { head: rest, entries: timed.entries, description }
  }

  /** CRE-9: the partner where every partner of record wants it so; the desk where one of them does, or nobody serves the customer. */
  async function findFirstLine(partners: readonly { readonly domain: string }[]): Promise<FirstLine> {
    const domains = await Promise.all(partners.map(({ domain }) => directory.domain(domain)))
    const all = domains.length > 0 && domains.every((domain) => domain?.firstLine === 'partner')
    return all ? 'partner' : 'desk'
  }

  /** PLC-6: the other partners of record hear of it at home; the opener's own domain where the opener chose. */
  function findHomeThreads(
    actor: Actor,
    { partners, language }: NewCaseDraft['head'],
  ): Promise<readonly Subscription[]> {
    const own = actor.party === 'partner' ? actor.account.domain : undefined
    return findMissingThreads({ partners, language, subscriptions: [] }, deps, own)
  }

  function toNewCase(
    { head, entries }: NewCaseDraft,
    number: number,
    { threads }: ValidCreateCase,
    actor: Actor,
    homes: readonly Subscription[],
  ): Omit<NewCase, 'key'> {
    const numbered = { number, ...head }
    const subscriptions = [
      ...threads
        .map((place) => createSubscription(deps.newId(), place, actor, head.language))
        // CRE-9: the desk has no thread of what it does not see yet.
        .filter(({ reader }) => canSeeCase(numbered, reader)),
      ...homes,
      ...(deps.sendsMail ? mailSubscriptionsToAdd(undefined, numbered, toAuthor(actor), deps.newId) : []),
      ...(deps.people ? personalSubscriptionsToAdd(undefined, numbered, deps.newId) : []),
    ]
    return {
      case: { ...numbered, subscriptions },
      entries,
      words: collectSearchTerms(numbered, entries[0]),
    }
  }

  return create
}

/** VIS-1: a key is one send of one person. A platform that gave it to another party as well must not show it that case. */
function checkOwnSend(supportCase: Case, actor: Actor): Case {
  if (canSeeCase(supportCase, toReader(actor))) return supportCase
  throw new Error('one key came from two parties')
}

/** What a person wrote, by the field's name, up to more than is taken. */
function toSearchedTexts({
  title,
  description,
  answers,
}: Pick<CreateCaseInput, 'title' | 'description' | 'answers'>): Readonly<Record<string, string>> {
  const byField = Object.entries(answers).map(([id, answer]) => [`answer:${id}`, answer] as const)
  const texts = Object.entries({ title, description, ...Object.fromEntries(byField) })
  return Object.fromEntries(texts.map(([field, text]) => [field, clean(text).slice(0, entryLimit)]))
}

function withCleanAnswers({ answers }: Pick<CreateCaseInput, 'answers'>): Pick<ValidCreateCase, 'answers'> {
  return { answers: Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, clean(answer)])) }
}
