/**
 * Channels of the small trade, with members of every kind who come and go. Their books tell who is there since when, whose a channel
 * was declared to be and who was let in, by the rules (PLC) and by nothing in the code under test.
 */
import type { Platform } from '../../../src/cases/case.ts'
import type { ConversationReading, Member } from '../../../src/cases/conversation.ts'
import type { ChannelBinding, ConversationRef, TalkMode } from '../../../src/cases/identity-store.ts'
import { aMember, aPlayedChat, type PlayedChat } from '../build-conversations.ts'
import {
  chatUser,
  customerIds,
  customerParty,
  isPartner,
  nameOf,
  type Party,
  partnerDomains,
  people,
} from './simulated-people.ts'

/** Slack announces who joins, Google Chat does not. */
export const places = {
  asahi: { platform: 'slack', tenant: 'T1', channel: 'CASAHI' },
  shared: { platform: 'slack', tenant: 'T1', channel: 'CSHARED' },
  desk: { platform: 'slack', tenant: 'T1', channel: 'CDESK' },
  none: { platform: 'slack', tenant: 'T1', channel: 'CNONE' },
  open: { platform: 'slack', tenant: 'T1', channel: 'COPEN' },
  botan: { platform: 'gchat', tenant: '', channel: 'spaces/BOTAN' },
  chidori: { platform: 'gchat', tenant: '', channel: 'spaces/CHIDORI' },
  joint: { platform: 'gchat', tenant: '', channel: 'spaces/JOINT' },
} as const satisfies Readonly<Record<string, ConversationRef>>
export type PlaceName = keyof typeof places
export const placeNames = Object.keys(places) as readonly PlaceName[]

export type Failure = Exclude<ConversationReading['kind'], 'read'>

/** How long a list may serve, ms (PLC-4): what is not announced may go unnoticed for so long. */
const windows: Readonly<Record<Platform, number>> = { slack: 60_000, gchat: 30_000 }
const day = 24 * 3_600_000

/** Something that should keep posts out, since when, and whether the app was told of it as it came about. */
interface Fact {
  readonly since: number
  readonly told: boolean
}

/** What somebody is in a channel that is declared for these parties. */
type Kind = 'reads' | 'without access' | 'suspended' | 'other party' | 'guest' | 'outside' | 'unknown' | 'app'

interface Declared {
  readonly at: number
  readonly domain: Party
  readonly along?: Party
  readonly agreed: boolean
  /** Those who were let in, as what they were, and when. */
  readonly letIn: Map<string, { readonly kind: Kind; readonly at: number }>
}

interface Place {
  readonly name: PlaceName
  readonly ref: ConversationRef
  readonly inside: Map<string, Fact>
  open?: Fact
  failing?: { readonly kind: Failure; readonly since: number }
  /** When the chat last told who is there, and when it could tell again after it had not. */
  toldAt: number
  restoredAt: number
  declared?: Declared
  /** Also where nobody confirmed it: who acts here unasked (DOM-1). */
  bound?: Pick<Declared, 'domain' | 'along'>
  /** What it was declared for, and until when; the last one holds. */
  readonly epochs: { readonly parties: readonly Party[]; until: number }[]
  /** The binding that was looked at last. */
  looked: string
  /** NOT-4: what becomes of plain text in its threads, as it was looked at last. */
  talk?: TalkMode
  /** Who comes in right after the next post. */
  ambush?: string
}

export interface ChannelsDeps {
  readonly now: () => Date
  /** What they can act for at this moment, by the books. */
  readonly partiesOf: (name: string) => ReadonlySet<Party>
  /** Since when they are suspended or not. */
  readonly changedAt: (name: string) => number
  readonly isSuspended: (name: string) => boolean
  readonly isOperator: (name: string) => boolean
  readonly partnersOf: (customer: string) => ReadonlySet<Party>
  readonly isGranted: (customer: string, party: Party) => boolean
  /** What the chat tells the app by itself. */
  readonly tell: (ref: ConversationRef, what: 'joined' | 'left' | 'changed', user?: string) => void
}

