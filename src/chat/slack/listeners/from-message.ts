/** A case from a message, or a message for a case: by a shortcut, a reaction, or the button that these led to. */
import { z } from 'zod'
import type { Interaction } from '../../../../commands/dispatcher.ts'
import type { View } from '../../../../views/view.ts'
import type { SlackContext } from '../context.ts'
import { typedText } from '../render/text.ts'
import { addMessage } from './add-message.ts'

/** The message shortcuts of manifest.yml. */
export const newCaseShortcut = 'case_new'
export const addMessageShortcut = 'case_add'

const Parts = z.object({
  text: z.string().catch(''),
  files: z.array(z.object({ id: z.string(), mode: z.string().optional() })).catch([]),
  attachments: z.array(z.unknown()).catch([]),
  blocks: z.array(z.object({ type: z.string() })).catch([]),
})

/** What is said in these stands in the message's text as well, or is nothing to read. */
const told: ReadonlySet<string> = new Set(['rich_text', 'section', 'header', 'divider', 'actions', 'context'])
/** Files without a content that the app could fetch. */
const absent: ReadonlySet<string> = new Set(['external', 'tombstone', 'hidden_by_limit'])

interface Read {
  readonly text: string
  readonly files: readonly string[]
  /** How much there is beside text and files, which does not come along. */
  readonly leftOut: number
}

/** What comes along of a message. */
export function readMessage(message: object): Read {
  const { text, files, attachments, blocks } = Parts.parse(message)
  const present = files.filter(({ mode }) => !mode || !absent.has(mode))
  const others = files.length - present.length
  return {
    text: typedText(text),
    files: present.map(({ id }) => id),
    leftOut: others + attachments.length + blocks.filter(({ type }) => !told.has(type)).length,
  }
}

/** The arguments of `new`: what was said is the description. */
export function toNewCase(message: object): { readonly args: Record<string, string> } & Pick<Read, 'files'> {
  const { text, files, leftOut } = readMessage(message)
  return { args: { description: text, ...(leftOut > 0 ? { leftOut: String(leftOut) } : {}) }, files }
}

export function openFromMessage(
  context: SlackContext,
  interaction: Interaction,
  callback: string,
  message: object,
): Promise<View> {
  const { args, files } = toNewCase(message)
  const along = files.length > 0 ? { ...interaction, files } : interaction
  return callback === addMessageShortcut
    ? addMessage(context, along, message)
    : context.dispatcher.action(along, 'new', args)
}

/** The message as it is now; undefined where it is gone. */
export async function fetchMessage(
  { web }: SlackContext,
  channel: string,
  ts: string,
): Promise<(object & { readonly thread_ts?: string }) | undefined> {
  const { messages } = await web.conversations.replies({
    channel,
    ts,
    latest: ts,
    inclusive: true,
    limit: 10,
  })
  return messages?.find((message) => message.ts === ts)
}
