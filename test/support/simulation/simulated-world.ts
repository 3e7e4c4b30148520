/**
 * A small trade for tests by chance: three reseller domains, three customers with people of their own, the desk, and people of
 * every kind, whose grants, relationships and accounts change under way, from outside and in chat. It keeps its own books of who may see and change what, drawn from
 * the rules and from nothing in the code under test.
 */

import { createDispatcher, type Dispatcher, type Interaction } from '../../../commands/dispatcher.ts'
import { commands } from '../../../commands/index.ts'
import { optionSources } from '../../../commands/options.ts'
import { actorKey } from '../../../src/cases/actor-key.ts'
import type { Audience, Case, Entry, Locale, Reader, Subscription } from '../../../src/cases/case.ts'
import type { CaseStore } from '../../../src/cases/case-store.ts'
import { createCaseService } from '../../../src/cases/create-case-service.ts'
import type { Directory, Grant, Relationship } from '../../../src/cases/directory.ts'
import { createGrantService } from '../../../src/cases/grant-service.ts'
import { createLinks } from '../../../src/cases/links.ts'
import { createRecheckReader } from '../../../src/cases/recheck-access.ts'
import { readCategories } from '../../../src/categories/open-categories.ts'
import { createThreadViews } from '../../../src/chat/thread-views.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import { createAudienceResolver } from '../../../src/conversations/thread-audience.ts'
import { createDeliveryWorker, type DeliveryWorker } from '../../../src/delivery/worker.ts'
import { createTranslatorFactory, type TranslatorFactory } from '../../../src/i18n/translator.ts'
import { directoryWithChat } from '../../../src/people/directory-with-chat.ts'
import { findPersonalData } from '../../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../../src/scanning/file-scanner.ts'
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { aCustomer, aDirectory, aGrant, anAccount } from '../build-directory.ts'
import { aChatPlatform } from '../played-platform.ts'
import { type LogLine, recordingLog } from '../recording-log.ts'
import { personWith } from '../sample-world.ts'
import { capabilities } from '../test-capabilities.ts'

export const partnerDomains = ['asahi.example.com', 'botan.example.com', 'chidori.example.com'] as const
export const customerIds = ['K0', 'K1', 'K2'] as const
/** For whom somebody acts; what buttons carry. */
export type Party = (typeof partnerDomains)[number] | 'desk' | `customer:${(typeof customerIds)[number]}`
const [asahi, botan, chidori] = partnerDomains

