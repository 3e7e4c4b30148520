/** NOT-4: what becomes in the chat of a message that was added to a case: an edit or a deletion is one more entry of its history. */
import type { Access } from './access.ts'
import { canSeeCase } from './audience.ts'
import type {
  Author,
  Case,
  CaseHead,
  Entry,
  Event,
  MessageRef,
  ThreadPlaceRef,
  WithheldReason,
} from './case.ts'
import { clean, textLimit } from './case-inputs.ts'
import type { CaseServiceDeps } from './case-service.ts'
import type { AddedMessage, IdempotencyKey } from './case-store.ts'
import { CouldNotAsk } from './could-not-ask.ts'
import type { Person } from './directory.ts'
import { historyAfter } from './history.ts'
import { resolveRegion } from './personal-data.ts'
import { findInTexts } from './personal-data-guard.ts'
import { listActors, toAuthor, toReader } from './policy.ts'

/** Writers that meet on one case try again this often; each round at least one of them gets through. */
const commitTries = 40

/** What the chat tells of a message, with a key that the same change has whenever and wherever it comes. */
export type MessageChange = { readonly key: IdempotencyKey } & (
  | {
      readonly kind: 'edited'
      /** The chat's mark of this edit; a later one sorts behind it. */
      readonly edit: string
      readonly text: string
      readonly editor: Person
    }
  | { readonly kind: 'deleted' }
)

export interface AddedMessages {
  /**
   * Records what became of a message in each case that it was added to; it may be told any number of times, in any order. `read` is
   * called only where there is such a case: of all other messages nothing is read. Throws `CouldNotAsk`, and on faults of the database.
   */
  record(message: MessageRef, read: () => Promise<MessageChange | undefined>): Promise<void>
}

export function createAddedMessages(
  deps: Pick<CaseServiceDeps, 'store' | 'directory' | 'findPersonalData' | 'now' | 'onCaseChanged'>,
  access: Pick<Access, 'mayWork' | 'denyWriting'>,
): AddedMessages {
  const { store } = deps

  async function record(message: MessageRef, read: () => Promise<MessageChange | undefined>): Promise<void> {
    const added = await store.entriesFrom(message)
    if (added.length === 0) return
    const change = await read()
    if (!change) return
    for (const place of added) await recordAt(place, change)
  }

  async function recordAt({ number, seq }: AddedMessage, change: MessageChange): Promise<void> {
    // Added twice to a case, it is told of twice there.
    const key = `${change.key} ${seq}`
    if (await store.committedWith(number, key)) return
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const supportCase = await store.get(number)
      // What the desk took away must not be found here while that is under way (UPD-3).
      if (supportCase?.removals?.some(({ of }) => of === seq)) await store.purge(number)
      const [entry, ...later] = await historyAfter(store, number, seq - 1)
      if (!supportCase || !entry || isOutdated(entry, later, change)) return
      const event = await decideEvent(supportCase, entry, change)
      if (event.type === 'message-edit-withheld' && isWithheldAlready(later, event)) return
      const { next, told } = append(supportCase, entry, event, deps.now())
      const result = await store.commit({
        number,
        expected: supportCase.version,
        next,
        entries: [told],
        subscriptions: [],
        key,
      })
      if (result.kind === 'missing' || result.kind === 'repeated') return
      if (result.kind !== 'conflict') return deps.onCaseChanged?.(number)
    }
    throw new Error(
      `What became of a message of case ${number} was not recorded: others kept changing the case`,
    )
  }

  async function decideEvent(supportCase: Case, entry: Entry, change: MessageChange): Promise<Event> {
    const of = entry.seq
    const saidIn = findTwoWayThread(entry)
    if (change.kind === 'deleted') return { type: 'message-deleted', of, ...saidIn }
    const { edit } = change
    const withheld = (reason: WithheldReason): Event => ({ type: 'message-edit-withheld', of, edit, reason })
    const editor = await findEditor(supportCase, change.editor)
    if (!editor) return withheld('not-permitted')
    if (supportCase.status === 'closed') return withheld('closed')
    const text = clean(change.text)
    if ([...text].length > textLimit) return withheld('too-long')
    const found = await findInTexts(deps.findPersonalData, { text }, resolveRegion(supportCase))
    if (found.length > 0) return withheld('personal-data')
    return { type: 'message-edited', of, edit, editor, text, ...saidIn }
  }

  /** As whom somebody may change this case now, if they may (ACC-1, VIS-1, GRA-4). */
  async function findEditor(supportCase: Case, person: Person): Promise<Author | undefined> {
    for (const actor of listActors(await deps.directory.identify(person))) {
      if (!canSeeCase(supportCase, toReader(actor))) continue
      const denied = (await access.mayWork(actor)) ?? (await access.denyWriting(actor, supportCase))
      if (!denied) return toAuthor(actor)
    }
    // What an e-mail would have proved is not known then: that is no "no".
    if (person.unasked) throw new CouldNotAsk('chat', 'The chat could not be asked who edited a message')
    return undefined
  }

  return { record }
}

/** Where the message was said in a two-way thread, that thread shows what becomes of it by itself. */
function findTwoWayThread({ event }: Entry): { readonly saidIn?: ThreadPlaceRef } {
  if (event.type !== 'message' || !event.source?.thread) return {}
  const { platform, tenant, channel, thread } = event.source
  return { saidIn: { platform, tenant, channel, thread } }
}

/** Whether the history says this already, or something later: events come twice, late, and in any order. */
function isOutdated({ seq, event }: Entry, later: readonly Entry[], change: MessageChange): boolean {
  if (event.type !== 'message' || !event.source) return true
  const told = later.map((entry) => entry.event).filter((one) => 'of' in one && one.of === seq)
  if (told.some(({ type }) => type === 'message-deleted')) return true
  if (change.kind === 'deleted') return false
  const edits = told.flatMap((one) => ('edit' in one ? [one.edit] : []))
  return [event.source.edit ?? '', ...edits].some((edit) => compareEdits(edit, change.edit) >= 0)
}

/** Marks of edits are moments, in seconds with a fraction: the longer whole number is the later one. */
function compareEdits(one: string, other: string): number {
  const whole = (edit: string) => edit.split('.', 1)[0]?.length ?? 0
  return whole(one) - whole(other) || (one < other ? -1 : Number(one > other))
}

/** Nothing new is said by it: whoever may not write here cannot fill a history with that. */
function isWithheldAlready(
  later: readonly Entry[],
  { of, reason }: Extract<Event, { readonly type: 'message-edit-withheld' }>,
): boolean {
  const last = later.findLast(({ event }) => 'edit' in event && event.of === of)?.event
  return last?.type === 'message-edit-withheld' && last.reason === reason
}

/** As confidential as the entry that it tells of (VIS-7): the same author, the same audience. It moves no status. */
function append(
  { subscriptions: _, ...head }: Case,
  { author, audience }: Entry,
  event: Event,
  at: Date,
): { readonly next: CaseHead; readonly told: Entry } {
  const seq = head.seq + 1
  return {
    next: { ...head, seq, version: head.version + 1, updatedAt: at },
    told: { seq, at, author, audience, event },
  }
}
