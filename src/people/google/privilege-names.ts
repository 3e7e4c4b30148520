/** What Google's names of roles and privileges mean here (ACC-1). */
import { countingNames } from '../../cases/policy.ts'
import { namePrivilege, nameRole } from '../../google/google-names.ts'
import type { GoogleAccount, GoogleOrganization, GooglePrivilege } from '../../google/google-organization.ts'

/** One of Google's privileges. Without a service it counts whichever service it belongs to. */
export interface PrivilegeName {
  readonly name: string
  /** Google's id of the service, or its name. */
  readonly service?: string | undefined
  readonly means: string
}

/** An operator's own names come before these. */
export interface NameMapping {
  /** By Google's name of the role. */
  readonly roles: Readonly<Record<string, string>>
  readonly privileges: readonly PrivilegeName[]
}

export interface Translated {
  readonly roles: readonly string[]
  readonly privileges: readonly string[]
  /** Google's names that mean nothing here. */
  readonly unknownRoles: readonly string[]
  readonly unknownPrivileges: readonly GooglePrivilege[]
}

/** What an account holds, in ACC-1's words. */
export function translateHeld(
  { roles, privileges }: Pick<GoogleAccount, 'roles' | 'privileges'>,
  known: Pick<GoogleOrganization, 'roles'>,
  mapping: NameMapping,
): Translated {
  const meant = roles.map((name) => [name, roleMeaning(name, known, mapping)] as const)
  const held = privileges.map((one) => [one, privilegeMeaning(one, mapping)] as const)
  return {
    roles: unique(meant.flatMap(([, means]) => means ?? [])),
    privileges: unique(held.flatMap(([, means]) => means ?? [])),
    unknownRoles: meant.flatMap(([name, means]) => (means ? [] : [name])),
    unknownPrivileges: held.flatMap(([one, means]) => (means ? [] : [one])),
  }
}

function roleMeaning(
  name: string,
  { roles }: Pick<GoogleOrganization, 'roles'>,
  mapping: NameMapping,
): string | undefined {
  if (Object.hasOwn(mapping.roles, name)) return mapping.roles[name]
  const [meant, ...others] = new Set(roles.filter((role) => role.name === name).map((role) => nameRole(role)))
  return meant !== undefined && others.length === 0 && countingNames.includes(meant) ? meant : undefined
}

function privilegeMeaning(privilege: GooglePrivilege, mapping: NameMapping): string | undefined {
  const fits = ({ name, service }: PrivilegeName) =>
    name === privilege.name &&
    (service === undefined || service === privilege.serviceId || service === privilege.serviceName)
  return mapping.privileges.find(fits)?.means ?? namePrivilege(privilege.name)
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
