import { describe, expect, it } from 'vitest'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import type { DirectoryFile } from '../../src/people/directory-schema.ts'
import { type ItemWrite, itemKey } from '../../src/people/directory-store.ts'
import { applyWrites, editDirectoryText } from '../../src/people/edit-directory-text.ts'

const yaml = `# Who is who. Ask Mika before you change it.
domains:
  - domain: hoshi.example.com # the first one
    name: Hoshi
    superAdmin: admin@hoshi.example.com

accounts:
  # Tokyo
  - { email: Kenji@hoshi.example.com, name: Kenji, domain: hoshi.example.com }
  - email: mika@hoshi.example.com
    name: "Mika"
    domain: hoshi.example.com
    roles: [ Reseller Admin ] # since May

customers:
  - id: C1
    name: さくら物流
    domain: sakura.example.net
    tier: premium
    language: ja
    timeZone: Asia/Tokyo
    address: 大阪
    contact: { name: 大野, email: it@sakura.example.net, phone: "06" }
relationships:
  - { customer: C1, domain: hoshi.example.com, kind: reseller, from: 2026-04-01 }
desk: []
`

const relationship = {
  customer: 'C1',
  domain: 'hoshi.example.com',
  kind: 'reseller',
  from: new Date('2026-04-01T00:00:00Z'),
  to: null,
} as const

function edit(writes: readonly ItemWrite[], text = yaml): { text: string; file: DirectoryFile } {
  const edited = editDirectoryText(text, parseDirectoryFile(text, 'before.yaml'), writes)
  return { text: edited, file: parseDirectoryFile(edited, 'after.yaml') }
}

function put(section: ItemWrite['section'], item: object): ItemWrite {
  return { op: 'put', section, item: item as never }
}

