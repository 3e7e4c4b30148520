import { z } from 'zod'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { View } from '../../../../views/view.ts'
import type { Person } from '../../../cases/directory.ts'
import type { SlackContext } from '../context.ts'
import { metadataType } from '../message-metadata.ts'
import { wordsFor } from '../messages.ts'
import { typedText } from '../render/text.ts'

const Chosen = z.object({
  ts: z.string(),
  text: z.string().catch(''),
  user: z.string().optional().catch(undefined),
  team: z.string().optional().catch(undefined),
  bot_id: z.string().optional().catch(undefined),
  thread_ts: z.string().optional().catch(undefined),
  edited: z.object({ ts: z.string() }).optional().catch(undefined),
})

const Root = z.object({
  user: z.string().optional(),
  bot_id: z.string().optional(),
  metadata: z.object({
    event_type: z.literal(metadataType),
    event_payload: z.object({ case: z.number().int().positive() }),
  }),
})

/** NOT-4: "Add to case history" on a message in a case's thread: the form of a note, with what was said, its files and who said it. */
export async function addMessage(
  context: SlackContext,
  interaction: Interaction,
  said: object,
): Promise<View> {
  const message = Chosen.parse(said)
  const number = await findCase(context, interaction.place.channel, message.thread_ts ?? message.ts)
  if (number === undefined)
    return {
      kind: 'notice',
      tone: 'refused',
      text: wordsFor(interaction.person.locale).notInCaseThread,
    }
  const chosen = {
    id: message.ts,
    text: typedText(message.text),
    ...(message.edited ? { edit: message.edited.ts } : {}),
    ...(await findWho(context, message)),
  }
  return context.dispatcher.action({ ...interaction, chosen }, 'note', { number: String(number) })
}

/** Nobody for what an app said. */
async function findWho(
  { profiles, team }: SlackContext,
  { user, team: theirs, bot_id }: z.output<typeof Chosen>,
): Promise<{ readonly by?: Person }> {
  if (!user || bot_id) return {}
  return { by: await profiles.find(user, theirs ?? team()) }
}

/** The case whose thread begins with this message. Others' metadata is not believed. */
async function findCase(
  { web, self }: SlackContext,
  channel: string,
  thread: string,
): Promise<number | undefined> {
  const { messages } = await web.conversations.replies({
    channel,
    ts: thread,
    limit: 1,
    include_all_metadata: true,
  })
  const { data: root } = Root.safeParse(messages?.[0])
  const { user, bot } = self()
  const isOurs = root?.user === user || (bot !== undefined && root?.bot_id === bot)
  return isOurs ? root?.metadata.event_payload.case : undefined
}