interface Held {
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
const operators: readonly string[] = ['bo', 'dan']
export const names = Object.keys(people)

/** A word that stands in one place only, so that whoever is shown it was shown that place. */
interface Secret {
  readonly readers: ReadonlySet<Party>
}

export interface Posted {
  /** Everybody who could read it when it was posted; nobody where that is not known. */
  readonly readers: ReadonlySet<Party>
  readonly shown: string
}

/** A direct message. */
export interface Told {
  readonly email: string
  readonly shown: string
}

export interface Trade {
  readonly store: CaseStore
  readonly directory: Directory
  readonly runner: Dispatcher
  readonly notifier: DeliveryWorker
  readonly posted: readonly Posted[]
  readonly told: readonly Told[]
  readonly log: readonly LogLine[]
  now(): Date
  pass(hours: number): void
  wish(name: string, key: string, locale?: Locale): Interaction
  setGrant(customer: string, party: Party, state: Grant['state']): void
  /** Begins the relationship, or ends it. */
  toggleRelationship(customer: string, party: Party): void
  toggleSuspension(name: string): void
  /** In relationship at this moment, by the books. */
  partnersOf(customer: string): ReadonlySet<Party>
  isGranted(customer: string, party: Party): boolean
  /** What a customer's admin or an operator settled in chat goes into the books. */
  settled(customer: string, party: Party, granted: boolean, madePartner: boolean): void
  /** GRA-1: whether this person, acting for this party, may settle what the customer lets the partner do. */
  maySettle(name: string, as: Party | undefined, customer: string, partner: Party): boolean
  /** The parties that this person can act for at this moment: what they hold, as long as the account is not suspended. */
  partiesOf(name: string, holds?: Held['holds']): ReadonlySet<Party>
  /** A new marker word, that these parties may be shown. */
  plant(readers: ReadonlySet<Party>): string
  secret(word: string): Secret | undefined
  close(): Promise<void>
}

export const markerWord = /zq\d+qz/g

/** Whose address and contact somebody is shown. */
export const contactWord = /contact-(K\d)/g

export function customerParty(id: string): Party {
  return actorKey({ party: 'customer', customer: id }) as Party
}

/** VIS-7: who reads what a party writes for an audience, in a case of these partners and this customer. */
export function readersOf(
  audience: Audience,
  by: Party,
  { partners, customer }: { readonly partners: ReadonlySet<Party>; readonly customer: string },
): ReadonlySet<Party> {
  if (audience === 'internal') return new Set([by])
  const read = new Set(partners)
  if (audience !== 'desk') read.add(customerParty(customer))
  if (audience !== 'customer') read.add('desk')
  return read
}

export async function aTrade(): Promise<Trade> {
  const store = await openSqliteStore({ file: ':memory:' })
  const log = recordingLog()
  let time = Date.parse('2026-03-02T09:00:00Z')
  const now = () => new Date(time)
  /** As the directory's file has it, and as it is with what was settled in chat. */
  const grants = new Map<string, { readonly state: Grant['state']; readonly changedAt: Date }>()
  const granted = new Map<string, boolean>()
  /** GRA-5: support partners that customers asked for in chat. */
  const asked = new Set<string>()
  const periods: Relationship[] = []
  const suspended = new Set<string>()
  const secrets = new Map<string, Secret>()
  const posted: Posted[] = []
  const toldAlone: Told[] = []
  const at = (customer: string, party: string) => `${customer} ${party}`

  function state(): Parameters<typeof aDirectory>[0] {
    return {
      domains: partnerDomains.map((domain) => ({
        domain,
        name: domain,
        superAdmin: `admin@${domain}`,
        language: 'en' as const,
      })),
      accounts: names.flatMap((name) =>
        (people[name] ?? []).flatMap(({ party, holds }) =>
          !isPartner(party)
            ? []
            : [
                anAccount({
                  email: `${name}@${party}`,
                  name,
                  domain: party,
                  suspended: suspended.has(name),
                  privileges: holds === 'sees' ? ['View customers'] : [],
                  roles: holds === 'works' ? ['Reseller Admin'] : [],
                }),
              ],
        ),
      ),
      desk: names.flatMap((name) =>
        (people[name] ?? []).flatMap(({ party }) =>
          party === 'desk' ? [{ email: `${name}@desk.example.org`, name }] : [],
        ),
      ),
      people: names.flatMap((name) => {
        const held = people[name] ?? []
        if (held.length === 0) return []
        const accounts = held.map(({ party }) => emailOf(name, party))
        return [{ person: `slack:T1/${chatUser(name)}`, accounts }]
      }),
      customerUsers: names.flatMap((name) =>
        (people[name] ?? []).flatMap(({ party, holds, admin = false }) => {
          const customer = customerIds.find((id) => customerParty(id) === party)
          if (!customer) return []
          return [{ email: emailOf(name, party), name, customer, admin, portal: holds === 'works' }]
        }),
      ),
      operators: operators.flatMap((name) =>
        (people[name] ?? []).map(({ party }) => ({ email: emailOf(name, party) })),
      ),
      customers: customerIds.map((id) =>
        aCustomer({
          id,
          name: `Customer ${id}`,
          tier: id === 'K2' ? 'standard' : 'premium',
          domain: `${id.toLowerCase()}.example.net`,
          address: `contact-${id} street`,
          contact: { name: `contact-${id}`, email: `contact-${id}@example.net`, phone: '' },
        }),
      ),
      relationships: periods,
      grants: [...grants].map(([key, { state, changedAt }]) => {
        const [customer = '', domain = ''] = key.split(' ')
        return { customer, domain, ...aGrant(state), changedAt }
      }),
    }
  }

  const inMemory = aDirectory(state())
  const directory = directoryWithChat(inMemory.directory, store.directory)
  const changed = () => inMemory.replace(state())
  const categories = readCategories(new URL('data/categories.json', packageRoot()).pathname)
  const speak = strictSpeak()
  let ids = 0
  const newId = () => `id${++ids}`
  const service = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    fileScanner: createFileScanner(),
    now,
    newId,
  })
  const views = createThreadViews({ categories, createTranslator: speak, directory, now })
  const { poster } = aChatPlatform()
  const deskPlace = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const
  const keep = async (thread: Subscription, card: unknown) =>
    posted.push({ readers: await eyesOn(thread), shown: JSON.stringify(card) })
  /** Who is taken to read there at this moment, by the books. */
  async function eyesOn({
    platform,
    tenant,
    channel,
    direct,
    reader,
  }: Subscription): Promise<ReadonlySet<Party>> {
    if (platform === 'mail') return new Set()
    if (direct) {
      const name = names.find((one) => chatUser(one) === direct.user)
      const party = partyOf(reader)
      return new Set(name !== undefined && partiesOf(name).has(party) ? [party] : [])
    }
    if (channel === deskPlace.channel) return new Set(['desk'])
    const binding = await store.identities.bindingOf({ platform, tenant, channel })
    if (!binding) return new Set()
    return new Set([binding.domain as Party, ...(binding.audience ? [partyOf(binding.audience)] : [])])
  }
  const partiesOf = (name: string, holds: Held['holds'] = 'works'): ReadonlySet<Party> =>
    new Set(
      (people[name] ?? [])
        .filter((one) => one.holds === 'works' || one.holds === holds)
        .filter((one) => !isPartner(one.party) || !suspended.has(name))
        .map((one) => one.party),
    )
  const notifier = createDeliveryWorker({
    store,
    publishers: {
      slack: {
        serves: (tenant) => tenant === 'T1',
        async open(of: Case, thread, options) {
          await keep(thread, await views.root(of, thread))
          return poster.open(of, thread, options)
        },
        async post(of: Case, thread, entry: Entry, options) {
          await keep(thread, views.entry(of, thread, entry))
          return poster.post(of, thread, entry, options)
        },
        async refresh(of: Case, thread) {
          await keep(thread, await views.root(of, thread))
          return poster.refresh(of, thread)
        },
        async rewrite(of: Case, thread, entry) {
          await keep(thread, entry ? views.entry(of, thread, entry) : views.title(of, thread))
          return poster.rewrite(of, thread, entry)
        },
      },
    },
    resolveAudience: createAudienceResolver({
      isDesks: ({ channel }) => channel === deskPlace.channel,
      bindingOf: (channel) => store.identities.bindingOf(channel),
      stillReads: createRecheckReader({
        directory,
        mayWork: (actor) => service.mayWork(actor),
        findEmail: async () => null,
      }),
    }),
    now,
    log,
    random: () => 0.5,
  })
  const runner = createDispatcher({
    commands,
    optionSources,
    service,
    grants: createGrantService({ store, directory, repository: store.directory, now }),
    messages: {
      async send({ email }, compose) {
        toldAlone.push({ email, shown: JSON.stringify(compose('ja', 'Asia/Tokyo')) })
        return true
      },
    },
    links: createLinks({
      identities: store.identities,
      directory,
      invite: async () => ({ kind: 'not-set-up', settings: ['PUBLIC_URL'] }),
      mayWork: (actor) => service.mayWork(actor),
      deskPlaces: [deskPlace],
      now,
    }),
    directory,
    categories,
    createTranslator: speak,
    capabilities,
    deskPlaces: [deskPlace],
    now,
    newId,
    log,
  })
  const live = (one: Relationship) => one.to === null

  const partnersOf = (customer: string): ReadonlySet<Party> =>
    new Set([
      ...periods.filter((one) => live(one) && one.customer === customer).map((one) => one.domain as Party),
      ...partnerDomains.filter((domain) => asked.has(at(customer, domain))),
    ])

  return {
    store,
    directory,
    runner,
    notifier,
    posted,
    told: toldAlone,
    log: log.lines,
    now,
    pass(hours) {
      time += hours * 3_600_000
    },
    wish: (name, key, locale = 'en') => ({
      person: { ...personWith(null), user: chatUser(name), name, locale },
      place: { platform: 'slack', tenant: 'T1', channel: `C${name.toUpperCase()}` },
      key,
    }),
    setGrant(customer, party, state) {
      grants.set(at(customer, party), { state, changedAt: now() })
      granted.set(at(customer, party), state === 'granted')
      changed()
    },
    settled(customer, party, isGranted, madePartner) {
      granted.set(at(customer, party), isGranted)
      if (madePartner) asked.add(at(customer, party))
    },
    maySettle(name, as, customer, partner) {
      if (as === undefined) return false
      const held = people[name]?.find(({ party }) => party === as)
      if (as === customerParty(customer)) return held?.admin === true
      if (!operators.includes(name) || held?.holds !== 'works' || !partnersOf(customer).has(partner))
        return false
      return as === 'desk' || (as === partner && !suspended.has(name))
    },
    toggleRelationship(customer, party) {
      const index = periods.findIndex((one) => live(one) && one.customer === customer && one.domain === party)
      const open = periods[index]
      if (open) periods[index] = { ...open, to: now() }
      else periods.push({ customer, domain: party, kind: 'reseller', from: now(), to: null })
      changed()
    },
    toggleSuspension(name) {
      if (!suspended.delete(name)) suspended.add(name)
      changed()
    },
    partnersOf,
    isGranted: (customer, party) => granted.get(at(customer, party)) === true,
    partiesOf,
    plant(readers) {
      const word = `zq${secrets.size + 1}qz`
      secrets.set(word, { readers })
      return word
    },
    secret: (word) => secrets.get(word),
    close: () => store.close(),
  }
}

/** A text whose values are not all given is a fault: it would be told with holes in it. */
function strictSpeak(): TranslatorFactory {
  const speak = createTranslatorFactory()
  return (locale, timeZone, platform) => {
    const translator = speak(locale, timeZone, platform)
    return {
      ...translator,
      // `t` throws where a parameter has no value.
      text: (key, values) => translator.t(key, values as never),
    }
  }
}

function partyOf(reader: Reader): Party {
  return actorKey(reader) as Party
}

function isPartner(party: Party): boolean {
  return partnerDomains.some((domain) => domain === party)
}

function emailOf(name: string, party: Party): string {
  if (party === 'desk') return `${name}@desk.example.org`
  return isPartner(party)
    ? `${name}@${party}`
    : `${name}@${party.slice('customer:'.length).toLowerCase()}.example.net`
}

function chatUser(name: string): string {
  return `U${name.toUpperCase()}`
}
