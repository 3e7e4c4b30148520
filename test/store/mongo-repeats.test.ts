import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Case, CaseHead } from '../../src/cases/case.ts'
import { noCase } from '../../src/cases/case-store.ts'
import { type TracedPerson, toTombstone } from '../../src/cases/erased-people.ts'
import type { ChatUser, ConversationRef, SignIn } from '../../src/cases/identity-store.ts'
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts'
import {
  auditLogHabits,
  caseHabits,
  conversationHabits,
  customerTraceHabits,
  deliveryAuditHabits,
  directoryHabits,
  draftHabits,
  fileHabits,
  identityHabits,
  importRunHabits,
  installationHabits,
  notificationHabits,
  setupHabits,
  traceHabits,
} from '../../src/store/mongo/retry-habits.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { type Fault, type FaultyMongo, startFaultyMongo } from '../support/faulty-mongo-proxy.ts'
import { dropDatabase, mongoForTests, patientLimits } from '../support/stores.ts'

const found = mongoForTests()
const uri = found.kind === 'server' ? found.uri : ''
/** The proxy reads the protocol in the clear, on one host. */
const readable = found.kind === 'server' && !/^mongodb\+srv:|[?&](tls|ssl)=true/.test(uri)

/** A write of a store: what is there before, the call, and what can be read after it. Each on data of its own, told by `n`. */
interface Write {
  readonly before?: (store: Store, n: number) => Promise<unknown>
  readonly call: (store: Store, n: number) => Promise<unknown>
  readonly after: (store: Store, n: number) => Promise<unknown>
  /** What it is not played with. */
  readonly except?: readonly Fault[]
}

const all = { limit: 1_000 }
const desk = { reader: { party: 'desk' } } as const
const email = (n: number) => `kenji-${n}@hoshi.example.com`
const someone = (n: number): ChatUser => ({ platform: 'slack', tenant: 'T1', user: `U${n}` })
const room = (n: number): ConversationRef => ({ platform: 'slack', tenant: 'T1', channel: `C${n}` })
const key = (n: number) => String(n)
const caseOf = async (store: Store, n: number) => ({
  head: await store.get(n),
  history: await store.history(n, all),
})

async function aCaseOf(store: Store, n: number, overrides: Partial<Case> = {}): Promise<Case> {
  return (await store.create(aNewCase({ number: n, ...overrides }))).case
}

async function change(store: Store, n: number, changes: Partial<CaseHead> = { severity: 'P1' }) {
  const of = await store.get(n)
  if (!of) throw new Error(`no case ${n}`)
  return store.commit(aCommit(of, changes, { key: `change-${n}`, expected: 1 }))
}

/** One entry that names a file, taken away in a change whose purge is still to come. */
async function aRemoval(store: Store, n: number): Promise<void> {
  const of = await aCaseOf(store, n)
  await store.files.put(fileId(n), Buffer.from('secret'))
  const line = anEntry({ seq: 2, event: { type: 'message', text: 'It was a mistake.' } })
  await store.commit({
    ...aCommit(of, {}, { entries: [line] }),
    removal: { files: [fileId(n)], entry: anEntry({ event: { type: 'message', text: '' } }) },
  })
}

const fileId = (n: number) => n.toString(16).padStart(8, '0')

async function readFile(store: Store, n: number): Promise<string | undefined> {
  const bytes = await store.files.open(fileId(n))
  if (!bytes) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  const whole = Buffer.concat(pieces)
  return `${whole.length} ${createHash('sha256').update(whole).digest('hex')}`
}

/** In pieces of its own, and only once: nobody can ask a chat for the same bytes anew. */
async function* bytesOnce(): AsyncIterable<Uint8Array> {
  for (const text of ['one', 'two', 'three', 'four', 'five', 'six']) yield Buffer.alloc(100_000, text)
}

