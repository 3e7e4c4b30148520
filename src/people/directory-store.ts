/** The port to the directory that is kept in the database. Types, and the names that its items go by. */
import type {
  Account,
  Customer,
  CustomerUser,
  DeskAgent,
  Relationship,
  Renamable,
  ResellerDomain,
} from '../cases/directory.ts'
import type { GrantRepository, RecordedGrant } from '../cases/grant-repository.ts'
import type { Renaming } from '../cases/names.ts'
import { listPhoneticPairs, toPhoneticForms } from '../cases/phonetic-name.ts'

/** What the directory holds beside the grants; grants have a history and writes of their own. */
export interface DirectoryItems {
  readonly domains: ResellerDomain
  readonly accounts: Account
  readonly people: { readonly person: string; readonly accounts: readonly string[] }
  readonly customers: Customer
  readonly relationships: Relationship
  /** GRA-5: relationships that customers asked for in chat. They count beside a directory file as well. */
  readonly askedFor: Relationship
  readonly desk: DeskAgent
  readonly customerUsers: CustomerUser
  readonly operators: { readonly email: string }
  /** No part of who is who: what came of the syncs with Google that wrote it, or could not. */
  readonly syncRounds: SyncRound
}
export type Section = keyof DirectoryItems

/** `failed`: for a reason of ours, such as a file that cannot be read. The others are those of the sync itself. */
export const syncOutcomes = [
  'written',
  'nothing',
  'unread',
  'unfit',
  'too-much',
  'changed-meanwhile',
  'failed',
] as const

/** A sync with Google that ended. */
export interface SyncRound {
  /** The last of all, or the last that left the directory as Google says. */
  readonly which: 'last' | 'success'
  readonly at: Date
  readonly outcome: (typeof syncOutcomes)[number]
  /** Why nothing was written, in sentences. */
  readonly details: readonly string[]
  /** Of `unread`: Google may answer later. */
  readonly passes?: boolean
}

type WhoIsWho = Exclude<Section, 'syncRounds'>

/** Whether what stands there is a part of who is who: only its changes are counted. */
export function isWhoIsWho(section: Section): section is WhoIsWho {
  return section !== 'syncRounds'
}

/** One write of one item of who is who. */
export type ItemWrite =
  | { readonly op: 'put'; readonly section: WhoIsWho; readonly item: DirectoryItems[WhoIsWho] }
  | { readonly op: 'remove'; readonly section: WhoIsWho; readonly key: string }

/**
 * Each write is one conditional write of one item, each question one look-up by key or by what an item refers to. Dates are
 * UTC with millisecond precision. Methods throw only on faults of the database.
 */
export interface DirectoryStore extends GrantRepository {
  /** The items of these keys (`keyOf`), those that are there. */
  find<S extends Section>(section: S, keys: readonly string[]): Promise<readonly DirectoryItems[S][]>
  /** The items that refer to this (`refsOf`). */
  referring<S extends Section>(section: S, ref: string): Promise<readonly DirectoryItems[S][]>
  /** DOM-4: everything that was ever renamed. */
  renamed(): Promise<readonly Renaming[]>
  /** Every item of a section, by key: for the import and for showing. */
  all<S extends Section>(section: S): Promise<readonly DirectoryItems[S][]>
  /** Writes the item over the one of its key. */
  put<S extends Section>(section: S, item: DirectoryItems[S]): Promise<void>
  /** Takes an item out. What ends with a date is written anew with that date instead. */
  remove(section: Section, key: string): Promise<void>
  /**
   * Makes all of these writes, or none, on the directory of this `revision`: whoever reads, and whenever this is broken off, finds the
   * directory as before or as after. False, and nothing is written, where something changed since, or others write so just now. Of two
   * writes of one item the later counts.
   */
  writeTogether(writes: readonly ItemWrite[], revision: number): Promise<boolean>
  /**
   * Grows with each item of who is who that is put, removed or added as a support partner, and with each `writeTogether`: at the latest
   * right after it.
   */
  revision(): Promise<number>
  recordedGrants(): Promise<readonly RecordedGrant[]>
}

const keys: { readonly [S in Section]: (item: DirectoryItems[S]) => string } = {
  domains: (item) => item.domain,
  accounts: (item) => item.email,
  people: (item) => item.person,
  customers: (item) => item.id,
  relationships: relationshipKey,
  askedFor: relationshipKey,
  desk: (item) => item.email,
  customerUsers: (item) => item.email,
  operators: (item) => item.email,
  syncRounds: (item) => item.which,
}

/** A partner may have served the same customer several times: the beginning tells the periods apart. */
function relationshipKey({ customer, domain, kind, from }: Relationship): string {
  return JSON.stringify([customer, domain, kind, from.getTime()])
}

/** What an item is written under within its section. */
export function itemKey<S extends Section>(section: S, item: DirectoryItems[S]): string {
  return keys[section](item)
}

const refs: { readonly [S in Section]?: (item: DirectoryItems[S]) => readonly string[] } = {
  domains: renamedRefs,
  accounts: (item) => [domainRef(item.domain), ...renamedRefs(item)],
  desk: renamedRefs,
  people: (item) => item.accounts.map(emailRef),
  customers: ({ phoneticName }) => listPhoneticPairs(toPhoneticForms(phoneticName ?? '')).map(phoneticRef),
  relationships: (item) => [customerRef(item.customer), domainRef(item.domain)],
  askedFor: (item) => [customerRef(item.customer), domainRef(item.domain)],
  customerUsers: (item) => [customerRef(item.customer), ...renamedRefs(item)],
}

/** DOM-4: what was renamed is found as such, of all sections together. */
function renamedRefs({ renamedTo, formerly = [] }: Renamable): readonly string[] {
  return renamedTo === undefined && formerly.length === 0 ? [] : [renamedRef]
}

/** What an item is found by beside its key. */
export function listRefs<S extends Section>(section: S, item: DirectoryItems[S]): readonly string[] {
  return [...new Set(refs[section]?.(item) ?? [])]
}

export const renamedRef = 'renamed'

export function customerRef(id: string): string {
  return `customer:${id}`
}

export function domainRef(domain: string): string {
  return `domain:${domain}`
}

export function emailRef(email: string): string {
  return `email:${email}`
}

/** Two characters that stand together in a phonetic name. */
export function phoneticRef(pair: string): string {
  return `phonetic:${pair}`
}

/** The name of what a write is about, within its section. */
export function writtenKey(write: ItemWrite): string {
  return write.op === 'put' ? itemKey(write.section, write.item as never) : write.key
}