describe('a directory file that is edited', () => {
  const kenji = parseDirectoryFile(yaml, 'it').accounts[0]
  const customer = parseDirectoryFile(yaml, 'it').customers[0]
  const writes: readonly ItemWrite[] = [
    put('accounts', { ...kenji, suspended: true, googleId: '117' }),
    put('customers', { ...customer, contact: { ...customer?.contact, phone: '03' } }),
    put('relationships', { ...relationship, to: new Date('2026-09-01T08:30:00Z') }),
    put('desk', { email: 'aya@desk.example.org', name: 'Aya' }),
    put('accounts', {
      email: 'new@hoshi.example.com',
      name: 'New',
      domain: 'hoshi.example.com',
      suspended: false,
      superAdmin: false,
      roles: [],
      privileges: ['Support'],
    }),
  ]

  it('changes where something changes, and keeps comments, order and everything else', () => {
    expect(edit(writes).text).toBe(
      yaml
        .replace(
          'name: Kenji, domain: hoshi.example.com }',
          'name: Kenji, domain: hoshi.example.com, suspended: true, googleId: "117" }',
        )
        .replace('phone: "06"', 'phone: "03"')
        .replace('from: 2026-04-01 }', 'from: 2026-04-01, to: 2026-09-01T08:30:00.000Z }')
        .replace('desk: []', 'desk:\n  - email: aya@desk.example.org\n    name: Aya')
        .replace(
          ' # since May\n',
          ' # since May\n  - email: new@hoshi.example.com\n    name: New\n    domain: hoshi.example.com\n    privileges:\n      - Support\n',
        ),
    )
  })

  it('says afterwards what was to be written', () => {
    const { file } = edit(writes)
    expect(JSON.parse(JSON.stringify(file))).toEqual(
      JSON.parse(JSON.stringify(applyWrites(parseDirectoryFile(yaml, 'it'), writes))),
    )
    for (const write of writes) {
      const written = file[write.section as 'accounts'].filter(
        (item) =>
          write.op === 'put' &&
          itemKey(write.section, item as never) === itemKey(write.section, write.item as never),
      )
      expect(written).toEqual(write.op === 'put' ? [write.item] : [])
    }
  })

  it('loses what is taken out, and nothing else', () => {
    const two = edit([
      put('desk', { email: 'a@desk.example.org', name: 'A' }),
      put('desk', { email: 'b@desk.example.org', name: 'B' }),
    ])
    const { text } = edit(
      [
        { op: 'remove', section: 'desk', key: 'a@desk.example.org' },
        { op: 'remove', section: 'accounts', key: 'mika@hoshi.example.com' },
        { op: 'remove', section: 'accounts', key: 'nobody@hoshi.example.com' },
      ],
      two.text,
    )
    expect(parseDirectoryFile(text, 'it')).toMatchObject({
      desk: [{ email: 'b@desk.example.org' }],
      accounts: [{ email: 'kenji@hoshi.example.com' }],
    })
    expect(text).toContain('# Ask Mika'.slice(2))
  })

  it('stays JSON where it was', () => {
    const json = JSON.stringify(parseDirectoryFile(yaml, 'it'), undefined, 2)
    const { text, file } = edit(
      [...writes, { op: 'remove', section: 'accounts', key: 'mika@hoshi.example.com' }],
      json,
    )
    expect(() => JSON.parse(text)).not.toThrow()
    expect(file.accounts.map(({ email, suspended }) => [email, suspended])).toEqual([
      ['kenji@hoshi.example.com', true],
      ['new@hoshi.example.com', false],
    ])
    expect(file.relationships).toEqual([{ ...relationship, to: new Date('2026-09-01T08:30:00Z') }])
  })

  it('DOM-4: has the names of today with the former ones beside them, and what refers to them as it was', () => {
    const [hoshi] = parseDirectoryFile(yaml, 'it').domains
    const was = 'kenji@hoshi.example.com'
    const text = yaml.replace('desk: []', 'desk:\n  - { email: kenji@hoshi.example.com, name: Kenji }')
    const renamed = [
      put('domains', { ...hoshi, formerly: ['hoshi.example.com'], renamedTo: 'new.example.com' }),
      put('accounts', { ...kenji, formerly: [was], renamedTo: 'ken@new.example.com' }),
      put('desk', { email: was, name: 'Kenji', renamedTo: 'ken@new.example.com' }),
      put('accounts', { ...kenji, email: 'eri@new.example.com', name: 'Eri' }),
    ]
    const once = edit(renamed, text)
    expect(once.text).toBe(
      text
        .replace('- domain: hoshi.example.com # the first one', '- domain: new.example.com # the first one')
        .replace(
          'superAdmin: admin@hoshi.example.com\n',
          'superAdmin: admin@hoshi.example.com\n    formerly:\n      - hoshi.example.com\n',
        )
        .replace(
          '{ email: Kenji@hoshi.example.com, name: Kenji, domain: hoshi.example.com }',
          '{ email: ken@new.example.com, name: Kenji, domain: hoshi.example.com, formerly: [ kenji@hoshi.example.com ] }',
        )
        .replace(
          ' # since May\n',
          ' # since May\n  - email: eri@new.example.com\n    name: Eri\n    domain: new.example.com\n',
        )
        .replace(
          '{ email: kenji@hoshi.example.com, name: Kenji }',
          '{ email: ken@new.example.com, name: Kenji }',
        ),
    )
    const [account] = once.file.accounts
    expect(account).toMatchObject({ email: was, renamedTo: 'ken@new.example.com' })

    const back = edit(
      [
        put('accounts', { ...account, formerly: [was, 'ken@new.example.com'], renamedTo: was }),
        put('desk', { email: was, name: 'Kenji', renamedTo: was }),
      ],
      once.text,
    )
    expect(back.file.accounts[0]).toMatchObject({
      email: was,
      renamedTo: was,
      formerly: [was, 'ken@new.example.com'],
    })
    expect(
      edit([put('accounts', { ...back.file.accounts[0], suspended: true })], back.text).file.accounts[0],
    ).toEqual({
      ...back.file.accounts[0],
      suspended: true,
    })
  })

  it('begins a section that is missing', () => {
    const { file } = edit([put('operators', { email: 'mika@hoshi.example.com' })])
    expect(file.operators).toEqual([{ email: 'mika@hoshi.example.com' }])
  })
})
