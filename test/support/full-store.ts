/** A store with something of every kind that it keeps, written by its port; and all of its answers, for comparing one with another. */
import type { Clock } from '../../src/cases/case.ts'
import type { SetupState } from '../../src/cases/setup-store.ts'
import type { DueSubscription } from '../../src/delivery/delivery-store.ts'
import type { Section } from '../../src/people/directory-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry, aThread, minutesAfter, noon } from './build-case.ts'
import { aCustomer, anAccount, aRelationship } from './build-directory.ts'

const hoshi = 'hoshi.example.com'
const kenji = { platform: 'slack', tenant: 'T1', user: 'U1' } as const
const channel = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const space = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
const file = 'abcdef0123456789'
const emptyFile = 'ffff000011112222'
const removedFile = '0123456789abcdef'
const source = { ...channel, message: '1700000000.000100' } as const
const scope = { account: 'aoi@hoshi.example.com', actor: hoshi, person: 'slack:T1/U1', form: 'new' } as const
const clock: Clock = {
  side: 'desk',
  kind: 'first',
  startedAt: noon,
  targetMs: 3_600_000,
  calendar: 'tokyo',
  warnAt: minutesAfter(noon, 45),
  dueAt: minutesAfter(noon, 60),
  pauses: [{ from: noon, to: minutesAfter(noon, 5) }],
}
const routes = [
  { platform: 'slack', tenant: 'T1' },
  { platform: 'slack', tenant: 'T2' },
  { platform: 'gchat', tenant: '' },
  { platform: 'mail', tenant: '' },
] as const
const later = minutesAfter(noon, 24 * 60)
const readers = [
  { party: 'desk' },
  { party: 'partner', domain: hoshi },
  { party: 'customer', customer: 'C-midori' },
] as const
const sections: readonly Section[] = [
  'domains',
  'accounts',
  'people',
  'customers',
  'relationships',
  'askedFor',
  'desk',
  'customerUsers',
  'operators',
  'syncRounds',
]

/** Fills an empty store. What is left to do of removals is done. */
export async function fillStore(store: Store): Promise<void> {
  await fillCases(store)
  await fillDirectory(store)
  await fillPeople(store)
  await fillConversations(store)
  await fillInstallation(store)
}

async function fillCases(store: Store): Promise<void> {
  for (const id of [file, removedFile])
    await store.files.put(id, Buffer.from(`bytes of ${id} `.repeat(30_000)))
  await store.files.put(emptyFile, Buffer.alloc(0))
  const attachment = (id: string) => ({
    id,
    name: 'log.txt',
    type: 'text/plain',
    size: 9,
    sha256: 'f'.repeat(64),
  })
  const early = anEntry({
    seq: 2,
    event: { type: 'message', text: 'first', attachments: [attachment(file)], source },
  })
  const later = Array.from({ length: 228 }, (_, index) => anEntry({ seq: index + 3 }))
  await store.create(
    aNewCase(
      {
        seq: 230,
        assignee: { email: 'ben@desk.example.org', name: 'Ben' },
        owners: [{ domain: hoshi, email: 'aoi@hoshi.example.com', name: '青木 葵' }],
        aside: [{ side: 'desk', until: minutesAfter(noon, 600) }],
        clocks: { list: [clock], responded: [] },
        due: [{ side: 'desk', at: minutesAfter(noon, 60) }],
        upstream: [
          { side: 'desk', number: 'G-1', link: null, state: 'open', followUp: minutesAfter(noon, 90) },
        ],
        subscriptions: [
          aThread({ root: '1700000000.000001', cursor: 12, parts: 2 }),
          aThread({
            id: 't-2',
            tenant: 'T2',
            channel: 'C2',
            tries: 3,
            retryAt: minutesAfter(noon, 9),
            fault: { scope: 'channel', code: 'is_archived', since: noon },
          }),
          aThread({ id: 't-3', platform: 'gchat', tenant: '', channel: 'spaces/A' }),
          aThread({
            id: 't-4',
            channel: 'D1',
            direct: { user: 'U1', email: 'aoi@hoshi.example.com' },
            heldBack: { why: 'present', users: ['U7'], since: noon },
          }),
        ],
      },
      {
        words: ['mails', 'バウンス', 'a"quote', 'upstream\u0000desk\u0000G-1'],
        key: 'view-"1"',
        importRun: 'run-1',
        entries: [
          anEntry({ event: { type: 'created', description: 'Mail bounces', answers: [] } }),
          early,
          ...later,
        ],
      },
    ),
  )
  await store.create(
    aNewCase({
      number: 1002,
      status: 'closed',
      closedAt: noon,
      severity: 'P1',
      followUpOf: { number: 1001, partners: [{ domain: hoshi, kind: 'reseller' }] },
      escalation: { at: noon, reason: 'business-impact' },
      sharedWith: ['it@midori.example.jp'],
    }),
  )
  const made = await store.create(
    aNewCase(
      { number: 1003, seq: 2, subscriptions: [aThread({ channel: 'C3' })] },
      {
        entries: [
          anEntry({ event: { type: 'created', description: 'Sent by mistake', answers: [] } }),
          anEntry({
            seq: 2,
            event: { type: 'message', text: 'secret', attachments: [attachment(removedFile)] },
          }),
        ],
        words: ['secret'],
      },
    ),
  )
  const removed = anEntry({ seq: 2, event: { type: 'message', text: '' } })
  await store.commit(
    aCommit(made.case, {}, { removal: { entry: removed, words: ['mistake'], files: [removedFile] } }),
  )
  await store.purge(1003)
  await store.setHold(1002, { at: noon, by: 'root', reason: 'A "dispute"' })
  const attached = await store.get(1001)
  if (attached)
    await store.commit(
      aCommit(
        attached,
        {},
        {
          key: 'change "1"',
          entries: [
            anEntry({
              seq: 231,
              event: { type: 'message', text: 'file', attachments: [attachment(emptyFile)] },
            }),
          ],
        },
      ),
    )
  await store.dropSubscription(1001, 't-3', 'dropped')
  // Its process died: whether its last post went out is in doubt.
  await store.claim({
    number: 1001,
    thread: 't-1',
    owner: 'dead',
    now: minutesAfter(noon, 60),
    leaseMs: 1_000,
  })
  const numbers = [await store.nextNumber(), await store.nextNumber()]
  await store.raiseNumber(Math.max(1010, ...numbers))
  for (const id of ['a-1', 'a-2'])
    await store.deliveryAudit.record({
      id,
      at: noon,
      by: 'root',
      what: 'dropped',
      number: 1001,
      thread: 't-3',
      ...space,
      why: id === 'a-1' ? null : 'gone',
    })
  await store.auditLog.record({
    id: 'r-1',
    at: noon,
    side: hoshi,
    by: 'aoi@hoshi.example.com',
    what: 'opened',
    number: 1001,
  })
  await store.auditLog.record({
    id: 'r-2',
    at: noon,
    side: 'operator',
    by: 'root',
    what: 'exported',
    counts: { cases: 3 },
  })
}

