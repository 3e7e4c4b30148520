import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Directory, Relationship } from '../../src/cases/directory.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import type { DirectoryFile } from '../../src/people/directory-schema.ts'
import { directoryWithChat } from '../../src/people/directory-with-chat.ts'
import { openFileDirectory } from '../../src/people/file-directory.ts'
import { carryOut, planFor } from '../../src/people/import-directory.ts'
import { NoDirectory, openDirectory } from '../../src/people/open-directory.ts'
import { storedDirectory } from '../../src/people/stored-directory.ts'
import type { Store } from '../../src/store/store.ts'
import { recordingLog } from '../support/recording-log.ts'
import { personWith, sampleDirectoryFile } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const sample = readFileSync(sampleDirectoryFile, 'utf8')
const now = new Date('2026-03-02T09:00:00.000Z')
const northwind = 'northwind-apps.example.com'
const hoshi = 'hoshi-cloud.example.com'

function fileOf(edit: (yaml: string) => string = (yaml) => yaml): DirectoryFile {
  return parseDirectoryFile(edit(sample), 'sample')
}

eachStore((_name, open) => {
  let store: Store

  async function importing(file: DirectoryFile, prune = false, at = now) {
    const plan = await planFor(store.directory, file, { now: at, prune })
    expect(await carryOut(store.directory, plan)).toEqual([])
    return plan
  }

  const told = (plan: Awaited<ReturnType<typeof importing>>) =>
    plan.steps.map((step) => `${step.kind} ${step.text}`)

  beforeEach(async () => {
    store = await open()
  })

  describe('the directory in the database', () => {
    it('answers every question as the file does that was imported', async () => {
      await importing(fileOf())
      const file = await openFileDirectory({ file: sampleDirectoryFile, log: recordingLog() })
      const stored = storedDirectory(store.directory)

      const answers = async (directory: Directory) => ({
        people: await Promise.all(
          [...fileOf().accounts, ...fileOf().desk, ...fileOf().customerUsers]
            .map(({ email }) => personWith(email))
            .map((person) => directory.identify(person)),
        ),
        nobody: await directory.identify(personWith(null)),
        domains: await Promise.all([northwind, hoshi.toUpperCase(), 'x.example.com'].map(directory.domain)),
        lists: await Promise.all([northwind, hoshi].map((domain) => directory.customersOf(domain, now))),
        before: await directory.customersOf(hoshi, new Date('2025-01-01')),
        partners: await Promise.all(fileOf().customers.map(({ id }) => directory.relationshipsOf(id, now))),
        grants: await Promise.all(
          fileOf().customers.map(async ({ id }) => (await directory.grant(id, northwind)).state),
        ),
        users: await Promise.all(fileOf().customers.map(({ id }) => directory.customerUsersOf(id))),
        operators: await Promise.all(
          ['ben.carter@desk.example.org', 'x@y.example'].map(directory.isOperator),
        ),
      })

      const byKey = (partners: readonly Relationship[]) => new Set(partners.map((one) => JSON.stringify(one)))
      const [kept, written] = [await answers(stored), await answers(file)]
      expect({ ...kept, partners: kept.partners.map(byKey) }).toEqual({
        ...written,
        partners: written.partners.map(byKey),
      })
    })

    it('tells the chat users that are linked to an e-mail', async () => {
      await store.directory.put('people', { person: 'slack:T1/U7', accounts: ['sofia@x.example.com'] })
      await store.directory.put('people', { person: 'a@b.example.com', accounts: ['sofia@x.example.com'] })

      expect(await storedDirectory(store.directory).chatUsersOf('Sofia@x.example.com')).toEqual([
        'slack:T1/U7',
      ])
    })
  })

  describe('which directory counts', () => {
    const opening = (file: string, named: boolean) =>
      openDirectory({ file, named, store: store.directory, log: recordingLog() })

    it('without a file it is the database, and an empty one is told plainly', async () => {
      await expect(opening('/nowhere/directory.yaml', false)).rejects.toThrow(NoDirectory)
      await expect(opening('/nowhere/directory.yaml', true)).rejects.toThrow('ENOENT')

      await importing(fileOf())
      expect((await (await opening('/nowhere/directory.yaml', false)).domain(northwind))?.name).toBe(
        'Northwind Apps',
      )
    })

    it('a file is the truth for everything but what was settled in chat later', async () => {
      await importing(fileOf((yaml) => yaml.replace('Brightwater Foods', 'Stored Foods')))
      const directory = directoryWithChat(
        await openFileDirectory({ file: sampleDirectoryFile, log: recordingLog() }),
        store.directory,
      )
      const settle = async (at: string, expected: number) =>
        store.directory.recordGrant({
          customer: 'C11granite',
          domain: northwind,
          from: 'revoked',
          to: 'granted',
          at: new Date(at),
          by: 'sofia',
          evidence: 'chat',
          source: 'chat',
          expected,
        })

      expect((await directory.customer('C09brightwater'))?.name).toBe('Brightwater Foods')
      expect(await settle('2025-11-01T00:00:00Z', 1)).toBe(true)
      expect((await directory.grant('C11granite', northwind)).state).toBe('revoked')
      expect(await settle('2025-11-05T00:00:00Z', 2)).toBe(true)
      expect((await directory.grant('C11granite', northwind)).state).toBe('granted')
    })

    it('GRA-5: a support partner that a customer asked for counts at once, with a file as without one', async () => {
      await importing(fileOf())
      const withFile = directoryWithChat(
        await openFileDirectory({ file: sampleDirectoryFile, log: recordingLog() }),
        store.directory,
      )
      for (const customer of ['C01aoba', 'C09brightwater'])
        await store.directory.addSupportPartner({
          customer,
          domain: northwind,
          kind: 'support-partner',
          from: now,
          to: null,
        })

      for (const directory of [withFile, storedDirectory(store.directory)]) {
        const names = (await directory.customersOf(northwind, now)).map(({ id }) => id)
        expect(names.filter((id) => id === 'C01aoba')).toHaveLength(1)
        expect(names.filter((id) => id === 'C09brightwater')).toHaveLength(1)
        expect((await directory.relationshipsOf('C01aoba', now)).map(({ kind }) => kind).toSorted()).toEqual([
          'reseller',
          'support-partner',
        ])
        // A reseller is no second partner for having been asked.
        expect(await directory.relationshipsOf('C09brightwater', now)).toHaveLength(1)
        expect(await directory.customersOf(northwind, new Date(now.getTime() - 1))).not.toContainEqual(
          expect.objectContaining({ id: 'C01aoba' }),
        )
      }
    })
  })

  describe('an import', () => {
    it('run twice changes nothing the second time', async () => {
      expect((await importing(fileOf())).steps.length).toBeGreaterThan(50)
      expect(await importing(fileOf())).toMatchObject({ steps: [], missing: [], kept: [], faults: [] })
    })

    it('tells each change in plain words, and writes just that', async () => {
      await importing(fileOf())
      const plan = await importing(
        fileOf((yaml) =>
          yaml
            .replace('    suspended: true\n', '')
            .replace('changedAt: 2025-11-03T16:40:00+09:00', 'changedAt: 2026-01-03T16:40:00+09:00')
            .replace('state: revoked', 'state: granted'),
        ),
      )

      expect(told(plan)).toEqual([
        'changed account sota.abe@hoshi-cloud.example.com: suspended true → false',
        'changed grant of C04yamabiko for hoshi-cloud.example.com: revoked → granted',
      ])
      expect((await store.directory.grantHistory('C04yamabiko', hoshi)).map(({ to }) => to)).toEqual([
        'revoked',
        'granted',
      ])
    })

    it('removes nothing silently: what the file lacks is told, and ended only with --prune', async () => {
      await importing(fileOf())
      const whole = fileOf()
      const less: DirectoryFile = {
        ...whole,
        accounts: whole.accounts.filter(({ name }) => name !== 'Marcus Bell'),
        desk: whole.desk.slice(1),
        customers: whole.customers.filter(({ id }) => id !== 'C12harbor'),
        relationships: whole.relationships.filter(({ customer }) => customer !== 'C12harbor'),
        grants: whole.grants.filter(({ customer }) => customer !== 'C13yunagi'),
      }

      const asked = await importing(less)
      expect(asked.steps).toEqual([])
      expect(asked.missing).toHaveLength(5)

      const plan = await importing(less, true)
      expect(told(plan).map((line) => line.replace(/ \(.*\)/, ''))).toEqual([
        'ended account marcus.bell@northwind-apps.example.com: is suspended',
        'ended desk agent aoi.nakamura@desk.example.org: is taken out',
        'ended relationship C12harbor with northwind-apps.example.com: ends now',
        'ended grant of C13yunagi for northwind-apps.example.com: granted → unknown',
      ])
      const stored = storedDirectory(store.directory)
      expect(
        (await stored.identify(personWith('marcus.bell@northwind-apps.example.com'))).accounts,
      ).toMatchObject([{ suspended: true }])
      expect(await stored.relationshipsOf('C12harbor', now)).toEqual([])
      expect(await stored.customer('C12harbor')).toMatchObject({ name: 'Harbor & Finch Law' })
      expect((await importing(less, true)).steps).toEqual([])
    })

    it('leaves what a customer settled in chat later, and says so', async () => {
      await importing(fileOf())
      await store.directory.recordGrant({
        customer: 'C11granite',
        domain: northwind,
        from: 'revoked',
        to: 'granted',
        at: now,
        by: 'sofia.marin@granite-insurance.example.com',
        evidence: 'chat',
        source: 'chat',
        expected: 1,
      })

      const plan = await importing(fileOf(), true)

      expect(plan.steps).toEqual([])
      expect(plan.kept).toEqual([
        expect.stringContaining('C11granite for northwind-apps.example.com: granted'),
      ])
      expect((await store.directory.recordedGrant('C11granite', northwind))?.state).toBe('granted')
    })

    it('that does not fit to what is stored is refused until the old period ends', async () => {
      await importing(fileOf())
      const taken = fileOf((yaml) =>
        yaml.replace(
          '  - customer: C12harbor\n    domain: northwind-apps',
          '  - customer: C12harbor\n    domain: hoshi-cloud',
        ),
      )

      const plan = await planFor(store.directory, taken, { now, prune: false })
      expect(plan.faults).toEqual([expect.stringContaining('a customer has one reseller at a time')])
    })
  })
})
