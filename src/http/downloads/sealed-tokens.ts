/** Tokens that say what they open, under a seal that only this key makes: nothing is kept. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Person } from '../../cases/directory.ts'
import { type Actor, toAuthor, toReader } from '../../cases/policy.ts'
import type { ChatAsker } from '../../cases/recheck-access.ts'

/** Who opens it: the chat user who asked, with the account of this e-mail, on this side, until then. */
export const sealedFields = {
  asker: z.object({
    platform: z.enum(['slack', 'gchat']),
    tenant: z.string(),
    user: z.string(),
    email: z.string().nullable(),
  }),
  email: z.string(),
  reader: z.discriminatedUnion('party', [
    z.object({ party: z.literal('partner'), domain: z.string() }),
    z.object({ party: z.literal('customer'), customer: z.string() }),
    z.object({ party: z.literal('desk') }),
  ]),
  until: z.number(),
}

export function toSealedFields(
  actor: Actor,
  { platform, tenant, user, email }: Person,
  until: Date,
): {
  readonly asker: ChatAsker
  readonly email: string
  readonly reader: ReturnType<typeof toReader>
  readonly until: number
} {
  return {
    asker: { platform, tenant, user, email },
    email: toAuthor(actor).email,
    reader: toReader(actor),
    until: until.getTime(),
  }
}

export interface TokenSeal<T> {
  seal(content: T): string
  /** Undefined where it is none of ours, changed, or past its time. */
  open(token: string): T | undefined
}

export function createTokenSeal<T extends { readonly until: number }>(
  schema: z.ZodType<T>,
  options: {
    /** The same on every instance. */
    readonly sealKey: string
    /** Tokens of one purpose open nothing of another one. */
    readonly purpose: string
    readonly now: () => Date
  },
): TokenSeal<T> {
  const key = createHmac('sha256', options.sealKey).update(options.purpose).digest()
  const createSeal = (text: string) => createHmac('sha256', key).update(text).digest()
  return {
    seal(content) {
      const text = Buffer.from(JSON.stringify(content)).toString('base64url')
      return `${text}.${createSeal(text).toString('base64url')}`
    },
    open(token) {
      const [text = '', seal = '', ...more] = token.split('.')
      const given = Buffer.from(seal, 'base64url')
      const wanted = createSeal(text)
      if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return undefined
      // One that another version sealed may say less.
      const read = schema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
      return read.success && read.data.until > options.now().getTime() ? read.data : undefined
    },
  }
}
