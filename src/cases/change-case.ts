/** UPD: changing a case. Writers that meet try again; what was decided on an older state is refused, not overwritten. */
import { type Access, notFound } from './access.ts'
import { denyAssignedSince } from './assignment.ts'
import type { Case, CaseHead, Subscription } from './case.ts'
import {
  type Change,
  check,
  type StoredChange,
  UpdateCaseInput,
  type ValidUpdateCase,
} from './case-inputs.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import type { IdempotencyKey } from './case-store.ts'
import { findOwnColleagues } from './colleagues.ts'
import { findMentioned } from './find-mentioned.ts'
import { startLate } from './follow-case.ts'
import { historyAfter } from './history.ts'
import { findMissingDeskThreads, findMissingThreads } from './home-threads.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { asksForState, changesState, decide, type Facts } from './lifecycle.ts'
import { mailSubscriptionsToAdd } from './mail-threads.ts'
import { resolveRegion } from './personal-data.ts'
import { type FoundInChange, findInChanges, withConfirmations } from './personal-data-guard.ts'
import { personalSubscriptionsToAdd } from './personal-threads.ts'
import { type Actor, denyChange, toAuthor } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'
import { filesField, noFiles, type TakenFiles, takeFiles } from './take-files.ts'

/** Writers that meet on one case try again this often; each round at least one of them gets through. */
const commitTries = 40

/** A change whose files are kept and whose texts were searched. */
interface Prepared {
  readonly changes: readonly StoredChange[]
  readonly personal: readonly FoundInChange[]
  readonly key: IdempotencyKey
}

