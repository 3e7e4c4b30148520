import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { draftPersonKey } from '../../src/cases/draft-keeper.ts'
import { joinPersons } from '../../src/cases/erased-people.ts'
import { eraseAgain } from '../../src/cli/removals-command.ts'
import { beginErasure, findErasure } from '../../src/import-export/erasures.ts'
import type { NotedHold } from '../../src/import-export/noted-holds.ts'
import {
  appendToLedger,
  readLedger,
  replayRemovals,
  toLedgerPath,
} from '../../src/import-export/removal-ledger.ts'
import { eraseCustomer, findCustomer, findOwnPeople } from '../../src/people/erase-customer.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, anAuthor, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer, anAccount, aRelationship } from '../support/build-directory.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'

const domain = 'hoshi.example.com'
const midori = { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' }
const kusa = { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' }
const yamada = 'yamada@midori.example.jp'
const shared = { platform: 'slack', tenant: 'T1', channel: 'C-shared' } as const
const own = { platform: 'slack', tenant: 'T1', channel: 'C-own' } as const
const chatUser = { platform: 'slack', tenant: 'T1', user: 'U7' } as const
const drafter = draftPersonKey({ platform: 'slack', tenant: 'T1', user: 'U1' })
const isMidori = (id: string) => id === midori.id
const now = () => minutesAfter(noon, 60)

const file = { id: 'abcdef0001', name: 'log.txt', type: 'text/plain', size: 5, sha256: 'f'.repeat(64) }
const other = { ...file, id: 'abcdef0002' }

/** Two customers of one partner, with all that is kept of each. */
async function fill(store: Store): Promise<void> {
  const { directory, identities, conversations, drafts } = store
  await directory.put('accounts', anAccount())
  for (const customer of [midori, kusa]) {
    await directory.put('customers', aCustomer(customer))
    await directory.put('relationships', aRelationship({ customer: customer.id, to: noon }))
    await directory.addSupportPartner(
      aRelationship({ customer: customer.id, kind: 'support-partner', domain: 'kita.example.com', to: noon }),
    )
    const change = {
      customer: customer.id,
      domain,
      at: noon,
      by: customer === midori ? yamada : 'b@kusa.example',
      evidence: null,
      source: 'chat',
    } as const
    await directory.recordGrant({ ...change, from: 'unknown', to: 'granted', expected: 0 })
    await directory.noteAsked({
      customer: customer.id,
      domain,
      at: noon,
      notSince: minutesAfter(noon, -60),
      request: 'r-1',
      version: 1,
    })
    await conversations.claimNotice(
      `customer-moved:${JSON.stringify([customer.id, domain])}`,
      minutesAfter(noon, 90_000),
      noon,
    )
    await drafts.keep({
      account: `aoi@${domain}`,
      actor: domain,
      person: drafter,
      form: 'new',
      subject: `customer:${customer.id}`,
      sealed: 's',
      savedAt: noon,
    })
  }
  const user = { name: '山田', admin: true, portal: true }
  await directory.put('customerUsers', { ...user, email: yamada, customer: midori.id })
  // Has an account of a reseller as well, which stays.
  await directory.put('customerUsers', { ...user, email: anAccount().email, customer: midori.id })
  await directory.put('customerUsers', { ...user, email: 'b@kusa.example', customer: kusa.id })
  const proof = { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' } as const
  await identities.link(chatUser, { email: yamada, domain: `customer:${midori.id}`, provedAt: noon, proof })
  const by = `aoi@${domain}`
  await identities.bind(shared, {
    domain,
    by,
    at: noon,
    audience: { party: 'customer', customer: midori.id, name: midori.name },
    declared: { by, at: noon, confirmed: [] },
  })
  await identities.bind(own, { domain, by, at: noon, declared: { by, at: noon, confirmed: [] } })
  const change = { at: noon, by, what: 'declared', domain } as const
  await conversations.recordChange({ ...change, channel: shared, sharedWith: `customer:${midori.id}` })
  await conversations.recordChange({ ...change, channel: own })
  for (const { id } of [file, other]) await store.files.put(id, Buffer.from('bytes'))
  for (const [number, customer, attachment] of [
    [1001, midori, file],
    [1002, kusa, other],
    [1003, midori, undefined],
  ] as const) {
    const made = aNewCase(
      {
        number,
        customer,
        domain,
        seq: 2,
        sharedWith: ['it@midori.example.jp'],
        subscriptions: number === 1003 ? [aThread({ root: '1.1', cursor: 2, renderedVersion: 1 })] : [],
        firstLine: number === 1001 ? 'partner' : 'desk',
      },
      { words: ['kumquat'] },
    )
    const [first = anEntry()] = made.entries
    const attachments = attachment ? [attachment] : []
    const email = customer === midori ? yamada : 'b@kusa.example'
    const author = anAuthor({ party: 'customer', email, name: '山田' })
    const second = anEntry({ seq: 2, author, event: { type: 'message', text: 'kumquat', attachments } })
    await store.create({ ...made, entries: [first, second] })
  }
}

/** All that is kept of the other customer, and of the partner. */
async function readOthers(store: Store) {
  const isKusa = (id: string) => id === kusa.id
  const { directory, identities, conversations, drafts } = store
  return {
    found: await findCustomer(isKusa, store, noon),
    history: await store.history(1002, { limit: 9 }),
    file: (await store.files.open(other.id)) !== undefined,
    accounts: await directory.all('accounts'),
    grants: await directory.grantHistory(kusa.id, domain),
    ask: await directory.findAsk(kusa.id, domain),
    binding: await identities.bindingOf(own),
    changes: await conversations.listChanges(own),
    drafts: await drafts
      .find({ account: `aoi@${domain}`, actor: domain, person: drafter, form: 'new' })
      .then((all) => all.filter(({ subject }) => subject !== `customer:${midori.id}`)),
    listed: await store.list(
      { reader: { party: 'desk' }, words: ['kumquat'], customers: [kusa.id] },
      { limit: 9 },
    ),
  }
}

/** Where anything is left of the customer. */
async function findLeft(store: Store): Promise<readonly unknown[]> {
  const { cases, directory, traces } = await findCustomer(isMidori, store, noon)
  const [husk] = [await store.get(1003)]
  return [
    ...cases,
    ...directory,
    ...traces,
    ...(JSON.stringify(husk ?? {}).match(/midori|山田|hoshi/g) ?? []),
    ...(await store.history(1001, { limit: 9 })),
    ...(await store.history(1003, { limit: 9 })),
    ...((await store.files.open(file.id)) ? [file.id] : []),
    ...(await store.identities.linksOf(chatUser)).accounts,
    ...((await store.identities.bindingOf(shared)) ? [shared] : []),
    ...(await store.conversations.listChanges(shared)),
  ]
}

eachStore((_, open: OpenStore) => {
  let store: Store
  let folder: string
  beforeEach(async () => {
    store = await open()
    await fill(store)
    folder = mkdtempSync(join(tmpdir(), 'casethread-customer-'))
  })

  async function begin(of: Store) {
    const { users } = await findCustomer(isMidori, of, noon)
    const people = await findOwnPeople(users, of)
    const lines = await readLedger(folder)
    const whom = {
      customer: midori.id,
      emails: people.flatMap(({ emails }) => emails),
      users: people.flatMap((one) => one.users),
    }
    const before = findErasure(lines, whom)
    const { tombstone, line } = beginErasure(lines, whom, { at: noon, by: 'ops' })
    await appendToLedger(folder, line)
    const known = {
      isEmail: (email: string) => whom.emails.includes(email),
      isUser: ({ user }: { user: string }) => whom.users.some((one) => one.user === user),
    }
    return { tombstone, people: joinPersons(known, before?.person) }
  }

  async function erase(of: Store, through: Store = of) {
    const erased = await eraseCustomer(isMidori, await begin(of), through, now)
    await appendToLedger(folder, {
      erased: findErasureOf(await readLedger(folder)),
      wholeAt: minutesAfter(noon, 90),
    })
    return erased
  }
  const findErasureOf = (lines: readonly string[]) =>
    findErasure(lines, { customer: midori.id, emails: [], users: [] })?.tombstone

  const replay = (to: Store, asOf?: Date) =>
    replayRemovals({
      file: toLedgerPath(folder),
      store: to,
      categories: { category: () => undefined },
      now,
      ...(asOf ? { asOf } : {}),
      erase: (erasure) => eraseAgain(erasure, to),
      onProblem: (_line, problem) => {
        throw new Error(problem)
      },
    })

  describe('a customer that leaves', () => {
    it('is found in every place, with its own people and without those of others', async () => {
      const found = await findCustomer(isMidori, store, minutesAfter(noon, -1))

      expect(found.name).toBe(midori.name)
      expect(found.cases.map(({ number }) => number)).toEqual([1001, 1003])
      expect(found.serving.map((one) => one.domain)).toEqual([domain])
      expect(found.directory.map(({ section }) => section)).toEqual([
        'customers',
        'relationships',
        'askedFor',
        'customerUsers',
        'customerUsers',
      ])
      expect(found.traces.map(({ kind }) => kind).toSorted()).toEqual([
        'conversation-change',
        'declaration',
        'draft',
        'grant',
        'grant-ask',
        'grant-change',
        'notice',
      ])
      expect((await findOwnPeople(found.users, store)).flatMap(({ emails }) => emails)).toEqual([yamada])
      expect((await findCustomer(isMidori, store, noon)).serving).toEqual([])
    })

    it('is gone from all of them, and nothing of another customer is touched', async () => {
      const before = await readOthers(store)
      expect(await findLeft(store)).not.toEqual([])

      expect(await erase(store)).toMatchObject({ cases: 2, kept: [] })

      expect(await findLeft(store)).toEqual([])
      expect(await readOthers(store)).toEqual(before)
      expect(await store.get(1001)).toBeUndefined()
      // The bot takes its posts away.
      expect((await store.get(1003))?.subscriptions).toHaveLength(1)
      expect(readFileSync(toLedgerPath(folder), 'utf8')).not.toMatch(/midori|yamada|U7/)
    })

    it('keeps what somebody put on hold', async () => {
      await store.setHold(1001, { at: noon, by: 'ops', reason: null })

      expect(await findCustomer(isMidori, store, noon)).toMatchObject({ held: [1001] })
      expect(await erase(store)).toMatchObject({ cases: 1, kept: [1001] })

      expect(await store.history(1001, { limit: 9 })).toHaveLength(2)
    })

    it('has its people named still in a case of another customer that is on hold', async () => {
      const createdBy = anAuthor({ party: 'customer', email: yamada, name: '山田' })
      await store.create(aNewCase({ number: 1004, customer: kusa, createdBy }))
      await store.setHold(1004, { at: noon, by: 'ops', reason: null })
      const before = await store.get(1004)

      expect(await erase(store)).toMatchObject({ cases: 2, kept: [], named: [1004] })

      expect(await store.get(1004)).toEqual(before)
    })

    const note = (what: 'held' | 'released', number: number, after: number) =>
      appendToLedger(folder, {
        what,
        number,
        openedAt: noon,
        at: minutesAfter(noon, after),
      } satisfies NotedHold)

    it('goes from a restored backup with a case that was on hold in it, if its release is noted; else that is told', async () => {
      await erase(store)
      const restored = await open()
      await fill(restored)
      await restored.setHold(1001, { at: minutesAfter(noon, -60), by: 'ops', reason: null })

      expect(await replay(restored, noon)).toMatchObject({ removed: 1, held: [1001] })
      expect(await restored.get(1001)).toBeDefined()
      // The release came before the erasure; one of another case that had the number says nothing of it.
      await appendToLedger(folder, {
        what: 'released',
        number: 1001,
        openedAt: minutesAfter(noon, 5),
        at: noon,
      })
      expect(await replay(restored, minutesAfter(noon, -30))).toMatchObject({ removed: 0, held: [1001] })
      await note('released', 1001, -10)
      expect(await replay(restored, minutesAfter(noon, -30))).toMatchObject({ removed: 1, held: [] })
      expect(await restored.get(1001)).toBeUndefined()
      expect(await replay(restored, minutesAfter(noon, -30))).toMatchObject({ removed: 0, held: [] })
    })

    it('leaves what was put on hold after the backup on hold, from retention, too', async () => {
      await note('held', 1002, 10)
      await note('held', 1001, 10)
      await note('released', 1001, 20)
      await note('held', 1003, -60)
      await note('held', 1999, 10)
      const closed = { status: 'closed', closedAt: noon } as const
      await store.create(aNewCase({ number: 1005, ...closed, customer: kusa }))
      await note('held', 1005, 10)

      expect(await replay(store, noon)).toMatchObject({ removed: 0, bad: 0, held: [] })

      const held = await store.listHolds({ limit: 9 })
      expect(held.map(({ number }) => number)).toEqual([1002, 1005])
      expect(held[0]?.hold).toMatchObject({ at: minutesAfter(noon, 10), by: 'removals.jsonl' })
      const removal = { of: 'retention', closedBefore: minutesAfter(noon, 1), at: noon } as const
      expect(await store.removeCases([1005], removal)).toEqual([])
      // Held anew by hand since: a release of before is none of that.
      await store.setHold(1002, { at: minutesAfter(noon, 60), by: 'ops', reason: 'anew' })
      await note('released', 1002, 30)
      await replay(store, noon)
      expect((await store.listHolds({ limit: 1 }))[0]?.hold.reason).toBe('anew')
    })

    it('is erased again from a restored backup, and not where the backup is newer', async () => {
      await erase(store)
      const restored = await open()
      await fill(restored)
      const before = await readOthers(restored)

      expect(await replay(restored, minutesAfter(noon, 120))).toMatchObject({
        removed: 0,
        unchanged: 1,
        bad: 0,
      })
      expect(await findLeft(restored)).not.toEqual([])
      expect(await replay(restored, noon)).toMatchObject({ removed: 1, unchanged: 0, bad: 0 })
      expect(await findLeft(restored)).toEqual([])
      expect(await readOthers(restored)).toEqual(before)
      expect(await replay(restored)).toMatchObject({ removed: 0, unchanged: 1, bad: 0 })
    })

    it('is erased to the end where a first try was broken off at any step', async () => {
      const before = await readOthers(store)
      for (let steps = 0; ; steps += 1) {
        let left = steps
        const step =
          <P extends readonly unknown[], R>(work: (...parameters: P) => Promise<R>) =>
          async (...parameters: P): Promise<R> => {
            if (left-- <= 0) throw new Error('killed')
            return work(...parameters)
          }
        const faulty: Store = {
          ...store,
          removeCases: step(store.removeCases),
          joinNames: step(store.joinNames),
          purge: step(store.purge),
          directory: { ...store.directory, writeTogether: step(store.directory.writeTogether) },
          customerTraces: { ...store.customerTraces, erase: step(store.customerTraces.erase) },
          traces: { ...store.traces, erase: step(store.traces.erase) },
        }
        // Each try knows no more than what is left in the store and in the ledger.
        const isDone = await erase(store, faulty).then(
          () => true,
          () => false,
        )
        if (isDone) break
        expect(steps).toBeLessThan(50)
      }
      expect(await findLeft(store)).toEqual([])
      expect(await readOthers(store)).toEqual(before)
      expect(new Set((await readLedger(folder)).flatMap((line) => /former-\w+/.exec(line) ?? [])).size).toBe(
        1,
      )
    })
  })
})
