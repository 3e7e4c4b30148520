import type { GoogleAdmin, GoogleUser } from '../google/google-admin.ts'
import { GoogleApiError, type GoogleProblem } from '../google/google-api-error.ts'
import type { NameMapping } from '../people/google/privilege-names.ts'
import { groupBy } from '../people/group-by.ts'
import type { Known } from './check-directory.ts'
import { compareAccount } from './compare-google-account.ts'
import { counted } from './counted.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** License Manager's products: who works on cases needs Cloud Identity Free and nothing that is paid for. */
const cloudIdentity = '101001'
const workspace = 'Google-Apps'

type Accounts = Known['accounts']

/**
 * DOM-3: the steps of docs/another-domain.md, as far as Google's own records tell how far they were taken. What Google does not answer
 * hides nothing else, and is told once.
 */
export async function checkGoogleDomain(
  google: GoogleAdmin,
  known: Known,
  domain: string,
  mapping: NameMapping = { roles: {}, privileges: [] },
): Promise<readonly Finding[]> {
  const entry = known.domains.find((one) => one.domain === domain)
  const accounts = known.accounts.filter((account) => account.domain === domain)
  const problems: GoogleProblem[] = []
  const owned = await orNoted(checkOwnership(google, domain), problems)
  if (owned?.foreign) return [owned.finding]
  const users = await orNoted(google.users(), problems)
  const units = await orNoted(checkUnits(google, domain), problems)
  const byAddress = new Map((users ?? []).flatMap((user) => listAddresses(user).map((at) => [at, user])))
  const licenses = await orNoted(checkLicenses(google, domain, accounts, users && byAddress), problems)
  const compared = await Promise.all(
    (users ? accounts : []).map(async (account) => {
      const user = byAddress.get(account.email)
      if (!user) return { findings: [missing(account.email)], problems: [] }
      const own: GoogleProblem[] = []
      const assigned = await orNoted(google.roles(user.email), own)
      return { findings: compareAccount(account, user, assigned, mapping), problems: own }
    }),
  )
  problems.push(...compared.flatMap((one) => one.problems))
  return [
    ...(owned ? [owned.finding] : []),
    ...(users && entry ? checkSuperAdmin(entry.superAdmin, byAddress.get(entry.superAdmin)) : []),
    ...(users ? findUnknownSuperAdmins(users, known) : []),
    ...(units ?? []),
    ...(users ? compared.flatMap(({ findings }) => findings) : accounts.map(({ email }) => unread(email))),
    ...(licenses ?? []),
    ...describeProblems(problems),
    byHand(
      { kind: 'google-automatic-licensing', subject: domain },
      'Automatic licensing: no API tells whether it is off.',
      'Admin console, Billing, License settings: turn it off before you add users, or each new one gets a paid license.',
    ),
  ]
}

/** What Google does not answer is noted, and the rest goes on. */
async function orNoted<T>(asking: Promise<T>, problems: GoogleProblem[]): Promise<T | undefined> {
  try {
    return await asking
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

const listAddresses = ({ email, aliases }: GoogleUser): readonly string[] => [email, ...aliases]

/** One line for each reason, whatever it kept from being asked; each API that is off by itself. */
function describeProblems(problems: readonly GoogleProblem[]): readonly Finding[] {
  const groups = groupBy(problems, ({ reason, api }) => `${reason} ${api?.name ?? ''}`)
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const name = ({ asked, subject }: GoogleProblem) => `${asked} of ${subject}`
    const rest = [...new Set(others.map(name))].filter((one) => one !== name(first))
    const also = rest.length > 0 ? ` Not read for the same reason: ${rest.join(', ')}.` : ''
    const passes = first.reason === 'unavailable' || first.reason === 'throttled'
    return [
      problem(
        {
          kind: 'google-api',
          subject: first.api?.name ?? [...new Set([first, ...others].map((one) => one.subject))].join(', '),
          ...(passes ? { cause: 'unreachable' } : {}),
        },
        `${first.message}${also}`,
        first.remedy,
      ),
    ]
  })
}

async function checkOwnership(
  google: GoogleAdmin,
  domain: string,
): Promise<{ readonly finding: Finding; readonly foreign: boolean }> {
  const about = { kind: 'google-domain', subject: domain } as const
  const found = await google.domain(domain)
  if (!found)
    return {
      foreign: true,
      finding: problem(
        about,
        `${domain} isn't a domain of the organization that you signed in to, so nothing was compared.`,
        `Sign in as a super admin of ${domain}.`,
      ),
    }
  if (found.verified)
    return { foreign: false, finding: ok(about, `${domain} belongs to the organization and is verified.`) }
  return {
    foreign: false,
    finding: problem(
      about,
      `${domain} is not verified yet.`,
      'Admin console, Account, Domains: verify it by its DNS record.',
    ),
  }
}

