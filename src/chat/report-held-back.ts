/** PLC-4: tells those who can mend it that a thread waits, once; and gives the case's opener directly what it cannot show. */
import type { DirectMessages } from '../../commands/define.ts'
import { type HeldBackNotice, heldBackEntries, heldBackNotice } from '../../views/held-back.ts'
import { createPlaceTranslator } from '../../views/late-thread.ts'
import { canRead } from '../cases/audience.ts'
import type { Case, Entry, HeldBack, Reader, Subscription } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import { chatUserKey, type Directory } from '../cases/directory.ts'
import { historyAfter } from '../cases/history.ts'
import type { ChannelBinding, ConversationRef } from '../cases/identity-store.ts'
import { isToldPersonally } from '../cases/personal-threads.ts'
import type { RecheckAccess } from '../cases/recheck-access.ts'
import { digestMembers } from '../conversations/declarations.ts'
import type { PresentMember } from '../conversations/member-standing.ts'
import { listParties, type Readers } from '../conversations/readership.ts'
import type { TranslatorFactory } from '../i18n/translator.ts'

export interface HeldBackReporterDeps {
  readonly messages: Pick<DirectMessages, 'send'>
  readonly directory: Pick<Directory, 'chatUsersOf'>
  readonly conversations: Pick<ConversationStore, 'claimNotice'>
  readonly store: Pick<CaseStore, 'history'>
  readonly readers: Pick<Readers, 'bindingOf' | 'describe' | 'inspect'>
  readonly stillWorks: RecheckAccess
  /** Whether the e-mails of all chats prove who somebody is. */
  readonly trustsEmail: boolean
  readonly createTranslator: TranslatorFactory
  readonly now: () => Date
}

/** Told again after this time, if it is so still. */
const noticeMs = 7 * 24 * 3_600_000
const maxTold = 5
/** More than a few entries are read in the case itself. */
const maxEntries = 3

/** For the worker's `onHeldBack`. */
export function createHeldBackReporter(deps: HeldBackReporterDeps) {
  const { messages, directory, conversations, readers, createTranslator, now } = deps

  function claimOnce(key: string): Promise<boolean> {
    return conversations.claimNotice(key, new Date(now().getTime() + noticeMs), now())
  }

  async function tellDeclarers(
    supportCase: Case,
    thread: Subscription,
    heldBack: HeldBack,
    channel: ConversationRef,
  ): Promise<string> {
    const name = (await readers.describe(channel))?.name || channel.channel
    const key = `held:${channel.platform}:${channel.tenant}:${channel.channel}:${heldBack.why}:${heldBack.users.join(',')}`
    if (!(await claimOnce(key))) return name
    const binding = await readers.bindingOf(channel)
    const { reading, members } = await readers.inspect(
      channel,
      binding ? listParties(binding) : [thread.reader],
      binding,
    )
    const present = members.filter(({ user }) => heldBack.users.includes(user))
    const notice: HeldBackNotice = {
      supportCase,
      thread,
      why: heldBack.why,
      channel: name,
      present,
      digest: reading.kind === 'read' ? digestFor(members, present, reading.info) : undefined,
    }
    for (const to of await listDeclarers(channel, binding, members, supportCase, thread))
      await messages.send(to, (locale, timeZone) =>
        heldBackNotice(notice, createPlaceTranslator(createTranslator, locale, timeZone)(thread.platform)),
      )
    return name
  }

  /** Who declared it, then who is there and works for the domain; where nobody declared it, the case's opener, if it is their side's. */
  async function listDeclarers(
    { platform, tenant }: ConversationRef,
    binding: ChannelBinding | undefined,
    members: readonly PresentMember[],
    supportCase: Case,
    { reader }: Subscription,
  ) {
    const [party = reader] = binding ? listParties(binding) : []
    const by = binding
      ? (binding.declared?.by ?? binding.by)
      : isOpeners(supportCase, reader) && supportCase.createdBy.email
    const emails = by && (await deps.stillWorks(by, party)) ? [by] : []
    const people = await Promise.all(
      emails.map(async (email) => ({ email, chatUsers: await directory.chatUsersOf(email) })),
    )
    const told = new Set(people.flatMap(({ chatUsers }) => chatUsers))
    const staff = members
      .filter(({ standing }) => standing === 'staff' || standing === 'desk')
      .map(({ user }) => chatUserKey({ platform, tenant, user }))
      .filter((key) => !told.has(key))
      .map((key) => ({ email: '', chatUsers: [key] }))
    return [...people, ...staff].slice(0, maxTold)
  }

  /** The opener reads what they may, and nobody else is told what it says. */
  async function tellOpener(supportCase: Case, thread: Subscription, name: string): Promise<void> {
    const { reader } = thread
    const { createdBy, number } = supportCase
    // Who works on it is told by what tells them personally (PLC-7), with what waits here.
    if (isToldPersonally(supportCase, { email: createdBy.email.toLowerCase(), reader })) return
    if (!isOpeners(supportCase, reader) || !(await deps.stillWorks(createdBy.email, reader))) return
    // Whom a chat takes an e-mail for is not proved, unless an operator said so: else only chat users that are linked to the account.
    const chatUsers = await directory.chatUsersOf(createdBy.email)
    if (chatUsers.length === 0 && !deps.trustsEmail) return
    const to = { email: deps.trustsEmail ? createdBy.email : '', chatUsers }
    const waiting = (await historyAfter(deps.store, number, thread.cursor)).filter(
      (entry) => canRead(entry, reader, supportCase) && entry.author.email !== createdBy.email,
    )
    const fresh: Entry[] = []
    for (const entry of waiting.slice(-maxEntries))
      if (await claimOnce(`held-entry:${thread.id}:${entry.seq}`)) fresh.push(entry)
    if (fresh.length === 0) return
    await messages.send(to, (locale, timeZone) =>
      heldBackEntries(
        supportCase,
        fresh,
        reader,
        name,
        createPlaceTranslator(createTranslator, locale, timeZone)(thread.platform),
      ),
    )
  }

  return async (supportCase: Case, thread: Subscription): Promise<void> => {
    const { heldBack, platform, tenant, channel } = thread
    // In direct messages the one reader lost the right: nobody else has a part in it. An outage mends itself.
    if (
      !heldBack ||
      platform === 'mail' ||
      platform === 'person' ||
      thread.direct ||
      heldBack.why === 'members-unknown'
    )
      return
    const name = await tellDeclarers(supportCase, thread, heldBack, { platform, tenant, channel })
    await tellOpener(supportCase, thread, name)
  }
}

/** Whether the case was opened by the side that reads a thread. */
function isOpeners({ createdBy }: Case, reader: Reader): boolean {
  return (
    reader.party === createdBy.party && (reader.party !== 'partner' || reader.domain === createdBy.domain)
  )
}

/** Undefined where none of those may be let in. */
function digestFor(
  members: readonly PresentMember[],
  present: readonly PresentMember[],
  info: Parameters<typeof digestMembers>[1],
): string | undefined {
  if (!present.some(({ confirmable }) => confirmable)) return undefined
  return digestMembers(
    members.filter(({ confirmable, confirmed }) => confirmable && !confirmed),
    info,
  )
}
