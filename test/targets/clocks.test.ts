import { beforeAll, describe, expect, it } from 'vitest'
import type { Author, Case, Clock, Entry, Side } from '../../src/cases/case.ts'
import type { Change, CreateCaseInput } from '../../src/cases/case-inputs.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { ClockFacts } from '../../src/cases/response-clocks.ts'
import { createClockKeeper } from '../../src/targets/clock-keeper.ts'
import { runClocks } from '../../src/targets/run-clocks.ts'
import type { Targets } from '../../src/targets/targets.ts'
import { aCase, anAuthor, anEntry, minutesAfter, noon } from '../support/build-case.ts'
import {
  agent,
  aoi,
  aServiceScene,
  midoriKnown,
  type ServiceScene,
  yamada,
} from '../support/build-case-service.ts'
import { aCustomer } from '../support/build-directory.ts'
import { buildTargets } from '../support/build-targets.ts'
import { value } from '../support/run-commands.ts'

const file = `
targets:
  - { side: desk, severity: P1, calendar: 24/7, firstResponse: 1h, nextResponse: 2h }
  - { side: desk, tier: standard, calendar: 24/7, firstResponse: 10h, nextResponse: 20h }
  - { side: desk, calendar: 24/7, firstResponse: 4h, nextResponse: 8h }
  - { side: hoshi.example.com, calendar: 24/7, firstResponse: 30m, nextResponse: 3h }
`
let targets: Targets
beforeAll(async () => {
  targets = await buildTargets(file)
})

const hour = 3_600_000
const hoshi: Side = { domain: 'hoshi.example.com' }

function anInput(over: Partial<CreateCaseInput> = {}): CreateCaseInput {
  return {
    customer: 'C-midori',
    title: 'Mail bounces',
    description: 'Every mail to one address comes back.',
    product: 'google-workspace',
    category: 'gmail-delivery',
    answers: {},
    severity: 'P2',
    confirmed: false,
    threads: [],
    ...over,
  }
}

const say = (over: Partial<Extract<Change, { kind: 'message' }>> = {}): Change => ({
  kind: 'message',
  text: 'So it is.',
  audience: 'everyone',
  ...over,
})

/** A case of a premium customer, opened by its partner, and what people do to it after. */
async function opened(over: Partial<CreateCaseInput> = {}) {
  return followed(aServiceScene({ clocks: createClockKeeper(targets) }), aoi, over)
}

/** CRE-9: a case that its customer opened, of a partner that answers first. */
async function openedAtFirstLine() {
  const scene = aServiceScene({ clocks: createClockKeeper(targets) })
  const [domain] = midoriKnown.domains
  scene.directory.replace({
    domains: [{ ...domain, firstLine: 'partner' }],
    customers: [...midoriKnown.customers],
    relationships: [...midoriKnown.relationships],
    grants: [...midoriKnown.grants],
  })
  return followed(scene, yamada)
}

async function followed(scene: ServiceScene, by: Actor, over: Partial<CreateCaseInput> = {}) {
  // As it is kept: an answer holds only the times of the side that asked.
  const asKept = async ({ number }: Case) => {
    const kept = await scene.store.get(number)
    if (!kept) throw new Error(`case ${number} was created`)
    return kept
  }
  let current = await asKept(value(await scene.service.create(by, anInput(over), 'create')))
  const openedAt = scene.now()
  let sends = 0
  return {
    scene,
    openedAt,
    current: () => current,
    async later(hours: number, actor: Actor, ...changes: readonly Change[]) {
      scene.pass(hours * hour)
      const sent = await scene.service.change(actor, current.number, { changes: [...changes] }, `k${++sends}`)
      current = await asKept(value(sent))
      return current
    },
    clocks: (side: Side = 'desk') => clocksOf(current, side),
    in: (hours: number) => new Date(openedAt.getTime() + hours * hour),
    entries: () => scene.store.history(current.number, { limit: 100 }),
  }
}

function clocksOf({ clocks }: Pick<Case, 'clocks'>, side: Side): readonly Clock[] {
  return clocks?.list.filter((clock) => JSON.stringify(clock.side) === JSON.stringify(side)) ?? []
}

const outcomes = (clocks: readonly Clock[]) =>
  clocks.map(({ kind, end }) => `${kind} ${end?.outcome ?? 'runs'}`)

