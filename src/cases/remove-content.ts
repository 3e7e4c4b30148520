/** UPD-3: the desk takes a file, or a text of a case, away for good. The store forgets it first, the threads follow (delivery). */
import { type Access, notFound } from './access.ts'
import { canBeMailed, canRead } from './audience.ts'
import type { Author, Case, CaseHead, Entry, Event, RemovablePart, Removed } from './case.ts'
import { check, RemoveContentInput, type ValidRemoveContent } from './case-inputs.ts'
import type { CaseService, CaseServiceDeps, RemovableContent, RemovedContent } from './case-service.ts'
import type { Committed, IdempotencyKey, Removal } from './case-store.ts'
import { collectSearchTerms } from './create-case.ts'
import { historyAfter, listAttachments } from './history.ts'
import { isChatThread } from './own-threads.ts'
import { resolveRegion } from './personal-data.ts'
import { type FoundInChange, findInTexts, withConfirmations } from './personal-data-guard.ts'
import { type Actor, denyRemoval, toAuthor, toReader } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { findStoreFault } from './store-fault.ts'

/** What the case itself lost stands under this number in place of an entry's. */
export const ofCase = 0

/** Others meet the desk on a case now and then; each round one of them gets through. */
const commitTries = 40

/** The parts of an entry that are still there, in the order in which they are shown. */
export function listRemovableParts({ event }: Pick<Entry, 'event'>): readonly RemovablePart[] {
  switch (event.type) {
    case 'created':
      return [
        ...(event.description ? ['description' as const] : []),
        ...event.answers.flatMap(({ answer }, index) => (answer ? [`answer:${index}` as const] : [])),
        ...listFileParts(event),
      ]
    case 'message':
      return [...(event.text ? ['text' as const] : []), ...listFileParts(event)]
    case 'message-edited':
      return event.text ? ['text'] : []
    case 'closed':
    case 'passed':
      return event.note ? ['note'] : []
    case 'reopened':
    case 'removed':
      return event.reason ? ['reason'] : []
    case 'escalated':
      return event.justification ? ['justification'] : []
    case 'shared':
      return event.added.length + event.removed.length > 0 ? ['addresses'] : []
    case 'revealed':
    case 'partner-left':
    case 'severity-changed':
    case 'status-changed':
    case 'personal-data-confirmed':
    case 'message-edit-withheld':
    case 'message-deleted':
    case 'assigned':
    case 'put-aside':
    case 'back':
    case 'due-changed':
    case 'reminded':
    case 'reminders-changed':
    case 'upstream-changed':
      return []
  }
}

function listFileParts(event: Event): readonly RemovablePart[] {
  return listAttachments({ event }).map(({ id }) => `file:${id}` as const)
}

/** The event without this part. */
function withoutPart(event: Event, part: RemovablePart): Event {
  switch (event.type) {
    case 'created':
      return {
        ...withoutFile(event, part),
        ...(part === 'description' ? { description: '' } : {}),
        answers: event.answers.map((one, index) =>
          part === `answer:${index}` ? { ...one, answer: '' } : one,
        ),
      }
    case 'message':
      return part === 'text' ? withoutMessage(event) : withoutFile(event, part)
    case 'message-edited':
      return { ...event, text: '' }
    case 'closed':
    case 'passed':
      return { ...event, note: '' }
    case 'reopened':
    case 'removed':
      return { ...event, reason: '' }
    case 'escalated':
      return { ...event, justification: '' }
    case 'shared':
      return { ...event, added: [], removed: [] }
    case 'revealed':
    case 'partner-left':
    case 'severity-changed':
    case 'status-changed':
    case 'personal-data-confirmed':
    case 'message-edit-withheld':
    case 'message-deleted':
    case 'assigned':
    case 'put-aside':
    case 'back':
    case 'due-changed':
    case 'reminded':
    case 'reminders-changed':
    case 'upstream-changed':
      return event
  }
}

/** NOT-4: what the chat says of the message later finds no entry any more, and so brings nothing back. */
function withoutMessage({
  source: _,
  ...event
}: Extract<Event, { readonly type: 'message' }>): Extract<Event, { readonly type: 'message' }> {
  // Who said it goes with what was said.
  const { said } = event
  return { ...event, text: '', ...(said ? { said: { ...said, by: '' } } : {}) }
}

