import { beforeEach, describe, expect, it } from 'vitest'
import type { Audience, Entry } from '../../src/cases/case.ts'
import type { Change, UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { FindPersonalData } from '../../src/cases/personal-data.ts'
import {
  confirmation,
  findInChanges,
  findInFile,
  findInTexts,
  startSearchBudget,
  withConfirmations,
} from '../../src/cases/personal-data-guard.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { aCase, anAuthor, anEntry, noon } from '../support/build-case.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const card = 'card 4111 1111 1111 1111'
const message = (text: string, audience: Audience = 'everyone') =>
  ({ kind: 'message', text, audience }) as const

onSqlite((_name, open) => {
  let world: World
  let partner: Actor
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    partner = await world.actor(marcus)
    const made = await world.service.create(partner, aWish(), 'create')
    if (!made.ok) throw new Error('the sample wish was refused')
    number = made.value.number
  })

  async function entries(): Promise<readonly Entry[]> {
    return world.store.history(number, { after: 1, limit: 20 })
  }

  describe('CRE-3: personal data in a change is found in every text of the send', () => {
    it.each<[string, UpdateCaseInput['changes'], string]>([
      ['the first of two messages', [message(card), message('and this')], 'text'],
      ['the second of two messages', [message('this'), message(card, 'internal')], 'text'],
      ['the note of a closing', [{ kind: 'close', note: card }], 'note'],
      [
        'the reason of a reopening',
        [
          { kind: 'close', note: '' },
          { kind: 'reopen', reason: card },
        ],
        'reason',
      ],
    ])('%s', async (_where, changes, field) => {
      const outcome = await world.service.change(partner, number, { changes }, 'k')

      expect(outcome).toMatchObject({
        ok: false,
        refusals: [{ code: 'personal-data-found', rule: 'CRE-3', field }],
      })
      expect(await entries()).toEqual([])
    })

    it.each<Audience>(['internal', 'customer', 'desk', 'everyone'])(
      'VIS-7: what is sent on purpose for "%s" is confirmed to nobody else',
      async (audience) => {
        const wish = { changes: [message(card, audience), message('Hello', 'everyone')], confirmed: true }
        await world.service.change(partner, number, wish, 'k')

        expect((await entries()).map((one) => [one.seq, one.audience, one.event.type])).toEqual([
          [2, audience, 'message'],
          [3, 'everyone', 'message'],
          [4, audience, 'personal-data-confirmed'],
        ])
      },
    )

    it('VIS-7: two audiences get a confirmation each', async () => {
      const wish = { changes: [message(card, 'desk'), message(card, 'internal')], confirmed: true }
      await world.service.change(partner, number, wish, 'k')
      const confirmed = (await entries()).filter((one) => one.event.type === 'personal-data-confirmed')
      expect(confirmed.map((one) => one.audience)).toEqual(['internal', 'desk'])
    })
  })

  it('VIS-1: one key that came from two parties shows neither the other’s case', async () => {
    const elsewhere = await world.actor('yui.suzuki@hoshi-cloud.example.com')
    await expect(world.service.create(elsewhere, aWish({ customer: 'C01aoba' }), 'create')).rejects.toThrow(
      'two parties',
    )
  })
})

