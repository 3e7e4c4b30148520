import { expect, it } from 'vitest'
import { keysMs, orphanMs, startOrphanCleanup } from '../../src/store/orphan-cleanup.ts'
import { noon } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'

it('files that no case names are taken away once they are a day old; a failing store is only logged', async () => {
  const log = recordingLog()
  const asked: Date[] = []
  const files = {
    put: async () => {},
    open: async () => undefined,
    remove: async () => {},
    async sweep(before: Date) {
      asked.push(before)
      throw new Error('the disk is away')
    },
  }

  const sweeping = startOrphanCleanup({ files, now: () => noon, log, firstMs: 0 })
  await expect.poll(() => asked.length).toBe(1)
  await sweeping.stop()

  expect(asked).toEqual([new Date(noon.getTime() - orphanMs)])
  expect(log.lines.map(({ level }) => level)).toEqual(['warn'])
})

it('expired sign-ins and old idempotency keys go too, whatever else fails', async () => {
  const log = recordingLog()
  const asked: [string, Date][] = []
  const files = {
    put: async () => {},
    open: async () => undefined,
    remove: async () => {},
    sweep: () => Promise.reject(new Error('the disk is away')),
  }
  const identities = {
    async sweepSignIns(at: Date) {
      asked.push(['sign-ins', at])
      return 1
    },
  }
  const store = {
    async forgetKeys(before: Date) {
      asked.push(['keys', before])
      return 1
    },
  }

  const sweeping = startOrphanCleanup({ files, identities, store, now: () => noon, log, firstMs: 0 })
  await expect.poll(() => asked.length).toBe(2)
  await sweeping.stop()

  expect(asked).toEqual([
    ['sign-ins', noon],
    ['keys', new Date(noon.getTime() - keysMs)],
  ])
})
