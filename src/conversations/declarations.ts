/** PLC-1, PLC-3, PLC-9: saying whose a conversation is, who may say so, and ending it. */
import { createHash } from 'node:crypto'
import { actorKey } from '../cases/actor-key.ts'
import type { Platform, Reader } from '../cases/case.ts'
import { type ConversationInfo, maxMembers } from '../cases/conversation.ts'
import type { ConversationRecord, ConversationStore } from '../cases/conversation-store.ts'
import { type Account, type Directory, givesAccess, type Person } from '../cases/directory.ts'
import { customersMeant } from '../cases/find-customers.ts'
import type {
  ChannelBinding,
  Confirmation,
  ConversationRef,
  Declaration,
  GuestReader,
  IdentityStore,
  TalkMode,
} from '../cases/identity-store.ts'
import type { Actor } from '../cases/policy.ts'
import { toReader } from '../cases/policy.ts'
import { ok, type Refusal, type Result, refused } from '../cases/refusal.ts'
import { type PresentMember, readsByRight } from './member-standing.ts'
import {
  findOpening,
  findWorkspaceOwner,
  isConfirmed,
  keyOfGuest,
  listParties,
  type Readers,
  type ReadershipSettings,
} from './readership.ts'

/** Who is to read along in a channel: nobody beside the domain, the desk, or a customer by what it is called. */
export type GuestInput =
  | { readonly party: 'own' }
  | { readonly party: 'desk' }
  | { readonly party: 'customer'; readonly called: string }

/** What somebody is shown before a conversation is declared. */
export interface DeclarationPreview {
  readonly binding: Pick<ChannelBinding, 'domain' | 'audience'>
  readonly info: ConversationInfo
  readonly members: readonly PresentMember[]
  /** Those who have to leave first. */
  readonly blockers: readonly PresentMember[]
  /** Those whom the declarer has to let in by name. */
  readonly toConfirm: readonly PresentMember[]
  /** The platform does not tell whether others can read: the declarer has to say that they cannot. */
  readonly needsPrivacyWord: boolean
  /** Names exactly these people: it comes back with the confirmation. */
  readonly digest: string
}

export type DeclarationOutcome =
  | { readonly kind: 'preview'; readonly preview: DeclarationPreview }
  | {
      readonly kind: 'declared'
      readonly binding: ChannelBinding
      readonly preview: DeclarationPreview
      /** What it was declared for before; earlier posts of that one remain (PLC-5). */
      readonly before: ChannelBinding | undefined
    }

/** What a button was shown beside: the binding of that moment, or none. Another one since is not touched by it. */
export type BindingBasis = Date | 'none'

export interface DeclareInput {
  readonly actor: Actor
  /** All that the person can act as: a channel changes hands only with a word of the one that it belongs to. */
  readonly accounts: readonly Account[]
  readonly channel: ConversationRef
  /** Undefined: as it is. */
  readonly guest?: GuestInput | undefined
  /** The digest of those whom the person saw and lets in. */
  readonly confirm?: string | undefined
  readonly basis?: BindingBasis | undefined
  /** NOT-4. Undefined: as it is, where it stays with the same parties. */
  readonly talk?: TalkMode | 'off' | undefined
}

export interface TalkInput {
  readonly channel: ConversationRef
  readonly actors: readonly Actor[]
  readonly talk: TalkMode | 'off'
  readonly basis?: BindingBasis | undefined
}

