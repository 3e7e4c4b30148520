/**
 * What Google knows of one reseller domain's organisation: its domains, the accounts with what they hold, and the customers that it
 * sells to. Names are Google's own (`_RESELLER_ADMIN_ROLE`, `SUPPORT`): what they mean here is for whoever asks.
 */

/** One reseller domain, as whom Google is asked about it. */
export interface GoogleOrganizationOptions {
  /** The reseller domain, lower case. */
  readonly domain: string
  /** The admin in whose name it is asked: that is who signed in, or the subject of the delegation. */
  readonly admin: string
  /** The partner's account at Cloud Channel: the part after `accounts/`. Left out where the partner has none. */
  readonly channelAccount?: string
}

export interface GoogleOrganization {
  /** Such as C0123abcd; it stays when the domain is renamed. */
  readonly customerId: string
  readonly domains: readonly GoogleDomain[]
  /** Every user, suspended and archived ones too, by address; deleted ones and guests of other organisations are left out. */
  readonly accounts: readonly GoogleAccount[]
  /** By domain; each customerId once. */
  readonly customers: readonly GoogleCustomer[]
  /** Every role that the organisation has, held by somebody or not. */
  readonly roles: readonly GoogleRole[]
  /** Every privilege that the organisation has, children included. */
  readonly privileges: readonly GooglePrivilege[]
  /** What was left out or not told, and why. */
  readonly notes: readonly GoogleNote[]
}

export interface GoogleDomain {
  readonly name: string
  readonly isPrimary: boolean
  readonly verified: boolean
  /** Other domains that lead to the same mailboxes, such as a former name. */
  readonly aliases: readonly string[]
}

export interface GoogleAccount {
  /** Google's id of the user; it stays when the address changes. */
  readonly id: string
  /** The primary address, lower case. */
  readonly email: string
  /** Lower case. A renamed account keeps its former address here, unless somebody removed it. */
  readonly aliases: readonly string[]
  readonly name: string
  /** Archived ones too: neither can sign in. */
  readonly suspended: boolean
  readonly superAdmin: boolean
  /** `/` where it is in none. */
  readonly orgUnit: string
  /** The preferred one of the profile, such as `ja` or `en-GB`. */
  readonly language?: string
  /**
   * False where Google did not tell what this account holds (a note says why): `roles` and `privileges` are empty then and mean
   * nothing, so that what was known before is to be kept.
   */
  readonly rolesKnown: boolean
  /** Names of roles that are assigned to it or to a group that it is in, for the whole organisation, without a condition. */
  readonly roles: readonly string[]
  /** What those roles grant, each once. A super admin's are not spelled out by Google beyond the role's own list. */
  readonly privileges: readonly GooglePrivilege[]
}

/** A name means something only together with its service. */
export interface GooglePrivilege {
  readonly name: string
  readonly serviceId: string
  /** As the Admin SDK calls the service; left out where it does not. */
  readonly serviceName?: string
}

export interface GoogleRole {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** One of Google's prebuilt ones. */
  readonly isSystem: boolean
  readonly isSuperAdmin: boolean
  /** Children of what it was given included. */
  readonly privileges: readonly GooglePrivilege[]
}

export interface GoogleCustomer {
  /** Such as C0123abcd; it stays when the domain changes. */
  readonly customerId: string
  /** Its primary domain, lower case. */
  readonly domain: string
  /** Left out where Google did not tell. */
  readonly name?: string
  /** BCP 47; only Cloud Channel tells. */
  readonly language?: string
  /** From the street to the country's code, without empty lines. Empty where Google did not tell. */
  readonly address: readonly string[]
  readonly contact: { readonly name?: string; readonly email?: string; readonly phone?: string }
  readonly source: 'cloud-channel' | 'reseller'
  /** False where only what the subscription says is known, because the customer could not be read (a note says why). */
  readonly detailsKnown: boolean
}

/**
 * `limited-assignment`: a role that counts only in an organisational unit or under a condition, so that it was left out.
 * `unread-account`, `unread-customer`: one could not be read, the others were. `unread-group`: a group's members could not be read,
 * so that each account was asked for. `unknown-assignee`, `unknown-role`: an assignment that leads nowhere. `no-identity`: a customer
 * without a Google id. `reseller-instead`: Cloud Channel did not answer, the customers come from the Reseller API.
 */
export type GoogleNoteKind =
  | 'limited-assignment'
  | 'unread-account'
  | 'unread-customer'
  | 'unread-group'
  | 'unknown-assignee'
  | 'unknown-role'
  | 'no-identity'
  | 'reseller-instead'

export interface GoogleNote {
  readonly kind: GoogleNoteKind
  /** An address, a domain or an id. */
  readonly subject: string
  /** What is so; names the subject. */
  readonly message: string
  /** What to do about it. */
  readonly remedy?: string
}
