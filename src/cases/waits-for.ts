/** OWN-2, CRE-9: whom a case waits for. The one answer for queues, notices, lists and both stores. */
import type { Case, Reader, Status } from './case.ts'

export const turnNames = ['desk', 'partner', 'customer'] as const
/** `partner`: with its customer, unless the partner is the first line. `customer`: for it alone. */
export type Turn = (typeof turnNames)[number]

/** What a case's turn hangs on; both stores ask for cases by it. */
export interface TurnState {
  readonly statuses: readonly Status[]
  /** Whether the partner is the first line. */
  readonly partnerFirst: boolean
}

/** Whoever is the first line has what is new or in progress; what needs an answer, or may be solved, is with the other side. */
const statesOf: Readonly<Record<Turn, readonly TurnState[]>> = {
  desk: [{ statuses: ['new', 'in-progress'], partnerFirst: false }],
  partner: [
    { statuses: ['action-required', 'solution-provided'], partnerFirst: false },
    { statuses: ['new', 'in-progress'], partnerFirst: true },
  ],
  customer: [{ statuses: ['action-required', 'solution-provided'], partnerFirst: true }],
}

export function listTurnStates(asked: readonly Turn[]): readonly TurnState[] {
  return asked.flatMap((turn) => statesOf[turn])
}

/** Who has to do something next; nobody once it is closed. */
export function waitsFor({ status, firstLine }: Pick<Case, 'status' | 'firstLine'>): Turn | null {
  const partnerFirst = firstLine === 'partner'
  const isIts = (turn: Turn) =>
    statesOf[turn].some((state) => state.partnerFirst === partnerFirst && state.statuses.includes(status))
  return turnNames.find(isIts) ?? null
}

/** Whether it is this reader's turn: a customer has it together with its partner, unless that one is the first line. */
export function hasTurn({ party }: Reader, supportCase: Pick<Case, 'status' | 'firstLine'>): boolean {
  const turn = waitsFor(supportCase)
  const isShared = turn === 'partner' && supportCase.firstLine !== 'partner'
  return turn === party || (party === 'customer' && isShared)
}