export interface Declarations {
  declare(input: DeclareInput): Promise<Result<DeclarationOutcome>>
  /** Lets those in by name who are there now and may be; the digest is of those that the person was told of. */
  allow(input: Omit<DeclareInput, 'guest'> & { readonly confirm: string }): Promise<Result<ChannelBinding>>
  /** Whoever may declare it may end it; so may an admin of the customer that it is shared with. Answers what ended. */
  end(
    channel: ConversationRef,
    actors: readonly Actor[],
    basis?: BindingBasis,
  ): Promise<Result<ChannelBinding | undefined>>
  /** NOT-4: what becomes of plain text in the threads there: whoever may declare it says so; a customer's admin may turn it off. */
  setTalk(input: TalkInput): Promise<Result<ChannelBinding>>
  /** PLC-2. */
  setHome(actor: Actor, channel: ConversationRef): Promise<Result<ChannelBinding>>
  removeHome(actor: Actor, channel: ConversationRef): Promise<Result<boolean>>
  /** Whether the person is there, as the platform tells: only then they are told who else is. */
  isThere(person: Pick<Person, 'user'>, channel: ConversationRef): Promise<boolean>
}

export interface DeclarationsDeps {
  readonly readers: Readers
  readonly identities: Pick<IdentityStore, 'bindingOf' | 'bind' | 'unbind'>
  readonly conversations: Pick<ConversationStore, 'recordChange' | 'setHome' | 'removeHome'>
  readonly directory: Pick<Directory, 'domain' | 'customersOf' | 'grant' | 'isOperator' | 'names'>
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
  readonly isDesks: (channel: ConversationRef) => boolean
  readonly settings: Pick<ReadershipSettings, 'wholeWorkspace' | 'workspaceOwners'>
  /** Whether a chat tells of what people write in a thread without calling the app. */
  readonly hearsThreads: (platform: Platform) => boolean
  readonly now: () => Date
  /** What was held back in the channel may be posted now, or the other way round. */
  readonly onChanged: (channel: ConversationRef) => void
  /** A customer's people can read there from now on: its admin is told, and can end it. */
  readonly onShared?: (channel: ConversationRef, binding: ChannelBinding, name: string) => void
}

