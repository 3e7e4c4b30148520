import { readFileSync } from 'node:fs'
import { OAuth2Client } from 'google-auth-library'
import { describe, expect, it } from 'vitest'
import type { Known } from '../../src/doctor/check-directory.ts'
import { checkGoogleDomain } from '../../src/doctor/check-google-domain.ts'
import { openGoogleAdmin } from '../../src/google/google-admin.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { serve } from '../support/fake-server.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const hoshi = 'hoshi-cloud.example.com'
const haruka = `haruka.sato@${hoshi}`
const kenji = `kenji.tanaka@${hoshi}`
const sample: Known = parseDirectoryFile(readFileSync(sampleDirectoryFile, 'utf8'), sampleDirectoryFile)
const known: Known = {
  ...sample,
  accounts: sample.accounts.filter(({ email }) => email === haruka || email === kenji),
}

interface User {
  readonly primaryEmail: string
  readonly isAdmin?: boolean
  readonly suspended?: boolean
  readonly isEnrolledIn2Sv?: boolean
  readonly orgUnitPath?: string
  readonly roles?: readonly string[]
}

/** What Google's records hold, as its APIs answer. */
interface Records {
  readonly domains: Readonly<Record<string, { readonly verified: boolean }>>
  readonly users: readonly User[]
  readonly units: readonly string[]
  readonly licences: Readonly<Record<string, readonly string[]>>
  readonly refuse?: { readonly path: RegExp; readonly status: number; readonly message: string }
}

const inOrder: Records = {
  domains: { [hoshi]: { verified: true } },
  users: [
    { primaryEmail: haruka, isAdmin: true, isEnrolledIn2Sv: true, orgUnitPath: '/' },
    { primaryEmail: kenji, orgUnitPath: '/Support', roles: ['Reseller Admin'] },
  ],
  units: ['/Support'],
  licences: { '101001': [haruka, kenji], 'Google-Apps': [] },
}

const roleIds: Readonly<Record<string, string>> = { 'Reseller Admin': '7', Helpdesk: '8' }
const missing = { status: 404, body: { error: { code: 404, message: 'Resource Not Found' } } }

/** Admin SDK and License Manager, as far as they are asked; lists come in pages of one. */
function answer(records: Records, url: URL): { readonly status: number; readonly body: object } {
  const path = decodeURIComponent(url.pathname)
  const refused = records.refuse
  if (refused?.path.test(path))
    return { status: refused.status, body: { error: { code: refused.status, message: refused.message } } }
  const found = (item: object | undefined) => (item ? { status: 200, body: item } : missing)
  const inPages = <T>(items: readonly T[]) => {
    const at = Number(url.searchParams.get('pageToken') ?? 0)
    const more = at + 1 < items.length ? { nextPageToken: String(at + 1) } : {}
    return { status: 200, body: { items: items.slice(at, at + 1), ...more } }
  }
  const domain = /\/customer\/my_customer\/domains\/(.+)$/.exec(path)?.[1]
  if (domain) return found(records.domains[domain])
  const user = /\/directory\/v1\/users\/(.+)$/.exec(path)?.[1]
  if (user) return found(records.users.find((one) => one.primaryEmail === user))
  if (path.endsWith('/orgunits'))
    return found({ organizationUnits: records.units.map((orgUnitPath) => ({ orgUnitPath })) })
  if (path.endsWith('/roles'))
    return inPages(Object.entries(roleIds).map(([roleName, roleId]) => ({ roleId, roleName })))
  if (path.endsWith('/roleassignments')) {
    const held = records.users.find((one) => one.primaryEmail === url.searchParams.get('userKey'))
    return inPages((held?.roles ?? []).map((role) => ({ roleId: roleIds[role] })))
  }
  const product = /\/licensing\/v1\/product\/([^/]+)\/users$/.exec(path)?.[1]
  return product ? inPages((records.licences[product] ?? []).map((userId) => ({ userId }))) : missing
}

async function check(records: Records): Promise<readonly string[]> {
  const tokens = new Set<string | undefined>()
  const url = await serve((request, response) => {
    tokens.add(request.headers.authorization)
    const { status, body } = answer(records, new URL(request.url ?? '', 'http://local'))
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const auth = new OAuth2Client()
  auth.setCredentials({ access_token: 'of-the-admin' })
  const google = await openGoogleAdmin({ auth, rootUrl: `${url}/` })
  const findings = await checkGoogleDomain(google, known, hoshi)
  for (const one of findings) if (one.level !== 'ok') expect(one.next).toBeTruthy()
  expect(tokens).toEqual(new Set(['Bearer of-the-admin']))
  return findings.map(({ level, message: told }) => `${level}: ${told}`)
}

describe("DOM-3: a reseller domain in Google's own records", () => {
  it('finds everything in order, and says what no API tells', async () => {
    const told = await check(inOrder)
    expect(told.filter((line) => !line.startsWith('ok'))).toEqual([
      'by-hand: Automatic licensing: no API tells whether it is off.',
    ])
    expect(told).toContain(`ok: ${kenji}: as at Google (/Support, Reseller Admin).`)
    expect(told).toContain('ok: All 2 account(s) have Cloud Identity and no paid licence.')
  })

  const withUser = (email: string, change: Partial<User>): Records => ({
    ...inOrder,
    users: inOrder.users.map((one) => (one.primaryEmail === email ? { ...one, ...change } : one)),
  })

  it.each<[string, Records, string]>([
    ['a domain of another organisation', { ...inOrder, domains: {} }, `fault: ${hoshi} is no domain`],
    [
      'one that is not verified',
      { ...inOrder, domains: { [hoshi]: { verified: false } } },
      'is not verified yet',
    ],
    [
      'a super admin that is none',
      withUser(haruka, { isAdmin: false }),
      `fault: ${haruka} is no super admin`,
    ],
    [
      'a suspended super admin',
      withUser(haruka, { suspended: true }),
      `fault: ${haruka} is suspended at Google`,
    ],
    ['one without a second factor', withUser(haruka, { isEnrolledIn2Sv: false }), 'no 2-Step Verification'],
    ['no unit', { ...inOrder, units: [] }, 'warning: There is no organisational unit'],
    [
      'an account that Google does not know',
      { ...inOrder, users: inOrder.users.slice(0, 1) },
      `fault: ${kenji} is in the directory but isn't a Google user.`,
    ],
    [
      'one that is suspended there',
      withUser(kenji, { suspended: true }),
      `fault: ${kenji} is suspended at Google`,
    ],
    [
      'another role',
      withUser(kenji, { roles: ['Helpdesk'] }),
      `warning: ${kenji}: the directory says Reseller Admin, Google says Helpdesk.`,
    ],
    [
      'the root unit',
      withUser(kenji, { orgUnitPath: '/' }),
      `warning: ${kenji} is in the root organizational unit.`,
    ],
    ['no licence', { ...inOrder, licences: { '101001': [haruka] } }, `warning: No licence: ${kenji}.`],
    [
      'a paid licence, as automatic licensing gives',
      { ...inOrder, licences: { '101001': [haruka], 'Google-Apps': [kenji] } },
      `warning: A paid Workspace licence: ${kenji}.`,
    ],
    [
      'a right that is missing, and goes on with the rest',
      { ...inOrder, refuse: { path: /orgunits/, status: 403, message: 'Not Authorized' } },
      "fault: Google doesn't permit reading the organizational units of the signed-in admin's organization (Not Authorized).",
    ],
  ])('names %s', async (_what, records, expected) => {
    const told = await check(records)
    expect(told.join('\n')).toContain(expected)
    expect(told.at(-1)).toContain('Automatic licensing')
  })
})
