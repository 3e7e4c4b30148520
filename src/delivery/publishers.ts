import type { Case, Entry, FaultScope, Subscription } from '../cases/case.ts'
import type { PersonalNotice } from '../cases/decide-notice.ts'
import type { NotifyChoice } from '../cases/notification-store.ts'

/** How a call is made. */
export interface PostOptions {
  /** The same post may already be there: look it up (by the entry's id in the message's metadata) first, and never post again unseen. */
  readonly uncertain: boolean
  /**
   * Asked right before a message goes out, whatever was waited for until then: false once another process may be at work on the
   * thread. Nothing may be sent then.
   */
  readonly mayGoOut?: () => boolean
}

/**
 * What a platform does for delivery. It composes the message itself (views, then render), in the thread's locale. Each method makes its
 * calls within the budgets of their methods: a short wait is sat out, a longer one thrown as a `DeliveryFailure` with `retryAfterMs`.
 * Each throws a `DeliveryFailure`, or any other error for what is not understood (taken for passing).
 */
export interface ThreadPublisher {
  /** Whether this process posts to the thread's workspace: another one's token gets nowhere there. */
  serves(tenant: string): boolean
  /** Posts the root card; answers where it stands (a direct message's channel differs from the user id asked for). */
  open(
    supportCase: Case,
    thread: Subscription,
    options: PostOptions,
  ): Promise<{ readonly root: string; readonly channel: string }>
  /** In how many messages an entry is told there: 1, or more where it is too long for one. The same each time for the same entry. */
  countParts(of: Case, thread: Subscription, entry: Entry): number
  /**
   * Posts one part of a history entry (from 0) under the root; files go with the last one. Called only for entries that the thread's
   * reader may see. `plain`: the platform refused the entry itself: the thread is told in plain words that it has an entry which cannot be
   * shown there, with its number and how to read it.
   */
  post(
    of: Case,
    thread: Subscription,
    entry: Entry,
    options: PostOptions & { readonly part: number; readonly plain?: boolean },
  ): Promise<void>
  /**
   * Brings the root card up to date. Where it can no longer be edited a new one is posted in the thread and linked to from nowhere else:
   * its place is answered, and is handed back as `thread.card` from then on; undefined where the card stands where it stood.
   */
  refresh(of: Case, thread: Subscription): Promise<string | undefined>
  /**
   * UPD-3: makes the post of an entry show what is left of it, or take it away where it can no longer be edited, and takes away the
   * files that the entry no longer names. Without an entry the root card: its number and title alone, for whoever reads there. Adds
   * nothing: where the thread shows no such post, nothing happens. May be made again.
   */
  rewrite(of: Case, thread: Subscription, entry: Entry | undefined): Promise<void>
  /**
   * Takes away what was posted of a case that is gone (`toHusk`): the posts with their files, and in the card's place stands that it was
   * removed. What people wrote there stays. May be made again. Answers the entry up to which something may be left (`thread.cursor` from then
   * on); null where nothing is.
   */
  withdraw(husk: Case, thread: Subscription, options: Pick<PostOptions, 'uncertain'>): Promise<number | null>
  /**
   * PLC-7: one short reply under the root that names one person of the thread's side, alive. Nothing that a person wrote is in it. `id` is
   * the same at each try. Where a chat cannot, the person is told directly.
   */
  mention?(of: Case, thread: Subscription, told: MentionedPerson, options: PostOptions): Promise<void>
}

export interface MentionedPerson {
  readonly id: string
  /** By the chat's user id. */
  readonly user: string
  readonly notice: PersonalNotice
}

/** How somebody is to be told. */
export interface PersonReach {
  readonly choice: NotifyChoice
  /** `chatUserKey` of each chat user that is linked to the account. */
  readonly chatUsers: readonly string[]
  /** As the directory calls them. */
  readonly name: string
}

/** What the chats together do for what one person is told (PLC-7). */
export interface PersonPublisher {
  /** Asked anew each time; undefined where the account no longer works with cases for that side. May throw `CouldNotAsk`. */
  reach(subscription: Subscription): Promise<PersonReach | undefined>
  /**
   * Writes to the person directly. `id` is the same at each try. `withEntries`: no thread shows them. False where no chat can.
   */
  sendDirect(
    of: Case,
    subscription: Subscription,
    told: { readonly id: string; readonly notice: PersonalNotice; readonly withEntries: boolean },
    options: Pick<PostOptions, 'uncertain'>,
  ): Promise<boolean>
}

/** What one mail of a case tells. */
export interface MailUpdate {
  /** The entries that it tells, oldest first; each may be mailed (`canBeMailed`). */
  readonly entries: readonly Entry[]
  /** The seqs that it stands for, those included that it does not tell. A first mail stands for all up to `to`: its `from` is 0. */
  readonly from: number
  readonly to: number
  /** Whether earlier ones are left out. */
  readonly more: boolean
}

/**
 * What mail does for delivery (NOT-3). A mail cannot be looked up or edited: a repeat bears the Message-ID of the first, which
 * mail systems know it by. Throws as a `ThreadPublisher` does.
 */
export interface MailPublisher {
  /** Sends one mail to the thread's address: with the case as it stands where the thread has no root yet. Answers its Message-ID. */
  send(of: Case, thread: Subscription, update: MailUpdate): Promise<string>
}

/**
 * What a failure is about. `message`: what was sent itself (too long, a refused card): the same again is of no use, something else may get through.
 * The others: see `FaultScope`. None of them is for good.
 */
export type FailureScope = FaultScope | 'message'

/**
 * What a platform's refusal means. `retryAfterMs`: nothing was sent, for want of room (a rate limit, the platform's or our own
 * budget): not before that time, which holds for what `limits` names and is nobody's fault.
 * `code`: the platform's own word, without texts of people. `uninvited`: what is missing is an invitation of the app to the channel,
 * as far as the platform tells.
 */
export class DeliveryFailure extends Error {
  readonly scope: FailureScope
  readonly code: string
  readonly uninvited: boolean
  readonly retryAfterMs: number | null
  readonly limits: 'workspace' | 'channel' | 'thread'

  constructor(
    message: string,
    options: {
      readonly scope: FailureScope
      readonly code: string
      readonly uninvited?: boolean
      readonly retryAfterMs?: number
      readonly limits?: 'workspace' | 'channel' | 'thread'
      readonly cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.name = 'DeliveryFailure'
    this.scope = options.scope
    this.code = options.code
    this.uninvited = options.uninvited ?? false
    this.retryAfterMs = options.retryAfterMs ?? null
    this.limits = options.limits ?? 'workspace'
  }
}
