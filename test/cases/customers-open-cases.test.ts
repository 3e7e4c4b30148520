import { describe, expect, it } from 'vitest'
import { canSeeCase, listReaders } from '../../src/cases/audience.ts'
import type { Case, Reader } from '../../src/cases/case.ts'
import type { CreateCaseInput, UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import { toOwnId } from '../../src/cases/own-cases.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { QueueName } from '../../src/cases/queues.ts'
import type { Result } from '../../src/cases/refusal.ts'
import { aCase, aThread } from '../support/build-case.ts'
import { agent, aoi, aServiceScene, midoriKnown, yamada } from '../support/build-case-service.ts'
import { anAccount, aRelationship } from '../support/build-directory.ts'
import { codes, value } from '../support/run-commands.ts'

const hoshi = 'hoshi.example.com'
const tsuki = 'tsuki.example.com'
const ofTsuki: Actor = {
  party: 'partner',
  account: anAccount({ email: 'tsuki@tsuki.example.com', domain: tsuki, roles: ['Reseller Admin'] }),
}
const desk: Reader = { party: 'desk' }
const midori: Reader = { party: 'customer', customer: 'C-midori' }
const partner: Reader = { party: 'partner', domain: hoshi }

function anInput(over: Partial<CreateCaseInput> = {}): CreateCaseInput {
  return {
    customer: 'C-midori',
    title: 'The invoice is wrong',
    description: 'It names the wrong plan.',
    product: 'google-workspace',
    category: 'gmail-delivery',
    answers: {},
    severity: 'P3',
    confirmed: false,
    threads: [],
    ...over,
  }
}

/** Midori is served by hoshi and by tsuki; each says who answers first. */
function aScene(firstLines: Readonly<Record<string, 'partner' | 'desk' | undefined>> = {}) {
  const scene = aServiceScene({
    deskPlaces: [{ platform: 'slack', tenant: 'T1', channel: 'C-desk' }],
  })
  scene.directory.replace({
    domains: [hoshi, tsuki].map((domain) => ({
      domain,
      name: domain,
      superAdmin: `admin@${domain}`,
      language: 'en',
      firstLine: firstLines[domain],
    })),
    customers: [...midoriKnown.customers],
    relationships: [
      ...midoriKnown.relationships,
      ...(tsuki in firstLines ? [aRelationship({ domain: tsuki, kind: 'support-partner' })] : []),
    ],
    grants: [...midoriKnown.grants],
  })
  return scene
}

type Change = UpdateCaseInput['changes'][number]
type Scene = ReturnType<typeof aScene>

let keys = 0
function send(
  { service }: Scene,
  actor: Actor,
  { number }: Pick<Case, 'number'>,
  ...changes: Change[]
): Promise<Result<Case>> {
  keys += 1
  return service.change(actor, number, { changes }, `change ${keys}`)
}
const say = (audience: 'internal' | 'customer' | 'desk' | 'everyone', over: object = {}): Change => ({
  kind: 'message',
  text: 'The plan is right now.',
  audience,
  ...over,
})

describe('CRE-10: who sees a case', () => {
  it.each([
    ['one like any other', {}, [desk, midori, partner]],
    ['one that is hidden from the customer', { hiddenFromCustomer: true }, [desk, partner]],
    ['one that was shown again', { hiddenFromCustomer: false }, [desk, midori, partner]],
    ['one that the partner answers first', { firstLine: 'partner' }, [midori, partner]],
    ['one that was passed on', { firstLine: 'desk' }, [desk, midori, partner]],
  ] as const)('%s', (_, over, readers) => {
    const supportCase = aCase(over)

    expect(listReaders(supportCase)).toEqual(readers)
    for (const reader of [desk, midori, partner])
      expect(canSeeCase(supportCase, reader)).toBe(readers.some((one) => one.party === reader.party))
  })
})

describe('CRE-10: a domain’s own case', () => {
  it('needs no grant, and is read by the domain and the desk alone', async () => {
    const scene = aScene({ [tsuki]: undefined })
    const made = value(await scene.service.create(aoi, anInput({ customer: toOwnId(hoshi) }), 'k'))

    expect(made).toMatchObject({
      customer: { id: toOwnId(hoshi), domain: hoshi },
      partners: [{ domain: hoshi, kind: 'reseller' }],
    })
    expect(codes(await scene.service.show(ofTsuki, made.number))).toEqual(['case-not-found'])
    expect(codes(await scene.service.show(yamada, made.number))).toEqual(['case-not-found'])
    expect(await scene.service.show(agent, made.number)).toMatchObject({ ok: true })
    expect(await scene.service.show(aoi, made.number)).toMatchObject({ value: { writeDenied: undefined } })
    expect(await send(scene, aoi, made, { kind: 'severity', severity: 'P1' })).toMatchObject({ ok: true })
  })

  it('is nobody else’s to open', async () => {
    const { service } = aScene({ [tsuki]: undefined })

    expect(codes(await service.create(ofTsuki, anInput({ customer: toOwnId(hoshi) }), 'k'))).toEqual([
      'customer-unknown@customer',
    ])
    expect(codes(await service.create(agent, anInput({ customer: toOwnId(hoshi) }), 'k'))).toEqual([
      'desk-has-no-customers',
    ])
  })

  it('is not hidden from anybody, and nothing is said in a customer’s name', async () => {
    const scene = aScene()
    const own = anInput({ customer: toOwnId(hoshi), hidden: true })
    const made = value(await scene.service.create(aoi, own, 'k'))

    expect(made.hiddenFromCustomer).toBeUndefined()
    const said = { way: 'phone', on: '2026-11-02', by: '山田' }
    expect(codes(await send(scene, aoi, made, say('everyone', { said })))).toEqual([
      'hidden-from-customer@audience',
    ])
  })
})

describe('CRE-10: a case that is hidden from the customer', () => {
  it('is seen by its partners and the desk, and not by the customer’s people', async () => {
    const { service } = aScene()
    const { number } = value(await service.create(aoi, anInput({ hidden: true }), 'k'))

    expect(codes(await service.show(yamada, number))).toEqual(['case-not-found'])
    expect(codes(await service.files(yamada, number))).toEqual(['case-not-found'])
    expect(value(await service.list(yamada, {}, { limit: 10 })).cases).toEqual([])
    expect(value(await service.list(agent, {}, { limit: 10 })).cases).toHaveLength(1)
  })

  it('takes nothing that is written to the customer', async () => {
    const scene = aScene()
    const made = value(await scene.service.create(aoi, anInput({ hidden: true }), 'k'))
    const said = { way: 'mail', on: '2026-11-02', by: '山田' }

    expect(codes(await send(scene, aoi, made, say('customer')))).toEqual(['hidden-from-customer@audience'])
    expect(codes(await send(scene, aoi, made, say('desk', { said })))).toEqual([
      'hidden-from-customer@audience',
    ])
    expect(await send(scene, aoi, made, say('desk'))).toMatchObject({ ok: true })
  })

  it('is not shared with the customer’s addresses, at creation or later', async () => {
    const scene = aScene()
    const shared = anInput({ hidden: true, share: ['boss@midori.example.jp'] })
    expect(codes(await scene.service.create(aoi, shared, 'k'))).toEqual(['share-with-hidden-customer@share'])

    const made = value(await scene.service.create(aoi, anInput({ hidden: true }), 'k2'))
    const add = (address: string): Change => ({ kind: 'share', add: [address], remove: [] })
    expect(codes(await send(scene, aoi, made, add('it@midori.example.jp')))).toEqual([
      'share-with-hidden-customer@add',
    ])
    expect(await send(scene, aoi, made, add('billing@hoshi.example.com'))).toMatchObject({ ok: true })
  })

  it.each([
    ['the partner', aoi],
    ['the desk', agent],
  ])('is shown by %s for good, and the history says so', async (_, actor) => {
    const scene = aScene()
    const made = value(await scene.service.create(aoi, anInput({ hidden: true }), 'k'))

    expect(await send(scene, actor, made, { kind: 'reveal' })).toMatchObject({ ok: true })
    const shown = value(await scene.service.show(yamada, made.number))
    expect(shown.entries.at(-1)?.event).toEqual({ type: 'revealed' })
    expect(codes(await send(scene, actor, made, { kind: 'reveal' }))).toEqual(['not-hidden'])
  })

  it('is hidden by nobody from their own organisation, nor shown by them', async () => {
    const scene = aScene()
    expect(codes(await scene.service.create(yamada, anInput({ hidden: true }), 'k'))).toEqual([
      'hidden-not-yours@hidden',
    ])
    const made = value(await scene.service.create(aoi, anInput(), 'k2'))
    expect(codes(await send(scene, yamada, made, { kind: 'reveal' }))).toEqual(['customer-only-replies'])
  })

  it('UPD-4: keeps its number from the customer in a follow-up', async () => {
    const scene = aScene()
    const made = value(await scene.service.create(aoi, anInput({ hidden: true }), 'k'))
    await send(scene, aoi, made, { kind: 'close', note: '' })
    scene.pass(31 * 24 * 60 * 60 * 1000)
    const next = value(await scene.service.create(aoi, anInput({ followUpOf: made.number }), 'k2'))

    expect(next.followUpOf).toMatchObject({ number: made.number, hiddenFromCustomer: true })
  })
})

describe('CRE-9: a customer’s own user', () => {
  it('opens a case without a grant, for all partners of record, and nobody owns it', async () => {
    const { service, directory } = aScene({ [tsuki]: undefined })
    directory.replace({ ...sceneWithoutGrants() })
    const made = value(await service.create(yamada, anInput(), 'k'))

    expect(made).toMatchObject({ createdBy: { party: 'customer' }, partners: [{ domain: hoshi }] })
    expect(made.owners ?? []).toEqual([])
    expect(await service.show(aoi, made.number)).toMatchObject({ ok: true })
  })

  it('opens none for another organisation, and shares none by mail', async () => {
    const { service } = aScene()

    expect(codes(await service.create(yamada, anInput({ customer: 'C-other' }), 'k'))[0]).toBe(
      'customer-has-no-customers',
    )
    expect(codes(await service.create(yamada, anInput({ share: ['a@example.com'] }), 'k'))).toEqual([
      'share-not-yours@share',
    ])
  })

  it.each([
    ['the desk where nothing is said', {}, undefined],
    ['the partner where it says so', { [hoshi]: 'partner' }, 'partner'],
    [
      'the desk where one of two partners has it first',
      { [hoshi]: 'partner', [tsuki]: undefined },
      undefined,
    ],
    ['the partners where both say so', { [hoshi]: 'partner', [tsuki]: 'partner' }, 'partner'],
  ] as const)('is answered first by %s', async (_, firstLines, expected) => {
    const { service } = aScene(firstLines)

    expect(value(await service.create(yamada, anInput(), 'k')).firstLine).toBe(expected)
    expect(value(await service.create(aoi, anInput(), 'k2')).firstLine).toBeUndefined()
  })
})

function sceneWithoutGrants() {
  return {
    domains: [...midoriKnown.domains],
    customers: [...midoriKnown.customers],
    relationships: [...midoriKnown.relationships],
  }
}

describe('CRE-9: a case that the partner answers first', () => {
  const threads: CreateCaseInput['threads'] = [
    { platform: 'slack', tenant: 'T1', channel: 'C-desk', audience: 'desk', locale: 'en' },
  ]
  async function open() {
    const scene = aScene({ [hoshi]: 'partner' })
    return { scene, made: value(await scene.service.create(yamada, anInput({ threads }), 'k')) }
  }

  it('is not seen or counted by the desk, and has no thread there', async () => {
    const { scene, made } = await open()

    expect(codes(await scene.service.show(agent, made.number))).toEqual(['case-not-found'])
    expect(value(await scene.service.list(agent, {}, { limit: 5 })).cases).toEqual([])
    expect(made.subscriptions.map(({ reader }) => reader.party)).not.toContain('desk')
  })

  it('UPD-7: waits for the partner, whose answer and status move it', async () => {
    const { scene, made } = await open()

    expect(value(await send(scene, aoi, made, say('internal'))).status).toBe('new')
    expect(value(await send(scene, aoi, made, say('customer'))).status).toBe('in-progress')
    const asked = say('everyone', { status: 'action-required' })
    expect(value(await send(scene, aoi, made, asked)).status).toBe('action-required')
    expect(value(await send(scene, yamada, made, say('customer'))).status).toBe('in-progress')
  })

  it('OWN-2: is in the partner’s queues as the desk’s cases are in the desk’s, until it is passed on', async () => {
    const { scene, made } = await open()
    const inQueue = async (actor: Actor, queue: QueueName) =>
      value(await scene.service.list(actor, { queue }, { limit: 5 })).cases.map(({ number }) => number)
    const counts = async () =>
      Object.fromEntries(value(await scene.service.queues(aoi)).map(({ queue, count }) => [queue, count]))

    expect(await inQueue(aoi, 'waiting')).toEqual([made.number])
    expect(await inQueue(aoi, 'in-progress')).toEqual([])
    expect(await counts()).toMatchObject({ waiting: 1, 'in-progress': 0 })

    value(await send(scene, aoi, made, say('everyone', { status: 'action-required' })))
    expect(await inQueue(aoi, 'waiting')).toEqual([])
    expect(await inQueue(aoi, 'in-progress')).toEqual([made.number])

    value(await send(scene, yamada, made, say('customer')))
    expect(await inQueue(aoi, 'waiting')).toEqual([made.number])

    value(await send(scene, aoi, made, { kind: 'pass', note: '' }))
    expect(await inQueue(aoi, 'waiting')).toEqual([])
    expect(await inQueue(aoi, 'in-progress')).toEqual([made.number])
    expect(await inQueue(agent, 'waiting')).toEqual([made.number])
  })

  it('is seen by the desk once it is passed on, with a thread, and no longer moved by the partner', async () => {
    const { scene, made } = await open()
    const passed = value(await send(scene, aoi, made, { kind: 'pass', note: 'Beyond us.' }))

    expect(passed).toMatchObject({ firstLine: 'desk', status: 'new' })
    expect(passed.subscriptions).toMatchObject([{ channel: 'C-desk', reader: { party: 'desk' } }])
    expect(value(await scene.service.show(agent, made.number)).entries.at(-1)?.event).toEqual({
      type: 'passed',
      note: 'Beyond us.',
    })
    const status = say('everyone', { status: 'solution-provided' })
    expect(codes(await send(scene, aoi, made, status))).toEqual(['status-not-yours@status'])
    expect(codes(await send(scene, aoi, made, { kind: 'pass', note: '' }))).toEqual(['already-with-desk'])
  })

  it('UPD-2: goes to the desk with an escalation', async () => {
    const { scene, made } = await open()
    const escalated = await send(scene, aoi, made, {
      kind: 'escalate',
      reason: 'business-impact',
      justification: 'Orders stand still.',
    })

    expect(value(escalated).firstLine).toBe('desk')
    const events = value(await scene.service.show(agent, made.number)).entries.map(({ event }) => event.type)
    expect(events).toEqual(['created', 'passed', 'escalated'])
  })

  it('is not passed on by the customer', async () => {
    const { scene, made } = await open()

    expect(codes(await send(scene, yamada, made, { kind: 'pass', note: '' }))).toEqual([
      'customer-only-replies',
    ])
  })
})

describe('NOT-4: what the customer said elsewhere', () => {
  const said = { way: 'phone', on: '2026-11-02', by: '山田 太郎' } as const

  it.each([
    ['the partner', aoi],
    ['the desk', agent],
  ])('UPD-7: entered by %s, counts as a message by the customer, and not as an answer', async (_, actor) => {
    const scene = aScene()
    const waiting = await scene.put({ status: 'action-required', subscriptions: [aThread()] })
    const fresh = await scene.put({ number: 1002 })

    expect(value(await send(scene, actor, waiting, say('everyone', { said }))).status).toBe('in-progress')
    expect(value(await send(scene, actor, fresh, say('everyone', { said }))).status).toBe('new')
    const { entries } = value(await scene.service.show(aoi, 1002))
    expect(entries.at(-1)).toMatchObject({ author: { party: actor.party }, event: { type: 'message', said } })
  })

  it('is not entered by the customer itself', async () => {
    const scene = aScene()
    expect(codes(await send(scene, yamada, await scene.put(), say('everyone', { said })))).toEqual([
      'customer-only-replies',
    ])
  })

  it.each([
    ['without a name', { ...said, by: ' ' }, 'field-missing@by'],
    ['on no day', { ...said, on: 'yesterday' }, 'field-invalid@on'],
    ['on a day to come', { ...said, on: '2026-12-24' }, 'said-in-future@on'],
  ])('is refused %s', async (_, given, code) => {
    const scene = aScene()
    expect(codes(await send(scene, aoi, await scene.put(), say('everyone', { said: given })))).toEqual([code])
  })

  it('CRE-3: is searched for personal data, the name as well', async () => {
    const scene = aScene()
    const supportCase = await scene.put()
    const given = { ...said, by: '4111 1111' }

    expect(codes(await send(scene, aoi, supportCase, say('everyone', { said: given })))).toEqual([
      'personal-data-found@by',
    ])
  })

  it('UPD-3: loses who said it with what was said', async () => {
    const scene = aScene()
    const supportCase = await scene.put()
    const { seq } = value(await send(scene, aoi, supportCase, say('everyone', { said })))
    const input = { of: seq, part: 'text', why: 'It named a person.' } as const
    value(await scene.service.remove(agent, supportCase.number, input, 'r'))

    const { entries } = value(await scene.service.show(aoi, supportCase.number))
    expect(JSON.stringify(entries)).not.toContain(said.by)
  })
})
