import { expect, it } from 'vitest'
import { orphanMs, startOrphanCleanup } from '../../src/store/orphan-cleanup.ts'
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
