import { describe, expect, it } from 'vitest'
import { GoogleApiError } from '../../../src/google/google-api-error.ts'
import { createDirectorySync } from '../../../src/people/google/directory-sync-schedule.ts'
import type { GoogleSync } from '../../../src/people/google/plan-google-sync.ts'
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
      const { look, log } = await instance(open, at, async () => {
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

async function instance(
  open: OpenStore,
  at: { readonly now: Date },
  plan: () => Promise<GoogleSync> = async () => aSync(),
) {
  const { conversations } = await open('shared')
  const log = recordingLog()
  const joined: GoogleSync[] = []
  const joinNames = async (sync: GoogleSync) => joined.push(sync)
  const deps = { everyMs: 60 * 60_000, plan, joinNames, notices: conversations, now: () => at.now, log }
  return { look: createDirectorySync(deps), log, joined }
}