function withoutFile<E extends Extract<Event, { readonly type: 'created' | 'message' }>>(
  event: E,
  part: RemovablePart,
): E {
  const { attachments, ...rest } = event
  const left = (attachments ?? []).filter(({ id }) => part !== `file:${id}`)
  return (left.length > 0 ? { ...rest, attachments: left } : rest) as E
}

interface Facts {
  /** The entry that loses a part; undefined where there is none of that number, or the title goes. */
  readonly entry: Entry | undefined
  /** How the case began: what it is found by is told from it. */
  readonly created: Entry | undefined
  /** What the case is filed under, as people read it. */
  readonly category: string
}

/** Pure: what this removal makes of the case, with the line that the history gets in place of what is gone. */
export function decideRemoval(
  supportCase: CaseHead,
  { of, part, why: reason }: ValidRemoveContent,
  { entry, created, category }: Facts,
  author: Author,
  now: Date,
): Result<{ readonly next: CaseHead; readonly entries: readonly Entry[]; readonly removal: Removal }> {
  const removed: Removed = { at: now, by: author.email }
  const seq = supportCase.seq + 1
  const base = {
    ...supportCase,
    seq,
    version: supportCase.version + 1,
    updatedAt: now,
    removals: [...(supportCase.removals ?? []), { seq, of }],
  }
  const tell = ({ audience, from }: Pick<Entry, 'audience'> & { from: Author }): Entry => {
    const { party, domain } = from
    const whose = { party, ...(domain === undefined ? {} : { domain }) }
    return { seq, at: now, author, audience, event: { type: 'removed', of, part, reason, from: whose } }
  }

  if (of === ofCase && part === 'title' && !supportCase.titleRemoved) {
    const next = { ...base, title: category, titleRemoved: removed }
    const line = tell({ audience: 'everyone', from: author })
    return ok({ next, entries: [line], removal: { words: collectWords(next, created), files: [] } })
  }
  if (!entry || !listRemovableParts(entry).includes(part)) return refused(nothingThere(supportCase, of))

  const left: Entry = {
    ...entry,
    event: withoutPart(entry.event, part),
    removed: [...(entry.removed ?? []), { ...removed, part }],
  }
  const isFound = part === 'description' || part.startsWith('answer:')
  return ok({
    next: withoutAddresses(base, entry, part),
    entries: [tell({ audience: entry.audience, from: findNoteOwner(entry) })],
    removal: {
      entry: left,
      files: part.startsWith('file:') ? [part.slice('file:'.length)] : [],
      ...(isFound ? { words: collectWords(base, left) } : {}),
    },
  })
}

/** Who a note belongs to: a line that tells of a removal is read as what it tells of. */
function findNoteOwner({ event, author }: Entry): Author {
  return event.type === 'removed' ? { ...author, ...event.from } : author
}

function collectWords(head: CaseHead, created: Entry | undefined): readonly string[] {
  return collectSearchTerms(head, created)
}

/** An address that is to be forgotten is no longer shared with either. */
function withoutAddresses(head: CaseHead, { event }: Entry, part: RemovablePart): CaseHead {
  if (part !== 'addresses' || event.type !== 'shared') return head
  return { ...head, sharedWith: head.sharedWith.filter((address) => !event.added.includes(address)) }
}

function nothingThere({ number }: Pick<CaseHead, 'number'>, of: number): Refusal {
  return { code: 'nothing-to-remove', rule: 'UPD-3', field: 'target', values: { number, entry: of } }
}