export function createDeclarations(deps: DeclarationsDeps): Declarations {
  const { readers, identities, conversations, directory, mayWork, isDesks, now } = deps

  /** Why none of these may change what the channel is declared for. */
  async function denyChanging(
    binding: ChannelBinding,
    accounts: readonly Account[],
  ): Promise<Refusal | undefined> {
    const own = accounts.find(({ domain }) => domain === binding.domain)
    if (own) return mayWork({ party: 'partner', account: own })
    for (const { email, suspended } of accounts)
      if (!suspended && (await directory.isOperator(email))) return undefined
    const domain = await directory.domain(binding.domain)
    // A domain that the directory no longer has would hold the channel for ever: then anybody who works with cases may.
    for (const account of domain || binding.domain === 'desk' ? [] : accounts)
      if (!(await mayWork({ party: 'partner', account }))) return undefined
    const admin = domain?.superAdmin ?? binding.by
    return { code: 'channel-not-yours', rule: 'PLC-9', values: { domain: binding.domain, admin } }
  }

  /** A customer only of the domain's own, that lets it in. */
  async function findGuest(wanted: GuestInput, domain: string): Promise<Result<GuestReader | undefined>> {
    if (wanted.party === 'own') return ok(undefined)
    if (wanted.party === 'desk') return ok({ party: 'desk' })
    const found = customersMeant(wanted.called, await directory.customersOf(domain, now()))
    const [only, another] = found
    if (!only) return refused({ code: 'customer-unknown', rule: 'VIS-8', values: { domain } })
    if (another) {
      const customers = found.slice(0, 5).map(({ domain: customer }) => customer)
      return refused({ code: 'customer-several', rule: 'VIS-7', values: { customers: customers.join(', ') } })
    }
    if (!givesAccess(await directory.grant(only.id, domain)))
      return refused({
        code: 'channel-without-grant',
        rule: 'PLC-9',
        values: { customer: only.name, id: only.id },
      })
    return ok({ party: 'customer', customer: only.id, name: only.name })
  }

  /** Whom the channel is to be declared for, or why this actor may not say so. */
  async function settle({ actor, accounts, channel, guest, basis }: DeclareInput): Promise<
    Result<{
      readonly binding: Pick<ChannelBinding, 'domain' | 'audience'>
      readonly before: ChannelBinding | undefined
    }>
  > {
    const refusal = await mayWork(actor)
    if (refusal) return refused(refusal)
    const before = await readers.bindingOf(channel)
    if (actor.party === 'desk') return settleForDesk(channel, before)
    if (actor.party === 'customer') return refused({ code: 'channel-not-customers', rule: 'PLC-9' })
    if (isDesks(channel)) return refused({ code: 'channel-of-desk', rule: 'PLC-9' })
    const outdated = denyOutdated(before, basis)
    if (outdated) return refused(outdated)
    const { account } = actor
    const own = before?.domain === account.domain
    const standing = before && !own && (await denyChanging(before, accounts))
    if (standing) return refused(standing)
    // Nobody who reads along leaves by a change of the domain: only by a word of it.
    const audience = guest ? await findGuest(guest, account.domain) : ok(before?.audience)
    if (!audience.ok) return audience
    const binding = { domain: account.domain, ...(audience.value ? { audience: audience.value } : {}) }
    return ok({ binding, before })
  }

  /** The desk's own channel is the operator's to name; one that is shared with the desk waits for its agreement. */
  function settleForDesk(
    channel: ConversationRef,
    before: ChannelBinding | undefined,
  ): Awaited<ReturnType<typeof settle>> {
    if (isDesks(channel)) return ok({ binding: { domain: 'desk' }, before })
    if (before?.audience?.party === 'desk') return ok({ binding: before, before })
    return refused({ code: 'channel-not-desks', rule: 'PLC-9' })
  }

  async function preview(
    channel: ConversationRef,
    binding: Pick<ChannelBinding, 'domain' | 'audience'>,
    before: ChannelBinding | undefined,
  ): Promise<Result<DeclarationPreview>> {
    const isSame = before !== undefined && keyOf(before) === keyOf(binding)
    const { reading, members } = await readers.inspect(
      channel,
      listParties(binding),
      isSame ? before : undefined,
    )
    if (reading.kind !== 'read') return refused(refuseUnread(reading))
    const { info } = reading
    const whole = findWorkspaceOwner(deps.settings, channel)
    const isWhole = whole !== undefined && directory.names.idOf(whole) === binding.domain && !binding.audience
    // The word for both is the declarer's to give.
    const opening = findOpening(info, isWhole, { saidPrivate: true, external: true })
    if (info.kind === 'direct') return refused({ code: 'channel-is-direct', rule: 'PLC-1' })
    if (opening === 'group-direct') return refused({ code: 'channel-is-direct', rule: 'PLC-1' })
    if (opening === 'open')
      return refused({ code: 'channel-is-open', rule: 'PLC-1', values: { channel: info.name } })
    if (members.length > maxMembers)
      return refused({ code: 'channel-too-large', rule: 'PLC-1', values: { max: maxMembers } })
    const besides = members.filter((member) => !readsByRight(member))
    const toConfirm = besides.filter(({ confirmable }) => confirmable)
    return ok({
      binding,
      info,
      members,
      blockers: besides.filter(({ confirmable }) => !confirmable),
      toConfirm,
      needsPrivacyWord: info.access === 'untold' && !isWhole,
      digest: digestMembers(toConfirm, info),
    })
  }

  /** Whoever may declare it, of these; turning it off is a customer's admin's as well, whose people are heard. */
  async function findSetter(
    binding: ChannelBinding,
    actors: readonly Actor[],
    talk: TalkInput['talk'],
  ): Promise<Actor | Refusal> {
    const desk = actors.find((actor) => isDeskThere(actor, binding))
    if (desk) return (await mayWork(desk)) ?? desk
    const admin = talk === 'off' && actors.find((actor) => isAdminOfGuest(actor, binding))
    if (admin) return admin
    const accounts = actors.flatMap((actor) => (actor.party === 'partner' ? [actor.account] : []))
    const refusal = await denyChanging(binding, accounts)
    if (refusal) return refusal
    const own = actors.find((actor) => actorKey(actor) === binding.domain)
    return (
      own ??
      actors.find(({ party }) => party === 'partner') ?? { code: 'channel-not-declared', rule: 'PLC-3' }
    )
  }

  function denyTalk(
    { platform }: ConversationRef,
    { audience }: Pick<ChannelBinding, 'audience'>,
    talk: TalkInput['talk'],
  ): Refusal | undefined {
    if (talk === 'off') return undefined
    if (!deps.hearsThreads(platform)) return { code: 'talk-not-heard', rule: 'NOT-4' }
    if (talk === 'two-way' && audience?.party !== 'customer')
      return { code: 'talk-without-customer', rule: 'NOT-4' }
    return undefined
  }

  async function record(
    change: Omit<ConversationRecord, 'at' | 'domain' | 'sharedWith'>,
    binding: Pick<ChannelBinding, 'domain' | 'audience'>,
  ): Promise<void> {
    const { domain, audience } = binding
    await conversations.recordChange({
      ...change,
      at: now(),
      domain,
      ...(audience ? { sharedWith: keyOfGuest(audience) } : {}),
    })
  }

  /** PLC-2: a channel that is not the domain's own any more is not its home either. */
  async function leaveHome({ domain }: ChannelBinding, channel: ConversationRef, by: string): Promise<void> {
    if (await conversations.removeHome(domain, channel))
      await record({ channel, by, what: 'home-removed' }, { domain })
  }

  return {
    async declare(input) {
      const { actor, channel, confirm } = input
      const settled = await settle(input)
      if (!settled.ok) return settled
      const { binding, before } = settled.value
      const deaf = denyTalk(channel, binding, input.talk ?? 'off')
      if (deaf) return refused(deaf)
      const previewed = await preview(channel, binding, before)
      if (!previewed.ok) return previewed
      const { members, toConfirm, blockers, digest, needsPrivacyWord, info } = previewed.value
      const isAsked = toConfirm.length > 0 || (needsPrivacyWord && !before?.declared?.saidPrivate)
      if (blockers.length > 0 || (isAsked && confirm !== digest))
        return ok({ kind: 'preview', preview: previewed.value })
      const by = emailOf(actor)
      const confirmed = toConfirm.map((member) => toConfirmation(member, by, now()))
      const isSame = before !== undefined && keyOf(before) === keyOf(binding)
      // What people write is for others to read then: that is said anew.
      const talk = input.talk ?? (isSame ? (before.talk ?? 'off') : 'off')
      const kept = isSame ? (before.declared?.confirmed ?? []).filter((one) => isConfirmed(one, members)) : []
      const declared: Declaration = {
        by: isSame && before.declared && actor.party === 'desk' ? before.declared.by : by,
        at: now(),
        confirmed: [...kept, ...confirmed],
        ...(needsPrivacyWord ? { saidPrivate: true } : {}),
        ...(info.external ? { external: true } : {}),
        ...agreementOf(actor, binding, isSame ? before : undefined, now()),
      }
      const next: ChannelBinding = {
        ...binding,
        by: isSame ? before.by : by,
        at: isSame ? before.at : now(),
        declared,
        ...(talk === 'off' ? {} : { talk }),
      }
      await identities.bind(channel, next)
      const people = confirmed.map(({ user, name }) => ({ user, name }))
      if (before && !isSame) await leaveHome(before, channel, by)
      if (before?.declared && !isSame) await record({ channel, by, what: 'ended' }, before)
      await record({ channel, by, what: 'declared', ...(people.length > 0 ? { people } : {}) }, next)
      const wasTalk = (isSame ? before.talk : undefined) ?? 'off'
      if (talk !== wasTalk) await record({ channel, by, what: `talk-${talk}` }, next)
      deps.onChanged(channel)
      const isNews = !isSame || (talk === 'two-way' && wasTalk !== 'two-way')
      if (isNews && next.audience?.party === 'customer') deps.onShared?.(channel, next, info.name)
      return ok({
        kind: 'declared',
        binding: next,
        preview: previewed.value,
        before: isSame ? undefined : before,
      })
    },

    async allow({ actor, accounts, channel, confirm }) {
      const binding = await readers.bindingOf(channel)
      if (!binding?.declared) return refused({ code: 'channel-not-declared', rule: 'PLC-3' })
      const denied =
        actor.party === 'desk' && binding.domain === 'desk'
          ? await mayWork(actor)
          : await denyChanging(binding, accounts)
      if (denied) return refused(denied)
      const { reading, members } = await readers.inspect(channel, listParties(binding), binding)
      if (reading.kind !== 'read') return refused(refuseUnread(reading))
      const waiting = members.filter((member) => member.confirmable && !readsByRight(member))
      if (digestMembers(waiting, reading.info) !== confirm)
        return refused({ code: 'channel-people-changed', rule: 'PLC-3' })
      const by = emailOf(actor)
      const added = waiting.map((member) => toConfirmation(member, by, now()))
      const confirmed = [...binding.declared.confirmed.filter((one) => isConfirmed(one, members)), ...added]
      const next = { ...binding, declared: { ...binding.declared, confirmed } }
      await identities.bind(channel, next)
      await record(
        { channel, by, what: 'confirmed', people: added.map(({ user, name }) => ({ user, name })) },
        binding,
      )
      deps.onChanged(channel)
      return ok(next)
    },

    async end(channel, actors, basis) {
      const before = await identities.bindingOf(channel)
      if (!before) return ok(undefined)
      const outdated = denyOutdated(before, basis)
      if (outdated) return refused(outdated)
      const accounts = actors.flatMap((actor) => (actor.party === 'partner' ? [actor.account] : []))
      const isGuest = actors.some((actor) => isAdminOfGuest(actor, before) || isDeskThere(actor, before))
      const refusal = isGuest ? undefined : await denyChanging(before, accounts)
      if (refusal) return refused(refusal)
      await identities.unbind(channel, before.domain)
      const [first] = actors
      const by = first ? emailOf(first) : ''
      await leaveHome(before, channel, by)
      await record({ channel, by, what: 'ended' }, before)
      deps.onChanged(channel)
      return ok(before)
    },

    async setTalk({ channel, actors, talk, basis }) {
      const before = await readers.bindingOf(channel)
      if (!before?.declared) return refused({ code: 'channel-not-declared', rule: 'PLC-3' })
      const outdated = denyOutdated(before, basis)
      if (outdated) return refused(outdated)
      const actor = await findSetter(before, actors, talk)
      if ('code' in actor) return refused(actor)
      const deaf = denyTalk(channel, before, talk)
      if (deaf) return refused(deaf)
      const { talk: was = 'off', ...rest } = before
      const next: ChannelBinding = talk === 'off' ? rest : { ...rest, talk }
      if (talk === was) return ok(next)
      await identities.bind(channel, next)
      await record({ channel, by: emailOf(actor), what: `talk-${talk}` }, next)
      deps.onChanged(channel)
      if (talk === 'two-way') deps.onShared?.(channel, next, (await readers.describe(channel))?.name ?? '')
      return ok(next)
    },

    async setHome(actor, channel) {
      const refusal = denyHome(actor)
      if (refusal) return refused(refusal)
      const readership = await readers.whoReads(channel)
      const domain = actorKey(actor)
      if (readership.kind === 'nobody' || readership.binding.domain !== domain || readership.along)
        return refused({ code: 'home-not-own', rule: 'PLC-2', values: { domain } })
      const by = emailOf(actor)
      await conversations.setHome({ domain, channel, by, at: now() })
      await record({ channel, by, what: 'home-set' }, { domain })
      return ok(readership.binding)
    },

    async removeHome(actor, channel) {
      const refusal = denyHome(actor)
      if (refusal) return refused(refusal)
      const domain = actorKey(actor)
      const removed = await conversations.removeHome(domain, channel)
      if (removed) await record({ channel, by: emailOf(actor), what: 'home-removed' }, { domain })
      return ok(removed)
    },

    async isThere({ user }, channel) {
      const { members } = await readers.inspect(channel, [])
      return members.some((member) => member.user === user)
    },
  }
}

