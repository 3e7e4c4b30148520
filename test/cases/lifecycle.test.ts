import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audiences, type Case, type Event, type Status } from '../../src/cases/case.ts'
import type { Change } from '../../src/cases/case-inputs.ts'
import {
  asksForState,
  canReopen,
  changesState,
  decide,
  denyEscalation,
  type Facts,
  reopenUntil,
  reopenWindowMs,
} from '../../src/cases/lifecycle.ts'
import { aCase, anAuthor, minutesAfter, noon } from '../support/build-case.ts'
import { codes } from '../support/run-commands.ts'

const partner = anAuthor()
const desk = anAuthor({ party: 'desk', email: 'ben@desk.example.org', name: 'Ben' })
const customer = anAuthor({ party: 'customer', email: 'yamada@midori.example.jp', name: '山田' })
const later = minutesAfter(noon, 60)

function decided(of: Case, changes: readonly Change[], author = partner, now = later, facts: Facts = {}) {
  const { subscriptions: _, ...head } = of
  return decide(head, changes, author, now, facts)
}

function statusAfter(from: Status, change: Change, author = partner): Status | undefined {
  const outcome = decided(aCase({ status: from }), [change], author)
  return outcome.ok ? outcome.value.next.status : undefined
}

const message = (overrides: Partial<Change & { kind: 'message' }> = {}): Change => ({
  kind: 'message',
  text: 'Any news?',
  audience: 'desk',
  ...overrides,
})

describe('UPD-7: a case that waits for an answer', () => {
  const source = { platform: 'slack', tenant: 'T1', channel: 'C1', message: '2.1', thread: '1.2' } as const

  it('stays as it is by a line of a two-way thread (NOT-4)', () => {
    for (const status of ['new', 'action-required', 'solution-provided'] as const)
      expect(decided(aCase({ status }), [message({ audience: 'everyone', source })])).toMatchObject({
        ok: true,
        value: { next: { status } },
      })
  })

  it('goes on by a word of whom it waits for, without a message', () => {
    const goesOn = { kind: 'status', status: 'in-progress' } as const
    for (const status of ['action-required', 'solution-provided'] as const)
      expect(decided(aCase({ status }), [goesOn])).toMatchObject({
        ok: true,
        value: {
          next: { status: 'in-progress' },
          entries: [{ audience: 'everyone', event: { type: 'status-changed', from: status } }],
        },
      })
  })

  it('goes on anyway where it waits for nobody of theirs, and is no other status’s to set for them', () => {
    expect(
      codes(decided(aCase({ status: 'in-progress' }), [{ kind: 'status', status: 'in-progress' }])),
    ).toEqual(['not-waiting'])
    expect(codes(decided(aCase(), [{ kind: 'status', status: 'solution-provided' }]))).toEqual([
      'status-not-yours@status',
    ])
  })
})

describe('UPD-1: one send may carry several changes, as one commit', () => {
  it('numbers the entries on from the last, and moves version, time and seq', () => {
    const outcome = decided(aCase({ seq: 7, version: 4 }), [{ kind: 'severity', severity: 'P1' }, message()])

    expect(outcome).toMatchObject({
      ok: true,
      value: {
        next: { version: 5, seq: 9, severity: 'P1', updatedAt: later },
        entries: [
          { seq: 8, event: { type: 'severity-changed', from: 'P3', to: 'P1' } },
          { seq: 9, event: { type: 'message', text: 'Any news?' } },
        ],
      },
    })
  })

  it('does nothing at all when one of them is refused', () => {
    const outcome = decided(aCase({ severity: 'P1' }), [message(), { kind: 'severity', severity: 'P1' }])

    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'severity-unchanged', rule: 'UPD-1' }] })
  })
})

