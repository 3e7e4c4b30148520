/** Who can read in a conversation, as far as only an operator can say (PLC-1, PLC-3). */
import { z } from 'zod'

/** A reseller domain, `desk`, or `customer:` and the customer's id. */
const party = z
  .string()
  .regex(
    /^(desk|customer:[^\s,=]+|[a-z0-9.-]+\.[a-z]+)$/i,
    'must be a reseller domain, "desk", or "customer:" and a customer’s id',
  )

export const readershipSettings = {
  SLACK_BELONGS_TO: party.optional(),
  GCHAT_BELONGS_TO: party.optional(),
  SLACK_READERS_BY_EMAIL: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((word) => word === 'true'),
  ORGANIZATIONS: z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split('=')))
    .pipe(
      z.array(
        z.tuple([z.string().min(1), party], 'must be pairs such as T0123=reseller.example.com,C0abc=desk'),
      ),
    )
    .optional(),
}

/** The shape that `createReaders` takes. */
export interface ReadershipConfig {
  /** By chat: the party that everybody in the workspace or organization belongs to, so that open channels may be declared for it. */
  readonly wholeWorkspace: Readonly<Partial<Record<'slack' | 'gchat', string>>>
  /** By chat: whether a full member's confirmed e-mail tells, for reading only, which account they are. */
  readonly readsByEmail: Readonly<Partial<Record<'slack' | 'gchat', boolean>>>
  /** A Slack team id or a Chat domain id, with the party that it is. */
  readonly organisations: Readonly<Record<string, string>>
}

export function toReadershipConfig(read: {
  readonly SLACK_BELONGS_TO?: string | undefined
  readonly GCHAT_BELONGS_TO?: string | undefined
  readonly SLACK_READERS_BY_EMAIL: boolean
  readonly SLACK_TRUST_EMAIL: boolean
  readonly GCHAT_REQUIRE_LINKING: boolean
  readonly ORGANIZATIONS?: readonly (readonly [string, string])[] | undefined
}): ReadershipConfig {
  const slack = read.SLACK_BELONGS_TO
  const gchat = read.GCHAT_BELONGS_TO
  return {
    wholeWorkspace: { ...(slack ? { slack } : {}), ...(gchat ? { gchat } : {}) },
    // An e-mail that is proof enough to act is proof enough to read. Google signs what it tells of whoever did something in Chat.
    readsByEmail: {
      slack: read.SLACK_READERS_BY_EMAIL || read.SLACK_TRUST_EMAIL,
      gchat: !read.GCHAT_REQUIRE_LINKING,
    },
    organisations: Object.fromEntries(read.ORGANIZATIONS ?? []),
  }
}