describe('OWN-3: a first response', () => {
  it('is due in the same write that opens the case; its partner, who opened it, owes none', async () => {
    const { current, clocks, in: at } = await opened()

    expect(clocks()).toMatchObject([{ kind: 'first', startedAt: at(0), warnAt: at(3), dueAt: at(4) }])
    expect(current().due).toEqual([{ side: 'desk', at: at(4) }])
    expect(clocks(hoshi)).toEqual([])
  })

  it.each([
    ['a message to all', say()],
    ['a message to the partners', say({ audience: 'desk' })],
    ['a closing note', { kind: 'close', note: 'It was a typo in the address.' } as const],
  ])('is met by %s of the desk', async (_, change) => {
    const { later, clocks, current } = await opened()

    await later(3, agent, change)

    expect(outcomes(clocks())).toEqual(['first met'])
    expect(current().due).toEqual([])
  })

  it.each([
    ['a note', say({ audience: 'internal' })],
    ['a change of severity', { kind: 'severity', severity: 'P3' } as const],
  ])('is not met by %s', async (_, change) => {
    const { later, clocks, in: at, current } = await opened()

    await later(1, agent, change)

    expect(outcomes(clocks())).toEqual(['first runs'])
    expect(current().due).toEqual([{ side: 'desk', at: at(4) }])
  })

  it('is not met by what another side says, which starts no second clock either', async () => {
    const { later, clocks } = await opened()

    await later(1, aoi, say())

    expect(outcomes(clocks())).toEqual(['first runs'])
  })

  it('is missed where it comes later, and void where the case was closed before', async () => {
    const late = await opened()
    await late.later(5, agent, say())
    const closed = await opened()
    await closed.later(1, aoi, { kind: 'close', note: 'Solved.' })
    const closedLate = await opened()
    await closedLate.later(5, aoi, { kind: 'close', note: '' })

    expect(outcomes(late.clocks())).toEqual(['first missed'])
    expect(outcomes(closed.clocks())).toEqual(['first void'])
    expect(outcomes(closedLate.clocks())).toEqual(['first missed'])
  })

  it('waits while the desk waits for the other side, and goes on with the answer', async () => {
    const { later, clocks, current, in: at } = await opened()

    await later(1, agent, say({ audience: 'internal', status: 'action-required' }))
    expect(current().due).toEqual([])
    expect(clocks()).toMatchObject([{ dueAt: null, pauses: [{ from: at(1), to: null }] }])
    await later(10, aoi, say())

    expect(clocks()).toMatchObject([{ kind: 'first', startedAt: at(0), dueAt: at(14) }])
    await later(3.5, agent, say())
    expect(outcomes(clocks())).toEqual(['first missed'])
  })

  it('is due by the target for severity, tier and language', async () => {
    const urgent = await opened({ severity: 'P1' })

    expect(urgent.clocks()).toMatchObject([{ dueAt: urgent.in(1) }])
    const find = (over: object) =>
      targets.find('desk', { severity: 'P3', tier: 'premium', language: 'ja', ...over })?.position
    expect([find({}), find({ tier: 'standard' }), find({ severity: 'P1', tier: 'standard' })]).toEqual([
      2, 1, 0,
    ])
  })

  it('is owed to nobody where the case came in by an import: its next message starts a next response', async () => {
    const scene = aServiceScene({ clocks: createClockKeeper(targets) })
    await scene.put()

    value(await scene.service.change(aoi, 1001, { changes: [say()] }, 'k'))

    expect(outcomes(clocksOf((await scene.store.get(1001)) ?? {}, 'desk'))).toEqual(['next runs'])
  })
})

