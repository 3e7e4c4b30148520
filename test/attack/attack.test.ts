import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { builtEntry } from '../support/built-entry.ts'
import { attack, type Outcome } from './attack.ts'
import { type AttackScene, startAttackScene } from './attack-scene.ts'
import { mutatedRequests } from './mutated-requests.ts'
import { worstFiles } from './worst-files.ts'

describe('whoever sends whatever', () => {
  let scene: AttackScene
  beforeAll(async () => {
    scene = await startAttackScene(await builtEntry('test/attack/attacked'))
  })
  afterAll(() => scene.close())

  it('gets no fault from any endpoint and ends nothing, signed or not', async () => {
    const outcomes: Outcome[] = []
    for await (const outcome of attack(scene.target, 150, inject('seed'))) outcomes.push(outcome)

    expect(outcomes.flatMap(({ faults }) => faults)).toEqual([])
    expect(outcomes.map(({ endpoint }) => endpoint)).toEqual([...Object.keys(mutatedRequests), 'raw'])
    // Signed ones came through: what they ask for was done.
    expect(outcomes[0]?.statuses[200]).toBeGreaterThan(20)
    expect(outcomes[2]?.statuses[200]).toBeGreaterThan(20)
    expect(Object.keys(outcomes[3]?.statuses ?? {})).toEqual(['401'])
    expect(scene.ended()).toBeUndefined()
    expect((await fetch(`${scene.target.url}/healthz`)).status).toBe(200)
  }, 180_000)

  it('CRE-3: with the worst of files gets an answer, and a form to confirm what could not be scanned', async () => {
    const send = async (wanted: string) => {
      const answer = await scene.sendFiles(worstFiles().filter(({ name }) => name === wanted))
      return /"fallbackText":"([^"]*)"/.exec(answer)?.[1]
    }

    expect(await send('long-line.json')).toMatch(/1001/)
    expect(await send('cards.txt')).toMatch(/^cards\.txt could not be scanned for personal data/)
  }, 60_000)
})
