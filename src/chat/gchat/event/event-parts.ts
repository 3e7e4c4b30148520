/** What both envelopes hold: the Chat API's user, space and message, and the form's values. Only what is read is named. */
import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import { z } from 'zod'

export const UserName = z.string().regex(/^users\/[^/\s]+$/)
export const SpaceName = z.string().regex(/^spaces\/[^/\s]+$/)

export const User = z.object({
  name: UserName,
  displayName: z.string().optional(),
  email: z.string().optional(),
  type: z.string().optional(),
  isAnonymous: z.boolean().optional(),
})

export const Space = z.object({
  name: SpaceName,
  displayName: z.string().optional(),
  /** `DM` (one person and the app) or `ROOM`; deprecated, but still the word that events bear. */
  type: z.string().optional(),
  spaceType: z.string().optional(),
  singleUserBotDm: z.boolean().optional(),
})

export const EventThread = z.object({ name: z.string().optional() })

/** What stands in a text; of interest are the mentions. Another shape of them is no reason to take a message for none. */
const Annotations = z
  .array(
    z.object({
      type: z.string().optional(),
      startIndex: z.number().int().nonnegative().default(0),
      length: z.number().int().nonnegative().default(0),
      userMention: z.object({ user: z.object({ type: z.string().optional() }).optional() }).optional(),
    }),
  )
  .optional()
  .catch(undefined)

export const Message = z.object({
  name: z.string().optional(),
  text: z.string().optional(),
  argumentText: z.string().optional(),
  annotations: Annotations,
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

/** Of another shape, language and time zone are those of whom Google tells none. */
export const Common = z.object({
  userLocale: z.string().optional().catch(undefined),
  timeZone: z.object({ id: z.string().optional() }).optional().catch(undefined),
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

const WholeNumber = z.union([z.number().int(), z.string().regex(/^-?\d{1,18}$/)]).transform(Number)

/**
 * A moment in RFC 3339, or in its parts: seconds since 1970 (int64: a string in JSON) and the nanoseconds beyond. Told in one form, so that the
 * same moment makes the same key. Another shape of it is no reason to leave undone what the rest of the event asks for.
 */
export const EventTime = z
  .union([
    z.string(),
    z
      .object({ seconds: WholeNumber.default(0), nanos: WholeNumber.default(0) })
      .refine(({ seconds, nanos }) => Math.abs(seconds) < 8.64e12 && nanos >= 0 && nanos < 1e9)
      .transform(({ seconds, nanos }) => {
        const second = new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length)
        const fraction = String(nanos)
          .padStart(9, '0')
          .replace(/(000){1,3}$/, '')
        return fraction === '' ? `${second}Z` : `${second}.${fraction}Z`
      }),
  ])
  .optional()
  .catch(undefined)
