/** The event object of Google Workspace add-ons: https://developers.google.com/workspace/add-ons/concepts/event-objects */
import { z } from 'zod'
import { AppCommand, Common, EventThread, Flag, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { toGchatEvent } from './to-gchat-event.ts'

const Payload = z.object({
  space: Space.optional(),
  thread: EventThread.optional(),
  message: Message.optional(),
  isDialogEvent: Flag.optional(),
  dialogEventType: z.string().optional(),
  appCommandMetadata: AppCommand.optional(),
  interactionAdd: z.boolean().optional(),
})

const kinds = {
  messagePayload: 'message',
  appCommandPayload: 'command',
  buttonClickedPayload: 'clicked',
  widgetUpdatedPayload: 'typing',
  addedToSpacePayload: 'added',
  removedFromSpacePayload: 'removed',
} as const
type PayloadName = keyof typeof kinds
const names = Object.keys(kinds) as readonly PayloadName[]

export const AddOn = z
  .object({
    commonEventObject: Common.optional(),
    chat: z.object({
      user: User,
      space: Space.optional(),
      eventTime: z.string().optional(),
      messagePayload: Payload.optional(),
      appCommandPayload: Payload.required({ appCommandMetadata: true }).optional(),
      buttonClickedPayload: Payload.optional(),
      widgetUpdatedPayload: Payload.optional(),
      addedToSpacePayload: Payload.optional(),
      removedFromSpacePayload: Payload.optional(),
    }),
  })
  .transform(({ commonEventObject: common, chat }, context) => {
    const held = names.filter((name) => chat[name])
    const [name] = held
    const payload = name && chat[name]
    const space = payload?.space ?? payload?.message?.space ?? chat.space
    if (!name || !payload || !space || held.length !== 1) {
      context.addIssue({ code: 'custom', message: 'one payload with its space' })
      return z.NEVER
    }
    return { common, chat, name, payload, space }
  })

export function fromAddOn({ common, chat, name, payload, space }: z.infer<typeof AddOn>): GchatEvent {
  const slash = payload.appCommandMetadata?.appCommandId ?? payload.message?.slashCommand?.commandId
  const kind = kinds[name]
  return toGchatEvent({
    ...payload,
    envelope: 'add-on',
    // A slash command that its app's configuration sends as a message is one all the same.
    kind: kind === 'message' && slash !== undefined ? 'command' : kind,
    command: kind === 'message' || kind === 'command' ? slash : undefined,
    user: chat.user,
    space,
    common,
    eventTime: chat.eventTime,
    parameters: common?.parameters ?? {},
    toldAgain: payload.interactionAdd,
  })
}
