import type { GoogleRole } from './google-organization.ts'

/** Google's own names of roles and privileges, by what a directory calls them: as the Admin console does in English. */
export interface GoogleNames {
  /** By `roleName`, of the roles that Google made. */
  readonly roles: Readonly<Record<string, string>>
  /** By `privilegeName`. What isn't here means nothing for cases. */
  readonly privileges: Readonly<Record<string, string>>
}

/** The default. ACC-1 and ACC-2 name what is on the right. */
export const defaultGoogleNames: GoogleNames = {
  roles: {
    _SEED_ADMIN_ROLE: 'Super Admin',
    _RESELLER_ADMIN_ROLE: 'Reseller Admin',
    _INDIRECT_RESELLER_ADMIN_ROLE: 'Indirect Reseller Admin',
    _USER_MANAGEMENT_ADMIN_ROLE: 'User Management Admin',
    _HELP_DESK_ADMIN_ROLE: 'Help Desk Admin',
    _SERVICE_ADMIN_ROLE: 'Services Admin',
    _GROUPS_ADMIN_ROLE: 'Groups Admin',
    _GROUPS_EDITOR_ROLE: 'Groups Editor',
    _GROUPS_READER_ROLE: 'Groups Reader',
    _MOBILE_ADMIN_ROLE: 'Mobile Admin',
    _STORAGE_ADMIN_ROLE: 'Storage Admin',
    _GOOGLE_VOICE_ADMIN_ROLE: 'Google Voice Admin',
  },
  privileges: {
    SUPPORT: 'Support',
    VIEW_CUSTOMERS: 'View customers',
    ACCESS_CUSTOMER_CASES: "Access customers' support cases",
  },
}

/**
 * What a directory calls one of the roles that Google made. Undefined for a role that an admin made, whatever it is called: a custom role
 * with the name of a prebuilt one would else open every case (ACC-1).
 */
export function nameRole(
  { name, isSystem }: Pick<GoogleRole, 'name' | 'isSystem'>,
  { roles }: GoogleNames = defaultGoogleNames,
): string | undefined {
  return isSystem && Object.hasOwn(roles, name) ? roles[name] : undefined
}

/** What a directory calls a privilege; undefined for one that means nothing for cases. */
export function namePrivilege(
  name: string,
  { privileges }: GoogleNames = defaultGoogleNames,
): string | undefined {
  return Object.hasOwn(privileges, name) ? privileges[name] : undefined
}

/** What the Japanese Admin console calls them. */
export const japaneseGoogleNames: Readonly<Record<string, string>> = {
  販売パートナー管理者: 'Reseller Admin',
  サポート: 'Support',
  顧客を表示: 'View customers',
  お客様のサポートケースにアクセスする: "Access customers' support cases",
}
