import { beforeEach, describe, expect, it } from 'vitest'
import { visibleFollowUp } from '../../src/cases/audience.ts'
import { denyFollowUp } from '../../src/cases/follow-up.ts'
import { reopenUntil } from '../../src/cases/lifecycle.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { aCase, noon } from '../support/build-case.ts'
import { codes, value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const dayMs = 24 * 60 * 60 * 1000

describe('UPD-4: a follow-up, as a rule', () => {
  const closed = aCase({ status: 'closed', closedAt: noon })
  it('is for when reopening is no longer possible, from the very next moment on', () => {
    const last = reopenUntil(noon)
    expect(denyFollowUp(closed, last)?.code).toBe('follow-up-too-early')
    expect(denyFollowUp(closed, new Date(last.getTime() + 1))).toBeUndefined()
    expect(denyFollowUp(aCase(), last)?.code).toBe('case-not-closed')
  })

  it('its refusals name the case and the rule', () => {
    const rest = { rule: 'UPD-4', values: { number: 1001 } }
    expect(denyFollowUp(closed, noon)).toEqual({ code: 'follow-up-too-early', ...rest })
    expect(denyFollowUp(aCase(), noon)).toEqual({ code: 'case-not-closed', ...rest })
  })

  it('VIS-2: its link shows to those who may see the earlier case, and to nobody else', () => {
    const of = aCase({
      partners: [
        { domain: 'hoshi.example.com', kind: 'reseller' },
        { domain: 'tsuki.example.com', kind: 'support-partner' },
      ],
      followUpOf: { number: 900, partners: [{ domain: 'hoshi.example.com', kind: 'reseller' }] },
    })
    expect(visibleFollowUp(of, { party: 'partner', domain: 'hoshi.example.com' })).toBe(900)
    expect(visibleFollowUp(of, { party: 'partner', domain: 'tsuki.example.com' })).toBeUndefined()
    expect(visibleFollowUp(of, { party: 'customer', customer: of.customer.id })).toBe(900)
    expect(visibleFollowUp(of, { party: 'desk' })).toBe(900)
    expect(visibleFollowUp(aCase(), { party: 'desk' })).toBeUndefined()
  })
})

eachStore((_name, open) => {
  let world: World
  let partner: Actor
  let old: number

  beforeEach(async () => {
    world = await aWorld(await open())
    partner = await world.actor(marcus)
    old = await aClosedCase(partner, 'C09brightwater')
    pass(31)
  })

  function pass(days: number): void {
    world.setNow(new Date(world.now().getTime() + days * dayMs))
  }

  async function aClosedCase(actor: Actor, customer: string): Promise<number> {
    const made = value(await world.service.create(actor, aWish({ customer }), `make-${customer}`))
    value(await world.service.change(actor, made.number, { changes: [{ kind: 'close', note: '' }] }, 'close'))
    return made.number
  }

  it('UPD-4: is filled from the closed case and linked both ways', async () => {
    const draft = value(await world.service.followUp(partner, old))
    expect(draft).toMatchObject({
      case: { number: old, title: aWish().title },
      description: aWish().description,
      followUps: [],
    })

    const made = value(await world.service.create(partner, aWish({ followUpOf: old }), 'next'))

    expect(value(await world.service.show(partner, made.number)).case.followUpOf?.number).toBe(old)
    expect(value(await world.service.show(partner, old))).toMatchObject({
      followUps: [made.number],
      case: { seq: 2, status: 'closed' },
    })
    expect(value(await world.service.show(await world.actor(ben), old)).followUps).toEqual([made.number])
    expect(value(await world.service.followUp(partner, old)).followUps).toEqual([made.number])
  })

  it('CRE-8: sent three times at once it makes one case', async () => {
    const send = () => world.service.create(partner, aWish({ followUpOf: old }), 'same')
    const numbers = (await Promise.all([send(), send(), send()])).map((one) => value(one).number)
    expect(new Set(numbers).size).toBe(1)
    expect(value(await world.service.show(partner, old)).followUps).toEqual([numbers[0]])
  })

  it.each([
    ['a case that is not there', { followUpOf: 999_999 }, ['case-not-found']],
    [
      'another customer than the earlier case’s',
      { customer: 'C10lakeside' },
      ['follow-up-other-customer@customer'],
    ],
  ])('refuses %s, and makes nothing', async (_what, more, expected) => {
    const outcome = await world.service.create(partner, aWish({ followUpOf: old, ...more }), 'next')
    expect(codes(outcome)).toEqual(expected)
    expect(await world.store.followUpsOf(old)).toEqual([])
  })

  it('UPD-4: refuses to follow up what is open, or can still be reopened', async () => {
    const opened = value(await world.service.create(partner, aWish(), 'open')).number
    expect(codes(await world.service.followUp(partner, opened))).toEqual(['case-not-closed'])
    value(await world.service.change(partner, opened, { changes: [{ kind: 'close', note: '' }] }, 'c'))
    pass(30)
    expect(codes(await world.service.create(partner, aWish({ followUpOf: opened }), 'n'))).toEqual([
      'follow-up-too-early',
    ])
  })

  it('GRA-4: needs the grant of the moment of the write', async () => {
    world.editDirectory((yaml) =>
      yaml.replace(
        /(customer: C09brightwater\n {4}domain: northwind-apps\.example\.com\n {4}state: )granted/,
        '$1revoked',
      ),
    )
    expect(codes(await world.service.create(partner, aWish({ followUpOf: old }), 'n'))).toEqual([
      'grant-revoked@customer',
    ])
  })

  it('VIS-2: a partner that took the customer over later can follow up nothing of before, and learns of nothing', async () => {
    const hoshi = await world.actor(yui)
    world.setNow(new Date('2025-06-01T00:00:00Z'))
    world.editDirectory((yaml) =>
      yaml.replace(
        /(customer: C08cedar\n {4}domain: hoshi-cloud\.example\.com\n {4}state: )revoked/,
        '$1granted',
      ),
    )
    const before = await aClosedCase(hoshi, 'C08cedar')
    world.setNow(new Date('2026-03-02T00:00:00Z'))

    expect(codes(await world.service.followUp(partner, before))).toEqual(
      codes(await world.service.followUp(partner, 999_999)),
    )
    const wish = aWish({ customer: 'C08cedar', followUpOf: before })
    expect(codes(await world.service.create(partner, wish, 'n'))).toEqual(['case-not-found'])
    // The former partner reads the old case; the new one it may not make (VIS-2).
    expect(codes(await world.service.create(hoshi, wish, 'h'))).toEqual(['customer-unknown@customer'])
  })
})
