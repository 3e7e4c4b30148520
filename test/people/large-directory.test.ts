import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { largeDirectoryFile } from '../../bench/support/large-directory-file.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import type { Item, SectionName } from '../../src/people/directory-schema.ts'
import { openFileDirectory } from '../../src/people/file-directory.ts'
import { orderCustomers } from '../../src/people/indexed-directory.ts'
import { type DirectoryPiece, readDirectoryPieces } from '../../src/people/large-directory.ts'
import { loadDirectory } from '../../src/people/load-directory.ts'
import { recordingLog } from '../support/recording-log.ts'

const domain = 'northwind-apps.example.com'
const large = largeDirectoryFile({ accounts: 900, customers: 500 })

/** What the pieces come to: the items of each section, and the customers of each domain in their order. */
function gather(text: string) {
  const items: Partial<Record<SectionName, Item<SectionName>[]>> = {}
  const orders: Record<string, string[]> = {}
  const kinds: DirectoryPiece['kind'][] = []
  for (const piece of readDirectoryPieces(Buffer.from(text), 'd.yaml')) {
    kinds.push(piece.kind)
    if (piece.kind === 'items') items[piece.section] = [...(items[piece.section] ?? []), ...piece.items]
    if (piece.kind === 'order') orders[piece.domain] = [...(orders[piece.domain] ?? []), ...piece.customers]
    if (piece.kind !== 'restart') continue
    for (const section of Object.keys(items)) delete items[section as SectionName]
  }
  return { items, orders, kinds }
}

/** What comes of reading it, or what is said instead. */
function outcomeOf<T>(read: () => T): { readonly said?: string; readonly value?: T } {
  try {
    return { value: read() }
  } catch (error) {
    return { said: error instanceof Error ? error.message : String(error) }
  }
}
const inPieces = (text: string) => outcomeOf(() => gather(text))
const asWhole = (text: string) => outcomeOf(() => parseDirectoryFile(text, 'd.yaml'))

