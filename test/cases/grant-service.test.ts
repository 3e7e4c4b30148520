import { beforeEach, describe, expect, it } from 'vitest'
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { AccessRequest, PutQuestion } from '../../src/cases/grant-service.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Result } from '../../src/cases/refusal.ts'
import {
  amelia,
  aWish,
  aWorld,
  ben,
  marcus,
  personWith,
  sofia,
  type World,
  yui,
} from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const granite = 'C11granite'
const northwind = 'northwind-apps.example.com'
const olivia = 'olivia.reed@northwind-apps.example.com'

function value<T>(outcome: Result<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusals)}`)
  return outcome.value
}

const reached: PutQuestion = async () => ['Sofia']

function codes(outcome: Result<unknown>): readonly string[] {
  return outcome.ok ? [] : outcome.refusals.map(({ code }) => code)
}

eachStore((_name, open) => {
  let world: World
  let partner: Actor
  let admin: Actor

  beforeEach(async () => {
    world = await aWorld(await open())
    partner = await world.actor(marcus)
    admin = await world.actor(sofia)
  })

  const opening = (key: string) => world.service.create(partner, aWish({ customer: granite }), key)
  const state = async () => (await world.directory.grant(granite, northwind)).state

  describe('asking the customer', () => {
    it('GRA-2: names the customer’s admins, and asks the same thing once an hour', async () => {
      const questions: AccessRequest[] = []
      const put: PutQuestion = async (request) => {
        questions.push(request)
        return ['Sofia Marin']
      }
      const first = value(await world.grants.ask(partner, granite, put))
      const again = value(await world.grants.ask(partner, granite, put))
      world.setNow(new Date(world.now().getTime() + 60 * 60 * 1000))
      const later = value(await world.grants.ask(partner, granite, put))

      expect(questions[0]?.admins.map(({ user }) => user.email)).toEqual([sofia])
      expect([first, again, later].map(({ asked }) => asked)).toEqual([
        { reached: ['Sofia Marin'] },
        null,
        { reached: ['Sofia Marin'] },
      ])
      expect(questions).toHaveLength(2)
    })

    it('GRA-2: counts as asked only once somebody was reached', async () => {
      const nobody = async () => []
      const failing = () => Promise.reject(new Error('Slack is away'))

      await expect(world.grants.ask(partner, granite, failing)).rejects.toThrow('Slack is away')
      expect(value(await world.grants.ask(partner, granite, nobody)).asked).toEqual({ reached: [] })
      expect(value(await world.grants.ask(partner, granite, reached)).asked).toEqual({ reached: ['Sofia'] })
    })

    it('GRA-2: two who ask at once put the question once', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => world.grants.ask(partner, granite, reached)))

      expect(answers.filter((one) => value(one).asked !== null)).toHaveLength(1)
    })

    it('ACC-3: is for the partner’s own customers only, and for those who may work with cases', async () => {
      expect(codes(await world.grants.ask(partner, 'C01aoba', reached))).toEqual(['customer-unknown'])
      const emi = await world.actor('emi.kato@hoshi-cloud.example.com')
      expect(codes(await world.grants.ask(emi, 'C04yamabiko', reached))).toEqual([
        'account-without-privilege',
      ])
      expect(codes(await world.grants.ask(await world.actor(ben), granite, reached))).not.toEqual([])
    })
  })

  describe('the customer’s answer', () => {
    it('GRA-1, GRA-4: counts from the next write on, with evidence, who and when in the history', async () => {
      expect(codes(await opening('k1'))).toEqual(['grant-revoked'])

      const answered = value(await world.grants.answer(admin, northwind, 'granted', 'pressed Grant'))

      expect(answered).toMatchObject({
        madePartner: false,
        grant: { state: 'granted', changedAt: world.now() },
      })
      const of = value(await opening('k2'))
      expect(value(await world.grants.history(admin, granite, northwind))).toEqual([
        {
          customer: granite,
          domain: northwind,
          from: 'revoked',
          to: 'granted',
          at: world.now(),
          by: sofia,
          evidence: 'pressed Grant',
          source: 'chat',
        },
      ])

      value(await world.grants.answer(admin, northwind, 'revoked', 'pressed Withdraw'))
      const change: UpdateCaseInput = { changes: [{ kind: 'severity', severity: 'P1' }] }
      expect(codes(await world.service.change(partner, of.number, change, 'k3'))).toEqual(['grant-revoked'])
      expect(value(await world.grants.history(partner, granite, northwind))).toHaveLength(2)
    })

    it('given twice changes nothing the second time', async () => {
      await Promise.all([1, 2, 3].map(() => world.grants.answer(admin, northwind, 'granted', 'click')))

      expect(await state()).toBe('granted')
      expect(value(await world.grants.history(admin, granite, northwind))).toHaveLength(1)
    })

    it('GRA-1: is an admin’s of that customer: no partner, desk or ordinary user gives it', async () => {
      for (const email of [marcus, olivia, ben, amelia])
        expect(
          codes(await world.grants.answer(await world.actor(email), northwind, 'granted', 'x')),
          email,
        ).toEqual(['grant-not-yours'])
      expect(await state()).toBe('revoked')
      expect(codes(await world.grants.history(await world.actor(yui), granite, northwind))).toEqual([
        'grant-not-yours',
      ])
    })

    it('is for the admin’s own customer only: another one’s grant stays as it is', async () => {
      value(await world.grants.answer(admin, northwind, 'revoked', 'x'))
      value(await world.grants.answer(admin, northwind, 'granted', 'x'))

      expect((await world.directory.grant('C09brightwater', northwind)).changedBy).toBe(
        'helpdesk@brightwater.example.com',
      )
      expect(codes(await world.grants.answer(admin, 'nobody.example.com', 'granted', 'x'))).toEqual([
        'domain-unknown',
      ])
    })

    it('GRA-5: granting a partner that is none yet makes it a support partner at once', async () => {
      const yuis = await world.actor(yui)
      expect(codes(await world.service.customer(yuis, granite))).toEqual(['customer-unknown'])

      const answered = value(
        await world.grants.answer(admin, 'hoshi-cloud.example.com', 'granted', 'asked for it'),
      )

      expect(answered).toMatchObject({ madePartner: true, relationship: { kind: 'support-partner' } })
      const of = value(await world.service.create(yuis, aWish({ customer: granite }), 'k'))
      expect(of.partners).toEqual(
        expect.arrayContaining([
          { domain: northwind, kind: 'reseller' },
          { domain: 'hoshi-cloud.example.com', kind: 'support-partner' },
        ]),
      )
      expect(of.partners).toHaveLength(2)
      // VIS-1: not those from before.
      value(await world.grants.answer(admin, northwind, 'granted', 'x'))
    })
  })

  describe('an operator’s record', () => {
    it('GRA-1: needs evidence, and is kept with it', async () => {
      const operator = await world.actor(olivia)
      expect(codes(await world.grants.record(operator, granite, 'granted', '  '))).toEqual([
        'grant-without-evidence',
      ])
      expect(await state()).toBe('revoked')

      value(await world.grants.record(operator, granite, 'granted', 'mail of 1 March'))

      expect(await world.store.directory.recordedGrant(granite, northwind)).toMatchObject({
        state: 'granted',
        changedBy: olivia,
        evidence: 'mail of 1 March',
      })
    })

    it('GRA-1: keeps the first thousand letters of the evidence', async () => {
      const operator = await world.actor(olivia)

      value(await world.grants.record(operator, granite, 'granted', `  ${'x'.repeat(1001)}`))

      const [change] = value(await world.grants.history(admin, granite, northwind))
      expect(change).toMatchObject({ by: olivia, from: 'revoked', to: 'granted', evidence: 'x'.repeat(1000) })
    })

    it('GRA-1: its refusals say what is wanting', async () => {
      const operator = await world.actor(olivia)
      const desk = await world.actor(ben)

      expect(await world.grants.record(operator, granite, 'granted', ' ')).toEqual({
        ok: false,
        refusals: [
          { code: 'grant-without-evidence', rule: 'GRA-1', values: { customer: 'Granite Insurance' } },
        ],
      })
      expect(await world.grants.record(desk, 'C99', 'granted', 'call')).toEqual({
        ok: false,
        refusals: [{ code: 'customer-unknown', rule: 'VIS-8', values: { domain: 'C99' } }],
      })
      expect(
        await world.grants.record(desk, 'C07tokiwa', 'granted', 'call', 'nobody.example.com'),
      ).toMatchObject({
        ok: false,
        refusals: [
          {
            code: 'grant-which-partner',
            rule: 'GRA-1',
            values: { domains: expect.stringContaining(`${northwind}`) },
          },
        ],
      })
      expect(await world.grants.standing(admin, ' nobody.example.com ')).toEqual({
        ok: false,
        refusals: [{ code: 'domain-unknown', rule: 'GRA-5', values: { domain: 'nobody.example.com' } }],
      })
    })

    it('is made by nobody who is not on the list of operators', async () => {
      for (const email of [marcus, sofia, yui, 'aoi.nakamura@desk.example.org'])
        expect(
          codes(await world.grants.record(await world.actor(email), granite, 'granted', 'mail')),
          email,
        ).toEqual(['grant-not-recorded-by-you'])
      expect(await state()).toBe('revoked')
    })

    it('of an operator in the desk names the partner where the customer has several', async () => {
      const desk = await world.actor(ben)
      expect(codes(await world.grants.record(desk, 'C07tokiwa', 'revoked', 'call'))).toEqual([
        'grant-which-partner',
      ])
      value(await world.grants.record(desk, 'C07tokiwa', 'revoked', 'call', northwind))
      expect((await world.directory.grant('C07tokiwa', northwind)).state).toBe('revoked')
      value(await world.grants.record(desk, granite, 'granted', 'call'))
      expect(await state()).toBe('granted')
    })
  })

  describe('UPD-3: the evidence of a grant', () => {
    it('is taken away by the desk, with why; who changed the grant, when, and how it stands stay', async () => {
      const desk = await world.actor(ben)
      value(await world.grants.record(desk, granite, 'granted', 'Kumquat said so'))

      value(await world.grants.removeEvidence(desk, granite, northwind, '  It named a person. '))

      const changes = value(await world.grants.history(admin, granite, northwind))
      expect(JSON.stringify(changes)).not.toContain('Kumquat')
      expect(changes.at(-1)).toMatchObject({
        by: ben,
        to: 'granted',
        evidence: null,
        evidenceRemoved: { by: ben, reason: 'It named a person.', at: world.now() },
      })
      expect(await state()).toBe('granted')
    })

    it('is taken away by nobody else, not without a reason, and not where there is none', async () => {
      const desk = await world.actor(ben)
      value(await world.grants.record(desk, granite, 'granted', 'Kumquat said so'))
      const remove = (actor: Actor, why = 'Why', domain = northwind, customer = granite) =>
        world.grants.removeEvidence(actor, customer, domain, why)

      for (const actor of [partner, admin, await world.actor(olivia)])
        expect(codes(await remove(actor))).toEqual(['evidence-of-desk'])
      expect(codes(await remove(desk, ' '))).toEqual(['evidence-without-reason'])
      expect(codes(await remove(desk, 'Why', 'nobody.example.com'))).toEqual(['domain-unknown'])
      expect(codes(await remove(desk, 'Why', northwind, 'C99'))).toEqual(['customer-unknown'])
      expect((await world.store.directory.recordedGrant(granite, northwind))?.evidence).toBe(
        'Kumquat said so',
      )
      value(await remove(desk))
      expect(codes(await remove(desk))).toEqual(['evidence-not-there'])
    })
  })

  describe('CRE-6: a customer’s own people', () => {
    let user: Actor
    let number: number

    beforeEach(async () => {
      user = await world.actor(amelia)
      number = value(await world.service.create(partner, aWish(), 'made')).number
      for (const audience of ['internal', 'desk', 'customer', 'everyone'] as const)
        value(
          await world.service.change(
            partner,
            number,
            { changes: [{ kind: 'message', text: `for ${audience}`, audience }] },
            `m-${audience}`,
          ),
        )
    })

    const saying = (audience: 'internal' | 'desk' | 'customer' | 'everyone', key: string) =>
      world.service.change(user, number, { changes: [{ kind: 'message', text: 'Hello', audience }] }, key)

    it('VIS-7: see their cases with what is meant for them, in lists too, and no other customer’s', async () => {
      const shown = value(await world.service.show(user, number, { entries: 20 }))
      const texts = shown.entries.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []))
      expect(texts).toEqual(['for customer', 'for everyone'])
      expect(value(await world.service.list(user, {}, { limit: 10 })).cases).toHaveLength(1)

      expect(codes(await world.service.show(admin, number))).toEqual(['case-not-found'])
      expect(value(await world.service.list(admin, {}, { limit: 10 })).cases).toEqual([])
    })

    it('UPD-7: answer for all, which brings a waiting case back, or for their partners, which does not', async () => {
      const desk = await world.actor(ben)
      const asking = {
        kind: 'message',
        text: 'More?',
        audience: 'everyone',
        status: 'action-required',
      } as const
      value(await world.service.change(desk, number, { changes: [asking] }, 'ask'))

      expect(value(await saying('customer', 'a1')).status).toBe('action-required')
      expect(value(await saying('everyone', 'a2')).status).toBe('in-progress')
      expect(codes(await saying('internal', 'a3'))).toEqual(['audience-not-yours'])
      expect(codes(await saying('desk', 'a4'))).toEqual(['audience-not-yours'])
    })

    it('do nothing else: no case of somebody else, no severity, no closing, no list of customers', async () => {
      const refusals = await Promise.all([
        world.service.change(user, number, { changes: [{ kind: 'severity', severity: 'P1' }] }, 's'),
        world.service.change(user, number, { changes: [{ kind: 'close', note: '' }] }, 'c'),
        world.service.change(user, number, { changes: [{ kind: 'reopen', reason: '' }] }, 'r'),
        world.service.create(user, aWish({ customer: granite }), 'n'),
        world.service.customers(user, '', { limit: 5 }),
        world.service.customer(user, 'C09brightwater'),
      ])
      expect(refusals.map((one) => codes(one)[0])).toEqual([
        'customer-only-replies',
        'customer-only-replies',
        'customer-only-replies',
        'customer-has-no-customers',
        'customer-has-no-customers',
        'customer-has-no-customers',
      ])
    })

    it('without portal access see nothing', async () => {
      world.editDirectory((yaml) =>
        yaml.replace('    customer: C09brightwater\n', '    customer: C09brightwater\n    portal: false\n'),
      )
      const [member] = (await world.directory.identify(personWith(amelia))).customers
      if (!member) throw new Error('Amelia is nobody')
      const without: Actor = { party: 'customer', ...member }

      expect(codes(await world.service.list(without, {}, { limit: 10 }))).toEqual(['portal-access-missing'])
      expect(codes(await world.service.show(without, number))).toEqual(['portal-access-missing'])
    })

    it('follow a case where they are; the thread is theirs, and a second one is not made', async () => {
      const place = { platform: 'slack', tenant: 'T1', channel: 'CSHARED', locale: 'en' } as const
      value(await world.service.follow(user, number, place))
      const followed = value(await world.service.follow(user, number, place))

      expect(followed.subscriptions.filter(({ channel }) => channel === 'CSHARED')).toMatchObject([
        { reader: { party: 'customer', customer: 'C09brightwater' } },
      ])
      expect(codes(await world.service.follow(admin, number, place))).toEqual(['case-not-found'])
    })
  })
})
