import { describe, expect, it } from 'vitest'
import { GoogleApiError } from '../../../src/google/google-api-error.ts'
import {
  createDirectorySync,
  type DirectorySyncDeps,
} from '../../../src/people/google/directory-sync-schedule.ts'
import type { GoogleSync } from '../../../src/people/google/plan-google-sync.ts'
import { readSyncRounds } from '../../../src/people/google/sync-rounds.ts'
import { minutesAfter, noon } from '../../support/build-case.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { eachStore, type OpenStore } from '../../support/stores.ts'

const step = {
  kind: 'added',
  text: 'customer C1',
  write: { op: 'remove', section: 'desk', key: 'nobody@desk.example.org' },
} as const

function aSync(more: Partial<GoogleSync> = {}): GoogleSync {
  return { steps: [step], faults: [], renames: [], notes: [], cautions: [], write: async () => true, ...more }
}

eachStore((_, open) => {
  describe('DIRECTORY_SYNC_EVERY', () => {
    it('has one instance sync in a round, whatever comes of it, and the next round after that', async () => {
      const at = { now: noon }
      const looks = [await instance(open, at), await instance(open, at), await instance(open, at)]
      const everyone = async () => (await Promise.all(looks.map((one) => one.look()))).toSorted()

      expect(await everyone()).toEqual(['not-due', 'not-due', 'written'])
      at.now = minutesAfter(noon, 10)
      expect(await everyone()).toEqual(['not-due', 'not-due', 'not-due'])
      expect(await (await instance(open, at)).look()).toBe('not-due')
      at.now = minutesAfter(noon, 61)
      expect(await everyone()).toEqual(['not-due', 'not-due', 'written'])
    })

    it('logs a failed round once, with the remedy, and writes nothing', async () => {
      const at = { now: noon }
      const { look, log, directory } = await instance(open, at, async () => {
        throw new GoogleApiError([
          {
            reason: 'credentials',
            subject: 'hoshi.example.com',
            asked: 'the users',
            message: 'Google does not take it.',
            remedy: 'Sign in again.',
          },
        ])
      })
      expect([await look(), await look()]).toEqual(['unread', 'not-due'])
      expect(log.lines).toEqual([
        expect.objectContaining({
          level: 'error',
          fields: { problems: ['Google does not take it. Sign in again.'] },
        }),
      ])
      const details = ['Google does not take it. Sign in again.']
      expect(await readSyncRounds(directory)).toEqual({
        last: { which: 'last', at: noon, outcome: 'unread', details, passes: false },
      })
    })

    it('keeps for the doctor what came of the last round, and the last that succeeded', async () => {
      const at = { now: noon }
      let plan = async (): Promise<GoogleSync> => aSync()
      const { look, directory } = await instance(open, at, () => plan())
      await look()
      at.now = minutesAfter(noon, 61)
      plan = async () => {
        throw new Error('google.yaml is gone')
      }
      await expect(look()).rejects.toThrow('google.yaml is gone')

      const success = { which: 'success', at: noon, outcome: 'written', details: [] }
      const last = { which: 'last', at: at.now, outcome: 'failed', details: ['google.yaml is gone'] }
      expect(await readSyncRounds(directory)).toEqual({ success, last })
      at.now = minutesAfter(noon, 121)
      plan = async () => aSync({ steps: [] })
      await look()
      expect(await readSyncRounds((await open('shared')).directory)).toMatchObject({
        success: { at: at.now, outcome: 'nothing' },
        last: { at: at.now, outcome: 'nothing' },
      })
    })

    it('has synced even where that cannot be written down', async () => {
      const rounds = {
        put: async () => {
          throw new Error('away')
        },
      }
      const { look, log } = await instance(open, { now: noon }, undefined, rounds)
      expect(await look()).toBe('written')
      expect(log.lines.map(({ message }) => message)).toContain(
        'What came of the sync with Google could not be recorded',
      )
    })

    it.each([
      ['too-much', { cautions: ['This would suspend 3 of the 4 accounts of hoshi.example.com.'] }],
      ['unfit', { faults: ['relationship C1: overlaps'] }],
      ['nothing', { steps: [] }],
    ] as const)('writes nothing where it is %s', async (outcome, more) => {
      let written = 0
      const write = async () => {
        written += 1
        return true
      }
      const { look } = await instance(open, { now: noon }, async () => aSync({ write, ...more }))
      expect([await look(), written]).toEqual([outcome, 0])
    })
  })
})

async function instance(
  open: OpenStore,
  at: { readonly now: Date },
  plan: () => Promise<GoogleSync> = async () => aSync(),
  rounds?: DirectorySyncDeps['rounds'],
) {
  const { conversations, directory } = await open('shared')
  const log = recordingLog()
  const everyMs = 60 * 60_000
  const deps = { everyMs, plan, notices: conversations, rounds: rounds ?? directory, now: () => at.now, log }
  return { look: createDirectorySync(deps), log, directory }
}