export interface Channels {
  readonly chats: Readonly<Record<'slack' | 'gchat', PlayedChat>>
  /** `quietly`: the chat's word of it is lost. */
  join(place: PlaceName, name: string, quietly?: boolean): void
  leave(place: PlaceName, name: string): void
  /** Whoever left last comes back. */
  letReturn(): void
  setOpen(place: PlaceName, open: boolean): void
  /** From now on the chat does not tell who is there; `undefined`: it does again. */
  fail(place: PlaceName, how: Failure | undefined): void
  /** This one joins right after the next post in the channel. */
  lieInWait(place: PlaceName, name: string): void
  spring(ref: ConversationRef): void
  isIn(place: PlaceName, name: string): boolean
  /** Whose it is by its binding, declared or not. */
  boundTo(place: PlaceName): Pick<Declared, 'domain' | 'along'> | undefined
  /** NOT-4: what becomes of plain text in its threads; undefined where that stays talk. */
  talkIn(place: PlaceName): TalkMode | undefined
  /** The parties that it is declared for; none where it is not. */
  readersIn(ref: ConversationRef): ReadonlySet<Party>
  /** Whether nothing but the people who are there could stand against posting. */
  isReady(ref: ConversationRef): boolean
  /** Each set of parties that it was declared for at some time since then. */
  readersSince(ref: ConversationRef, since: Date): readonly (readonly Party[])[]
  /** What stands against posting there now what these parties may read. */
  faultsOfPosting(ref: ConversationRef, allowed: ReadonlySet<Party>): readonly string[]
  /** What is wrong with what the product now holds it to be, after this person's deed; the books follow. */
  faultsOfBinding(
    place: PlaceName,
    binding: ChannelBinding | undefined,
    by: string | undefined,
  ): readonly string[]
  /** Everybody who should not read there leaves, and whatever is out of order is mended. */
  clear(): void
  /** Whether this person may be told who is there (PLC-3, PLC-4): they are there, or work for whom it is declared. */
  mayKnowMembers(place: PlaceName, name: string): boolean
}

/** In the name of a member, and nowhere else. */
export const faceWord = /face-([a-z]+)-in-([a-z]+)/g