describe('OWN-3: a next response', () => {
  async function answered() {
    const one = await opened()
    await one.later(1, agent, say())
    return one
  }

  it('is due from the first message that nobody answered, not from a later one', async () => {
    const { later, clocks, in: at, current } = await answered()

    await later(1, aoi, say())
    await later(2, aoi, say())

    expect(outcomes(clocks())).toEqual(['first met', 'next runs'])
    expect(current().due).toEqual([{ side: 'desk', at: at(10) }])
  })

  it('is not asked for by what the desk cannot read', async () => {
    const { later, clocks } = await answered()

    await later(1, aoi, say({ audience: 'internal' }), say({ audience: 'customer' }))

    expect(outcomes(clocks())).toEqual(['first met'])
  })

  it.each(['action-required', 'solution-provided'] as const)(
    'ends with %s, also without a message',
    async (status) => {
      const { later, clocks, current } = await answered()
      await later(1, aoi, say())

      await later(1, agent, say({ audience: 'internal', status }))

      expect(outcomes(clocks())).toEqual(['first met', 'next met'])
      expect(current().due).toEqual([])
    },
  )

  it('is asked for by an escalation, and by reopening', async () => {
    const { later, clocks, in: at } = await answered()

    await later(1, aoi, { kind: 'escalate', reason: 'business-impact', justification: 'All are down.' })
    expect(outcomes(clocks())).toEqual(['first met', 'next runs'])
    await later(1, agent, say({ status: 'solution-provided' }), { kind: 'close', note: '' })
    await later(20, aoi, { kind: 'reopen', reason: 'It is back.' })

    expect(outcomes(clocks())).toEqual(['first met', 'next met', 'next runs'])
    expect(clocks()).toMatchObject([{}, {}, { startedAt: at(23), dueAt: at(31) }])
  })

  it('counts on: the last twenty are kept whole, the earlier ones as figures, the first response for good', async () => {
    const { later, clocks, current } = await answered()

    for (let index = 0; index < 30; index += 1) {
      await later(1, aoi, say())
      await later(index < 3 ? 9 : 1, agent, say())
    }

    expect(clocks().filter(({ end }) => end)).toHaveLength(20)
    expect(outcomes(clocks())[0]).toBe('first met')
    expect(current().clocks?.past).toEqual([{ side: 'desk', met: 8, missed: 3, void: 0 }])
  })
})

describe('OWN-3: a partner towards its customer', () => {
  it('owes a next response to what its customer writes, told to nobody else', async () => {
    const { later, clocks, in: at, current } = await opened()

    await later(1, yamada, say({ audience: 'customer' }))

    expect(clocks(hoshi)).toMatchObject([{ kind: 'next', dueAt: at(4) }])
    expect(current().due).toEqual([
      { side: 'desk', at: at(4) },
      { side: hoshi, at: at(4) },
    ])
  })

  it('meets it with what the customer can read, not with a word to the desk or an escalation', async () => {
    const { later, clocks } = await opened()
    await later(1, yamada, say())

    await later(0.5, aoi, say({ audience: 'desk' }), {
      kind: 'escalate',
      reason: 'business-impact',
      justification: 'All are down.',
    })
    expect(outcomes(clocks(hoshi))).toEqual(['next runs'])
    await later(0.5, aoi, say({ audience: 'customer' }))

    expect(outcomes(clocks(hoshi))).toEqual(['next met'])
  })

  it('owes nothing any more where the desk answered the customer, and where the customer moved', async () => {
    const byDesk = await opened()
    await byDesk.later(1, yamada, say())
    await byDesk.later(1, agent, say())
    const moved = await opened()
    await moved.later(1, yamada, say())
    moved.scene.directory.replace({
      ...midoriKnown,
      customers: [...midoriKnown.customers],
      relationships: [],
    })
    await moved.later(1, agent, say({ audience: 'internal' }))

    expect(outcomes(byDesk.clocks(hoshi))).toEqual(['next void'])
    expect(outcomes(moved.clocks(hoshi))).toEqual(['next void'])
    expect(moved.current().due).toEqual([{ side: 'desk', at: moved.in(4) }])
  })

  it('owes a first response to a case that its customer opened, as the desk does', () => {
    const customer: Author = { party: 'customer', email: 'it@midori.example.jp', name: '山田' }
    const created = anEntry({ author: customer, event: { type: 'created', description: 'x', answers: [] } })

    const { clocks } = run({ before: undefined, createdBy: customer, entries: [created] })

    expect(clocks.list.map(({ side, kind }) => [side, kind])).toEqual([
      ['desk', 'first'],
      [hoshi, 'first'],
    ])
  })

  it('entered on its customer’s behalf, a message is the customer’s: it meets nothing, and waits for an answer', () => {
    const said = anEntry({
      author: anAuthor(),
      event: {
        type: 'message',
        text: 'By phone: still down.',
        said: { way: 'phone', on: '2026-11-02', by: '山田' },
      } as Entry['event'],
    })

    const { clocks } = run({ before: { clocks: { list: [], responded: ['desk', hoshi] } }, entries: [said] })

    expect(clocks.list.map(({ side, kind }) => [side, kind])).toEqual([
      ['desk', 'next'],
      [hoshi, 'next'],
    ])
  })
})