describe('UPD-7: the status follows who writes to whom', () => {
  it.each<[Status, Status]>([
    ['new', 'new'],
    ['in-progress', 'in-progress'],
    ['action-required', 'in-progress'],
    ['solution-provided', 'in-progress'],
  ])('a partner’s message to the desk on %s leaves %s', (from, to) => {
    expect(statusAfter(from, message())).toBe(to)
  })

  it('an internal note is no answer: action-required stays', () => {
    expect(statusAfter('action-required', message({ audience: 'internal' }))).toBe('action-required')
  })

  it('a word to the customer alone is no answer to the desk', () => {
    expect(statusAfter('action-required', message({ audience: 'customer' }))).toBe('action-required')
  })

  it('the desk’s first message takes the case in progress, its own note does not', () => {
    expect(statusAfter('new', message({ audience: 'everyone' }), desk)).toBe('in-progress')
    expect(statusAfter('new', message({ audience: 'internal' }), desk)).toBe('new')
  })

  it.each<[Status, Status]>([
    ['new', 'in-progress'],
    ['in-progress', 'in-progress'],
    ['action-required', 'action-required'],
    ['solution-provided', 'solution-provided'],
  ])('a further word of the desk on %s that says nothing of the status leaves %s', (from, to) => {
    expect(statusAfter(from, message({ audience: 'everyone' }), desk)).toBe(to)
  })

  it.each<[string, Case, Change]>([
    ['closed', aCase({ status: 'in-progress' }), { kind: 'close', note: '' }],
    ['reopened', aCase({ status: 'closed', closedAt: noon }), { kind: 'reopen', reason: 'It is back' }],
  ])('VIS-7: everybody who sees the case learns that it was %s', (type, of, change) => {
    const outcome = decided(of, [change])

    expect(outcome.ok && outcome.value.entries).toMatchObject([{ audience: 'everyone', event: { type } }])
  })

  it('VIS-7: everybody learns of a new status, also where the message that brought it is for fewer', () => {
    const outcome = decided(aCase({ status: 'action-required' }), [message({ audience: 'desk' })])

    expect(outcome.ok && outcome.value.entries).toMatchObject([
      { audience: 'desk', event: { type: 'message' } },
      {
        audience: 'everyone',
        event: { type: 'status-changed', from: 'action-required', to: 'in-progress' },
      },
    ])
  })

  it('the desk says what it waits for', () => {
    expect(statusAfter('in-progress', message({ status: 'action-required' }), desk)).toBe('action-required')
    expect(statusAfter('in-progress', message({ status: 'solution-provided' }), desk)).toBe(
      'solution-provided',
    )
  })

  it('a partner sets no status', () => {
    const outcome = decided(aCase(), [message({ status: 'solution-provided' })])
    expect(outcome).toEqual({
      ok: false,
      refusals: [{ code: 'status-not-yours', rule: 'UPD-7', field: 'status' }],
    })
  })
})

describe('UPD-4 and UPD-5: closing and reopening', () => {
  const closed = aCase({ status: 'closed', closedAt: noon })

  it('closing keeps the moment and the note', () => {
    const outcome = decided(aCase({ status: 'in-progress' }), [
      { kind: 'close', note: 'Fixed by a new SPF record' },
    ])
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        next: { status: 'closed', closedAt: later },
        entries: [{ event: { type: 'closed', from: 'in-progress', note: 'Fixed by a new SPF record' } }],
      },
    })
  })

  it.each<Change>([message(), { kind: 'severity', severity: 'P1' }, { kind: 'close', note: '' }])(
    'nothing but reopening touches a closed case: $kind',
    (change) => {
      expect(decided(closed, [change])).toMatchObject({
        ok: false,
        refusals: [{ code: 'case-closed', rule: 'UPD-5' }],
      })
    },
  )

  it('reopens up to and including thirty days after closing, and not a millisecond later', () => {
    const last = new Date(noon.getTime() + reopenWindowMs)
    const tooLate = new Date(last.getTime() + 1)

    expect(decided(closed, [{ kind: 'reopen', reason: '' }], partner, last)).toMatchObject({
      ok: true,
      value: { next: { status: 'in-progress', closedAt: null } },
    })
    expect(decided(closed, [{ kind: 'reopen', reason: '' }], partner, tooLate)).toMatchObject({
      ok: false,
      refusals: [{ code: 'reopen-too-late', rule: 'UPD-4' }],
    })
    expect([canReopen(closed, last), canReopen(closed, tooLate)]).toEqual([true, false])
  })

  it('an open case cannot be reopened', () => {
    expect(decided(aCase(), [{ kind: 'reopen', reason: '' }])).toMatchObject({
      ok: false,
      refusals: [{ code: 'case-not-closed' }],
    })
  })
})

