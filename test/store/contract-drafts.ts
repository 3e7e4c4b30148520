import { describe, expect, it } from 'vitest'
import type { DraftScope, StoredDraft } from '../../src/cases/draft-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const scope: DraftScope = {
  account: 'kenji@hoshi.example.com',
  actor: 'hoshi.example.com',
  person: '["slack","T1","U1"]',
  form: 'reply',
}

function aDraft(overrides: Partial<StoredDraft> = {}): StoredDraft {
  return { ...scope, subject: 'case:1001', sealed: 's1', savedAt: noon, ...overrides }
}

export function draftsContract(open: OpenStore): void {
  describe('a draft', () => {
    it('is kept as it was saved last, also over another handle', async () => {
      const { drafts } = await open('shared')
      await drafts.keep(aDraft())
      const last = aDraft({ sealed: '下書き"\\', savedAt: minutesAfter(noon, 1) })
      await drafts.keep(last)
      await drafts.keep(last)

      expect(await (await open('shared')).drafts.find(scope)).toEqual([last])
    })

    it('is found with the others of its scope, newest first', async () => {
      const { drafts } = await open()
      const newer = aDraft({ subject: 'customer:C"1\u0000', savedAt: minutesAfter(noon, 1) })
      await drafts.keep(newer)
      await drafts.keep(aDraft())

      expect(await drafts.find(scope)).toEqual([newer, aDraft()])
    })

    it.each<[string, Partial<DraftScope>]>([
      ['account', { account: 'k@hoshi.example.com' }],
      ['side', { actor: 'desk' }],
      ['person', { person: '["slack","T1","U2"]' }],
      ['form', { form: 'close' }],
    ])('is not found by another %s', async (_what, other) => {
      const { drafts } = await open()
      await drafts.keep(aDraft())

      expect(await drafts.find({ ...scope, ...other })).toEqual([])
    })

    it('is dropped alone; one that is not there is no fault', async () => {
      const { drafts } = await open()
      const other = aDraft({ subject: '' })
      await drafts.keep(aDraft())
      await drafts.keep(other)

      await drafts.drop(scope, 'case:1001')
      await drafts.drop(scope, 'case:1001')

      expect(await drafts.find(scope)).toEqual([other])
    })

    it('is dropped with all of its account: of one person, of one side, or of everybody', async () => {
      const { drafts } = await open()
      const { account } = scope
      const ofOthers = [
        aDraft({ person: 'p2' }),
        aDraft({ actor: 'desk' }),
        aDraft({ account: 'x@y.example' }),
      ]
      for (const draft of [aDraft(), aDraft({ form: 'new' }), ...ofOthers]) await drafts.keep(draft)

      const counts = [
        await drafts.dropOf({ account, person: 'p2' }),
        await drafts.dropOf({ account, actor: 'desk' }),
        await drafts.dropOf({ account }),
        await drafts.dropOf({ account }),
      ]

      expect(counts).toEqual([1, 1, 2, 0])
      expect(await drafts.owners()).toEqual([{ account: 'x@y.example', actor: scope.actor }])
    })

    it('is swept when it is older than that', async () => {
      const { drafts } = await open()
      await drafts.keep(aDraft())
      await drafts.keep(aDraft({ subject: '', savedAt: minutesAfter(noon, 1) }))

      expect([await drafts.sweep(noon), await drafts.sweep(minutesAfter(noon, 1))]).toEqual([0, 1])
      expect(await drafts.find(scope)).toMatchObject([{ subject: '' }])
    })
  })
}