/** A case with pages and a file; with threads a husk is left of it. */
function aRemovalOfACase(subscriptions: Case['subscriptions']): Write {
  return {
    async before(store, n) {
      // What a play before this one left to the next purge is no part of it.
      await store.purge(noCase)
      await store.files.put(fileId(n), Buffer.from('bytes'))
      const files = [{ id: fileId(n), name: 'a.txt', type: 'text/plain', size: 5, sha256: 'ab' }]
      const entries = Array.from({ length: 230 }, (_, index) =>
        anEntry({
          seq: index + 1,
          event: { type: 'message', text: 'mail', attachments: index === 2 ? files : [] },
        }),
      )
      const customer = { id: `C-${n}`, name: 'Midori', domain: 'midori.example.jp' }
      await store.create(aNewCase({ number: n, seq: 230, customer, subscriptions }, { entries }))
    },
    async call(store, n) {
      const gone = await store.removeCases([n], { of: 'customer', customer: `C-${n}`, at: noon })
      await store.purge(noCase)
      return gone.length
    },
    after: async (store, n) => [
      (await store.get(n))?.goneAt !== undefined,
      await readFile(store, n),
      await store.history(n, all),
      await store.sweepLeftovers(new Date(Date.now() + 60_000)),
    ],
  }
}

const cases: Readonly<Record<string, Write>> = {
  nextNumber: {
    call: async (store) => Number.isInteger(await store.nextNumber()),
    async after(store) {
      const [one, two] = [await store.nextNumber(), await store.nextNumber()]
      return two > one
    },
  },
  raiseNumber: {
    call: (store, n) => store.raiseNumber(n),
    after: async (store, n) => (await store.nextNumber()) > n,
  },
  create: {
    call: (store, n) => store.create(aNewCase({ number: n, seq: 230 }, { words: ['mail'] })),
    after: caseOf,
  },
  createAll: {
    async call(store, n) {
      return store.createAll([aNewCase({ number: n, seq: 120 })])
    },
    after: caseOf,
  },
  removeCases: {
    before: (store, n) => store.create({ ...aNewCase({ number: n, seq: 230 }), importRun: key(n) }),
    call: (store, n) => store.removeCases([n], { of: 'import', run: key(n), at: noon }),
    after: async (store, n) => [await caseOf(store, n), await store.listImported(key(n), all)],
  },
  'removeCases, of a customer': aRemovalOfACase([]),
  'removeCases, with posts in a chat': aRemovalOfACase([aThread({ root: '1.1' })]),
  setHold: {
    before: aCaseOf,
    call: (store, n) => store.setHold(n, { at: noon, by: 'ops', reason: null }),
    after: async (store, n) => (await store.listHolds({ after: n - 1, limit: 1 }))[0],
  },
  commit: {
    before: (store, n) => aCaseOf(store, n, { seq: 99 }),
    call: (store, n) => change(store, n, { severity: 'P1', title: 'Later' }),
    async after(store, n) {
      return { ...(await caseOf(store, n)), seqs: await store.committedWith(n, `change-${n}`) }
    },
  },
  purge: {
    before: aRemoval,
    call: (store, n) => store.purge(n),
    after: async (store, n) => [await caseOf(store, n), await readFile(store, n)],
  },
  joinNames: {
    before: (store, n) => aCaseOf(store, n, { seq: 120, subscriptions: [aThread()] }),
    call: (store, n) =>
      store.joinNames(n, (name) => (name === 'hoshi.example.com' ? 'first.example.com' : name)),
    after: caseOf,
  },
  forgetKeys: {
    async before(store, n) {
      await aCaseOf(store, n)
      await change(store, n)
    },
    // How many it were is for the log alone, and of all cases.
    call: async (store) => void (await store.forgetKeys(minutesAfter(noon, 6))),
    after: async (store, n) => [await caseOf(store, n), await store.committedWith(n, `change-${n}`)],
  },
  addSubscription: {
    before: (store, n) => aCaseOf(store, n),
    call: (store, n) => store.addSubscription(n, aThread()),
    after: caseOf,
  },
}

const files: Readonly<Record<string, Write>> = {
  put: { call: (store, n) => store.files.put(fileId(n), bytesOnce()), after: readFile },
  remove: {
    before: (store, n) => store.files.put(fileId(n), bytesOnce()),
    call: (store, n) => store.files.remove(fileId(n)),
    after: readFile,
  },
  sweep: {
    async before(store, n) {
      await store.files.sweep(minutesAfter(new Date(), 1))
      await store.files.put(fileId(n), bytesOnce())
    },
    call: (store) => store.files.sweep(minutesAfter(new Date(), 1)),
    after: readFile,
  },
}

const relationship = (n: number) =>
  ({ customer: `C-${n}`, domain: 'hoshi.example.com', kind: 'reseller', from: noon, to: null }) as const
