/** Google's own names of roles and privileges, by what a directory calls them: as the Admin console does in English. */
export interface GoogleNames {
  /** By `roleName`. A role that isn't here is a custom one: its own name counts. */
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

/** What the Japanese Admin console calls them. */
export const japaneseGoogleNames: Readonly<Record<string, string>> = {
  販売パートナー管理者: 'Reseller Admin',
  サポート: 'Support',
  顧客を表示: 'View customers',
  お客様のサポートケースにアクセスする: "Access customers' support cases",
}
