/** What was left of a world once everything is over, and what of it is wrong. */
import type { Platform } from '../../src/cases/case.ts'
import { domainOf, type Party } from './fault-scene.ts'
import type { CommandKind, Outcome } from './sent-command.ts'
import type { ShownPost } from './shown-post.ts'

export interface KeptEntry {
  readonly seq: number
  readonly audience: 'internal' | 'customer' | 'desk' | 'everyone'
  readonly party: 'partner' | 'customer' | 'desk'
  /** The author's reseller domain. */
  readonly domain: string | undefined
  /** The author's. */
  readonly email: string
  /** When it was written, ms. What was sent at once is of one moment. */
  readonly at: number
  readonly type: string
  readonly text: string
  /** Of an assignment: whom to, by e-mail; null: nobody. */
  readonly to?: string | null
  /** Of a change of status. */
  readonly turned?: { readonly from: string; readonly to: string }
}

export interface KeptThread {
  readonly id: string
  readonly platform: Platform
  readonly channel: string
  readonly root: string | null
}

/** A case as the store has it in the end. */
export interface KeptCase {
  readonly number: number
  readonly domain: string
  readonly severity: string
  readonly status: string
  /** The desk's, by e-mail. */
  readonly assignee: string | null
  readonly entries: readonly KeptEntry[]
  readonly threads: readonly KeptThread[]
}

export interface SentCommand {
  readonly kind: CommandKind
  readonly party: Party
  readonly token: string
  /** The case that it was for; undefined for one that opens a case. */
  readonly number: number | undefined
  readonly outcome: Outcome
}

export interface Found {
  readonly cases: readonly KeptCase[]
  /** In the order in which each conversation shows them. */
  readonly posts: readonly ShownPost[]
  readonly commands: readonly SentCommand[]
  /** Whose a channel is; undefined for one that is nobody's. */
  readonly partyIn: (channel: string) => Party | undefined
}

export type ViolationKind =
  | 'entry lost'
  | 'entry doubled'
  | 'history broken'
  | 'thread missing'
  | 'thread doubled'
  | 'post missing'
  | 'post doubled'
  | 'order broken'
  | 'leaked'
  | 'card stale'
  | 'notice lost'
  | 'notice doubled'
  | 'notice early'
  | 'summary missing'
  | 'summary doubled'
  | 'summary stale'

export interface Violation {
  readonly kind: ViolationKind
  readonly what: string
}

/** VIS-7 */
export function mayRead(party: Party, { domain }: KeptCase, entry: KeptEntry): boolean {
  if (party !== 'desk' && domainOf(party) !== domain) return false
  if (entry.audience === 'internal')
    return party === 'desk' ? entry.party === 'desk' : entry.domain === domainOf(party)
  return party === 'desk' ? entry.audience !== 'customer' : true
}
