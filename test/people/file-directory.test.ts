import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '../../src/cases/directory.ts'
import { DirectoryFileError } from '../../src/people/directory-file-error.ts'
import { openFileDirectory } from '../../src/people/file-directory.ts'
import { recordingLog } from '../support/recording-log.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'directory-'))
  file = join(folder, 'directory.yaml')
})
afterEach(() => rmSync(folder, { recursive: true }))

const customer = (id: string, name: string) => `
  - { id: ${id}, name: ${name}, domain: ${id.toLowerCase()}.example.com, tier: standard, language: ja, timeZone: Asia/Tokyo,
      address: 1 Road, contact: { name: N, email: n@x.example.com, phone: 03-5550-1234 } }`

const base = `
domains:
  - { domain: a.example.com, name: A, superAdmin: root@a.example.com, language: ja }
  - { domain: b.example.com, name: B, superAdmin: root@b.example.com }
accounts:
  - { email: Ann@A.example.com, name: Ann, domain: a.example.com }
  - { email: ann@b.example.com, name: Ann at B, domain: b.example.com, suspended: true }
  - { email: bob@a.example.com, name: Bob, domain: a.example.com }
desk:
  - { email: dora@desk.example.org, name: Dora }
people:
  - { person: "slack:T1/U1", accounts: [ann@a.example.com, ann@b.example.com] }
  - { person: "slack:T1/U9", accounts: [dora@desk.example.org] }
  - { person: bob@chat.example.org, accounts: [bob@a.example.com] }
  - { person: "gchat:users/77", accounts: [bob@a.example.com] }
customers:${customer('C1', 'さくら')}${customer('C2', 'あおば')}${customer('C3', 'Zebra')}${customer('C4', 'うみ')}
relationships:
  - { customer: C1, domain: a.example.com, kind: reseller, from: 2020-01-01 }
  - { customer: C2, domain: a.example.com, kind: reseller, from: 2020-01-01, to: 2025-01-01 }
  - { customer: C2, domain: b.example.com, kind: reseller, from: 2025-01-01 }
  - { customer: C3, domain: a.example.com, kind: reseller, from: 2020-01-01, to: 2021-01-01 }
  - { customer: C3, domain: a.example.com, kind: reseller, from: 2024-01-01 }
  - { customer: C3, domain: b.example.com, kind: support-partner, from: 2020-01-01 }
  - { customer: C4, domain: a.example.com, kind: reseller, from: 2020-01-01 }
  - { customer: C4, domain: a.example.com, kind: support-partner, from: 2020-01-01 }
grants:
`
const granted = '  - { customer: C1, domain: a.example.com, state: granted, changedBy: n@x.example.com }\n'
const revoked = '  - { customer: C1, domain: a.example.com, state: revoked, changedBy: n@x.example.com }\n'

async function openWith(text: string) {
  writeFileSync(file, text)
  const log = recordingLog()
  return { directory: await openFileDirectory({ file, log }), log }
}

function person(over: Partial<Person>): Person {
  return {
    platform: 'slack',
    tenant: 'T1',
    user: 'U5',
    name: 'x',
    email: null,
    locale: 'en',
    timeZone: 'UTC',
    ...over,
  }
}

