/** The event object of Google Workspace add-ons: https://developers.google.com/workspace/add-ons/concepts/event-objects */
import { z } from 'zod'
import { AppCommand, Common, EventThread, EventTime, Flag, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { hasPlace, isRoom, toGchatEvent } from './to-gchat-event.ts'

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

export const AddOn = z
  .object({
    commonEventObject: Common.optional(),
    chat: z.looseObject({
      /** An add-on's event has none; what has one is none of an add-on's. */
      type: z.never().optional(),
      user: User,
      space: Space.optional(),
      eventTime: EventTime,
      messagePayload: Payload.optional(),
      appCommandPayload: Payload.required({ appCommandMetadata: true }).optional(),
      buttonClickedPayload: Payload.optional(),
      widgetUpdatedPayload: Payload.optional(),
      addedToSpacePayload: Payload.optional(),
      removedFromSpacePayload: Payload.optional(),
    }),
  })
  .transform(({ commonEventObject: common, chat }, context) => {
    const [name, ...others] = Object.keys(chat).filter((key) => key.endsWith('Payload') && chat[key])
    const payload = name !== undefined && isPayload(name) ? chat[name] : undefined
    // Without any payload it is the home page that is opened.
    const known = others.length === 0 && (payload !== undefined || name === undefined)
    const space = payload?.space ?? payload?.message?.space ?? chat.space
    const kind = name !== undefined && isPayload(name) ? kinds[name] : ('home' as const)
    const mayBeHome = kind === 'home' || kind === 'clicked' || kind === 'typing'
    const place = { space, message: payload?.message }
    if (!known || !hasPlace(place, { mayBeHome }) || (kind === 'home' && isRoom(space))) {
      context.addIssue({ code: 'custom', message: 'one payload that is known, and its space' })
      return z.NEVER
    }
    return { common, chat, kind, payload, space }
  })

function isPayload(name: string): name is PayloadName {
  return Object.hasOwn(kinds, name)
}

export function fromAddOn({ common, chat, kind, payload, space }: z.infer<typeof AddOn>): GchatEvent {
  const slash = payload?.appCommandMetadata?.appCommandId ?? payload?.message?.slashCommand?.commandId
  return toGchatEvent({
    ...payload,
    // What is clicked in the home page comes from no message and no space, and is answered as the home page is.
    envelope: kind === 'home' || (!space && !payload?.message) ? 'home' : 'add-on',
    // A slash command that its app's configuration sends as a message is one all the same.
    kind: kind === 'message' && slash !== undefined ? 'command' : kind,
    command: kind === 'message' || kind === 'command' ? slash : undefined,
    user: chat.user,
    space,
    common,
    eventTime: chat.eventTime,
    parameters: common?.parameters ?? {},
    toldAgain: payload?.interactionAdd,
  })
}
