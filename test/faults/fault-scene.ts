/** Who and what is in a world of faults: two reseller domains and the support desk, each with somebody and a channel in either chat. */
import type { Platform } from '../../src/cases/case.ts'

export type Party = 'north' | 'south' | 'desk'

export interface ScenePerson {
  readonly party: Party
  readonly platform: Platform
  /** `U1`, `users/1` */
  readonly user: string
  readonly name: string
  readonly email: string
  /** Their party's channel in their chat. */
  readonly channel: string
  /** How they chose to be told personally (PLC-7). */
  readonly told: 'mention' | 'direct'
}

export const team = 'T1'
export const botUser = 'UBOT'

const parties: readonly Party[] = ['north', 'south', 'desk']

export function domainOf(party: Party): string {
  return `${party}.example.com`
}

export function customerOf(party: Party): string {
  return `C-${party}`
}

function channelOf(party: Party, platform: Platform): string {
  return platform === 'slack' ? `C${party.toUpperCase()}` : `spaces/${party.toUpperCase()}`
}

const direct: ReadonlySet<string> = new Set(['slack south', 'gchat desk'])

export const people: readonly ScenePerson[] = parties.flatMap((party, at) =>
  (['slack', 'gchat'] as const).map((platform) => ({
    party,
    platform,
    user: platform === 'slack' ? `U${at + 1}` : `users/${at + 1}`,
    name: `${party} in ${platform}`,
    email: `${platform}@${domainOf(party)}`,
    channel: channelOf(party, platform),
    told: direct.has(`${platform} ${party}`) ? 'direct' : 'mention',
  })),
)

export const deskChannels = { slack: channelOf('desk', 'slack'), gchat: channelOf('desk', 'gchat') }

/** Somebody's direct messages with the app: where a case's thread goes while nobody can say who reads in the channel. */
export function directOf({ platform, user }: ScenePerson): string {
  return platform === 'slack' ? `D${user}` : `spaces/DM${user.slice('users/'.length)}`
}

export function isDirect(channel: string | undefined): boolean {
  return people.some((person) => directOf(person) === channel)
}

/** Whose a conversation is. */
export function partyIn(channel: string): Party | undefined {
  return people.find((person) => [person.channel, person.user, directOf(person)].includes(channel))?.party
}

/** The directory file. */
export const directoryText: string = JSON.stringify({
  domains: (['north', 'south'] as const).map((party) => ({
    domain: domainOf(party),
    name: party,
    superAdmin: `admin@${domainOf(party)}`,
    language: 'en',
  })),
  accounts: (['north', 'south'] as const).flatMap((party) => [
    { email: `admin@${domainOf(party)}`, name: `${party} admin`, domain: domainOf(party), superAdmin: true },
    ...people
      .filter((person) => person.party === party)
      .map(({ email, name }) => ({ email, name, domain: domainOf(party), roles: ['Reseller Admin'] })),
  ]),
  desk: people.filter(({ party }) => party === 'desk').map(({ email, name }) => ({ email, name })),
  customers: (['north', 'south'] as const).map((party) => ({
    id: customerOf(party),
    name: `Customer of ${party}`,
    domain: `customer-of-${domainOf(party)}`,
    tier: 'premium',
    language: 'en',
    timeZone: 'Europe/London',
    address: '1 Sample Street',
    contact: { name: 'Someone', email: `it@customer-of-${domainOf(party)}`, phone: '+1 212 555 0101' },
  })),
  relationships: (['north', 'south'] as const).map((party) => ({
    customer: customerOf(party),
    domain: domainOf(party),
    kind: 'reseller',
    from: '2021-01-01',
  })),
  grants: (['north', 'south'] as const).map((party) => ({
    customer: customerOf(party),
    domain: domainOf(party),
    state: 'granted',
    changedAt: '2021-01-04T10:00:00Z',
    changedBy: `it@customer-of-${domainOf(party)}`,
    checkedAt: '2025-11-03T17:00:00Z',
  })),
})