export function createCaseChanger(deps: CaseServiceDeps, access: Access): CaseService['change'] {
  const { store, now } = deps
  const turns = createKeyedMutex()

  async function change(
    actor: Actor,
    number: number,
    input: UpdateCaseInput,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const checked = check(UpdateCaseInput, input)
    const first = await access.visible(actor, number)
    if (!first.ok) return first
    const outcome = checked.ok ? await applied(actor, first.value, checked.value, key) : checked
    if (outcome.ok) return outcome
    // A repeat comes after its own first send has changed the case: what is refused now may be what it did then (CRE-8).
    if (await store.committedWith(number, key)) return ok((await store.get(number)) ?? first.value)
    return outcome
  }

  /** Files are fetched and texts searched before the case is taken: that may last, and others write meanwhile. */
  async function applied(
    actor: Actor,
    supportCase: Case,
    input: ValidUpdateCase,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const notTheirs = denyChange(actor, input.changes)
    if (notTheirs) return refused(notTheirs)
    const region = resolveRegion(supportCase)
    const files = await takeChangeFiles(actor, supportCase, input, region, key)
    if (!files.ok && files.refusals.some(({ field }) => field !== filesField)) return files
    try {
      return await written(actor, supportCase, input, files, key)
    } finally {
      if (files.ok) await discardAll(files.value)
    }
  }

  async function written(
    actor: Actor,
    supportCase: Case,
    input: ValidUpdateCase,
    taken: Result<readonly TakenFiles[]>,
    key: IdempotencyKey,
  ): Promise<Result<Case>> {
    const region = resolveRegion(supportCase)
    const inTexts = await findInChanges(deps.findPersonalData, input.changes, region)
    // What is wrong with the files and with the texts is told in one round.
    if (!taken.ok)
      return refused(...taken.refusals, ...(input.confirmed ? [] : inTexts.flatMap(({ found }) => found)))
    const files = taken.value
    const personal = inTexts.map((finding, index) => ({
      ...finding,
      found: [...finding.found, ...(files[index]?.personal ?? [])],
    }))
    if (input.changes.some((change, index) => saysNothing(change, files[index])))
      return refused({ code: 'field-missing', rule: 'UPD-1', field: 'text' })
    const refusals = personal.flatMap((one) => one.found)
    if (refusals.length > 0 && !input.confirmed) return refused(...refusals)
    const changes: StoredChange[] = []
    for (const [index, change] of input.changes.entries()) {
      const { attachments, keep } = files[index] ?? noFiles
      await keep()
      changes.push({ ...withoutFiles(change), ...(attachments.length > 0 ? { attachments } : {}) })
    }
    const isStale = turns.isLocked(supportCase.number)
    return turns.run(supportCase.number, async () => {
      const current = isStale ? ((await store.get(supportCase.number)) ?? supportCase) : supportCase
      return committed(actor, current, input, { changes, personal, key })
    })
  }

  async function committed(
    actor: Actor,
    loaded: Case,
    input: ValidUpdateCase,
    { changes, personal, key }: Prepared,
  ): Promise<Result<Case>> {
    let supportCase = loaded
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const denied =
        (await access.denyWriting(actor, supportCase)) ?? (await denyUnseen(actor, supportCase, input))
      if (denied) return refused(denied)
      const author = toAuthor(actor)
      const decision = decide(
        toHead(supportCase),
        changes,
        author,
        now(),
        await factsFor(actor, supportCase, input),
      )
      if (!decision.ok) return decision
      const { next, entries } = withConfirmations(
        decision.value.next,
        decision.value.entries,
        personal,
        author,
      )
      const subscriptions = [
        ...(deps.sendsMail ? mailSubscriptionsToAdd(supportCase, next, author, deps.newId) : []),
        ...(deps.people
          ? personalSubscriptionsToAdd(
              supportCase,
              next,
              deps.newId,
              await findMentioned(entries, next, actor, {
                people: deps.people,
                directory: deps.directory,
                mayWork: access.mayWork,
              }),
            )
          : []),
        ...(await findThreadsToOpen(supportCase)),
      ]
      const result = await store.commit({
        number: supportCase.number,
        expected: supportCase.version,
        next,
        entries,
        subscriptions,
        key,
      })
      if (result.kind === 'missing') return refused(notFound(supportCase.number))
      if (result.kind !== 'conflict') {
        deps.onCaseChanged?.(supportCase.number)
        return ok(result.case)
      }
      supportCase = result.case
      if (tries > 3) await pause(Math.random() * 5 * tries)
    }
    return refused({ code: 'busy', rule: 'UPD-6', values: { number: supportCase.number } })
  }

  /** PLC-6: a side that no thread tells of the case gets one now: it came in by an import, or its domain has a home since. */
  async function findThreadsToOpen(supportCase: Case): Promise<readonly Subscription[]> {
    const missing = [
      ...(await findMissingThreads(supportCase, deps)),
      ...findMissingDeskThreads(supportCase, deps),
    ]
    return Promise.all(
      missing.map(async (thread) => ({ ...thread, ...(await startLate(store, supportCase, thread.reader)) })),
    )
  }

  /** The files of each change, looked at but not yet kept. Nothing is fetched for a wish that will be refused anyway. */
  async function takeChangeFiles(
    actor: Actor,
    supportCase: Case,
    input: ValidUpdateCase,
    region: string,
    key: IdempotencyKey,
  ): Promise<Result<readonly TakenFiles[]>> {
    const offers = input.changes.map((change) => (change.kind === 'message' ? change.files : undefined))
    if (!offers.some(Boolean)) return ok([])
    const denied = await access.denyWriting(actor, supportCase)
    if (denied) return refused(denied)
    const decision = decide(
      toHead(supportCase),
      input.changes.map(withoutFiles),
      toAuthor(actor),
      now(),
      await factsFor(actor, supportCase, input),
    )
    if (!decision.ok) return decision
    const taken: TakenFiles[] = []
    try {
      for (const [index, offer] of offers.entries()) {
        const result = await takeFiles(deps, offer, region, `${key} ${index}`)
        if (!result.ok) {
          await discardAll(taken)
          return result
        }
        taken.push(result.value)
      }
    } catch (error) {
      await discardAll(taken)
      throw error
    }
    return ok(taken)
  }

  /** UPD-2, OWN-1: the tier, and who may work with cases, count as they are at the moment of the write. */
  async function factsFor(actor: Actor, supportCase: Case, { changes }: ValidUpdateCase): Promise<Facts> {
    const asks = (kind: Change['kind']) => changes.some((one) => one.kind === kind)
    const { directory } = deps
    return {
      ...(asks('escalate') ? { tier: (await directory.customer(supportCase.customer.id))?.tier } : {}),
      ...(asks('assign') ? { colleagues: await findOwnColleagues(actor, directory) } : {}),
    }
  }

  /** UPD-6: a severity, close or reopen that was decided on an older state is not carried out silently. */
  async function denyUnseen(
    actor: Actor,
    supportCase: Case,
    { basedOn, changes }: ValidUpdateCase,
  ): Promise<Refusal | undefined> {
    const assigns = changes.some(({ kind }) => kind === 'assign')
    if (basedOn === undefined || basedOn >= supportCase.seq || !(assigns || asksForState(changes)))
      return undefined
    const since = await historyAfter(store, supportCase.number, basedOn)
    const assigned = assigns && denyAssignedSince(actor, supportCase, since)
    if (assigned) return assigned
    if (!asksForState(changes) || !since.some(changesState)) return undefined
    return { code: 'changed-meanwhile', rule: 'UPD-6', values: { number: supportCase.number } }
  }

  return change
}

/** A message whose files were all left out, and that has no words either. */
function saysNothing(change: Change, taken: TakenFiles | undefined): boolean {
  return change.kind === 'message' && change.text === '' && !taken?.attachments.length
}

async function discardAll(taken: readonly TakenFiles[]): Promise<void> {
  for (const { discard } of taken) await discard()
}

function withoutFiles(change: Change): StoredChange {
  if (change.kind !== 'message') return change
  const { files: _, ...rest } = change
  return rest
}

function toHead({ subscriptions: _, ...head }: Case): CaseHead {
  return head
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
