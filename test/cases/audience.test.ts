import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canBeMailed,
  canRead,
  canSeeCase,
  redactFor,
  redactForBoth,
  visibleFollowUp,
} from '../../src/cases/audience.ts'
import {
  type Audience,
  type Author,
  audiences,
  type Event,
  type Reader,
  type Side,
} from '../../src/cases/case.ts'
import { aCase, anAuthor, anEntry, noon } from '../support/build-case.ts'

const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const yama: Reader = { party: 'partner', domain: 'yama.example.com' }
const midori: Reader = { party: 'customer', customer: 'C-midori' }
const desk: Reader = { party: 'desk' }
const partners = [
  { domain: 'hoshi.example.com', kind: 'reseller' },
  { domain: 'yama.example.com', kind: 'support-partner' },
] as const

describe('VIS-1, VIS-6: who sees a case', () => {
  const of = aCase({
    partners: [
      { domain: 'hoshi.example.com', kind: 'reseller' },
      { domain: 'yama.example.com', kind: 'support-partner' },
    ],
  })

  it.each<[Reader, boolean]>([
    [{ party: 'partner', domain: 'hoshi.example.com' }, true],
    [{ party: 'partner', domain: 'yama.example.com' }, true],
    [{ party: 'partner', domain: 'later.example.com' }, false],
    [{ party: 'customer', customer: 'C-midori' }, true],
    [{ party: 'customer', customer: 'C-other' }, false],
    [{ party: 'desk' }, true],
  ])('%o: %s', (reader, sees) => {
    expect(canSeeCase(of, reader)).toBe(sees)
  })
})

describe('VIS-7: who reads an entry', () => {
  it('nobody reads any entry of a case that they may not see', () => {
    const strangers: readonly Reader[] = [
      { party: 'partner', domain: 'later.example.com' },
      { party: 'customer', customer: 'C-other' },
    ]
    const of = aCase({ partners })

    fc.assert(
      fc.property(
        fc.constantFrom(...strangers),
        fc.constantFrom(...audiences),
        fc.constantFrom('partner', 'customer', 'desk'),
        (reader, audience, party) => {
          // Also where the note is the stranger’s own domain’s.
          const author = anAuthor({ party, domain: 'later.example.com' })
          expect(canRead(anEntry({ audience, author }), reader, of)).toBe(false)
        },
      ),
    )
  })

  it.each([
    ['a customer’s own', 'customer', [midori]],
    ['the desk’s', 'desk', [desk]],
    ['a partner’s domain’s', 'partner', [hoshi]],
  ] as const)('an internal note stays with %s people', (_whose, party, readers) => {
    const entry = anEntry({ audience: 'internal', author: anAuthor({ party }) })
    const of = aCase({ partners })

    expect([hoshi, yama, midori, desk].filter((reader) => canRead(entry, reader, of))).toEqual(readers)
  })
})

describe('NOT-3, VIS-7: what goes out by mail', () => {
  const message: Event = { type: 'message', text: 'Hello' }

  it('only what everybody reads: nobody knows who reads at an address', () => {
    expect(audiences.filter((audience) => canBeMailed({ audience, event: message }))).toEqual(['everyone'])
  })

  it.each<[string, Event, boolean]>([
    ['whom else the case is shared with', { type: 'shared', added: ['a@example.com'], removed: [] }, false],
    [
      'what the personal data guard let through',
      { type: 'personal-data-confirmed', found: ['phone-number'] },
      false,
    ],
    ['that it was closed', { type: 'closed', from: 'new', note: '' }, true],
  ])('%s: %o → %s', (_what, event, mailed) => {
    expect(canBeMailed({ audience: 'everyone', event })).toBe(mailed)
  })
})

describe('VIS-2, VIS-6: the earlier case of a follow-up', () => {
  const followUpOf = { number: 900, partners: [partners[0]] }
  const of = aCase({ partners, followUpOf })

  it('is left out of the card for who may not see it, and nothing else is', () => {
    expect(visibleFollowUp(of, yama)).toBeUndefined()
    expect(redactFor(of, yama)).toEqual({ ...of, followUpOf: null })
  })

  it('stands on the card of who may see it', () => {
    for (const reader of [hoshi, midori, desk]) expect(redactFor(of, reader)).toEqual(of)
    const first = aCase({ partners })
    expect(visibleFollowUp(first, desk)).toBeUndefined()
    expect(redactFor(first, yama)).toEqual(first)
  })
})

