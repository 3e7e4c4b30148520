import type { Grant } from '../cases/directory.ts'
import type { GrantDefault } from '../config/grant-settings.ts'
import type { DirectoryItems } from '../people/directory-store.ts'
import { describeLateName, type LateName } from '../people/join-late-names.ts'
import { mayWork } from './case-rights.ts'
import { checkHeldNames } from './check-held-names.ts'
import { counted } from './counted.ts'
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
  const counts = [
    counted(domains.length, 'reseller domain'),
    counted(accounts.length, 'account'),
    counted(customers.length, 'customer'),
  ]
  return [
    ok({ kind: 'directory', subject: from }, `The directory comes from ${from}: ${counts.join(', ')}.`),
    // Whether anybody of the desk can act is a check of its own.
    ...(desk.length > 0
      ? [ok({ kind: 'desk-agents', subject: 'desk' }, `The desk has ${counted(desk.length, 'agent')}.`)]
      : []),
    ...(domains.length > 0
      ? []
      : [
          problem(
            { kind: 'reseller-domain', subject: from },
            'The directory names no reseller domain, so no partner can open a case.',
            'List your reseller domains under "domains", and their accounts under "accounts".',
          ),
        ]),
    ...domains.flatMap(({ domain }) => checkDomain(known, domain, now, grantDefault)),
  ]
}

/** DOM-4: cases that nobody finds, since a former name was recorded too late. */
export function checkLateNames(late: readonly LateName[]): readonly Finding[] {
  return late.map((one) =>
    problem(
      { kind: 'late-name', subject: one.name },
      describeLateName(one),
      'Its people do not find them. Run: casethread directory join',
    ),
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
        { kind: 'reseller-domain', subject: domain },
        `The directory knows no reseller domain ${domain}.`,
        'Add it under "domains" with its super admin, and its accounts under "accounts".',
      ),
    ]
  }
  const accounts = known.accounts.filter((account) => account.domain === domain)
  const workers = accounts.filter(mayWork)
  return [
    checkSuperAdmin(domain, entry.superAdmin, accounts),
    // That there are none is told where it is checked who can act.
    ...(workers.length > 0
      ? [
          ok(
            { kind: 'case-accounts', subject: domain },
            `${domain}: ${workers.length} of ${counted(accounts.length, 'account')} may work with cases.`,
          ),
        ]
      : []),
    ...checkHeldNames(accounts),
    ...checkCustomers(known, domain, now, grantDefault),
  ]
}

function checkSuperAdmin(domain: string, email: string, accounts: Known['accounts']): Finding {
  const about = { kind: 'super-admin', subject: email } as const
  const account = accounts.find((account) => account.email === email)
  if (!account) {
    return warning(
      about,
      `${domain}: its super admin ${email} isn't listed under accounts, so nobody can act as it.`,
      'List the account too, or name another super admin: people who are refused are told to ask this one.',
    )
  }
  if (account.suspended)
    return problem(
      about,
      `${domain}: its super admin ${email} is suspended.`,
      'Restore the account or name another.',
    )
  if (!account.superAdmin)
    return warning(
      about,
      `${domain}: ${email} is named as super admin but its account is none.`,
      `Set superAdmin: true on the account ${email}, or name another.`,
    )
  return ok(about, `${domain}: its super admin is ${email}.`)
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
        { kind: 'customers', subject: domain },
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
  const about = { kind: 'grants', subject: domain } as const
  const text = `${domain}: ${granted} of ${counted(ids.size, 'customer')} granted access.${rest}`
  if (granted + assumed === 0)
    return [
      warning(
        about,
        text,
        'Cases can be opened once a customer grants it: /case grant <customer> asks for it. /case setup grants assume, or GRANT_DEFAULT=assume where the environment sets it, lets resellers work where nothing was recorded (GRA-1).',
      ),
    ]
  if (assumed === 0) return [ok(about, text)]
  return [
    byHand(
      about,
      text,
      'Where nothing was recorded a reseller can work, as at Google, and cards say "assumed, not confirmed". /case grant <customer> asks for a confirmation; /case setup grants ask, or GRANT_DEFAULT=ask where the environment sets it, ends assuming.',
    ),
  ]
}
