import type { Grant } from '../cases/directory.ts'
import { denyCaseWork } from '../cases/policy.ts'
import type { GrantDefault } from '../config/grant-settings.ts'
import type { DirectoryItems } from '../people/directory-store.ts'
import { describeLateName, type LateName } from '../people/join-late-names.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** Who is who, whole: from the directory file or from the database. */
export type Known = {
  readonly [Name in
    | 'domains'
    | 'accounts'
    | 'people'
    | 'customers'
    | 'relationships'
    | 'desk']: readonly DirectoryItems[Name][]
} & {
  readonly grants: readonly {
    customer: string
    domain: string
    state: Grant['state']
    changedAt?: Date | null
  }[]
}

/** The directory as a whole, then each of its reseller domains. */
export function checkDirectory(
  known: Known,
  from: string,
  now: Date,
  grantDefault: GrantDefault,
): readonly Finding[] {
  const { domains, accounts, customers, desk } = known
  const counted = [
    `${domains.length} reseller domain(s)`,
    `${accounts.length} account(s)`,
    `${customers.length} customer(s)`,
  ]
  return [
    ok(`The directory comes from ${from}: ${counted.join(', ')}.`),
    desk.length > 0
      ? ok(`The desk has ${desk.length} agent(s).`)
      : problem('Nobody answers cases: the directory names no desk agent.', 'List them under "desk".'),
    ...domains.flatMap(({ domain }) => checkDomain(known, domain, now, grantDefault)),
  ]
}

/** DOM-4: cases that nobody finds, since a former name was recorded too late. */
export function checkLateNames(late: readonly LateName[]): readonly Finding[] {
  return late.map((one) =>
    problem(describeLateName(one), 'Its people do not find them. Run: casethread directory join'),
  )
}

/** DOM-3: what the directory tells of one reseller domain. */
export function checkDomain(
  known: Known,
  domain: string,
  now: Date,
  grantDefault: GrantDefault,
): readonly Finding[] {
  const entry = known.domains.find((one) => one.domain === domain)
  if (!entry) {
    return [
      problem(
        `The directory knows no reseller domain ${domain}.`,
        'Add it under "domains" with its super admin, and its accounts under "accounts".',
      ),
    ]
  }
  const accounts = known.accounts.filter((account) => account.domain === domain)
  const workers = accounts.filter((account) => !denyCaseWork({ party: 'partner', account }, ''))
  return [
    checkSuperAdmin(domain, entry.superAdmin, accounts),
    workers.length > 0
      ? ok(`${domain}: ${workers.length} of ${accounts.length} account(s) may work with cases.`)
      : problem(
          `${domain}: none of its ${accounts.length} account(s) may work with cases (ACC-1).`,
          "Give one the role Reseller Admin, or the privileges Support, View customers and Access customers' support cases.",
        ),
    ...checkLinks(known, domain, workers),
    ...checkCustomers(known, domain, now, grantDefault),
  ]
}

function checkSuperAdmin(domain: string, email: string, accounts: Known['accounts']): Finding {
  const account = accounts.find((account) => account.email === email)
  if (!account) {
    return warning(
      `${domain}: its super admin ${email} isn't listed under accounts, so nobody can act as it.`,
      'List the account too, or name another super admin: people who are refused are told to ask this one.',
    )
  }
  if (account.suspended)
    return problem(
      `${domain}: its super admin ${email} is suspended.`,
      'Restore the account or name another.',
    )
  if (!account.superAdmin)
    return warning(
      `${domain}: ${email} is named as super admin but its account is none.`,
      'Set superAdmin: true.',
    )
  return ok(`${domain}: its super admin is ${email}.`)
}

function checkLinks(known: Known, domain: string, workers: Known['accounts']): readonly Finding[] {
  const listed = new Set(known.people.flatMap(({ accounts }) => accounts))
  const unlisted = workers.filter(({ email }) => !listed.has(email))
  if (unlisted.length === 0) return []
  return [
    byHand(
      `${domain}: ${unlisted.length} account(s) that may work are tied to no chat person in the directory.`,
      'Each of them types /case link once, or is known by a trusted chat e-mail: see docs/linking.md.',
    ),
  ]
}

function checkCustomers(
  known: Known,
  domain: string,
  now: Date,
  grantDefault: GrantDefault,
): readonly Finding[] {
  const served = known.relationships.filter(
    (relationship) =>
      relationship.domain === domain &&
      relationship.from <= now &&
      (relationship.to === null || now < relationship.to),
  )
  const ids = new Set(served.map(({ customer }) => customer))
  if (ids.size === 0) {
    return [
      warning(
        `${domain}: it serves no customer now.`,
        'List its customers under "relationships", or no case can be opened.',
      ),
    ]
  }
  const own = known.grants.filter((one) => one.domain === domain && ids.has(one.customer))
  const granted = own.filter(({ state }) => state === 'granted').length
  const settled = new Set(
    own.filter(({ state, changedAt }) => state !== 'unknown' || changedAt).map(({ customer }) => customer),
  )
  const assumes = grantDefault === 'assume'
  const unsettled = [...ids].filter((id) => !settled.has(id))
  const resold = new Set(served.filter(({ kind }) => kind === 'reseller').map(({ customer }) => customer))
  const assumed = assumes ? unsettled.filter((id) => resold.has(id)).length : 0
  const revoked = own.filter(({ state }) => state === 'revoked').length
  const unknown = ids.size - granted - revoked - assumed
  const counts = [
    ...(assumed > 0 ? [`${assumed} assumed`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(revoked > 0 ? [`${revoked} revoked`] : []),
  ]
  const rest = counts.length > 0 ? ` Not granted: ${counts.join(', ')}.` : ''
  const text = `${domain}: ${granted} of ${ids.size} customer(s) granted access.${rest}`
  if (granted + assumed === 0)
    return [
      warning(
        text,
        'Cases can be opened once a customer grants it: /case grant <customer> asks for it. GRANT_DEFAULT=assume lets resellers work where nothing was recorded (GRA-1).',
      ),
    ]
  if (assumed === 0) return [ok(text)]
  return [
    byHand(
      text,
      'GRANT_DEFAULT=assume: where nothing was recorded a reseller can work, as at Google, and cards say "assumed, not confirmed". /case grant <customer> asks for a confirmation; GRANT_DEFAULT=ask ends assuming.',
    ),
  ]
}
