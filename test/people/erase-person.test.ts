import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { joinPersons } from '../../src/cases/erased-people.ts'
import { eraseAgain } from '../../src/cli/removals-command.ts'
import { beginErasure, readErasures } from '../../src/import-export/erasures.ts'
import { appendToLedger, replayRemovals, toLedgerPath } from '../../src/import-export/removal-ledger.ts'
import { erasePerson } from '../../src/people/erase-person.ts'
import { findKnownPerson, findTraces } from '../../src/people/person-traces.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, anAuthor, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'

const domain = 'hoshi.example.com'
const email = `rei@${domain}`
const today = `rei.tanaka@${domain}`
const aoi = { platform: 'slack', tenant: 'T1', user: 'U1' } as const
const author = anAuthor({ email, name: 'Rei Hoshino', domain })
const account = { name: 'Rei Tanaka', domain, suspended: false, superAdmin: false, roles: [], privileges: [] }

/** A renamed person with cases, one of which the desk does not see, and a link. */
async function fill(store: Store): Promise<void> {
  await store.directory.put('accounts', { ...account, email, renamedTo: today, formerly: [email] })
  await store.directory.put('accounts', { ...account, email: `kenji@${domain}`, name: 'Kenji' })
  await store.directory.put('people', { person: 'slack:T1/U1', accounts: [email] })
  await store.directory.put('people', {
    person: 'slack:T1/U2',
    accounts: [email, 'marcus@other.example.com'],
  })
  await store.setup.save({
    version: 1,
    code: null,
    operators: ['slack:T1/U1', 'slack:T1/U3'].map((user) => ({ user, name: 'Rei', code: 'h', at: noon })),
    tries: [{ user: 'slack:T1/U1', at: noon }],
    chosen: { deskChannels: [], grantDefault: null },
  })
  await store.identities.link(aoi, {
    email,
    domain,
    provedAt: noon,
    proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' },
  })
  for (const number of [1001, 1002, 1003]) {
    const made = aNewCase({
      number,
      domain,
      seq: 2,
      ...(number === 1003 ? {} : { createdBy: author }),
      ...(number === 1002 ? { subscriptions: [aThread({ direct: { user: 'U1', email } })] } : {}),
      firstLine: number === 1002 ? 'partner' : 'desk',
    })
    const entries = made.entries.map((entry) => (number === 1003 ? entry : { ...entry, author }))
    await store.create({ ...made, entries })
  }
}

