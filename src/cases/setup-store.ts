/** What is kept of an installation: who claimed it, and what was chosen in chat. */
import type { ConversationRef } from './identity-store.ts'

/** A code that makes whoever types it an operator. */
export interface SetupCode {
  readonly hash: string
  readonly at: Date
}

/** Somebody who typed a code. */
export interface ChatOperator {
  /** `chatUserKey`. */
  readonly user: string
  readonly name: string
  /** The hash of the code that they used up. */
  readonly code: string
  readonly at: Date
}

/** What was chosen in chat. The environment wins over it. */
export interface ChosenSettings {
  /** At most one for each workspace. */
  readonly deskChannels: readonly ConversationRef[]
  /** GRA-1; null: not chosen. */
  readonly grantDefault: 'ask' | 'assume' | null
}

export interface SetupState {
  /** 1 at the first write, and one more at each. */
  readonly version: number
  /** Null: none is open. */
  readonly code: SetupCode | null
  readonly operators: readonly ChatOperator[]
  /** Wrong codes of late, the oldest first. */
  readonly tries: readonly { readonly user: string; readonly at: Date }[]
  readonly chosen: ChosenSettings
}

export interface SetupStore {
  /** Undefined before anything was kept. */
  read(): Promise<SetupState | undefined>
  /** Writes it over version - 1. False where that is not what is kept: then it was changed meanwhile. */
  save(state: SetupState): Promise<boolean>
}
