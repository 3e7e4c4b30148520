import { describe, expect, it } from 'vitest'
import type { Case, Entry, MessageSource } from '../../src/cases/case.ts'
import type { CasesAndFiles } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const message: MessageSource = {
  platform: 'slack',
  tenant: 'T1',
  channel: 'C1',
  message: '1700000000.000100',
}

/** An entry that was a chat message. */
function anAdded(seq: number, over: Partial<MessageSource> = {}): Entry {
  return anEntry({ seq, event: { type: 'message', text: 'It bounces.', source: { ...message, ...over } } })
}

async function add(store: CasesAndFiles, of: Case, over: Partial<MessageSource> = {}): Promise<Case> {
  const result = await store.commit(aCommit(of, {}, { entries: [anAdded(of.seq + 1, over)] }))
  if (result.kind !== 'committed') throw new Error(result.kind)
  return result.case
}

/** NOT-4: which entries a chat message was added as. */
export function addedMessagesContract(open: OpenStore): void {
  describe('a chat message that was added', () => {
    it('is found in each case and entry that it was added as, and comes back as it was', async () => {
      const store = await open()
      const { case: of } = await store.create(aNewCase({ number: 1002 }))
      const { case: first } = await store.create(aNewCase({ number: 1001 }))
      await add(store, await add(store, of), { edit: '1700000001.000000' })
      await add(store, first)

      expect(await store.entriesFrom(message)).toEqual([
        { number: 1001, seq: 2 },
        { number: 1002, seq: 2 },
        { number: 1002, seq: 3 },
      ])
      const [, , entry] = await store.history(1002, { limit: 9 })
      expect(entry).toEqual(anAdded(3, { edit: '1700000001.000000' }))
    })

    it.each<[string, Partial<MessageSource>]>([
      ['message', { message: '1700000000.000200' }],
      ['channel', { channel: 'C2' }],
      ['workspace', { tenant: 'T2' }],
      ['chat', { platform: 'gchat' }],
    ])('is not taken for one of another %s', async (_what, other) => {
      const store = await open()
      const { case: of } = await store.create(aNewCase())
      await add(store, of)

      expect(await store.entriesFrom({ ...message, ...other })).toEqual([])
    })

    it('is found in a case that is made with it', async () => {
      const store = await open()
      await store.create(aNewCase({ seq: 2 }, { entries: [anEntry(), anAdded(2)] }))

      expect(await store.entriesFrom(message)).toEqual([{ number: 1001, seq: 2 }])
    })

    it('is found once wherever a long history is kept', async () => {
      const store = await open()
      let { case: current } = await store.create(aNewCase())
      current = await add(store, current)
      while (current.seq < 160) {
        const entries = Array.from({ length: 20 }, (_, index) => anEntry({ seq: current.seq + index + 1 }))
        const result = await store.commit(aCommit(current, {}, { entries }))
        if (result.kind !== 'committed') throw new Error(result.kind)
        current = result.case
        expect(await store.entriesFrom(message)).toEqual([{ number: 1001, seq: 2 }])
      }
    })

    it.each([2, 160])(
      'is found no more once its text is removed from a history of %i entries',
      async (seq) => {
        const store = await open()
        const later = Array.from({ length: seq - 2 }, (_, index) => anEntry({ seq: index + 3 }))
        const { case: of } = await store.create(
          aNewCase({ seq }, { entries: [anEntry(), anAdded(2), ...later] }),
        )
        const line = anEntry({ seq: seq + 1 })
        const entry: Entry = { ...anAdded(2), event: { type: 'message', text: '' } }

        const removals = [{ seq: seq + 1, of: 2 }]
        await store.commit({
          ...aCommit(of, { removals }, { entries: [line] }),
          removal: { entry, files: [] },
        })
        await store.purge(1001)

        expect(await store.entriesFrom(message)).toEqual([])
      },
    )
  })
}