describe('VIS-7: who may write for whom', () => {
  const notYours = {
    ok: false,
    refusals: [{ code: 'audience-not-yours', rule: 'VIS-7', field: 'audience' }],
  }

  it.each([
    ['partner', partner, ['internal', 'customer', 'desk', 'everyone']],
    ['customer', customer, ['customer', 'everyone']],
    // A note to the customer alone would go past the partner who answers for it.
    ['desk', desk, ['internal', 'desk', 'everyone']],
  ] as const)('the %s', (_who, author, expected) => {
    const written = audiences.filter((audience) => decided(aCase(), [message({ audience })], author).ok)

    expect(written).toEqual(expected)
    for (const audience of audiences.filter((one) => !written.includes(one)))
      expect(decided(aCase(), [message({ audience })], author)).toEqual(notYours)
  })
})

describe('UPD-1: what a message leaves in the history', () => {
  it('its text, and its files where there are any', () => {
    const file = { id: 'f1', name: 'a.log', type: 'text/plain', size: 3, sha256: '00' }
    const { subscriptions: _, ...head } = aCase()
    const eventOf = (attachments: readonly (typeof file)[]) => {
      const outcome = decide(
        head,
        [{ kind: 'message', text: 'Hi', audience: 'desk', attachments }],
        partner,
        later,
      )
      return outcome.ok ? outcome.value.entries[0] : undefined
    }

    expect(eventOf([])).toEqual({
      seq: 2,
      at: later,
      author: partner,
      audience: 'desk',
      event: { type: 'message', text: 'Hi' },
    })
    expect(eventOf([file])?.event).toEqual({ type: 'message', text: 'Hi', attachments: [file] })
  })

  it('UPD-7: a status that stays is no entry', () => {
    const outcome = decided(aCase({ status: 'in-progress' }), [message({ audience: 'everyone' })], desk)

    expect(outcome.ok && outcome.value.entries.map(({ event }) => event.type)).toEqual(['message'])
  })

  it('UPD-7: a customer’s word to all ends the desk’s waiting, one to its partners does not', () => {
    expect(statusAfter('action-required', message({ audience: 'everyone' }), customer)).toBe('in-progress')
    expect(statusAfter('action-required', message({ audience: 'customer' }), customer)).toBe(
      'action-required',
    )
  })

  it('UPD-7: a word to the desk leaves alone what is not waiting', () => {
    fc.assert(
      fc.property(fc.constantFrom<Status>('new', 'in-progress'), fc.boolean(), (status, toAll) => {
        const audience = toAll ? 'everyone' : 'desk'
        expect(statusAfter(status, message({ audience }))).toBe(status)
      }),
    )
  })
})

describe('UPD-1: a severity', () => {
  it('is told to everybody, from what to what', () => {
    const outcome = decided(aCase({ severity: 'P3' }), [{ kind: 'severity', severity: 'P2' }])

    expect(outcome).toMatchObject({
      ok: true,
      value: {
        next: { severity: 'P2', status: 'new' },
        entries: [{ audience: 'everyone', event: { type: 'severity-changed', from: 'P3', to: 'P2' } }],
      },
    })
  })

  it('that stands already is refused with what it is', () => {
    expect(decided(aCase({ severity: 'P3' }), [{ kind: 'severity', severity: 'P3' }])).toEqual({
      ok: false,
      refusals: [
        {
          code: 'severity-unchanged',
          rule: 'UPD-1',
          field: 'severity',
          values: { number: 1001, severity: 'P3' },
        },
      ],
    })
  })
})

