/** One account of the directory beside the same one at Google: what it may do, and what it does so by. */
import { countingNames } from '../cases/policy.ts'
import type { AssignedRoles, GoogleUser } from '../google/google-admin.ts'
import { defaultGoogleNames, nameRole } from '../google/google-names.ts'
import type { GoogleRole } from '../google/google-organization.ts'
import { type NameMapping, translateHeld } from '../people/google/privilege-names.ts'
import { howToGiveAccess, indirectReseller, maySeeCustomers, mayWork } from './case-rights.ts'
import type { Known } from './check-directory.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

type Account = Known['accounts'][number]

/** `assigned` is undefined where Google did not tell it. What is as it should be is only said where all of it was read. */
export function compareAccount(
  account: Account,
  user: GoogleUser,
  assigned: AssignedRoles | undefined,
  mapping: NameMapping,
): readonly Finding[] {
  const { email } = account
  const findings = [...compareUser(account, user)]
  if (!assigned)
    return [
      ...findings,
      warning(
        { kind: 'google-unread', subject: email },
        `${email}: what it holds at Google could not be read, so its roles were not compared.`,
        'Fix the problem that is named for Google, and run this again.',
      ),
    ]
  const held = translate(assigned, mapping)
  findings.push(...compareHeld(account, user, held), ...tellLimited(email, assigned, mapping))
  if (findings.length > 0) return findings
  const what = [
    user.orgUnit,
    ...(user.state === 'active' ? [] : [user.state]),
    ...(user.superAdmin ? ['super admin'] : []),
    ...held.roles.filter((name) => name !== 'Super Admin'),
  ]
  return [ok({ kind: 'google-account', subject: email }, `${email}: as at Google (${what.join(', ')}).`)]
}

function compareUser(account: Account, user: GoogleUser): readonly Finding[] {
  const { email } = account
  const findings: Finding[] = []
  if (user.email !== email)
    findings.push(
      warning(
        { kind: 'google-renamed', subject: email },
        `${email} is another address of ${user.email} at Google.`,
        `Write ${user.email} in the directory if the account was renamed: people sign in with that address.`,
      ),
    )
  const suspended = { kind: 'google-suspended', subject: email } as const
  if (user.state !== 'active' && !account.suspended)
    findings.push(
      problem(
        suspended,
        `${email} is ${user.state} at Google but not suspended in the directory.`,
        'Set suspended: true in the directory, or restore the user at Google.',
      ),
    )
  if (user.state === 'active' && account.suspended)
    findings.push(
      warning(
        suspended,
        `${email} is suspended in the directory but active at Google.`,
        'Suspend the user at Google as well, or take suspended: true away in the directory.',
      ),
    )
  const superAdmin = { kind: 'google-super-admin', subject: email } as const
  if (account.superAdmin && !user.superAdmin)
    findings.push(
      problem(
        superAdmin,
        `${email} is a super admin in the directory but not at Google.`,
        'Take superAdmin: true away in the directory, or assign the role Super Admin at Google.',
      ),
    )
  if (!account.superAdmin && user.superAdmin)
    findings.push(
      warning(
        superAdmin,
        `${email} is a super admin at Google but not in the directory.`,
        'Set superAdmin: true in the directory, or take the role Super Admin from it at Google.',
      ),
    )
  if (user.orgUnit === '/' && !user.superAdmin)
    findings.push(
      warning(
        { kind: 'google-unit', subject: email },
        `${email} is in the root organizational unit.`,
        'Move it into the unit of the people who work on cases.',
      ),
    )
  return findings
}

/** By the names that a directory uses. */
interface Held {
  readonly roles: readonly string[]
  /** Only those that mean something here. */
  readonly privileges: readonly string[]
  /** Names that can be looked for at Google: what Google calls the others isn't known. */
  readonly comparable: ReadonlySet<string>
}

/** What a role of theirs grants counts, and not what it is called: as a sync with Google takes it. */
function translate({ roles }: AssignedRoles, mapping: NameMapping): Held {
  const held = { roles: roles.map(({ name }) => name), privileges: roles.flatMap((one) => one.privileges) }
  const { privileges } = translateHeld(held, { roles }, mapping)
  const means = [...Object.values(mapping.roles), ...mapping.privileges.map((one) => one.means)]
  return {
    roles: [...new Set(roles.map((role) => describeRole(role, mapping)))],
    privileges,
    comparable: new Set([
      ...Object.values(defaultGoogleNames.roles),
      ...Object.values(defaultGoogleNames.privileges),
      ...means,
    ]),
  }
}

