import { describe, expect, it } from 'vitest'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { DirectoryFileError } from '../../src/people/directory-file-error.ts'

const good = `
domains:
  - { domain: a.example.com, name: A, superAdmin: root@a.example.com }
  - { domain: b.example.com, name: B, superAdmin: root@b.example.com }
accounts:
  - { email: ann@a.example.com, name: Ann, domain: a.example.com }
customers:
  - id: C1
    name: One
    domain: one.example.com
    tier: premium
    language: en
    timeZone: Asia/Tokyo
    address: 1 Road
    contact: { name: N, email: n@one.example.com, phone: 03-5550-1234 }
relationships:
  - { customer: C1, domain: a.example.com, kind: reseller, from: 2025-01-01, to: 2025-06-01 }
`

function faultsOf(text: string): readonly string[] {
  try {
    parseDirectoryFile(text, 'directory.yaml')
  } catch (error) {
    if (!(error instanceof DirectoryFileError)) throw error
    return error.faults.map((fault) => `${fault.line} ${fault.path}: ${fault.message}`)
  }
  return []
}

describe('a directory file', () => {
  it('is read with what is left out filled in: nobody is suspended, nothing is granted, a relationship goes on', () => {
    const file = parseDirectoryFile(good.replace(', to: 2025-06-01', ''), 'directory.yaml')

    expect(file.accounts).toEqual([
      {
        email: 'ann@a.example.com',
        name: 'Ann',
        domain: 'a.example.com',
        suspended: false,
        superAdmin: false,
        roles: [],
        privileges: [],
      },
    ])
    expect(file.relationships[0]).toMatchObject({ from: new Date('2025-01-01T00:00:00Z'), to: null })
    expect(file.grants).toEqual([])
  })

  it('is the same in JSON as in YAML', () => {
    const file = parseDirectoryFile(good, 'directory.yaml')
    const json = JSON.stringify(file, (_, value) => value)

    expect(parseDirectoryFile(json, 'directory.json')).toEqual(file)
  })

  it('VIS-5: keeps phonetic names in full-width kana, from YAML and from JSON', () => {
    const yaml = good.replace('name: One', 'name: 桜商事\n    phoneticName: ｻｸﾗ ｼｮｳｼﾞ')
    const file = parseDirectoryFile(yaml, 'directory.yaml')

    expect(file.customers[0]).toMatchObject({ name: '桜商事', phoneticName: 'サクラ ショウジ' })
    expect(parseDirectoryFile(JSON.stringify(file), 'directory.json')).toEqual(file)
    expect(parseDirectoryFile(good, 'directory.yaml').customers[0]).not.toHaveProperty('phoneticName')
  })

  it.each([
    [
      '桜商事',
      '"桜商事" is not how a name is read: write it in kana, such as サクラショウジ (Latin letters, digits, ー, ・ and spaces can stand between)',
    ],
    [
      'Sakura Shoji',
      '"Sakura Shoji" is not how a name is read: write it in kana, such as サクラショウジ (Latin letters, digits, ー, ・ and spaces can stand between)',
    ],
    ['ア'.repeat(201), `"${'ア'.repeat(79)}… is longer than 200 characters: shorten it`],
    ['""', 'must not be empty'],
    ['" "', 'must not be empty'],
    ['7', 'is 7, but must be text: put it in quotes'],
    ['[サクラ]', 'is ["サクラ"], but must be text: put it in quotes'],
  ])('VIS-5: says what is wrong with the phonetic name %s, in YAML and in JSON', (written, fault) => {
    const yaml = good.replace('name: One', `name: One\n    phoneticName: ${written}`)
    const value: unknown = /^["[\d]/.test(written)
      ? JSON.parse(written.replace('[サクラ]', '["サクラ"]'))
      : written
    const { customers, ...others } = parseDirectoryFile(good, 'directory.yaml')
    const json = JSON.stringify({ ...others, customers: [{ ...customers[0], phoneticName: value }] })

    expect(faultsOf(yaml)).toEqual([`10 customers[0].phoneticName: ${fault}`])
    expect(faultsOf(json)).toEqual([`1 customers[0].phoneticName: ${fault}`])
  })

  it('names every fault at once, each with its line, its path and what to write instead', () => {
    const bad = `domains:
  - { domain: a.example.com, name: A, superAdmin: root@a.example.com }
accounts:
  - { email: ann, name: 7, domain: a.example.com, suspended: "no" }
  - email: bob@b.example.com
    name: Bob
    suspendet: true
    domain: b.example.com
customers:
  - id: C1
    domain: one.example.com
    tier: gold
    language: en
    timeZone: Asia/Tokio
    address: 1 Road
    contact: { name: N, email: n@one.example.com, fon: "1" }
relationships:
  - { customer: C2, domain: a.example.com, kind: reseller, from: 1 April }
grantz: []
`
    expect(faultsOf(bad)).toEqual([
      '4 accounts[0].email: "ann" is not an e-mail address',
      '4 accounts[0].name: is 7, but must be text: put it in quotes',
      '4 accounts[0].suspended: is "no", but must be true or false, without quotes',
      '7 accounts[1].suspendet: "suspendet" is not a key of this file; did you mean "suspended"?',
      '10 customers[0].name: is missing',
      '12 customers[0].tier: is "gold", but must be one of standard, enhanced, premium',
      '14 customers[0].timeZone: "Asia/Tokio" is not a time zone: write one such as Asia/Tokyo or Europe/London',
      '16 customers[0].contact.phone: is missing',
      '16 customers[0].contact.fon: "fon" is not a key of this file',
      '18 relationships[0].from: "1 April" is not a date: write 2026-04-01 or 2026-04-01T09:00:00+09:00',
      '19 grantz: "grantz" is not a key of this file; did you mean "grants"?',
    ])
  })

  it('names the line of what is not YAML at all, of a list that is missing and of one that is none', () => {
    expect(faultsOf('domains:\n  - { domain: a')[0]).toMatch(/^2 : /)
    expect(faultsOf('just words')).toEqual([
      '1 : must hold the lists domains, accounts, customers, relationships',
    ])
    expect(faultsOf('')).toHaveLength(1)
    expect(faultsOf('domains: []\naccounts: 7\ncustomers: []\n')).toEqual([
      '1 relationships: the list "relationships" is missing',
      '2 accounts: must be a list: lines that begin with "- "',
    ])
  })

  it('refuses aliases that multiply without end', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`)
      .join('\n')}`

    expect(faultsOf(bomb)).toEqual([expect.stringContaining('Excessive alias count')])
  })

  it('gives the line of a fault in JSON too', () => {
    const json = JSON.stringify(
      { domains: [], accounts: [], customers: [], relationships: [], desk: [{ email: 'x' }] },
      null,
      1,
    )

    expect(faultsOf(json)).toEqual([
      '7 desk[0].name: is missing',
      '8 desk[0].email: "x" is not an e-mail address',
    ])
  })
})

