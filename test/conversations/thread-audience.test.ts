import { describe, expect, it } from 'vitest'
import type { Reader, Subscription } from '../../src/cases/case.ts'
import type { ChannelBinding, GuestReader } from '../../src/cases/identity-store.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { createRecheckReader } from '../../src/cases/recheck-access.ts'
import type { PresentMember } from '../../src/conversations/member-standing.ts'
import { listParties, type Readership } from '../../src/conversations/readership.ts'
import {
  canOpenThread,
  createAudienceResolver,
  findUnentitled,
  resolveAudience,
} from '../../src/conversations/thread-audience.ts'
import { aCase, anAuthor, aThread, noon } from '../support/build-case.ts'
import { anAccount } from '../support/build-directory.ts'
import { amelia, aWorld, ben, marcus } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const north: Reader = { party: 'partner', domain: 'northwind.example.com' }
const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const bright: Reader = { party: 'customer', customer: 'C1' }
const lake: Reader = { party: 'customer', customer: 'C2' }
const desk: Reader = { party: 'desk' }
const readers = { north, hoshi, bright, lake, desk }
type Name = keyof typeof readers

const guests: Readonly<Record<string, GuestReader | undefined>> = {
  own: undefined,
  bright: { party: 'customer', customer: 'C1', name: 'Brightwater' },
  desk: { party: 'desk' },
}

/** PLC-1, by hand: what a channel shows of a thread for whom: its readers, or nothing. The channel is northwind's, shared with whom it says. */
const table: readonly (readonly [channel: string, thread: Name, shown: string])[] = [
  ['desk’s', 'north', 'desk'],
  ['desk’s', 'bright', 'desk'],
  ['desk’s', 'desk', 'desk'],
  ['unbound', 'north', 'nothing'],
  ['unbound', 'bright', 'nothing'],
  ['unbound', 'desk', 'nothing'],
  ['own', 'north', 'north'],
  ['own', 'hoshi', 'nothing'],
  ['own', 'bright', 'nothing'],
  ['own', 'desk', 'nothing'],
  ['bright', 'north', 'north bright'],
  ['bright', 'hoshi', 'nothing'],
  ['bright', 'bright', 'bright north'],
  ['bright', 'lake', 'nothing'],
  ['bright', 'desk', 'nothing'],
  ['desk', 'north', 'north desk'],
  ['desk', 'hoshi', 'nothing'],
  ['desk', 'bright', 'nothing'],
  ['desk', 'desk', 'desk north'],
]

function bindingOf(channel: string): ChannelBinding | undefined {
  if (channel === 'unbound') return undefined
  const audience = guests[channel]
  return { domain: 'northwind.example.com', by: 'a', at: noon, ...(audience ? { audience } : {}) }
}

function nameOf(reader: Reader): string {
  const found = Object.entries(readers).find(([, one]) => JSON.stringify(one) === JSON.stringify(reader))
  return found?.[0] ?? JSON.stringify(reader)
}

/** A declared channel with nobody there but the app. */
function aReadership(channel: string): Readership {
  const binding = channel === 'desks' ? { domain: 'desk', by: 'a', at: noon } : bindingOf(channel)
  const [party, along] = binding ? listParties(binding) : []
  if (!binding || !party) return { kind: 'nobody', why: 'undeclared' }
  return {
    kind: 'declared',
    binding,
    party,
    ...(along ? { along } : {}),
    name: channel,
    members: [],
    at: noon,
  }
}

describe('PLC-1, PLC-5: who reads in a channel', () => {
  it.each(table)('%s: a thread for %s shows what may be read by %s', (channel, thread, shown) => {
    const isDesks = channel === 'desk’s'
    const audience = resolveAudience(readers[thread], aReadership(isDesks ? 'desks' : channel))

    const told =
      audience.kind === 'held-back'
        ? 'nothing'
        : [audience.reader, ...(audience.along ? [audience.along] : [])].map(nameOf).join(' ')
    expect(told).toBe(shown)
  })
})

