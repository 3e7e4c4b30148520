/**
 * A small trade for tests by chance: three reseller domains, three customers, the desk, and people of every kind, whose
 * grants, relationships and accounts change under way. It keeps its own books of who may see and change what, drawn from
 * the rules and from nothing in the code under test.
 */
import { commands } from '../../commands/index.ts'
import { createRunner, type Runner, type Wish } from '../../commands/runner.ts'
import { sources } from '../../commands/sources.ts'
import type { Audience, Case, Entry, Thread } from '../../src/cases/case.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import { createGrantService } from '../../src/cases/grant-service.ts'
import { createLinks } from '../../src/cases/links.ts'
import type { CaseStore, Directory, Grant, Relationship } from '../../src/cases/ports.ts'
import { readCategories } from '../../src/categories-file.ts'
import { recogniseFile } from '../../src/files/recognise-file.ts'
import { createSpeak, type Speak } from '../../src/i18n/speech.ts'
import { createNotifier, type Notifier } from '../../src/notify/notifier.ts'
import { packageRoot } from '../../src/package-root.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { createThreadViews } from '../../src/thread-views.ts'
import { aCustomer, aDirectory, aGrant, anAccount } from './build-directory.ts'
import { aChatPlatform } from './chat-platform.ts'
import { type LogLine, recordingLog } from './recording-log.ts'
import { personWith } from './world.ts'

export const partnerDomains = ['asahi.example.com', 'botan.example.com', 'chidori.example.com'] as const
/** For whom somebody acts. */
export type Party = (typeof partnerDomains)[number] | 'desk'
const [asahi, botan, chidori] = partnerDomains
export const customerIds = ['K0', 'K1', 'K2'] as const

interface Held {
  readonly party: Party
  readonly holds: 'works' | 'sees'
}

/** People by their chat name. Accounts are `<name>@<domain>`. */
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
  stranger: [],
}
export const names = Object.keys(people)

/** A word that stands in one place only, so that whoever is shown it was shown that place. */
interface Secret {
  readonly readers: ReadonlySet<Party>
}

export interface Posted {
  readonly reader: Thread['reader']
  readonly shown: string
}

