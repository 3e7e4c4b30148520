import { beforeEach, describe, expect, it } from 'vitest'
import type { CaseHead, Status } from '../../src/cases/case.ts'
import type { Change } from '../../src/cases/case-inputs.ts'
import { decide, type Facts } from '../../src/cases/lifecycle.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { aCase, anAuthor, minutesAfter, noon } from '../support/build-case.ts'
import { codes, value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const escalation: Change & { kind: 'escalate' } = {
  kind: 'escalate',
  reason: 'business-impact',
  justification: 'Orders stand still.',
}
const later = minutesAfter(noon, 60)

function decided(of: CaseHead, changes: readonly Change[], facts: Facts, author = anAuthor()) {
  return decide(of, changes, author, later, facts)
}

describe('UPD-2: escalating, as a rule', () => {
  it('is written on the case and in the history for everyone, with its reason', () => {
    expect(decided(aCase(), [escalation], { tier: 'premium' })).toMatchObject({
      ok: true,
      value: {
        next: { escalation: { at: later, reason: 'business-impact' }, version: 2, seq: 2, status: 'new' },
        entries: [
          {
            seq: 2,
            audience: 'everyone',
            event: { type: 'escalated', reason: 'business-impact', justification: 'Orders stand still.' },
          },
        ],
      },
    })
  })

  it.each(['standard', 'enhanced', undefined] as const)('is refused for the tier %s', (tier) => {
    expect(codes(decided(aCase(), [escalation], { tier }))).toEqual(['escalation-not-premium'])
  })

  it('is refused on a closed case', () => {
    const closed = aCase({ status: 'closed', closedAt: noon })
    expect(codes(decided(closed, [escalation], { tier: 'premium' }))).toEqual(['case-closed'])
  })

  it('is not the desk’s to do', () => {
    const desk = anAuthor({ party: 'desk' })
    expect(codes(decided(aCase(), [escalation], { tier: 'premium' }, desk))).toEqual(['escalation-not-yours'])
  })

  it('a second time is refused while the first stands, also within one send', () => {
    expect(codes(decided(aCase(), [escalation, escalation], { tier: 'premium' }))).toEqual([
      'already-escalated',
    ])
  })

  it('ends with a reopening, after which the case may be escalated anew', () => {
    const closed = aCase({
      status: 'closed',
      closedAt: noon,
      escalation: { at: noon, reason: 'resolution-time' },
    })
    const reopened = value(decided(closed, [{ kind: 'reopen', reason: '' }], {})).next
    expect(reopened.escalation).toBeNull()
    expect(decided(reopened, [escalation], { tier: 'premium' }).ok).toBe(true)
  })

  it.each<[Status, Status]>([
    ['new', 'new'],
    ['action-required', 'in-progress'],
    ['solution-provided', 'in-progress'],
  ])('UPD-7: on %s it leaves %s, as a message to the desk would', (from, to) => {
    expect(value(decided(aCase({ status: from }), [escalation], { tier: 'premium' })).next.status).toBe(to)
  })
})

eachStore((_name, open) => {
  let world: World
  let partner: Actor
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    partner = await world.actor(marcus)
    number = value(await world.service.create(partner, aWish(), 'create')).number
  })

  const escalate = (key = 'k', more: Partial<typeof escalation> = {}) =>
    world.service.change(partner, number, { changes: [{ ...escalation, ...more }] }, key)

  it('UPD-2: once escalated the case says so, also when it is read again', async () => {
    value(await escalate())
    expect(value(await world.service.show(partner, number))).toMatchObject({
      case: { escalation: { at: world.now(), reason: 'business-impact' } },
      escalatable: false,
    })
    const [listed] = value(await world.service.list(partner, {}, { limit: 1 })).cases
    expect(listed?.escalation).toEqual({ at: world.now(), reason: 'business-impact' })
  })

  it('UPD-2: the tier counts at the moment of the write, not when the form was opened', async () => {
    value(await world.service.mayEscalate(partner, number))
    world.editDirectory((yaml) => yaml.replace(/(id: C09brightwater[\s\S]*?tier: )premium/, '$1standard'))

    expect(codes(await escalate())).toEqual(['escalation-not-premium'])
    expect(value(await world.service.show(partner, number))).toMatchObject({
      case: { escalation: null, seq: 1 },
      escalatable: false,
    })
  })

  it.each([
    ['a justification left empty', { justification: ' ' }, ['field-missing@justification']],
    ['a reason that is none', { reason: 'because' as 'business-impact' }, ['field-invalid@reason']],
    [
      'CRE-3: a card number in the justification',
      { justification: 'card 4111 1111 1111 1111' },
      ['personal-data-found@justification'],
    ],
  ])('refuses %s', async (_what, more, expected) => {
    expect(codes(await escalate('k', more))).toEqual(expected)
  })

  it('CRE-3: personal data is found in each text of a send, also where two go into the same field', async () => {
    const message = (text: string) => ({ kind: 'message', text, audience: 'desk' }) as const
    const wish = { changes: [message('card 4111 1111 1111 1111'), message('and more')] }
    expect(codes(await world.service.change(partner, number, wish, 'k'))).toEqual([
      'personal-data-found@text',
    ])
  })

  it('CRE-8: sent three times at once it escalates once and answers the same', async () => {
    const answers = await Promise.all([escalate('same'), escalate('same'), escalate('same')])
    for (const one of answers) expect(value(one).escalation).not.toBeNull()
    expect(value(await world.service.show(partner, number)).case.seq).toBe(2)
  })

  it('UPD-6: of two who escalate at once one gets through, the other is told', async () => {
    const both = await Promise.all([escalate('a'), escalate('b')])
    expect(both.flatMap(codes)).toEqual(['already-escalated'])
  })

  it('UPD-6: a severity decided before the escalation is not carried out silently', async () => {
    value(await escalate())
    const wish = { changes: [{ kind: 'severity', severity: 'P4' } as const], basedOn: 1 }
    expect(codes(await world.service.change(partner, number, wish, 's'))).toEqual(['changed-meanwhile'])
  })

  it('GRA-1, VIS-6: who may not write or see is told so before anything else', async () => {
    expect(codes(await world.service.mayEscalate(await world.actor(ben), number))).toEqual([
      'escalation-not-yours',
    ])
    world.editDirectory((yaml) =>
      yaml.replace(
        /(customer: C09brightwater\n {4}domain: northwind-apps\.example\.com\n {4}state: )granted/,
        '$1revoked',
      ),
    )
    expect(codes(await world.service.mayEscalate(partner, number))).toEqual(['grant-revoked'])
    expect(codes(await world.service.mayEscalate(partner, 999_999))).toEqual(['case-not-found'])
  })
})
