import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Change, CreateCaseInput, check, clean, UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { Result } from '../../src/cases/refusal.ts'
import { isTimeZone } from '../../src/cases/time-zone.ts'
import { codes, value } from '../support/run-commands.ts'
import { aWish } from '../support/sample-world.ts'

const created = (more: Record<string, unknown>) => check(CreateCaseInput, { ...aWish(), ...more })
const changed = (change: Record<string, unknown>) => check(UpdateCaseInput, { changes: [change] })
const refusal = (outcome: Result<unknown>) => (outcome.ok ? undefined : outcome.refusals[0])

describe('CRE-1: what people type is cleaned at the door', () => {
  it.each([
    ['  outer  ', 'outer'],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['a\tb', 'a\tb'],
    ['a\u0000\u001b[31mb\u007f\u0085', 'a[31mb'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['\n\n', ''],
  ])('%j becomes %j', (typed, cleaned) => {
    expect(clean(typed)).toBe(cleaned)
  })

  it('cleaning twice is cleaning once', () => {
    const piece = fc.constantFrom('a', ' ', '\r', '\n', '\t', '\u0000', '\u3000', '\ud800', '🙂', '長')
    fc.assert(
      fc.property(fc.string({ unit: piece }), (typed) => {
        expect(clean(clean(typed))).toBe(clean(typed))
      }),
    )
  })

  it('a title is one line, a description keeps its lines', () => {
    const wish = value(created({ title: ' Mail\n\n bounces\there ', description: 'one\n\ntwo' }))

    expect(wish.title).toBe('Mail bounces here')
    expect(wish.description).toBe('one\n\ntwo')
  })

  it.each(['', '  ', '\u200b\u200d', '\u2800', '\u3000\n'])('%j shows nothing, so it is missing', (text) => {
    expect(created({ description: text })).toMatchObject({
      refusals: [{ code: 'field-missing', rule: 'CRE-1', field: 'description', values: {} }],
    })
    // Where nothing need be said, it is nothing.
    expect(value(changed({ kind: 'close', note: text })).changes).toEqual([{ kind: 'close', note: '' }])
  })

  it.each([
    ['title', 200],
    ['description', 3000],
  ])('a %s has up to %i letters, emoji counted as one, and is told how long it is', (field, max) => {
    expect(created({ [field]: '🙂'.repeat(max) }).ok).toBe(true)
    expect(refusal(created({ [field]: 'x'.repeat(max + 1) }))).toEqual({
      code: 'field-too-long',
      rule: 'CRE-1',
      field,
      values: { max, length: max + 1 },
    })
  })

  it('an answer has up to 1000 letters, may be left empty, and is named by its question', () => {
    expect(created({ answers: { scope: 'x'.repeat(1000), 'message-id': '' } }).ok).toBe(true)
    expect(codes(created({ answers: { scope: 'x'.repeat(1001) } }))).toEqual(['field-too-long@answer:scope'])
  })

  it.each(['note', 'reason', 'justification', 'text'])('a change’s %s has up to 3000 letters', (field) => {
    const rest = {
      note: { kind: 'close' },
      reason: { kind: 'reopen' },
      justification: { kind: 'escalate', reason: 'business-impact' },
      text: { kind: 'message', audience: 'desk' },
    }[field]

    expect(changed({ ...rest, [field]: 'x'.repeat(3000) }).ok).toBe(true)
    expect(codes(changed({ ...rest, [field]: 'x'.repeat(3001) }))).toEqual([`field-too-long@${field}`])
  })
})

describe('CRE-1: what is missing and what is not valid are told apart, at their field', () => {
  it.each([
    [{ customer: '' }, 'field-missing@customer'],
    [{ customer: undefined }, 'field-missing@customer'],
    [{ customer: 5 }, 'field-invalid@customer'],
    [{ customer: null }, 'field-invalid@customer'],
    [{ title: undefined }, 'field-missing@title'],
    [{ title: ['Mail bounces'] }, 'field-invalid@title'],
    [{ confirmed: undefined }, 'field-missing@confirmed'],
    [{ confirmed: 'yes' }, 'field-invalid@confirmed'],
    [{ answers: { scope: 5 } }, 'field-invalid@answer:scope'],
    [{ product: '' }, 'field-missing@product'],
    [{ category: '' }, 'field-missing@category'],
    [{ severity: 'P9' }, 'field-invalid@severity'],
    [{ language: 'fr' }, 'field-invalid@language'],
    [{ timeZone: 'Mars/Base' }, 'field-invalid@timeZone'],
    [{ files: 'a.log' }, 'field-invalid@files'],
    [{ followUpOf: 0 }, 'field-missing@followUpOf'],
    [{ threads: [{ ...aWish().threads[0], platform: 'irc' }] }, 'field-invalid@platform'],
    [{ threads: [{ ...aWish().threads[0], channel: '' }] }, 'field-missing@channel'],
    [{ threads: [{ ...aWish().threads[0], audience: 'all' }] }, 'field-invalid@audience'],
    [{ threads: [{ ...aWish().threads[0], locale: 'fr' }] }, 'field-invalid@locale'],
    [{ threads: [{ ...aWish().threads[0], direct: { user: '', email: null } }] }, 'field-missing@user'],
  ])('%j: %s', (more, code) => {
    expect(codes(created(more))).toEqual([code])
  })

  it('what may be left out may be left out, and a file may be offered', () => {
    const wish = value(
      created({
        language: 'ja',
        timeZone: 'Asia/Tokyo',
        followUpOf: 1,
        files: async () => ({ ok: true, value: [] }),
        threads: [
          { platform: 'gchat', tenant: '', channel: 'spaces/1', audience: 'desk', locale: 'ja' },
          { ...aWish().threads[0], direct: { user: 'U1', email: null } },
        ],
      }),
    )

    expect(wish).toMatchObject({ language: 'ja', timeZone: 'Asia/Tokyo', followUpOf: 1 })
    expect(wish.threads).toHaveLength(2)
    expect(wish.files).toBeTypeOf('function')
  })

  it('a time zone is one that the calendar knows', () => {
    expect(['UTC', 'Asia/Tokyo', 'Nowhere/City', ''].map(isTimeZone)).toEqual([true, true, false, false])
  })
})

describe('CRE-5: addresses', () => {
  const shared = (...share: string[]) => value(created({ share })).share

  it.each([
    ['Team@Example.COM', 'team@example.com'],
    [' ｋｅｎ＠ｅｘａｍｐｌｅ．ｃｏｍ ', 'ken@example.com'],
    ['MAILTO:mailto:a@example.com', 'a@example.com'],
    ['a@例え.jp', 'a@xn--r8jz45g.jp'],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(shared(typed)).toEqual([kept])
  })

  it('each is kept once, in the order in which they came', () => {
    expect(shared('b@example.com', 'a@example.com', 'B@example.com')).toEqual([
      'b@example.com',
      'a@example.com',
    ])
  })

  it.each([
    'nobody',
    'a@',
    '@example.com',
    'a b@example.com',
    'a@例え.jp/x',
    'a@例え.jp:80',
    'a@例え.jp#x',
    'a@mailto:b',
  ])('%j is none, and is told back in lower case', (typed) => {
    expect(refusal(created({ share: [typed] }))).toMatchObject({
      code: 'address-invalid',
      rule: 'CRE-1',
      field: 'share',
      values: { address: typed },
    })
  })

  it('has up to 150 letters; what is told back of a longer one is its first sixty', () => {
    const host = `@${['a'.repeat(50), 'b'.repeat(50)].join('.')}.example`
    const longest = `${'x'.repeat(150 - host.length)}${host}`

    expect(shared(longest)).toEqual([longest])
    expect(refusal(created({ share: [`x${longest}`] }))?.values).toEqual({
      address: `x${longest}`.slice(0, 60),
    })
  })

  it('up to twenty share a new case, up to a hundred may be sent in one change', () => {
    const addresses = (count: number) => Array.from({ length: count }, (_, index) => `u${index}@example.com`)

    expect(shared(...addresses(20))).toHaveLength(20)
    expect(refusal(created({ share: addresses(21) }))).toEqual({
      code: 'share-too-many',
      rule: 'CRE-1',
      field: 'share',
      values: { max: 20 },
    })
    expect(changed({ kind: 'share', add: addresses(100), remove: [] }).ok).toBe(true)
    expect(codes(changed({ kind: 'share', add: addresses(101), remove: [] }))).toEqual(['field-invalid@add'])
  })
})

describe('UPD-1: what a send may hold', () => {
  it('a message has a text or files', () => {
    const files = async () => ({ ok: true, value: [] }) as const

    expect(changed({ kind: 'message', text: '', audience: 'desk', files }).ok).toBe(true)
    expect(changed({ kind: 'message', text: '', audience: 'desk' })).toEqual({
      ok: false,
      refusals: [{ code: 'field-missing', rule: 'CRE-1', field: 'text', values: {} }],
    })
  })

  it('UPD-7: a message sets neither new nor closed: they come with opening and closing', () => {
    const statuses = ['new', 'in-progress', 'action-required', 'solution-provided', 'closed']
    const taken = statuses.filter(
      (status) => Change.safeParse({ kind: 'message', text: 'x', audience: 'desk', status }).success,
    )

    expect(taken).toEqual(['in-progress', 'action-required', 'solution-provided'])
  })

  it('one to ten changes, on a state that the person saw', () => {
    const close = { kind: 'close', note: '' }
    const sent = (more: Record<string, unknown>) => check(UpdateCaseInput, { changes: [close], ...more })

    expect(sent({ changes: Array(10).fill(close), basedOn: 0, confirmed: true }).ok).toBe(true)
    expect(codes(sent({ changes: [] }))).toEqual(['field-missing@changes'])
    expect(codes(sent({ changes: Array(11).fill(close) }))).toEqual(['field-invalid@changes'])
    expect(sent({ basedOn: -1 }).ok).toBe(false)
    expect(sent({ basedOn: 1.5 }).ok).toBe(false)
  })

  it.each([
    { kind: 'severity', severity: 'P5' },
    { kind: 'escalate', reason: 'because', justification: 'x' },
    { kind: 'message', text: 'x', audience: 'all' },
    { kind: 'delete' },
  ])('%j is no change', (change) => {
    expect(changed(change)).toMatchObject({ ok: false, refusals: [{ code: 'field-invalid' }] })
  })

  it.each([
    { kind: 'severity', severity: 'P1' },
    { kind: 'close', note: 'done' },
    { kind: 'reopen', reason: 'back' },
    { kind: 'escalate', reason: 'resolution-time', justification: 'x' },
    { kind: 'share', add: ['a@example.com'], remove: [] },
  ])('%j is one', (change) => {
    expect(value(changed(change)).changes).toEqual([change])
  })
})
