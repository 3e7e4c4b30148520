/** CRE: creating a case: loads what `decideCreation` needs to know, answers a repeated send, and makes it so in one write. */
import type { Access } from './access.ts'
import { canSeeCase } from './audience.ts'
import type { Case } from './case.ts'
import { CreateCaseInput, check, type ValidCreateCase } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps, CustomerAccess } from './case-service.ts'
import { type IdempotencyKey, type NewCase, NumberTaken } from './case-store.ts'
import {
  type CreateCaseFacts,
  collectSearchTerms,
  decideCreation,
  denyCreation,
  denyIncomplete,
  type NewCaseDraft,
} from './create-case.ts'
import { createSubscription } from './follow-case.ts'
import { mailSubscriptionsToAdd } from './mail-threads.ts'
import { resolveRegion } from './personal-data.ts'
import { findInTexts } from './personal-data-guard.ts'
import { type Actor, toAuthor, toReader } from './policy.ts'
import { ok, type Result, refused } from './refusal.ts'
import { type TakenFiles, takeFiles } from './take-files.ts'

export function createCaseCreator(deps: CaseServiceDeps, access: Access): CaseService['create'] {
  const { store, directory, categories, now } = deps

  async function create(actor: Actor, sent: CreateCaseInput, key: IdempotencyKey): Promise<Result<Case>> {
    const denied = await access.mayWork(actor)
    if (denied) return refused(denied)
    const repeated = await store.createdWith(key)
    if (repeated) return ok(checkOwnSend(repeated, actor))
    const input = check(CreateCaseInput, sent)
    const customer = sent.customer ? await access.customer(actor, sent.customer, 'customer') : undefined
    if (!input.ok || !customer?.ok) return refused(...denyIncomplete(input, customer, actor))
    const facts = await loadFacts(actor, input.value, customer.value)
    // Nothing is fetched or searched for what will be refused anyway.
    const refusals = denyCreation(input.value, actor, facts, now())
    if (refusals.length > 0) return refused(...refusals)
    return write(actor, input.value, facts, key)
  }

  async function loadFacts(
    actor: Actor,
    { followUpOf, product, category }: ValidCreateCase,
    customer: CustomerAccess,
  ): Promise<CreateCaseFacts> {
    return {
      access: customer,
      earlier: followUpOf === undefined ? undefined : await access.visible(actor, followUpOf),
      product: categories.product(product),
      category: categories.category(category),
    }
  }

  async function write(
    actor: Actor,
    input: ValidCreateCase,
    facts: CreateCaseFacts,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const files = await takeFiles(deps, input.files, resolveRegion(facts.access.customer), key)
    if (!files.ok) return files
    try {
      return await written(actor, input, facts, files.value, key)
    } finally {
      await files.value.discard()
    }
  }

  async function written(
    actor: Actor,
    input: ValidCreateCase,
    facts: CreateCaseFacts,
    files: TakenFiles,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const { customer } = facts.access
    const inTexts = await findInTexts(deps.findPersonalData, toSearchedTexts(input), resolveRegion(customer))
    const decision = decideCreation(
      input,
      actor,
      {
        ...facts,
        relationships: await directory.relationshipsOf(customer.id, now()),
        personalData: [...inTexts, ...files.personal],
        attachments: files.attachments,
      },
      now(),
    )
    if (!decision.ok) return decision
    await files.keep()
    const draft = decision.value
    const supportCase = await createNumbered((number) => toNewCase(draft, number, input, actor), key)
    const own = checkOwnSend(supportCase, actor)
    deps.onCaseChanged?.(own.number)
    return ok(own)
  }

  /** A number may have come in with an import meanwhile, or a first send may have died with one: then another is taken. */
  async function createNumbered(
    compose: (number: number) => Omit<NewCase, 'key'>,
    key: IdempotencyKey,
  ): Promise<Case> {
    for (let number = await store.nextNumber(); ; ) {
      try {
        return (await store.create({ ...compose(number), key })).case
      } catch (error) {
        if (!(error instanceof NumberTaken)) throw error
        number = error.instead ?? (await store.nextNumber())
      }
    }
  }

  function toNewCase(
    { head, entries, description }: NewCaseDraft,
    number: number,
    { threads }: ValidCreateCase,
    actor: Actor,
  ): Omit<NewCase, 'key'> {
    const numbered = { number, ...head }
    const subscriptions = [
      ...threads.map((place) => createSubscription(deps.newId(), place, actor, head.language)),
      ...(deps.sendsMail ? mailSubscriptionsToAdd(undefined, numbered, toAuthor(actor), deps.newId) : []),
    ]
    return {
      case: { ...numbered, subscriptions },
      entries,
      words: collectSearchTerms(numbered, description),
    }
  }

  return create
}

/** VIS-1: a key is one send of one person. A platform that gave it to another party as well must not show it that case. */
function checkOwnSend(supportCase: Case, actor: Actor): Case {
  if (canSeeCase(supportCase, toReader(actor))) return supportCase
  throw new Error('one key came from two parties')
}

/** What a person wrote, by the field's name. */
function toSearchedTexts({ title, description, answers }: ValidCreateCase): Readonly<Record<string, string>> {
  const byField = Object.entries(answers).map(([id, answer]) => [`answer:${id}`, answer] as const)
  return { title, description, ...Object.fromEntries(byField) }
}
