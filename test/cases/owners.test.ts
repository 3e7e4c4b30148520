import { describe, expect, it } from 'vitest'
import { canRead } from '../../src/cases/audience.ts'
import type { Case } from '../../src/cases/case.ts'
import { createOwnerKeeper } from '../../src/cases/keep-owners.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Result } from '../../src/cases/refusal.ts'
import { createOwnerSweep, type OwnerSweepDeps } from '../../src/cases/sweep-owners.ts'
import { aCommit, aNewCase, minutesAfter } from '../support/build-case.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const olivia = 'olivia.reed@northwind-apps.example.com'
const chloe = 'aoi.nakamura@desk.example.org'

let keys = 0
const key = () => `key-${++keys}`

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusals))
  return result.value
}

const codes = (result: Result<unknown>) => (result.ok ? 'ok' : result.refusals.map(({ code }) => code).join())

async function open(world: World, overrides = {}): Promise<Case> {
  return value(await world.service.create(await world.actor(marcus), aWish(overrides), key()))
}

async function assign(world: World, who: string, number: number, to: string | null, from?: string | null) {
  const changes = [{ kind: 'assign' as const, to, ...(from === undefined ? {} : { from }) }]
  return world.service.change(await world.actor(who), number, { changes }, key())
}

async function aside(world: World, who: string, number: number, until: Date | null) {
  return world.service.change(await world.actor(who), number, { changes: [{ kind: 'aside', until }] }, key())
}

async function say(
  world: World,
  who: string,
  number: number,
  text: string,
  audience: 'everyone' | 'internal' = 'everyone',
) {
  const changes = [{ kind: 'message' as const, text, audience }]
  return value(await world.service.change(await world.actor(who), number, { changes }, key()))
}

const suspend = (world: World, email: string) =>
  world.editDirectory((yaml) => yaml.replace(`email: ${email}\n`, `email: ${email}\n    suspended: true\n`))

/** The look of one instance. */
function sweepOf({ store, directory, now }: World, over: Partial<OwnerSweepDeps> = {}) {
  const owners = createOwnerKeeper({ store, directory, now })
  return createOwnerSweep({ store, directory, notices: store.conversations, owners, now, ...over })
}

const inQueue = async (
  world: World,
  actor: Actor,
  queue: 'unassigned' | 'mine' | 'waiting' | 'aside' | 'open' | 'recently-closed',
) => value(await world.service.list(actor, { queue }, { limit: 50 })).cases.map(({ number }) => number)

