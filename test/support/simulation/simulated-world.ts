/**
 * A small trade for tests by chance: three reseller domains, three customers with people of their own, the desk, and people of
 * every kind, whose grants, relationships and accounts change under way, from outside and in chat. It keeps its own books of who may see and change what, drawn from
 * the rules and from nothing in the code under test.
 */

import type { DirectMessages } from '../../../commands/define.ts'
import { createDispatcher, type Dispatcher, type Interaction } from '../../../commands/dispatcher.ts'
import { commands } from '../../../commands/index.ts'
import { optionSources } from '../../../commands/options.ts'
import { createThreadTalk, type ThreadTalkDeps } from '../../../commands/thread-talk.ts'
import { createAccess } from '../../../src/cases/access.ts'
import { createAuditReader } from '../../../src/cases/audit-reader.ts'
import type { Case, Entry, Locale, Subscription } from '../../../src/cases/case.ts'
import { createCaseService } from '../../../src/cases/create-case-service.ts'
import type { Directory, RecordedGrantState, Relationship } from '../../../src/cases/directory.ts'
import { createGrantService } from '../../../src/cases/grant-service.ts'
import type { ConversationRef } from '../../../src/cases/identity-store.ts'
import { createLinks } from '../../../src/cases/links.ts'
import { createNotifications } from '../../../src/cases/notifications.ts'
import { createRecheckAccess, createRecheckReader } from '../../../src/cases/recheck-access.ts'
import { createFindThreadCase } from '../../../src/cases/thread-cases.ts'
import { readCategories } from '../../../src/categories/open-categories.ts'
import { createHeldBackReporter } from '../../../src/chat/report-held-back.ts'
import { createSharingReporter } from '../../../src/chat/report-sharing.ts'
import { createLineHearing } from '../../../src/chat/slack/listeners/thread-lines.ts'
import { createThreadViews } from '../../../src/chat/thread-views.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import type { Readers } from '../../../src/conversations/readership.ts'
import { createAudienceResolver } from '../../../src/conversations/thread-audience.ts'
import type { ThreadPublisher } from '../../../src/delivery/publishers.ts'
import { createDeliveryWorker, type DeliveryWorker } from '../../../src/delivery/worker.ts'
import { createTranslatorFactory, type TranslatorFactory } from '../../../src/i18n/translator.ts'
import { directoryWithChat } from '../../../src/people/directory-with-chat.ts'
import { findPersonalData } from '../../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../../src/scanning/file-scanner.ts'
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Button, Notice } from '../../../views/view.ts'
import { buildConversations } from '../build-conversations.ts'
import { aCustomer, aDirectory, aGrant, anAccount } from '../build-directory.ts'
import { buildSetup } from '../build-setup.ts'
import { aChatPlatform } from '../played-platform.ts'
import { type LogLine, recordingLog } from '../recording-log.ts'
import { personWith } from '../sample-world.ts'
import { capabilities } from '../test-capabilities.ts'
import {
  type Channels,
  createChannels,
  faceWord,
  organisations,
  type PlaceName,
  places,
} from './simulated-channels.ts'
import {
  authorOf,
  chatUser,
  customerIds,
  customerParty,
  emailOf,
  type Held,
  isPartner,
  nameOf,
  names,
  operators,
  type Party,
  partnerDomains,
  partyOf,
  people,
  readersOf,
} from './simulated-people.ts'

/** A word that stands in one place only, so that whoever is shown it was shown that place. */
interface Secret {
  readonly readers: ReadonlySet<Party>
}

export interface Posted {
  /** Everybody who could read it when it was posted; nobody where that is not known. */
  readonly readers: ReadonlySet<Party>
  readonly shown: string
  readonly thread: string
  /** 0: the card. */
  readonly seq: number
  /** What stood against posting it (PLC), by the books of that moment. */
  readonly faults: readonly string[]
}

/** A direct message. */
export interface Told {
  /** People by their chat name. */
  readonly to: readonly string[]
  readonly shown: string
  /** What was told to somebody who may not know it, by the books of that moment. */
  readonly faults: readonly string[]
}

