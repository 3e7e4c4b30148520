import type { Case, Entry, Subscription } from '../cases/case.ts'

/**
 * What a platform does for delivery. It composes the message itself (views, then render), in the thread's locale.
 * `uncertain` means that the same post may already be there: look it up (by the entry's id in the message's metadata) first.
 * Each method throws a `DeliveryFailure`, or any other error for what is not understood (treated as passing, tried again).
 */
export interface ThreadPublisher {
  /** Whether this process posts to the thread's workspace: another one's token gets nowhere there. */
  serves(tenant: string): boolean
  /** Posts the root card; answers where it stands (a direct message's channel differs from the user id asked for). */
  open(
    supportCase: Case,
    thread: Subscription,
    options: { readonly uncertain: boolean },
  ): Promise<{ readonly root: string; readonly channel: string }>
  /** Posts one history entry under the root. Called only for entries that the thread's reader may see. */
  post(of: Case, thread: Subscription, entry: Entry, options: { readonly uncertain: boolean }): Promise<void>
  /** Brings the root card up to date. */
  refresh(of: Case, thread: Subscription): Promise<void>
  /**
   * UPD-3: makes the post of an entry show what is left of it, or take it away where it can no longer be edited, and takes away the
   * files that the entry no longer names. Without an entry the root card: its number and title alone, for whoever reads there. Adds
   * nothing: where the thread shows no such post, nothing happens. May be made again.
   */
  rewrite(of: Case, thread: Subscription, entry: Entry | undefined): Promise<void>
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
 * `ofInstallation`: the token, the app or the workspace is at fault, and no thread is: what goes there waits, and goes on by itself
 * once that is mended.
 * `gone`: no use in trying again (the channel is archived, the bot was removed). Else: try again, not before `retryAfterMs`,
 * which holds for the whole workspace or for the one channel (`pauseScope`).
 * `uninvited`: what is missing is an invitation of the app to the channel, as far as the platform tells.
 */
export class DeliveryFailure extends Error {
  readonly gone: boolean
  readonly uninvited: boolean
  readonly ofInstallation: boolean
  readonly retryAfterMs: number | null
  readonly pauseScope: 'workspace' | 'channel'

  constructor(
    message: string,
    options: {
      readonly gone: boolean
      readonly uninvited?: boolean
      readonly ofInstallation?: boolean
      readonly retryAfterMs?: number
      readonly pauseScope?: 'workspace' | 'channel'
      readonly cause?: unknown
    },
  ) {
    super(message, { cause: options.cause })
    this.name = 'DeliveryFailure'
    this.gone = options.gone
    this.uninvited = options.uninvited ?? false
    this.ofInstallation = options.ofInstallation ?? false
    this.retryAfterMs = options.retryAfterMs ?? null
    this.pauseScope = options.pauseScope ?? 'workspace'
  }
}