export interface Trade {
  readonly store: CaseStore
  readonly directory: Directory
  readonly runner: Runner
  readonly notifier: Notifier
  readonly posted: readonly Posted[]
  readonly log: readonly LogLine[]
  now(): Date
  pass(hours: number): void
  wish(name: string, key: string): Wish
  setGrant(customer: string, party: Party, state: Grant['state']): void
  /** Begins the relationship, or ends it. */
  toggleRelationship(customer: string, party: Party): void
  toggleSuspension(name: string): void
  /** In relationship at this moment, by the books. */
  partnersOf(customer: string): ReadonlySet<Party>
  isGranted(customer: string, party: Party): boolean
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

/** VIS-7: who reads what a party writes for an audience, in a case of these partners. */
export function readersOf(audience: Audience, by: Party, partners: ReadonlySet<Party>): ReadonlySet<Party> {
  if (audience === 'internal') return new Set([by])
  return audience === 'customer' ? partners : new Set([...partners, 'desk' as const])
}

export async function aTrade(): Promise<Trade> {
  const store = await openSqliteStore({ file: ':memory:' })
  const log = recordingLog()
  let time = Date.parse('2026-03-02T09:00:00Z')
  const now = () => new Date(time)
  const grants = new Map<string, Grant['state']>()
  const periods: Relationship[] = []
  const suspended = new Set<string>()
  const secrets = new Map<string, Secret>()
  const posted: Posted[] = []
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
          party === 'desk'
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
        const accounts = held.map(({ party }) => `${name}@${party === 'desk' ? 'desk.example.org' : party}`)
        return [{ person: `slack:T1/${chatUser(name)}`, accounts }]
      }),
      customers: customerIds.map((id) =>
        aCustomer({
          id,
          name: `Customer ${id}`,
          domain: `${id.toLowerCase()}.example.net`,
          address: `contact-${id} street`,
          contact: { name: `contact-${id}`, email: `contact-${id}@example.net`, phone: '' },
        }),
      ),
      relationships: periods,
      grants: [...grants].map(([key, granted]) => {
        const [customer = '', domain = ''] = key.split(' ')
        return { customer, domain, ...aGrant(granted), changedAt: now() }
      }),
    }
  }

  const inMemory = aDirectory(state())
  const changed = () => inMemory.replace(state())
  const categories = readCategories(new URL('data/categories.json', packageRoot()).pathname)
  const speak = strictSpeak()
  let ids = 0
  const newId = () => `id${++ids}`
  const service = createCaseService({
    store,
    directory: inMemory.directory,
    categories,
    findPersonalData,
    recogniseFile,
    now,
    newId,
  })
  const views = createThreadViews({ categories, speak, directory: inMemory.directory, now })
  const { poster } = aChatPlatform()
  const keep = (thread: Thread, card: unknown) =>
    posted.push({ reader: thread.reader, shown: JSON.stringify(card) })
  const notifier = createNotifier({
    store,
    posters: {
      slack: {
        async open(of: Case, thread, options) {
          keep(thread, await views.root(of, thread))
          return poster.open(of, thread, options)
        },
        async post(of: Case, thread, entry: Entry, options) {
          keep(thread, views.entry(of, thread, entry))
          return poster.post(of, thread, entry, options)
        },
        async refresh(of: Case, thread) {
          keep(thread, await views.root(of, thread))
          return poster.refresh(of, thread)
        },
      },
    },
    readsAlong: async (thread) => (await store.identities.bindingOf(thread))?.audience,
    now,
    log,
    random: () => 0.5,
  })
  const runner = createRunner({
    commands,
    sources,
    service,
    grants: createGrantService({ store, directory: inMemory.directory, book: store.directory, now }),
    messages: { tell: async () => false },
    links: createLinks({
      identities: store.identities,
      directory: inMemory.directory,
      invite: async () => ({ kind: 'not-set-up', settings: ['PUBLIC_URL'] }),
      mayWork: (actor) => service.mayWork(actor),
      now,
    }),
    directory: inMemory.directory,
    categories,
    speak,
    deskPlaces: () => [{ platform: 'slack', tenant: 'T1', channel: 'CDESK' }],
    now,
    newId,
    log,
  })
  const live = (one: Relationship) => one.to === null

  return {
    store,
    directory: inMemory.directory,
    runner,
    notifier,
    posted,
    log: log.lines,
    now,
    pass(hours) {
      time += hours * 3_600_000
    },
    wish: (name, key) => ({
      person: { ...personWith(null), user: chatUser(name), name },
      place: { platform: 'slack', tenant: 'T1', channel: `C${name.toUpperCase()}` },
      key,
    }),
    setGrant(customer, party, granted) {
      grants.set(at(customer, party), granted)
      changed()
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
    partnersOf: (customer) =>
      new Set(
        periods.filter((one) => live(one) && one.customer === customer).map((one) => one.domain as Party),
      ),
    isGranted: (customer, party) => grants.get(at(customer, party)) === 'granted',
    partiesOf: (name, holds = 'works') =>
      new Set(
        (people[name] ?? [])
          .filter((one) => (holds === 'sees' ? true : one.holds === 'works'))
          .filter((one) => one.party === 'desk' || !suspended.has(name))
          .map((one) => one.party),
      ),
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
function strictSpeak(): Speak {
  const speak = createSpeak()
  return (locale, timeZone) => {
    const speech = speak(locale, timeZone)
    return {
      ...speech,
      t(key, values = {}) {
        for (const [, name = ''] of speech.t(key).matchAll(/{{(\w+)}}/g)) {
          if (values[name] === undefined) throw new Error(`${key} is told without its ${name}`)
        }
        return speech.t(key, values)
      },
    }
  }
}

function chatUser(name: string): string {
  return `U${name.toUpperCase()}`
}