describe('PLC-1: what is held back says why', () => {
  it.each([
    ['an undeclared channel', 'unbound', 'undeclared'],
    ['another domain’s', 'own', 'other-domain'],
  ])('%s', (_what, channel, why) => {
    expect(resolveAudience(hoshi, aReadership(channel))).toEqual({ kind: 'held-back', why })
  })

  it('a guest is told by its party alone, without its name', () => {
    const members: readonly PresentMember[] = []
    expect(resolveAudience(north, aReadership('bright'))).toEqual({
      kind: 'readers',
      reader: north,
      along: bright,
      members,
    })
    expect(resolveAudience(north, aReadership('own'))).toEqual({ kind: 'readers', reader: north, members })
    expect(resolveAudience(bright, aReadership('bright'))).toEqual({
      kind: 'readers',
      reader: bright,
      along: north,
      members,
    })
    expect(resolveAudience(north, aReadership('desks'))).toEqual({ kind: 'readers', reader: desk, members })
  })
})

describe('PLC-4: who may not read what is to be posted', () => {
  const supportCase = aCase({
    partners: [{ domain: 'northwind.example.com', kind: 'reseller' }],
    customer: { id: 'C1', name: 'Brightwater', domain: 'c1.example' },
  })
  const ofNorth = anAuthor({ domain: 'northwind.example.com' })
  const present = (over: Partial<PresentMember>): PresentMember => ({
    user: 'U1',
    name: 'Robin',
    standing: 'unknown',
    readers: [],
    confirmable: false,
    confirmed: false,
    ...over,
  })

  // By hand: in northwind's channel, whom the card, a note of northwind's, and an entry for everyone must be kept from.
  it.each<[string, Partial<PresentMember>, string]>([
    ['its own staff', { standing: 'staff', readers: [north] }, ''],
    ['a colleague who was let in', { standing: 'staff-without-access', confirmed: true }, ''],
    ['a colleague without access', { standing: 'staff-without-access' }, 'card note everyone'],
    ['the customer', { standing: 'other-party', readers: [bright] }, 'note'],
    ['another customer', { standing: 'other-party', readers: [lake] }, 'card note everyone'],
    ['another reseller', { standing: 'other-party', readers: [hoshi] }, 'card note everyone'],
    ['the desk', { standing: 'other-party', readers: [desk] }, 'note'],
    ['somebody with an account here and there', { standing: 'staff', readers: [hoshi, north] }, ''],
    ['nobody known', {}, 'card note everyone'],
    ['an app', { standing: 'app' }, 'card note everyone'],
  ])('%s', (_who, over, kept) => {
    const from = (entry?: Parameters<typeof findUnentitled>[2]) =>
      findUnentitled([present(over)], supportCase, entry).length > 0
    const found = [
      ...(from() ? ['card'] : []),
      ...(from({ audience: 'internal', author: ofNorth }) ? ['note'] : []),
      ...(from({ audience: 'everyone', author: ofNorth }) ? ['everyone'] : []),
    ]

    expect(found.join(' ')).toBe(kept)
  })
})

describe('PLC-2: where a thread that somebody opens may stand', () => {
  const partner: Actor = { party: 'partner', account: anAccount({ domain: 'northwind.example.com' }) }
  const stranger: Actor = { party: 'partner', account: anAccount({ domain: 'hoshi.example.com' }) }
  const agent: Actor = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }
  const user: Actor = {
    party: 'customer',
    user: { email: 'kei@c1.example', name: 'Kei', customer: 'C1', admin: false, portal: true },
    customer: { id: 'C1', name: 'Brightwater', domain: 'c1.example' },
  }
  const actors = { partner, stranger, agent, user }
  const of = aCase({
    partners: [{ domain: 'northwind.example.com', kind: 'reseller' }],
    customer: { id: 'C1', name: 'Brightwater', domain: 'c1.example' },
  })
  const openers = (channel: string, supportCase = of) =>
    Object.entries(actors)
      .filter(([, actor]) => {
        return canOpenThread(aReadership(channel), actor, supportCase)
      })
      .map(([name]) => name)

  // By hand: who may open a thread in each channel.
  it.each([
    ['desks', ['agent']],
    ['unbound', []],
    ['own', ['partner']],
    ['bright', ['partner', 'user']],
    ['desk', ['partner', 'agent']],
  ])('%s: %j', (channel, names) => {
    expect(openers(channel)).toEqual(names)
  })

  it('not where a guest reads who may not see the case', () => {
    const ofLake = aCase({ ...of, customer: { id: 'C2', name: 'Lakeside', domain: 'c2.example' } })

    expect(openers('own', ofLake)).toEqual(['partner'])
    expect(openers('bright', ofLake)).not.toContain('partner')
  })
})

