import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { GoogleApiError } from '../../../src/google/google-api-error.ts'
import {
  createDirectorySync,
  type DirectorySyncDeps,
  startDirectorySync,
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
  const known = { domains: [], accounts: [], desk: [] }
  return { steps: [step], faults: [], notes: [], known, cautions: [], write: async () => true, ...more }
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

    it('says what came of a round, and joins the cases of what was renamed', async () => {
      const at = { now: noon }
      for (const [steps, message] of [
        [[step], 'The directory was brought up to date with Google'],
        [[], 'The directory is as Google says'],
      ] as const) {
        const sync = aSync({ steps, notes: ['a@hoshi.example.com is another account.'] })
        const { look, log, joined } = await instance(open, at, async () => sync)
        await look()
        at.now = minutesAfter(at.now, 61)
        expect(joined).toEqual([sync])
        expect(log.lines).toEqual([
          expect.objectContaining({
            level: 'info',
            message,
            fields: { changes: steps.length, notes: sync.notes, casesJoined: 1 },
          }),
        ])
      }
    })

    it('says what to do where the directory was changed meanwhile', async () => {
      const { look, log, joined } = await instance(open, { now: noon }, async () =>
        aSync({ write: async () => false }),
      )
      expect([await look(), joined]).toEqual(['changed-meanwhile', []])
      expect(log.lines[0]?.message).toContain('casethread directory google sync')
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

describe('the schedule of a bot that runs', () => {
  it('looks after half a minute and then each minute, and says what failed unexpectedly and what to do', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const log = recordingLog()
    let rounds = 0
    const { stop } = startDirectorySync({
      everyMs: 10 * 60_000,
      async plan() {
        rounds += 1
        if (rounds === 1) throw new Error('google.yaml, line 2: is no domain')
        return aSync({ steps: [] })
      },
      joinNames: async () => 0,
      notices: { claimNotice: async () => true },
      rounds: { put: async () => {} },
      now: () => new Date(),
      log,
    })
    await vi.advanceTimersByTimeAsync(29_000)
    expect(rounds).toBe(0)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(log.lines).toEqual([
      {
        level: 'error',
        fields: { err: new Error('google.yaml, line 2: is no domain') },
        message: expect.stringContaining('try it with "casethread directory google sync --dry-run"'),
      },
    ])
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(log.lines.slice(1)).toMatchObject([{ level: 'info', message: 'The directory is as Google says' }])
    await stop()
    await vi.advanceTimersByTimeAsync(20 * 60_000)
    expect(rounds).toBe(2)
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
  const joined: GoogleSync[] = []
  const deps = {
    everyMs: 60 * 60_000,
    plan,
    joinNames: async (sync: GoogleSync) => joined.push(sync),
    notices: conversations,
    rounds: rounds ?? directory,
    now: () => at.now,
    log,
  }
  return { look: createDirectorySync(deps), log, joined, directory }
}