/** Targets of the file: 30 minutes, then 3 hours; of the desk for a premium customer: 4 hours. A warning comes at three quarters. */
describe('OWN-3, CRE-9: a partner that is the first line', () => {
  it('owes the first response alone, which waits while the case waits for the customer', async () => {
    const { later, clocks, current, in: at } = await openedAtFirstLine()
    expect(current().due).toEqual([{ side: hoshi, at: at(0.5) }])
    expect(clocks()).toEqual([])

    // 0:15 of 0:30 are used up when it begins to wait, and are at 4:15 still.
    await later(0.25, aoi, say({ audience: 'internal', status: 'action-required' }))
    expect(current().due).toEqual([])
    expect(clocks(hoshi)).toMatchObject([{ dueAt: null, pauses: [{ from: at(0.25), to: null }] }])
    await later(4, yamada, say({ audience: 'customer' }))

    expect(current().status).toBe('in-progress')
    expect(current().due).toEqual([{ side: hoshi, at: at(4.5) }])
    expect(clocks(hoshi)).toMatchObject([
      { kind: 'first', startedAt: at(0), warnAt: at(4.375), pauses: [{ from: at(0.25), to: at(4.25) }] },
    ])
    await later(0.2, aoi, say({ audience: 'customer' }))

    expect(outcomes(clocks(hoshi))).toEqual(['first met'])
    expect(current().due).toEqual([])
  })

  it('misses it where it answers later than what the pause left, not than what the clock on the wall says', async () => {
    const late = await openedAtFirstLine()
    await late.later(0.25, aoi, say({ audience: 'internal', status: 'action-required' }))
    await late.later(4, yamada, say())
    await late.later(0.3, aoi, say())

    expect(outcomes(late.clocks(hoshi))).toEqual(['first missed'])
  })

  it('owes the next response from what its customer wrote, and none while the customer has to answer', async () => {
    const { later, clocks, current, in: at } = await openedAtFirstLine()
    await later(0.25, aoi, say({ audience: 'customer', status: 'action-required' }))
    expect(outcomes(clocks(hoshi))).toEqual(['first met'])
    expect(current().due).toEqual([])

    await later(1.75, yamada, say())
    await later(1, yamada, say())
    expect(current().due).toEqual([{ side: hoshi, at: at(5) }])
    // The status tells the customer that it is its turn, whatever is written beside it.
    await later(1, aoi, say({ audience: 'internal', status: 'solution-provided' }))
    expect(outcomes(clocks(hoshi))).toEqual(['first met', 'next met'])
    expect(current().due).toEqual([])

    await later(2, yamada, say())
    expect(current().due).toEqual([{ side: hoshi, at: at(9) }])
  })

  it('owes nothing once it passed the case to the desk, whose first response is due from then on', async () => {
    const { later, clocks, current, in: at } = await openedAtFirstLine()
    await later(0.25, aoi, say({ audience: 'customer', status: 'action-required' }))
    await later(1.75, yamada, say({ audience: 'customer' }))

    await later(1, aoi, { kind: 'pass', note: 'Beyond us.' })
    expect(outcomes(clocks(hoshi))).toEqual(['first met', 'next void'])
    expect(current().due).toEqual([{ side: 'desk', at: at(7) }])

    // From here on it is the desk whose clock rests: 1 hour of 4 is used up at 4:00.
    await later(1, agent, say({ audience: 'internal', status: 'action-required' }))
    expect(current().due).toEqual([])
    await later(2, yamada, say())
    expect(current().due).toEqual([
      { side: 'desk', at: at(9) },
      { side: hoshi, at: at(9) },
    ])
    await later(2.5, agent, say())
    expect(outcomes(clocks())).toEqual(['first met'])
    expect(outcomes(clocks(hoshi))).toEqual(['first met', 'next void', 'next void'])
    expect(current().due).toEqual([])
  })
})

