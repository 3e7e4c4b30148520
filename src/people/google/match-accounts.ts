/** DOM-4: which stored account each of Google's is. Google's id tells; where none is stored, the address of today, then a former one. */
import type { Account } from '../../cases/directory.ts'
import type { GoogleAccount } from '../../google/google-organization.ts'
import { findPresentName } from '../directory-names.ts'

export interface MatchedAccounts {
  /** By Google's id. */
  readonly stored: ReadonlyMap<string, Account>
  /** Google's ids whose address of today was somebody else's here, and whose: both would be one. */
  readonly taken: ReadonlyMap<string, Account>
  /** Stored under the address of today as well: part of the one whose id this is. By the key. */
  readonly joined: ReadonlySet<string>
  /** Google's ids that go on with what another account of that address left behind, which is gone at Google. */
  readonly followers: ReadonlySet<string>
}

/** `everyId`: every account that Google has today, of all organizations that were read. */
export function matchAccounts(
  accounts: readonly GoogleAccount[],
  stored: readonly Account[],
  everyId: ReadonlySet<string>,
): MatchedAccounts {
  const byId = new Map(stored.flatMap((one) => (one.googleId ? [[one.googleId, one] as const] : [])))
  const byAddress = new Map(stored.map((one) => [presentAddress(one), one]))
  const today = new Set(accounts.map(({ email }) => email))
  const matched = new Map<string, Account>()
  const claimed = new Set<Account>()
  const followers = new Set<string>()
  const claim = (id: string, match: Account | undefined) => {
    if (!match || matched.has(id) || claimed.has(match)) return
    matched.set(id, match)
    claimed.add(match)
    if (match.googleId !== undefined && match.googleId !== id) followers.add(id)
  }
  for (const { id } of accounts) claim(id, byId.get(id))
  for (const { id, email } of accounts) {
    const match = byAddress.get(email)
    if (match?.googleId === undefined || !everyId.has(match.googleId)) claim(id, match)
  }
  for (const { id, aliases } of accounts) {
    const former = aliases.filter((alias) => !today.has(alias)).map((alias) => byAddress.get(alias))
    claim(
      id,
      former.find((one) => one && one.googleId === undefined && !claimed.has(one)),
    )
  }

  const holders = new Map(stored.flatMap((one) => listAddresses(one).map((name) => [name, one] as const)))
  const taken = new Map<string, Account>()
  const joined = new Set<string>()
  for (const { id, email } of accounts) {
    const holder = holders.get(email)
    const own = matched.get(id)
    if (!holder || holder === own) continue
    const isSpare =
      own !== undefined &&
      holder.googleId === undefined &&
      !claimed.has(holder) &&
      presentAddress(holder) === email
    if (isSpare) joined.add(holder.email)
    else taken.set(id, holder)
  }
  return { stored: matched, taken, joined, followers }
}

export function presentAddress(account: Account): string {
  return findPresentName('accounts', account)
}

function listAddresses(account: Account): readonly string[] {
  return [account.email, ...(account.formerly ?? []), presentAddress(account)]
}