describe('UPD-5: a closed case', () => {
  const closed = aCase({ status: 'closed', closedAt: noon })
  const changes: readonly Change[] = [
    message({ audience: 'everyone' }),
    { kind: 'severity', severity: 'P1' },
    { kind: 'close', note: '' },
    { kind: 'escalate', reason: 'business-impact', justification: 'x' },
    { kind: 'share', add: ['a@example.com'], remove: [] },
  ]

  it('is told to whoever may reopen it by its number, and a customer is sent to its partner', () => {
    for (const change of changes)
      expect(decided(closed, [change])).toEqual({
        ok: false,
        refusals: [{ code: 'case-closed', rule: 'UPD-5', values: { number: 1001 } }],
      })
    expect(decided(closed, [message({ audience: 'everyone' })], customer)).toEqual({
      ok: false,
      refusals: [{ code: 'case-closed-ask-partner', rule: 'UPD-5', values: { number: 1001 } }],
    })
  })

  it('UPD-4: says in its history why it was reopened, and is escalated no more', () => {
    const of = { ...closed, escalation: { at: noon, reason: 'business-impact' as const } }

    expect(decided(of, [{ kind: 'reopen', reason: 'It is back' }])).toMatchObject({
      value: {
        next: { status: 'in-progress', closedAt: null, escalation: null },
        entries: [{ event: { type: 'reopened', reason: 'It is back' } }],
      },
    })
  })

  it('UPD-4: is refused its reopening with its number, as is one that is open', () => {
    const tooLate = minutesAfter(reopenUntil(noon), 1)

    expect(decided(closed, [{ kind: 'reopen', reason: '' }], partner, tooLate)).toEqual({
      ok: false,
      refusals: [{ code: 'reopen-too-late', rule: 'UPD-4', values: { number: 1001 } }],
    })
    expect(decided(aCase(), [{ kind: 'reopen', reason: '' }])).toEqual({
      ok: false,
      refusals: [{ code: 'case-not-closed', rule: 'UPD-4', values: { number: 1001 } }],
    })
  })

  it('UPD-4: thirty days are thirty times twenty-four hours', () => {
    expect(reopenUntil(new Date('2026-03-01T00:00:00Z'))).toEqual(new Date('2026-03-31T00:00:00Z'))
  })

  it('UPD-4: nothing but a closed case with its moment is reopened', () => {
    expect(canReopen(aCase({ status: 'in-progress', closedAt: noon }), noon)).toBe(false)
    expect(canReopen(aCase({ status: 'closed', closedAt: null }), noon)).toBe(false)
  })
})

describe('UPD-2: who escalates', () => {
  it('a partner of a premium customer, and each refusal says why', () => {
    const standing = aCase({ escalation: { at: noon, reason: 'business-impact' } })
    const closed = aCase({ status: 'closed', closedAt: noon })

    expect(denyEscalation(aCase(), 'partner', 'premium')).toBeUndefined()
    expect(denyEscalation(aCase(), 'desk', 'premium')).toEqual({
      code: 'escalation-not-yours',
      rule: 'UPD-2',
    })
    expect(denyEscalation(closed, 'partner', 'premium')?.code).toBe('case-closed')
    expect(denyEscalation(standing, 'partner', 'premium')).toEqual({
      code: 'already-escalated',
      rule: 'UPD-2',
      values: { number: 1001 },
    })
    expect(denyEscalation(aCase(), 'partner', 'enhanced')).toEqual({
      code: 'escalation-not-premium',
      rule: 'UPD-2',
      values: { customer: 'みどり商会' },
    })
  })

  it('UPD-7: ends the desk’s waiting, and everybody learns of both', () => {
    const escalation: Change = { kind: 'escalate', reason: 'resolution-time', justification: 'Two weeks' }
    const of = aCase({ status: 'action-required' })

    expect(decided(of, [escalation], partner, later, { tier: 'premium' })).toMatchObject({
      value: {
        next: { status: 'in-progress', escalation: { at: later, reason: 'resolution-time' } },
        entries: [
          {
            audience: 'everyone',
            event: { type: 'escalated', reason: 'resolution-time', justification: 'Two weeks' },
          },
          {
            audience: 'everyone',
            event: { type: 'status-changed', from: 'action-required', to: 'in-progress' },
          },
        ],
      },
    })
    expect(decided(aCase(), [escalation], partner, later)).toMatchObject({
      refusals: [{ code: 'escalation-not-premium' }],
    })
  })
})

