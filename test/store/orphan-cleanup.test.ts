import { expect, it } from 'vitest'
import { orphanMs, startOrphanCleanup } from '../../src/store/orphan-cleanup.ts'
import { noon } from '../support/build-case.ts'
import { recordingLog } from '../support/recording-log.ts'

it('each kind is looked after by itself: one that fails keeps no other one', async () => {
  const log = recordingLog()
  const swept: [string, Date?][] = []
  const note = (what: string) => async (moment?: Date) => {
    swept.push([what, ...(moment ? ([moment] as const) : ([] as const))])
    return 2
  }
  const sweeping = startOrphanCleanup({
    files: { put: async () => {}, open: async () => undefined, remove: async () => {}, sweep: note('files') },
    drafts: { sweep: () => Promise.reject(new Error('away')) },
    identities: { sweepSignIns: note('sign-ins') },
    store: {
      sweepLeftovers: note('leftovers'),
      forgetKeys: note('keys'),
    },
    now: () => noon,
    log,
    firstMs: 0,
  })
  await expect.poll(() => swept.length).toBe(4)
  await sweeping.stop()

  const dayAgo = new Date(noon.getTime() - orphanMs)
  expect(swept.slice(0, 3)).toEqual([
    ['files', dayAgo],
    ['sign-ins', noon],
    ['leftovers', dayAgo],
  ])
  expect(swept[3]?.[1]?.getTime()).toBeLessThan(dayAgo.getTime())
  expect(log.lines.map(({ level }) => level)).toEqual(['info', 'warn', 'info', 'info', 'info'])
})

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
