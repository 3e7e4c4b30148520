import { type GoogleAdmin, GoogleAdminError, type GoogleUser } from '../google/google-admin.ts'
import type { Known } from './check-directory.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** License Manager's products: who works on cases needs Cloud Identity Free and nothing that is paid for. */
const cloudIdentity = '101001'
const workspace = 'Google-Apps'

/** DOM-3: the steps of docs/another-domain.md, as far as Google's own records tell how far they were taken. */
export async function checkGoogleDomain(
  google: GoogleAdmin,
  known: Known,
  domain: string,
): Promise<readonly Finding[]> {
  const entry = known.domains.find((one) => one.domain === domain)
  const accounts = known.accounts.filter((account) => account.domain === domain)
  const steps = [
    () => checkOwnership(google, domain),
    () => (entry ? checkSuperAdmin(google, entry.superAdmin) : Promise.resolve([])),
    () => checkUnits(google),
    () => checkAccounts(google, accounts),
    () => checkLicences(google, domain, accounts),
  ]
  const findings: Finding[] = []
  for (const step of steps) findings.push(...(await orTold(step)))
  return [...findings, automaticLicensing]
}

const automaticLicensing = byHand(
  'Automatic licensing: no API tells whether it is off.',
  'Admin console, Billing, Licence settings: off before any user is added, or each new one is given a paid licence.',
)

async function orTold(step: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof GoogleAdminError) return [problem(error.message, 'Mend it and run this again.')]
    throw error
  }
}

async function checkOwnership(google: GoogleAdmin, domain: string): Promise<readonly Finding[]> {
  const found = await google.domain(domain)
  if (!found) {
    return [
      problem(
        `${domain} is no domain of the organisation that you signed in to.`,
        `Sign in as a super admin of ${domain}.`,
      ),
    ]
  }
  if (found.verified) return [ok(`${domain} belongs to the organisation and is verified.`)]
  return [
    problem(
      `${domain} is not verified yet.`,
      'Admin console, Account, Domains: verify it by its DNS record.',
    ),
  ]
}

async function checkSuperAdmin(google: GoogleAdmin, email: string): Promise<readonly Finding[]> {
  const user = await google.user(email)
  if (!user)
    return [problem(`The super admin ${email} isn't a Google user.`, 'Make the account, or name another.')]
  const findings: Finding[] = []
  if (!user.superAdmin)
    findings.push(
      problem(`${email} is no super admin at Google.`, 'Assign the role Super Admin, or name another.'),
    )
  if (user.suspended)
    findings.push(problem(`${email} is suspended at Google.`, 'Restore it, or name another.'))
  if (!user.twoStep)
    findings.push(
      warning(
        `${email} has no 2-Step Verification.`,
        'A super admin without it is a risk: enrol a security key.',
      ),
    )
  return findings.length > 0
    ? findings
    : [ok(`${email} is a super admin at Google, with 2-Step Verification.`)]
}

async function checkUnits(google: GoogleAdmin): Promise<readonly Finding[]> {
  const units = await google.orgUnits()
  if (units.length > 0) return [ok(`Organisational units: ${units.join(', ')}.`)]
  return [
    warning(
      'There is no organisational unit beneath the root.',
      'Make one for the people who work on cases, so that its services and licences can be set apart.',
    ),
  ]
}

async function checkAccounts(google: GoogleAdmin, accounts: Known['accounts']): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const account of accounts) {
    const user = await google.user(account.email)
    findings.push(...(user ? compare(account, user) : [missing(account.email)]))
  }
  return findings
}

function missing(email: string): Finding {
  return problem(
    `${email} is in the directory but isn't a Google user.`,
    'Make the user (Cloud Identity Free is enough), or take the account out of the directory.',
  )
}

function compare(account: Known['accounts'][number], user: GoogleUser): readonly Finding[] {
  const { email } = account
  const findings: Finding[] = []
  if (user.suspended && !account.suspended)
    findings.push(
      problem(
        `${email} is suspended at Google but not in the directory.`,
        'Set suspended: true there, or restore it.',
      ),
    )
  if (account.superAdmin && !user.superAdmin)
    findings.push(
      problem(
        `${email} is a super admin in the directory but not at Google.`,
        'Take superAdmin: true away there.',
      ),
    )
  const wanting = account.roles.filter((role) => !user.roles.includes(role))
  if (wanting.length > 0)
    findings.push(
      warning(
        `${email}: the directory says ${wanting.join(', ')}, Google says ${user.roles.join(', ') || 'no role'}.`,
        'Assign the role in the Admin console, Account, Admin roles, or correct the directory. Names must be alike.',
      ),
    )
  if (user.orgUnit === '/' && !user.superAdmin)
    findings.push(
      warning(
        `${email} is in the root organizational unit.`,
        'Move it into the unit of the people who work on cases.',
      ),
    )
  if (findings.length > 0) return findings
  return [ok(`${email}: as at Google (${[user.orgUnit, ...user.roles].join(', ')}).`)]
}

async function checkLicences(
  google: GoogleAdmin,
  domain: string,
  accounts: Known['accounts'],
): Promise<readonly Finding[]> {
  const [free, paid] = await Promise.all([
    google.licensed(cloudIdentity, domain),
    google.licensed(workspace, domain),
  ])
  const without = accounts.filter(({ email }) => !free.includes(email) && !paid.includes(email))
  const costing = accounts.filter(({ email }) => paid.includes(email))
  return [
    ...(without.length > 0
      ? [
          warning(
            `No licence: ${without.map(({ email }) => email).join(', ')}.`,
            'Assign Cloud Identity Free: Admin console, Directory, Users, the user, Licences.',
          ),
        ]
      : []),
    ...(costing.length > 0
      ? [
          warning(
            `A paid Workspace licence: ${costing.map(({ email }) => email).join(', ')}.`,
            'Working on cases needs none; was automatic licensing on? Cloud Identity Free is enough.',
          ),
        ]
      : []),
    ...(without.length === 0 && costing.length === 0
      ? [ok(`All ${accounts.length} account(s) have Cloud Identity and no paid licence.`)]
      : []),
  ]
}
