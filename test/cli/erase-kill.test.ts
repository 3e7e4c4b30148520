import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, inject, it } from 'vitest'
import { findCustomer } from '../../src/people/erase-customer.ts'
import { findKnownPerson, findTraces } from '../../src/people/person-traces.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, anAuthor, anEntry, aThread, noon } from '../support/build-case.ts'
import { aCustomer, anAccount, aRelationship } from '../support/build-directory.ts'
import { randomFrom } from '../support/random-from.ts'
import { runCli, startCli } from '../support/run-cli.ts'
import type { StoreAddress } from '../support/store-tasks.ts'
import { eachStoreAt } from '../support/stores.ts'

const domain = 'hoshi.example.com'
const midori = { id: 'C-midori', name: 'Midori', domain: 'midori.example.jp' }
const kusa = { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' }
const rei = `rei@${domain}`
const yamada = 'yamada@midori.example.jp'
const perCustomer = 60
const rounds = 6

const file = (number: number) => ({
  id: `abcdef${number}`,
  name: 'log.txt',
  type: 'text/plain',
  size: 5,
  sha256: 'f'.repeat(64),
})

/** Of two customers, one case in turn; each has a file, and each fourth a history in pages, written by two people. */
async function fill(store: Store): Promise<void> {
  for (const [email, name] of [
    [rei, 'Rei'],
    [`kenji@${domain}`, 'Kenji'],
  ] as const)
    await store.directory.put('accounts', anAccount({ email, name }))
  const proof = { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' } as const
  for (const [user, email, of] of [
    ['U1', rei, domain],
    ['U2', `kenji@${domain}`, domain],
    ['U7', yamada, `customer:${midori.id}`],
  ] as const)
    await store.identities.link(
      { platform: 'slack', tenant: 'T1', user },
      { email, domain: of, provedAt: noon, proof },
    )
  for (const customer of [midori, kusa]) {
    await store.directory.put('customers', aCustomer(customer))
    await store.directory.put('relationships', aRelationship({ customer: customer.id, to: new Date(0) }))
    const change = {
      customer: customer.id,
      domain,
      at: noon,
      by: rei,
      evidence: null,
      source: 'chat',
    } as const
    await store.directory.recordGrant({ ...change, from: 'unknown', to: 'granted', expected: 0 })
  }
  await store.directory.put('customerUsers', {
    email: yamada,
    name: '山田',
    customer: midori.id,
    admin: true,
    portal: true,
  })
  for (let index = 0; index < perCustomer * 2; index += 1) {
    const number = 1001 + index
    const seq = index % 4 === 0 ? 130 : 3
    const author = anAuthor({ email: rei, name: 'Rei', domain })
    const entries = Array.from({ length: seq }, (_, at) =>
      anEntry({
        seq: at + 1,
        ...(at % 2 === 0 ? { author } : {}),
        event: { type: 'message', text: `kumquat ${at}`, attachments: at === 0 ? [file(number)] : [] },
      }),
    )
    await store.files.put(file(number).id, Buffer.from('bytes'))
    const subscriptions =
      index % 3 === 0 ? [aThread({ root: `1.${number}`, cursor: seq, renderedVersion: 1 })] : []
    await store.create(
      aNewCase(
        { number, seq, customer: index % 2 === 0 ? midori : kusa, createdBy: author, subscriptions },
        { entries, words: ['kumquat'], key: `view-${number}` },
      ),
    )
  }
}

async function readKusa(store: Store) {
  const isKusa = (id: string) => id === kusa.id
  const { cases, directory, traces } = await findCustomer(isKusa, store, noon)
  const histories = []
  for (const { number } of cases) histories.push(await store.history(number, { limit: 500 }))
  const files = []
  for (const { number } of cases) files.push((await store.files.open(file(number).id)) !== undefined)
  const found = await store.count(
    { reader: { party: 'desk' }, words: ['kumquat'], customers: [kusa.id] },
    999,
  )
  return { cases, directory, traces, histories, files, found }
}

function toSettings(at: StoreAddress): Readonly<Record<string, string>> {
  if ('file' in at) return { DATA_DIR: dirname(at.file) }
  const uri = new URL(at.uri)
  uri.pathname = `/${at.dbName}`
  return { MONGODB_URI: uri.href, DATA_DIR: mkdtempSync(join(tmpdir(), 'casethread-erase-')) }
}

eachStoreAt((name, place) => {
  /** Kills the command at points that the seed names: so many ms after it has begun to write. Answers how often it was in the middle. */
  async function killAgainAndAgain(
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
    readProgress: () => Promise<string>,
  ): Promise<number> {
    const random = randomFrom(inject('seed'))
    const whole = await readProgress()
    let inTheMiddle = 0
    for (let round = 0; round < rounds; round += 1) {
      const before = await readProgress()
      const { child, ended } = await startCli(args, settings)
      let isRunning = true
      void ended.finally(() => {
        isRunning = false
      })
      while (isRunning && (await readProgress()) === before) await wait(2)
      await wait(Math.floor(random() * 120))
      const wasRunning = isRunning
      child.kill('SIGKILL')
      await ended
      if (wasRunning && (await readProgress()) !== whole) inTheMiddle += 1
    }
    return inTheMiddle
  }

  const ledgerOf = ({ DATA_DIR = '' }: Readonly<Record<string, string>>) =>
    readFileSync(join(DATA_DIR, 'removals.jsonl'), 'utf8')

  describe(`an erasure that is killed again and again (${name})`, () => {
    it('of a customer goes on to its end, and another customer’s cases are as they were', async () => {
      const { at, store } = await place()
      const settings = toSettings(at)
      await fill(store)
      const before = await readKusa(store)
      const progress = async () => {
        const numbers = await store.traces.listNumbers({ limit: 999 })
        const entries = await Promise.all(
          numbers.slice(0, 8).map(async (number) => (await store.history(number, { limit: 1 })).length),
        )
        return JSON.stringify([numbers.length, entries, await store.directory.revision()])
      }
      const args = ['customer', 'erase', midori.id, '--yes', '--by', 'Ops']

      expect(await killAgainAndAgain(args, settings, progress)).toBeGreaterThan(0)
      const last = await runCli(args, settings)
      // One of those that were killed may have been through with it.
      if (last.code !== 0) expect(last.stderr).toContain('Nothing is kept')

      const isMidori = (id: string) => id === midori.id
      const { cases, directory, traces } = await findCustomer(isMidori, store, noon)
      expect({ cases, directory, traces }).toEqual({ cases: [], directory: [], traces: [] })
      for (let index = 0; index < perCustomer * 2; index += 2) {
        const number = 1001 + index
        expect(await store.history(number, { limit: 9 })).toEqual([])
        expect(await store.createdWith(`view-${number}`)).toBeUndefined()
        const isHuskExpected = index % 3 === 0
        expect((await store.get(number))?.goneAt !== undefined, `${number}`).toBe(isHuskExpected)
      }
      expect(
        (await store.identities.linksOf({ platform: 'slack', tenant: 'T1', user: 'U7' })).accounts,
      ).toEqual([])
      expect(await readKusa(store)).toEqual(before)
      await store.sweepLeftovers(new Date())
      for (let index = 0; index < perCustomer * 2; index += 2)
        expect(await store.files.open(file(1001 + index).id), `${index}`).toBeUndefined()
      expect(await store.sweepLeftovers(new Date(Date.now() + 60_000))).toBe(0)
      expect(new Set(ledgerOf(settings).match(/former-\w+@/g)).size).toBe(1)
      expect(ledgerOf(settings)).toContain('wholeAt')
    }, 300_000)

    it('of a person goes on to its end, under one tombstone, and nobody else is touched', async () => {
      const { at, store } = await place()
      const settings = toSettings(at)
      await fill(store)
      const ofOthers = async () => {
        const told = []
        for (const number of await store.traces.listNumbers({ limit: 999 })) {
          const entries = await store.history(number, { limit: 500 })
          told.push(
            entries.map(({ author, ...entry }) =>
              author.name === 'Rei' || author.name === '' ? entry : { ...entry, author },
            ),
          )
        }
        const { accounts } = await store.identities.linksOf({ platform: 'slack', tenant: 'T1', user: 'U2' })
        return { told, accounts }
      }
      const before = await ofOthers()
      const progress = async () => {
        const numbers = await store.traces.listNumbers({ limit: 999 })
        const some = numbers.filter((_, index) => index % 10 === 0)
        const versions = await Promise.all(some.map(async (number) => (await store.get(number))?.version))
        return JSON.stringify([versions, await store.directory.revision()])
      }
      const args = ['person', 'erase', rei, '--yes', '--by', 'Ops']

      expect(await killAgainAndAgain(args, settings, progress)).toBeGreaterThan(0)
      const last = await runCli(args, settings)
      if (last.code !== 0) expect(last.stderr).toContain('Nothing is kept')

      expect(await findTraces(await findKnownPerson(rei, store), store)).toEqual([])
      expect(
        (await store.identities.linksOf({ platform: 'slack', tenant: 'T1', user: 'U1' })).accounts,
      ).toEqual([])
      expect(await ofOthers()).toEqual(before)
      const tombstones = new Set(ledgerOf(settings).match(/former-\w+@/g))
      expect(tombstones.size).toBe(1)
      for (const number of [1001, 1002, 1120])
        expect((await store.history(number, { limit: 1 }))[0]?.author.email).toMatch(
          [...tombstones][0] ?? 'none',
        )
      expect(ledgerOf(settings)).toContain('wholeAt')
    }, 300_000)
  })
})
