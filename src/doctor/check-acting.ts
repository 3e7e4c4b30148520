/** Whether anybody can act at all: may by ACC-1, isn't suspended, and is known in a chat, or could become so. */
import type { Platform } from '../cases/case.ts'
import { parseChatUserKey } from '../cases/directory.ts'
import type { IdentityStore } from '../cases/identity-store.ts'
import type { Config } from '../config/config.ts'
import { linkingSettings } from '../config/google-settings.ts'
import { groupBy } from '../people/group-by.ts'
import { howToGiveAccess, mayWork } from './case-rights.ts'
import type { Known } from './check-directory.ts'
import { counted } from './counted.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

/** How people become known as the bearer of an account. */
export interface ActingWays {
  readonly chats: readonly Platform[]
  /** Chats whose e-mail proves an account. */
  readonly trustedEmails: readonly Platform[]
  /** What signing in with Google still needs; empty where it is set up. */
  readonly missingForLinking: readonly string[]
  /** Whether somebody in chat linked the account of this e-mail. */
  readonly isLinked: (email: string) => Promise<boolean>
}

export function toActingWays(
  { slack, gchat, google, publicUrl }: Pick<Config, 'slack' | 'gchat' | 'google' | 'publicUrl'>,
  identities: Pick<IdentityStore, 'chatUsersLinkedTo'> | undefined,
): ActingWays {
  const missing = { PUBLIC_URL: !publicUrl, GOOGLE_CLIENT_ID: !google, GOOGLE_CLIENT_SECRET: !google }
  return {
    chats: [...(slack ? (['slack'] as const) : []), ...(gchat ? (['gchat'] as const) : [])],
    trustedEmails: [
      ...(slack?.trustEmail ? (['slack'] as const) : []),
      ...(gchat && !gchat.requireLinking ? (['gchat'] as const) : []),
    ],
    missingForLinking: linkingSettings.filter((setting) => missing[setting]),
    isLinked: async (email) => ((await identities?.chatUsersLinkedTo(email)) ?? []).length > 0,
  }
}

/** One reseller domain. */
export async function checkActing(
  known: Pick<Known, 'accounts' | 'people'>,
  domain: string,
  ways: ActingWays,
): Promise<Finding> {
  const accounts = known.accounts.filter((account) => account.domain === domain)
  const workers = accounts.filter(mayWork)
  if (workers.length > 0) return checkReach(domain, workers, known, ways)
  const suspended = accounts.filter((account) => account.suspended).length
  const why =
    accounts.length === 0
      ? 'it has no accounts'
      : accounts.length === 1
        ? `its only account ${suspended === 1 ? 'is suspended' : 'may not work with cases (ACC-1)'}`
        : suspended === accounts.length
          ? `all of its accounts (${suspended}) are suspended`
          : `none of its ${counted(accounts.length, 'account')} may work with cases (ACC-1)${suspended > 0 ? `, and ${suspended} of them ${suspended === 1 ? 'is' : 'are'} suspended` : ''}`
  return problem(
    { kind: 'who-can-act', subject: domain },
    `Nobody of ${domain} can act: ${why}.`,
    `Give an active account ${howToGiveAccess}, at Google and under "accounts" in the directory.`,
  )
}

/** The desk needs no privilege. */
export async function checkDeskActing(
  known: Pick<Known, 'desk' | 'people'>,
  ways: ActingWays,
): Promise<Finding> {
  if (known.desk.length > 0) return checkReach('the desk', known.desk, known, ways)
  return problem(
    { kind: 'who-can-act', subject: 'desk' },
    'Nobody of the desk can act: the directory names no desk agent, so nobody answers cases.',
    'List them under "desk" in the directory.',
  )
}

type Way = 'listed' | 'linked' | 'trusted' | 'linkable' | 'none'

async function checkReach(
  party: string,
  people: readonly { readonly email: string }[],
  known: Pick<Known, 'people'>,
  ways: ActingWays,
): Promise<Finding> {
  const about = { kind: 'who-can-act', subject: party === 'the desk' ? 'desk' : party } as const
  const found: { readonly email: string; readonly way: Way }[] = []
  for (const { email } of people) found.push({ email, way: await findWay(email, known, ways) })
  const byWay = groupBy(found, ({ way }) => way)
  const without = (byWay.get('none') ?? []).map(({ email }) => email)
  const counts = (['listed', 'linked', 'trusted', 'linkable'] as const).flatMap((way) => {
    const count = byWay.get(way)?.length ?? 0
    return count > 0 ? [`${count} ${wayNames[way]}`] : []
  })
  const linkable = byWay.get('linkable')?.length ?? 0
  if (linkable === people.length)
    return byHand(
      about,
      `Nobody of ${party} can act yet: ${counted(linkable, 'account')} may, and no one has linked any.`,
      'Each person types /case link in chat once and signs in: see docs/linking.md.',
    )
  if (without.length === 0) return ok(about, `People of ${party} can act: ${counts.join(', ')}.`)
  const why = ways.chats.length === 0 ? 'neither Slack nor Google Chat is set up' : explain(ways)
  if (counts.length === 0)
    return problem(
      about,
      `Nobody of ${party} can act: ${counted(without.length, 'account')} may, but ${why}.`,
      ways.chats.length === 0
        ? 'Set SLACK_BOT_TOKEN or GCHAT_PROJECT_NUMBER and what belongs to it: see README. Run this with the settings of the bot.'
        : advise(ways),
    )
  return warning(
    about,
    `${counted(without.length, 'account')} of ${party} may act but can't: ${without.join(', ')}. For them ${why}. The others can: ${counts.join(', ')}.`,
    advise(ways),
  )
}

const wayNames: Readonly<Record<Exclude<Way, 'none'>, string>> = {
  listed: 'by "people" in the directory',
  linked: 'by an account that they linked',
  trusted: 'by the email that their chat vouches for',
  linkable: 'once they type /case link',
}

async function findWay(email: string, { people }: Pick<Known, 'people'>, ways: ActingWays): Promise<Way> {
  const { chats, trustedEmails, missingForLinking, isLinked } = ways
  if (chats.length === 0) return 'none'
  const isListed = people.some(
    ({ person, accounts }) => accounts.includes(email) && isReachable(person, ways),
  )
  if (isListed) return 'listed'
  if (await isLinked(email)) return 'linked'
  if (trustedEmails.length > 0) return 'trusted'
  return missingForLinking.length === 0 ? 'linkable' : 'none'
}

/** A chat user of a chat that is set up, or an e-mail where one vouches for it. */
function isReachable(person: string, { chats, trustedEmails }: ActingWays): boolean {
  const user = parseChatUserKey(person)
  return user ? chats.includes(user.platform) : trustedEmails.length > 0
}

function explain({ missingForLinking }: ActingWays): string {
  return `"people" in the directory has no chat user for them, linking isn't set up (${missingForLinking.join(', ')} missing), and no chat's emails are trusted`
}

function advise({ missingForLinking, chats }: ActingWays): string {
  const trust = chats.includes('slack')
    ? ' SLACK_TRUST_EMAIL=true is for workspaces that manage their members’ emails.'
    : ''
  return `Set ${missingForLinking.join(', ')} so that people can link their accounts, or list them under "people": see docs/linking.md.${trust}`
}
