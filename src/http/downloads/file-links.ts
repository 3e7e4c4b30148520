/** Links to a case's files, for people whose chat cannot bring them: sealed, for one person, good for a few minutes. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Reader } from '../../cases/case.ts'
import type { Person } from '../../cases/directory.ts'
import { type Actor, toAuthor, toReader } from '../../cases/policy.ts'
import type { ChatAsker } from '../../cases/recheck-access.ts'

const minutes = 15

const Reading = z.discriminatedUnion('party', [
  z.object({ party: z.literal('partner'), domain: z.string() }),
  z.object({ party: z.literal('customer'), customer: z.string() }),
  z.object({ party: z.literal('desk') }),
])
const Asker = z.object({
  platform: z.enum(['slack', 'gchat']),
  tenant: z.string(),
  user: z.string(),
  email: z.string().nullable(),
})
const Sealed = z.object({
  number: z.number().int(),
  asker: Asker,
  email: z.string(),
  reader: Reading,
  until: z.number(),
})

/** Who reads which case's files: the chat user who asked, with the account of this e-mail, on this side. */
export interface Opened {
  readonly number: number
  readonly asker: ChatAsker
  readonly email: string
  readonly reader: Reader
}

export interface FileLinks {
  readonly minutes: number
  linkTo(number: number, actor: Actor, person: Person): string
  /** What a token opens; undefined where it is none of ours, changed, or past its time. */
  opened(token: string): Opened | undefined
}

/** Nothing is kept: the token says what it opens, under a seal that only this key makes. */
export function createFileLinks(options: {
  readonly publicUrl: string
  /** The same on every instance. */
  readonly sealKey: string
  readonly now: () => Date
}): FileLinks {
  const { publicUrl, now } = options
  const key = createHmac('sha256', options.sealKey).update('links to files').digest()
  const createSeal = (text: string) => createHmac('sha256', key).update(text).digest()

  return {
    minutes,
    linkTo(number, actor, { platform, tenant, user, email: vouched }) {
      const asker: ChatAsker = { platform, tenant, user, email: vouched }
      const { email } = toAuthor(actor)
      const reader = toReader(actor)
      const until = now().getTime() + minutes * 60_000
      const text = Buffer.from(JSON.stringify({ number, asker, email, reader, until })).toString('base64url')
      return `${publicUrl}/files/${text}.${createSeal(text).toString('base64url')}`
    },
    opened(token) {
      const [text = '', seal = '', ...more] = token.split('.')
      const given = Buffer.from(seal, 'base64url')
      const wanted = createSeal(text)
      if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return undefined
      const read = Sealed.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
      // Sealed by a version that did not say who asked.
      if (!read.success) return undefined
      const { until, ...opened } = read.data
      return until > now().getTime() ? opened : undefined
    },
  }
}
