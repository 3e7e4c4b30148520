/** `casethread audit readers` and `audit conversation`: who could read an entry and since when, what a conversation was declared for (PLC-8, PLC-9). */
import type { ConversationRecord, MemberStay } from '../cases/conversation-store.ts'
import { type EntryPlace, type EntryReaders, findEntryReaders } from '../cases/entry-readers.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import { type Config, readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { orExit } from '../main.ts'
import { formatTable } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface AuditOptions {
  readonly json?: boolean
}

/** Exit code 1 where there is no such entry. */
export async function auditReaders(
  number: number,
  seq: number,
  { json }: AuditOptions,
  env: Env,
): Promise<void> {
  const found = await orExit(async () => {
    const config = readConfig(env)
    return withStore(config, async (store) => {
      const chosen = (await store.setup.read())?.chosen.deskChannels ?? []
      return findEntryReaders(
        {
          cases: store,
          conversations: store.conversations,
          identities: store.identities,
          isDesks: (channel) => isDesks(config, chosen, channel),
        },
        number,
        seq,
      )
    })
  }, 'do it')
  if (!found) {
    console.error(`There is no entry ${seq} of case ${number}. Check both numbers.`)
    process.exitCode = exitCodes.notFound
    return
  }
  console.log(json ? toJson(describeReadersAsData(found)) : describeReaders(found).join('\n'))
}

export async function auditConversation(
  channel: ConversationRef,
  { json }: AuditOptions,
  env: Env,
): Promise<void> {
  const changes = await orExit(
    async () => withStore(readConfig(env), ({ conversations }) => conversations.listChanges(channel)),
    'do it',
  )
  if (json) console.log(toJson({ ...channel, changes: changes.map(({ channel: _, ...change }) => change) }))
  else if (changes.length === 0) console.log('No change of this conversation is recorded.')
  else console.log(formatTable([changeColumns, ...changes.map(listChangeCells)]).join('\n'))
}

/** By setting, or chosen in chat. A setting that names no workspace counts in each: where it is in doubt who could read, they could. */
export function isDesks(
  { slack, gchat }: Pick<Config, 'slack' | 'gchat'>,
  chosen: readonly ConversationRef[],
  { platform, tenant, channel }: ConversationRef,
): boolean {
  const { deskChannel, deskWorkspace = null } = slack ?? {}
  const isGiven =
    platform === 'gchat'
      ? gchat?.deskSpace === channel
      : deskChannel === channel && (deskWorkspace === null || deskWorkspace === tenant)
  const isSame = (one: ConversationRef) =>
    one.platform === platform && one.tenant === tenant && one.channel === channel
  return isGiven || chosen.some(isSame)
}

/** The entry's text stays out of it: who reads this need not be somebody who may read that. */
function describeReadersAsData({ number, entry, places }: EntryReaders): object {
  const { seq, at, audience, author } = entry
  return { case: number, entry: { seq, at, audience, author }, places }
}

function describeReaders({ number, entry, places }: EntryReaders): readonly string[] {
  const { seq, at, audience, author } = entry
  return [
    `Case ${number}, entry ${seq}, for ${audience}, ${at.toISOString()}, by ${toOneLine(author.name)} <${toOneLine(author.email)}>`,
    ...(places.length === 0 ? ['', 'No thread has shown it.'] : places.flatMap(describePlace)),
  ]
}

function describePlace(place: EntryPlace): readonly string[] {
  if (place.kind === 'mail') return ['', `Mailed to ${toOneLine(place.address)}`]
  if (place.kind === 'direct') {
    const email = place.email === null ? '' : ` (${toOneLine(place.email)})`
    return ['', `Direct messages of ${place.user}${email}, ${place.platform} ${place.tenant || '-'}`]
  }
  const { channel, recordedSince, stays } = place
  const heading = `Channel ${channel.channel}, ${channel.platform} ${channel.tenant || '-'}`
  if (!recordedSince) return ['', heading, '  Nobody looked at who is there.']
  return [
    '',
    `${heading}; members recorded since ${recordedSince.toISOString()}`,
    ...(stays.length === 0
      ? ['  Nobody was there.']
      : formatTable([['From', 'To', 'User', 'Standing', 'Name'], ...stays.map(listStayCells)]).map(
          (line) => `  ${line}`,
        )),
  ]
}

function listStayCells({ from, to, user, standing, name }: MemberStay): readonly string[] {
  return [from.toISOString(), to?.toISOString() ?? '-', user, standing, toOneLine(name)]
}

const changeColumns = ['At', 'What', 'For', 'Shared with', 'By', 'People']

function listChangeCells({
  at,
  what,
  domain,
  sharedWith = '-',
  by,
  people = [],
}: ConversationRecord): readonly string[] {
  const names = people.map(({ user, name }) => `${toOneLine(name)} (${user})`)
  return [at.toISOString(), what, domain, sharedWith, by, names.join(', ') || '-']
}

function toJson(value: object): string {
  return JSON.stringify(value, null, 2)
}