const whom = (n: number) => ({ customer: `C-${n}`, domain: 'hoshi.example.com' })
const grants = async ({ directory }: Store, n: number) => [
  await directory.recordedGrant(`C-${n}`, 'hoshi.example.com'),
  await directory.grantHistory(`C-${n}`, 'hoshi.example.com'),
]
const grant = ({ directory }: Store, n: number, expected: number) =>
  directory.recordGrant({
    ...whom(n),
    from: expected === 0 ? 'unknown' : 'granted',
    to: expected === 0 ? 'granted' : 'revoked',
    at: noon,
    by: 'emi@midori.example.jp',
    evidence: 'button',
    source: 'chat',
    expected,
  })
const ask = (n: number, at = noon) => ({ ...whom(n), at, notSince: new Date(0), request: 'r1', version: 0 })

const directory: Readonly<Record<string, Write>> = {
  put: {
    call: (store, n) => store.directory.put('relationships', relationship(n)),
    after: (store, n) => store.directory.referring('relationships', `customer:C-${n}`),
  },
  remove: {
    before: (store, n) => store.directory.put('operators', { email: email(n) }),
    call: (store, n) => store.directory.remove('operators', email(n)),
    after: (store, n) => store.directory.find('operators', [email(n)]),
  },
  writeTogether: {
    async before(store, n) {
      await store.directory.put('operators', { email: email(n) })
      await store.directory.put('relationships', relationship(n))
    },
    async call(store, n) {
      const writes = [
        { op: 'put', section: 'relationships', item: { ...relationship(n), to: minutesAfter(noon, 5) } },
        { op: 'remove', section: 'operators', key: email(n) },
        { op: 'put', section: 'desk', item: { email: email(n), name: 'Kenji' } },
      ] as const
      return store.directory.writeTogether(writes, await store.directory.revision())
    },
    after: async (store, n) => [
      await store.directory.referring('relationships', `customer:C-${n}`),
      await store.directory.find('operators', [email(n)]),
      await store.directory.find('desk', [email(n)]),
    ],
  },
  'recordGrant, the first': { call: (store, n) => grant(store, n, 0), after: grants },
  'recordGrant, a later one': {
    before: (store, n) => grant(store, n, 0),
    call: (store, n) => grant(store, n, 1),
    after: grants,
  },
  removeEvidence: {
    before: (store, n) => grant(store, n, 0),
    call: (store, n) =>
      store.directory.removeEvidence(`C-${n}`, 'hoshi.example.com', { at: noon, by: 'desk', reason: 'no' }),
    after: grants,
  },
  'noteAsked, the first': {
    call: (store, n) => store.directory.noteAsked(ask(n)),
    after: (store, n) => store.directory.findAsk(`C-${n}`, 'hoshi.example.com'),
  },
  'noteAsked, a later one': {
    before: (store, n) => store.directory.noteAsked(ask(n)),
    call: (store, n) =>
      store.directory.noteAsked({ ...ask(n, minutesAfter(noon, 5)), notSince: noon, request: 'r2' }),
    after: (store, n) => store.directory.findAsk(`C-${n}`, 'hoshi.example.com'),
  },
  forgetAsked: {
    before: (store, n) => store.directory.noteAsked(ask(n)),
    call: (store, n) => store.directory.forgetAsked({ ...whom(n), at: noon }),
    after: (store, n) => store.directory.findAsk(`C-${n}`, 'hoshi.example.com'),
  },
  addSupportPartner: {
    call: (store, n) => store.directory.addSupportPartner({ ...relationship(n), kind: 'support-partner' }),
    after: (store, n) => store.directory.referring('askedFor', `customer:C-${n}`),
  },
}

const account = (n: number) => ({
  email: email(n),
  domain: 'hoshi.example.com',
  provedAt: noon,
  proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' } as const,
})
const binding = { domain: 'hoshi.example.com', by: 'kenji@hoshi.example.com', at: noon }
const signIn = (n: number): SignIn => ({
  hash: `h-${n}`,
  step: 'invited',
  person: {
    ...someone(n),
    name: '田中 健司',
    locale: 'ja',
    handle: 'kenji',
    workspace: 'Hoshi',
    address: null,
  },
  code: 'K7Q-F2M',
  expiresAt: minutesAfter(noon, 10),
})
const seen = (n: number) =>
  ({
    ...someone(n),
    name: '田中 健司',
    email: email(n),
    locale: 'ja',
    timeZone: 'Asia/Tokyo',
    directChannel: `spaces/DM${n}`,
  }) as const
