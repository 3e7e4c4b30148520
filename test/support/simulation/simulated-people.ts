/** The people of the small trade: whom each of them works for, and how the chats know them. */
import { actorKey } from '../../../src/cases/actor-key.ts'
import type { Audience, Author, Case, Platform, Reader } from '../../../src/cases/case.ts'

export const partnerDomains = ['asahi.example.com', 'botan.example.com', 'chidori.example.com'] as const
export const customerIds = ['K0', 'K1', 'K2'] as const
/** For whom somebody acts; what buttons carry. */
export type Party = (typeof partnerDomains)[number] | 'desk' | `customer:${(typeof customerIds)[number]}`
const [asahi, botan, chidori] = partnerDomains

export interface Held {
  readonly party: Party
  /** ACC-1, ACC-2; of a customer's people `works` is portal access (CRE-6). */
  readonly holds: 'works' | 'sees' | 'nothing'
  /** GRA-1: of a customer's people. */
  readonly admin?: boolean
}

/** People by their chat name. Accounts are `<name>@<domain>`; a customer's own domain is `<id>.example.net`. */
export const people: Readonly<Record<string, readonly Held[]>> = {
  aya: [{ party: asahi, holds: 'works' }],
  bo: [{ party: botan, holds: 'works' }],
  chie: [{ party: chidori, holds: 'works' }],
  both: [
    { party: asahi, holds: 'works' },
    { party: botan, holds: 'works' },
  ],
  half: [
    { party: botan, holds: 'works' },
    { party: chidori, holds: 'sees' },
  ],
  sales: [{ party: asahi, holds: 'sees' }],
  dan: [{ party: 'desk', holds: 'works' }],
  mixed: [
    { party: chidori, holds: 'works' },
    { party: 'desk', holds: 'works' },
  ],
  kei: [{ party: 'customer:K0', holds: 'works', admin: true }],
  kit: [{ party: 'customer:K0', holds: 'works' }],
  kan: [{ party: 'customer:K1', holds: 'nothing', admin: true }],
  kou: [{ party: 'customer:K2', holds: 'works' }],
  duo: [
    { party: botan, holds: 'works' },
    { party: 'customer:K2', holds: 'works', admin: true },
  ],
  stranger: [],
}
/** GRA-1: who may write down what a customer said elsewhere. */
export const operators: readonly string[] = ['bo', 'dan']
export const names = Object.keys(people)
/** Who is in channels without being anybody that the directory knows: of our own workspace, of another one, an app. */
export const others = ['ren', 'guest', 'outsider', 'app'] as const
export const everybody: readonly string[] = [...names, ...others]

export function customerParty(id: string): Party {
  return actorKey({ party: 'customer', customer: id }) as Party
}

/** VIS-7: who reads what a party writes for an audience, in a case of these partners and this customer. */
export function readersOf(
  audience: Audience,
  by: Party,
  {
    partners,
    customer,
    hidden = false,
  }: { readonly partners: ReadonlySet<Party>; readonly customer: string; readonly hidden?: boolean },
): ReadonlySet<Party> {
  if (audience === 'internal') return new Set([by])
  const read = new Set(partners)
  if (audience !== 'desk' && !hidden) read.add(customerParty(customer))
  if (audience !== 'customer') read.add('desk')
  return read
}

export function partyOf(reader: Reader): Party {
  return actorKey(reader) as Party
}

export function isPartner(party: Party): boolean {
  return partnerDomains.some((domain) => domain === party)
}

export function emailOf(name: string, party: Party): string {
  if (party === 'desk') return `${name}@desk.example.org`
  return isPartner(party)
    ? `${name}@${party}`
    : `${name}@${party.slice('customer:'.length).toLowerCase()}.example.net`
}

/** As the chat knows them. */
export function chatUser(name: string, platform: Platform = 'slack'): string {
  return platform === 'gchat' ? `users/${name}` : `U${name.toUpperCase()}`
}

/** Undefined for somebody who is not of this trade. */
export function nameOf(user: string): string | undefined {
  return everybody.find((name) => chatUser(name) === user || chatUser(name, 'gchat') === user)
}

export function authorOf({ customer }: Pick<Case, 'customer'>, { party, domain }: Author): Party {
  if (party === 'partner') return domain as Party
  return party === 'desk' ? 'desk' : customerParty(customer.id)
}
