import { describe, expect, it } from 'vitest'
import { toSearchTerms } from '../../src/cases/search-terms.ts'
import { CaseLine, createImportKey, describeProblems, toNewCase } from '../../src/import-export/case-line.ts'
import { aCustomer } from '../support/build-directory.ts'

const domain = 'hoshi.example.com'
const author = { email: 'Aoi@Hoshi.example.com ', name: ' 青木 葵 ', domain: ' HOSHI.example.com' }
const kept = { party: 'partner', email: 'aoi@hoshi.example.com', name: '青木 葵', domain }
const desk = { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }

/** A line as it should be; the tests say what differs. */
function aLine(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    number: 5001,
    customer: 'C-midori',
    partners: [{ domain, kind: 'reseller' }],
    createdBy: author,
    title: ' Mail bounces ',
    description: 'All of it.',
    category: 'gmail.delivery',
    severity: 'P2',
    status: 'new',
    createdAt: '2026-01-05T09:00:00Z',
    ...overrides,
  }
}

const anEntry = (event: object, at = '2026-01-05T10:00:00Z', by: object = desk) => ({
  at,
  author: by,
  audience: 'everyone',
  event,
})

function problemsOf(overrides: Readonly<Record<string, unknown>>): readonly string[] {
  const read = CaseLine.safeParse(aLine(overrides), { reportInput: true })
  return read.success ? [] : describeProblems(read.error)
}

const made = (
  overrides: Readonly<Record<string, unknown>> = {},
  customer = undefined as ReturnType<typeof aCustomer> | undefined,
) => toNewCase(CaseLine.parse(aLine(overrides)), customer)

describe('MIG-1: the case that a line makes', () => {
  it('is what the line says, and for the rest what goes without saying', () => {
    const at = new Date('2026-01-05T09:00:00Z')

    expect(made()).toMatchObject({
      case: {
        number: 5001,
        version: 1,
        customer: { id: 'C-midori', name: 'C-midori', domain: '' },
        partners: [{ domain, kind: 'reseller' }],
        domain,
        createdBy: kept,
        title: 'Mail bounces',
        followUpOf: null,
        product: 'google-workspace',
        category: 'gmail.delivery',
        severity: 'P2',
        status: 'new',
        language: 'en',
        timeZone: 'UTC',
        createdAt: at,
        updatedAt: at,
        closedAt: null,
        sharedWith: [],
        escalation: null,
        seq: 1,
        subscriptions: [],
      },
      entries: [
        {
          seq: 1,
          at,
          author: kept,
          audience: 'everyone',
          event: { type: 'created', description: 'All of it.', answers: [] },
        },
      ],
    })
    expect(made().words).toEqual(expect.arrayContaining([...toSearchTerms('5001 mail bounces all')]))
  })

  it('takes from the directory what the line does not say of the customer', () => {
    const customer = aCustomer({ language: 'ja', timeZone: 'Asia/Tokyo' })

    expect(made({}, customer).case).toMatchObject({
      customer: { id: 'C-midori', name: 'みどり商会', domain: 'midori.example.jp' },
      language: 'ja',
      timeZone: 'Asia/Tokyo',
    })
    const said = {
      customer: { id: 'C-midori', name: 'Then', domain: 'Then.example' },
      language: 'en',
      timeZone: 'UTC',
    }
    expect(made(said, customer).case).toMatchObject({
      customer: { id: 'C-midori', name: 'Then', domain: 'then.example' },
      language: 'en',
      timeZone: 'UTC',
    })
  })

  it('has its history after its opening, and was updated when the last of it happened', () => {
    const history = [
      anEntry({ type: 'message', text: ' Hello ' }, '2026-01-05T10:00:00Z', author),
      anEntry({ type: 'closed', from: 'new' }, '2026-01-06T10:00:00+09:00'),
    ]
    const { case: of, entries } = made({ history, status: 'closed', closedAt: '2026-01-07T00:00:00Z' })

    expect(entries.map(({ seq, author: by, event }) => [seq, by, event]).slice(1)).toEqual([
      [2, kept, { type: 'message', text: 'Hello' }],
      [3, desk, { type: 'closed', from: 'new', note: '' }],
    ])
    expect(of).toMatchObject({
      seq: 3,
      closedAt: new Date('2026-01-07T00:00:00Z'),
      updatedAt: new Date('2026-01-07T00:00:00Z'),
    })
    expect(made({ history }).case.updatedAt).toEqual(new Date('2026-01-06T01:00:00Z'))
  })

  it('UPD-2: is escalated by the last escalation that no reopening ended', () => {
    const escalated = (at: string) =>
      anEntry({ type: 'escalated', reason: 'business-impact', justification: 'x' }, at)
    const reopened = anEntry({ type: 'reopened', reason: '' }, '2026-01-07T00:00:00Z')
    const message = anEntry({ type: 'message', text: 'x' }, '2026-01-08T00:00:00Z')

    expect(made({ history: [escalated('2026-01-06T00:00:00Z'), message] }).case.escalation).toEqual({
      at: new Date('2026-01-06T00:00:00Z'),
      reason: 'business-impact',
    })
    expect(
      made({ history: [escalated('2026-01-06T00:00:00Z'), reopened, message] }).case.escalation,
    ).toBeNull()
    expect(made({ history: [reopened, escalated('2026-01-09T00:00:00Z')] }).case.escalation).not.toBeNull()
    expect(made({ history: [message] }).case.escalation).toBeNull()
  })

  it('opened by the desk or a customer belongs to no reseller’s domain', () => {
    expect(made({ createdBy: desk }).case.domain).toBe('')
  })

  it('CRE-5: is shared with each address once', () => {
    expect(made({ sharedWith: ['A@example.com', 'b@example.com', 'a@example.com'] }).case.sharedWith).toEqual(
      ['a@example.com', 'b@example.com'],
    )
  })

  it('CRE-8: the same line is the same case; one that says something else is told from it', () => {
    const keyOf = (overrides: Readonly<Record<string, unknown>>) =>
      createImportKey(CaseLine.parse(aLine(overrides)))

    expect(keyOf({})).toMatch(/^import:5001:[0-9a-f]{64}$/)
    expect(keyOf({ title: 'Mail bounces' })).toBe(keyOf({}))
    expect(keyOf({ title: 'Mail bounced' })).not.toBe(keyOf({}))
    expect(made().key).toBe(keyOf({}))
  })
})