const linksOf = ({ identities }: Store, n: number) => identities.linksOf(someone(n))
const bindingOf = ({ identities }: Store, n: number) => identities.bindingOf(room(n))
const findSignIn = ({ identities }: Store, n: number) => identities.findSignIn(`h-${n}`, 'invited', noon)
const findPerson = ({ identities }: Store, n: number) => identities.findPerson(someone(n))

const identities: Readonly<Record<string, Write>> = {
  link: { call: (store, n) => store.identities.link(someone(n), account(n)), after: linksOf },
  unlink: {
    before: (store, n) => store.identities.link(someone(n), account(n)),
    call: (store, n) => store.identities.unlink(someone(n), email(n)),
    after: linksOf,
  },
  chooseCurrent: {
    call: (store, n) => store.identities.chooseCurrent(someone(n), 'hoshi.example.com'),
    after: linksOf,
  },
  bind: { call: (store, n) => store.identities.bind(room(n), binding), after: bindingOf },
  unbind: {
    before: (store, n) => store.identities.bind(room(n), binding),
    call: (store, n) => store.identities.unbind(room(n), binding.domain),
    after: bindingOf,
  },
  rememberPerson: { call: (store, n) => store.identities.rememberPerson(seen(n)), after: findPerson },
  forgetPerson: {
    before: (store, n) => store.identities.rememberPerson(seen(n)),
    call: (store, n) => store.identities.forgetPerson(someone(n)),
    after: findPerson,
  },
  keepSignIn: { call: (store, n) => store.identities.keepSignIn(signIn(n)), after: findSignIn },
  takeSignIn: {
    before: (store, n) => store.identities.keepSignIn(signIn(n)),
    call: (store, n) => store.identities.takeSignIn(`h-${n}`, 'invited', noon),
    async after(store, n) {
      return [await findSignIn(store, n), await store.identities.takeSignIn(`h-${n}`, 'invited', noon)]
    },
  },
  sweepSignIns: {
    async before(store, n) {
      await store.identities.sweepSignIns(minutesAfter(noon, 11))
      await store.identities.keepSignIn(signIn(n))
    },
    call: (store) => store.identities.sweepSignIns(minutesAfter(noon, 11)),
    after: findSignIn,
  },
}

const home = (n: number) => ({ domain: `d-${n}.example.com`, channel: room(n), by: email(n), at: noon })
const member = (user: string) => ({ user, name: 'Aoi', standing: 'own-staff' })
const staysOf = ({ conversations }: Store, n: number) => conversations.listStays(room(n), new Date(0))

const aSummary = (version: number) => ({
  version,
  generation: 1,
  message: version === 1 ? null : 'M1',
  since: noon,
  shows: version === 1 ? null : 'digest',
  at: version === 1 ? null : noon,
})

const conversations: Readonly<Record<string, Write>> = {
  setHome: {
    call: (store, n) => store.conversations.setHome(home(n)),
    after: (store, n) => store.conversations.listHomes(home(n).domain),
  },
  removeHome: {
    before: (store, n) => store.conversations.setHome(home(n)),
    call: (store, n) => store.conversations.removeHome(home(n).domain, room(n)),
    after: (store, n) => store.conversations.listHomes(home(n).domain),
  },
  recordChange: {
    call: (store, n) =>
      store.conversations.recordChange({ ...home(n), what: 'declared', domain: 'hoshi.example.com' }),
    after: (store, n) => store.conversations.listChanges(room(n)),
  },
  recordMembers: {
    async before(store, n) {
      await store.conversations.recordMembers(room(n), [member('U1'), member('U2')], noon)
      await store.conversations.recordMembers(room(n), [member('U2')], minutesAfter(noon, 1))
    },
    call: (store, n) => store.conversations.recordMembers(room(n), [member('U3')], minutesAfter(noon, 2)),
    after: staysOf,
  },
  moveMembers: {
    async before(store, n) {
      await store.conversations.recordMembers(room(n), [member('U1'), member('U2')], noon)
      await store.conversations.recordMembers(room(n), [member('U2')], minutesAfter(noon, 1))
    },
    call: (store, n) => store.conversations.moveMembers(room(n), { ...room(n), channel: `MOVED${n}` }),
    after: ({ conversations }, n) =>
      conversations.listStays({ ...room(n), channel: `MOVED${n}` }, new Date(0)),
  },
  claimNotice: {
    call: (store, n) => store.conversations.claimNotice(`notice-${n}`, minutesAfter(noon, 5), noon),
    after: (store, n) => store.conversations.claimNotice(`notice-${n}`, minutesAfter(noon, 5), noon),
  },
  releaseNotice: {
    before: (store, n) => store.conversations.claimNotice(`notice-${n}`, minutesAfter(noon, 5), noon),
    call: (store, n) => store.conversations.releaseNotice(`notice-${n}`),
    after: (store, n) => store.conversations.claimNotice(`notice-${n}`, minutesAfter(noon, 5), noon),
  },
  saveSummary: {
    call: (store, n) => store.conversations.saveSummary(room(n), aSummary(1)),
    after: (store, n) => store.conversations.readSummary(room(n)),
  },
  'saveSummary, in the place of one': {
    before: (store, n) => store.conversations.saveSummary(room(n), aSummary(1)),
    call: (store, n) => store.conversations.saveSummary(room(n), aSummary(2)),
    after: (store, n) => store.conversations.readSummary(room(n)),
  },
  pausePosts: {
    call: (store) => store.conversations.pausePosts({ since: noon, by: 'operator' }),
    after: (store) => store.conversations.readPause(),
  },
  resumePosts: {
    before: (store) => store.conversations.pausePosts({ since: noon, by: 'operator' }),
    call: (store) => store.conversations.resumePosts(),
    after: (store) => store.conversations.readPause(),
  },
}