/** PLC-9: a home is chosen by a super admin or a Reseller Admin of the domain. */
function denyHome(actor: Actor): Refusal | undefined {
  if (actor.party !== 'partner') return { code: 'home-not-yours', rule: 'PLC-9' }
  const { superAdmin, roles, suspended } = actor.account
  return !suspended && (superAdmin || roles.includes('Reseller Admin'))
    ? undefined
    : { code: 'home-not-yours', rule: 'PLC-9' }
}

/** What a channel that is shared with the desk still needs: either side declares it, the other one agrees. */
function agreementOf(
  actor: Actor,
  binding: Pick<ChannelBinding, 'audience'>,
  before: ChannelBinding | undefined,
  now: Date,
): Pick<Declaration, 'agreed'> {
  if (binding.audience?.party !== 'desk') return {}
  if (actor.party === 'desk') return { agreed: { by: actor.email, at: now } }
  return before?.declared?.agreed ? { agreed: before.declared.agreed } : {}
}

/** Which people, and in what kind of conversation: a button of before says nothing of those who came since. */
export function digestMembers(
  toConfirm: readonly Pick<PresentMember, 'user' | 'standing'>[],
  info: Pick<ConversationInfo, 'access' | 'external'>,
): string {
  const people = toConfirm.map(({ user, standing }) => `${user} ${standing}`).toSorted()
  return createHash('sha256')
    .update(JSON.stringify([people, info.access, info.external]))
    .digest('hex')
    .slice(0, 16)
}