describe('CRE-3: what the person is told of personal data', () => {
  const find: FindPersonalData = async (text, region) =>
    text.includes('tel')
      ? [{ kind: 'phone-number', line: text.split('\n').length, shown: `${region} 09…78` }]
      : []

  it('is what was found, where, at each field, by the customer’s region', async () => {
    expect(await findInTexts(find, { title: 'Mail', description: 'one\ntel' }, 'JP')).toEqual([
      {
        code: 'personal-data-found',
        rule: 'CRE-3',
        field: 'description',
        values: { kind: 'phone-number', line: 2, shown: 'JP 09…78' },
      },
    ])
  })

  it.each<[Change, string | undefined, Audience]>([
    [{ kind: 'message', text: 'tel', audience: 'internal' }, 'text', 'internal'],
    [{ kind: 'close', note: 'tel' }, 'note', 'everyone'],
    [{ kind: 'escalate', reason: 'business-impact', justification: 'tel' }, 'justification', 'everyone'],
    [{ kind: 'reopen', reason: 'tel' }, 'reason', 'everyone'],
    [{ kind: 'severity', severity: 'P1' }, undefined, 'everyone'],
    [{ kind: 'share', add: ['tel@example.com'], remove: [] }, undefined, 'everyone'],
  ])('%j: %s, for %s', async (change, field, audience) => {
    const [found] = await findInChanges(find, [change], 'JP')

    expect(found?.audience).toBe(audience)
    expect(found?.found.map((refusal) => refusal.field)).toEqual(field ? [field] : [])
  })

  it('VIS-7: confirmations come after what they confirm, one per audience, each kind named once', () => {
    const found = (kind: string) =>
      ({ code: 'personal-data-found', rule: 'CRE-3', values: { kind } }) as const
    const { subscriptions: _, ...head } = aCase({ seq: 5 })
    const author = anAuthor()
    const entries = [anEntry({ seq: 5 })]

    const outcome = withConfirmations(
      head,
      entries,
      [
        { audience: 'everyone', found: [found('password')] },
        { audience: 'internal', found: [found('card-number'), found('card-number'), found('password')] },
        { audience: 'desk', found: [] },
      ],
      author,
    )

    const confirmed = (seq: number, audience: Audience, kinds: readonly string[]) => ({
      seq,
      at: head.updatedAt,
      author,
      audience,
      event: { type: 'personal-data-confirmed', found: kinds },
    })
    expect(outcome.next).toEqual({ ...head, seq: 7 })
    expect(outcome.entries).toEqual([
      ...entries,
      confirmed(6, 'internal', ['card-number', 'password']),
      confirmed(7, 'everyone', ['password']),
    ])
    expect(confirmation(9, noon, author, [found('password')])).toMatchObject({ seq: 9, audience: 'everyone' })
  })
})

describe('CRE-3: a file is searched piece by piece', () => {
  const aFile = (text: string) => ({ name: 'a.log', text })
  const endless = { isOver: () => false }
  /** Finds each `#`, as many times as it is shown it. */
  const marks: FindPersonalData = async (text) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        line.includes('#') ? [{ kind: 'password', line: index + 1, shown: line.slice(0, 5) }] : [],
      )
  const linesFound = async (text: string) =>
    (await findInFile(marks, aFile(text), 'JP', 'files', endless)).map(({ values }) => values?.line)

  it('and names file, kind, line and what was found', async () => {
    expect(await findInFile(marks, aFile('a\n#b'), 'JP', 'files', endless)).toEqual([
      {
        code: 'personal-data-in-file',
        rule: 'CRE-3',
        field: 'files',
        values: { file: 'a.log', kind: 'password', shown: '#b', line: 2 },
      },
    ])
  })

  it('with the right line wherever a piece ends', async () => {
    const line = `${'x'.repeat(99)}\n`

    expect(await linesFound(`${line.repeat(400)}#\n${line.repeat(200)}#`)).toEqual([401, 602])
    expect(await linesFound(`${'x'.repeat(16_383)}\n#\n`)).toEqual([2])
    expect(await linesFound(`${'x'.repeat(16_384)}\n#\n`)).toEqual([2])
    expect(await linesFound('')).toEqual([])
  })

  it('and what stands on a cut of a long line is seen whole', async () => {
    const seen: string[] = []
    const spy: FindPersonalData = async (text) => {
      seen.push(text)
      return []
    }
    await findInFile(spy, aFile(`${'x'.repeat(16_380)}SECRET${'y'.repeat(16_380)}`), 'JP', 'files', endless)

    expect(seen.some((piece) => piece.includes('SECRET'))).toBe(true)
    for (const piece of seen) expect(piece.length).toBeLessThanOrEqual(16_384)
  })

  it('and the first five findings tell enough', async () => {
    expect(await linesFound('#\n'.repeat(9))).toEqual([1, 2, 3, 4, 5])
    expect(await linesFound('#\n'.repeat(4))).toEqual([1, 2, 3, 4])
  })

  it('until its time is over; a fault is no end of the time', async () => {
    let now = 1_000
    const budget = startSearchBudget(3_000, () => now)
    now += 2_999
    expect(budget.isOver()).toBe(false)
    now += 1
    expect(budget.isOver()).toBe(true)
    expect(await findInFile(marks, aFile('#'), 'JP', 'files', budget)).toEqual([
      {
        code: 'file-not-searched',
        rule: 'CRE-3',
        field: 'files',
        values: { file: 'a.log', kind: 'not-searched' },
      },
    ])
    const broken: FindPersonalData = () => Promise.reject(new Error('broken'))
    await expect(findInFile(broken, aFile('#'), 'JP', 'files', endless)).rejects.toThrow('broken')
  })
})
