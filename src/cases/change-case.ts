/** UPD: changing a case. Writers that meet try again; what was decided on an older state is refused, not overwritten. */
import { type Access, notFound } from './access.ts'
import type { Case, CaseHead } from './case.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { historyAfter } from './history.ts'
import { asksForState, changesState, decide } from './lifecycle.ts'
import { personalDataIn, withConfirmation } from './personal-data-guard.ts'
import { type Actor, authorOf, refuseChange } from './policy.ts'
import type { Key } from './ports.ts'
import { done, type Outcome, type Refusal, refused } from './refusal.ts'
import { ChangeWish, type CheckedChange, check } from './wishes.ts'

/** Writers that meet on one case try again this often; each round at least one of them gets through. */
const commitTries = 40

export function createCaseChanger(deps: CaseServiceDeps, access: Access): CaseService['change'] {
  const { store, now } = deps

  async function change(actor: Actor, number: number, wish: ChangeWish, key: Key): Promise<Outcome<Case>> {
    const checked = check(ChangeWish, wish)
    const first = await access.visible(actor, number)
    if (!first.ok) return first
    const outcome = checked.ok ? await applied(actor, first.value, checked.value, key) : checked
    if (outcome.ok) return outcome
    // A repeat comes after its own first send has changed the case: what is refused now may be what it did then (CRE-8).
    if (await store.committedWith(number, key)) return done((await store.get(number)) ?? first.value)
    return outcome
  }

  async function applied(actor: Actor, found: Case, wish: CheckedChange, key: Key): Promise<Outcome<Case>> {
    const notTheirs = refuseChange(actor, wish.changes)
    if (notTheirs) return refused(notTheirs)
    const texts = Object.fromEntries(
      wish.changes.flatMap((one) =>
        one.kind === 'message' ? [['text', one.text]] : one.kind === 'close' ? [['note', one.note]] : [],
      ),
    )
    const personal = await personalDataIn(deps.findPersonalData, texts, found.language === 'ja' ? 'JP' : 'US')
    if (personal.length > 0 && !wish.confirmed) return refused(...personal)

    let of = found
    for (let tries = 1; tries <= commitTries; tries += 1) {
      const denied = (await access.refuseToWrite(actor, of)) ?? (await refuseOnNews(of, wish))
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
    const since = await historyAfter(store, of.number, wish.basedOn)
    if (!since.some(changesState)) return undefined
    return { code: 'changed-meanwhile', rule: 'UPD-6', values: { number: of.number } }
  }

  return change
}

function headOf({ threads: _, ...head }: Case): CaseHead {
  return head
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
