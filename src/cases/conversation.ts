import type { Platform } from './case.ts'

/** What a platform tells of a conversation. */
export interface ConversationInfo {
  /** `direct`: one person and the app. `group-direct`: several people in a direct message. */
  readonly kind: 'direct' | 'group-direct' | 'channel'
  /** As people see it, without `#`; empty where it has none. */
  readonly name: string
  /**
   * `open`: readable without joining, by the whole workspace (a public Slack channel) or an audience (an open Chat space). `untold`: the
   * platform does not tell (Chat, without a scope that an administrator approves).
   */
  readonly access: 'private' | 'open' | 'untold'
  /** Shared with another organisation: by Slack Connect, an invitation under way included, or a Chat space that lets external people in. */
  readonly external: boolean
}

/** Who is in a conversation. */
export interface Member {
  /** The chat's user id: `U1`, `users/1`. */
  readonly user: string
  /** The person's own Slack team (over Slack Connect: theirs, not ours); '' on Google Chat. */
  readonly tenant: string
  /** The chat's display name: chosen by the person, so good for nothing but showing. */
  readonly name: string
  readonly kind: 'person' | 'app'
  /** `full`: of our own workspace; on Google Chat always, where the organisation tells. `guest`: restricted. `outside`: of another organisation. */
  readonly standing: 'full' | 'guest' | 'outside' | 'deactivated'
  /** Slack: the team's id. Google Chat: the customer's (`C012…`, or as Google tells it). Null where it is not told. */
  readonly organisation: string | null
  /** Only a confirmed address of a full member; null otherwise. Whether it counts for anything is decided elsewhere. */
  readonly email: string | null
}

export type ConversationReading =
  | {
      readonly kind: 'read'
      readonly info: ConversationInfo
      readonly members: readonly Member[]
      readonly at: Date
    }
  /** It may be asked again: an outage, a rate limit, a time-out. */
  | { readonly kind: 'unavailable'; readonly why: string }
  /** The app lacks a permission: nothing is known, and asking again is no use until it is installed anew. */
  | { readonly kind: 'not-permitted'; readonly scope: string }
  /** The app is not in it, or it is gone. */
  | { readonly kind: 'not-in-it' }
  /** The platform told of fewer people than there are (Google Chat), or of more than `maxMembers`. */
  | { readonly kind: 'incomplete'; readonly why: 'too-many' | 'hidden-members' | 'groups' }

/** More people than this are not read: whoever reads there cannot be told. */
export const maxMembers = 500

/** Something about who can read a conversation may have changed. */
export interface ConversationChange {
  readonly platform: Platform
  readonly tenant: string
  /** Undefined: every conversation that the person is in (their profile changed). */
  readonly channel?: string
  /** Where one person is concerned, and known. */
  readonly user?: string
  readonly what: 'joined' | 'left' | 'changed' | 'renamed-id'
  /** With `renamed-id`. */
  readonly newChannel?: string
}

/** The conversations that one installation of the app is in, as their platform tells them. */
export interface Conversations {
  /** Asks the platform afresh; what it keeps of profiles may serve. Never throws. */
  read(channel: string): Promise<ConversationReading>
  /** Hears of those that the platform says changed, from `listen` on. One listener. */
  onChange(listener: (change: ConversationChange) => void): void
  /** Whether the platform announces joining (Slack does, Google Chat does not): how long a reading may serve follows from it. */
  readonly announcesChanges: boolean
}
