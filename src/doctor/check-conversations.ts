/** PLC: who can read what is posted in each conversation, by the same answer that delivery gets, and what is held back there. */
import { actorKey, parseActorKey } from '../cases/actor-key.ts'
import type { HeldBack, Platform } from '../cases/case.ts'
import { type ConversationReading, maxMembers } from '../cases/conversation.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import type { ChannelBinding, ConversationRef } from '../cases/identity-store.ts'
import { toOneLine } from '../config/one-line.ts'
import { confirmationMs, type PresentMember, readsByRight } from '../conversations/member-standing.ts'
import {
  type DeclaredReadership,
  listParties,
  type Readers,
  type ReadershipSettings,
} from '../conversations/readership.ts'
import type { Known } from './check-directory.ts'
import { type About, byHand, type Finding, ok, problem, warning } from './finding.ts'

export interface ConversationChecks {
  readonly readers: Pick<Readers, 'whoReads' | 'inspect'>
  readonly conversations: Pick<ConversationStore, 'listBindings' | 'listHomes' | 'readPause'>
  readonly known: Pick<Known, 'domains'>
  /** The workspaces whose conversations can be asked for. */
  readonly connected: readonly Pick<ConversationRef, 'platform' | 'tenant'>[]
  /** Chats, or workspaces of them, that are set up and could not be asked: their own chapters say why. Without a workspace it may be any. */
  readonly unreached: readonly { readonly platform: Platform; readonly tenant?: string }[]
  readonly deskPlaces: readonly ConversationRef[]
  readonly now: Date
}

/** Confirmations that end within this time are told of, ms. */
const soonMs = 14 * 24 * 3_600_000

const chatNames: Readonly<Record<Platform, string>> = { slack: 'Slack', gchat: 'Google Chat' }

/** The desk's channels, then each domain's, with its home. */
export async function checkConversations(checks: ConversationChecks): Promise<readonly Finding[]> {
  const { conversations, known, deskPlaces } = checks
  const findings: Finding[] = [...(await checkPause(checks))]
  for (const place of deskPlaces) findings.push(...(await checkConversation(checks, place)))
  for (const domain of ['desk', ...known.domains.map((one) => one.domain)]) {
    const bound = await conversations.listBindings(domain)
    const others = bound.filter(({ channel }) => !deskPlaces.some((place) => isSame(place, channel)))
    for (const { channel, binding } of others)
      findings.push(...(await checkConversation(checks, channel, binding)))
    if (domain !== 'desk') findings.push(...(await checkHomes(checks, domain)))
  }
  return findings
}

/** What an operator said once of a workspace or an organisation must name somebody whom the directory knows. */
export function checkReadershipSettings(
  {
    wholeWorkspace,
    workspaceOwners = {},
    readsByEmail,
    readsByEmailIn = [],
    organisations,
  }: ReadershipSettings,
  known: Pick<Known, 'domains' | 'customers' | 'desk'>,
): readonly Finding[] {
  const { slack, gchat } = wholeWorkspace
  const named = [
    ...(slack ? [{ setting: 'SLACK_BELONGS_TO', key: slack }] : []),
    ...(gchat ? [{ setting: 'GCHAT_BELONGS_TO', key: gchat }] : []),
    ...Object.entries(workspaceOwners).map(([id, key]) => ({ setting: `SLACK_BELONGS_TO (${id})`, key })),
    ...Object.entries(organisations).map(([id, key]) => ({
      setting: `ORGANIZATIONS (${id})`,
      key: actorKey(parseActorKey(key)),
    })),
  ]
  const byEmail =
    readsByEmail.slack || readsByEmailIn.length > 0
      ? [
          byHand(
            { kind: 'slack-emails', subject: 'SLACK_READERS_BY_EMAIL' },
            'Full members of your Slack workspace are known, for reading only, by their confirmed emails.',
            "Keep SLACK_READERS_BY_EMAIL (or SLACK_TRUST_EMAIL) only while your workspace manages its members' emails.",
          ),
        ]
      : []
  return [
    ...named.map(({ setting, key }) =>
      isKnown(key, known)
        ? ok(
            { kind: 'readership-setting', subject: setting },
            `${setting} names ${key}, which the directory knows.`,
          )
        : problem(
            { kind: 'readership-setting', subject: setting },
            `${setting} names ${key}, which the directory doesn't know: nobody is taken for one of theirs.`,
            'Write a reseller domain in lower case, "desk", or "customer:" and the customer\'s ID, as in the directory.',
          ),
    ),
    ...byEmail,
  ]
}

