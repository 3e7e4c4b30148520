import { describe, expect, it } from 'vitest'
import type { Attachment } from '../../src/cases/case.ts'
import type { CasesAndFiles as Store } from '../../src/store/store.ts'
import { aCommit, aNewCase, anEntry } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const soon = () => new Date(Date.now() + 5_000)
const before = () => new Date(Date.now() - 60_000)

function anAttachment(id: string): Attachment {
  return { id, name: 'log.txt', type: 'text/plain', size: 3, sha256: 'ab' }
}

async function read(store: Store, id: string): Promise<Buffer | undefined> {
  const pieces = await store.files.open(id)
  if (!pieces) return undefined
  const found: Uint8Array[] = []
  for await (const piece of pieces) found.push(piece)
  return Buffer.concat(found)
}

/** UPD-1, UPD-3: bytes come back as they were, and only what nobody names goes. */
export function filesContract(open: OpenStore): void {
  describe('files', () => {
    it('come back byte by byte, also large and empty of meaning', async () => {
      const store = await open()
      const small = Buffer.from('これはログです\r\n\0')
      const large = Buffer.alloc(2_500_000, 7).fill('Ω', 600_000, 900_000)
      await store.files.put('aa000001', small)
      await store.files.put('aa000002', large)

      expect((await read(store, 'aa000001'))?.equals(small)).toBe(true)
      expect((await read(store, 'aa000002'))?.equals(large)).toBe(true)
      expect(await read(store, 'aa000003')).toBeUndefined()
    })

    it('are there for another process at once', async () => {
      const store = await open('shared')
      await store.files.put('aa000001', Buffer.from('one'))

      expect(String(await read(await open('shared'), 'aa000001'))).toBe('one')
    })

    it('may be put again, also by two at once, and are whole', async () => {
      const store = await open()
      const bytes = Buffer.alloc(300_000, 3)

      await Promise.all([store.files.put('aa000001', bytes), store.files.put('aa000001', bytes)])
      await store.files.put('aa000001', bytes)

      expect((await read(store, 'aa000001'))?.equals(bytes)).toBe(true)
    })

    it('have ids that lead nowhere else', async () => {
      const store = await open()
      for (const id of ['../../etc/passwd', '', 'AA000001', 'aa', 'aa000001/x']) {
        await expect(store.files.put(id, Buffer.from('x'))).rejects.toThrow('cannot have the id')
        await expect(store.files.open(id)).rejects.toThrow('cannot have the id')
      }
    })

    it('that no entry names are swept once they are old; those named by a new case or a change stay', async () => {
      const store = await open()
      for (const id of ['aa000001', 'ab000002', 'ac000003']) await store.files.put(id, Buffer.from(id))
      const event = {
        type: 'created',
        description: 'd',
        answers: [],
        attachments: [anAttachment('aa000001')],
      } as const
      const { case: of } = await store.create(aNewCase({}, { entries: [anEntry({ event })] }))
      const message = {
        type: 'message',
        text: '',
        attachments: [anAttachment('ab000002')],
      } as const
      await store.commit(aCommit(of, {}, { entries: [anEntry({ seq: 2, event: message })] }))

      expect(await store.files.sweep(before())).toBe(0)
      expect(String(await read(store, 'ac000003'))).toBe('ac000003')
      expect(await store.files.sweep(soon())).toBe(1)
      expect(await read(store, 'ac000003')).toBeUndefined()
      expect(await store.files.sweep(soon())).toBe(0)
      expect(String(await read(store, 'aa000001'))).toBe('aa000001')
      expect(String(await read(store, 'ab000002'))).toBe('ab000002')
    })

    it('stay however long the history grows after the entry that names them', async () => {
      const store = await open()
      await store.files.put('aa000001', Buffer.from('kept'))
      const event = {
        type: 'created',
        description: 'd',
        answers: [],
        attachments: [anAttachment('aa000001')],
      } as const
      let { case: of } = await store.create(aNewCase({}, { entries: [anEntry({ event })] }))
      for (let round = 0; round < 8; round += 1) {
        const entries = Array.from({ length: 40 }, (_, index) => anEntry({ seq: of.seq + 1 + index }))
        const result = await store.commit(aCommit(of, {}, { entries }))
        if (result.kind !== 'committed') throw new Error(result.kind)
        of = result.case
      }

      expect(await store.files.sweep(soon())).toBe(0)
      expect(String(await read(store, 'aa000001'))).toBe('kept')
    })

    it('of a change that was refused are swept, and its entry names none', async () => {
      const store = await open()
      const { case: of } = await store.create(aNewCase())
      await store.commit(aCommit(of))
      await store.files.put('aa000001', Buffer.from('late'))
      const event = { type: 'message', text: '', attachments: [anAttachment('aa000001')] } as const

      const late = await store.commit(aCommit(of, {}, { entries: [anEntry({ seq: 2, event })], key: 'late' }))

      expect(late.kind).toBe('conflict')
      expect(await store.files.sweep(soon())).toBe(1)
    })

    it('named in an entry come back with the entry', async () => {
      const store = await open()
      const event = { type: 'message', text: 'see', attachments: [anAttachment('aa000001')] } as const
      const { case: of } = await store.create(aNewCase())
      await store.commit(aCommit(of, {}, { entries: [anEntry({ seq: 2, event })] }))

      const [entry] = await store.history(of.number, { after: 1, limit: 1 })
      expect(entry?.event).toEqual(event)
    })
  })
}