describe('CRE-5: sharing', () => {
  const shared = aCase({ sharedWith: ['old@example.com', 'kept@example.com'] })
  const share = (add: readonly string[], remove: readonly string[] = []): Change => ({
    kind: 'share',
    add: [...add],
    remove: [...remove],
  })

  it('adds who is new, takes out who was there, and tells everybody just that', () => {
    const outcome = decided(shared, [
      share(['new@example.com', 'kept@example.com'], ['old@example.com', 'nobody@example.com']),
    ])

    expect(outcome).toMatchObject({
      value: {
        next: { sharedWith: ['kept@example.com', 'new@example.com'] },
        entries: [
          {
            audience: 'everyone',
            event: { type: 'shared', added: ['new@example.com'], removed: ['old@example.com'] },
          },
        ],
      },
    })
  })

  it('takes out whom the same send also adds', () => {
    expect(decided(shared, [share(['a@example.com', 'old@example.com'], ['a@example.com'])])).toEqual({
      ok: false,
      refusals: [{ code: 'share-unchanged', rule: 'CRE-5', field: 'add', values: { number: 1001 } }],
    })
  })

  it('of one who goes alone is a change', () => {
    expect(decided(shared, [share([], ['old@example.com'])])).toMatchObject({
      value: { next: { sharedWith: ['kept@example.com'] } },
    })
  })

  it('goes up to twenty addresses', () => {
    const addresses = (count: number) =>
      Array.from({ length: count }, (_, index) => `user${index}@example.com`)

    expect(decided(aCase(), [share(addresses(20))]).ok).toBe(true)
    expect(decided(aCase(), [share(addresses(21))])).toEqual({
      ok: false,
      refusals: [{ code: 'share-too-many', rule: 'CRE-5', field: 'add', values: { max: 20 } }],
    })
  })

  it('is not the desk’s', () => {
    expect(decided(aCase(), [share(['a@example.com'])], desk)).toEqual({
      ok: false,
      refusals: [{ code: 'share-not-yours', rule: 'CRE-5' }],
    })
  })
})

describe('UPD-6: what a decision on an older state has to know of', () => {
  it.each<[Event, boolean]>([
    [{ type: 'message', text: 'Hello' }, false],
    [{ type: 'shared', added: ['a@example.com'], removed: [] }, false],
    [{ type: 'personal-data-confirmed', found: ['phone-number'] }, false],
    [{ type: 'severity-changed', from: 'P1', to: 'P2' }, true],
    [{ type: 'status-changed', from: 'new', to: 'in-progress' }, true],
    [{ type: 'closed', from: 'new', note: '' }, true],
    [{ type: 'reopened', reason: '' }, true],
    [{ type: 'escalated', reason: 'business-impact', justification: 'x' }, true],
  ])('$0.type: %s', (event, tells) => {
    expect(changesState({ event })).toBe(tells)
  })

  it('a message and a sharing hold whatever came since; all else is decided on the state', () => {
    const share: Change = { kind: 'share', add: ['a@example.com'], remove: [] }
    const onState: readonly Change[] = [
      { kind: 'severity', severity: 'P1' },
      { kind: 'close', note: '' },
      { kind: 'reopen', reason: '' },
      { kind: 'escalate', reason: 'business-impact', justification: 'x' },
    ]

    expect(asksForState([message(), share])).toBe(false)
    for (const change of onState) expect(asksForState([message(), change])).toBe(true)
  })
})
