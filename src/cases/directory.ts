import type { Locale, Platform, RelationshipKind, SideBounds } from './case.ts'
import type { Names } from './names.ts'
import type { PhoneticForms } from './phonetic-name.ts'

/** A person as a chat platform names them. `email` only where the platform vouches for it. */
export interface Person {
  readonly platform: Platform
  readonly tenant: string
  readonly user: string
  readonly name: string
  readonly email: string | null
  readonly locale: Locale
  readonly timeZone: string
  /** What tells this person from anybody who took the same name; not everywhere known. */
  readonly profile?: ChatProfile
  /**
   * Set where the platform could not be asked who this is. Then `email: null` is no answer where `email` says that it vouches for
   * some, and `locale` is a guess where the language was never known.
   */
  readonly unasked?: { readonly email: boolean; readonly locale: boolean }
  /** The chat shows their profile to nobody: it vouches for no e-mail, and their name may be none. */
  readonly hidden?: true
}

/** What a person in chat cannot choose as they like, as one may choose a display name. */
export interface ChatProfile {
  /** Unique in the workspace; null where the chat has none. */
  readonly handle: string | null
  /** The workspace's name and domain, or what is known of a stranger's; null where the chat has none. */
  readonly workspace: string | null
  /** The address that the platform vouches for, whether or not it proves an account here. */
  readonly address: string | null
}

/** The chat user as a directory names it: `slack:T1/U1`, and without the workspace where the chat has none (`gchat:users/1`). */
export function chatUserKey({
  platform,
  tenant,
  user,
}: Pick<Person, 'platform' | 'tenant' | 'user'>): string {
  return tenant === '' ? `${platform}:${user}` : `${platform}:${tenant}/${user}`
}

/** The chat user of such a name; undefined for what names none. */
export function parseChatUserKey(key: string): Pick<Person, 'platform' | 'tenant' | 'user'> | undefined {
  const [, slack, tenant = '', user = ''] = /^(?:(slack):([^/]+)\/|gchat:)(.+)$/.exec(key) ?? []
  if (user === '') return undefined
  return { platform: slack ? 'slack' : 'gchat', tenant, user }
}

/** What a sync with Google knows an item again by, whatever it is called by then. */
interface KnownAtGoogle {
  readonly googleId?: string | undefined
}

/** DOM-4: what has had other names. Beside it stands the id, the first of them. */
export interface Renamable {
  /** The name of today; undefined for what was never renamed. */
  readonly renamedTo?: string | undefined
  /** Oldest first, so the id first. */
  readonly formerly?: readonly string[] | undefined
}

/** ACC: a user of one reseller domain. */
export interface Account extends Renamable, KnownAtGoogle {
  /** The id (DOM-4): the e-mail, or the first one that the account had here. */
  readonly email: string
  readonly name: string
  readonly domain: string
  readonly suspended: boolean
  readonly superAdmin: boolean
  readonly roles: readonly string[]
  readonly privileges: readonly string[]
}

export interface DeskAgent extends Renamable {
  readonly email: string
  readonly name: string
}

export interface ResellerDomain extends Renamable, KnownAtGoogle {
  /** The id (DOM-4): the name, or the first one that the domain had here. */
  readonly domain: string
  readonly name: string
  readonly superAdmin: string
  readonly language: Locale
  /** CRE-9: who answers the cases that its customers open themselves; the desk where it is missing. */
  readonly firstLine?: SideBounds['firstLine'] | undefined
}

/** Its `googleId` is its id, unless the id was chosen before it was read from Google. */
export interface Customer extends KnownAtGoogle {
  readonly id: string
  readonly name: string
  /** VIS-5: how the name is read, in kana. It is only searched by. */
  readonly phoneticName?: string | undefined
  readonly domain: string
  readonly tier: 'standard' | 'enhanced' | 'premium'
  readonly language: Locale
  readonly timeZone: string
  /** CRE-2: from the partner's sales console, shown and never edited. */
  readonly address: string
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string }
  /** As `foldCustomer` makes it, where a directory keeps it ready. */
  readonly folded?: FoldedCustomer
}

/** What a customer is found by, made ready to be compared. */
export interface FoldedCustomer {
  /** Name, domain and id. */
  readonly text: string
  /** Of its phonetic name; missing where it has none. */
  readonly phonetic?: PhoneticForms
}

