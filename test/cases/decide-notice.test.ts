import { describe, expect, it } from 'vitest'
import type { Case, Entry } from '../../src/cases/case.ts'
import { decideNotice, isCalled, type NoticeReader } from '../../src/cases/decide-notice.ts'
import { aCase, anAuthor, anEntry, minutesAfter, noon } from '../support/build-case.ts'

const aoi: NoticeReader = {
  email: 'aoi@hoshi.example.com',
  reader: { party: 'partner', domain: 'hoshi.example.com' },
  names: ['青木 葵', 'Aoi', 'U123'],
  responsible: true,
}
const agent: NoticeReader = {
  email: 'sora@desk.example',
  reader: { party: 'desk' },
  names: ['Sora'],
  responsible: true,
}
const desk = { party: 'desk', email: 'ren@desk.example', name: 'Ren' } as const
const colleague = anAuthor({ email: 'ken@hoshi.example.com', name: 'Ken' })
const own = anAuthor()
const said = (text = 'Hello', over: Partial<Entry> = {}) =>
  anEntry({ event: { type: 'message', text }, ...over })
const moved = (from: Case['status'], to: Case['status'], over: Partial<Entry> = {}) =>
  anEntry({ author: desk, event: { type: 'status-changed', from, to }, ...over })
const assigned = (email: string, over: Partial<Entry> = {}) =>
  anEntry({
    audience: 'internal',
    author: colleague,
    event: { type: 'assigned', from: null, to: { email, name: 'x' } },
    ...over,
  })

/** Numbered in order, each a minute after the one before unless told otherwise. */
function decide(entries: readonly Entry[], who = aoi, over: Partial<Case> = {}) {
  const numbered = entries.map((entry, index) => ({
    ...entry,
    seq: index + 5,
    at: entry.at === noon ? minutesAfter(noon, index) : entry.at,
  }))
  return decideNotice(aCase({ status: 'action-required', seq: 4 + entries.length, ...over }), numbered, who)
}

describe('PLC-7: what is worth telling whoever works on a case', () => {
  it.each<[string, readonly Entry[], string | undefined]>([
    ['that the case waits for their side now', [moved('in-progress', 'action-required')], 'waiting'],
    ['that the desk wrote', [said('Hi', { author: desk })], 'wrote'],
    ['that somebody else gave them the case', [assigned('aoi@hoshi.example.com')], 'assigned'],
    [
      'that another side closed it',
      [anEntry({ author: desk, event: { type: 'closed', from: 'new', note: '' } })],
      'closed',
    ],
    ['that a colleague named them', [said('@Aoi, please', { author: colleague })], 'mentioned'],
    [
      'that a colleague named their address',
      [said('ask aoi@hoshi.example.com.', { author: colleague })],
      'mentioned',
    ],
    ['not that a colleague wrote', [said('Hi', { author: colleague })], undefined],
    ['not that a colleague got the case', [assigned('ken@hoshi.example.com')], undefined],
    ['not that it waits for the other side', [moved('action-required', 'in-progress')], undefined],
    ['not that it still waits for theirs', [moved('action-required', 'solution-provided')], undefined],
    [
      'not that the severity changed',
      [anEntry({ author: desk, event: { type: 'severity-changed', from: 'P3', to: 'P2' } })],
      undefined,
    ],
    [
      'not what they did themselves',
      [said('@Aoi', { author: own }), assigned(own.email, { author: own })],
      undefined,
    ],
    ['not what they may not read', [said('@Aoi', { author: desk, audience: 'internal' })], undefined],
  ])('is %s', (_what, entries, kind) => {
    expect(decide(entries)?.kind).toBe(kind)
  })

  it('is for the desk what partners write, and what waits for it', () => {
    expect(decide([said()], agent, { status: 'in-progress' })?.kind).toBe('wrote')
    expect(
      decide([said(), moved('action-required', 'in-progress', { author: own })], agent, {
        status: 'in-progress',
      }),
    ).toMatchObject({ kind: 'waiting', count: 2 })
  })

  it('is told once for one submission, with what matters most in it', () => {
    const one = { author: desk, at: minutesAfter(noon, 3) }
    const notice = decide([said('Try this', one), moved('in-progress', 'action-required', one)])

    expect(notice).toMatchObject({ kind: 'waiting', seq: 6, count: 1 })
    expect(notice?.entries.map(({ seq }) => seq)).toEqual([5, 6])
  })

  it('is told once for all that piled up: the last one, and how many', () => {
    const notice = decide([
      said('One', { author: desk }),
      said('Own', { author: own }),
      assigned('aoi@hoshi.example.com'),
      said('Two', { author: desk }),
      said('Among us', { author: colleague }),
    ])

    expect(notice).toMatchObject({ kind: 'wrote', seq: 8, count: 3 })
  })

  it('no longer says that a case waits which has moved on since', () => {
    expect(decide([moved('in-progress', 'action-required')], aoi, { status: 'in-progress' })?.kind).toBe(
      'wrote',
    )
  })

  it('CRE-9: says that a case waits for the partner that is its first line, and for the desk once it is passed on', () => {
    const midori = { party: 'customer', email: 'yamada@midori.example.jp', name: 'Yamada' } as const
    const answered = [
      said('Still so', { author: midori }),
      moved('action-required', 'in-progress', { author: midori }),
    ]
    const first = { status: 'in-progress', firstLine: 'partner' } as const

    expect(decide(answered, aoi, first)?.kind).toBe('waiting')
    expect(decide(answered, aoi, { status: 'in-progress' })?.kind).toBe('wrote')
    expect(
      decide([moved('in-progress', 'action-required', { author: colleague })], aoi, {
        ...first,
        status: 'action-required',
      }),
    ).toBeUndefined()
    const passed = anEntry({ event: { type: 'passed', note: '' } })
    expect(decide([passed], agent, { status: 'in-progress', firstLine: 'desk' })?.kind).toBe('waiting')
  })

  it('is for whoever does not work on it a mention alone', () => {
    const other = { ...aoi, responsible: false }

    expect(
      decide([said('Hi', { author: desk }), moved('in-progress', 'action-required')], other),
    ).toBeUndefined()
    expect(decide([said('@Aoi?', { author: desk })], other)?.kind).toBe('mentioned')
  })
})

describe('a name after an @', () => {
  it.each([
    ['@Aoi', true],
    ['@AOI, please', true],
    ['see @ａｏｉ', true],
    ['@青木 葵さん、お願いします', true],
    ['@Aoife', false],
    ['@aoi2', false],
    ['Aoi', false],
    ['mail @aoi_k', false],
    ['mail ken@aoi.example.com', false],
    ['ありがとう@Aoi。', true],
    ['thanks@Aoi', true],
  ])('calls its bearer in %s: %s', (text, called) => {
    expect(isCalled(text, 'Aoi') || isCalled(text, '青木 葵')).toBe(called)
  })
})