describe('MIG-1: what is wrong with a line is told by its field, with what to do', () => {
  const missing = 'is missing: fill it in'
  const email = 'is no e-mail address'
  const noMoment = 'is no moment: write it like 2026-03-02T09:00:00Z'

  it.each<[Readonly<Record<string, unknown>>, readonly string[]]>([
    [{ title: undefined }, [`title ${missing}`]],
    [{ title: ' ' }, ['title is empty: fill it in']],
    [{ title: 'x'.repeat(201) }, ['title is longer than 200 characters: shorten it']],
    [{ description: '' }, ['description is empty: fill it in']],
    [
      { description: 'x'.repeat(30_001) },
      [
        'description is longer than 30000 characters, which is all that one entry of a history holds (MIG-1): go on in a further entry',
      ],
    ],
    [{ number: 1.5 }, ['number is no case number: give a whole number']],
    [{ createdAt: 'yesterday' }, [`createdAt ${noMoment}`]],
    [{ createdAt: '2026-01-05T09:00:00' }, [`createdAt ${noMoment}`]],
    [{ timeZone: 'Mars/Base' }, ['timeZone is no time zone: write it like Asia/Tokyo']],
    [{ sharedWith: ['nobody'] }, [`sharedWith.0 ${email}`]],
    [{ title: 7 }, ['title is 7, and must be text']],
    [{ createdBy: { ...author, email: 'aoi' } }, [`createdBy.email ${email}`]],
    [
      { partners: [] },
      ['partners is empty: name each partner that served the customer when the case was opened'],
    ],
    [
      { owner: 'me', mood: 1 },
      ['the line has fields that are not known (owner, mood): correct or remove them'],
    ],
    [
      { createdBy: { ...author, age: 7 } },
      ['createdBy has fields that are not known (age): correct or remove them'],
    ],
    [{ status: 'closed' }, ['closedAt is missing: a closed case says when it was closed']],
    [{ closedAt: '2026-01-06T00:00:00Z' }, ['closedAt does not go with the status new: leave it out']],
    [{ status: 'closed', closedAt: '2026-01-05T08:59:59Z' }, ['closedAt is before createdAt']],
    [
      { createdBy: { ...author, domain: 'other.example' } },
      ['createdBy.domain is none of the partners: add it there, or correct it'],
    ],
    [
      { createdBy: { ...author, domain: undefined } },
      ['createdBy.domain is none of the partners: add it there, or correct it'],
    ],
    [
      { history: [anEntry({ type: 'message', text: 'x' }, '2026-01-05T08:00:00Z')] },
      ['history.0.at is before what stands before it: oldest first'],
    ],
    [
      {
        history: [
          anEntry({ type: 'message', text: 'x' }, '2026-01-07T00:00:00Z'),
          anEntry({ type: 'message', text: 'x' }, '2026-01-06T00:00:00Z', {
            ...author,
            domain: 'other.example',
          }),
        ],
      },
      [
        'history.1.at is before what stands before it: oldest first',
        'history.1.author.domain is none of the partners: add it there, or correct it',
      ],
    ],
  ])('%j', (overrides, problems) => {
    expect(problemsOf(overrides)).toEqual(problems)
  })

  it.each<Readonly<Record<string, unknown>>>([
    { title: 'x'.repeat(200), description: 'x'.repeat(30_000) },
    { number: 1 },
    { number: 999_999_999_999_999 },
    { customer: { id: 'C'.repeat(200) } },
    { status: 'closed', closedAt: '2026-01-05T09:00:00Z' },
    { createdBy: desk },
    { createdBy: { party: 'customer', email: 'it@midori.example.jp', name: '山田' } },
    { history: [anEntry({ type: 'message', text: 'x' }, '2026-01-05T09:00:00Z')] },
    { history: [anEntry({ type: 'reopened', reason: 'x'.repeat(30_000) })] },
    { history: [anEntry({ type: 'severity-changed', from: 'P1', to: 'P2' })] },
    { history: [anEntry({ type: 'status-changed', from: 'new', to: 'closed' })] },
    { sharedWith: Array.from({ length: 20 }, (_, index) => `u${index}@example.com`) },
  ])('%# is nothing wrong', (overrides) => {
    expect(problemsOf(overrides)).toEqual([])
  })

  it.each<Readonly<Record<string, unknown>>>([
    { number: 0 },
    { number: 1_000_000_000_000_000 },
    { customer: '' },
    { customer: 'C'.repeat(201) },
    { customer: { id: '' } },
    { customer: { id: 'C'.repeat(201) } },
    { customer: { id: 'C1', name: 'x'.repeat(201) } },
    { customer: { id: 'C1', domain: '' } },
    { customer: { id: 'C1', town: 'x' } },
    { partners: Array(21).fill({ domain, kind: 'reseller' }) },
    { partners: [{ domain, kind: 'friend' }] },
    {
      partners: [
        { domain: 'x'.repeat(254), kind: 'reseller' },
        { domain, kind: 'reseller' },
      ],
    },
    { product: '' },
    { product: 'x'.repeat(81) },
    { category: '' },
    { category: 'x'.repeat(81) },
    { severity: 'P5' },
    { status: 'open' },
    { language: 'fr' },
    { createdBy: { ...author, name: 'x'.repeat(201) } },
    { createdBy: { ...author, party: 'nobody' } },
    { createdBy: { ...author, email: `${'x'.repeat(60)}@${`${'y'.repeat(60)}.`.repeat(4)}example` } },
    { sharedWith: Array.from({ length: 21 }, (_, index) => `u${index}@example.com`) },
    { history: [anEntry({ type: 'deleted' })] },
    { history: [anEntry({ type: 'closed', from: 'new', note: 'x'.repeat(30_001) })] },
    { history: [anEntry({ type: 'message', text: '' })] },
    { history: [{ ...anEntry({ type: 'message', text: 'x' }), audience: 'all' }] },
    { history: [{ ...anEntry({ type: 'message', text: 'x' }), mood: 1 }] },
    { history: [anEntry({ type: 'message', text: 'x', mood: 1 })] },
  ])('%# is one fault', (overrides) => {
    expect(problemsOf(overrides)).toHaveLength(1)
  })
})
