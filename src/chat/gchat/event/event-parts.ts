/** What both envelopes hold: the Chat API's user, space and message, and the form's values. Only what is read is named. */
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { z } from 'zod'

export const User = z.object({
  name: z.string().regex(/^users\/[^/\s]+$/),
  displayName: z.string().optional(),
  email: z.string().optional(),
  type: z.string().optional(),
  isAnonymous: z.boolean().optional(),
})

export const Space = z.object({
  name: z.string().regex(/^spaces\/[^/\s]+$/),
  displayName: z.string().optional(),
  /** `DM` (one person and the app) or `ROOM`; deprecated, but still the word that events bear. */
  type: z.string().optional(),
  spaceType: z.string().optional(),
  singleUserBotDm: z.boolean().optional(),
})

export const EventThread = z.object({ name: z.string().optional() })

export const Message = z.object({
  name: z.string().optional(),
  text: z.string().optional(),
  argumentText: z.string().optional(),
  thread: EventThread.optional(),
  threadReply: z.boolean().optional(),
  space: Space.optional(),
  slashCommand: z.object({ commandId: z.coerce.number().int().positive() }).optional(),
  /** Documented as `attachment`; some samples of Google's name it `attachments`. */
  attachment: z.array(z.object({ name: z.string().optional() })).optional(),
  attachments: z.array(z.object({ name: z.string().optional() })).optional(),
})

/** What stands in one input of a card: strings, or a day as the milliseconds of its midnight in UTC (int64: a string in JSON). */
const Inputs = z
  .object({
    stringInputs: z.object({ value: z.array(z.string()).default([]) }).optional(),
    dateInput: z.object({ msSinceEpoch: z.coerce.string().optional() }).optional(),
  })
  .transform(
    ({ stringInputs, dateInput }): chat_v1.Schema$Inputs => ({
      ...(stringInputs ? { stringInputs } : {}),
      ...(dateInput?.msSinceEpoch ? { dateInput: { msSinceEpoch: dateInput.msSinceEpoch } } : {}),
    }),
  )

export const Common = z.object({
  userLocale: z.string().optional(),
  timeZone: z.object({ id: z.string().optional() }).optional(),
  parameters: z.record(z.string(), z.string()).nullish(),
  formInputs: z.record(z.string(), Inputs).nullish(),
})

export const AppCommand = z.object({
  /** int64: a number in one place of Google's documentation, a string in another. */
  appCommandId: z.coerce.number().int().positive(),
  appCommandType: z.string().optional(),
})

/** A boolean, of which one page of Google's documentation makes a string. */
export const Flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
