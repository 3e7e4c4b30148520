/** PLC: who can read in a conversation. The one answer for forms, commands, delivery and doctor; nobody where nothing was declared. */
import { actorKey, parseActorKey } from '../cases/actor-key.ts'
import type { HeldBack, Platform, Reader } from '../cases/case.ts'
import type {
  ConversationChange,
  ConversationInfo,
  ConversationReading,
  Member,
} from '../cases/conversation.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import { CouldNotAsk } from '../cases/could-not-ask.ts'
import type { Directory } from '../cases/directory.ts'
import type {
  ChannelBinding,
  Confirmation,
  ConversationRef,
  Declaration,
  IdentityStore,
} from '../cases/identity-store.ts'
import { type Actor, listActors, toReader } from '../cases/policy.ts'
import type { Refusal } from '../cases/refusal.ts'
import { isListed } from '../config/listed-workspaces.ts'
import type { Log } from '../config/log.ts'
import { type DeclaredParties, judgeMember, type KnownMember, type PresentMember } from './member-standing.ts'

/** How each chat's conversations are asked for. */
export interface ConversationSource {
  /** Asks the platform afresh. Never throws. */
  read(channel: string, tenant: string): Promise<ConversationReading>
  /** Whether it tells when somebody joins: then a list may serve longer. */
  readonly announcesChanges: boolean
  /** The organisation that a workspace is in; missing where the vendor has none. */
  organisationOf?(tenant: string): string | undefined
}

/** What an operator has said once of a workspace or an organisation (PLC-1, PLC-3). */
export interface ReadershipSettings {
  /** By platform: the key of the party that everybody in the workspace belongs to, so that open channels may be declared for it. */
  readonly wholeWorkspace: Partial<Record<Platform, string>>
  /** By platform: whether a full member's confirmed e-mail tells, for reading only, which account they are. */
  readonly readsByEmail: Partial<Record<Platform, boolean>>
  /** The same by workspace, where there are several. */
  readonly workspaceOwners?: Readonly<Record<string, string>>
  /** The workspaces and organisations where an e-mail tells it, where there are several. */
  readonly readsByEmailIn?: readonly string[]
  /** A Slack team id or a Chat domain id, with the key of the party that it is. */
  readonly organisations: Readonly<Record<string, string>>
}

/** The party that everybody in the channel's workspace belongs to, as an operator says; undefined where none does. */
export function findWorkspaceOwner(
  { wholeWorkspace, workspaceOwners = {} }: Pick<ReadershipSettings, 'wholeWorkspace' | 'workspaceOwners'>,
  { platform, tenant }: ConversationRef,
): string | undefined {
  return (
    wholeWorkspace[platform] ?? (Object.hasOwn(workspaceOwners, tenant) ? workspaceOwners[tenant] : undefined)
  )
}

/** What is posted in a conversation can be read by these, and by nobody else. */
export interface DeclaredReadership {
  readonly kind: 'declared'
  readonly binding: ChannelBinding
  /** Whose it is. */
  readonly party: Reader
  /** Who reads along; an entry is shown only if both may read it. */
  readonly along?: Reader
  readonly name: string
  readonly members: readonly PresentMember[]
  readonly at: Date
}

export type Readership =
  | DeclaredReadership
  | { readonly kind: 'nobody'; readonly why: HeldBack['why']; readonly binding?: ChannelBinding }

/** Who is in a conversation, held against those it is to be declared for. */
export interface Inspection {
  readonly reading: ConversationReading
  readonly members: readonly PresentMember[]
}

export interface Readers {
  /** Answers from a list that is fresh enough (PLC-4). */
  whoReads(channel: ConversationRef): Promise<Readership>
  /** Asks the platform now. */
  inspect(channel: ConversationRef, parties: DeclaredParties, binding?: ChannelBinding): Promise<Inspection>
  bindingOf(channel: ConversationRef): Promise<ChannelBinding | undefined>
  /** What kind of conversation it is; undefined where that cannot be told. */
  describe(channel: ConversationRef): Promise<ConversationInfo | undefined>
  /** Forgets what was read of the conversations that a change speaks of; answers those whose readers may be others now. */
  forget(change: ConversationChange): readonly ConversationRef[]
}

export interface ReadersDeps {
  readonly sources: Partial<Record<Platform, ConversationSource>>
  readonly identities: Pick<IdentityStore, 'bindingOf' | 'bind'>
  readonly conversations: Pick<ConversationStore, 'recordMembers' | 'recordChange'>
  readonly directory: Pick<Directory, 'identify' | 'names'>
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
  /** The desk's own channels, by setting. */
  readonly deskPlaces: readonly ConversationRef[]
  readonly settings: ReadershipSettings
  readonly now: () => Date
  readonly log: Log
}

