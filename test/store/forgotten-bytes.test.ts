import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mongo } from 'mongoose'
import { describe, expect, it } from 'vitest'
import type { RemovablePart } from '../../src/cases/case.ts'
import { toTombstone } from '../../src/cases/erased-people.ts'
import { createDeliveryWorker } from '../../src/delivery/worker.ts'
import { erasePerson } from '../../src/people/erase-person.ts'
import { findKnownPerson } from '../../src/people/person-traces.ts'
import { openDatabase } from '../../src/store/sqlite/database.ts'
import type { Store } from '../../src/store/store.ts'
import { openTo } from '../support/audiences.ts'
import { aNewCase, anAuthor } from '../support/build-case.ts'
import { allRoutes } from '../support/claim-next.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { recordingLog } from '../support/recording-log.ts'
import { value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus } from '../support/sample-world.ts'
import type { StoreAddress } from '../support/store-tasks.ts'
import { eachStoreAt } from '../support/stores.ts'

/** Every byte that a store keeps: the files in its folder, or all documents of its database. */
async function readEverything(at: StoreAddress): Promise<Buffer> {
  if ('file' in at) {
    const folder = dirname(at.file)
    const found = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
    return Buffer.concat(await Promise.all(files.map((file) => readFile(file))))
  }
  const client = await mongo.MongoClient.connect(at.uri)
  try {
    const database = client.db(at.dbName)
    const parts: Uint8Array[] = []
    for (const { name } of await database.listCollections().toArray())
      for await (const document of database.collection(name).find())
        parts.push(mongo.BSON.serialize(document))
    return Buffer.concat(parts)
  } finally {
    await client.close()
  }
}

/** What is written into a case, a word of its own each, and by which name each part is removed. */
const secrets: readonly (readonly [word: string, of: number, part: RemovablePart | 'file'])[] = [
  ['wordintitle', 0, 'title'],
  ['wordindescription', 1, 'description'],
  ['wordinanswer', 1, 'answer:0'],
  ['wordinfirstfile', 1, 'file'],
  ['wordinaddress', 2, 'addresses'],
  ['wordinmessage', 3, 'text'],
  ['wordinjustification', 4, 'justification'],
  ['wordinnote', 5, 'note'],
  ['wordinreopening', 6, 'reason'],
]

async function fill(store: Store) {
  const world = await aWorld(store, undefined, { sendsMail: true, findPersonalData: async () => [] })
  const partner = await world.actor(marcus)
  const desk = await world.actor(ben)
  const files = async () => offering(anOfferedFile('wordinfirstfile.txt', 'inside wordinfirstfile'))
  const wish = aWish({
    title: 'A wordintitle here',
    description: 'A wordindescription here',
    answers: { 'message-id': 'wordinanswer', scope: 'one user' },
    share: ['wordinaddress@example.com'],
    files,
  })
  const { number } = value(await world.service.create(partner, wish, 'create'))
  const changes = [
    { kind: 'message', text: 'A wordinmessage here', audience: 'everyone' },
    { kind: 'escalate', reason: 'business-impact', justification: 'wordinjustification' },
    { kind: 'close', note: 'wordinnote' },
    { kind: 'reopen', reason: 'wordinreopening' },
  ] as const
  for (const change of changes)
    value(await world.service.change(partner, number, { changes: [change] }, `change-${change.kind}`))
  // Others around it, so that pages and search pieces are shared.
  for (let index = 0; index < 60; index += 1)
    value(await world.service.create(partner, aWish({ title: `Other ${index}` }), `other-${index}`))
  return { world, desk, number }
}

function deliver(store: Store, now: () => Date): Promise<void> {
  const quiet = async () => {}
  return createDeliveryWorker({
    store,
    publishers: {
      slack: {
        serves: () => true,
        countParts: () => 1,
        open: async (_of, { channel }) => ({ root: '1.1', channel }),
        post: quiet,
        refresh: async () => undefined,
        rewrite: quiet,
        withdraw: async () => null,
      },
    },
    mail: { send: async () => '<1@example.com>' },
    routes: () => allRoutes,
    cardQuietMs: 0,
    resolveAudience: openTo(),
    now,
    log: recordingLog(),
  }).idle()
}

