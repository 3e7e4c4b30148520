import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkDirectory, checkDomain, type Known } from '../../src/doctor/check-directory.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const sample: Known = parseDirectoryFile(readFileSync(sampleDirectoryFile, 'utf8'), sampleDirectoryFile)
const hoshi = 'hoshi-cloud.example.com'
const now = new Date('2026-03-02T09:00:00Z')
const haruka = 'haruka.sato@hoshi-cloud.example.com'
const kenji = 'kenji.tanaka@hoshi-cloud.example.com'

function told(known: Known, domain = hoshi) {
  return checkDomain(known, domain, now, 'ask')
    .map(({ level, message: told }) => `${level}: ${told}`)
    .join('\n')
}

function withAccount(email: string, change: object): Known {
  const accounts = sample.accounts.map((one) => (one.email === email ? { ...one, ...change } : one))
  return { ...sample, accounts }
}

describe('DOM-3: what the directory tells of a reseller domain', () => {
  it('finds nothing wrong in the sample', () => {
    const findings = checkDirectory(sample, 'a file', now, 'ask')
    expect(findings.map(({ level }) => level)).not.toContain('fault')
    expect(findings.map(({ message: told }) => told).join('\n')).toContain(
      '4 of 8 accounts may work with cases',
    )
    expect(findings.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
      "daichi.ito@hoshi-cloud.example.com can't work with cases: of the privileges that it takes, Support is missing.",
      'akira.hayashi@hoshi-cloud.example.com holds Support Manager, which gives nothing here.',
      'nina.park@northwind-apps.example.com holds no role and no privilege: it can do nothing.',
    ])
  })

  it.each<[string, Known, string, string]>([
    [
      'a domain that is not listed',
      sample,
      'other.example.com',
      'fault: The directory knows no reseller domain',
    ],
    ['a suspended super admin', withAccount(haruka, { suspended: true }), hoshi, 'is suspended'],
    [
      'a super admin without the right',
      withAccount(haruka, { superAdmin: false }),
      hoshi,
      'its account is none',
    ],
    [
      'a super admin that is no account',
      { ...sample, accounts: sample.accounts.filter((one) => one.email !== haruka) },
      hoshi,
      "isn't listed under accounts",
    ],
    [
      'an account that holds nothing',
      withAccount(kenji, { roles: [] }),
      hoshi,
      `warning: ${kenji} holds no role and no privilege`,
    ],
    [
      'a role that is misspelled',
      withAccount(kenji, { roles: ['Reseller admin'] }),
      hoshi,
      `fault: ${kenji}: "Reseller admin" gives nothing.`,
    ],
    [
      'no customer',
      { ...sample, relationships: [] },
      hoshi,
      'warning: hoshi-cloud.example.com: it serves no customer',
    ],
    [
      'no grant',
      { ...sample, grants: [] },
      hoshi,
      'warning: hoshi-cloud.example.com: 0 of 7 customers granted',
    ],
  ])('names %s', (_what, known, domain, expected) => {
    expect(told(known, domain)).toContain(expected)
  })

  it('counts only customers that are served now', () => {
    const ended = sample.relationships.map((one) => ({ ...one, to: new Date('2026-01-01T00:00:00Z') }))
    expect(told({ ...sample, relationships: ended })).toContain('serves no customer now')
  })

  it('counts only what there is: nobody of a desk, and no account that may work', () => {
    const none = sample.accounts.map((one) => ({ ...one, suspended: true }))
    const kinds = checkDirectory({ ...sample, desk: [], accounts: none }, 'a file', now, 'ask').map(
      ({ kind }) => kind,
    )
    expect(kinds).not.toContain('desk-agents')
    expect(kinds).not.toContain('case-accounts')
  })

  it('GRA-1: counts what is assumed and what is unknown, and explains the switch', () => {
    const [first] = sample.relationships.filter(({ domain }) => domain === hoshi)
    const relationships = sample.relationships.map((one) =>
      one === first ? { ...one, kind: 'support-partner' as const } : one,
    )
    const known = { ...sample, relationships, grants: [] }
    const [assumed] = checkDomain(known, hoshi, now, 'assume').filter(({ message }) =>
      message.includes('granted access'),
    )
    expect(assumed).toMatchObject({
      level: 'by-hand',
      message: `${hoshi}: 0 of 7 customers granted access. Not granted: 6 assumed, 1 unknown.`,
    })
    expect(assumed).toMatchObject({
      remedy: expect.stringMatching(/\/case setup grants ask, or GRANT_DEFAULT=ask where the environment/),
    })
    expect(told(known)).toContain('Not granted: 7 unknown.')
  })

  it('says for each thing that is not right what to do', () => {
    const bad = { ...sample, relationships: [], desk: [], accounts: [] }
    for (const one of checkDirectory(bad, 'a file', now, 'ask')) {
      if (one.level !== 'ok') expect(one.remedy).toBeTruthy()
    }
  })
})