/** There is one for all plays: each writes the next version. */
async function saveSetup(store: Store, n: number) {
  const version = ((await store.setup.read())?.version ?? 0) + 1
  const chosen = { deskChannels: [], grantDefault: null }
  const code = { hash: String(n), at: noon }
  return store.setup.save({ version, code, operators: [], tries: [], chosen })
}

const setup: Readonly<Record<string, Write>> = {
  'save, in the place of what is there': {
    before: saveSetup,
    call: saveSetup,
    after: async (store, n) => (await store.setup.read())?.code?.hash === String(n),
  },
}

const draft = (n: number) =>
  ({
    account: email(n),
    actor: 'hoshi.example.com',
    person: key(n),
    form: 'reply',
    subject: 'case:1001',
    sealed: 'sealed',
    savedAt: noon,
  }) as const
const draftsOf = ({ drafts: kept }: Store, n: number) => kept.find(draft(n))

const drafts: Readonly<Record<string, Write>> = {
  keep: { call: (store, n) => store.drafts.keep(draft(n)), after: draftsOf },
  drop: {
    before: (store, n) => store.drafts.keep(draft(n)),
    call: (store, n) => store.drafts.drop(draft(n), 'case:1001'),
    after: draftsOf,
  },
  dropOf: {
    before: (store, n) => store.drafts.keep(draft(n)),
    call: (store, n) => store.drafts.dropOf({ account: email(n) }),
    after: draftsOf,
  },
  sweep: {
    async before(store, n) {
      await store.drafts.sweep(minutesAfter(noon, 1))
      await store.drafts.keep(draft(n))
    },
    call: (store) => store.drafts.sweep(minutesAfter(noon, 1)),
    after: draftsOf,
  },
}

const route = { platform: 'slack', tenant: 'T1' } as const
const fault = { scope: 'channel', code: 'is_archived', since: noon } as const

async function claimed(store: Store, n: number) {
  await aCaseOf(store, n, { subscriptions: [aThread({ channel: `C${n}` })] })
  await claimIt(store, n)
}

const claimIt = (store: Store, n: number) =>
  store.claim({ number: n, thread: 't-1', owner: 'o', now: minutesAfter(noon, 1), leaseMs: 60_000 })
const held = (n: number) => ({ number: n, thread: 't-1', token: 1 })

/** As after a delivery that failed. */
async function aFault(store: Store, n: number) {
  await claimed(store, n)
  await store.saveProgress({ ...held(n), progress: { fault, tries: 3, retryAt: minutesAfter(noon, 60) } })
  await store.releaseClaim({ ...held(n), pendingDeliveries: 1, retryAt: minutesAfter(noon, 60) })
}

async function deliveriesOf(store: Store, n: number) {
  const due = await store.findDue({ routes: [route], now: minutesAfter(noon, 3), limit: 10_000 })
  return [await store.get(n), due.filter(({ number }) => number === n)]
}