export interface Relationship {
  readonly customer: string
  readonly domain: string
  readonly kind: RelationshipKind
  readonly from: Date
  readonly to: Date | null
}

/** A person of the customer's own organisation. */
export interface CustomerUser extends Renamable {
  readonly email: string
  readonly name: string
  /** The customer's id. */
  readonly customer: string
  /** GRA-1: speaks for the customer where access is granted or withdrawn. */
  readonly admin: boolean
  /** CRE-6: sees the cases that partners made on the customer's behalf, and answers in them. */
  readonly portal: boolean
}

/** What is written down of a grant. */
export const recordedGrantStates = ['granted', 'revoked', 'unknown'] as const
export type RecordedGrantState = (typeof recordedGrantStates)[number]

/** GRA-1. `assumed`: nothing is written down, and the installation says that a reseller has access then, as it has at Google. */
export const grantStates = [...recordedGrantStates, 'assumed'] as const

/** GRA-1. */
export interface Grant {
  readonly state: (typeof grantStates)[number]
  readonly changedAt: Date | null
  readonly changedBy: string | null
  readonly checkedAt: Date | null
}

/** GRA-1: whether a partner may work on the customer's cases. */
export function givesAccess({ state }: Pick<Grant, 'state'>): boolean {
  return state === 'granted' || state === 'assumed'
}

/** Assuming writes nothing down. */
export function toRecordedState(state: Grant['state']): RecordedGrantState {
  return state === 'assumed' ? 'unknown' : state
}

/**
 * Who is who, read anew at each question (GRA-4). Everything is scoped: no method merges reseller domains (ACC-3). Domains and e-mails
 * are ids in every answer (DOM-4), and may be asked for by any name that they have or had; `identify` alone takes the person's e-mail
 * for what it is today.
 */
export interface Directory {
  /**
   * Another one after each change of domains, accounts, desk agents, customers and relationships; that a relationship begins or ends with
   * its date is none. It says something only beside what the same process was told before.
   */
  revision(): Promise<string>
  /** As they are now; known again after the next question. */
  readonly names: Names
  /** The accounts and roles that this chat person has proved. Suspended accounts are included. */
  identify(person: Person): Promise<Identity>
  domain(domain: string): Promise<ResellerDomain | undefined>
  /** Customers in relationship with the domain at `at`, by name. */
  customersOf(domain: string, at: Date): Promise<readonly Customer[]>
  customer(id: string): Promise<Customer | undefined>
  /**
   * VIS-5: the ids of all customers whose phonetic name has this as a part, of whichever domain: for a search among cases that the
   * reader may see anyway. Nobody for less than two characters.
   */
  customersByPhoneticName(typed: string): Promise<readonly string[]>
  /** All partners in relationship with the customer at `at`. */
  relationshipsOf(customer: string, at: Date): Promise<readonly Relationship[]>
  grant(customer: string, domain: string): Promise<Grant>
  /** OWN-1: every account of the domain, suspended ones included. */
  accountsOf(domain: string): Promise<readonly Account[]>
  /** OWN-1: everybody at the support desk. */
  deskAgents(): Promise<readonly DeskAgent[]>
  /** The customer's own people, admins first. */
  customerUsersOf(customer: string): Promise<readonly CustomerUser[]>
  /** The chat users that are linked to this e-mail: `slack:<team>/<user>`, `gchat:users/<number>`. */
  chatUsersOf(email: string): Promise<readonly string[]>
  /** GRA-1: who may write down, with evidence, what a customer said elsewhere. */
  isOperator(email: string): Promise<boolean>
  /** The e-mails of all whom the directory lists as operators. */
  operators(): Promise<readonly string[]>
  /** Every reseller domain, in the order of the directory. */
  domains(): Promise<readonly ResellerDomain[]>
}

/** Everything that one person is, over all parties. */
export interface Identity {
  readonly accounts: readonly Account[]
  /** Set when the person is a desk agent. */
  readonly desk: DeskAgent | null
  /** The customers that the person belongs to (CRE-6). */
  readonly customers: readonly {
    readonly user: CustomerUser
    readonly customer: Pick<Customer, 'id' | 'name' | 'domain'>
  }[]
}
