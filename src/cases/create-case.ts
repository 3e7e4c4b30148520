/** CRE: opening a case on behalf of a customer. */
import type { Access } from './access.ts'
import { canSeeCase } from './audience.ts'
import type { Attachment, Case, CaseHead, Entry } from './case.ts'
import { CreateCaseInput, check, type ValidCreateCase } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { type IdempotencyKey, type NewCase, NumberTaken } from './case-store.ts'
import { type Categories, resolveAnswer } from './categories.ts'
import type { Customer, Relationship } from './directory.ts'
import { createSubscription } from './follow-case.ts'
import { followedUp } from './follow-up.ts'
import { mailSubscriptionsToAdd } from './mail-threads.ts'
import { resolveRegion } from './personal-data.ts'
import { confirmation, findInTexts } from './personal-data-guard.ts'
import { type Actor, denyWrite, toAuthor, toReader } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { toSearchTerms } from './search-terms.ts'
import { takeFiles } from './take-files.ts'

/** GRA-2: what cannot be filled before the customer is known, and so is not complained of. */
const afterCustomer = new Set(['product', 'category'])

/** What a new case is made of beside the wish. */
interface Beside {
  /** VIS-1: the partners of this moment. */
  readonly relationships: readonly Relationship[]
  /** CRE-3: what was let through on purpose. */
  readonly found: readonly Refusal[]
  readonly attachments: readonly Attachment[]
  /** UPD-4: the case that it goes on from. */
  readonly earlier: Case | undefined
}

export function createCreateCase(deps: CaseServiceDeps, access: Access): CaseService['create'] {
  const { store, directory, categories, now } = deps

  async function create(actor: Actor, wish: CreateCaseInput, key: IdempotencyKey): Promise<Result<Case>> {
    const refusal = await access.mayWork(actor)
    if (refusal) return refused(refusal)
    const repeated = await store.createdWith(key)
    if (repeated) return ok(ownSend(repeated, actor))
    const checked = check(CreateCaseInput, wish)
    const faults = checked.ok
      ? []
      : checked.refusals.filter((one) => wish.customer || !afterCustomer.has(one.field ?? ''))
    const chosen = wish.customer ? await access.customer(actor, wish.customer, 'customer') : undefined
    if (chosen && !chosen.ok) return refused(...chosen.refusals, ...faults)
    if (chosen) {
      const denied = denyWrite(actor, chosen.value, 'customer')
      if (denied) return refused(denied)
    }
    if (!checked.ok || !chosen) return refused(...faults)
    const earlier = checked.value.followUpOf
      ? await followedUp(
          access,
          actor,
          { number: checked.value.followUpOf, customer: chosen.value.customer.id },
          now(),
        )
      : undefined
    if (earlier && !earlier.ok) return earlier
    const guided = refuseGuidance(categories, checked.value)
    if (guided.length > 0) return refused(...guided)
    const region = resolveRegion(chosen.value.customer)
    const files = await takeFiles(deps, checked.value.files, region, key)
    if (!files.ok) return files
    const found = [
      ...(await findInTexts(deps.findPersonalData, textsOf(checked.value), region)),
      ...files.value.personal,
    ]
    if (found.length > 0 && !checked.value.confirmed) return refused(...found)

    const relationships = await directory.relationshipsOf(chosen.value.customer.id, now())
    const attachments = await files.value.keep()
    const make = (number: number) =>
      newCase(number, actor, checked.value, chosen.value.customer, {
        relationships,
        found,
        attachments,
        earlier: earlier?.value,
      })
    const made = ownSend(await createNumbered(make, key), actor)
    deps.onCaseChanged?.(made.number)
    return ok(made)
  }

  /** A number may have come in with an import meanwhile, or a first send may have died with one: then another is taken. */
  async function createNumbered(
    make: (number: number) => Omit<NewCase, 'key'>,
    key: IdempotencyKey,
  ): Promise<Case> {
    for (let number = await store.nextNumber(); ; ) {
      try {
        return (await store.create({ ...make(number), key })).case
      } catch (error) {
        if (!(error instanceof NumberTaken)) throw error
        number = error.instead ?? (await store.nextNumber())
      }
    }
  }

  function newCase(
    number: number,
    actor: Actor,
    wish: ValidCreateCase,
    of: Customer,
    { relationships, found, attachments, earlier }: Beside,
  ): Omit<NewCase, 'key'> {
    const at = now()
    const author = toAuthor(actor)
    const category = categories.category(wish.category)
    const answers = (category?.questions ?? [])
      .map((one) => ({
        question: one.label[wish.language ?? of.language],
        answer: resolveAnswer(one, wish.answers[one.id] ?? '', wish.language ?? of.language) ?? '',
      }))
      .filter(({ answer }) => answer !== '')
    const entries: Entry[] = [
      {
        seq: 1,
        at,
        author,
        audience: 'everyone',
        event: {
          type: 'created',
          description: wish.description,
          answers,
          ...(attachments.length > 0 ? { attachments } : {}),
        },
      },
    ]
    const sharedWith = wish.share ?? []
    if (sharedWith.length > 0) {
      const event = { type: 'shared', added: sharedWith, removed: [] } as const
      entries.push({ seq: 2, at, author, audience: 'everyone', event })
    }
    if (found.length > 0) entries.push(confirmation(entries.length + 1, at, author, found))
    const head: CaseHead = {
      number,
      version: 1,
      customer: { id: of.id, name: of.name, domain: of.domain },
      partners: relationships.map(({ domain, kind }) => ({ domain, kind })),
      domain: author.domain ?? '',
      createdBy: author,
      title: wish.title,
      followUpOf: earlier ? { number: earlier.number, partners: earlier.partners } : null,
      product: wish.product,
      category: wish.category,
      severity: wish.severity,
      status: 'new',
      language: wish.language ?? of.language,
      timeZone: wish.timeZone ?? of.timeZone,
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      sharedWith,
      escalation: null,
      seq: entries.length,
    }
    const made: Case = {
      ...head,
      subscriptions: [
        ...wish.threads.map((place) => createSubscription(deps.newId(), place, actor, head.language)),
        ...(deps.sendsMail ? mailSubscriptionsToAdd(undefined, head, author, deps.newId) : []),
      ],
    }
    return { case: made, entries, words: collectSearchTerms(made, wish.description) }
  }

  return create
}