describe('the things in a directory file fit together', () => {
  it('every reference leads somewhere', () => {
    const bad = `${good}
grants:
  - { customer: C9, domain: z.example.com, state: granted }
people:
  - { person: "slack:T1/U1", accounts: [nobody@a.example.com] }
`
    expect(faultsOf(bad)).toEqual([
      '20 grants[0].domain: "z.example.com" is not among the domains of this file',
      '20 grants[0].customer: "C9" is not the id of a customer of this file',
      '22 people[0].accounts[0]: "nobody@a.example.com" is not an account, desk agent or customer user of this file',
    ])
  })

  it('a reference to an item that is itself at fault is no second fault', () => {
    const bad = good.replace('tier: premium', 'tier: gold')

    expect(faultsOf(bad)).toEqual([
      '11 customers[0].tier: is "gold", but must be one of standard, enhanced, premium',
    ])
  })

  it('e-mails and ids stand once, whatever their case', () => {
    const bad = `${good}
desk:
  - { email: ada@desk.example.org, name: Ada }
  - { email: Ada@Desk.example.org, name: Ada }
`
    expect(faultsOf(bad)).toEqual(['21 desk[1].email: "ada@desk.example.org" stands twice: see desk[0]'])
  })

  it.each([
    ['reseller', 'b.example.com', '2025-05-31', 'a customer has one reseller at a time'],
    ['reseller', 'a.example.com', '2024-01-01', 'a customer has one reseller at a time'],
  ])('a second %s (%s from %s) cannot overlap with the first', (kind, domain, from, why) => {
    const faults = faultsOf(`${good}  - { customer: C1, domain: ${domain}, kind: ${kind}, from: ${from} }`)

    expect(faults).toEqual([expect.stringContaining(why)])
  })

  it.each([
    ['reseller', 'b.example.com', '2025-06-01'],
    ['support-partner', 'b.example.com', '2025-02-01'],
    ['support-partner', 'a.example.com', '2025-02-01'],
  ])('a %s (%s from %s) fits beside the reseller', (kind, domain, from) => {
    expect(faultsOf(`${good}  - { customer: C1, domain: ${domain}, kind: ${kind}, from: ${from} }`)).toEqual(
      [],
    )
  })

  it('an end comes after its beginning', () => {
    expect(faultsOf(good.replace('to: 2025-06-01', 'to: 2024-12-31'))).toEqual([
      '17 relationships[0].to: must be later than "from"',
    ])
  })
})
