/** The Chat API's interaction event: https://developers.google.com/workspace/chat/api/reference/rest/v1/Event */
import { z } from 'zod'
import { AppCommand, Common, EventThread, EventTime, Flag, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { hasPlace, toGchatEvent } from './to-gchat-event.ts'

const types = [
  'MESSAGE',
  'ADDED_TO_SPACE',
  'REMOVED_FROM_SPACE',
  'CARD_CLICKED',
  'APP_COMMAND',
  'WIDGET_UPDATED',
  // As Google's reference of events has it in one place.
  'WIDGET_UPDATE',
  'SUBMIT_FORM',
  'APP_HOME',
] as const

export const Classic = z
  .object({
    type: z.enum(types),
    eventTime: EventTime,
    user: User,
    space: Space.optional(),
    thread: EventThread.optional(),
    message: Message.optional(),
    isDialogEvent: Flag.optional(),
    dialogEventType: z.string().optional(),
    appCommandMetadata: AppCommand.optional(),
    common: Common.optional(),
    action: z
      .object({
        parameters: z.array(z.object({ key: z.string(), value: z.string().default('') })).optional(),
      })
      .optional(),
  })
  .refine((body) => hasPlace(body, { mayBeHome: mayBeHome(body.type) }))

/** Only what stands in the home page, or in a dialog over it, may come without a space. */
function mayBeHome(type: (typeof types)[number]): boolean {
  return ['APP_HOME', 'SUBMIT_FORM', 'CARD_CLICKED', 'WIDGET_UPDATED', 'WIDGET_UPDATE'].includes(type)
}

export function fromClassic(body: z.infer<typeof Classic>): GchatEvent {
  const { type, message, space } = body
  // What is clicked in the home page comes from no message, and may come from no space; it is answered as the home page is.
  const clickedAtHome = type === 'CARD_CLICKED' && !message && !space
  const slash = body.appCommandMetadata?.appCommandId ?? message?.slashCommand?.commandId
  const listed = Object.fromEntries((body.action?.parameters ?? []).map(({ key, value }) => [key, value]))
  return toGchatEvent({
    ...body,
    envelope: type === 'SUBMIT_FORM' || type === 'APP_HOME' || clickedAtHome ? 'home' : 'classic',
    kind: toKind(type, slash !== undefined, message !== undefined),
    command: type === 'CARD_CLICKED' ? undefined : slash,
    addsApp: type === 'ADDED_TO_SPACE',
    parameters: { ...listed, ...body.common?.parameters },
  })
}

function toKind(type: (typeof types)[number], hasCommand: boolean, hasMessage: boolean): GchatEvent['kind'] {
  switch (type) {
    case 'MESSAGE':
      return hasCommand ? 'command' : 'message'
    case 'APP_COMMAND':
      return 'command'
    case 'ADDED_TO_SPACE':
      // Who adds the app by a mention or a slash command asks for that as well, in this one event.
      if (hasCommand) return 'command'
      return hasMessage ? 'message' : 'added'
    case 'REMOVED_FROM_SPACE':
      return 'removed'
    case 'CARD_CLICKED':
    case 'SUBMIT_FORM':
      return 'clicked'
    case 'WIDGET_UPDATED':
    case 'WIDGET_UPDATE':
      return 'typing'
    case 'APP_HOME':
      return 'home'
  }
}
