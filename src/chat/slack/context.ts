import type { ReceiverEvent } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { Conversation } from '../../../commands/define.ts'
import type { Dispatcher, Interaction } from '../../../commands/dispatcher.ts'
import type { View } from '../../../views/view.ts'
import type { Person } from '../../cases/directory.ts'
import type { Log } from '../../config/log.ts'
import type { SlackProfiles } from './members.ts'
import type { MessagePlace } from './render/buttons.ts'
import { homeView } from './render/home.ts'
import type { Responder } from './responder.ts'
import { describe } from './slack-log.ts'

/** How long a runner may take before Slack, which gives up after three seconds, is answered without it. In ms. */
export interface ResponseDeadlines {
  readonly answerMs: number
  readonly submitMs: number
}

/** What people write in threads without calling the app (NOT-4). */
export interface ThreadLines {
  /** Takes what an event tells, before Slack is answered. Throws where it has to come again. */
  hear(event: Pick<ReceiverEvent, 'body' | 'retryNum'>): Promise<void>
  /** A button about a line, pressed by its author. */
  press(interaction: Interaction, callback: string, on: MessagePlace): Promise<View>
}

/** What every listener has at hand. */
export interface SlackContext {
  readonly web: WebClient
  readonly dispatcher: Dispatcher
  readonly profiles: SlackProfiles
  readonly responder: Responder
  readonly log: Log
  readonly deadlines: ResponseDeadlines
  /** The workspace whose bot we are. */
  readonly team: () => string
  /** The app itself, as its messages name it. */
  readonly self: () => { readonly user: string; readonly bot: string | undefined }
  /** Looks at a message once more that was just added to a case: what became of it meanwhile found no case yet. */
  readonly lookAgain?: (place: Conversation, message: string) => void
  /** What becomes of plain text in cases' threads. */
  readonly lines?: ThreadLines
  /** Runs a listener to its end; a fault in it is logged and never reaches Bolt. */
  readonly run: (name: string, work: () => Promise<void>) => Promise<void>
}

export function toConversation(
  context: Pick<SlackContext, 'team'>,
  channel: string,
  thread?: string,
): Conversation {
  const place = { platform: 'slack', tenant: context.team(), channel } as const
  return thread === undefined ? place : { ...place, thread }
}

/** Draws the person's App Home tab. It is a courtesy: a failure is logged, and the next visit draws it again. */
export async function publishHome(context: SlackContext, interaction: Interaction): Promise<void> {
  try {
    const card = await context.dispatcher.home(interaction)
    await context.web.views.publish({ user_id: interaction.person.user, view: homeView(card) })
  } catch (error) {
    context.log.warn(
      { user: interaction.person.user, error: describe(error) },
      'The App Home tab could not be drawn',
    )
  }
}

/** True for the place of the App Home tab: the person's own direct line. */
export function isHome(person: Person, place: Conversation): boolean {
  return place.channel === person.user
}