describe('OWN-3: a case that its partner passes to the desk', () => {
  it('asks the desk from then on, for its first response; what the partner owed is void', () => {
    const customer: Author = { party: 'customer', email: 'it@midori.example.jp', name: '山田' }
    const clock = { kind: 'first', startedAt: noon, targetMs: hour, calendar: '24/7', warnAt: noon } as const
    const running: Clock = { ...clock, side: hoshi, dueAt: minutesAfter(noon, 30) }
    const passed = anEntry({
      at: minutesAfter(noon, 10),
      event: { type: 'passed', note: '' } as unknown as Entry['event'],
    })

    const { clocks } = run({
      before: { clocks: { list: [running], responded: [] } },
      createdBy: customer,
      entries: [passed],
    })

    expect(outcomes(clocksOf({ clocks }, hoshi))).toEqual(['first void'])
    expect(clocksOf({ clocks }, 'desk')).toMatchObject([{ kind: 'first', startedAt: minutesAfter(noon, 10) }])
  })
})

describe('OWN-3: a due time that changes', () => {
  it('with the severity it is reckoned anew from where it began, and told to that side alone', async () => {
    const { later, clocks, in: at, entries, current, scene } = await opened()

    await later(0.5, aoi, { kind: 'severity', severity: 'P1' })

    expect(clocks()).toMatchObject([{ startedAt: at(0), dueAt: at(1), targetMs: hour }])
    expect((await entries()).at(-1)).toMatchObject({
      audience: 'internal',
      author: { party: 'desk' },
      event: { type: 'due-changed', clock: 'first', because: 'severity', from: at(4), to: at(1) },
    })
    const seen = async (actor: Actor) =>
      value(await scene.service.show(actor, current().number)).entries.map(({ event }) => event.type)
    expect(await seen(agent)).toContain('due-changed')
    expect(await seen(aoi)).not.toContain('due-changed')
    expect(await seen(yamada)).not.toContain('due-changed')
  })

  it('with the tier it is reckoned anew at the next change', async () => {
    const { later, clocks, in: at, entries, scene } = await opened()
    scene.directory.replace({
      ...midoriKnown,
      customers: [aCustomer({ tier: 'standard' })],
      relationships: [...midoriKnown.relationships],
      grants: [...midoriKnown.grants],
      domains: [...midoriKnown.domains],
    })

    await later(1, aoi, say())

    expect(clocks()).toMatchObject([{ kind: 'first', startedAt: at(0), dueAt: at(10) }])
    expect((await entries()).at(-1)?.event).toMatchObject({ type: 'due-changed', because: 'tier' })
  })

  it('without a target that holds there is none, and that is told', () => {
    const running = run({ before: undefined, entries: [createdEntry] }).clocks
    const none: Targets = { ...targets, find: () => undefined }

    const { clocks, due, changes } = run({ before: { clocks: running }, entries: [] }, none)

    expect(outcomes(clocks.list)).toEqual(['first void'])
    expect(due).toEqual([])
    expect(changes).toMatchObject([{ side: 'desk', event: { because: 'settings', to: null } }])
  })

  it('a reminder that was sent comes again if its moment is still to come', () => {
    const started = run({ before: undefined, entries: [createdEntry] }).clocks
    const warned = {
      ...started,
      list: started.list.map((clock) => ({ ...clock, reminded: 'warned' as const })),
    }
    const toP4 = run(
      { before: { clocks: warned }, entries: [], tier: 'standard' },
      targets,
      minutesAfter(noon, 190),
    )

    expect(toP4.clocks.list).toMatchObject([{ dueAt: minutesAfter(noon, 600), round: 1 }])
    expect(toP4.clocks.list[0]?.reminded).toBeUndefined()
  })
})

const createdEntry = anEntry({ event: { type: 'created', description: 'x', answers: [] } })

/** The clocks of a case of hoshi's at noon, past the services. */
function run(
  {
    tier = 'premium',
    entries,
    before,
    ...over
  }: {
    readonly before: Parameters<typeof runClocks>[0]['before']
    readonly entries: readonly Entry[]
    readonly createdBy?: Author
    readonly tier?: ClockFacts['tier']
  },
  by: Targets = targets,
  now = noon,
) {
  const next = aCase(over)
  return runClocks({ before, next, entries }, by, { tier, partners: ['hoshi.example.com'] }, now)
}
