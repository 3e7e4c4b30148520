import { describe, expect, it } from 'vitest'
import type { Case, Status } from '../../src/cases/case.ts'
import type { Change } from '../../src/cases/case-inputs.ts'
import { canReopen, decide, reopenWindowMs } from '../../src/cases/lifecycle.ts'
import { aCase, anAuthor, minutesAfter, noon } from '../support/build-case.ts'

const partner = anAuthor()
const desk = anAuthor({ party: 'desk', email: 'ben@desk.example.org', name: 'Ben' })
const later = minutesAfter(noon, 60)

function decided(of: Case, changes: readonly Change[], author = partner, now = later) {
  const { subscriptions: _, ...head } = of
  return decide(head, changes, author, now)
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
    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'status-not-yours', rule: 'UPD-7' }] })
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
  it('the desk does not write to the customer behind the partner’s back', () => {
    expect(decided(aCase(), [message({ audience: 'customer' })], desk)).toMatchObject({
      ok: false,
      refusals: [{ code: 'audience-not-yours', field: 'audience' }],
    })
  })
})
