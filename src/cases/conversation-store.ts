/** What is kept of conversations beside what they are bound to: homes, what changed, who was there, what was told, and whether posts rest. */
import type { ChannelBinding, ConversationRef } from './identity-store.ts'

/** A channel with what it is bound to. */
export interface BoundChannel {
  readonly channel: ConversationRef
  readonly binding: ChannelBinding
}

/** PLC-2: where a domain's cases get their thread when they are opened in a conversation that is declared for nobody. */
export interface HomeChannel {
  readonly domain: string
  readonly channel: ConversationRef
  /** The account that chose it. */
  readonly by: string
  readonly at: Date
}

export const conversationChanges = [
  'declared',
  'ended',
  'confirmed',
  'withdrawn',
  'agreed',
  'home-set',
  'home-removed',
  'talk-off',
  'talk-hint',
  'talk-two-way',
] as const

/** PLC-9: one change of what a conversation is declared for. */
export interface ConversationRecord {
  readonly channel: ConversationRef
  readonly at: Date
  /** The account that changed it; `casethread` where the platform told of what ended it. */
  readonly by: string
  readonly what: (typeof conversationChanges)[number]
  /** Whom it is declared for, by key: a domain or `desk`. */
  readonly domain: string
  /** Whom it is shared with, by key (`actorKey`). */
  readonly sharedWith?: string
  /** Confirmed or withdrawn people: the chat's user ids with the names that they bore. */
  readonly people?: readonly { readonly user: string; readonly name: string }[]
}

/** Somebody as a list of members shows them. */
export interface SeenMember {
  readonly user: string
  readonly name: string
  /** What they are there, by `standings` (`member-standing.ts`). */
  readonly standing: string
}

/** PLC-8: that somebody was in a conversation, in one standing. `to` is null while they are. */
export interface MemberStay extends SeenMember {
  readonly from: Date
  readonly to: Date | null
}

/** `casethread posts pause`. */
export interface PostsPause {
  readonly since: Date
  readonly by: string
}

/** The one message of a conversation that tells how its queues stand. */
export interface KeptSummary {
  /** Grows by one with each write, which it guards. */
  readonly version: number
  /** The how manieth message it is: those before were taken away in the chat. */
  readonly generation: number
  /** As the chat names it; null while it is being posted: it may be there already. */
  readonly message: string | null
  /** When posting it was begun. */
  readonly since: Date
  /** A digest of what it shows, and when that was read; null before it is known to show anything. */
  readonly shows: string | null
  readonly at: Date | null
}

/** Each method is one conditional write of one document, or one read, unless it says otherwise; each may be repeated. */
export interface ConversationStore {
  /** The channels that are bound to a domain (or `desk`), in no order. */
  listBindings(domain: string): Promise<readonly BoundChannel[]>
  /** At most one per workspace and chat. */
  listHomes(domain: string): Promise<readonly HomeChannel[]>
  /** In the place of the domain's home in the same workspace. */
  setHome(home: HomeChannel): Promise<void>
  /** False when it was not its home. */
  removeHome(domain: string, channel: ConversationRef): Promise<boolean>
  recordChange(change: ConversationRecord): Promise<void>
  /** Oldest first. */
  listChanges(channel: ConversationRef): Promise<readonly ConversationRecord[]>
  /**
   * Brings the stays of a conversation to who is there at `at`: ends those of whoever left or changed standing, begins those of
   * whoever came. A list older than the last one that was recorded changes nothing.
   */
  recordMembers(channel: ConversationRef, members: readonly SeenMember[], at: Date): Promise<void>
  /**
   * The stays of one conversation become those of another: it is the same one by another id. Whoever was there goes on being there until
   * the newest list of the other one. In several writes.
   */
  moveMembers(from: ConversationRef, to: ConversationRef): Promise<void>
  /** The stays that had not ended at `since`, oldest first. */
  listStays(channel: ConversationRef, since: Date): Promise<readonly MemberStay[]>
  /** True for the first one that asks for this key until then: who tells people something once, whatever the number of instances. */
  claimNotice(key: string, until: Date, now: Date): Promise<boolean>
  /** Whether `claimNotice` would find that somebody claimed it. */
  hasNotice(key: string, now: Date): Promise<boolean>
  /** Gives a notice back that could not be told. */
  releaseNotice(key: string): Promise<void>
  readSummary(channel: ConversationRef): Promise<KeptSummary | undefined>
  /** In the place of the version before it (1: of none); false where that is not what is there. */
  saveSummary(channel: ConversationRef, summary: KeptSummary): Promise<boolean>
  readPause(): Promise<PostsPause | undefined>
  pausePosts(pause: PostsPause): Promise<void>
  /** False when they were not paused. */
  resumePosts(): Promise<boolean>
}