describe('who somebody is', () => {
  it('that is not UTF-8 is refused by line at the start, and a good one before it goes on answering', async () => {
    const log = recordingLog()
    const bad = Buffer.concat([Buffer.from(`${base}# `), Buffer.from([0x93, 0xfa, 0x96, 0x7b])])
    writeFileSync(file, bad)
    await expect(openFileDirectory({ file, log })).rejects.toThrow(/line \d+: is not UTF-8/)

    writeFileSync(file, base)
    const directory = await openFileDirectory({ file, log })
    writeFileSync(file, bad)

    expect((await directory.findIdentityByEmail('bob@a.example.com')).accounts).toHaveLength(1)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('a linked chat user is all of their accounts, suspended ones among them, without any e-mail', async () => {
    const { directory } = await openWith(base)

    const identity = await directory.identify(person({ user: 'U1' }))

    expect(identity.accounts.map(({ email, suspended }) => ({ email, suspended }))).toEqual([
      { email: 'ann@a.example.com', suspended: false },
      { email: 'ann@b.example.com', suspended: true },
    ])
    expect(identity.desk).toBeNull()
  })

  it.each([
    ['the same user id in another workspace', { user: 'U1', tenant: 'T2' }],
    ['a user of Google Chat with a Slack user’s id', { platform: 'gchat' as const, user: 'U1' }],
    ['a Slack user with a Chat user’s id', { user: 'users/77' }],
    ['an unknown e-mail', { email: 'eve@example.org' }],
    ['an e-mail that only looks alike (a Kelvin sign)', { email: 'an\u212A@a.example.com' }],
    ['an account’s e-mail that the platform does not vouch for', { name: 'ann@a.example.com', email: null }],
  ])('ACC-4: %s is nobody', async (_, over) => {
    const { directory } = await openWith(base)

    expect(await directory.identify(person(over))).toEqual({ accounts: [], desk: null, customers: [] })
  })

  it.each([
    ['the account of that e-mail, whatever its case', 'ANN@a.Example.com', ['ann@a.example.com']],
    ['the accounts linked to that e-mail', 'bob@chat.example.org', ['bob@a.example.com']],
  ])('a vouched e-mail is %s', async (_, email, accounts) => {
    const { directory } = await openWith(base)

    expect((await directory.identify(person({ email }))).accounts.map((account) => account.email)).toEqual(
      accounts,
    )
  })

  it('a chat user of Google Chat is linked by its name there', async () => {
    const { directory } = await openWith(base)

    const identity = await directory.identify(person({ platform: 'gchat', tenant: '', user: 'users/77' }))

    expect(identity.accounts.map((account) => account.email)).toEqual(['bob@a.example.com'])
  })

  it.each([
    ['by e-mail', { email: 'Dora@desk.example.org' }],
    ['by link', { user: 'U9' }],
  ])('a desk agent is known %s', async (_, over) => {
    const { directory } = await openWith(base)

    expect(await directory.identify(person(over))).toEqual({
      accounts: [],
      desk: { email: 'dora@desk.example.org', name: 'Dora' },
      customers: [],
    })
  })
})

describe('whose customers', () => {
  it.each([
    ['2025-06-01T00:00:00Z', 'a.example.com', ['うみ', 'さくら', 'Zebra']],
    ['2024-12-31T23:59:59.999Z', 'a.example.com', ['あおば', 'うみ', 'さくら', 'Zebra']],
    ['2025-01-01T00:00:00Z', 'b.example.com', ['Zebra', 'あおば']],
    ['2022-06-01T00:00:00Z', 'a.example.com', ['あおば', 'うみ', 'さくら']],
    ['2025-06-01T00:00:00Z', 'unknown.example.com', []],
  ])('ACC-3: at %s, %s has its own customers, each once and by name', async (at, domain, names) => {
    const { directory } = await openWith(base)

    const customers = await directory.customersOf(domain, new Date(at))

    expect(new Set(customers.map(({ name }) => name))).toEqual(new Set(names))
    expect(customers).toHaveLength(names.length)
    const kana = customers.map(({ name }) => name).filter((name) => name !== 'Zebra')
    expect(kana).toEqual(names.filter((name) => name !== 'Zebra'))
  })

  it('VIS-1: all partners of a customer at a moment; the end belongs to the next', async () => {
    const { directory } = await openWith(base)
    const partnersAt = async (at: string) =>
      (await directory.relationshipsOf('C3', new Date(at))).map(({ domain, kind }) => `${domain} ${kind}`)

    expect(await partnersAt('2020-12-31T23:59:59Z')).toEqual([
      'a.example.com reseller',
      'b.example.com support-partner',
    ])
    expect(await partnersAt('2021-01-01T00:00:00Z')).toEqual(['b.example.com support-partner'])
    expect(await directory.relationshipsOf('C99', new Date())).toEqual([])
  })

  it('GRA-1: a grant that was never recorded is unknown', async () => {
    const { directory } = await openWith(base + granted)

    expect(await directory.grant('C1', 'a.example.com')).toMatchObject({
      state: 'granted',
      changedBy: 'n@x.example.com',
    })
    expect(await directory.grant('C1', 'b.example.com')).toEqual({
      state: 'unknown',
      changedAt: null,
      changedBy: null,
      checkedAt: null,
    })
  })
})

describe('a changed file', () => {
  it('GRA-4: counts from the very next question, even one of the same length and time', async () => {
    const { directory } = await openWith(base + granted)
    const early = new Date(1_000_000)
    utimesSync(file, early, early)
    expect((await directory.grant('C1', 'a.example.com')).state).toBe('granted')

    writeFileSync(file, base + revoked)
    utimesSync(file, early, early)

    await nextTurn()
    expect((await directory.grant('C1', 'a.example.com')).state).toBe('revoked')
  })

  it('has the revision of the state that answers: another one with each good file, none with a bad one', async () => {
    writeFileSync(file, base)
    const directory = await openFileDirectory({ file, log: recordingLog() })
    const first = await directory.revision()
    await nextTurn()
    expect(await directory.revision()).toBe(first)

    writeFileSync(file, base.replace('name: Bob', 'name: Rob'))
    await nextTurn()
    const second = await directory.revision()
    expect(second).not.toBe(first)
    writeFileSync(file, 'domains: 1')
    await nextTurn()
    expect(await directory.revision()).toBe(second)
    writeFileSync(file, base)
    await nextTurn()
    expect(await directory.revision()).not.toBe(second)
  })

  it('is looked for once in a turn of the event loop, in which nobody can have told of it', async () => {
    const { directory } = await openWith(base + granted)
    await nextTurn()
    const stateNow = async () => (await directory.grant('C1', 'a.example.com')).state
    expect(await stateNow()).toBe('granted')

    writeFileSync(file, base + revoked)

    expect(await stateNow()).toBe('granted')
    await nextTurn()
    expect(await stateNow()).toBe('revoked')
  })

  it('GRA-4: counts when another file was renamed into its place', async () => {
    const { directory } = await openWith(base + granted)

    writeFileSync(`${file}.new`, base + revoked)
    renameSync(`${file}.new`, file)

    expect((await directory.grant('C1', 'a.example.com')).state).toBe('revoked')
  })

  it.each([
    ['is no longer good', () => writeFileSync(file, 'domains: nonsense')],
    ['is gone', () => rmSync(file)],
  ])('that %s leaves the last good state standing, says so once, and recovers', async (_, spoil) => {
    const { directory, log } = await openWith(base + granted)

    spoil()
    await nextTurn()
    await directory.grant('C1', 'a.example.com')
    expect((await directory.grant('C1', 'a.example.com')).state).toBe('granted')
    expect(log.lines.filter((line) => line.level === 'error')).toHaveLength(1)

    writeFileSync(file, base + revoked)
    await nextTurn()
    expect((await directory.grant('C1', 'a.example.com')).state).toBe('revoked')
  })

  it('cannot be bad at the start', async () => {
    await expect(openWith('domains: nonsense')).rejects.toThrow(DirectoryFileError)
    await expect(openFileDirectory({ file: join(folder, 'none.yaml'), log: recordingLog() })).rejects.toThrow(
      'ENOENT',
    )
  })
})