eachStore((_name, openStore) => {
  const aWorldHere = async () => aWorld(await openStore())

  describe('OWN-1: who works on a case', () => {
    it('begins with the opener at the opener’s domain, and with nobody at the desk', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      const supportCase = await world.store.get(number)
      expect(supportCase?.assignee).toBeNull()
      expect(supportCase?.owners).toEqual([
        { domain: 'northwind-apps.example.com', email: marcus, name: 'Marcus Bell' },
      ])
    })

    it('is taken by one of two, and the other one reads by whom', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      const results = await Promise.all([
        assign(world, ben, number, ben, null),
        assign(world, chloe, number, chloe, null),
      ])
      expect(results.map(codes).toSorted()).toEqual(['assigned-meanwhile', 'ok'])
      const kept = await world.store.get(number)
      const loser = results.find(({ ok }) => !ok)
      expect(loser).toMatchObject({ refusals: [{ values: { number, name: kept?.assignee?.name } }] })
    })

    it('is handed to an eligible colleague, taken over knowingly, and released', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      expect(codes(await assign(world, marcus, number, olivia))).toBe('ok')
      expect(codes(await assign(world, marcus, number, olivia))).toBe('assign-unchanged')
      expect(codes(await assign(world, marcus, number, marcus, olivia))).toBe('ok')
      expect(codes(await assign(world, olivia, number, null))).toBe('ok')
      expect(codes(await assign(world, olivia, number, null))).toBe('assign-nobody')
      expect((await world.store.get(number))?.owners).toEqual([])
    })

    it.each([
      ['nobody of the domain', 'someone@northwind-apps.example.com'],
      ['an account without the role', 'nina.park@northwind-apps.example.com'],
      ['somebody of another side', ben],
    ])('goes to nobody who can’t change it: %s', async (_who, email) => {
      const world = await aWorldHere()
      const { number } = await open(world)
      expect(codes(await assign(world, marcus, number, email))).toBe('assign-not-eligible')
    })

    it('is no customer’s to settle, and none’s on a closed case', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      expect(codes(await assign(world, amelia, number, amelia))).toBe('customer-only-replies')
      value(
        await world.service.change(
          await world.actor(marcus),
          number,
          { changes: [{ kind: 'close', note: '' }] },
          key(),
        ),
      )
      expect(codes(await assign(world, marcus, number, olivia))).toBe('case-closed')
    })

    it('is told in the history of that side only', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      value(await assign(world, ben, number, ben))
      value(await assign(world, marcus, number, olivia))
      const kept = await world.store.get(number)
      const history = await world.store.history(number, { limit: 50 })
      const readBy = (reader: Parameters<typeof canRead>[1]) =>
        history
          .filter(({ event }) => event.type === 'assigned')
          .filter((entry) => kept && canRead(entry, reader, kept))
          .map(({ author }) => author.email)
      expect(readBy({ party: 'desk' })).toEqual([ben])
      expect(readBy({ party: 'partner', domain: 'northwind-apps.example.com' })).toEqual([marcus])
      expect(readBy({ party: 'customer', customer: 'C09brightwater' })).toEqual([])
    })

    it('is not decided on a form that somebody else was faster than', async () => {
      const world = await aWorldHere()
      const { number, seq } = await open(world)
      value(await assign(world, ben, number, ben))
      const late = await world.service.change(
        await world.actor(chloe),
        number,
        { changes: [{ kind: 'assign', to: chloe }], basedOn: seq },
        key(),
      )
      expect(codes(late)).toBe('assigned-meanwhile')
    })
  })

  describe('OWN-4: somebody who is suspended', () => {
    it('has no cases: they show as unassigned, and their queue is right at once', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      value(await assign(world, marcus, number, olivia))
      const actor = await world.actor(marcus)
      value(await world.service.queues(actor))
      suspend(world, olivia)
      const shown = value(await world.service.show(actor, number))
      expect(shown.case.owners).toEqual([])
      value(await world.service.queues(actor))
      expect((await world.store.get(number))?.owners).toEqual([])
      const told = value(await world.service.show(actor, number)).entries.at(-1)
      expect(told?.event).toMatchObject({ type: 'assigned', from: { email: olivia }, to: null, why: 'gone' })
    })

    it('is released once, however many instances look', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      suspend(world, marcus)
      const changed = await Promise.all([1, 2, 3, 4].map(() => sweepOf(world)()))
      expect(changed.toSorted()).toEqual([0, 0, 0, 1])
      const history = await world.store.history(number, { limit: 50 })
      expect(history.filter(({ event }) => event.type === 'assigned')).toHaveLength(1)
      expect(await sweepOf(world)()).toBe(0)
    })

    it('is released from a case that the desk does not see yet, which is told once', async () => {
      const world = await aWorldHere()
      const owners = [{ domain: 'northwind-apps.example.com', email: marcus, name: 'Marcus Bell' }]
      const partners = [{ domain: 'northwind-apps.example.com', kind: 'reseller' as const }]
      await world.store.create(aNewCase({ firstLine: 'partner', owners, partners }))
      const four = [1, 2, 3, 4].map(() => sweepOf(world))
      expect(await Promise.all(four.map((sweep) => sweep()))).toEqual([0, 0, 0, 0])
      suspend(world, marcus)
      const changed = await Promise.all(four.map((sweep) => sweep()))
      expect(changed.toSorted()).toEqual([0, 0, 0, 1])
      expect(await Promise.all(four.map((sweep) => sweep()))).toEqual([0, 0, 0, 0])
      const kept = await world.store.get(1001)
      expect(kept).toMatchObject({ owners: [], firstLine: 'partner', version: 2 })
      const told = (await world.store.history(1001, { after: 1, limit: 9 })).map(({ event }) => event)
      expect(told).toMatchObject([{ type: 'assigned', from: { email: marcus }, to: null, why: 'gone' }])
    })

    it('is released from a case that was closed when they left and is open again, though the directory is as it was', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      const owned = await world.store.get(number)
      suspend(world, marcus)
      const sweep = sweepOf(world)
      expect(await sweep()).toBe(1)
      expect(await sweep()).toBe(0)
      // As if it had been reopened with the owner of before.
      await world.store.create(aNewCase({ ...owned, number: 9001, version: 1, seq: 1, subscriptions: [] }))
      expect(await sweep()).toBe(1)
      expect((await world.store.get(9001))?.owners).toEqual([])
    })

    it('is released by another instance where the first one died between two cases', async () => {
      const world = await aWorldHere()
      const [first, second] = [await open(world), await open(world)]
      suspend(world, marcus)
      let commits = 0
      const dying = {
        ...world.store,
        async commit(input: Parameters<World['store']['commit']>[0]) {
          commits += 1
          if (commits > 1) throw new Error('killed')
          return world.store.commit(input)
        },
      }
      const { directory, now } = world
      const died = sweepOf(world, {
        owners: createOwnerKeeper({ store: dying, directory, now }),
        // Whoever is killed gives nothing back.
        notices: { claimNotice: world.store.conversations.claimNotice, releaseNotice: async () => {} },
      })
      await expect(died()).rejects.toThrow('killed')
      const [other, another] = [sweepOf(world), sweepOf(world)]
      expect(await other()).toBe(0)
      world.setNow(minutesAfter(world.now(), 2))
      expect((await Promise.all([other(), another()])).toSorted()).toEqual([0, 1])
      for (const { number } of [first, second]) {
        const history = await world.store.history(number, { limit: 50 })
        expect(history.filter(({ event }) => event.type === 'assigned')).toHaveLength(1)
      }
    })

    it('leaves a case that a colleague can take as if nobody had it', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      suspend(world, marcus)
      expect(codes(await assign(world, olivia, number, olivia, null))).toBe('ok')
    })
  })

  describe('OWN-2: the queues of a side', () => {
    it('follow the status and who works on it, and leave out what is put aside', async () => {
      const world = await aWorldHere()
      const [desk, partner] = [await world.actor(ben), await world.actor(marcus)]
      const { number } = await open(world)
      expect(await inQueue(world, desk, 'unassigned')).toEqual([number])
      expect(await inQueue(world, desk, 'waiting')).toEqual([number])
      expect(await inQueue(world, partner, 'waiting')).toEqual([])
      value(await assign(world, ben, number, ben))
      expect(await inQueue(world, desk, 'unassigned')).toEqual([])
      expect(await inQueue(world, desk, 'mine')).toEqual([number])
      const changes = [
        {
          kind: 'message' as const,
          text: 'Which mail?',
          audience: 'everyone' as const,
          status: 'action-required' as const,
        },
      ]
      value(await world.service.change(desk, number, { changes }, key()))
      expect(await inQueue(world, desk, 'waiting')).toEqual([])
      expect(await inQueue(world, partner, 'waiting')).toEqual([number])
      value(await aside(world, marcus, number, minutesAfter(world.now(), 60)))
      expect(await inQueue(world, partner, 'waiting')).toEqual([])
      expect(await inQueue(world, partner, 'aside')).toEqual([number])
      expect(await inQueue(world, desk, 'mine')).toEqual([number])
      const counts = value(await world.service.queues(partner))
      expect(Object.fromEntries(counts.map(({ queue, count }) => [queue, count]))).toEqual({
        waiting: 0,
        mine: 0,
        'in-progress': 0,
        'solution-provided': 0,
        'recently-closed': 0,
        aside: 1,
      })
    })
  })

  describe('OWN-2: what each queue leaves out', () => {
    const countIn = async (world: World, actor: Actor, queue: string) =>
      value(await world.service.queues(actor)).find((one) => one.queue === queue)?.count

    it('counts as unassigned what nobody has taken and the desk has to answer, as the list behind it', async () => {
      const world = await aWorldHere()
      const desk = await world.actor(ben)
      const { number } = await open(world)
      const asked = await open(world)
      const changes = [
        { kind: 'message', text: 'Which mail?', audience: 'everyone', status: 'action-required' },
      ] as const
      value(await world.service.change(desk, asked.number, { changes: [...changes] }, key()))
      expect((await world.store.get(asked.number))?.assignee).toBeNull()
      expect(await inQueue(world, desk, 'unassigned')).toEqual([number])
      expect(await countIn(world, desk, 'unassigned')).toBe(1)
      await say(world, marcus, asked.number, 'The second one.')
      expect((await inQueue(world, desk, 'unassigned')).toSorted()).toEqual([number, asked.number])
      expect(await countIn(world, desk, 'unassigned')).toBe(2)
    })

    it('goes by when a case was closed, whatever came later', async () => {
      const world = await aWorldHere()
      const partner = await world.actor(marcus)
      const [long, lately] = [await open(world), await open(world)]
      const close = async (number: number) =>
        value(
          await world.service.change(
            partner,
            number,
            { changes: [{ kind: 'close', note: 'It works.' }] },
            key(),
          ),
        )
      await close(long.number)
      world.setNow(minutesAfter(world.now(), 29 * 24 * 60))
      await close(lately.number)
      expect((await inQueue(world, partner, 'recently-closed')).toSorted()).toEqual([
        long.number,
        lately.number,
      ])
      world.setNow(minutesAfter(world.now(), 2 * 24 * 60))
      // Something came to the old one, which is no news of its being closed.
      const supportCase = await world.store.get(long.number)
      if (!supportCase) throw new Error('it is there')
      await world.store.commit(aCommit(supportCase, { updatedAt: world.now() }))
      expect(await inQueue(world, partner, 'recently-closed')).toEqual([lately.number])
      expect(await countIn(world, partner, 'recently-closed')).toBe(1)
    })
  })

  describe('OWN-3: a case that is put aside', () => {
    it('is back when its time comes, which is told once to that side', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      const until = minutesAfter(world.now(), 60)
      value(await aside(world, ben, number, until))
      expect((await world.store.get(number))?.aside).toEqual([{ side: 'desk', until }])
      const put = (await world.store.history(number, { limit: 50 })).at(-1)
      expect(put?.event).toEqual({ type: 'put-aside', until })
      expect(await sweepOf(world)()).toBe(0)
      world.setNow(until)
      expect(await inQueue(world, await world.actor(ben), 'open')).toEqual([number])
      expect(value(await world.service.show(await world.actor(ben), number)).case.aside).toEqual([])
      const changed = await Promise.all([1, 2, 3].map(() => sweepOf(world)()))
      expect(changed.toSorted()).toEqual([0, 0, 1])
      const last = (await world.store.history(number, { limit: 50 })).at(-1)
      expect(last).toMatchObject({
        audience: 'internal',
        author: { email: ben },
        event: { type: 'back', why: 'date' },
      })
    })

    it('is back when the other side writes more than a confirmation', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      const isAside = async () => ((await world.store.get(number))?.aside ?? []).length > 0
      value(await aside(world, ben, number, minutesAfter(world.now(), 60)))
      await say(world, ben, number, 'A note of the desk.', 'internal')
      await say(world, marcus, number, 'A note of ours.', 'internal')
      await say(world, marcus, number, 'Thank you, noted!')
      expect(await isAside()).toBe(true)
      await say(world, marcus, number, 'It happened again.')
      expect(await isAside()).toBe(false)
    })

    it('takes no date that is past or far away, and comes back by hand', async () => {
      const world = await aWorldHere()
      const { number } = await open(world)
      expect(codes(await aside(world, ben, number, world.now()))).toBe('aside-not-ahead')
      expect(codes(await aside(world, ben, number, minutesAfter(world.now(), 400 * 24 * 60)))).toBe(
        'aside-too-far',
      )
      expect(codes(await aside(world, ben, number, null))).toBe('not-aside')
      value(await aside(world, ben, number, minutesAfter(world.now(), 60)))
      expect(codes(await aside(world, ben, number, null))).toBe('ok')
    })
  })
})
