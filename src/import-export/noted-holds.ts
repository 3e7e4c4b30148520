/** The lines of a ledger that tell which cases were put on hold or released: holds are beside the cases, and a restored backup lacks the later ones. */
import { z } from 'zod'
import type { CaseStore } from '../cases/case-store.ts'

const HoldLine = z.object({
  what: z.enum(['held', 'released']),
  number: z.number().int().positive(),
  /** When the case was opened: another one may have its number since. */
  openedAt: z.iso.datetime().transform((text) => new Date(text)),
  at: z.iso.datetime().transform((text) => new Date(text)),
})

/** That an operator put a case on hold, or released it; neither who did nor why. */
export type NotedHold = z.infer<typeof HoldLine>

/** Undefined where the line is another one. */
export function parseNotedHold(line: string): NotedHold | undefined {
  try {
    return HoldLine.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** What the holds of these lines are said to be by, as the ledger names nobody. */
const by = 'removals.jsonl'

/** Holds or releases the case as it was. False where it is so already, is another case, or was held anew after that. */
export async function holdAgain(
  { what, number, openedAt, at }: NotedHold,
  store: Pick<CaseStore, 'get' | 'listHolds' | 'setHold'>,
): Promise<boolean> {
  const supportCase = await store.get(number)
  if (supportCase?.createdAt.getTime() !== openedAt.getTime()) return false
  const [next] = await store.listHolds({ after: number - 1, limit: 1 })
  const hold = next?.number === number ? next.hold : undefined
  if (what === 'held') return !hold && store.setHold(number, { at, by, reason: 'held again after a restore' })
  return hold !== undefined && hold.at <= at && store.setHold(number, null)
}
