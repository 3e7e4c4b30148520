/** The home page of a Chat app: https://developers.google.com/workspace/chat/send-app-home-card-message */
import { z } from 'zod'
import { Common, Flag, Message, Space, User } from './event-parts.ts'
import type { GchatEvent } from './gchat-event.ts'
import { toGchatEvent } from './to-gchat-event.ts'

export const Home = z.object({
  commonEventObject: Common.optional(),
  chat: z.object({
    type: z.enum(['APP_HOME', 'SUBMIT_FORM']),
    eventTime: z.string().optional(),
    user: User,
    space: Space,
    message: Message.optional(),
    isDialogEvent: Flag.optional(),
    dialogEventType: z.string().optional(),
  }),
})

export function fromHome({ commonEventObject: common, chat }: z.infer<typeof Home>): GchatEvent {
  return toGchatEvent({
    ...chat,
    envelope: 'home',
    kind: chat.type === 'APP_HOME' ? 'home' : 'clicked',
    command: undefined,
    common,
    parameters: common?.parameters ?? {},
  })
}