async function fillDirectory({ directory }: Store): Promise<void> {
  const customer = aCustomer({ phoneticName: 'ミドリショウカイ' })
  await directory.writeTogether(
    [
      {
        op: 'put',
        section: 'domains',
        item: {
          domain: hoshi,
          name: 'Hoshi',
          superAdmin: 'sa@hoshi.example.com',
          language: 'ja',
          renamedTo: 'hoshi.example.net',
          formerly: [hoshi],
        },
      },
      { op: 'put', section: 'accounts', item: anAccount() },
      { op: 'put', section: 'people', item: { person: 'slack:T1/U1', accounts: ['aoi@hoshi.example.com'] } },
      { op: 'put', section: 'customers', item: customer },
      { op: 'put', section: 'relationships', item: aRelationship({ to: noon }) },
      { op: 'put', section: 'desk', item: { email: 'ben@desk.example.org', name: 'Ben' } },
      {
        op: 'put',
        section: 'customerUsers',
        item: {
          email: 'it@midori.example.jp',
          name: '山田',
          customer: 'C-midori',
          admin: true,
          portal: true,
        },
      },
      { op: 'put', section: 'operators', item: { email: 'root@desk.example.org' } },
    ],
    await directory.revision(),
  )
  await directory.addSupportPartner(
    aRelationship({ kind: 'support-partner', domain: 'kita.example.com', from: noon }),
  )
  await directory.put('syncRounds', {
    which: 'last',
    at: noon,
    outcome: 'written',
    details: ['"two" changes'],
  })
  const change = {
    customer: 'C-midori',
    domain: hoshi,
    from: 'unknown',
    to: 'granted',
    at: noon,
    by: 'it@midori.example.jp',
    evidence: 'slack:T1/C1/1',
    source: 'chat',
  } as const
  await directory.recordGrant({ ...change, expected: 0 })
  await directory.recordGrant({
    ...change,
    from: 'granted',
    to: 'revoked',
    expected: 1,
    at: minutesAfter(noon, 1),
  })
  await directory.removeEvidence('C-midori', hoshi, { at: minutesAfter(noon, 2), by: 'ben', reason: 'asked' })
  await directory.noteAsked({
    customer: 'C-midori',
    domain: hoshi,
    at: noon,
    notSince: minutesAfter(noon, -60),
    request: 'request-1',
    version: 2,
  })
}