function isKnown(
  key: string,
  { domains, customers, desk }: Pick<Known, 'domains' | 'customers' | 'desk'>,
): boolean {
  const party = parseActorKey(key)
  switch (party.party) {
    case 'desk':
      return desk.length > 0
    case 'customer':
      return customers.some(({ id }) => id === party.customer)
    case 'partner':
      // It is compared letter by letter.
      return domains.some(({ domain, renamedTo, formerly = [] }) =>
        [domain, renamedTo, ...formerly].includes(key),
      )
  }
}

async function checkPause({ conversations }: ConversationChecks): Promise<readonly Finding[]> {
  const pause = await conversations.readPause()
  if (!pause) return []
  return [
    warning(
      { kind: 'posts-paused', subject: 'posts' },
      `Posts are paused since ${pause.since.toISOString()}, by ${toOneLine(pause.by)}: nothing is posted anywhere.`,
      'casethread posts resume lets everything go out.',
    ),
  ]
}

async function checkConversation(
  checks: ConversationChecks,
  channel: ConversationRef,
  bound?: ChannelBinding,
): Promise<readonly Finding[]> {
  const { readers } = checks
  const unseen = tellUnseen(checks, channel, { kind: 'conversation', subject: channel.channel })
  if (unseen) return [unseen]
  const readership = await readers.whoReads(channel)
  if (readership.kind === 'declared') return checkDeclared(readership, channel, checks.now)
  const binding = readership.binding ?? bound
  const { reading, members } = await readers.inspect(channel, binding ? listParties(binding) : [], binding)
  const place = describePlace(channel, reading.kind === 'read' ? reading.info.name : '')
  const shown = binding ? `, for ${describeParties(binding)},` : ''
  const there = reading.kind === 'read' ? ` There: ${countStandings(members)}.` : ''
  const { text, next } = explain(readership.why, reading)
  const tell = readership.why === 'not-permitted' ? problem : warning
  return [
    tell(
      { kind: 'conversation', subject: channel.channel },
      `${place}${shown} is shown nothing: ${text}${there}`,
      next,
    ),
  ]
}

/** Undefined where it can be looked at. */
function tellUnseen(
  { connected, unreached }: Pick<ConversationChecks, 'connected' | 'unreached'>,
  channel: ConversationRef,
  about: About,
  what = describePlace(channel),
): Finding | undefined {
  const { platform, tenant } = channel
  if (connected.some((one) => one.platform === platform && one.tenant === tenant)) return undefined
  if (unreached.some((one) => one.platform === platform && [undefined, tenant].includes(one.tenant)))
    return byHand(
      about,
      `${what} was not looked at: ${chatNames[platform]} could not be asked.`,
      `Fix what is named under "${chatNames[platform]}", and run this again.`,
    )
  return byHand(
    about,
    `${what} was not looked at: Casethread isn't connected to its workspace.`,
    'Run this with the settings of the bot that serves it.',
  )
}

function checkDeclared(
  { binding, name, members }: DeclaredReadership,
  channel: ConversationRef,
  now: Date,
): readonly Finding[] {
  const place = describePlace(channel, name)
  const unentitled = members.filter((member) => !readsByRight(member))
  const about = { kind: 'conversation', subject: channel.channel } as const
  const ending = findEnding(binding, members, now)
  return [
    ok(about, `${place}, for ${describeParties(binding)}: ${countStandings(members)}.`),
    ...(unentitled.length > 0
      ? [
          warning(
            about,
            `${place}: held back is whatever these may not read: ${listPeople(unentitled)}.`,
            adviseOn(unentitled),
          ),
        ]
      : []),
    ...(ending.length > 0
      ? [
          warning(
            about,
            `${place}: letting in by name ends soon: ${ending.join(', ')}.`,
            'From then on nothing is posted there until they are let in again, or have left: type "/case domain here" in it.',
          ),
        ]
      : []),
  ]
}

/** Only of those who are there and read along by it. */
function findEnding(
  { declared }: ChannelBinding,
  members: readonly PresentMember[],
  now: Date,
): readonly string[] {
  return (declared?.confirmed ?? []).flatMap(({ user, name, at }) => {
    const ends = at.getTime() + confirmationMs
    const isThere = members.some((member) => member.user === user && member.confirmed)
    if (!isThere || ends - now.getTime() > soonMs) return []
    return [`${toOneLine(name)} (${user}) on ${new Date(ends).toISOString().slice(0, 10)}`]
  })
}

function adviseOn(unentitled: readonly PresentMember[]): string {
  const never = unentitled.filter(({ confirmable }) => !confirmable)
  const letIn = 'Let them in by name, "/case domain here" in it, or ask them to leave.'
  if (never.length === 0) return letIn
  const leave = `These have to leave: ${listPeople(never)}.`
  return never.length === unentitled.length ? leave : `${leave} For the others: ${letIn}`
}