describe('PLC-1: who reads a thread at this moment', () => {
  const asked: unknown[] = []
  const resolver = (over: { channel?: string; reads?: boolean } = {}) =>
    createAudienceResolver({
      readers: {
        async whoReads(place) {
          asked.push(place)
          return aReadership(over.channel ?? 'unbound')
        },
      },
      stillReads: async () => over.reads ?? false,
    })

  it('an address is nobody’s channel: its mails are decided entry by entry', async () => {
    expect(await resolver()(aThread({ platform: 'mail', reader: north }))).toEqual({
      kind: 'readers',
      reader: north,
    })
  })

  it('a direct message is held back from who may read no longer, whatever the channel is bound to', async () => {
    const thread = aThread({ direct: { user: 'U1', email: null }, reader: north })

    expect(await resolver({ reads: true })(thread)).toEqual({ kind: 'readers', reader: north })
    expect(await resolver({ reads: false, channel: 'desks' })(thread)).toEqual({
      kind: 'held-back',
      why: 'reader-without-access',
    })
  })

  it('a channel is asked for by where it is', async () => {
    asked.length = 0

    const audience = await resolver({ channel: 'own' })(aThread({ reader: north }))

    expect(audience).toEqual({ kind: 'readers', reader: north, members: [] })
    expect(asked).toEqual([{ platform: 'slack', tenant: 'T1', channel: 'C1' }])
  })
})

onSqlite((_name, open) => {
  const marcusEntry = /email: marcus\.bell@[\s\S]*?roles: \[Reseller Admin\]/
  const ameliaEntry = /email: amelia\.stone@[\s\S]*?customer: C09brightwater/

  async function aDirectMessage(email: string, reader: Reader) {
    const world = await aWorld(await open())
    const thread: Subscription = aThread({ channel: 'D1', direct: { user: 'U1', email }, reader })
    let vouched: string | null = email
    const resolveAudience = createAudienceResolver({
      readers: world.conversations.readers,
      stillReads: createRecheckReader({
        directory: world.directory,
        mayWork: (actor) => world.service.mayWork(actor),
        findEmail: async () => vouched,
      }),
    })
    const answer = async () => (await resolveAudience(thread)).kind
    return { world, answer, vouch: (now: string | null) => (vouched = now) }
  }
  const northwind: Reader = { party: 'partner', domain: 'northwind-apps.example.com' }
  const brightwater: Reader = { party: 'customer', customer: 'C09brightwater' }

  describe('PLC-1: a direct message is read by its person alone, and only while they have access', () => {
    it.each([
      ['a partner’s account', marcus, northwind],
      ['a customer’s user', amelia, brightwater],
      ['a desk agent', ben, { party: 'desk' } as Reader],
    ])('%s reads', async (_, email, reader) => {
      expect(await (await aDirectMessage(email, reader)).answer()).toBe('readers')
    })

    it.each([
      ['is suspended', marcus, northwind, marcusEntry, (entry: string) => `${entry}\n    suspended: true`],
      [
        'is taken out',
        marcus,
        northwind,
        marcusEntry,
        (entry: string) => entry.replace(marcus, 'x@y.example'),
      ],
      [
        'loses the role',
        marcus,
        northwind,
        marcusEntry,
        (entry: string) => entry.replace('[Reseller Admin]', '[]'),
      ],
      [
        'loses portal access',
        amelia,
        brightwater,
        ameliaEntry,
        (entry: string) => `${entry}\n    portal: false`,
      ],
    ])('nobody does once the person %s', async (_, email, reader, entry, edit) => {
      const { world, answer } = await aDirectMessage(email, reader)
      expect(await answer()).toBe('readers')

      world.editDirectory((yaml) => {
        expect(yaml).toMatch(entry)
        return yaml.replace(entry, edit)
      })

      expect(await answer()).toBe('held-back')
    })

    it('nobody does once the chat vouches for the e-mail no longer', async () => {
      const { answer, vouch } = await aDirectMessage(marcus, northwind)

      vouch(null)

      expect(await answer()).toBe('held-back')
    })

    it('nobody does once the account is unlinked, and the person again when it is linked anew', async () => {
      const { world, answer, vouch } = await aDirectMessage(marcus, northwind)
      vouch(null)
      const person = { platform: 'slack', tenant: 'T1', user: 'U1' } as const
      const proof = { kind: 'google', issuer: 'i', subject: 's' } as const
      const account = { email: marcus, domain: 'northwind-apps.example.com', provedAt: noon, proof }
      await world.store.identities.link(person, account)
      expect(await answer()).toBe('readers')

      await world.store.identities.unlink(person, marcus)

      expect(await answer()).toBe('held-back')
    })
  })
})