/** A role that an admin made and called by a name that counts is not the one that Google made: what it grants counts. */
function describeRole(role: GoogleRole, mapping: NameMapping): string {
  const { name } = role
  if (Object.hasOwn(mapping.roles, name)) return mapping.roles[name] ?? name
  return nameRole(role) ?? (countingNames.includes(name) ? `a custom role called ${name}` : name)
}

function compareHeld(account: Account, user: GoogleUser, held: Held): readonly Finding[] {
  // A super admin holds every privilege, and Google spells none of them out; that only one side knows it is told by itself.
  if (account.superAdmin || user.superAdmin) return []
  const { email } = account
  const own = [...account.roles, ...account.privileges]
  const atGoogle = [...held.roles, ...held.privileges]
  if (own.length === 0 && atGoogle.length === 0)
    return [
      warning(
        { kind: 'account-holds-nothing', subject: email },
        `${email} holds no role and no privilege, neither in the directory nor at Google: it can do nothing.`,
        `Assign ${howToGiveAccess} in the Admin console and list the same in the directory, or remove the account.`,
      ),
    ]
  const about = { kind: 'google-roles', subject: email } as const
  const untold = own.filter((name) => countingNames.includes(name) && !held.comparable.has(name))
  return [
    ...untold.map((name) =>
      byHand(
        about,
        `${email}: no API tells whether it holds ${name} at Google.`,
        'Look at it in the Admin console, Account, Admin roles.',
      ),
    ),
    ...compareNames(account, held, untold),
  ]
}

function compareNames(account: Account, held: Held, untold: readonly string[]): readonly Finding[] {
  const { email } = account
  const about = { kind: 'google-roles', subject: email } as const
  const own = [...account.roles, ...account.privileges]
  const atGoogle = [...held.roles, ...held.privileges]
  const lacking = own.filter((name) => !atGoogle.includes(name) && !untold.includes(name))
  const extra = held.roles.filter((name) => countingNames.includes(name) && !own.includes(name))
  const here = { ...account, suspended: false }
  const there = { ...here, roles: held.roles, privileges: held.privileges }
  const told = `${email}: the directory has ${list(own)}; Google has ${list(atGoogle)}.`
  const correct =
    'Assign the role in the Admin console, Account, Admin roles, or list the same names in the directory.'
  if (untold.length === 0 && mayWork(here) && !mayWork(there))
    return [
      problem(
        about,
        `${told} It can work with cases here, but not at Google.`,
        `Assign ${howToGiveAccess} in the Admin console, Account, Admin roles, or correct the directory.`,
      ),
    ]
  if (!mayWork(here) && mayWork(there))
    return [
      warning(
        about,
        `${told} It can work with cases at Google, but not here.`,
        `List ${list(atGoogle.filter((name) => countingNames.includes(name)))} in the directory if it should work with cases here.`,
      ),
    ]
  const seesOther = untold.length === 0 && maySeeCustomers(here) !== maySeeCustomers(there)
  if (lacking.length > 0 || extra.length > 0 || seesOther) return [warning(about, told, correct)]
  if (!held.roles.includes(indirectReseller) || mayWork(here)) return []
  return [
    warning(
      { kind: 'indirect-reseller-admin', subject: email },
      `${email} holds ${indirectReseller} at Google, which gives no access to cases.`,
      `Assign ${howToGiveAccess} if it should work with cases.`,
    ),
  ]
}

const list = (names: readonly string[]): string => names.join(', ') || 'nothing'

function tellLimited(email: string, { limited }: AssignedRoles, mapping: NameMapping): readonly Finding[] {
  return limited.map((role) =>
    warning(
      { kind: 'google-limited-role', subject: email },
      `${email} holds ${describeRole(role, mapping)} only in an organizational unit or under a condition. It doesn't count here.`,
      'If it should count, assign the role for the whole organization in the Admin console.',
    ),
  )
}