/** What is so, and what to do about it. */
function explain(
  why: HeldBack['why'],
  reading: ConversationReading,
): { readonly text: string; readonly next: string } {
  switch (why) {
    case 'unconfirmed':
      return {
        text: 'nobody has looked at who is there, or what was declared has ended.',
        next: 'Somebody who works on its cases declares it anew: "/case domain here" in it.',
      }
    case 'unagreed':
      return {
        text: "the desk hasn't agreed to it.",
        next: 'Somebody from the desk who is there types "/case domain here" in it.',
      }
    case 'open':
      return {
        text: "people who aren't in it can read it.",
        next: 'Make it private; unless it is the desk\'s own, declare it anew then: "/case domain here" in it.',
      }
    case 'shared-outside':
      return {
        text: 'it was shared with another organization.',
        next: 'Declare it anew: "/case domain here" in it, or end the sharing first.',
      }
    case 'group-direct':
      return { text: 'it is a direct message of several people.', next: 'Use a private channel.' }
    case 'not-in-it':
      return {
        text: "Casethread isn't in it, or it is gone.",
        next: 'Invite Casethread ("/invite @Casethread"; in Google Chat, Apps & integrations).',
      }
    case 'not-permitted': {
      const scope = reading.kind === 'not-permitted' ? reading.scope : ''
      return {
        text: 'Casethread may not ask who is there.',
        next: `Install the app anew${scope === '' ? '.' : ` with the scope ${scope}.`}`,
      }
    }
    case 'members-unknown':
      return { text: "it couldn't be learnt who is there.", next: explainUnread(reading) }
    default:
      return { text: 'nobody has said who may read there.', next: 'Type "/case domain here" in it.' }
  }
}

function explainUnread(reading: ConversationReading): string {
  if (reading.kind === 'unavailable') return `Run this again later (${toOneLine(reading.why)}).`
  if (reading.kind !== 'incomplete') return 'Run this again.'
  switch (reading.why) {
    case 'too-many':
      return `More than ${maxMembers} people are in it: use a smaller one.`
    case 'groups':
      return 'A group is a member of it: take it out, and add its people one by one.'
    case 'hidden-members':
      return 'Google names fewer people than there are in it: see docs/conversations.md.'
  }
}

/** PLC-2, PLC-6: without one, nobody of the domain is told of cases that others open. */
async function checkHomes(checks: ConversationChecks, domain: string): Promise<readonly Finding[]> {
  const { conversations, readers } = checks
  const homes = await conversations.listHomes(domain)
  if (homes.length === 0)
    return [
      warning(
        { kind: 'home', subject: domain },
        `${domain} has no home: its cases are shown where they are opened, or in direct messages, and no channel hears of those that others open.`,
        'In a channel that is declared for it alone, a super admin or Reseller Admin of it types "/case domain home here".',
      ),
    ]
  const about = { kind: 'home', subject: domain } as const
  const findings: Finding[] = []
  for (const { channel } of homes) {
    const place = describePlace(channel)
    const unseen = tellUnseen(checks, channel, about, `${place}, the home of ${domain},`)
    if (unseen) {
      findings.push(unseen)
      continue
    }
    const readership = await readers.whoReads(channel)
    const isOwn = readership.kind === 'declared' && readership.binding.domain === domain && !readership.along
    findings.push(
      isOwn
        ? ok(about, `${describePlace(channel, readership.name)} is the home of ${domain}.`)
        : warning(
            about,
            `${place} is the home of ${domain}, and can't show its cases.`,
            'Declare it for the domain alone ("/case domain here own"), or choose another home.',
          ),
    )
  }
  return findings
}

function describePlace({ platform, channel }: ConversationRef, name = ''): string {
  const called = toOneLine(name)
  return called === '' ? `${chatNames[platform]} ${channel}` : `${chatNames[platform]} ${called} (${channel})`
}

function describeParties({ domain, audience }: ChannelBinding): string {
  const whose = domain === 'desk' ? 'the desk' : domain
  if (!audience) return whose
  return `${whose} with ${audience.party === 'desk' ? 'the desk' : toOneLine(audience.name)}`
}

function countStandings(members: readonly PresentMember[]): string {
  const counts = new Map<string, number>()
  for (const { standing, confirmed } of members) {
    const words = `${standing.replaceAll('-', ' ')}${confirmed ? ' let in by name' : ''}`
    counts.set(words, (counts.get(words) ?? 0) + 1)
  }
  return [...counts].map(([words, count]) => `${count} ${words}`).join(', ') || 'nobody'
}

function listPeople(members: readonly PresentMember[]): string {
  return members
    .map(({ name, user, standing }) => `${toOneLine(name)} (${user}, ${standing.replaceAll('-', ' ')})`)
    .join(', ')
}

function isSame(a: ConversationRef, b: ConversationRef): boolean {
  return a.platform === b.platform && a.tenant === b.tenant && a.channel === b.channel
}
