/** What Slack sends to this app, with as much of its parts as Bolt and we take for granted. */
import { z } from 'zod'

const text = z.string()
const Part = z.looseObject({})
const Named = z.looseObject({ id: text })
const View = z.looseObject({ id: text, callback_id: text, private_metadata: text.optional() })
const interaction = {
  user: z.looseObject({ id: text, team_id: text.optional() }),
  team: Named.nullish(),
  enterprise: Part.nullish(),
  channel: Named.nullish(),
  container: Part.nullish(),
  message: Part.nullish(),
}

export interface SlashCommandBody {
  readonly type?: undefined
  readonly command: string
  readonly text?: string
  readonly user_id: string
}

const Typed = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('url_verification') }),
  z.looseObject({
    type: z.literal('event_callback'),
    team_id: text.nullish(),
    event: z.looseObject({
      type: text,
      user: z.union([text, Part]).optional(),
      channel: z.union([text, Part]).nullish(),
    }),
    authorizations: z.array(Part).nullish(),
  }),
  z.looseObject({
    type: z.literal('block_actions'),
    ...interaction,
    view: View.nullish(),
    actions: z.array(z.looseObject({ type: text, action_id: text, block_id: text.optional() })).min(1),
  }),
  z.looseObject({ type: z.literal(['view_submission', 'view_closed']), ...interaction, view: View }),
  z.looseObject({ type: z.literal('shortcut'), ...interaction, callback_id: text }),
  z.looseObject({
    type: z.literal('message_action'),
    ...interaction,
    callback_id: text,
    channel: Named,
    message: Part,
  }),
  z.looseObject({
    type: z.literal('block_suggestion'),
    ...interaction,
    view: View.nullish(),
    action_id: text,
    value: text,
  }),
])

export type SlackBody = SlashCommandBody | z.infer<typeof Typed>

/** Slash commands alone bear no type; most requests are these, and three looks say all of them. */
export function isSlackBody(body: unknown): body is SlackBody {
  if (typeof body !== 'object' || body === null) return false
  return 'type' in body && body.type !== undefined ? Typed.safeParse(body).success : isSlashCommand(body)
}

function isSlashCommand(body: object): body is SlashCommandBody {
  const { command, text: typed, user_id: user } = body as Readonly<Record<string, unknown>>
  return (
    typeof command === 'string' &&
    typeof user === 'string' &&
    (typed === undefined || typeof typed === 'string')
  )
}