async function fillPeople({ identities, drafts, notifications }: Store): Promise<void> {
  const account = {
    email: 'aoi@hoshi.example.com',
    domain: hoshi,
    provedAt: noon,
    proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' },
  } as const
  await identities.link(kenji, account)
  await identities.chooseCurrent(kenji, hoshi)
  await identities.link({ ...kenji, user: 'U2' }, { ...account, email: 'b@desk.example.org', domain: 'desk' })
  await identities.bind(channel, {
    domain: hoshi,
    by: account.email,
    at: noon,
    talk: 'two-way',
    audience: { party: 'customer', customer: 'C-midori', name: 'みどり商会' },
    declared: {
      by: account.email,
      at: noon,
      confirmed: [{ user: 'U9', name: 'Ann', standing: 'guest', by: account.email, at: noon }],
      agreed: { by: 'ben@desk.example.org', at: noon },
    },
  })
  const seen = { name: 'Kenji', email: account.email, locale: 'ja', timeZone: 'Asia/Tokyo' } as const
  await identities.rememberPerson({ ...kenji, ...seen, directChannel: 'D1' })
  await identities.rememberPerson({ ...kenji, user: 'U3', ...seen, directChannel: null })
  await identities.rememberPerson({ ...kenji, user: 'U4', ...seen, email: null, directChannel: null })
  // The one who was seen last has the address.
  await identities.rememberPerson({ ...kenji, ...seen, directChannel: null })
  const profile = { name: 'Kenji', locale: 'ja', handle: 'kenji', workspace: 'Hoshi', address: null } as const
  const signIn = { person: { ...kenji, ...profile }, code: 'K7', expiresAt: later }
  const undo = { user: { ...kenji, user: 'U9' }, email: account.email }
  await identities.keepSignIn({ hash: 'h-1', step: 'invited', ...signIn, undo })
  await identities.keepSignIn({ hash: 'h-2', step: 'to-confirm', ...signIn, account })
  for (const subject of ['', 'case:1001'])
    await drafts.keep({ ...scope, subject, sealed: 'AAAA', savedAt: noon })
  await notifications.choose({
    email: account.email,
    choice: 'digest',
    timeZone: 'Asia/Tokyo',
    platform: 'slack',
  })
  await notifications.settleDigest(account.email, '2026-11-02')
  await notifications.choose({ email: 'b@desk.example.org', choice: 'nothing', timeZone: 'UTC' })
}

async function fillInstallation({ importRuns, installations, setup }: Store): Promise<void> {
  await importRuns.keep({
    id: 'run-1',
    at: noon,
    by: 'root',
    file: 'cases.csv',
    sha256: 'e'.repeat(64),
    added: 1,
    removed: 0,
  })
  await importRuns.change('run-1', { endedAt: minutesAfter(noon, 1) })
  await installations.put({
    platform: 'slack',
    tenant: 'T2',
    name: 'Hoshi "two"',
    installedBy: 'U1',
    installedAt: noon,
    sealed: 'c2VhbGVk',
    sealedWith: '2026',
    expiresAt: minutesAfter(noon, 720),
  })
  const claimed: SetupState = {
    version: 1,
    code: null,
    operators: [{ user: 'slack:T1/U1', name: '健司', code: 'h-3', at: noon }],
    tries: [{ user: 'slack:T1/U9', at: minutesAfter(noon, 1) }],
    chosen: { deskChannels: [channel], grantDefault: 'assume' },
  }
  await setup.save(claimed)
  await setup.save({ ...claimed, version: 2, tries: [] })
}

async function fillConversations({ conversations }: Store): Promise<void> {
  await conversations.setHome({ domain: hoshi, channel, by: 'aoi@hoshi.example.com', at: noon })
  await conversations.setHome({ domain: hoshi, channel: space, by: 'aoi@hoshi.example.com', at: noon })
  for (const what of ['declared', 'confirmed'] as const)
    await conversations.recordChange({
      channel,
      at: noon,
      by: 'aoi@hoshi.example.com',
      what,
      domain: hoshi,
      ...(what === 'confirmed' ? { people: [{ user: 'U9', name: 'Ann' }] } : { sharedWith: 'desk' }),
    })
  const member = (user: string, standing = 'member') => ({ user, name: `Name of ${user}`, standing })
  await conversations.recordMembers(channel, [member('U1'), member('U2')], noon)
  await conversations.recordMembers(channel, [member('U1'), member('U3', 'guest')], minutesAfter(noon, 5))
  await conversations.recordMembers(channel, [member('U1')], minutesAfter(noon, 9))
  await conversations.recordMembers(space, [], noon)
  await conversations.claimNotice('told "once"', later, noon)
  const summary = { generation: 1, message: null, since: noon, shows: null, at: null }
  await conversations.saveSummary(channel, { version: 1, ...summary })
  await conversations.saveSummary(channel, { ...summary, version: 2, message: '17.1', shows: 'd', at: noon })
  await conversations.pausePosts({ since: noon, by: 'root' })
}