/** How old a list may be, ms: where the platform tells of who joins, and where it does not. */
export const freshMs = { announced: 60_000, unannounced: 30_000 }
/** PLC-4: how long the last known list counts while the platform cannot be asked, ms. */
const outageMs = 24 * 3_600_000
/** A failed question is not put again at once, ms: all threads of a channel ask. */
const failedMs = 5_000

interface Known {
  readonly reading: Extract<ConversationReading, { readonly kind: 'read' }>
  readonly members: readonly KnownMember[]
}

interface Remembered {
  known?: Known
  /** What the last question came to, where it was no list. */
  failed?: { readonly reading: Exclude<ConversationReading, { readonly kind: 'read' }>; readonly at: number }
  asking?: Promise<void>
  /** The stays that were written down last (PLC-8). */
  recorded?: string
}

export function createReaders(deps: ReadersDeps): Readers {
  const { identities, conversations, directory, settings, now, log } = deps
  const remembered = new Map<string, Remembered>()

  const isDesks = ({ platform, tenant, channel }: ConversationRef) =>
    deps.deskPlaces.some(
      (place) => place.platform === platform && place.tenant === tenant && place.channel === channel,
    )

  /** The desk's channel is the desk's by the operator's setting, whatever it was bound to before. */
  async function bindingOf(channel: ConversationRef): Promise<ChannelBinding | undefined> {
    const binding = await identities.bindingOf(channel)
    if (!isDesks(channel)) return binding
    if (binding?.domain === 'desk') return binding
    const declared = { by: 'operator', at: new Date(0), confirmed: [] }
    return { domain: 'desk', by: 'operator', at: new Date(0), declared }
  }

  async function ask(channel: ConversationRef, memory: Remembered): Promise<void> {
    const source = deps.sources[channel.platform]
    const reading: ConversationReading = source
      ? await source.read(channel.channel, channel.tenant)
      : { kind: 'unavailable', why: `${channel.platform} is not configured` }
    if (reading.kind !== 'read') {
      memory.failed = { reading, at: now().getTime() }
      // What was known of it is no longer true; the last list counts, but who these people are is not the platform's to tell.
      if (reading.kind !== 'unavailable') delete memory.known
      else if (memory.known) memory.known = await identifyAnew(channel, memory.known)
      log.warn({ ...channel, reading }, 'Who is in a conversation could not be learnt')
      return
    }
    try {
      memory.known = { reading, members: await identify(channel, reading.members) }
      delete memory.failed
    } catch (error) {
      if (!(error instanceof CouldNotAsk)) throw error
      memory.failed = { reading: { kind: 'unavailable', why: error.message }, at: now().getTime() }
    }
  }

  /** Who they are is asked anew with each list: a link or a role may have come or gone. */
  async function identify(
    { platform, tenant }: ConversationRef,
    members: readonly Member[],
  ): Promise<readonly KnownMember[]> {
    const enterprise = deps.sources[platform]?.organisationOf?.(tenant)
    const isNamed = isListed({ team: tenant, enterprise }, settings.readsByEmailIn ?? [])
    const byEmail = settings.readsByEmail[platform] || isNamed
    const known: KnownMember[] = []
    for (const member of members) known.push(await identifyOne(platform, member, byEmail))
    return platform === 'gchat' ? withOrganisations(known) : known.map(withNamedOrganisation)
  }

  async function identifyAnew(channel: ConversationRef, { reading }: Known): Promise<Known> {
    return { reading, members: await identify(channel, reading.members) }
  }

  async function identifyOne(platform: Platform, member: Member, byEmail: boolean): Promise<KnownMember> {
    if (member.kind === 'app' || member.standing === 'deactivated')
      return { member, actors: [], entitled: [] }
    const { user, tenant, name } = member
    const email = byEmail && member.standing === 'full' ? member.email : null
    const identity = await directory.identify({
      platform,
      tenant,
      user,
      name,
      email,
      locale: 'en',
      timeZone: 'UTC',
    })
    const actors = listActors(identity)
    const entitled: Actor[] = []
    for (const actor of actors) if (!(await deps.mayWork(actor))) entitled.push(actor)
    return { member, actors, entitled }
  }

  /** An operator may name a domain as it is called now, or was (DOM-4). */
  function idOf<K extends string | undefined>(key: K): K | string {
    return key && directory.names.idOf(key)
  }

  function withNamedOrganisation(known: KnownMember): KnownMember {
    const key = settings.organisations[known.member.organisation ?? '']
    return key === undefined ? known : { ...known, organisation: parseActorKey(idOf(key)) }
  }

  /**
   * Google Chat tells no guests, only of which organisation somebody is. Whose organisation that is, follows from those in it who
   * proved an account; where nobody did and the operator did not say, they are from outside.
   */
  function withOrganisations(members: readonly KnownMember[]): readonly KnownMember[] {
    const learned = new Map<string, Reader>()
    for (const { member, actors } of members) {
      const [first] = actors
      if (member.organisation && first) learned.set(member.organisation, toReader(first))
    }
    return members.map((known) => {
      const named = withNamedOrganisation(known)
      const organisation = named.organisation ?? learned.get(known.member.organisation ?? '')
      return organisation
        ? { ...known, organisation }
        : { ...known, member: { ...known.member, standing: 'outside' } }
    })
  }

  function memoryOf(channel: ConversationRef): Remembered {
    const key = channelKey(channel)
    const memory = remembered.get(key) ?? {}
    remembered.set(key, memory)
    return memory
  }

  /** Those who ask at the same time share one question. */
  function askOnce(channel: ConversationRef, memory: Remembered): Promise<void> {
    memory.asking ??= ask(channel, memory).finally(() => {
      delete memory.asking
    })
    return memory.asking
  }

  async function freshly(channel: ConversationRef): Promise<Known | HeldBack['why']> {
    const memory = memoryOf(channel)
    const announced = deps.sources[channel.platform]?.announcesChanges ?? false
    const maxAge = announced ? freshMs.announced : freshMs.unannounced
    const at = now().getTime()
    const isFresh = memory.known && at - memory.known.reading.at.getTime() <= maxAge
    const failedNow = memory.failed && at - memory.failed.at < failedMs
    if (!isFresh && !failedNow) await askOnce(channel, memory)
    const { known, failed } = memory
    if (failed && failed.reading.kind !== 'unavailable') return whyUnread(failed.reading)
    if (!known || at - known.reading.at.getTime() > outageMs) return 'members-unknown'
    return known
  }

  return {
    bindingOf,

    async whoReads(channel) {
      const binding = await bindingOf(channel)
      if (!binding) return { kind: 'nobody', why: 'undeclared' }
      const { declared } = binding
      if (!declared) return { kind: 'nobody', why: 'unconfirmed', binding }
      if (binding.audience?.party === 'desk' && !declared.agreed)
        return { kind: 'nobody', why: 'unagreed', binding }
      const known = await freshly(channel)
      if (typeof known === 'string') return { kind: 'nobody', why: known, binding }
      const { info, at } = known.reading
      const whole = idOf(findWorkspaceOwner(settings, channel)) === binding.domain && !binding.audience
      const broken = findOpening(info, whole, declared)
      if (broken) {
        if (broken !== 'unconfirmed') await endDeclaration(channel, binding)
        return { kind: 'nobody', why: broken, binding }
      }
      const parties = listParties(binding)
      const members = judgeAll(known.members, parties, binding, now())
      await endConfirmations(channel, binding, members)
      await record(channel, members, at)
      const [party, along] = parties
      return {
        kind: 'declared',
        binding,
        party: party as Reader,
        ...(along ? { along } : {}),
        name: info.name,
        members,
        at,
      }
    },

    async inspect(channel, parties, binding) {
      const memory = memoryOf(channel)
      // What another one asked for before now may be older than what the person sees.
      await memory.asking?.catch(() => undefined)
      await askOnce(channel, memory)
      const { known, failed } = memory
      if (failed) return { reading: failed.reading, members: [] }
      if (!known) return { reading: { kind: 'unavailable', why: 'nothing was read' }, members: [] }
      // Whatever it is looked at for: whoever left has left what it is declared for now.
      const own = await bindingOf(channel)
      if (own) await endConfirmations(channel, own, judgeAll(known.members, listParties(own), own, now()))
      return { reading: known.reading, members: judgeAll(known.members, parties, binding, now()) }
    },

    async describe(channel) {
      const known = await freshly(channel)
      return typeof known === 'string' ? undefined : known.reading.info
    },

    forget({ platform, tenant, channel, user, what }) {
      // Somebody whom nobody could look at yet is there, or others can read it: the list of before says nothing of them.
      const isOver = channel !== undefined && what !== 'left'
      const changed: ConversationRef[] = []
      for (const [key, memory] of remembered) {
        const one = parseChannelKey(key)
        if (one.platform !== platform || (tenant !== '' && one.tenant !== tenant)) continue
        const isMeant =
          channel === undefined
            ? memory.known?.members.some(({ member }) => member.user === user)
            : one.channel === channel
        if (!isMeant) continue
        // A question under way may have been put before the change.
        remembered.set(key, memory.known && !isOver ? { known: outdate(memory.known) } : {})
        changed.push(one)
      }
      if (channel !== undefined && changed.length === 0) changed.push({ platform, tenant, channel })
      return changed
    },
  }

  async function record(
    channel: ConversationRef,
    members: readonly PresentMember[],
    at: Date,
  ): Promise<void> {
    const memory = memoryOf(channel)
    const seen = JSON.stringify(members.map(({ user, standing, confirmed }) => [user, standing, confirmed]))
    if (memory.recorded === seen) return
    await conversations.recordMembers(
      channel,
      members.map(({ user, name, standing }) => ({ user, name, standing })),
      at,
    )
    memory.recorded = seen
  }

  /** PLC-3: whoever left or became something else is not let in any more, and has to be confirmed anew if they come back. */
  async function endConfirmations(
    channel: ConversationRef,
    { declared }: ChannelBinding,
    members: readonly PresentMember[],
  ): Promise<void> {
    const ended = (declared?.confirmed ?? []).filter((one) => !isConfirmed(one, members))
    if (ended.length === 0) return
    // Somebody may have confirmed them again meanwhile.
    const current = await identities.bindingOf(channel)
    if (!current?.declared) return
    const isOver = ({ user, at }: Confirmation) =>
      ended.some((one) => one.user === user && one.at.getTime() === at.getTime())
    const { confirmed } = current.declared
    const people = confirmed.filter(isOver).map(({ user, name }) => ({ user, name }))
    if (people.length === 0) return
    const left = confirmed.filter((one) => !isOver(one))
    await identities.bind(channel, { ...current, declared: { ...current.declared, confirmed: left } })
    await conversations.recordChange({
      channel,
      at: now(),
      by: 'casethread',
      what: 'withdrawn',
      domain: current.domain,
      ...(current.audience ? { sharedWith: keyOfGuest(current.audience) } : {}),
      people,
    })
  }

  /** PLC-1: whoever declared it did so for a conversation that only its members can read. */
  async function endDeclaration(channel: ConversationRef, binding: ChannelBinding): Promise<void> {
    if (isDesks(channel)) return
    const { declared: _, ...rest } = binding
    await identities.bind(channel, rest)
    await conversations.recordChange({
      channel,
      at: now(),
      by: 'casethread',
      what: 'ended',
      domain: binding.domain,
      ...(binding.audience ? { sharedWith: keyOfGuest(binding.audience) } : {}),
    })
    log.warn({ ...channel, domain: binding.domain }, 'A channel was opened to others: its declaration ended')
  }
}