export function createChannels(deps: ChannelsDeps): Channels {
  const { partiesOf } = deps
  const at = () => deps.now().getTime()
  const all = new Map<PlaceName, Place>()
  for (const name of placeNames)
    all.set(name, {
      name,
      ref: places[name],
      inside: new Map(),
      toldAt: at(),
      restoredAt: 0,
      looked: 'null',
      epochs: name === 'desk' ? [{ parties: ['desk'], until: Number.POSITIVE_INFINITY }] : [],
      ...bySetting(name),
    })
  const chats = { slack: watched('slack', true), gchat: watched('gchat', false) }

  let gone: { readonly place: Place; readonly name: string } | undefined

  /** A confirmation ends when the app is told that the person left, or became something else. */
  function watched(platform: Platform, announces: boolean): PlayedChat {
    const chat = aPlayedChat(deps.now, announces)
    return {
      ...chat,
      async read(channel, tenant) {
        const reading = await chat.read(channel, tenant)
        const place = find({ platform, tenant: '', channel })
        if (reading.kind === 'read' && place) {
          place.toldAt = at()
          for (const [name, { kind }] of place.declared?.letIn ?? [])
            if (!place.inside.has(name) || kindOf(place, name, place.declared) !== kind)
              place.declared?.letIn.delete(name)
        }
        return reading
      },
    }
  }

  function of(name: PlaceName): Place {
    const place = all.get(name)
    if (!place) throw new Error(`there is no ${name}`)
    return place
  }

  function find({ platform, channel }: ConversationRef): Place | undefined {
    return [...all.values()].find(({ ref }) => ref.platform === platform && ref.channel === channel)
  }

  function chatOf({ ref }: Place): PlayedChat {
    return ref.platform === 'slack' ? chats.slack : chats.gchat
  }

  function tell({ ref }: Place, what: 'joined' | 'left' | 'changed', name?: string): void {
    if (ref.platform === 'slack') deps.tell(ref, what, name && chatUser(name))
  }

  function kindOf(
    { ref }: Place,
    name: string,
    declared: Pick<Declared, 'domain' | 'along'> | undefined,
  ): Kind {
    if (name === 'app') return 'app'
    const parties = declared ? partiesIn(declared) : []
    const held = (people[name] ?? []).map(({ party }) => party)
    if (parties.some((party) => partiesOf(name).has(party))) return 'reads'
    const own = held.find((party) => parties.includes(party))
    if (own) return isPartner(own) && deps.isSuspended(name) ? 'suspended' : 'without access'
    if (held.length > 0) return 'other party'
    if (name === 'guest' && ref.platform === 'slack') return 'guest'
    if (name === 'guest' || name === 'outsider') return 'outside'
    // Google Chat tells of which organisation somebody is: ren is of Botan's, the stranger of nobody's that is known.
    if (ref.platform === 'gchat' && name === 'stranger') return 'outside'
    if (ref.platform === 'gchat' && !parties.includes(partnerDomains[1])) return 'other party'
    return 'unknown'
  }

  function isLetIn(place: Place, name: string): boolean {
    const entry = place.declared?.letIn.get(name)
    if (!entry || at() - entry.at >= 180 * day) return false
    // What they became meanwhile is noticed with the next list.
    return (
      kindOf(place, name, place.declared) === entry.kind ||
      at() - deps.changedAt(name) <= windows[place.ref.platform]
    )
  }

  /** Whether the app should have noticed by now: at once what it is told, the rest with a list that is fresh (PLC-4). */
  function isOverdue(place: Place, { since, told }: Fact): boolean {
    if (told) return true
    if (place.failing?.kind === 'unavailable' && since >= place.toldAt && at() - place.toldAt <= day)
      return false
    return at() - Math.max(since, place.restoredAt) > windows[place.ref.platform]
  }

  function faultsOfMembers(place: Place, allowed: ReadonlySet<Party>): readonly string[] {
    return [...place.inside].flatMap(([name, stay]) => {
      if ([...partiesOf(name)].some((party) => allowed.has(party)) || isLetIn(place, name)) return []
      const lost = deps.changedAt(name)
      // Roles are ours to look up, whatever the chat can tell.
      const late = lost > stay.since ? at() - lost > windows[place.ref.platform] : isOverdue(place, stay)
      return late ? [`${name} reads in ${place.name} (PLC-4)`] : []
    })
  }

  function join(place: Place, name: string, quietly = false): void {
    if (place.inside.has(name)) return
    const told = place.ref.platform === 'slack' && !quietly
    place.inside.set(name, { since: at(), told })
    chatOf(place).join(place.ref.channel, memberOf(place, name))
    if (told) tell(place, 'joined', name)
  }

  function leave(place: Place, name: string): void {
    if (!place.inside.delete(name)) return
    gone = { place, name }
    chatOf(place).leave(place.ref.channel, chatUser(name, place.ref.platform))
    tell(place, 'left', name)
  }

  function setOpen(place: Place, open: boolean): void {
    if (open === (place.open !== undefined)) return
    if (open) place.open = { since: at(), told: place.ref.platform === 'slack' }
    else delete place.open
    chatOf(place).setInfo(place.ref.channel, { access: open ? 'open' : 'private' })
    tell(place, 'changed')
  }

  function fail(place: Place, how: Failure | undefined): void {
    if (how === place.failing?.kind) return
    if (place.failing) place.restoredAt = at()
    if (how) place.failing = { kind: how, since: at() }
    else delete place.failing
    chatOf(place).answer(place.ref.channel, how && toReading(how))
  }

  function mayDeclare(declared: Pick<Declared, 'domain' | 'along'>, by: string | undefined): boolean {
    if (by === undefined) return false
    return partiesIn(declared).some((party) =>
      isPartner(party) || party === 'desk' ? partiesOf(by).has(party) : isAdminOf(by, party),
    )
  }

  /** NOT-4: switched by whoever may declare it; off by the customer's admin as well, and with a declaration for others. */
  function faultsOfTalk(
    { name, talk: was }: Place,
    parties: Pick<Declared, 'domain' | 'along'>,
    talk: TalkMode | undefined,
    isSame: boolean,
    by: string | undefined,
  ): readonly string[] {
    const faults: string[] = []
    if (talk === 'two-way' && !parties.along?.startsWith('customer:'))
      faults.push(`${name} is two-way, and no customer reads there (NOT-4)`)
    if (talk === (isSame ? was : undefined)) return faults
    const may =
      by !== undefined &&
      (deps.isOperator(by) ||
        partiesOf(by).has(parties.domain) ||
        (parties.along === 'desk' && partiesOf(by).has('desk')) ||
        (talk === undefined && mayDeclare(parties, by)))
    return may ? faults : [...faults, `${by} switched ${name} to ${talk ?? 'off'} (PLC-9, NOT-4)`]
  }

  function note({ epochs }: Place, parties: readonly Party[]): void {
    const last = epochs.at(-1)
    if (last && last.until === Number.POSITIVE_INFINITY) last.until = at()
    if (parties.length > 0) epochs.push({ parties, until: Number.POSITIVE_INFINITY })
  }

  return {
    chats,
    join: (place, name, quietly) => join(of(place), name, quietly),
    leave: (place, name) => leave(of(place), name),
    letReturn() {
      if (gone) join(gone.place, gone.name)
    },
    setOpen: (place, open) => setOpen(of(place), open),
    fail: (place, how) => fail(of(place), how),
    lieInWait(place, name) {
      of(place).ambush = name
    },
    spring(ref) {
      const place = find(ref)
      const name = place?.ambush
      if (!place || name === undefined) return
      delete place.ambush
      join(place, name)
    },
    isIn: (place, name) => of(place).inside.has(name),
    talkIn: (place) => of(place).talk,
    boundTo: (place) => of(place).bound,
    readersIn(ref) {
      const declared = find(ref)?.declared
      return new Set(declared ? partiesIn(declared) : [])
    },

    isReady(ref) {
      const place = find(ref)
      return (
        place?.declared !== undefined &&
        !place.open &&
        (place.declared.along !== 'desk' || place.declared.agreed)
      )
    },
    readersSince(ref, since) {
      const epochs = find(ref)?.epochs ?? []
      return epochs.filter(({ until }) => until >= since.getTime()).map(({ parties }) => parties)
    },

    faultsOfPosting(ref, allowed) {
      const place = find(ref)
      if (!place?.declared) return [`${ref.channel} is declared for nobody (PLC-1)`]
      const { declared, failing, open, toldAt } = place
      const failed = failing && { since: failing.since, told: false }
      const faults = [
        ...(declared.along === 'desk' && !declared.agreed ? ['the desk did not agree (PLC-9)'] : []),
        ...partiesIn(declared).flatMap((party) =>
          allowed.has(party) ? [] : [`${party} may not read it (VIS-7)`],
        ),
        ...(open && isOverdue(place, open) ? ['it is open to others (PLC-1)'] : []),
        ...(failed && failing.kind !== 'unavailable' && isOverdue(place, failed)
          ? ['nobody can tell who reads (PLC-4)']
          : []),
        ...(failing?.kind === 'unavailable' && at() - toldAt > day
          ? ['the last list is too old (PLC-4)']
          : []),
      ]
      return [...faults.map((fault) => `${place.name}: ${fault}`), ...faultsOfMembers(place, allowed)]
    },

    faultsOfBinding(name, binding, by) {
      const place = of(name)
      const looked = JSON.stringify(binding ?? null)
      if (looked === place.looked) return []
      place.looked = looked
      const { declared: before } = place
      if (binding) place.bound = toParties(binding)
      else delete place.bound
      if (!binding?.declared) {
        delete place.talk
        delete place.declared
        if (name !== 'desk') note(place, [])
        Object.assign(place, bySetting(name))
        const lawful =
          !before ||
          place.open !== undefined ||
          mayDeclare(before, by) ||
          (by !== undefined && deps.isOperator(by))
        return lawful ? [] : [`${by} ended the declaration of ${name} (PLC-9)`]
      }
      const parties = toParties(binding)
      const { domain, along } = parties
      const isSame = before !== undefined && before.domain === domain && before.along === along
      const isNew = !isSame || before.at !== binding.declared.at.getTime()
      const agreed = binding.declared.agreed !== undefined
      const letIn = new Map(isSame ? before.letIn : [])
      const faults: string[] = []
      for (const { user, at: confirmedAt } of binding.declared.confirmed) {
        const who = nameOf(user) ?? user
        if (confirmedAt.getTime() !== at()) continue
        const kind = kindOf(place, who, parties)
        letIn.set(who, { kind, at: at() })
        if (!place.inside.has(who)) faults.push(`${who}, who is not in ${name}, was let in (PLC-3)`)
        if (!['app', 'unknown', 'without access'].includes(kind))
          faults.push(`${who} (${kind}) was let in to ${name} (PLC-3)`)
      }
      faults.push(...faultsOfTalk(place, parties, binding.talk, isSame, by))
      if (binding.talk) place.talk = binding.talk
      else delete place.talk
      note(place, partiesIn(parties))
      place.declared = {
        at: binding.declared.at.getTime(),
        domain,
        ...(along ? { along } : {}),
        agreed,
        letIn,
      }
      const isSaid =
        isNew ||
        agreed !== before.agreed ||
        binding.declared.confirmed.some((one) => one.at.getTime() === at())
      if (isSaid && !mayDeclare(parties, by) && !(by !== undefined && !isNew && deps.isOperator(by)))
        faults.push(`${by} declared ${name} for ${domain} (PLC-9)`)
      if (!isSame && (by === undefined || !partiesOf(by).has(domain)))
        faults.push(`${by} took ${name} for ${domain} (PLC-9)`)
      if (agreed && !before?.agreed && (by === undefined || !partiesOf(by).has('desk')))
        faults.push(`${by} agreed for the desk (PLC-9)`)
      if (
        before &&
        before.domain !== domain &&
        by !== undefined &&
        !partiesOf(by).has(before.domain) &&
        !deps.isOperator(by)
      )
        faults.push(`${by} took ${name} from ${before.domain} (PLC-9)`)
      const customer = customerIds.find((id) => customerParty(id) === along)
      if (!isSame && customer && !(deps.partnersOf(customer).has(domain) && deps.isGranted(customer, domain)))
        faults.push(`${name} is shared with ${customer}, which does not let ${domain} in (PLC-9)`)
      if (isNew) {
        if (place.open) faults.push(`${name} is open and was declared (PLC-1)`)
        for (const who of place.inside.keys())
          if (kindOf(place, who, parties) !== 'reads' && !isLetIn(place, who))
            faults.push(`${who} is in ${name}, which was declared (PLC-3)`)
      }
      return faults
    },

    clear() {
      for (const place of all.values()) {
        delete place.ambush
        fail(place, undefined)
        for (const name of [...place.inside.keys()])
          if (kindOf(place, name, place.declared) !== 'reads') leave(place, name)
      }
    },

    mayKnowMembers(name, person) {
      const place = of(name)
      return (
        place.inside.has(person) || (place.bound !== undefined && partiesOf(person).has(place.bound.domain))
      )
    },
  }
}