/** Of what is due at the same moment each store has its own order. */
function byThread(a: DueSubscription, b: DueSubscription): number {
  return `${a.number} ${a.thread}` < `${b.number} ${b.thread}` ? -1 : 1
}

/** What a store that `fillStore` filled answers to every question; moves its counter of cases on by one. */
export async function readStore(store: Store): Promise<Readonly<Record<string, unknown>>> {
  const { directory, identities, conversations, drafts, notifications } = store
  const each = async <T, R>(of: readonly T[], ask: (one: T) => Promise<R>) => Promise.all(of.map(ask))
  const numbers = [1001, 1002, 1003, 1004]
  const read = async (id: string) => {
    const bytes = await store.files.open(id)
    const pieces: Uint8Array[] = []
    for await (const piece of bytes ?? []) pieces.push(piece)
    return bytes && Buffer.concat(pieces).toString('base64')
  }
  return {
    cases: await each(numbers, (number) => store.get(number)),
    histories: await each(numbers, (number) => store.history(number, { limit: 1_000 })),
    newest: await store.history(1001, { limit: 3, newest: true }),
    createdWith: await each(['view-"1"', 'create-1002', 'create-9'], (key) => store.createdWith(key)),
    committedWith: await each(['change "1"', 'change-1003-2', 'other'], (key) =>
      Promise.all([store.committedWith(1001, key), store.committedWith(1003, key)]),
    ),
    startedAt: await store.startedAt({ platform: 'slack', tenant: 'T1', root: '1700000000.000001' }),
    entriesFrom: await store.entriesFrom(source),
    followUpsOf: await store.followUpsOf(1001),
    lists: await each(readers, (reader) => store.list({ reader }, { limit: 9 })),
    found: await each(
      ['mails', 'バウンス', 'a"quote', 'upstream\u0000desk\u0000G-1', 'secret', 'mistake'],
      (word) =>
        each(readers, async (reader) =>
          (await store.list({ reader, words: [word] }, { limit: 9 })).cases.map(({ number }) => number),
        ),
    ),
    reminders: await store.listReminders({ limit: 9 }),
    refs: await each(['worker', 'partner'] as const, (kind) => store.listRefs(kind)),
    holds: await store.listHolds({ limit: 9 }),
    closed: await store.listClosed(later, { limit: 9 }),
    aside: await store.listAsideUntil(later, { limit: 9 }),
    due: (await store.findDue({ routes, now: later, limit: 99 })).toSorted(byThread),
    waiting: await store.listWaiting({ limit: 9 }),
    files: await each([file, emptyFile, removedFile], read),
    sections: await each(sections, (section) => directory.all(section)),
    renamed: await directory.renamed(),
    referring: await directory.referring('relationships', 'customer:C-midori'),
    revision: await directory.revision(),
    grants: await directory.recordedGrants(),
    grantHistory: await directory.grantHistory('C-midori', hoshi),
    ask: await directory.findAsk('C-midori', hoshi),
    links: await each(['U1', 'U2', 'U3'], (user) => identities.linksOf({ ...kenji, user })),
    linkedTo: await identities.chatUsersLinkedTo('aoi@hoshi.example.com'),
    binding: await identities.bindingOf(channel),
    seen: await each(['U1', 'U3', 'U4'], (user) => identities.findPerson({ ...kenji, user })),
    seenLast: await identities.findPersonByEmail('slack', 'aoi@hoshi.example.com'),
    signIns: [
      await identities.findSignIn('h-1', 'invited', noon),
      await identities.findSignIn('h-2', 'to-confirm', noon),
    ],
    drafts: await drafts.find(scope),
    draftOwners: await drafts.owners(),
    notifications: await each(['aoi@hoshi.example.com', 'b@desk.example.org'], notifications.find),
    digests: await notifications.listDigests({ limit: 9 }),
    bindings: await conversations.listBindings(hoshi),
    homes: (await conversations.listHomes(hoshi)).toSorted((a, b) =>
      a.channel.platform < b.channel.platform ? -1 : 1,
    ),
    changes: await conversations.listChanges(channel),
    stays: await each([channel, space], (one) => conversations.listStays(one, new Date(0))),
    notice: await each(['told "once"', 'other'], (key) => conversations.hasNotice(key, noon)),
    summary: await conversations.readSummary(channel),
    pause: await conversations.readPause(),
    actions: await store.deliveryAudit.list(1001),
    audit: await store.auditLog.list({}, { limit: 9 }),
    imports: await store.importRuns.list(9),
    imported: (await store.listImported('run-1', { limit: 9 })).map(({ number }) => number),
    installations: await store.installations.list('slack'),
    setup: await store.setup.read(),
    nextNumber: await store.nextNumber(),
  }
}
