/** What somebody reads in a workspace that is not served: no token of it can be used, so only the request itself is answered. */
import type { ViewOutput } from '@slack/bolt'
import { z } from 'zod'
import type { Log } from '../../config/log.ts'
import type { CommandCall } from './listeners/commands.ts'
import { wordsFor } from './messages.ts'
import { withNote } from './open-dialog.ts'
import { respondTo } from './respond-to.ts'
import { describe } from './slack-log.ts'

/** `not-served`: the workspace does not have the app, or may not. `not-now`: that could not be found out. */
export type Unserved = 'not-served' | 'not-now'

/** Over a socket commands come as all else does. */
const Command = z.object({ command: z.string() })
const Interaction = z.object({ type: z.string(), response_url: z.url().optional().catch(undefined) })

/** To the person alone. Nobody can be asked for their language: it is said in each. */
export function answerCommand(why: Unserved, { ack }: Pick<CommandCall, 'ack'>): Promise<void> {
  return ack({ response_type: 'ephemeral', text: tell(why) })
}

/** Answers whether the request was one of a person's; events are nobody's to be answered. */
export async function answerInteraction(
  why: Unserved,
  { body, ack }: { readonly body: unknown; ack(answer?: unknown): Promise<void> },
  log: Log,
): Promise<boolean> {
  if (Command.safeParse(body).success) {
    await answerCommand(why, { ack })
    return true
  }
  const { data } = Interaction.safeParse(body)
  if (!data || data.type === 'event_callback') return false
  if (data.type === 'view_submission') {
    await ack(keepDialog(body, tell(why)))
    return true
  }
  await ack(data.type === 'block_suggestion' ? { options: [] } : undefined)
  if (data.response_url !== undefined)
    try {
      await respondTo(data.response_url, {
        response_type: 'ephemeral',
        replace_original: false,
        text: tell(why),
      })
    } catch (error) {
      log.warn({ error: describe(error) }, 'Who sent a request that is for no workspace was not answered')
    }
  return true
}

/** What was typed stays. */
function keepDialog(body: unknown, text: string): object | undefined {
  try {
    const { view } = body as { readonly view: ViewOutput }
    return { response_action: 'update', view: withNote(view, text) }
  } catch {
    return undefined
  }
}

function tell(why: Unserved): string {
  const texts = [wordsFor('en'), wordsFor('ja')].map(({ notServed, notNow }) =>
    why === 'not-served' ? notServed : notNow,
  )
  return texts.join('\n')
}
