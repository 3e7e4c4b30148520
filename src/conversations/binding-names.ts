import type { IdentityStore } from '../cases/identity-store.ts'
import type { Names } from '../cases/names.ts'

type Bindings = Pick<IdentityStore, 'bindingOf' | 'unbind'>

/** DOM-4: a channel may have been bound under a later name, before the former one was recorded: it is the domain's own all the same. */
export function withBindingNames<Store extends Bindings>(
  identities: Store,
  names: Pick<Names, 'idOf' | 'everyName'>,
): Store {
  return {
    ...identities,
    async bindingOf(channel) {
      const binding = await identities.bindingOf(channel)
      return binding && { ...binding, domain: names.idOf(binding.domain) }
    },
    async unbind(channel, domain) {
      for (const name of names.everyName(domain)) if (await identities.unbind(channel, name)) return true
      return false
    },
  }
}