describe('VIS-7: a reader gets only the entries of an audience that the reader is in', () => {
  const of = aCase({
    partners: [
      { domain: 'hoshi.example.com', kind: 'reseller' },
      { domain: 'yama.example.com', kind: 'support-partner' },
    ],
  })
  const readers: Readonly<Record<string, Reader>> = {
    'the author’s domain': { party: 'partner', domain: 'hoshi.example.com' },
    'the other partner': { party: 'partner', domain: 'yama.example.com' },
    'a stranger': { party: 'partner', domain: 'later.example.com' },
    'the customer': { party: 'customer', customer: 'C-midori' },
    'the desk': { party: 'desk' },
  }
  const byPartner: Author = anAuthor()
  const { domain: _, ...person } = anAuthor()
  const byDesk: Author = { ...person, party: 'desk' }

  // By hand from the rules: who reads what.
  it.each<[string, Author, Audience, readonly string[]]>([
    ['partner', byPartner, 'internal', ['the author’s domain']],
    ['partner', byPartner, 'customer', ['the author’s domain', 'the other partner', 'the customer']],
    ['partner', byPartner, 'desk', ['the author’s domain', 'the other partner', 'the desk']],
    [
      'partner',
      byPartner,
      'everyone',
      ['the author’s domain', 'the other partner', 'the customer', 'the desk'],
    ],
    ['desk', byDesk, 'internal', ['the desk']],
    ['desk', byDesk, 'desk', ['the author’s domain', 'the other partner', 'the desk']],
  ])('%s writes %s', (_who, author, audience, expected) => {
    const entry = anEntry({ author, audience })
    const reading = Object.entries(readers).filter(([, reader]) => canRead(entry, reader, of))
    expect(reading.map(([name]) => name)).toEqual(expected)
  })
})

describe('what of a case differs from side to side', () => {
  const clock = {
    kind: 'first',
    startedAt: noon,
    targetMs: 1,
    calendar: '24/7',
    warnAt: noon,
    dueAt: noon,
  } as const
  const atDesk = 'desk'
  const atHoshi = { domain: 'hoshi.example.com' }
  const atYama = { domain: 'yama.example.com' }
  const sides = [atDesk, atHoshi, atYama] as const
  const ben = { email: 'ben@desk.example.org', name: 'Ben' }
  const aoi = { email: 'aoi@hoshi.example.com', name: 'Aoi', ...atHoshi }
  const ken = { email: 'ken@yama.example.com', name: 'Ken', ...atYama }
  const supportCase = aCase({
    partners: [
      { ...atHoshi, kind: 'reseller' },
      { ...atYama, kind: 'support-partner' },
    ],
    assignee: ben,
    owners: [aoi, ken],
    aside: sides.map((side) => ({ side, until: noon })),
    due: sides.map((side) => ({ side, at: noon })),
    clocks: { list: sides.map((side) => ({ side, ...clock })), responded: sides },
    unreminded: sides,
  })
  const factsFor = (reader: Reader, of = redactFor(supportCase, reader)) => ({
    people: [of.assignee?.name, ...(of.owners ?? []).map(({ name }) => name)].filter(Boolean),
    handledBy: of.handledBy,
    sides: [of.aside, of.due, of.clocks?.list].map((facts) => facts?.map(({ side }) => side)),
    plain: [of.clocks?.responded, of.unreminded],
  })
  const asSides = (own: readonly Side[]) => ({ sides: [own, own, own], plain: [own, own] })
  const none = [undefined, undefined, undefined]

  // By hand from the rules.
  it.each<[string, Reader, object]>([
    [
      'the desk reads all people',
      desk,
      { people: ['Ben', 'Aoi', 'Ken'], handledBy: undefined, ...asSides([atDesk]) },
    ],
    ['a partner its own', hoshi, { people: ['Aoi'], handledBy: undefined, ...asSides([atHoshi]) }],
    ['so does the other partner', yama, { people: ['Ken'], handledBy: undefined, ...asSides([atYama]) }],
    [
      'a customer reads the sides alone',
      midori,
      { people: [], handledBy: [atHoshi, atYama, atDesk], sides: none, plain: [undefined, undefined] },
    ],
  ])('OWN-1, OWN-3: %s', (_who, reader, expected) => {
    expect(factsFor(reader)).toEqual(expected)
  })

  it.each<[string, Reader, Reader, object]>([
    ['partner and customer', hoshi, midori, { people: [], handledBy: [atHoshi] }],
    ['desk and customer', desk, midori, { people: [], handledBy: [atHoshi, atYama, atDesk] }],
    ['partner and desk', hoshi, desk, { people: ['Aoi'], handledBy: undefined }],
    ['desk and partner', desk, hoshi, { people: ['Aoi'], handledBy: undefined }],
  ])(
    'OWN-3: a card for %s tells what both may read, and nothing of what a side owes',
    (_who, host, guest, people) => {
      const facts = factsFor(guest, redactForBoth(supportCase, host, guest))
      expect(facts).toEqual({ ...people, sides: none, plain: [undefined, undefined] })
    },
  )

  it('stays as it is where it was redacted before', () => {
    for (const reader of [desk, hoshi, midori]) {
      const once = redactFor(supportCase, reader)
      expect(redactFor(once, reader)).toEqual(once)
    }
  })
})
