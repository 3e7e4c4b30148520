import type { Customer, ResellerDomain } from '../../cases/directory.ts'
import type { GoogleCustomer } from '../../google/google-organization.ts'
import type { FirstSight } from './google-sync-settings.ts'

/** A reseller domain with those whom it sells to at Google. */
export interface Seller {
  readonly domain: ResellerDomain
  readonly sold: readonly GoogleCustomer[]
}

export interface Customers {
  readonly all: readonly Customer[]
  readonly notes: readonly string[]
  /** Under which id a customer of Google's is stored. */
  readonly idOf: (customerId: string) => string
}

/** Customers by Google's id, else by a domain that nobody else has; what Google does not tell stays as it is stored. */
export function planCustomers(
  parts: readonly Seller[],
  stored: readonly Customer[],
  firstSight: FirstSight,
): Customers {
  const all = new Map(stored.map((customer) => [customer.id, customer]))
  const byGoogleId = new Map(stored.flatMap((one) => (one.googleId ? [[one.googleId, one] as const] : [])))
  const byDomain = new Map(stored.map((customer) => [customer.domain, customer]))
  const sold = new Map(
    parts.flatMap((part) => part.sold.map((one) => [one.customerId, { one, part }] as const)),
  )
  const ids = new Map<string, string>()
  const notes: string[] = []
  for (const { one, part } of sold.values()) {
    const namesake = byDomain.get(one.domain)
    const isFree = namesake && !namesake.googleId && !sold.has(namesake.id)
    const old = all.get(one.customerId) ?? byGoogleId.get(one.customerId) ?? (isFree ? namesake : undefined)
    const id = old?.id ?? one.customerId
    ids.set(one.customerId, id)
    if (!old && !one.contact.email)
      notes.push(
        `${one.customerId} (${one.domain}): Google tells no contact address; postmaster@${one.domain} stands in.`,
      )
    all.set(id, toCustomer(one, id, old, { ...firstSight, domain: part.domain }))
  }
  return { all: [...all.values()], notes, idOf: (customerId) => ids.get(customerId) ?? customerId }
}

function toCustomer(
  one: GoogleCustomer,
  id: string,
  old: Customer | undefined,
  { domain, ...firstSight }: FirstSight & { readonly domain: ResellerDomain },
): Customer {
  const known = old && moveStandIns(old, one.domain)
  const name = one.name ?? known?.name ?? one.domain
  const told = one.language?.slice(0, 2).toLowerCase()
  return {
    tier: firstSight.tier,
    language: firstSight.language ?? (told === 'ja' || told === 'en' ? told : domain.language),
    timeZone: firstSight.timeZone,
    ...old,
    id,
    ...(id === one.customerId ? {} : { googleId: one.customerId }),
    name,
    domain: one.domain,
    address: one.address.join(', ') || known?.address || one.domain,
    contact: {
      name: one.contact.name ?? known?.contact.name ?? name,
      email: one.contact.email ?? known?.contact.email ?? `postmaster@${one.domain}`,
      phone: one.contact.phone ?? known?.contact.phone ?? '–',
    },
  }
}

/** What stood in for something that Google did not tell was made of the domain. */
function moveStandIns(old: Customer, domain: string): Customer {
  const move = (text: string) => {
    if (text === old.domain) return domain
    return text === `postmaster@${old.domain}` ? `postmaster@${domain}` : text
  }
  const { name, email, phone } = old.contact
  return {
    ...old,
    name: move(old.name),
    address: move(old.address),
    contact: { name: move(name), email: move(email), phone },
  }
}
