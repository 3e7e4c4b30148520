import type { App } from '@slack/bolt'
import { z } from 'zod'
import { commands } from '../../../../commands/index.ts'
import { findCommand, splitLine } from '../../../../commands/parse-line.ts'
import type { Form } from '../../../../views/view.ts'
import { withFallback } from '../../deadline.ts'
import { toFormCommand } from '../../form-button.ts'
import { createIdempotencyKey } from '../../idempotency-key.ts'
import { type SlackContext, toConversation } from '../context.ts'
import { filesArgument, type Pressed } from '../render/buttons.ts'
import { limits } from '../render/limits.ts'
import { typedText } from '../render/text.ts'
import type { ResponseTarget } from '../responder.ts'

const Said = z.object({
  channel: z.string(),
  user: z.string(),
  ts: z.string(),
  text: z.string().catch(''),
  thread_ts: z.string().optional().catch(undefined),
  user_team: z.string().optional().catch(undefined),
  team: z.string().optional().catch(undefined),
  bot_id: z.undefined().optional(),
  /** One with files is a message like any other. */
  subtype: z.literal('file_share').optional(),
  channel_type: z.string().optional().catch(undefined),
  files: z.array(z.object({ id: z.string(), user: z.string().optional() })).catch([]),
})
type Said = z.output<typeof Said>

/**
 * `@Casethread close` in a channel or in a case's thread, and what is written to the app in its Messages tab: a command line. The
 * answer is for the sender alone. Slack opens no dialog for it, so a form comes as a button.
 */
export function listenToWhatIsSaid(app: App, context: SlackContext): void {
  const hear = (event: unknown, isDirect: boolean) =>
    context.run('something said to the app', async () => {
      const { data: said } = Said.safeParse(event)
      if (said && (said.channel_type === 'im') === isDirect) await answer(context, said, isDirect)
    })
  app.event('app_mention', ({ event }) => hear(event, false))
  app.event('message', ({ event }) => hear(event, true))
}

async function answer(context: SlackContext, said: Said, isDirect: boolean): Promise<void> {
  const { channel, ts, thread_ts: thread } = said
  const typed = readLine(said.text, context.self().user, isDirect)
  // What is said in a thread with the app alone is talk, unless it is a command (NOT-4).
  const isTalk = isDirect && thread !== undefined && !findCommand(commands, splitLine(typed ?? '').word)
  if (typed === undefined || isTalk) return
  const person = await context.profiles.find(said.user, said.user_team ?? said.team ?? context.team())
  const place = toConversation(context, channel, thread)
  const key = createIdempotencyKey('slack', 'said', context.team(), channel, ts)
  const files = said.files.filter(({ user }) => user === undefined || user === said.user).map(({ id }) => id)
  const interaction = {
    person,
    place,
    key,
    ...(isDirect ? {} : { aloud: true }),
    ...(files.length > 0 ? { files } : {}),
  }
  const view = await withFallback(context.dispatcher.commandLine(interaction, typed), (error) =>
    context.responder.fault(person, error, 'answering what was said'),
  )
  const again = view.kind === 'form' ? toAgain(view, typed, files) : undefined
  const spot: ResponseTarget = {
    person,
    place,
    said: true,
    ...(isDirect ? { direct: true } : {}),
    ...(again ? { again } : {}),
  }
  await context.responder.show(spot, view)
}

/** What follows the mention of the app; undefined where the app is only spoken of. */
export function readLine(text: string, self: string, isDirect: boolean): string | undefined {
  const mention = `<@${self}>`
  const at = text.indexOf(mention)
  if (at < 0) return isDirect ? typedText(text).trim() : undefined
  const line = typedText(text.slice(at + mention.length)).trim()
  const isCalled =
    text.slice(0, at).trim() === '' || findCommand(commands, splitLine(line).word) !== undefined
  return isCalled || isDirect ? line : undefined
}

/** The button that opens the form, with what was typed and the files that came along, as far as a button can carry them. */
function toAgain(form: Form, line: string, files: readonly string[]): Pressed {
  const asked = toFormCommand(form)
  if (!asked) return { kind: 'line', line: [...line].slice(0, 1_500).join('') }
  const whole = files.length > 0 ? { ...asked.args, [filesArgument]: files.join(' ') } : asked.args
  const fits = JSON.stringify(whole).length <= limits.buttonValue
  return { kind: 'command', command: asked.command, args: fits ? whole : asked.args }
}
