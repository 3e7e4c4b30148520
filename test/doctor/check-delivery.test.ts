import { describe, expect, it } from 'vitest'
import { checkDelivery } from '../../src/doctor/check-delivery.ts'
import { aCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { waitingStore } from '../support/waiting-store.ts'

const running = { owner: 'p1', seenAt: noon, routes: [] }
const now = minutesAfter(noon, 300)

async function told(store: ReturnType<typeof waitingStore>): Promise<string> {
  const findings = await checkDelivery({ store, now })
  return findings.map(({ level, message, remedy }) => `${level}: ${message} → ${remedy ?? ''}`).join('\n')
}

describe('what the doctor says of deliveries', () => {
  it('is that all is well where nothing waits', async () => {
    const text = await told(waitingStore([aCase({ subscriptions: [aThread()] })], [running]))

    expect(text).toBe('ok: 1 process delivers. → \nok: No thread is late. → ')
  })

  it('is how many threads are late, by cause, and since when the oldest is', async () => {
    const late = (id: string, scope: 'channel' | 'passing', minutes: number) =>
      aThread({ id, tries: 5, fault: { scope, code: 'x', since: minutesAfter(noon, minutes) } })
    const store = waitingStore(
      [
        aCase({ subscriptions: [late('a', 'channel', 60), late('b', 'passing', 10)] }),
        aCase({ number: 1002, subscriptions: [late('c', 'channel', 20), aThread({ id: 'd' })] }),
      ],
      [running],
    )

    expect(await told(store)).toContain(
      `warning: Late: 3 threads, by cause: 2 channel, 1 passing. The oldest has been since ${minutesAfter(noon, 10).toISOString()} (5 h).`,
    )
  })

  it('is how many are held back or were dropped', async () => {
    const store = waitingStore(
      [
        aCase({
          subscriptions: [
            aThread({ id: 'a', heldBack: { why: 'open', users: [], since: noon } }),
            aThread({ id: 'b', suspended: 'dropped by ops' }),
          ],
        }),
      ],
      [running],
    )

    const text = await told(store)
    expect(text).toContain('ok: No thread is late.')
    expect(text).toContain('by-hand: Held back for who is there: 1 thread.')
    expect(text).toContain('by-hand: Dropped, and told nothing: 1 thread.')
  })

  it('is what stands against a whole workspace, once for all processes that say so', async () => {
    const fault = { scope: 'installation', code: 'token_revoked', since: noon } as const
    const routes = [
      { platform: 'slack', tenant: 'T1', fault } as const,
      { platform: 'mail', tenant: '', fault: null } as const,
    ]
    const text = await told(
      waitingStore(
        [],
        [
          { ...running, routes },
          { ...running, owner: 'p2', routes },
        ],
      ),
    )

    expect(text.match(/token_revoked/g)).toHaveLength(1)
    expect(text).toContain(`fault: Slack T1 takes nothing since ${noon.toISOString()}: token_revoked.`)
    expect(text).toContain('ok: 2 processes deliver.')
  })

  it('is that no process delivers, where none does; the doctor counts as none and leaves no trace', async () => {
    const store = waitingStore([])

    const text = await told(store)
    expect(text).toContain('by-hand: No process delivers at this moment')
    expect(text).toContain("by-hand: Whether a thread is late isn't known while no process delivers.")
    expect(store.owners()).toEqual([])
  })
})