const deliveries: Readonly<Record<string, Write>> = {
  claim: {
    before: (store, n) => aCaseOf(store, n, { subscriptions: [aThread({ channel: `C${n}` })] }),
    // One whose answer was lost is told as in doubt, which costs a look and no more.
    call: async (store, n) => ({ ...(await claimIt(store, n)), uncertain: undefined }),
    after: deliveriesOf,
    // Whoever asks twice without knowing holds nothing, and the claim runs out.
    except: ['ask twice'],
  },
  renew: {
    before: claimed,
    call: (store, n) => store.renew({ ...held(n), until: minutesAfter(noon, 9) }),
    after: deliveriesOf,
  },
  saveProgress: {
    before: claimed,
    call: (store, n) => store.saveProgress({ ...held(n), progress: { cursor: 1, fault } }),
    after: deliveriesOf,
  },
  removeSubscription: {
    before: claimed,
    call: (store, n) => store.removeSubscription(held(n)),
    after: deliveriesOf,
  },
  'releaseClaim, with nothing new': {
    before: claimed,
    call: (store, n) => store.releaseClaim({ ...held(n), pendingDeliveries: 1, retryAt: null }),
    after: deliveriesOf,
  },
  'wakeConversation, of a channel': {
    before: aFault,
    call: (store, n) => store.wakeConversation({ ...route, channel: `C${n}` }),
    after: deliveriesOf,
  },
  moveConversation: {
    before: aFault,
    call: (store, n) => store.moveConversation({ ...route, channel: `C${n}` }, `D${n}`),
    after: async (store, n) =>
      (await store.get(n))?.subscriptions.map(({ channel, retryAt }) => ({ channel, retryAt })),
  },
  retrySubscription: {
    before: aFault,
    call: (store, n) => store.retrySubscription(n, 't-1'),
    after: deliveriesOf,
  },
  dropSubscription: {
    before: aFault,
    call: (store, n) => store.dropSubscription(n, 't-1', 'dropped by an operator'),
    after: deliveriesOf,
  },
  beat: {
    call: async (store, n) => {
      const alive = await store.beat({ owner: `o${n}`, seenAt: minutesAfter(noon, n), routes: [] })
      return alive.map(({ owner }) => owner)
    },
    after: async (store, n) => {
      const alive = await store.beat({ owner: 'r', seenAt: minutesAfter(noon, n), routes: [] })
      return alive.map(({ owner }) => owner)
    },
  },
  leave: {
    before: (store, n) => store.beat({ owner: `p${n}`, seenAt: minutesAfter(noon, n), routes: [] }),
    call: (store, n) => store.leave(`p${n}`),
    after: async (store, n) => {
      const alive = await store.beat({ owner: 'q', seenAt: minutesAfter(noon, n), routes: [] })
      return alive.some(({ owner }) => owner === `p${n}`)
    },
  },
}

const deliveryAudit: Readonly<Record<string, Write>> = {
  record: {
    call: (store, n) =>
      store.deliveryAudit.record({
        id: `a${n}`,
        at: noon,
        by: 'root',
        what: 'retried',
        number: n,
        thread: 't-1',
        ...route,
        channel: `C${n}`,
        why: null,
      }),
    after: (store, n) => store.deliveryAudit.list(n),
  },
}

const aRun = (n: number) => ({
  id: key(n),
  at: noon,
  by: 'operator',
  file: 'cases.csv',
  sha256: 'ab',
  added: 0,
  removed: 0,
})
const importRuns: Readonly<Record<string, Write>> = {
  keep: {
    call: (store, n) => store.importRuns.keep(aRun(n)),
    after: (store, n) => store.importRuns.find(key(n)),
  },
  change: {
    before: (store, n) => store.importRuns.keep(aRun(n)),
    call: (store, n) => store.importRuns.change(key(n), { added: 7 }),
    after: (store, n) => store.importRuns.find(key(n)),
  },
}

const auditLog: Readonly<Record<string, Write>> = {
  record: {
    call: (store, n) =>
      store.auditLog.record({ id: `r${n}`, at: noon, side: 'desk', by: 'ben', what: 'changed', number: n }),
    after: (store, n) => store.auditLog.list({ number: n }, { limit: 5 }),
  },
  forget: {
    before: (store, n) =>
      store.auditLog.record({
        id: `f${n}`,
        at: new Date(n * 1_000),
        side: 'desk',
        by: 'ben',
        what: 'changed',
        number: n,
      }),
    call: async (store, n) => void (await store.auditLog.forget(new Date(n * 1_000 + 1))),
    after: (store, n) => store.auditLog.list({ number: n }, { limit: 5 }),
  },
}

