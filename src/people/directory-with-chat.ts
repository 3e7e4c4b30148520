import type { Directory, Grant, Relationship } from '../cases/directory.ts'
import type { GrantRepository } from '../cases/grant-repository.ts'
import { isLive, sortByOrder } from './directory-queries.ts'
import { customerRef, type DirectoryStore, domainRef } from './directory-store.ts'
import { sameCase } from './same-case.ts'
import { findGrant, withAsked } from './stored-directory.ts'

type Kept = Pick<DirectoryStore, 'referring' | 'revision'> & Pick<GrantRepository, 'recordedGrant'>

/**
 * A directory file with what customers settled in chat laid over it: a grant that was changed in chat after the file's own
 * `changedAt`, and a support partner that a customer asked for (GRA-5). All else that the database may hold is left out.
 */
export function directoryWithChat<T extends Directory>(file: T, store: Kept): T {
  async function asked(ref: string, at: Date): Promise<readonly Relationship[]> {
    return (await store.referring('askedFor', ref))
      .filter((relationship) => isLive(relationship, at))
      .map((relationship) => ({ ...relationship, domain: idOf(relationship.domain) }))
  }

  const idOf = (name: string) => file.names.idOf(sameCase(name))

  return {
    ...file,

    async revision() {
      const [written, kept] = await Promise.all([file.revision(), store.revision()])
      return `${written}, database ${kept}`
    },

    async customersOf(name, at) {
      const own = await file.customersOf(name, at)
      const refs = file.names.everyName(idOf(name)).map(domainRef)
      const more = (await Promise.all(refs.map((ref) => asked(ref, at)))).flat()
      const ids = new Set(more.map((relationship) => relationship.customer))
      for (const customer of own) ids.delete(customer.id)
      if (ids.size === 0) return own
      const found = await Promise.all([...ids].map((id) => file.customer(id)))
      const all = [...own, ...found.flatMap((customer) => customer ?? [])]
      return all.toSorted(sortByOrder((await file.domain(name))?.language ?? 'en'))
    },

    async relationshipsOf(customer, at) {
      const [own, more] = await Promise.all([
        file.relationshipsOf(customer, at),
        asked(customerRef(customer), at),
      ])
      return withAsked(own, more)
    },

    async grant(customer, name): Promise<Grant> {
      const domain = idOf(name)
      const [written, kept] = await Promise.all([
        file.grant(customer, domain),
        findGrant(store, customer, file.names.everyName(domain)),
      ])
      if (kept?.source !== 'chat' || !kept.changedAt) return written
      if (written.changedAt && written.changedAt >= kept.changedAt) return written
      const { state, changedAt, changedBy, checkedAt } = kept
      return { state, changedAt, changedBy, checkedAt }
    },
  }
}