/** VIS-1: a key is one send of one person. A platform that gave it to another party as well must not show it that case. */
function ownSend(made: Case, actor: Actor): Case {
  if (canSeeCase(made, toReader(actor))) return made
  throw new Error('one key came from two parties')
}

/** CRE-1: the product and the category are on offer, and the category's questions are answered. */
function refuseGuidance(categories: Categories, wish: ValidCreateCase): readonly Refusal[] {
  const invalid = (field: string): Refusal => ({ code: 'field-invalid', rule: 'CRE-1', field })
  const category = categories.category(wish.category)
  return [
    ...(categories.product(wish.product) ? [] : [invalid('product')]),
    ...(category && !category.hidden ? [] : [invalid('category')]),
    ...(category?.questions ?? []).flatMap((one): readonly Refusal[] => {
      const given = wish.answers[one.id] ?? ''
      const field = `answer:${one.id}`
      if (given === '') return one.optional ? [] : [{ code: 'field-missing', rule: 'CRE-1', field }]
      return resolveAnswer(one, given, 'en') === undefined ? [invalid(field)] : []
    }),
  ]
}

function textsOf(wish: ValidCreateCase): Readonly<Record<string, string>> {
  const answers = Object.entries(wish.answers).map(([id, answer]) => [`answer:${id}`, answer] as const)
  return { title: wish.title, description: wish.description, ...Object.fromEntries(answers) }
}

/** VIS-5: found by number, title, customer, product, category and description; never by a message, which may be internal (VIS-7). */
export function collectSearchTerms(of: Case, description: string): readonly string[] {
  return toSearchTerms(
    String(of.number),
    of.title,
    of.customer.name,
    of.customer.domain,
    of.category,
    of.product,
    description,
  )
}