/** The desk's channel is its own by the operator's setting. */
function bySetting(name: PlaceName): Pick<Place, 'declared' | 'bound'> {
  if (name !== 'desk') return {}
  return { declared: { at: 0, domain: 'desk', agreed: false, letIn: new Map() }, bound: { domain: 'desk' } }
}

function partiesIn({ domain, along }: Pick<Declared, 'domain' | 'along'>): readonly Party[] {
  return along ? [domain, along] : [domain]
}

function toParties({ domain, audience }: ChannelBinding): Pick<Declared, 'domain' | 'along'> {
  if (!audience) return { domain: domain as Party }
  return {
    domain: domain as Party,
    along: audience.party === 'desk' ? 'desk' : customerParty(audience.customer),
  }
}

function isAdminOf(name: string, party: Party): boolean {
  return (people[name] ?? []).some((held) => held.party === party && held.admin === true)
}

/** As the chat tells of them. Google Chat tells no guests, but whose account somebody's is. */
function memberOf({ name: place, ref }: Place, name: string): Member {
  const base = { user: chatUser(name, ref.platform), name: `face-${name}-in-${place}` }
  const kind = name === 'app' ? 'app' : 'person'
  if (ref.platform === 'gchat') {
    const [first] = people[name] ?? []
    const organisation = name === 'ren' ? partnerDomains[1] : (first?.party ?? null)
    return aMember({ ...base, kind, tenant: '', organisation: organisation && organisationOf(organisation) })
  }
  if (name === 'guest') return aMember({ ...base, standing: 'guest' })
  if (name === 'outsider') return aMember({ ...base, tenant: 'T9', standing: 'outside', organisation: 'T9' })
  return aMember({ ...base, kind })
}

function organisationOf(party: Party): string {
  return `organisation of ${party}`
}

/** What the operator said of the organisations that Google Chat tells. */
export const organisations: Readonly<Record<string, string>> = Object.fromEntries(
  [...partnerDomains, 'desk' as const, ...customerIds.map(customerParty)].map((party) => [
    organisationOf(party),
    party,
  ]),
)

function toReading(kind: Failure): Exclude<ConversationReading, { readonly kind: 'read' }> {
  switch (kind) {
    case 'unavailable':
      return { kind, why: 'it is down' }
    case 'not-permitted':
      return { kind, scope: 'groups:read' }
    case 'incomplete':
      return { kind, why: 'hidden-members' }
    case 'not-in-it':
      return { kind }
  }
}
