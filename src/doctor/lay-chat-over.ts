/** A directory file with what customers settled in chat laid over it, as `directoryWithChat` answers it question by question. */
import type { Relationship } from '../cases/directory.ts'
import type { RecordedGrant } from '../cases/grant-repository.ts'
import { collectNames } from '../people/directory-names.ts'
import type { DirectoryStore } from '../people/directory-store.ts'
import type { Known } from './check-directory.ts'

export async function layChatOver(
  known: Known,
  store: Pick<DirectoryStore, 'all' | 'recordedGrants'>,
): Promise<Known> {
  const { idOf } = collectNames(known)
  const [askedFor, recorded] = await Promise.all([store.all('askedFor'), store.recordedGrants()])
  const own = new Set(known.customers.map(({ id }) => id))
  const byId = <T extends { readonly domain: string; readonly customer: string }>(items: readonly T[]) =>
    items.filter(({ customer }) => own.has(customer)).map((item) => ({ ...item, domain: idOf(item.domain) }))
  return {
    ...known,
    relationships: [...known.relationships, ...byId<Relationship>(askedFor)],
    grants: settleGrants(known.grants, byId<RecordedGrant>(recorded)),
  }
}

/** A grant that was changed in chat counts, unless the file has a later one. */
function settleGrants(written: Known['grants'], recorded: readonly RecordedGrant[]): Known['grants'] {
  const key = ({ customer, domain }: Known['grants'][number]) => JSON.stringify([customer, domain])
  const grants = new Map(written.map((grant) => [key(grant), grant]))
  for (const grant of recorded) {
    const { changedAt } = grants.get(key(grant)) ?? {}
    if (grant.source !== 'chat' || !grant.changedAt) continue
    if (!changedAt || changedAt < grant.changedAt) grants.set(key(grant), grant)
  }
  return [...grants.values()]
}