export function createContentRemover(
  deps: CaseServiceDeps,
  access: Access,
): Pick<CaseService, 'remove' | 'removable'> {
  const { store, now } = deps

  async function visibleToDesk(actor: Actor, number: number): Promise<Result<Case>> {
    const result = await access.visible(actor, number)
    if (!result.ok) return result
    const denied = denyRemoval(actor, number)
    return denied ? refused(denied) : result
  }

  /** Newest first, the title at the end. */
  async function removable(actor: Actor, number: number): ReturnType<CaseService['removable']> {
    const result = await visibleToDesk(actor, number)
    if (!result.ok) return result
    const supportCase = result.value
    const entries = await historyAfter(store, number, 0)
    const parts = entries.toReversed().flatMap((entry) =>
      listRemovableParts(entry).map((part): RemovableContent => {
        const seen = canRead(entry, toReader(actor), supportCase)
        return { of: entry.seq, at: entry.at, part, ...(seen ? { entry } : {}) }
      }),
    )
    const title: RemovableContent = { of: ofCase, at: supportCase.createdAt, part: 'title' }
    return ok({ case: supportCase, parts: [...parts, ...(supportCase.titleRemoved ? [] : [title])] })
  }

  async function remove(
    actor: Actor,
    number: number,
    input: RemoveContentInput,
    key: IdempotencyKey,
  ): Promise<Result<RemovedContent>> {
    const result = await visibleToDesk(actor, number)
    if (!result.ok) return result
    if (await store.committedWith(number, key)) return finish(actor, result.value, input)
    const checked = check(RemoveContentInput, input)
    if (!checked.ok) return checked
    const { why, confirmed } = checked.value
    const found = await findInTexts(deps.findPersonalData, { why }, resolveRegion(result.value))
    if (found.length > 0 && !confirmed) return refused(...found)

    for (let tries = 1; tries <= commitTries; tries += 1) {
      const committed = await attempt(actor, number, checked.value, found, key)
      if (!committed.ok) return committed
      if (committed.value.kind === 'missing') return refused(notFound(number))
      if (committed.value.kind !== 'conflict') return finish(actor, committed.value.case, input)
    }
    return refused({ code: 'busy', rule: 'UPD-6', values: { number } })
  }

  /** One try: what earlier removals began is ended first, so that what is read here lacks what they took. */
  async function attempt(
    actor: Actor,
    number: number,
    input: ValidRemoveContent,
    found: readonly Refusal[],
    key: IdempotencyKey,
  ): Promise<Result<Committed>> {
    const supportCase = await store.get(number)
    if (!supportCase) return refused(notFound(number))
    await store.purge(number)
    const [created] = await store.history(number, { limit: 1 })
    const [entry] = input.of === ofCase ? [] : await store.history(number, { after: input.of - 1, limit: 1 })
    const { subscriptions: _, ...head } = supportCase
    const author = toAuthor(actor)
    const category = deps.categories.category(supportCase.category)?.path[supportCase.language]
    const facts = { entry, created, category: category ?? supportCase.category }
    const decision = decideRemoval(head, input, facts, author, now())
    if (!decision.ok) return decision
    const personal: readonly FoundInChange[] = [{ audience: entry?.audience ?? 'everyone', found }]
    const { next, entries } = withConfirmations(decision.value.next, decision.value.entries, personal, author)
    const { removal } = decision.value
    return ok(await store.commit({ number, expected: supportCase.version, next, entries, removal, key }))
  }

  /** A fault in here leaves the rest to delivery, which ends what was begun. */
  async function finish(
    actor: Actor,
    supportCase: Case,
    { of, part }: RemoveContentInput,
  ): Promise<Result<RemovedContent>> {
    const { number, createdAt } = supportCase
    deps.onCaseChanged?.(number)
    const [entry] = of === ofCase ? [] : await store.history(number, { after: of - 1, limit: 1 })
    const sentAt = entry?.at ?? createdAt
    // Before all else: a backup is rid of it by this note.
    await deps.onRemoved?.({ number, of, part, sentAt, at: now(), by: toAuthor(actor).email })
    await store.purge(number).catch((error: unknown) => {
      // It is recorded; on a disk that takes nothing the rest waits for delivery.
      if (!findStoreFault(error)) throw error
    })
    const shows = supportCase.subscriptions.filter(({ root, cursor }) => root !== null && cursor >= of)
    const mailed = of === ofCase || (entry !== undefined && canBeMailed(entry))
    const threads = shows.filter(isChatThread)
    const alive = threads.filter(({ suspended }) => suspended === null)
    return ok({
      case: supportCase,
      threads: alive.length,
      unreachable: threads.length - alive.length,
      mails: mailed ? shows.filter(({ platform }) => platform === 'mail').length : 0,
    })
  }

  return { remove, removable }
}
