/** OWN-3: the clocks, as the services ask for them. */
import type { CaseHead, Entry, Side } from '../cases/case.ts'
import type { ClockKeeper } from '../cases/response-clocks.ts'
import { businessTimeBetween, findNextOpening } from './business-time.ts'
import { type ClocksDecision, runClocks } from './run-clocks.ts'
import type { Targets } from './targets.ts'

export function createClockKeeper(targets: Targets): ClockKeeper {
  return {
    advance(before, { next, entries }, facts, now) {
      const decision = runClocks({ before, next, entries }, targets, facts, now)
      const told = toEntries(decision.changes, next.seq, now)
      const { clocks, due } = decision
      return { next: { ...next, clocks, due, seq: next.seq + told.length }, entries: [...entries, ...told] }
    },
    findNextOpening(supportCase, side, { tier }, now) {
      const target = targets.find(side, { ...supportCase, tier })
      return target && findNextOpening(target.calendar, now)
    },
    measureOpenTime(supportCase, side, { tier }, { from, to }) {
      const target = targets.find(side, { ...supportCase, tier })
      return target && businessTimeBetween(target.calendar, from, to)
    },
  }
}

/** Nobody wrote them: they stand for the product itself, on the side that they are for. */
function toEntries(changes: ClocksDecision['changes'], seq: number, at: Date): readonly Entry[] {
  return changes.map(({ side, event }, index) => ({
    seq: seq + index + 1,
    at,
    author: toSystemAuthor(side),
    audience: 'internal',
    event,
  }))
}

/** VIS-7: what is internal is read by the side of its author. */
export function toSystemAuthor(side: Side): CaseHead['createdBy'] {
  const itself = { email: '', name: 'Casethread' }
  return side === 'desk' ? { party: 'desk', ...itself } : { party: 'partner', domain: side.domain, ...itself }
}
