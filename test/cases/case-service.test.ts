import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/cases/policy.ts'
import type { Result } from '../../src/cases/refusal.ts'
import type { Store } from '../../src/store/store.ts'
import { aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

function value<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusals)}`)
  return outcome.value
}

function codes(outcome: Result<unknown>): readonly string[] {
  return outcome.ok ? [] : outcome.refusals.map((one) => (one.field ? `${one.code}@${one.field}` : one.code))
}

eachStore((_name, open) => {
  let store: Store
  let world: World
  let partner: Actor
  let desk: Actor

  beforeEach(async () => {
    store = await open()
    world = await aWorld(store)
    partner = await world.actor(marcus)
    desk = await world.actor(ben)
  })

  const kept = async () => (await store.list({ reader: { party: 'desk' } }, { limit: 100 })).cases.length

  describe('create', () => {
    it('CRE-1, VIS-1: keeps the case with its first entry, the partners of this moment, and its thread', async () => {
      const made = value(await world.service.create(partner, aWish({ customer: 'C09brightwater' }), 'k1'))

      expect(made).toMatchObject({
        status: 'new',
        severity: 'P2',
        domain: 'northwind-apps.example.com',
        customer: { id: 'C09brightwater', name: 'Brightwater Foods' },
        partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
        language: 'en',
        timeZone: 'Europe/London',
        subscriptions: [
          {
            channel: 'C1',
            root: null,
            cursor: 0,
            reader: { party: 'partner', domain: 'northwind-apps.example.com' },
          },
        ],
      })
      expect(await store.history(made.number, { limit: 10 })).toMatchObject([
        {
          seq: 1,
          audience: 'everyone',
          event: { type: 'created', answers: [{ question: 'Message-ID of one example' }, {}] },
        },
      ])
    })

    it('VIS-1: writes a support partner on the case too', async () => {
      const hoshi = await world.actor(yui)
      const made = value(await world.service.create(hoshi, aWish({ customer: 'C07tokiwa' }), 'k1'))
      expect(made.partners.map((one) => one.domain).sort()).toEqual([
        'hoshi-cloud.example.com',
        'northwind-apps.example.com',
      ])
    })

    it('GRA-5: a support partner works from the moment that the customer asked for it', async () => {
      const begins = 'from: 2026-03-02T09:00:00Z'
      world.editDirectory((yaml) =>
        yaml
          .replace(
            /^relationships:\n/m,
            `relationships:\n  - customer: C09brightwater\n    domain: hoshi-cloud.example.com\n    kind: support-partner\n    ${begins}\n`,
          )
          .replace(
            /^grants:\n/m,
            'grants:\n  - customer: C09brightwater\n    domain: hoshi-cloud.example.com\n    state: granted\n',
          ),
      )
      const asked = await world.actor(yui)

      world.setNow(new Date('2026-03-02T08:59:59.999Z'))
      expect(codes(await world.service.create(asked, aWish(), 'k1'))).toEqual(['customer-unknown@customer'])
      world.setNow(new Date('2026-03-02T09:00:00.000Z'))
      expect(value(await world.service.create(asked, aWish(), 'k2')).partners).toContainEqual({
        domain: 'hoshi-cloud.example.com',
        kind: 'support-partner',
      })
    })

    it('CRE-4: answers the number at once', async () => {
      const made = value(await world.service.create(partner, aWish(), 'k1'))
      expect(value(await world.service.show(partner, made.number)).case.number).toBe(made.number)
    })

    it('CRE-8: the same form sent three times at once makes one case', async () => {
      const outcomes = await Promise.all([1, 2, 3].map(() => world.service.create(partner, aWish(), 'same')))
      expect(new Set(outcomes.map((one) => value(one).number)).size).toBe(1)
      expect(await kept()).toBe(1)
    })

    it.each([
      ['an empty title', { title: '' }, ['field-missing@title']],
      ['a title of zero-width characters', { title: '\u200b\u200d' }, ['field-missing@title']],
      ['a title of 201 characters', { title: 'x'.repeat(201) }, ['field-too-long@title']],
      [
        'a description of 3001 characters',
        { description: 'あ'.repeat(3001) },
        ['field-too-long@description'],
      ],
      ['severity P9', { severity: 'P9' as 'P1' }, ['field-invalid@severity']],
      ['an unknown category', { category: 'nothing' }, ['field-invalid@category']],
      [
        'a question of the category left open',
        { answers: { 'message-id': 'x' } },
        ['field-missing@answer:scope'],
      ],
      ['a customer that is not there', { customer: 'C99' }, ['customer-unknown@customer']],
      [
        'ACC-3: a customer of another reseller domain',
        { customer: 'C01aoba' },
        ['customer-unknown@customer'],
      ],
      ['GRA-1: a customer that withdrew its access', { customer: 'C11granite' }, ['grant-revoked@customer']],
      ['GRA-1: a customer that never granted access', { customer: 'C12harbor' }, ['grant-unknown@customer']],
      ['no customer', { customer: '' }, ['field-missing@customer']],
      [
        'CRE-3: a card number',
        { description: 'card 4111 1111 1111 1111' },
        ['personal-data-found@description'],
      ],
      ['a bad time zone', { timeZone: 'Mars/Base' }, ['field-invalid@timeZone']],
    ])('refuses %s, and keeps nothing half made', async (_what, overrides, expected) => {
      const outcome = await world.service.create(partner, aWish(overrides), 'k1')
      expect(codes(outcome)).toEqual(expected)
      expect(await kept()).toBe(0)
    })

    it('3000 characters are taken, emoji counted as one each', async () => {
      const made = value(await world.service.create(partner, aWish({ description: '🙂'.repeat(3000) }), 'k1'))
      expect(made.seq).toBe(1)
    })

    it('after a refusal the same form can be mended and sent again', async () => {
      expect(codes(await world.service.create(partner, aWish({ title: '' }), 'k1'))).toEqual([
        'field-missing@title',
      ])
      expect(value(await world.service.create(partner, aWish(), 'k1')).title).toBe(aWish().title)
    })

    it('CRE-3: what is sent on purpose is confirmed in the history, without the data', async () => {
      const wish = aWish({ description: 'card 4111 1111 1111 1111', confirmed: true })
      const made = value(await world.service.create(partner, wish, 'k1'))
      const entries = await store.history(made.number, { limit: 10 })
      expect(entries[1]?.event).toEqual({ type: 'personal-data-confirmed', found: ['card-number'] })
    })

    it.each([
      ['ACC-2: View customers alone', 'emi.kato@hoshi-cloud.example.com', 'account-without-privilege'],
      ['ACC-4: suspended', 'sota.abe@hoshi-cloud.example.com', 'account-suspended'],
      ['ACC-6: the retired role', 'akira.hayashi@hoshi-cloud.example.com', 'account-without-privilege'],
    ])('%s opens no case', async (_what, email, code) => {
      const actor = await world.actor(email)
      expect(codes(await world.service.create(actor, aWish({ customer: 'C01aoba' }), 'k1'))).toEqual([code])
      expect(await kept()).toBe(0)
    })
  })

  describe('change', () => {
    let number: number
    beforeEach(async () => {
      number = value(await world.service.create(partner, aWish(), 'create')).number
    })

    it('GRA-4: a grant that is withdrawn between opening and sending refuses the write, reading goes on', async () => {
      world.editDirectory((yaml) =>
        yaml.replace(
          /(customer: C09brightwater\n {4}domain: northwind-apps\.example\.com\n {4}state: )granted/,
          '$1revoked',
        ),
      )

      expect(
        codes(await world.service.change(partner, number, { changes: [{ kind: 'close', note: '' }] }, 'k')),
      ).toEqual(['grant-revoked'])
      expect(value(await world.service.show(partner, number)).case.status).toBe('new')
    })

    it('VIS-2: a former partner reads its old cases and changes none; the later partner never sees them', async () => {
      const hoshi = await world.actor(yui)
      world.setNow(new Date('2025-06-01T00:00:00Z'))
      world.editDirectory((yaml) =>
        yaml.replace(
          /(customer: C08cedar\n {4}domain: hoshi-cloud\.example\.com\n {4}state: )revoked/,
          '$1granted',
        ),
      )
      const old = value(await world.service.create(hoshi, aWish({ customer: 'C08cedar' }), 'old'))
      world.setNow(new Date('2026-03-02T00:00:00Z'))

      expect(value(await world.service.show(hoshi, old.number)).case.number).toBe(old.number)
      expect(
        codes(await world.service.change(hoshi, old.number, { changes: [{ kind: 'close', note: '' }] }, 'k')),
      ).toEqual(['relationship-ended'])
      expect(codes(await world.service.show(partner, old.number))).toEqual(['case-not-found'])
      expect(
        value(await world.service.list(partner, {}, { limit: 10 })).cases.map((one) => one.number),
      ).toEqual([number])
    })

    it('VIS-6: a case that is not yours is answered like one that does not exist, for reading and writing', async () => {
      const stranger = await world.actor(yui)
      const close = { changes: [{ kind: 'close', note: '' }] } as const
      expect(codes(await world.service.show(stranger, number))).toEqual(
        codes(await world.service.show(stranger, 999_999)),
      )
      expect(
        codes(await world.service.change(stranger, number, { changes: [...close.changes] }, 'k')),
      ).toEqual(['case-not-found'])
    })

    it('CRE-8: a close sent three times closes once and answers the same each time', async () => {
      const send = () =>
        world.service.change(partner, number, { changes: [{ kind: 'close', note: 'done' }] }, 'same')
      const outcomes = await Promise.all([send(), send(), send()])
      expect(outcomes.map((one) => value(one).status)).toEqual(['closed', 'closed', 'closed'])
      expect((await store.history(number, { limit: 10 })).map((entry) => entry.event.type)).toEqual([
        'created',
        'closed',
      ])
    })

    it('UPD-6: a severity decided on an older state is not carried out; the second person is told what changed', async () => {
      const seen = value(await world.service.show(partner, number)).case.seq
      value(
        await world.service.change(desk, number, { changes: [{ kind: 'severity', severity: 'P1' }] }, 'a'),
      )

      const second = await world.service.change(
        partner,
        number,
        { changes: [{ kind: 'severity', severity: 'P4' }], basedOn: seen },
        'b',
      )
      expect(codes(second)).toEqual(['changed-meanwhile'])
      expect(
        value(await world.service.changesSince(partner, number, seen)).map((entry) => entry.event),
      ).toEqual([{ type: 'severity-changed', from: 'P2', to: 'P1' }])
      expect(value(await world.service.show(partner, number)).case.severity).toBe('P1')
    })

    it('UPD-6: twenty people who write at once all get in, none is lost', async () => {
      const sends = Array.from({ length: 20 }, (_, index) =>
        world.service.change(
          partner,
          number,
          { changes: [{ kind: 'message', text: `note ${index}`, audience: 'desk' }] },
          `k${index}`,
        ),
      )
      for (const outcome of await Promise.all(sends)) value(outcome)
      const entries = await store.history(number, { limit: 100 })
      expect(entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1))
    })

    it('VIS-7: an internal note is shown to its own domain only', async () => {
      value(
        await world.service.change(
          partner,
          number,
          { changes: [{ kind: 'message', text: 'between us', audience: 'internal' }] },
          'k',
        ),
      )
      const texts = async (actor: Actor) =>
        value(await world.service.show(actor, number)).entries.map((entry) =>
          entry.event.type === 'message' ? entry.event.text : entry.event.type,
        )
      expect(await texts(partner)).toEqual(['created', 'between us'])
      expect(await texts(desk)).toEqual(['created'])
    })

    it('shows the newest entries that the reader may see, also behind many that they may not', async () => {
      for (let index = 0; index < 30; index += 1) {
        value(
          await world.service.change(
            partner,
            number,
            { changes: [{ kind: 'message', text: `note ${index}`, audience: 'internal' }] },
            `k${index}`,
          ),
        )
      }
      expect(value(await world.service.show(desk, number, { entries: 3 }))).toMatchObject({
        entries: [{ seq: 1 }],
        more: false,
      })
      expect(value(await world.service.show(partner, number, { entries: 3 }))).toMatchObject({
        entries: [{ seq: 29 }, { seq: 30 }, { seq: 31 }],
        more: true,
      })
    })
  })

  describe('list and customers', () => {
    it('VIS-3, VIS-4, VIS-5: newest update first; filters narrow, keywords of both languages find', async () => {
      const made = async (title: string, severity: 'P1' | 'P2', key: string, minute: number) => {
        world.setNow(new Date(Date.UTC(2026, 2, 2, 9, minute)))
        return value(await world.service.create(partner, aWish({ title, severity }), key)).number
      }
      const first = await made('カレンダーの予定が消えた', 'P1', 'a', 1)
      const second = await made('Drive sync stops', 'P2', 'b', 2)
      const numbers = async (filter: Parameters<World['service']['list']>[1]) =>
        value(await world.service.list(partner, filter, { limit: 10 })).cases.map((one) => one.number)

      expect(await numbers({})).toEqual([second, first])
      expect(await numbers({ severities: ['P1'] })).toEqual([first])
      expect(await numbers({ text: '予定' })).toEqual([first])
      expect(await numbers({ text: 'ＤＲＩＶＥ' })).toEqual([second])
      expect(await numbers({ text: 'drive', severities: ['P1'] })).toEqual([])
      expect(await numbers({ text: 'brightwater' })).toEqual([second, first])
    })

    it('ACC-2: View customers alone sees customers, and no case', async () => {
      const sales = await world.actor('emi.kato@hoshi-cloud.example.com')
      expect(value(await world.service.customers(sales, '', { limit: 50 })).total).toBe(7)
      expect(codes(await world.service.list(sales, {}, { limit: 10 }))).toEqual(['account-without-privilege'])
    })

    it('ACC-3: lists only the customers of the acting domain, with grant and relationship', async () => {
      const found = value(await world.service.customers(partner, 'tokiwa', { limit: 50 }))
      expect(found).toMatchObject({
        total: 1,
        customers: [{ relationship: { kind: 'support-partner' }, grant: { state: 'granted' } }],
      })
      expect(value(await world.service.customers(partner, '青葉', { limit: 50 })).total).toBe(0)
    })
  })
})
