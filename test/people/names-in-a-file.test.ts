import { describe, expect, it } from 'vitest'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { DirectoryFileError } from '../../src/people/directory-file-error.ts'
import { readDirectoryPieces } from '../../src/people/large-directory.ts'

const text = `
domains:
  - { domain: new.example.com, formerly: [old.example.com, mid.example.com], name: A, superAdmin: ann@new.example.com }
  - { domain: b.example.com, name: B, superAdmin: bo@b.example.com }
accounts:
  - { email: ann@new.example.com, formerly: [ann@old.example.com], name: Ann, domain: new.example.com }
  - { email: cy@new.example.com, name: Cy, domain: mid.example.com }
  - { email: bo@b.example.com, name: Bo, domain: b.example.com }
people:
  - { person: "slack:T1/U1", accounts: [ann@new.example.com, bo@b.example.com] }
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
  - { customer: C1, domain: old.example.com, kind: reseller, from: 2025-01-01 }
grants:
  - { customer: C1, domain: new.example.com, state: granted }
desk:
  - { email: ann@new.example.com, name: Ann }
operators:
  - { email: ann@old.example.com }
`

function faultsOf(yaml: string): readonly string[] {
  try {
    parseDirectoryFile(yaml, 'd.yaml')
  } catch (error) {
    if (!(error instanceof DirectoryFileError)) throw error
    return error.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`)
  }
  return []
}

describe('DOM-4: former names in a directory file', () => {
  it('make everything go by the first name, however it is referred to, with the name of today beside it', () => {
    const file = parseDirectoryFile(text, 'd.yaml')

    expect(file.domains[0]).toMatchObject({
      domain: 'old.example.com',
      renamedTo: 'new.example.com',
      superAdmin: 'ann@old.example.com',
    })
    expect(file.domains[1]).not.toHaveProperty('renamedTo')
    expect(file.accounts.map(({ email, domain }) => [email, domain])).toEqual([
      ['ann@old.example.com', 'old.example.com'],
      ['cy@new.example.com', 'old.example.com'],
      ['bo@b.example.com', 'b.example.com'],
    ])
    expect(file.people[0]?.accounts).toEqual(['ann@old.example.com', 'bo@b.example.com'])
    expect(file.relationships[0]?.domain).toBe('old.example.com')
    expect(file.grants[0]?.domain).toBe('old.example.com')
    // Said once, it counts wherever the person is.
    expect(file.desk[0]).toMatchObject({ email: 'ann@old.example.com', renamedTo: 'ann@new.example.com' })
    expect(file.operators[0]?.email).toBe('ann@old.example.com')
  })

  it('are the same where a large file is read in pieces, whatever stands first', () => {
    const sections = text.trim().split(/\n(?=\w)/)
    const turned = sections.toReversed().join('\n')
    const whole = parseDirectoryFile(text, 'd.yaml')
    const pieces = [...readDirectoryPieces(Buffer.from(`${turned}\n`), 'd.yaml')]

    const items = (section: string) =>
      pieces.flatMap((piece) => (piece.kind === 'items' && piece.section === section ? piece.items : []))
    expect(pieces.some(({ kind }) => kind === 'restart')).toBe(false)
    for (const section of ['domains', 'accounts', 'people', 'relationships', 'grants', 'desk'] as const)
      expect(items(section)).toEqual(whole[section])
    expect(pieces).toContainEqual({ kind: 'order', domain: 'old.example.com', customers: ['C1'] })
  })

  it('are refused where they are a name of somebody else, today or before, each with its line', () => {
    expect(faultsOf(text.replace('[ann@old.example.com]', '[bo@b.example.com]'))).toEqual([
      expect.stringMatching(
        /^6 accounts\[0\]\.formerly\[0\]: "bo@b\.example\.com" is somebody's name today: see accounts\[2\]/,
      ),
      expect.stringContaining('operators[0].email'),
    ])
    expect(faultsOf(text.replace('name: B,', 'formerly: [mid.example.com], name: B,'))).toEqual([
      expect.stringContaining(
        '"mid.example.com" is a former name of new.example.com as well: see domains[0]',
      ),
    ])
    expect(faultsOf(text.replace('name: Ann }', 'formerly: [ann@mid.example.com], name: Ann }'))).toEqual([
      expect.stringContaining('desk[0].formerly: ann@new.example.com begins with another former name'),
    ])
  })

  it('must be names of their kind', () => {
    expect(faultsOf(text.replace('[ann@old.example.com]', '[ann]'))[0]).toContain('is not an e-mail address')
    expect(faultsOf(text.replace('[old.example.com, mid.example.com]', '[]'))[0]).toContain(
      'must not be empty',
    )
  })
})