describe('UPD-3: what was removed', () => {
  eachStoreAt((_, place) => {
    it('is in no byte that the store keeps, while it is open', async () => {
      const { at, store } = await place()
      const { world, desk, number } = await fill(store)
      await deliver(store, world.now)
      const before = await readEverything(at)
      for (const [word] of secrets) expect([word, before.includes(word)]).toEqual([word, true])

      for (const [word, of, part] of secrets) {
        const { parts } = value(await world.service.removable(desk, number))
        const found = parts.find((one) => one.of === of && one.part.startsWith(part))
        const input = { of, part: found?.part ?? 'text', why: 'Sent by mistake.' }
        value(await world.service.remove(desk, number, input, `remove-${of}-${part}`))
        if (part !== 'addresses')
          expect([word, (await readEverything(at)).includes(word)]).toEqual([word, false])
      }
      const grant = { customer: 'C11granite', domain: 'northwind-apps.example.com' }
      const told = { from: 'revoked', to: 'granted', at: world.now(), by: ben, source: 'chat' } as const
      await store.directory.recordGrant({ ...grant, ...told, evidence: 'wordinevidence', expected: 0 })
      expect((await readEverything(at)).includes('wordinevidence')).toBe(true)
      value(await world.grants.removeEvidence(desk, grant.customer, grant.domain, 'It named a person.'))
      expect((await readEverything(at)).includes('wordinevidence')).toBe(false)
      // An address has mails of its own, which end with the next delivery.
      await deliver(store, world.now)

      const after = await readEverything(at)
      for (const [word] of secrets) expect([word, after.includes(word)]).toEqual([word, false])
      expect(after.includes('Other 59')).toBe(true)
    }, 60_000)

    it('is gone also where the process died right after its write', async () => {
      const { at, store } = await place()
      const { desk, number } = await fill(store)
      const dying = { ...store, purge: () => Promise.reject(new Error('died')) }
      let purges = 0
      const purge = () => (++purges > 1 ? dying.purge() : store.purge(number))
      const world = await aWorld({ ...store, purge }, undefined, { findPersonalData: async () => [] })
      const input = { of: 3, part: 'text', why: 'Sent by mistake.' } as const
      await expect(world.service.remove(desk, number, input, 'remove')).rejects.toThrow('died')

      await deliver(store, world.now)

      expect((await readEverything(at)).includes('wordinmessage')).toBe(false)
    }, 60_000)
  })

  it('in a file of a version that let go of texts without overwriting them is gone with the first removal', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const { openSqliteStore } = await import('../../src/store/sqlite/sqlite-store.ts')
    const folder = await mkdtemp(join(tmpdir(), 'casethread-forgotten-'))
    const file = join(folder, 'casethread.db')
    try {
      const database = await openDatabase(file)
      database.query('PRAGMA secure_delete = OFF').all()
      database.query('CREATE TABLE older (text TEXT)').run()
      for (let index = 0; index < 200; index += 1)
        database.query('INSERT INTO older VALUES (?)').run(`wordofbefore ${'x'.repeat(300)}`)
      database.query('DROP TABLE older').run()
      database.query("INSERT INTO counters (name, value) VALUES ('vacuum', 1)").run()
      database.close()
      expect((await readEverything({ file })).includes('wordofbefore')).toBe(true)

      const store = await openSqliteStore({ file })
      const { world, desk, number } = await fill(store)
      const input = { of: 3, part: 'text', why: 'Sent by mistake.' } as const
      value(await world.service.remove(desk, number, input, 'remove'))

      expect((await readEverything({ file })).includes('wordofbefore')).toBe(false)
      await store.close()
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

eachStoreAt((_name, place) => {
  it('of a person who was erased no byte is left', async () => {
    const { at, store } = await place()
    const email = 'wordinaddress@hoshi.example.com'
    const name = 'Wordinname'
    const author = anAuthor({ email, name, domain: 'hoshi.example.com' })
    const owners = [{ domain: 'hoshi.example.com', email, name }]
    const made = aNewCase({ number: 1001, seq: 130, createdBy: author, owners, sharedWith: [email] })
    await store.create({ ...made, entries: made.entries.map((entry) => ({ ...entry, author })) })
    for (let number = 1002; number < 1040; number += 1) await store.create(aNewCase({ number }))
    const user = { platform: 'slack', tenant: 'T1', user: 'Uword' } as const
    const told = { locale: 'ja', timeZone: 'Asia/Tokyo', directChannel: null } as const
    await store.identities.rememberPerson({ ...user, ...told, name, email })
    await store.notifications.choose({ email, choice: 'digest', timeZone: 'Asia/Tokyo' })
    const person = await findKnownPerson(email, store)
    expect((await readEverything(at)).includes('wordin')).toBe(true)

    await erasePerson(person, toTombstone('abc'), store)

    const left = await readEverything(at)
    expect(left.includes('former-abc@erased.invalid')).toBe(true)
    for (const word of ['wordinaddress', 'Wordinname', 'wordinname', 'Uword'])
      expect(left.includes(word), word).toBe(false)
  })
})