function toConfirmation({ user, name, standing }: PresentMember, by: string, at: Date): Confirmation {
  return { user, name, standing, by, at }
}

function refuseUnread(reading: {
  readonly kind: string
  readonly why?: string
  readonly scope?: string
}): Refusal {
  if (reading.kind === 'not-in-it') return { code: 'channel-not-in-it', rule: 'PLC-1' }
  if (reading.kind === 'not-permitted')
    return { code: 'channel-not-permitted', rule: 'PLC-4', values: { scope: reading.scope ?? '' } }
  if (reading.kind === 'incomplete')
    return reading.why === 'too-many'
      ? { code: 'channel-too-large', rule: 'PLC-1', values: { max: maxMembers } }
      : { code: 'channel-incomplete', rule: 'PLC-4' }
  return { code: 'channel-could-not-ask', rule: 'PLC-4' }
}

function isAdminOfGuest(actor: Actor, binding: ChannelBinding): boolean {
  return actor.party === 'customer' && actor.user.admin && isGuestOf(binding, toReader(actor))
}

function isDeskThere(actor: Actor, binding: ChannelBinding): boolean {
  return actor.party === 'desk' && (binding.domain === 'desk' || isGuestOf(binding, { party: 'desk' }))
}

function isGuestOf(binding: ChannelBinding, reader: Reader): boolean {
  return binding.audience !== undefined && keyOfGuest(binding.audience) === actorKey(reader)
}

function keyOf(binding: Pick<ChannelBinding, 'domain' | 'audience'>): string {
  return JSON.stringify(listParties(binding).map(actorKey))
}

function emailOf(actor: Actor): string {
  if (actor.party === 'partner') return actor.account.email
  return actor.party === 'customer' ? actor.user.email : actor.email
}

function denyOutdated(
  binding: ChannelBinding | undefined,
  basis: BindingBasis | undefined,
): Refusal | undefined {
  if (basis === undefined || (basis === 'none' ? undefined : basis.getTime()) === binding?.at.getTime())
    return undefined
  return { code: 'channel-settled-meanwhile', rule: 'PLC-9', values: { domain: binding?.domain ?? '' } }
}
