import { describe, expect, it } from 'vitest'
import { type Claimer, createClaimer } from '../../src/delivery/claimer.ts'
import type { Claim, DeliveryStore, DueSubscription } from '../../src/delivery/delivery-store.ts'
import { noon } from '../support/build-case.ts'

const slack = { platform: 'slack', tenant: 'T1' } as const
const mail = { platform: 'mail', tenant: '' } as const
const random = () => 0.5

function aDue(number: number, overrides: Partial<DueSubscription> = {}): DueSubscription {
  return { ...slack, number, thread: 't-1', channel: `C${number}`, dueAt: noon, ...overrides }
}

/** What is due, as a store tells it: what somebody claimed is not, and nobody gets it twice. */
function dueStore(due: readonly DueSubscription[]) {
  const claimed: number[] = []
  const looks: Parameters<DeliveryStore['findDue']>[0][] = []
  const tried: { readonly owner: string; readonly number: number }[] = []
  return {
    claimed,
    looks,
    tried,
    async findDue(input: Parameters<DeliveryStore['findDue']>[0]) {
      looks.push(input)
      return due
        .filter(
          ({ number, tenant }) =>
            !claimed.includes(number) && input.routes.some((route) => route.tenant === tenant),
        )
        .slice(0, input.limit)
    },
    async claim({ owner, number, thread }: Parameters<DeliveryStore['claim']>[0]) {
      tried.push({ owner, number })
      if (claimed.includes(number)) return undefined
      claimed.push(number)
      return { case: { number }, thread, token: 1, pendingDeliveries: 1, uncertain: false } as Claim
    },
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => aDue(1001 + index))

function take(claimer: Claimer, overrides: Partial<Parameters<Claimer['take']>[0]> = {}) {
  const claims: number[] = []
  const input = {
    routes: [slack],
    except: [],
    now: noon,
    limit: 100,
    isTaken: () => false,
    onClaim: (claim: Claim) => claims.push(claim.case.number),
    ...overrides,
  }
  return claimer.take(input).then((taken) => ({ ...taken, claims }))
}

describe('the claimer', () => {
  it('claims all that is due with one look and one claim each', async () => {
    const store = dueStore(many(5))
    const claimer = createClaimer({ store, owner: 'a', random })

    const { found, left, claims } = await take(claimer)

    expect({ found, left }).toEqual({ found: 5, left: 0 })
    expect(claims.toSorted()).toEqual([1001, 1002, 1003, 1004, 1005])
    expect(store.looks).toEqual([{ routes: [slack], except: [], now: noon, limit: 100 }])
    expect(store.tried).toHaveLength(5)
  })

  it('asks before each claim whether there is room, by what was claimed until then', async () => {
    const store = dueStore(many(5))
    const claimer = createClaimer({ store, owner: 'a', random })
    let room = 2

    const { found, left } = await take(claimer, {
      isTaken: () => room === 0,
      onClaim: () => {
        room -= 1
      },
    })

    expect({ found, left }).toEqual({ found: 5, left: 3 })
    expect(store.tried).toHaveLength(2)
  })

  it('goes on where one has no room and the next one has', async () => {
    const store = dueStore(many(3))
    const claimer = createClaimer({ store, owner: 'a', random })

    const { left, claims } = await take(claimer, { isTaken: ({ channel }) => channel === 'C1002' })

    expect(left).toBe(1)
    expect(claims.toSorted()).toEqual([1001, 1003])
  })

  it('passes over what another process was faster with', async () => {
    const store = dueStore(many(3))
    const claimer = createClaimer({ store, owner: 'a', random })
    const findDue = store.findDue
    store.findDue = async (input) => {
      const found = await findDue(input)
      store.claimed.push(1002)
      return found
    }

    const { found, left, claims } = await take(claimer)

    expect({ found, left }).toEqual({ found: 3, left: 0 })
    expect(claims.toSorted()).toEqual([1001, 1003])
  })

  it('D8: looks anew where others were faster with one after the other, in place of trying all of it', async () => {
    const store = dueStore(many(60))
    const claimer = createClaimer({ store, owner: 'a', random })
    const findDue = store.findDue
    store.findDue = async (input) => {
      const found = await findDue(input)
      if (store.looks.length === 1) store.claimed.push(...found.slice(0, 50).map(({ number }) => number))
      return found
    }

    const { claims } = await take(claimer)

    expect(claims).toHaveLength(10)
    expect(store.looks).toHaveLength(2)
    expect(store.tried.length).toBeLessThan(30)
  })

  it('of each process goes through it in another order, also where two have one name', async () => {
    const orders = await Promise.all(
      [
        { owner: 'a', random },
        { owner: 'b', random },
        { owner: 'b', random: () => 0.25 },
      ].map(async (of) => (await take(createClaimer({ store: dueStore(many(30)), ...of }))).claims.join()),
    )

    expect(new Set(orders).size).toBe(3)
  })

  it('takes new threads first', async () => {
    const due = [...many(20), aDue(2001, { dueAt: new Date(0) }), aDue(2002, { dueAt: new Date(0) })]
    const claimer = createClaimer({ store: dueStore(due), owner: 'a', random })

    const { claims } = await take(claimer)

    expect(claims.slice(0, 2).toSorted()).toEqual([2001, 2002])
    expect(claims).toHaveLength(22)
  })

  it('looks once at a time, also after a look that failed', async () => {
    const store = dueStore(many(4))
    const claimer = createClaimer({ store, owner: 'a', random })
    const findDue = store.findDue
    let underWay = 0
    let most = 0
    store.findDue = async (input) => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise(setImmediate)
      underWay -= 1
      if (store.looks.length === 0) {
        store.looks.push(input)
        throw new Error('no server')
      }
      return findDue(input)
    }

    const taken = await Promise.allSettled([take(claimer), take(claimer), take(claimer)])

    expect(taken.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(most).toBe(1)
    expect(store.tried).toHaveLength(4)
  })

  it('with no route to look on asks nothing', async () => {
    const store = dueStore(many(1))

    expect(await take(createClaimer({ store, owner: 'a', random }), { routes: [] })).toMatchObject({
      found: 0,
      left: 0,
    })
    expect(store.looks).toEqual([])
  })

  describe('where a place has become free', () => {
    const oneEach = () => {
      let room = 1
      return {
        refill: true,
        isTaken: () => room === 0,
        onClaim: () => {
          room -= 1
        },
      }
    }

    it('goes on with what the last look left, and looks again when that is used up', async () => {
      const store = dueStore(many(4))
      const claimer = createClaimer({ store, owner: 'a', random })

      const answers = [
        await take(claimer, oneEach()),
        await take(claimer, oneEach()),
        await take(claimer, oneEach()),
      ]
      const looks = store.looks.length
      answers.push(await take(claimer, oneEach()), await take(claimer, oneEach()))

      expect(answers.map(({ found, left }) => [found, left])).toEqual([
        [4, 3],
        [3, 2],
        [2, 1],
        [1, 0],
        [0, 0],
      ])
      expect(looks).toBe(1)
      expect(store.looks).toHaveLength(2)
    })

    it('looks again where nothing of that can be had: it has no room, or others were faster', async () => {
      const store = dueStore(many(4))
      const claimer = createClaimer({ store, owner: 'a', random })
      await take(claimer, { isTaken: () => true })
      await take(claimer, { refill: true, isTaken: () => true })
      const full = store.looks.length
      store.claimed.push(1001, 1002, 1003, 1004)

      expect(await take(claimer, { refill: true })).toMatchObject({ found: 0, left: 0 })
      expect([full, store.looks.length]).toEqual([2, 3])
    })

    it('looks again after a while, on other routes, and where anything else happened', async () => {
      const store = dueStore([...many(3), aDue(2001, mail)])
      const claimer = createClaimer({ store, owner: 'a', random })
      const full = { isTaken: () => true }
      await take(claimer, full)
      await take(claimer, { ...oneEach(), now: new Date(noon.getTime() + 1_000) })
      expect(store.looks).toHaveLength(2)

      expect((await take(claimer, { refill: true, routes: [mail] })).claims).toEqual([2001])
      expect(store.looks).toHaveLength(3)

      await take(claimer, full)
      await take(claimer, { refill: false })
      expect(store.looks).toHaveLength(5)
    })
  })
})
