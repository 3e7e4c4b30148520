import { beforeEach, describe, expect, it } from 'vitest'
import type { Subscription } from '../../src/cases/case.ts'
import { aNewCase, aThread, noon } from '../support/build-case.ts'
import { aoi, aServiceScene, type ServiceScene } from '../support/build-case-service.ts'

const fault = { scope: 'channel', code: 'is_archived', since: noon } as const
const own = aThread({ id: 'own', fault, tries: 5, retryAt: noon })
const desks = aThread({ id: 'desks', reader: { party: 'desk' }, channel: 'C2', fault, tries: 5 })

describe('NOT-1: a thread that is tried again', () => {
  let at: ServiceScene
  let thread: (id: string) => Promise<Subscription | undefined>

  beforeEach(async () => {
    at = aServiceScene()
    await at.store.create(aNewCase({ subscriptions: [own, desks] }))
    thread = async (id) => (await at.store.get(1001))?.subscriptions.find((one) => one.id === id)
  })

  it('is due at once, and delivery hears of it', async () => {
    const outcome = await at.service.retryThread(aoi, 1001, 'own')

    expect(outcome.ok).toBe(true)
    expect(await thread('own')).toMatchObject({ fault: null, tries: 0, retryAt: null })
    expect(at.changed).toEqual([1001])
  })

  it.each(['desks', 'nowhere'])('is none of another side’s, nor one that there is not (%s)', async (id) => {
    const outcome = await at.service.retryThread(aoi, 1001, id)

    // Answered alike: which threads others have is not told.
    expect(outcome.ok).toBe(true)
    expect(await thread('desks')).toMatchObject({ fault, tries: 5 })
    expect(at.changed).toEqual([])
  })

  it('is none of a case that one may not see (VIS-6)', async () => {
    expect(await at.service.retryThread(aoi, 4711, 'own')).toMatchObject({ ok: false })
  })
})
