import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StoreProcesses, storeProcesses } from '../support/processes.ts'
import { aWish, aWorld, marcus } from '../support/sample-world.ts'
import { eachStoreAt } from '../support/stores.ts'

let processes: StoreProcesses

beforeAll(async () => {
  processes = await storeProcesses()
})
afterAll(() => processes.close())

describe('1,000 edits of one case at once from four processes', () => {
  eachStoreAt((_, place) => {
    it('UPD-6: are each applied once or refused, and the history has no gap', async () => {
      const { at, store } = await place()
      const world = await aWorld(store)
      const made = await world.service.create(await world.actor(marcus), aWish(), 'create')
      if (!made.ok) throw new Error('The case was not made')
      const { number } = made.value

      const answers = (
        await Promise.all(
          [0, 250, 500, 750].map(async (from) => {
            const { lines, ended } = processes.start({ kind: 'edits', at, number, from, count: 250 })
            const told: { key: string; severity: boolean; answer: string }[] = []
            for await (const line of lines()) told.push(line as (typeof told)[number])
            expect(await ended).toBe(0)
            return told
          }),
        )
      ).flat()

      const final = await store.get(number)
      const history = await store.history(number, { limit: 5_000 })
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1))
      expect(final?.seq).toBe(history.length)
      expect(new Set(answers.map(({ key }) => key)).size).toBe(1_000)
      expect(answers).toHaveLength(1_100)

      // What was answered as done is there once, however often it was sent; what was refused is not there at all.
      const texts = history.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []))
      const applied = new Set(
        answers.filter(({ severity, answer }) => !severity && answer === 'applied').map(({ key }) => key),
      )
      expect(texts.toSorted()).toEqual([...applied].toSorted())
      expect(applied.size).toBeGreaterThan(800)
      const refused = answers.filter(({ answer }) => answer !== 'applied').map(({ answer }) => answer)
      expect(
        refused.filter((answer) => !/^(changed-meanwhile|severity-unchanged|busy)$/.test(answer)),
      ).toEqual([])
    }, 300_000)
  })
})
