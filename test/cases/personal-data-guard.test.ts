import { beforeEach, describe, expect, it } from 'vitest'
import type { Audience, Entry } from '../../src/cases/case.ts'
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { onSqlite } from '../support/stores.ts'
import { aWish, aWorld, marcus, type World } from '../support/world.ts'

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
