import type { Platform } from '../../src/cases/case.ts'

/** A message of the bot as it stands in a conversation now. */
export interface ShownPost {
  readonly platform: Platform
  readonly channel: string
  readonly id: string
  /** Slack: the root's ts, the root's own for itself. Google Chat: the thread's key. Null outside of threads. */
  readonly thread: string | null
  /** All that can be read in it. */
  readonly text: string
  /** The case that it says it is of, where the platform keeps that. */
  readonly number: number | null
  /** The history entry that it says it shows; 0 for a card. */
  readonly seq: number | null
  /** Which part of a long entry; 0 where it is whole. */
  readonly part: number
  /** The personal notice that it says it is, where the platform keeps that. */
  readonly notice: string | null
  /** Whether it tells how the queues stand. */
  readonly summary: boolean
  /** Whether the bot never heard that it was taken: it has to find that out. */
  readonly unheard: boolean
  /** Platform time, ms. */
  readonly at: number
}
