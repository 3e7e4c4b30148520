import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeliveryFault } from '../../src/cases/case.ts'
import type { DeliveryRoute } from '../../src/delivery/delivery-store.ts'
import { createInstallations, type Installations } from '../../src/delivery/installations.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { recordingLog } from '../support/recording-log.ts'

const t1 = { platform: 'slack', tenant: 'T1' } as const
const t2 = { platform: 'slack', tenant: 'T2' } as const
const mail = { platform: 'mail', tenant: '' } as const
const fault = (code: string) => new DeliveryFailure(code, { scope: 'installation', code })
const revoked = fault('token_revoked')

/** What each workspace answers when it is asked; none: it works. */
const answers = new Map<string, Error>()
let asked: string[]
let mended: DeliveryRoute[]
let told: (DeliveryFault | null)[]
let log: ReturnType<typeof recordingLog>
let installations: Installations

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 2, 12) })
  answers.clear()
  asked = []
  mended = []
  told = []
  log = recordingLog()
  installations = createInstallations({
    check: ({ platform, tenant }) =>
      platform === 'mail'
        ? undefined
        : async () => {
            asked.push(tenant)
            const answer = answers.get(tenant)
            if (answer) throw answer
          },
    now: () => new Date(),
    log,
    callMs: 1_000,
    onMended: (route) => mended.push(route),
    onFault: (_, one) => told.push(one),
  })
})
afterEach(() => {
  installations.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const faultOf = (route: DeliveryRoute) => installations.faultOf(route.platform, route.tenant)

describe('D1: what a failure says of the installation', () => {
  it('holds where the platform says the same when it is asked: nothing goes there, and the operator reads why', async () => {
    answers.set('T1', revoked)

    expect(await installations.confirm(t1, revoked)).toBe(true)

    expect(faultOf(t1)).toEqual({ scope: 'installation', code: 'token_revoked', since: new Date() })
    expect(faultOf(t2)).toBeUndefined()
    expect(told).toEqual([faultOf(t1)])
    expect(log.lines).toMatchObject([
      {
        level: 'error',
        fields: { ...t1, code: 'token_revoked' },
        message: 'Installation takes no posts, pausing',
      },
    ])
  })

  it('does not hold where the platform says that all is well', async () => {
    expect(await installations.confirm(t1, revoked)).toBe(false)

    expect(faultOf(t1)).toBeUndefined()
    expect(log.lines).toEqual([])
  })

  it('holds where nobody can be asked', async () => {
    expect(await installations.confirm(mail, fault('EAUTH'))).toBe(true)

    expect(faultOf(mail)).toMatchObject({ code: 'EAUTH' })
  })

  it('is asked once for many that failed side by side, and told once', async () => {
    answers.set('T1', revoked)

    const held = await Promise.all([1, 2, 3].map(() => installations.confirm(t1, revoked)))

    expect(held).toEqual([true, true, true])
    expect(asked).toEqual(['T1'])
    expect(told).toHaveLength(1)
    expect(await installations.confirm(t1, revoked)).toBe(true)
    expect(asked).toEqual(['T1'])
  })
})

describe('D1: a fault ends by itself', () => {
  beforeEach(async () => {
    answers.set('T1', revoked)
    await installations.confirm(t1, revoked)
    asked = []
  })

  it('within a minute of being mended: asked after 15 s, then 30 s, then each minute', async () => {
    const moments: number[] = []
    const begin = Date.now()
    for (let second = 1; second <= 240; second += 1) {
      const before = asked.length
      await vi.advanceTimersByTimeAsync(1_000)
      if (asked.length > before) moments.push((Date.now() - begin) / 1_000)
    }
    expect(moments).toEqual([15, 45, 105, 165, 225])
    expect(mended).toEqual([])

    answers.clear()
    await vi.advanceTimersByTimeAsync(60_000)

    expect(faultOf(t1)).toBeUndefined()
    expect(mended).toEqual([t1])
    expect(told.at(-1)).toBeNull()
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', message: 'Installation takes posts again' })
  })

  it('at once when something is heard of it', async () => {
    await installations.recheck(t1)
    expect(faultOf(t1)).toBeDefined()

    answers.clear()
    await installations.recheck(t1)

    expect(faultOf(t1)).toBeUndefined()
    expect(mended).toEqual([t1])
  })

  it('with a call that goes through', () => {
    installations.recordSuccess(t2)
    expect(faultOf(t1)).toBeDefined()

    installations.recordSuccess(t1)

    expect(faultOf(t1)).toBeUndefined()
  })

  it('not by a platform that cannot be reached: that says nothing of it', async () => {
    answers.set('T1', new Error('socket hang up'))

    await vi.advanceTimersByTimeAsync(300_000)

    expect(asked.length).toBeGreaterThan(3)
    expect(faultOf(t1)).toMatchObject({ code: 'token_revoked' })
  })
})

describe('D1: a workspace that nothing is posted to', () => {
  it('is asked now and then, so that its fault is known before a person meets it', async () => {
    installations.start(() => [t1, t2])
    answers.set('T2', fault('account_inactive'))
    await vi.advanceTimersByTimeAsync(299_000)
    expect(asked).toEqual([])

    await vi.advanceTimersByTimeAsync(1_000)

    expect(asked.toSorted()).toEqual(['T1', 'T2'])
    expect(faultOf(t1)).toBeUndefined()
    expect(faultOf(t2)).toMatchObject({ code: 'account_inactive' })
  })

  it('has no fault because its platform gave no answer', async () => {
    answers.set('T1', new Error('socket hang up'))
    await installations.recheck(t1)
    answers.set('T1', new DeliveryFailure('busy', { scope: 'passing', code: 'ratelimited' }))
    await installations.recheck(t1)

    expect(faultOf(t1)).toBeUndefined()
  })
})
