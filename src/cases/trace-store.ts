/** Where a person stands beside the cases and the directory, in whichever database. */
import type { NumberedPage } from './case-store.ts'
import type { TracedPerson } from './erased-people.ts'
import type { ChatUser } from './identity-store.ts'

/**
 * `link`: an account that a chat user linked. `sign-in`: one under way. `seen`: what a chat told of them. `declaration`: of a conversation,
 * with whom it confirmed. `stay`: that they were in a conversation; `member`: that they are, as far as its last list tells.
 * `installation`: that they installed the app in a workspace. `delivery-action`: what an operator did with a thread by hand.
 */
export type TraceKind =
  | 'link'
  | 'sign-in'
  | 'seen'
  | 'draft'
  | 'notify-choice'
  | 'declaration'
  | 'home'
  | 'conversation-change'
  | 'stay'
  | 'member'
  | 'grant'
  | 'grant-change'
  | 'installation'
  | 'audit'
  | 'delivery-action'

export interface Trace {
  readonly kind: TraceKind
  /** Chat user, conversation, case, or customer and domain: never what stands there. */
  readonly where: string
}

/** Both walk all that is kept: for operators, now and then. */
export interface TraceStore {
  /** The numbers of all cases, whoever may read them. */
  listNumbers(page: NumberedPage): Promise<readonly number[]>
  /** The chat users that linked such an address, or had it in their chat. */
  findUsers(isEmail: TracedPerson['isEmail']): Promise<readonly ChatUser[]>
  /** One for each record that names the person, also those that `erase` leaves. */
  find(person: TracedPerson): Promise<readonly Trace[]>
  /**
   * Takes the person's links, sign-ins, drafts, choices and what was seen of them away, and puts the tombstone in their place elsewhere. It
   * leaves `member`, `audit` and `delivery-action`. May be called any number of times; broken off, it leaves the links for the next.
   */
  erase(person: TracedPerson, tombstone: string): Promise<void>
}
