/** Who can read in a conversation, as far as only an operator can say (PLC-1, PLC-3). */
import { z } from 'zod'
import { type EmailTrust, emailTrust, workspaceId } from './workspace-ids.ts'

/** A reseller domain, `desk`, or `customer:` and the customer's id. */
const party = z
  .string()
  .regex(
    /^(desk|customer:[^\s,=]+|[a-z0-9.-]+\.[a-z]+)$/i,
    'must be a reseller domain, "desk", or "customer:" and a customer’s id',
  )

/** Whose a whole workspace is: a reseller's or the desk's. */
const owner = z
  .string()
  .transform((text) => text.toLowerCase())
  .pipe(z.string().regex(/^(desk|[a-z0-9.-]+\.[a-z]+)$/, 'must be a reseller domain, or "desk"'))

/** The same for each of several workspaces. */
const owners = z.array(z.tuple([z.string().regex(workspaceId), owner]))

/** One for all, or by workspace: `T0123=reseller.example.com,E0456=desk`. */
const ownerOrOwners = z.string().transform((text, context) => {
  const isOne = !text.includes('=')
  const read = isOne ? owner.safeParse(text) : owners.safeParse(toPairs(text))
  if (read.success) return read.data
  context.addIssue(
    isOne
      ? 'must be a reseller domain, or "desk"'
      : 'must be pairs such as T0123ABCD=reseller.example.com,E0456EFGH=desk',
  )
  return z.NEVER
})

function toPairs(text: string): readonly (readonly string[])[] {
  return text.split(',').map((pair) => pair.trim().split('='))
}

export const readershipSettings = {
  SLACK_BELONGS_TO: ownerOrOwners.optional(),
  GCHAT_BELONGS_TO: owner.optional(),
  SLACK_READERS_BY_EMAIL: emailTrust,
  ORGANIZATIONS: z
    .string()
    .transform(toPairs)
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
  /** The same by workspace, where there are several. */
  readonly workspaceOwners: Readonly<Record<string, string>>
  /** The workspaces and organisations where an e-mail tells it, where there are several. */
  readonly readsByEmailIn: readonly string[]
  /** A Slack team id or a Chat domain id, with the party that it is. */
  readonly organisations: Readonly<Record<string, string>>
}

export function toReadershipConfig(read: {
  readonly SLACK_BELONGS_TO?: string | readonly (readonly [string, string])[] | undefined
  readonly GCHAT_BELONGS_TO?: string | undefined
  readonly SLACK_READERS_BY_EMAIL: EmailTrust
  readonly SLACK_TRUST_EMAIL: EmailTrust
  readonly GCHAT_REQUIRE_LINKING: boolean
  readonly ORGANIZATIONS?: readonly (readonly [string, string])[] | undefined
}): ReadershipConfig {
  const slack = read.SLACK_BELONGS_TO
  const gchat = read.GCHAT_BELONGS_TO
  const { SLACK_READERS_BY_EMAIL: readers, SLACK_TRUST_EMAIL: trusted } = read
  return {
    wholeWorkspace: { ...(typeof slack === 'string' ? { slack } : {}), ...(gchat ? { gchat } : {}) },
    workspaceOwners: typeof slack === 'object' ? Object.fromEntries(slack) : {},
    readsByEmailIn: [readers, trusted].flatMap((where) => (typeof where === 'boolean' ? [] : where)),
    // An e-mail that is proof enough to act is proof enough to read. Google signs what it tells of whoever did something in Chat.
    readsByEmail: {
      slack: readers === true || trusted === true,
      gchat: !read.GCHAT_REQUIRE_LINKING,
    },
    organisations: Object.fromEntries(read.ORGANIZATIONS ?? []),
  }
}
