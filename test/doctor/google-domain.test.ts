import { describe, expect, it } from 'vitest'
import type { Known } from '../../src/doctor/check-directory.ts'
import { checkGoogleDomain } from '../../src/doctor/check-google-domain.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { openSignedIn } from '../../src/google/google-admin-sign-in.ts'
import type { Item } from '../../src/people/directory-schema.ts'
import type { NameMapping } from '../../src/people/google/privilege-names.ts'
import { anAccount } from '../support/build-directory.ts'
import { writeClientFile } from '../support/google/connect-google.ts'
import {
  apiDisabled,
  forbidden,
  scopeMissing,
  tokenRefused,
  tooMany,
  unauthorized,
  unavailable,
} from '../support/google/google-refusals.ts'
import { type AskedRequest, aLocalGoogle, type LocalGoogle } from '../support/google/google-server.ts'
import { anOrganization, aWorld, type OrganizationBuilder } from '../support/google/google-world.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'

const hoshi = 'hoshi-cloud.example.com'
const admin = `admin@${hoshi}`
const kenji = `kenji@${hoshi}`
const mai = `mai@${hoshi}`
const caseWork = ['Support', 'View customers', "Access customers' support cases"]

type Account = Item<'accounts'>
const account = (email: string, more: Partial<Account> = {}): Account =>
  anAccount({ email, domain: hoshi, ...more })

interface Scene {
  readonly builder: OrganizationBuilder
  /** What the directory has, by address. */
  readonly accounts: Map<string, Account>
}

/** A super admin, a Reseller Admin, and one by the privileges of two custom roles, one of them a group's: here and at Google alike. */
function inOrder(): Scene {
  const builder = anOrganization(1, hoshi)
  const { organization } = builder
  const superAdmin = findUser(organization, admin)
  superAdmin.isEnrolledIn2Sv = true
  builder.assign('_RESELLER_ADMIN_ROLE', builder.user('kenji'))
  const worker = builder.user('mai')
  builder.assign('Case worker', worker)
  builder.assign('Support desk', builder.group('support', worker))
  for (const { primaryEmail: userId } of organization.users)
    organization.licenses.push({ productId: '101001', skuId: '1010010001', userId })
  return {
    builder,
    accounts: new Map([
      [admin, account(admin, { superAdmin: true })],
      [kenji, account(kenji, { roles: ['Reseller Admin'] })],
      [mai, account(mai, { privileges: caseWork })],
    ]),
  }
}

function findUser({ users }: OrganizationBuilder['organization'], email: string) {
  const user = users.find(({ primaryEmail }) => primaryEmail === email)
  if (!user) throw new Error(`There is no user ${email}`)
  return user
}

/** Somebody signs in where no browser opens, and the doctor looks. */
async function check(
  { builder, accounts }: Scene,
  play: (google: LocalGoogle) => void = () => {},
  mapping?: NameMapping,
): Promise<readonly Finding[]> {
  const google = await aLocalGoogle(aWorld(builder.organization), { pageSize: 2 })
  let shown = ''
  const asked = await openSignedIn({
    clientFile: writeClientFile(google.world),
    admin,
    inBrowser: false,
    terminal: {
      show: (text) => {
        shown += text
      },
      ask: async () =>
        google.tokens.consent(/https:\/\/accounts\.google\.com\S+/.exec(shown)?.[0] ?? '', { email: admin }),
    },
    network: google.network,
    clock: aSkippingClock(),
  })
  play(google)
  const known: Known = {
    domains: [{ domain: hoshi, name: 'Hoshi', superAdmin: admin, language: 'ja' }],
    accounts: [...accounts.values()],
    people: [],
    customers: [],
    relationships: [],
    desk: [],
    grants: [],
  }
  const findings = await checkGoogleDomain(asked, known, hoshi, mapping)
  for (const { level, subject, remedy } of findings) {
    expect(subject).not.toBe('')
    if (level !== 'ok') expect(remedy).toBeTruthy()
  }
  return findings
}

const tell = (findings: readonly Finding[]) => findings.map(({ level, message }) => `${level}: ${message}`)
const unwell = (findings: readonly Finding[]) =>
  tell(findings.filter(({ level, kind }) => level !== 'ok' && kind !== 'google-automatic-licensing'))

function change(scene: Scene, email: string, more: Partial<Account>): void {
  scene.accounts.set(email, { ...(scene.accounts.get(email) ?? account(email)), ...more })
}

const asksRolesOf =
  (email: string) =>
  ({ method, query }: AskedRequest) =>
    method === 'directory.roleAssignments.list' && query.userKey === email