/** Why what is posted there could be read by people who are not its members. */
export function findOpening(
  info: Extract<ConversationReading, { readonly kind: 'read' }>['info'],
  isWholeWorkspaces: boolean,
  said: Pick<Declaration, 'saidPrivate' | 'external'>,
): HeldBack['why'] | undefined {
  if (info.kind === 'group-direct') return 'group-direct'
  if (info.external && !said.external) return 'shared-outside'
  if (isWholeWorkspaces) return undefined
  if (info.access === 'open') return 'open'
  return info.access === 'untold' && !said.saidPrivate ? 'unconfirmed' : undefined
}

export function whyUnread(reading: Exclude<ConversationReading, { readonly kind: 'read' }>): HeldBack['why'] {
  switch (reading.kind) {
    case 'unavailable':
    case 'incomplete':
      return 'members-unknown'
    case 'not-permitted':
      return 'not-permitted'
    case 'not-in-it':
      return 'not-in-it'
  }
}

/** Whether a confirmation lets somebody in who is there now. */
export function isConfirmed({ user }: Confirmation, members: readonly PresentMember[]): boolean {
  return members.some((member) => member.user === user && member.confirmed)
}

/** Whose a bound channel is, and who reads along. */
export function listParties({
  domain,
  audience,
}: Pick<ChannelBinding, 'domain' | 'audience'>): DeclaredParties {
  const party = parseActorKey(domain)
  return audience ? [party, toGuest(audience)] : [party]
}

export function toGuest(guest: NonNullable<ChannelBinding['audience']>): Reader {
  return guest.party === 'customer' ? { party: 'customer', customer: guest.customer } : { party: guest.party }
}

export function keyOfGuest(guest: NonNullable<ChannelBinding['audience']>): string {
  return actorKey(toGuest(guest))
}

function judgeAll(
  members: readonly KnownMember[],
  parties: DeclaredParties,
  binding: ChannelBinding | undefined,
  now: Date,
): readonly PresentMember[] {
  const confirmed = binding?.declared?.confirmed ?? []
  return members.flatMap((member) => judgeMember(member, parties, confirmed, now) ?? [])
}

/** Still good where the platform cannot be asked, but asked for anew before anything is posted. */
function outdate({ reading, members }: Known): Known {
  return { reading: { ...reading, at: new Date(reading.at.getTime() - freshMs.announced - 1) }, members }
}

function channelKey({ platform, tenant, channel }: ConversationRef): string {
  return JSON.stringify([platform, tenant, channel])
}

function parseChannelKey(key: string): ConversationRef {
  const [platform, tenant, channel] = JSON.parse(key) as [Platform, string, string]
  return { platform, tenant, channel }
}
