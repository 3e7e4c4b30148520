import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inOrder } from '../../src/import-export/in-order.ts'

async function* numbers(count: number, fault?: Error, onTaken: (at: number) => void = () => {}) {
  for (let at = 0; at < count; at += 1) {
    onTaken(at)
    yield at
  }
  if (fault) throw fault
}

async function collect<T>(
  results: AsyncIterable<T>,
): Promise<{ readonly all: T[]; readonly error?: unknown }> {
  const all: T[] = []
  try {
    for await (const one of results) all.push(one)
    return { all }
  } catch (error) {
    return { all, error }
  }
}

it('results come in the order of the things, however long each takes', async () => {
  const { all } = await collect(inOrder(numbers(20), async (at) => wait((at * 7) % 5).then(() => at * 10), 4))

  expect(all).toEqual(Array.from({ length: 20 }, (_, at) => at * 10))
})

it('no more are at work than may be, and whoever takes slowly holds up the source', async () => {
  let [taken, atWork, most] = [0, 0, 0]
  const work = async (at: number) => {
    atWork += 1
    most = Math.max(most, atWork)
    await wait(2)
    atWork -= 1
    return at
  }
  const results = inOrder(
    numbers(50, undefined, (at) => {
      taken = at + 1
    }),
    work,
    3,
  )

  for (let at = 0; at < 10; at += 1) expect((await results.next()).value).toBe(at)
  await wait(30)

  expect(most).toBe(3)
  expect(taken).toBeLessThanOrEqual(10 + 3)
  await results.return(undefined)
})

it('a fault of the source comes after what it gave, a fault of the work in its place', async () => {
  const broken = new Error('the file ends')

  expect(await collect(inOrder(numbers(5, broken), async (at) => at, 3))).toEqual({
    all: [0, 1, 2, 3, 4],
    error: broken,
  })
  const { all, error } = await collect(
    inOrder(
      numbers(9),
      async (at) => {
        if (at === 4) throw broken
        return at
      },
      3,
    ),
  )
  expect(all).toEqual([0, 1, 2, 3])
  expect(error).toBe(broken)
})

it('who stops early ends the source', async () => {
  let ended = false
  async function* source() {
    try {
      yield* numbers(100)
    } finally {
      ended = true
    }
  }
  for await (const at of inOrder(source(), async (one) => one, 4)) if (at === 5) break

  expect(ended).toBe(true)
})
