/** Whether anybody can act at all: may by ACC-1, isn't suspended, and is known in a chat, or could become so. */
import type { Platform } from '../cases/case.ts'
import { type Person, parseChatUserKey } from '../cases/directory.ts'
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
  /** Of the chats that were reached: the workspaces that the bot is in. */
  readonly tenants: Partial<Record<Platform, readonly string[]>>
  /** Chats whose e-mail proves an account. */
  readonly trustedEmails: readonly Platform[]
  /** What signing in with Google still needs; empty where it is set up. */
  readonly missingForLinking: readonly string[]
  /** Who in chat linked the account of this e-mail; undefined where that can't be read. */
  readonly linkedTo: ((email: string) => Promise<readonly ChatUser[]>) | undefined
  /** Whether somebody whose e-mail the chat vouches for is there; undefined where that couldn't be asked. */
  readonly isInChat: (platform: Platform, email: string) => Promise<boolean | undefined>
}

type ChatUser = Pick<Person, 'platform' | 'tenant' | 'user'>

export function toActingWays(
  { slack, gchat, google, publicUrl }: Pick<Config, 'slack' | 'gchat' | 'google' | 'publicUrl'>,
  asked: Pick<ActingWays, 'linkedTo'> & Partial<Pick<ActingWays, 'tenants' | 'isInChat'>>,
): ActingWays {
  const missing = { PUBLIC_URL: !publicUrl, GOOGLE_CLIENT_ID: !google, GOOGLE_CLIENT_SECRET: !google }
  return {
    tenants: {},
    isInChat: async () => undefined,
    ...asked,
    chats: [...(slack ? (['slack'] as const) : []), ...(gchat ? (['gchat'] as const) : [])],
    trustedEmails: [
      ...(slack && (slack.trustEmail || slack.trustedWorkspaces.length > 0) ? (['slack'] as const) : []),
      ...(gchat && !gchat.requireLinking ? (['gchat'] as const) : []),
    ],
    missingForLinking: linkingSettings.filter((setting) => missing[setting]),
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

/**
 * `listed`, `linked`: as a chat user of a workspace that the bot is in. `elsewhere`: as one of another workspace. `trusted`: by an e-mail that
 * nobody was found with; `met`: somebody was; `unasked`: that could not be asked. `unread`: nobody could read whether they linked.
 */
type Way = 'listed' | 'linked' | 'met' | 'unasked' | 'elsewhere' | 'trusted' | 'linkable' | 'unread' | 'none'

async function checkReach(
  party: string,
  people: readonly { readonly email: string }[],
  known: Pick<Known, 'people'>,
  ways: ActingWays,
): Promise<Finding> {
  const about = { kind: 'who-can-act', subject: party === 'the desk' ? 'desk' : party } as const
  const found: Found[] = []
  for (const { email } of people) found.push(await findWay(email, known, ways))
  const byWay = groupBy(await meetOne(found, ways), ({ way }) => way)
  const countOf = (way: Way) => byWay.get(way)?.length ?? 0
  const without = (byWay.get('none') ?? []).map(({ email }) => email)
  const counts = (
    ['listed', 'linked', 'met', 'unasked', 'trusted', 'elsewhere', 'linkable', 'unread'] as const
  ).flatMap((way) => (countOf(way) > 0 ? [`${countOf(way)} ${wayNames[way]}`] : []))
  const why = ways.chats.length === 0 ? 'neither Slack nor Google Chat is set up' : explain(ways)
  if (counts.length === 0)
    return problem(
      about,
      `Nobody of ${party} can act: ${counted(without.length, 'account')} may, but ${why}.`,
      ways.chats.length === 0
        ? 'Set SLACK_BOT_TOKEN or GCHAT_PROJECT_NUMBER and what belongs to it: see docs/settings.md. Run this with the settings of the bot.'
        : advise(ways),
    )
  if (without.length > 0)
    return warning(
      about,
      `${counted(without.length, 'account')} of ${party} may act but can't: ${without.join(', ')}. For them ${why}. The others: ${counts.join(', ')}.`,
      advise(ways),
    )
  // Somebody is in chat as the bearer of an account already.
  if (countOf('listed') + countOf('linked') + countOf('met') > 0)
    return ok(about, `People of ${party} can act: ${counts.join(', ')}.`)
  if (countOf('linkable') === people.length)
    return byHand(
      about,
      `Nobody of ${party} can act yet: ${counted(people.length, 'account')} may, and no one has linked any.`,
      'Each person types /case link in chat once and signs in: see docs/linking.md.',
    )
  return byHand(
    about,
    `Nobody of ${party} was found in chat: ${counted(people.length, 'account')} may act (${counts.join(', ')}).`,
    adviseNotFound(byWay),
  )
}

const wayNames: Readonly<Record<Exclude<Way, 'none'>, string>> = {
  listed: 'by "people" in the directory',
  linked: 'by an account that they linked',
  met: 'by the email that their chat vouches for',
  unasked: 'by the email that their chat vouches for, if they are there: that could not be asked',
  trusted: 'by the email that their chat vouches for, once they are there',
  elsewhere: 'from another workspace, in channels that it shares',
  linkable: 'once they type /case link',
  unread: 'if they linked their account, which could not be read',
}

function adviseNotFound(byWay: ReadonlyMap<Way, unknown>): string {
  if (byWay.has('unread'))
    return 'Fix what is named under "Database", and run this again: linked accounts are kept there.'
  if (byWay.has('unasked'))
    return 'Fix what is named under "Slack", "Google Chat" or "Database", and run this again.'
  if (byWay.has('trusted'))
    return 'Check that they are full members of your Slack workspace, or use the app in Google Chat, with these very emails.'
  return 'Check the workspace (T…) in "people" of the directory: the bot is in another one.'
}

interface Found {
  readonly email: string
  readonly way: Way
  /** The e-mails by which a chat may know them. */
  readonly emails: readonly string[]
}

async function findWay(email: string, { people }: Pick<Known, 'people'>, ways: ActingWays): Promise<Found> {
  const persons = people.filter(({ accounts }) => accounts.includes(email)).map(({ person }) => person)
  const emails = [email, ...persons.filter((person) => parseChatUserKey(person) === undefined)]
  return { email, emails, way: await chooseWay(email, persons, ways) }
}

async function chooseWay(email: string, persons: readonly string[], ways: ActingWays): Promise<Way> {
  const { chats, trustedEmails, missingForLinking, linkedTo } = ways
  if (chats.length === 0) return 'none'
  const listed = persons.flatMap((person) => parseChatUserKey(person) ?? [])
  if (listed.some((user) => isNear(user, ways))) return 'listed'
  const linked = (await linkedTo?.(email)) ?? []
  if (linked.some((user) => isNear(user, ways))) return 'linked'
  if (trustedEmails.length > 0) return 'trusted'
  if ([...listed, ...linked].some(({ platform }) => chats.includes(platform))) return 'elsewhere'
  if (!linkedTo) return 'unread'
  return missingForLinking.length === 0 ? 'linkable' : 'none'
}

/** In a chat that is set up, and in one of the bot's workspaces where these are known. */
function isNear({ platform, tenant }: ChatUser, { chats, tenants }: ActingWays): boolean {
  return chats.includes(platform) && (tenants[platform]?.includes(tenant) ?? true)
}

/** A chat takes few questions a minute: where one is found, somebody can act. */
const maxAsked = 5

/** Looks for the first of those who count by their e-mail, until one is found or too many were not. */
async function meetOne(
  found: readonly Found[],
  { trustedEmails, isInChat }: ActingWays,
): Promise<readonly Found[]> {
  if (found.some(({ way }) => way === 'listed' || way === 'linked')) return found
  const unasked = new Set<Found>()
  for (const one of found.filter(({ way }) => way === 'trusted').slice(0, maxAsked))
    for (const platform of trustedEmails)
      for (const email of one.emails) {
        const isThere = await isInChat(platform, email)
        if (isThere) return found.map((other) => (other === one ? { ...other, way: 'met' } : other))
        if (isThere === undefined) unasked.add(one)
      }
  return found.map((one) => (unasked.has(one) ? { ...one, way: 'unasked' } : one))
}

function explain({ missingForLinking, linkedTo }: ActingWays): string {
  const unread = linkedTo ? '' : ', who linked an account could not be read'
  return `"people" in the directory has no chat user for them, linking isn't set up (${missingForLinking.join(', ')} missing), and no chat's emails are trusted${unread}`
}

function advise({ missingForLinking, chats }: ActingWays): string {
  const trust = chats.includes('slack')
    ? ' SLACK_TRUST_EMAIL=true is for workspaces that manage their members’ emails.'
    : ''
  return `Set ${missingForLinking.join(', ')} so that people can link their accounts, or list them under "people": see docs/linking.md.${trust}`
}