/** By the part of the store that they belong to. */
const chosen = (n: number) => ({ email: email(n), choice: 'digest', timeZone: 'Asia/Tokyo' }) as const
const notifications: Readonly<Record<string, Write>> = {
  choose: {
    call: (store, n) => store.notifications.choose(chosen(n)),
    after: (store, n) => store.notifications.find(email(n)),
  },
  forget: {
    before: (store, n) => store.notifications.choose(chosen(n)),
    call: async (store, n) => void (await store.notifications.forget(email(n))),
    after: (store, n) => store.notifications.find(email(n)),
  },
  settleDigest: {
    before: (store, n) => store.notifications.choose(chosen(n)),
    call: (store, n) => store.notifications.settleDigest(email(n), '2026-11-28'),
    after: (store, n) => store.notifications.find(email(n)),
  },
}

const installed = (n: number, sealed = 'sealed') =>
  ({
    platform: 'slack',
    tenant: `T${n}`,
    name: 'Hoshi',
    installedBy: 'U1',
    installedAt: noon,
    sealed,
    sealedWith: 'one',
    expiresAt: null,
  }) as const
const installationOf = (store: Store, n: number) => store.installations.find(installed(n))
const installations: Readonly<Record<string, Write>> = {
  put: { call: (store, n) => store.installations.put(installed(n)), after: installationOf },
  replace: {
    before: (store, n) => store.installations.put(installed(n)),
    call: (store, n) => store.installations.replace(installed(n, 'anew'), 'sealed'),
    after: installationOf,
  },
  remove: {
    before: (store, n) => store.installations.put(installed(n)),
    call: (store, n) => store.installations.remove(installed(n)),
    after: installationOf,
  },
  claimRenewal: {
    before: (store, n) => store.installations.put(installed(n)),
    call: (store, n) =>
      store.installations.claimRenewal(installed(n), {
        owner: 'me',
        now: noon,
        until: minutesAfter(noon, 1),
      }),
    after: async (store, n) =>
      store.installations.claimRenewal(installed(n), {
        owner: 'another',
        now: noon,
        until: minutesAfter(noon, 1),
      }),
  },
}

const theirs = (n: number): TracedPerson => ({
  isEmail: (one) => one === email(n),
  isUser: ({ user }) => user === `U${n}`,
})

const traces: Readonly<Record<string, Write>> = {
  erase: {
    async before(store, n) {
      await store.conversations.setHome({ ...home(n), by: email(n) })
      await store.conversations.recordMembers(room(n), [member(`U${n}`)], noon)
      await store.conversations.recordMembers(room(n), [], minutesAfter(noon, 1))
      await store.conversations.recordMembers(room(n), [member('U3')], minutesAfter(noon, 2))
      await store.notifications.choose(chosen(n))
    },
    call: (store, n) => store.traces.erase(theirs(n), toTombstone('abc')),
    after: async (store, n) => [
      await store.traces.find(theirs(n)),
      await store.conversations.listHomes(home(n).domain),
      await staysOf(store, n),
      await store.notifications.find(email(n)),
    ],
  },
}

const customerTraces: Readonly<Record<string, Write>> = {
  erase: {
    async before(store, n) {
      const customer = `C-gone-${n}`
      const change = { customer, domain: 'hoshi.example.com', at: noon, by: 'a@b.example' } as const
      await store.directory.recordGrant({
        ...change,
        from: 'unknown',
        to: 'granted',
        evidence: null,
        source: 'chat',
        expected: 0,
      })
      await store.conversations.recordChange({
        channel: room(n),
        at: noon,
        by: 'a@b.example',
        what: 'declared',
        domain: 'hoshi.example.com',
        sharedWith: `customer:${customer}`,
      })
    },
    call: (store, n) => store.customerTraces.erase((id) => id === `C-gone-${n}`),
    after: async (store, n) => [
      await store.customerTraces.find((id) => id === `C-gone-${n}`),
      await store.conversations.listChanges(room(n)),
    ],
  },
}

const parts = {
  customerTraces,
  cases,
  deliveries,
  files,
  directory,
  identities,
  conversations,
  drafts,
  deliveryAudit,
  auditLog,
  importRuns,
  notifications,
  installations,
  traces,
  setup,
}
const habits = {
  customerTraces: customerTraceHabits,
  files: fileHabits,
  directory: directoryHabits,
  identities: identityHabits,
  conversations: conversationHabits,
  drafts: draftHabits,
  deliveryAudit: deliveryAuditHabits,
  auditLog: auditLogHabits,
  importRuns: importRunHabits,
  notifications: notificationHabits,
  installations: installationHabits,
  traces: traceHabits,
  setup: setupHabits,
} as const

