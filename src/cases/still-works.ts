import type { Reader } from './case.ts'
import type { AccountBook } from './identity-ports.ts'
import { type Actor, actorsOf, readerOf } from './policy.ts'
import type { Refusal } from './refusal.ts'

/** Whether the bearer of an e-mail may still work with cases on that side (ACC-1, ACC-4, CRE-6). */
export type StillWorks = (email: string, reader: Reader) => Promise<boolean>

/** Asked anew each time: the account may be gone, suspended or stripped of its role since a link was made or a case opened. */
export function createStillWorks(deps: {
  readonly directory: AccountBook
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
}): StillWorks {
  return async (email, reader) => {
    const bearer = await deps.directory.bearerOf(email)
    const actor = actorsOf(bearer).find((one) => isSame(readerOf(one), reader))
    return actor !== undefined && (await deps.mayWork(actor)) === undefined
  }
}

function isSame(one: Reader, other: Reader): boolean {
  if (one.party === 'partner') return other.party === 'partner' && one.domain === other.domain
  if (one.party === 'customer') return other.party === 'customer' && one.customer === other.customer
  return other.party === 'desk'
}
