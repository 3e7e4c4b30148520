/** The home page of a classic Chat app: https://developers.google.com/workspace/chat/send-app-home-card-message */
import { z } from 'zod'
import { Common, EventTime, Flag, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { hasPlace, toGchatEvent } from './to-gchat-event.ts'

const kinds = {
  APP_HOME: 'home',
  SUBMIT_FORM: 'clicked',
  CARD_CLICKED: 'clicked',
  WIDGET_UPDATED: 'typing',
  WIDGET_UPDATE: 'typing',
} as const

export const Home = z
  .object({
    commonEventObject: Common.optional(),
    chat: z.object({
      type: z.enum(Object.keys(kinds) as [keyof typeof kinds]),
      eventTime: EventTime,
      user: User,
      space: Space.optional(),
      message: Message.optional(),
      isDialogEvent: Flag.optional(),
      dialogEventType: z.string().optional(),
    }),
  })
  .refine(({ chat }) => hasPlace(chat))

export function fromHome({ commonEventObject: common, chat }: z.infer<typeof Home>): GchatEvent {
  return toGchatEvent({
    ...chat,
    envelope: 'home',
    kind: kinds[chat.type],
    command: undefined,
    common,
    parameters: common?.parameters ?? {},
  })
}