describe("DOM-3: a reseller domain in Google's own records", () => {
  it('finds everything in order, and says what no API tells', async () => {
    const findings = await check(inOrder())
    expect(unwell(findings)).toEqual([])
    expect(tell(findings)).toEqual([
      `ok: ${hoshi} belongs to the organization and is verified.`,
      `ok: ${admin} is a super admin at Google, with 2-Step Verification.`,
      'ok: Organizational units: /Support.',
      `ok: ${admin}: as at Google (/, super admin).`,
      `ok: ${kenji}: as at Google (/Support, Reseller Admin).`,
      `ok: ${mai}: as at Google (/Support, Case worker, Support desk).`,
      'ok: All 3 accounts have Cloud Identity Free and no Google Workspace license.',
      'by-hand: Automatic licensing: no API tells whether it is off.',
    ])
  })

  it.each<[string, (scene: Scene) => void, readonly string[]]>([
    [
      'a domain that is not verified',
      ({ builder }) => {
        builder.organization.domains = [{ domainName: hoshi, isPrimary: true, verified: false }]
      },
      [`fault: ${hoshi} is not verified yet.`],
    ],
    [
      'a super admin who is archived at Google',
      ({ builder }) => {
        findUser(builder.organization, admin).archived = true
      },
      [
        `fault: ${admin} is archived at Google.`,
        `fault: ${admin} is archived at Google but not suspended in the directory.`,
      ],
    ],
    [
      'what a role by a group in a group gives, and not only what is given directly',
      (scene) => {
        const { builder } = scene
        const yui = builder.user('yui')
        builder.assign('_RESELLER_ADMIN_ROLE', builder.group('outer', builder.group('inner', yui)))
        builder.organization.licenses.push({ productId: '101001', userId: `yui@${hoshi}` })
        change(scene, `yui@${hoshi}`, { roles: [] })
      },
      [
        `warning: yui@${hoshi}: the directory has nothing; Google has Reseller Admin, Access customers' support cases, Support, View customers. It can work with cases at Google, but not here.`,
      ],
    ],
    [
      'a domain of another organization',
      ({ builder }) => {
        builder.organization.domains = [{ domainName: 'other.example.com', isPrimary: true, verified: true }]
      },
      [
        // Whoever is missing there is none of this domain's: to create or remove them would be wrong.
        `fault: ${hoshi} isn't a domain of the organization that you signed in to, so nothing was compared.`,
      ],
    ],
    [
      'a super admin without a second factor',
      ({ builder }) => {
        findUser(builder.organization, admin).isEnrolledIn2Sv = false
      },
      [`warning: ${admin} has no 2-Step Verification.`],
    ],
    [
      'a super admin whom the directory does not know',
      ({ builder }) => {
        builder.user('stranger', { isAdmin: true })
        builder.user('former', { isAdmin: true, suspended: true })
      },
      [`warning: stranger@${hoshi} is a super admin at Google, and the directory doesn't list it.`],
    ],
    [
      'a super admin whom only one side knows as such',
      (scene) => {
        change(scene, kenji, { superAdmin: true })
        findUser(scene.builder.organization, mai).isAdmin = true
      },
      [
        `fault: ${kenji} is a super admin in the directory but not at Google.`,
        `warning: ${mai} is a super admin at Google but not in the directory.`,
      ],
    ],
    [
      'no unit',
      ({ builder }) => {
        builder.organization.orgUnits = []
      },
      [`warning: ${hoshi} has no organizational unit beneath the root.`],
    ],
    [
      'the root unit',
      ({ builder }) => {
        findUser(builder.organization, kenji).orgUnitPath = '/'
      },
      [`warning: ${kenji} is in the root organizational unit.`],
    ],
    [
      'an account that Google does not know',
      ({ builder }) => {
        const { organization } = builder
        organization.users = organization.users.filter(({ primaryEmail }) => primaryEmail !== mai)
      },
      [`fault: ${mai} is in the directory but isn't a Google user.`],
    ],
    [
      'one whose address changed',
      ({ builder }) => {
        const user = findUser(builder.organization, mai)
        user.primaryEmail = `mai.new@${hoshi}`
        user.aliases = [mai]
        for (const license of builder.organization.licenses)
          if (license.userId === mai) license.userId = user.primaryEmail
      },
      [`warning: ${mai} is another address of mai.new@${hoshi} at Google.`],
    ],
    [
      'who is suspended or archived on one side only',
      (scene) => {
        findUser(scene.builder.organization, kenji).archived = true
        change(scene, mai, { suspended: true })
      },
      [
        `fault: ${kenji} is archived at Google but not suspended in the directory.`,
        `warning: ${mai} is suspended in the directory but active at Google.`,
      ],
    ],
    [
      'two accounts without any role, by name',
      (scene) => {
        change(scene, kenji, { roles: [] })
        change(scene, mai, { privileges: [] })
        scene.builder.organization.assignments.splice(1)
      },
      [kenji, mai].map(
        (email) =>
          `warning: ${email} holds no role and no privilege, neither in the directory nor at Google: it can do nothing.`,
      ),
    ],
    [
      'a role that only the directory has',
      ({ builder }) => {
        builder.organization.assignments.splice(1, 1)
      },
      [
        `fault: ${kenji}: the directory has Reseller Admin; Google has nothing. It can work with cases here, but not at Google.`,
      ],
    ],
    [
      'a custom role that is called like the prebuilt one',
      ({ builder }) => {
        const role = builder.organization.roles.find(({ roleName }) => roleName === '_RESELLER_ADMIN_ROLE')
        Object.assign(role ?? {}, { roleName: 'Reseller Admin', isSystemRole: false, rolePrivileges: [] })
      },
      [
        `fault: ${kenji}: the directory has Reseller Admin; Google has a custom role called Reseller Admin. It can work with cases here, but not at Google.`,
      ],
    ],
    [
      'a role that only Google has',
      (scene) => change(scene, kenji, { roles: ['View customers'] }),
      [
        `warning: ${kenji}: the directory has View customers; Google has Reseller Admin, Access customers' support cases, Support, View customers. It can work with cases at Google, but not here.`,
      ],
    ],
    [
      'other names, though they come to the same',
      (scene) => change(scene, mai, { roles: ['Reseller Admin'], privileges: [] }),
      [
        `warning: ${mai}: the directory has Reseller Admin; Google has Case worker, Support desk, Access customers' support cases, Support, View customers.`,
      ],
    ],
    [
      'a role for one unit only',
      ({ builder }) => {
        builder.assign('Support desk', findUser(builder.organization, kenji), {
          scopeType: 'ORG_UNIT',
          orgUnitId: '1support',
        })
      },
      [
        `warning: ${kenji} holds Support desk only in an organizational unit or under a condition. It doesn't count here.`,
      ],
    ],
    [
      'Indirect Reseller Admin',
      (scene) => {
        scene.builder.assign('_INDIRECT_RESELLER_ADMIN_ROLE', scene.builder.user('yui'))
        scene.builder.organization.licenses.push({ productId: '101001', userId: `yui@${hoshi}` })
        change(scene, `yui@${hoshi}`, { roles: ['Indirect Reseller Admin'] })
      },
      [`warning: yui@${hoshi} holds Indirect Reseller Admin at Google, which gives no access to cases.`],
    ],
    [
      'what has no name at Google that is known',
      (scene) => change(scene, kenji, { roles: ['Reseller Admin', 'Legacy enterprise'] }),
      [`by-hand: ${kenji}: no API tells whether it holds Legacy enterprise at Google.`],
    ],
    [
      'no license, and a paid one as automatic licensing gives',
      ({ builder }) => {
        const { licenses } = builder.organization
        licenses.splice(1)
        licenses.push({ productId: 'Google-Apps', skuId: '1010020027', userId: mai })
      },
      [
        `warning: ${kenji} has neither a Cloud Identity Free nor a Google Workspace license.`,
        `warning: ${mai} has a paid Google Workspace license.`,
      ],
    ],
    [
      'no license of an account that nobody can sign in to, or that is no user',
      (scene) => {
        const { organization } = scene.builder
        Object.assign(findUser(organization, kenji), { suspended: true })
        change(scene, kenji, { suspended: true })
        organization.users = organization.users.filter(({ primaryEmail }) => primaryEmail !== mai)
        organization.licenses.splice(1)
      },
      [`fault: ${mai} is in the directory but isn't a Google user.`],
    ],
    [
      'a role of their own that is only called like the one that counts',
      ({ builder }) => {
        const { organization } = builder
        organization.assignments.splice(1, 1)
        organization.roles.push({ roleId: '77', roleName: 'Reseller Admin', rolePrivileges: [] })
        builder.assign('Reseller Admin', findUser(organization, kenji))
      },
      [
        `fault: ${kenji}: the directory has Reseller Admin; Google has a custom role called Reseller Admin. It can work with cases here, but not at Google.`,
      ],
    ],
  ])('names %s', async (_what, spoil, expected) => {
    const scene = inOrder()
    spoil(scene)
    expect(unwell(await check(scene))).toEqual(expected)
  })

  it('tells of an API that is off once, and says of no account that it is as at Google', async () => {
    const findings = await check(inOrder(), (google) =>
      google.instead(({ method }) => method?.startsWith('directory.') ?? false, apiDisabled()),
    )
    expect(unwell(findings)).toEqual([
      ...[admin, kenji, mai].map(
        (email) => `warning: ${email} was not compared: Google's users could not be read.`,
      ),
      `fault: Admin SDK API is turned off in your Google Cloud project (needed for the domain of ${hoshi}). Not read for the same reason: the users of the signed-in admin's organization, the organizational units of the signed-in admin's organization.`,
    ])
    expect(findings.filter(({ level }) => level === 'ok').map(({ kind }) => kind)).toEqual(['google-license'])
    expect(findings.find(({ kind }) => kind === 'google-api')).toMatchObject({ subject: 'Admin SDK API' })
  })

  it('lets one account’s 403 and another’s 503 hide nobody else', async () => {
    const findings = await check(inOrder(), (google) => {
      google.instead(asksRolesOf(admin), forbidden())
      google.instead(asksRolesOf(kenji), unavailable())
    })
    expect(unwell(findings)).toEqual([
      ...[admin, kenji].map(
        (email) =>
          `warning: ${email}: what it holds at Google could not be read, so its roles were not compared.`,
      ),
      `fault: Google doesn't permit reading the role assignments of ${admin} (Not Authorized to access this resource/api).`,
      `fault: Google could not be reached for the role assignments of ${kenji} (The service is currently unavailable.).`,
    ])
    expect(tell(findings)).toContain(`ok: ${mai}: as at Google (/Support, Case worker, Support desk).`)
    const causes = findings.filter(({ kind }) => kind === 'google-api').map(({ cause }) => cause)
    expect(causes).toEqual([undefined, 'unreachable'])
  })

  it('goes by what names mean in this installation, as a sync does', async () => {
    const scene = inOrder()
    change(scene, mai, { roles: ['Reseller Admin'], privileges: caseWork })
    const mapping = { roles: { 'Case worker': 'Reseller Admin' }, privileges: [] }
    expect(unwell(await check(scene, undefined, mapping))).toEqual([])
  })

  it('names the one question that the sign-in does not cover, and answers the others', async () => {
    const findings = await check(inOrder(), (google) =>
      google.instead(({ method }) => method === 'directory.orgunits.list', scopeMissing()),
    )
    expect(unwell(findings)).toEqual([
      `fault: The sign-in doesn't cover the organizational units of the signed-in admin's organization (Request had insufficient authentication scopes.).`,
    ])
    expect(findings.filter(({ kind }) => kind === 'google-units')).toEqual([])
    expect(findings.filter(({ kind, level }) => kind === 'google-account' && level === 'ok')).toHaveLength(3)
  })

  it('compares nobody where the list of users breaks off, and says so of each', async () => {
    const findings = await check(inOrder(), (google) =>
      google.instead(
        ({ method, query }) => method === 'directory.users.list' && query.pageToken !== undefined,
        forbidden(),
      ),
    )
    expect(unwell(findings)).toEqual([
      ...[admin, kenji, mai].map(
        (email) => `warning: ${email} was not compared: Google's users could not be read.`,
      ),
      `fault: Google doesn't permit reading the users of the signed-in admin's organization (Not Authorized to access this resource/api).`,
    ])
  })

  it('tells once of a sign-in that ends in the middle, and gives no ✓ from then on', async () => {
    const findings = await check(inOrder(), (google) => {
      google.instead(({ method }) => method === 'directory.roleAssignments.list', unauthorized())
      google.instead(
        ({ method }) => method === 'token',
        tokenRefused('invalid_grant', 'Token has been revoked.'),
      )
    })
    const problems = findings.filter(({ kind }) => kind === 'google-api')
    expect(problems).toMatchObject([
      { level: 'fault', message: expect.stringContaining("Google doesn't accept the credentials for") },
    ])
    expect(problems[0]?.message).toMatch(/Not read for the same reason: /)
    expect(findings.filter(({ kind }) => kind === 'google-account')).toEqual([])
    expect(findings.filter(({ kind }) => kind === 'google-unread').map(({ subject }) => subject)).toEqual([
      admin,
      kenji,
      mai,
    ])
  })

  it.each([
    ['a limit that Google keeps up', tooMany('3600'), 'unreachable'],
    ['licenses that this admin may not read', forbidden(), undefined],
  ])('tells of %s for licenses, and compares the accounts all the same', async (_what, answer, cause) => {
    const findings = await check(inOrder(), (google) =>
      google.instead(({ method }) => method?.startsWith('licensing.') ?? false, answer),
    )
    expect(findings.filter(({ level }) => level === 'fault').map((one) => [one.kind, one.cause])).toEqual([
      ['google-api', cause],
    ])
    expect(findings.filter(({ kind }) => kind === 'google-license')).toEqual([])
    expect(findings.filter(({ kind, level }) => kind === 'google-account' && level === 'ok')).toHaveLength(3)
  })

  it('tries again what may pass, before it says anything', async () => {
    const findings = await check(inOrder(), (google) => google.instead(asksRolesOf(kenji), unavailable(), 2))
    expect(unwell(findings)).toEqual([])
  })
})