/** Plain text in a thread of Slack, or outside of one. */
export interface Said {
  readonly name: string
  readonly place: PlaceName
  readonly thread: string | undefined
  readonly ts: string
  readonly text: string
  readonly locale: Locale
}

/** A private word in the channel. */
export interface Heard {
  readonly to: string
  readonly notice: Notice
  /** What its buttons do to the message. */
  readonly callbacks: readonly string[]
}

/** What is deliberately wrong, to see that it is noticed. */
export interface Planted {
  readonly resolver?: (resolve: Resolver, now: () => Date) => Resolver
  readonly readers?: (readers: Readers, now: () => Date) => Readers
  readonly talk?: (deps: ThreadTalkDeps) => ThreadTalkDeps
}
type Resolver = ReturnType<typeof createAudienceResolver>

export interface Trade {
  readonly store: Store
  readonly directory: Directory
  readonly runner: Dispatcher
  readonly notifier: DeliveryWorker
  readonly posted: readonly Posted[]
  readonly told: readonly Told[]
  readonly channels: Channels
  /** Buttons of direct messages, in no order of importance. */
  readonly offered: readonly Button[]
  readonly log: readonly LogLine[]
  now(): Date
  pass(hours: number): void
  /** Resolves when nothing is due any more, and whoever was to be told of it was. */
  deliver(): Promise<void>
  /** Slack tells of what somebody, also an app, wrote; answers what was told of it, and to whom (by chat name). */
  hear(said: Said): Promise<readonly Heard[]>
  /** What a person wants in a channel, or in a place of their own. */
  wish(name: string, key: string, locale?: Locale, place?: PlaceName): Interaction
  setGrant(customer: string, party: Party, state: RecordedGrantState): void
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

export async function aTrade(planted: Planted = {}): Promise<Trade> {
  const store = await openSqliteStore({ file: ':memory:' })
  const log = recordingLog()
  let time = Date.parse('2026-03-02T09:00:00Z')
  const now = () => new Date(time)
  /** As the directory's file has it, and as it is with what was settled in chat. */
  const grants = new Map<string, { readonly state: RecordedGrantState; readonly changedAt: Date }>()
  const granted = new Map<string, boolean>()
  /** GRA-5: support partners that customers asked for in chat. */
  const asked = new Set<string>()
  const periods: Relationship[] = []
  const suspended = new Set<string>()
  /** When it was last changed. */
  const suspensions = new Map<string, number>()
  const secrets = new Map<string, Secret>()
  const posted: Posted[] = []
  const toldAlone: Told[] = []
  const offered: Button[] = []
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
        return [
          { person: `slack:T1/${chatUser(name)}`, accounts },
          { person: `gchat:${chatUser(name, 'gchat')}`, accounts },
        ]
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
  const channels = createChannels({
    now,
    partiesOf: (name) => partiesOf(name),
    changedAt: (name) => suspensions.get(name) ?? 0,
    isSuspended: (name) => suspended.has(name),
    isOperator: (name) => operators.includes(name),
    partnersOf: (customer) => partnersOf(customer),
    isGranted: (customer, party) => granted.get(at(customer, party)) === true,
    tell({ platform, tenant, channel }, what, user) {
      const change = { platform, tenant, channel, what, ...(user ? { user } : {}) } as const
      for (const one of hearing.forget(change)) lookAgain(one)
    },
  })
  /** What goes on by itself until it is waited for. */
  const underWay = new Set<Promise<unknown>>()
  function begin(work: Promise<unknown>): void {
    const done = work.finally(() => underWay.delete(done))
    underWay.add(done)
  }
  const lookAgain = (channel: ConversationRef) => begin(store.wakeConversation(channel))
  const deskPlaces = [places.desk]
  const access = createAccess({ store, directory, now })
  const { mayWork } = access
  const messages: DirectMessages = {
    async send(to, compose) {
      const card = compose('ja', 'Asia/Tokyo')
      const known = [nameOf(to.email.split('@')[0] ?? ''), ...(to.chatUsers ?? []).map(nameOfChatUser)]
      const recipients = [...new Set(known.flatMap((name) => name ?? []))]
      const shown = JSON.stringify(card)
      toldAlone.push({
        to: recipients,
        shown,
        faults: recipients.flatMap((name) => faultsOfTelling(name, shown)),
      })
      offered.push(...card.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons : [])))
      return true
    },
  }
  const built = buildConversations({
    store,
    directory,
    mayWork,
    deskPlaces,
    settings: { organisations },
    now,
    chats: channels.chats,
    onChanged: lookAgain,
    onShared: createSharingReporter({ messages, directory, createTranslator: speak, log }),
  })
  const hearing = planted.readers?.(built.readers, now) ?? built.readers
  const service = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    fileScanner: createFileScanner(),
    now,
    newId,
    listHomes: built.threadPlaces.listHomes,
    deskPlaces,
  })
  const views = createThreadViews({ categories, createTranslator: speak, directory, now })
  const { poster } = aChatPlatform()
  async function keep(of: Case, thread: Subscription, card: unknown, entry?: Entry): Promise<void> {
    const shown = JSON.stringify(card)
    const known = {
      partners: new Set<Party>(of.partners.map(({ domain }) => domain as Party)),
      customer: of.customer.id,
      hidden: of.hiddenFromCustomer === true,
    }
    const allowed = readersOf(
      entry?.audience ?? 'everyone',
      entry ? authorOf(of, entry.author) : 'desk',
      known,
    )
    const faults = thread.direct ? [] : channels.faultsOfPosting(toRef(thread), allowed)
    posted.push({ readers: eyesOn(thread), shown, thread: thread.id, seq: entry?.seq ?? 0, faults })
  }
  /** The parties that read there at this moment, by the books. */
  function eyesOn(thread: Subscription): ReadonlySet<Party> {
    const { direct, reader } = thread
    if (!direct) return channels.readersIn(toRef(thread))
    const name = nameOf(direct.user)
    const party = partyOf(reader)
    return new Set(name !== undefined && partiesOf(name).has(party) ? [party] : [])
  }
  /** In a channel where another thread may be posted to at the same moment nobody could say what came first. */
  function spring(of: Case, thread: Subscription): void {
    if (of.subscriptions.filter(({ channel }) => channel === thread.channel).length === 1)
      channels.spring(toRef(thread))
  }
  function faultsOfTelling(name: string, shown: string): readonly string[] {
    const words = [...new Set(shown.match(markerWord))].filter(
      (word) => ![...partiesOf(name)].some((party) => secrets.get(word)?.readers.has(party)),
    )
    const faces = [...shown.matchAll(faceWord)].filter(
      ([, , place = '']) => !channels.mayKnowMembers(place as PlaceName, name),
    )
    return [
      ...words.map((word) => `${name} was told ${word}`),
      ...faces.map(([face]) => `${name} was told of ${face}`),
    ]
  }
  function publisherFor(ownTenant: string): ThreadPublisher {
    return {
      serves: (tenant) => tenant === ownTenant,
      countParts: () => 1,
      async open(of, thread, options) {
        await keep(of, thread, await views.root(of, thread))
        const opened = await poster.open(of, thread, options)
        spring(of, thread)
        return opened
      },
      async post(of, thread, entry, options) {
        await keep(of, thread, views.entry(of, thread, entry), entry)
        await poster.post(of, thread, entry, options)
        spring(of, thread)
      },
      async refresh(of, thread) {
        await keep(of, thread, await views.root(of, thread))
        return poster.refresh(of, thread)
      },
      // It takes away, and shows nobody anything: who came since is no reason against it.
      rewrite: (of, thread, entry) => poster.rewrite(of, thread, entry),
      withdraw: (of, thread, how) => poster.withdraw(of, thread, how),
    }
  }
  const partiesOf = (name: string, holds: Held['holds'] = 'works'): ReadonlySet<Party> =>
    new Set(
      (people[name] ?? [])
        .filter((one) => one.holds === 'works' || one.holds === holds)
        .filter((one) => !isPartner(one.party) || !suspended.has(name))
        .map((one) => one.party),
    )
  const resolveAudience = createAudienceResolver({
    readers: hearing,
    stillReads: createRecheckReader({ directory, mayWork, findEmail: async () => null }),
  })
  const tellHeldBack = createHeldBackReporter({
    messages,
    directory,
    conversations: store.conversations,
    store,
    readers: built.readers,
    stillWorks: createRecheckAccess({ directory, mayWork }),
    trustsEmail: false,
    createTranslator: speak,
    now,
  })
  const notifier = createDeliveryWorker({
    store,
    publishers: { slack: publisherFor('T1'), gchat: publisherFor('') },
    resolveAudience: planted.resolver?.(resolveAudience, now) ?? resolveAudience,
    onHeldBack: (supportCase, thread) => {
      const told = tellHeldBack(supportCase, thread)
      begin(told.catch((err: unknown) => log.error({ err }, 'A thread that is held back was not reported')))
      return told
    },
    routes: () => [
      { platform: 'slack', tenant: 'T1' },
      { platform: 'gchat', tenant: '' },
    ],
    // Nothing else is posted in between, so that it can be said what came first.
    atOnce: 1,
    owner: 'simulation',
    cardQuietMs: 0,
    now,
    log,
    random: () => 0.5,
  })
  const runner = createDispatcher({
    commands,
    optionSources,
    service,
    grants: createGrantService({ store, directory, repository: store.directory, now }),
    notifications: createNotifications(store.notifications, now),
    audit: createAuditReader(store.auditLog, access),
    messages,
    links: createLinks({
      identities: store.identities,
      invite: async () => ({ kind: 'not-set-up', settings: ['PUBLIC_URL'] }),
    }),
    conversations: built.service,
    directory,
    categories,
    createTranslator: speak,
    setup: buildSetup({ store, directory, now }),
    capabilities,
    deskPlaces,
    now,
    newId,
    log,
  })
  const talkDeps: ThreadTalkDeps = {
    service,
    store,
    directory,
    conversations: { ...built.service, bindingOf: hearing.bindingOf, whoReads: hearing.whoReads },
    notices: store.conversations,
    findThreadCase: createFindThreadCase(store),
    attachments: {},
    createTranslator: speak,
    now,
  }
  const talk = createThreadTalk(planted.talk?.(talkDeps) ?? talkDeps)

  async function hear({ name, place, thread, ts, text, locale }: Said): Promise<readonly Heard[]> {
    const heard: Heard[] = []
    const person = { ...personWith(null), user: chatUser(name), name, locale }
    const lines = createLineHearing(
      {
        team: () => 'T1',
        self: () => ({ user: chatUser('app'), bot: 'BAPP' }),
        run: (_what, work) => work(),
        log,
        profiles: { find: async () => person },
        responder: {
          async offerOn(spot, notice, { buttons }) {
            const callbacks = buttons.map(({ callback }) => callback)
            heard.push({ to: nameOf(spot.person.user) ?? '', notice, callbacks })
            return true
          },
        },
      },
      talk,
    )
    const event = {
      type: 'message',
      channel_type: 'group',
      channel: places[place].channel,
      user: person.user,
      text,
      ts,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      ...(name === 'app' ? { bot_id: 'BAPP' } : {}),
    }
    await lines.hear({ body: { type: 'event_callback', event } })
    return heard
  }
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
    channels,
    offered,
    log: log.lines,
    now,
    pass(hours) {
      time += hours * 3_600_000
    },
    async deliver() {
      do {
        await notifier.idle()
        await Promise.all(underWay)
      } while (underWay.size > 0)
    },
    wish(name, key, locale = 'en', placeName) {
      const place = placeName
        ? places[placeName]
        : ({ platform: 'slack', tenant: 'T1', channel: `C${name.toUpperCase()}` } as const)
      const { platform, tenant } = place
      return {
        person: { ...personWith(null), platform, tenant, user: chatUser(name, platform), name, locale },
        place,
        key,
      }
    },
    hear,
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
      suspensions.set(name, time)
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

function nameOfChatUser(key: string): string | undefined {
  return nameOf(key.replace(/^slack:T1\//, '').replace(/^gchat:/, ''))
}

/** Mails are nobody's here: none are set up. */
export function toRef({ platform, tenant, channel }: Subscription): ConversationRef {
  if (platform === 'mail' || platform === 'person') throw new Error('there is no mail in this trade')
  return { platform, tenant, channel }
}