describe('a large directory file read in pieces', () => {
  it('holds what it holds as a whole, in the same order, with what customers are found by', () => {
    const whole = parseDirectoryFile(large, 'd.yaml')

    const { items, orders, kinds } = gather(large)

    expect(kinds.filter((kind) => kind === 'items').length).toBeGreaterThan(8)
    expect(kinds).not.toContain('restart')
    const { customers = [], ...others } = items
    expect(others).toEqual({
      domains: whole.domains,
      accounts: whole.accounts,
      people: whole.people,
      relationships: whole.relationships,
      grants: whole.grants,
    })
    expect(customers).toEqual(whole.customers.map((customer) => expect.objectContaining(customer)))
    expect(customers[0]).toHaveProperty('folded', { text: '顧客 500 c0.example.org c0' })
    expect(orders).toEqual(Object.fromEntries(orderCustomers(whole)))
  })

  it('is read as JSON too', () => {
    const { items, orders } = gather(JSON.stringify(parseDirectoryFile(large, 'd.yaml')))

    expect(items.accounts).toHaveLength(900)
    expect(orders[domain]).toHaveLength(500)
  })

  const within = (line: string, instead: string) => {
    expect(large).toContain(line)
    return large.replace(line, instead)
  }
  it.each([
    ['a value of the wrong kind', within('name: Person 850\n', 'name: [Person]\n')],
    ['a key that is none', within('name: Person 700\n', 'nam: Person 700\n')],
    [
      'several, in several sections',
      within('name: Person 700\n', 'nam: Person 700\n').replace('c450.example.org\n', 'none\n'),
    ],
    ['a reference to nothing', within('{ customer: C400, domain', '{ customer: C9999, domain')],
    ['a double', within('email: a800@', 'email: a3@')],
    ['a second relationship at a time', within('customer: C401, domain', 'customer: C7, domain')],
    ['no YAML', within('name: Person 600\n', 'name: Person: 600\n')],
    ['a tab before a key', within('    name: Person 600\n', '\tname: Person 600\n')],
  ])('tells the faults of %s at the same lines', (_what, text) => {
    const { said } = inPieces(text)

    expect(said).toMatch(/ faults?:\n {2}line \d+/)
    expect(said).toBe(asWhole(text).said)
  })

  it('tells the first hundred of many faults', () => {
    const told = inPieces(large.replaceAll('tier: standard', 'tier: golden')).said?.split('\n')

    expect(told).toHaveLength(102)
    expect(told?.at(-1)).toMatch(/400 more follow$/)
  })

  it.each([
    ['a section on one line', `${large}desk: [{ email: dora@desk.example.org, name: Dora }]\n`],
    ['a section of nothing', `${large}desk:\noperators:\n`],
    ['a section twice', `${large}grants:\n  - { customer: C1, domain: ${domain}, state: granted }\n`],
    ['a section that is none', `${large}desks:\n  - { email: dora@desk.example.org, name: Dora }\n`],
    ['no accounts', large.replace('accounts:\n', 'desk:\n')],
    [
      'an alias for what another piece holds',
      large.replace('Person 0\n', '&p Person\n').replace('Person 850\n', '*p\n'),
    ],
    ['items that are no list', large.replace('accounts:\n', 'accounts:\n  x: 1\n')],
    ['a number that one reader takes for text', large.replace('Person 850\n', '1_000\n')],
    ['Windows’ line ends', large.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${large}`],
    ['the marks of a document', `---\n${large}...\n`],
  ])('with %s says and holds the same as read as a whole', (_what, text) => {
    const pieces = inPieces(text)
    const whole = asWhole(text)

    expect(pieces.said).toBe(whole.said)
    expect(pieces.value?.items.accounts).toEqual(whole.value?.accounts)
    expect(pieces.value?.items.desk ?? []).toEqual(whole.value?.desk ?? [])
  })
})

describe('a large directory file that changes', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'directory-'))
    file = join(folder, 'directory.yaml')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function opened() {
    writeFileSync(file, large)
    const log = recordingLog()
    const directory = await openFileDirectory({ file, log })
    const suspended = async () => (await directory.findIdentityByEmail(`a1@${domain}`)).accounts[0]?.suspended
    return { directory, log, suspended }
  }
  function replace(text: string): void {
    writeFileSync(`${file}.new`, text)
    renameSync(`${file}.new`, file)
  }
  const changed = large.replace('name: Person 1\n', 'name: Person 1\n    suspended: true\n')

  it('is read beside the loop: the last state answers, and others have their turns, until the new one is there', async () => {
    const { directory, suspended } = await opened()
    expect(await directory.customersOf(domain, new Date())).toHaveLength(500)
    replace(changed)

    const answers: (boolean | undefined)[] = []
    await vi.waitUntil(
      async () => {
        answers.push(await suspended())
        return answers.at(-1)
      },
      { timeout: 15_000, interval: 1 },
    )

    expect(answers[0]).toBe(false)
    expect(answers.length).toBeGreaterThan(10)
    expect(await directory.chatUsersOf(`A1@${domain}`)).toEqual(['slack:T1/U1'])
  })

  it('into one that is broken leaves the last state, until it is mended', async () => {
    const { log, suspended } = await opened()
    replace(changed.replace('name: Person 850\n', 'name: [Person]\n'))
    await vi.waitUntil(
      async () => {
        await suspended()
        return log.lines.some(({ level }) => level === 'error')
      },
      { timeout: 15_000, interval: 5 },
    )
    expect(await suspended()).toBe(false)

    replace(changed)
    await vi.waitUntil(suspended, { timeout: 15_000, interval: 5 })

    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })

  it('says that it is being read; one with faults, or larger than is read, is refused in one message', async () => {
    const log = recordingLog()
    writeFileSync(file, large.replace('name: Person 850\n', 'name: [Person]\n'))
    const load = (maxBytes?: number) =>
      loadDirectory({ file, size: large.length, log, ...(maxBytes ? { maxBytes } : {}) })

    await expect(load()).rejects.toThrow(/line \d+, accounts\[850\]\.name/)
    await expect(load(100_000)).rejects.toThrow(/has one fault:\n.*is 1 MB: more than 1 MB are not read/)
    expect(log.lines.map(({ message }) => message)).toEqual(['The directory file is large and is being read'])
  })
})