function checkSuperAdmin(email: string, user: GoogleUser | undefined): readonly Finding[] {
  const about = { kind: 'google-super-admin', subject: email } as const
  if (!user)
    return [
      problem(
        about,
        `The super admin ${email} isn't a Google user.`,
        'Create the user, or name another super admin in the directory.',
      ),
    ]
  const findings: Finding[] = []
  if (!user.superAdmin)
    findings.push(
      problem(
        about,
        `${email} isn't a super admin at Google.`,
        'Assign the role Super Admin, or name another super admin in the directory.',
      ),
    )
  if (user.state !== 'active')
    findings.push(
      problem(
        about,
        `${email} is ${user.state} at Google.`,
        'Restore it, or name another super admin in the directory.',
      ),
    )
  if (!user.twoStep)
    findings.push(
      warning(
        about,
        `${email} has no 2-Step Verification.`,
        'A super admin without it is a risk: enroll a security key.',
      ),
    )
  return findings.length > 0
    ? findings
    : [ok(about, `${email} is a super admin at Google, with 2-Step Verification.`)]
}

/** They hold every privilege at Google, and nobody here knows of them. */
function findUnknownSuperAdmins(users: readonly GoogleUser[], known: Known): readonly Finding[] {
  const listed = new Set(known.accounts.map(({ email }) => email))
  return users
    .filter(
      (user) =>
        user.superAdmin && user.state === 'active' && !listAddresses(user).some((at) => listed.has(at)),
    )
    .map(({ email }) =>
      warning(
        { kind: 'google-unknown-super-admin', subject: email },
        `${email} is a super admin at Google, and the directory doesn't list it.`,
        `List ${email} under accounts with superAdmin: true, or take the role Super Admin from it in the Admin console.`,
      ),
    )
}

async function checkUnits(google: GoogleAdmin, domain: string): Promise<readonly Finding[]> {
  const about = { kind: 'google-units', subject: domain } as const
  const units = await google.orgUnits()
  if (units.length > 0) return [ok(about, `Organizational units: ${units.join(', ')}.`)]
  return [
    warning(
      about,
      `${domain} has no organizational unit beneath the root.`,
      'Create one for the people who work on cases, so that its services and licenses can be set apart.',
    ),
  ]
}

function missing(email: string): Finding {
  return problem(
    { kind: 'google-account', subject: email },
    `${email} is in the directory but isn't a Google user.`,
    'Create the user (Cloud Identity Free is enough), or remove the account from the directory.',
  )
}

function unread(email: string): Finding {
  return warning(
    { kind: 'google-unread', subject: email },
    `${email} was not compared: Google's users could not be read.`,
    'Fix the problem that is named for Google, and run this again.',
  )
}

/** Google keeps licences under the primary address. Who is no user there, or can't sign in, needs none. */
async function checkLicenses(
  google: GoogleAdmin,
  domain: string,
  accounts: Accounts,
  byAddress: ReadonlyMap<string, GoogleUser> | undefined,
): Promise<readonly Finding[]> {
  const [free, paid] = await Promise.all([
    google.licensed(cloudIdentity, domain),
    google.licensed(workspace, domain),
  ])
  const holders = accounts.flatMap(({ email }) => {
    const user = byAddress?.get(email)
    if (byAddress && user?.state !== 'active') return []
    return [{ email, addresses: [email, ...(user ? [user.email] : [])] }]
  })
  const findings = holders.flatMap(({ email, addresses }) => {
    const about = { kind: 'google-license', subject: email } as const
    if (addresses.some((at) => paid.includes(at)))
      return [
        warning(
          about,
          `${email} has a paid Google Workspace license.`,
          'Working on cases needs none: Cloud Identity Free is enough. Check whether automatic licensing is on.',
        ),
      ]
    if (addresses.some((at) => free.includes(at))) return []
    return [
      warning(
        about,
        `${email} has neither a Cloud Identity Free nor a Google Workspace license.`,
        `If it has no other license, assign Cloud Identity Free: Admin console, Directory, Users, ${email}, Licenses.`,
      ),
    ]
  })
  if (findings.length > 0 || holders.length === 0) return findings
  const all = holders.length === 1 ? 'The account has' : `All ${counted(holders.length, 'account')} have`
  return [
    ok(
      { kind: 'google-license', subject: domain },
      `${all} Cloud Identity Free and no Google Workspace license.`,
    ),
  ]
}