eachStore((_, open: OpenStore) => {
  let store: Store
  let folder: string
  beforeEach(async () => {
    store = await open()
    await fill(store)
    folder = mkdtempSync(join(tmpdir(), 'casethread-erase-'))
  })

  const authors = async (of: Store, number: number) =>
    (await of.history(number, { limit: 9 })).map((entry) => entry.author.email)
  const lines = () => readFileSync(toLedgerPath(folder), 'utf8').split('\n')
  const replay = (to: Store, asOf?: Date) =>
    replayRemovals({
      file: toLedgerPath(folder),
      store: to,
      categories: { category: () => undefined },
      now: () => noon,
      ...(asOf ? { asOf } : {}),
      erase: (erasure) => eraseAgain(erasure, to),
      onProblem: (_line, problem) => {
        throw new Error(problem)
      },
    })

  async function erase(of: Store): Promise<string> {
    const person = await findKnownPerson(today, of)
    const { tombstone, line } = beginErasure([], person, { at: noon, by: 'ops' })
    await appendToLedger(folder, line)
    await erasePerson(person, tombstone, of)
    await appendToLedger(folder, { erased: tombstone, wholeAt: minutesAfter(noon, 1) })
    return tombstone
  }

  describe('a person who leaves', () => {
    it('is found by the address of today with all that is stored under the first one, and all chat users', async () => {
      const person = await findKnownPerson(` ${today.toUpperCase()}`, store)
      const traces = await findTraces(person, store)

      expect(person.names).toEqual(['Rei Tanaka'])
      expect(person.users).toEqual([aoi])
      expect(traces.map(({ kind, count, where }) => [kind, count, where])).toEqual([
        ['account', 1, [domain]],
        ['chat-operator', 1, ['slack:T1/U1']],
        ['listed-chat-user', 2, ['slack:T1/U1', 'slack:T1/U2']],
        ['opened', 2, ['1001', '1002']],
        ['thread', 1, ['1002']],
        ['direct-message', 1, ['1002']],
        ['author', 4, ['1001/1', '1001/2', '1002/1', '1002/2']],
        ['link', 1, ['slack:T1/U1']],
      ])
    })

    it('is out of the directory and of every case, and whoever has other accounts stays a user', async () => {
      const tombstone = await erase(store)

      expect(await findTraces(await findKnownPerson(email, store), store)).toEqual([])
      expect((await store.directory.all('accounts')).map((one) => one.email)).toEqual([`kenji@${domain}`])
      expect(await store.setup.read()).toMatchObject({ operators: [{ user: 'slack:T1/U3' }], tries: [] })
      expect(await store.directory.all('people')).toEqual([
        { person: 'slack:T1/U2', accounts: ['marcus@other.example.com'] },
      ])
      for (const number of [1001, 1002]) expect(await authors(store, number)).toEqual([tombstone, tombstone])
      expect(await authors(store, 1003)).not.toContain(tombstone)
      expect(readFileSync(toLedgerPath(folder), 'utf8')).not.toMatch(/rei|hoshi|U1/)
    })

    it('stays named in a case on hold, which is told, until it is released and they are erased once more', async () => {
      await store.setHold(1001, { at: noon, by: 'ops', reason: null })
      const before = [await store.get(1001), await store.history(1001, { limit: 9 })]
      const person = await findKnownPerson(today, store)
      const { tombstone } = beginErasure([], person, { at: noon, by: 'ops' })

      expect(await erasePerson(person, tombstone, store)).toMatchObject({ cases: 1, held: [1001] })
      expect([await store.get(1001), await store.history(1001, { limit: 9 })]).toEqual(before)
      expect(await authors(store, 1002)).toEqual([tombstone, tombstone])

      await store.setHold(1001, null)
      await store.setHold(1003, { at: noon, by: 'ops', reason: null })
      expect(await erasePerson(person, tombstone, store)).toMatchObject({ cases: 1, held: [] })
      expect(await authors(store, 1001)).toEqual([tombstone, tombstone])
    })

    it('is erased again from a restored backup, under the same tombstone, and not where the backup is newer', async () => {
      const tombstone = await erase(store)
      const restored = await open()
      await fill(restored)

      expect(await replay(restored, minutesAfter(noon, 2))).toMatchObject({
        removed: 0,
        unchanged: 1,
        bad: 0,
      })
      expect(await authors(restored, 1001)).toEqual([email, email])
      expect(await replay(restored, noon)).toMatchObject({ removed: 1, unchanged: 0, bad: 0 })
      expect(await authors(restored, 1001)).toEqual([tombstone, tombstone])
      expect(await restored.directory.all('people')).toHaveLength(1)
      expect((await restored.identities.linksOf(aoi)).accounts).toEqual([])
      expect(await replay(restored)).toMatchObject({ removed: 0, unchanged: 1 })
    })

    it('is erased to the end where a first try was broken off at any step', async () => {
      const person = await findKnownPerson(email, store)
      const { tombstone, line } = beginErasure([], person, { at: noon, by: 'ops' })
      await appendToLedger(folder, line)
      for (let steps = 0; ; steps += 1) {
        let left = steps
        const step =
          <P extends readonly unknown[], R>(work: (...parameters: P) => Promise<R>) =>
          async (...parameters: P): Promise<R> => {
            if (left-- <= 0) throw new Error('killed')
            return work(...parameters)
          }
        const faulty = {
          ...store,
          joinNames: step(store.joinNames),
          purge: step(store.purge),
          directory: { ...store.directory, writeTogether: step(store.directory.writeTogether) },
          traces: { ...store.traces, erase: step(store.traces.erase) },
        }
        // The second try knows only what was typed and what stands in the ledger.
        const found = await findKnownPerson(today, store)
        const [before] = readErasures(lines())
        expect(beginErasure(lines(), { emails: [email], users: [] }, { at: noon, by: 'ops' }).tombstone).toBe(
          tombstone,
        )
        const isDone = await erasePerson(joinPersons(found, before?.person), tombstone, faulty).then(
          () => true,
          () => false,
        )
        if (isDone) break
        expect(steps).toBeLessThan(50)
      }
      const left = await findKnownPerson(email, store)
      expect(left.users).toEqual([])
      expect(await findTraces(left, store)).toEqual([])
      expect(await replay(store)).toMatchObject({ removed: 0, unchanged: 1, bad: 0 })
      for (const number of [1001, 1002]) expect(await authors(store, number)).toEqual([tombstone, tombstone])
    })
  })
})
