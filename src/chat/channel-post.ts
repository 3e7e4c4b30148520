import type { Card } from '../../views/view.ts'
import type { Locale } from '../cases/case.ts'
import { DeliveryFailure } from '../delivery/publishers.ts'

/** In whose words and time zone a chat tells moments that it shows to everybody alike. */
export interface ChannelTerms {
  readonly locale: Locale
  readonly timeZone: string
}

/** A message of the app's own in a channel, which is of no case. Each method throws a `DeliveryFailure`. */
export interface ChannelMessages {
  /**
   * Answers what the chat calls it. `id` is the same at each try, and tries began at `since`; `uncertain`: it may be there from one before,
   * and is answered as it is then. `mayGoOut` is asked right before it goes out.
   */
  post(
    channel: string,
    card: Card,
    how: ChannelTerms & {
      readonly tenant: string
      readonly id: string
      readonly since: Date
      readonly uncertain: boolean
      readonly mayGoOut: () => boolean
    },
  ): Promise<string>
  /** False where there is no such message any more. One that nobody can edit is taken away. */
  edit(
    channel: string,
    message: string,
    card: Card,
    how: ChannelTerms & { readonly tenant: string },
  ): Promise<boolean>
}

/** Nothing was sent: it is another process's to send by now. */
export function takenOver(): DeliveryFailure {
  return new DeliveryFailure('another process may be at work on this message', {
    scope: 'passing',
    code: 'taken-over',
  })
}