const faults = ['lose the command', 'lose the answer', 'ask twice'] as const

/** Of a server that takes a write twice, and of a line that breaks: whatever the moment, the outcome is that of a write that went well. */
describe.skipIf(!readable)('a write to MongoDB whose answer does not come', () => {
  const dbName = `casethread-test-${randomUUID()}`
  let proxy: FaultyMongo
  let store: Store
  let next = 5_000_000

  beforeAll(async () => {
    proxy = await startFaultyMongo(uri)
    // Else a broken line is looked after once in half a second.
    const address = `${proxy.uri}&minHeartbeatFrequencyMS=10`
    store = await openMongoStore({ uri: address, dbName, limits: patientLimits })
  })
  afterAll(async () => {
    await store.close()
    await proxy.close()
    await dropDatabase(uri, dbName)
  })

  async function play({ before, call, after }: Write, plan: (n: number) => void = () => {}) {
    next += 1
    const n = next
    await before?.(store, n)
    plan(n)
    const from = proxy.seen.length
    const answer = await call(store, n)
    const sent = proxy.seen.slice(from)
    const state = await after(store, n)
    const told = JSON.stringify({ answer, state }, (_, value) => value ?? null)
    return { sent, told: JSON.parse(told.replaceAll(String(n), '0')) as unknown }
  }

  /** The writes among these, each with the how many-th of its name it is. */
  function writesIn(sent: readonly string[]): readonly { readonly name: string; readonly nth: number }[] {
    return sent.flatMap((name, index) =>
      /^(insert|update|delete|findAndModify) /.test(name)
        ? [{ name, nth: sent.slice(0, index).filter((other) => other === name).length }]
        : [],
    )
  }

  const played = Object.entries(parts).flatMap(([part, writes]) =>
    Object.entries(writes).map(([name, write]) => [`${part}: ${name}`, write] as const),
  )

  it.each(played)(
    'is made once, and told as made: %s',
    async (_, write) => {
      const well = await play(write)
      const writes = writesIn(well.sent)
      expect(writes).not.toEqual([])

      for (const { name, nth } of writes) {
        const [command = '', collection = ''] = name.split(' ')
        for (const fault of faults.filter((one) => !write.except?.includes(one))) {
          const plan: readonly Fault[] = [...Array.from({ length: nth }, () => 'pass' as const), fault]
          const outcome = await play(write, () => proxy.befall(command, collection, plan))

          expect({ fault, name, nth, told: outcome.told }).toEqual({ fault, name, nth, told: well.told })
          expect(proxy.countAhead()).toBe(0)
        }
      }
    },
    60_000,
  )

  it('is played for every write of every store', () => {
    for (const [part, habit] of Object.entries(habits)) {
      const { reads } = habit
      const walks: readonly string[] = 'walks' in habit ? (habit.walks ?? []) : []
      const methods = Object.keys(store[part as keyof typeof habits])
      const writes = methods.filter((name) => ![...reads, ...walks].includes(name))
      const told = Object.keys(parts[part as keyof typeof parts]).map((name) => name.split(',')[0])
      expect([...new Set(told)].toSorted()).toEqual(writes.toSorted())
    }
    const told = Object.keys(cases).filter((name) => !(caseHabits.reads as readonly string[]).includes(name))
    expect(told).toEqual(
      expect.arrayContaining(['create', 'createAll', 'commit', 'purge', 'addSubscription']),
    )
  })

  it('leaves nobody with another one’s pages: a number that another case took is given back with all that was written', async () => {
    next += 1
    const number = next
    const first = aNewCase({ number, seq: 230 }, { key: `first-${number}` })
    const second = aNewCase({ number, seq: 230, title: 'Another' }, { key: `second-${number}` })
    proxy.befall('insert', 'cases', ['lose the answer', 'ask twice'])

    expect(await store.create(first)).toEqual({ kind: 'created', case: first.case })
    await expect(store.create(second)).rejects.toThrow('was not made by this key')

    expect(await store.history(number, all)).toEqual(first.entries)
    expect((await store.list(desk, { limit: 1 })).cases).toHaveLength(1)
  })
})
