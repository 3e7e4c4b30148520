import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCommit, aNewCase, anAuthor, anEntry, aThread, minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

/** Texts that have broken databases, and what looks like their languages. */
const hostile: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u0001\u001f\u007f',
  'みどり商会 第二営業部',
  'ﾊﾝｶｸ Ｆｕｌｌ',
  '𠮷野家 辻󠄀',
  '👨‍👩‍👧‍👦🇯🇵',
  'e\u0301 é',
  '\u202eright to left\u2066',
  '\ufeffmark\u200b',
  'line\r\nbreak\ttab\u2028\u2029',
  "'; DROP TABLE cases; --",
  '"quoted" \\ back\\u0041slash',
  '%s %n {{title}}',
  '{"$gt":""}',
  '$where',
  '$title',
  'a.b.c',
  '__proto__',
  'constructor',
  '[object Object]',
  'null',
  'NaN',
  '0x1F',
  '1e1000',
  'x'.repeat(65_536),
]

export function textsContract(open: OpenStore): void {
  describe('texts', () => {
    it.each(hostile.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
      '%s comes back as it went in, wherever it stands',
      async (_, text) => {
        const store = await open()
        const author = anAuthor({ name: text, email: text, domain: text })
        const input = aNewCase({
          title: text,
          product: text,
          category: text,
          timeZone: text,
          customer: { id: 'C-1', name: text, domain: text },
          createdBy: author,
          subscriptions: [
            aThread({
              tenant: text,
              root: text,
              suspended: text,
              reader: { party: 'customer', customer: text },
            }),
          ],
        })
        const { case: made } = await store.create(input)
        const entry = anEntry({
          seq: 2,
          author,
          event: { type: 'created', description: text, answers: [{ question: text, answer: text }] },
        })
        await store.commit(aCommit(made, { title: `${text}!` }, { entries: [entry] }))

        expect(await store.get(1001)).toMatchObject({
          ...input.case,
          version: 2,
          seq: 2,
          title: `${text}!`,
          updatedAt: minutesAfter(noon, 5),
        })
        expect(await store.history(1001, { after: 1, limit: 5 })).toEqual([entry])
      },
    )

    it.each(hostile.filter((text) => text.length < 256).map((text) => [JSON.stringify(text), text]))(
      '%s is looked up as itself: as a key, a word, a domain, a customer, a creator',
      async (_, text) => {
        const store = await open()
        const input = aNewCase(
          {
            customer: { id: text, name: 'N', domain: 'd' },
            partners: [{ domain: text, kind: 'reseller' }],
            createdBy: anAuthor({ email: text }),
          },
          { words: [text, 'mail'], key: text },
        )
        const { case: made } = await store.create(input)
        await store.create(aNewCase({ number: 1002 }, { words: ['mail', `${text}?`], key: `${text}?` }))
        await store.commit(aCommit(made, {}, { key: text }))
        const found = async (query: object) =>
          (await store.list({ reader: { party: 'desk' }, ...query }, { limit: 5 })).cases.map(
            ({ number }) => number,
          )

        expect((await store.create(input)).kind).toBe('repeated')
        expect((await store.createdWith(text))?.number).toBe(1001)
        expect(await store.committedWith(1001, text)).toEqual([2])
        expect(await found({ words: [text] })).toEqual([1001])
        expect(await found({ customers: [text] })).toEqual([1001])
        expect(await found({ customers: [text, 'C-none'] })).toEqual([1001])
        expect(await found({ createdBy: text })).toEqual([1001])
        expect(await found({ reader: { party: 'partner', domain: text } })).toEqual([1001])
        expect(await found({ reader: { party: 'customer', customer: text } })).toEqual([1001])
      },
    )

    it('any text comes back as it went in', async () => {
      const store = await open()
      let number = 1000
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
          number += 1
          const entries = [anEntry({ event: { type: 'message', text } })]
          await store.create(
            aNewCase({ number, title: text }, { entries, key: `${number}${text}`, words: [text] }),
          )

          expect((await store.get(number))?.title).toBe(text)
          expect(await store.history(number, { limit: 1 })).toEqual(entries)
          expect((await store.createdWith(`${number}${text}`))?.number).toBe(number)
        }),
        { numRuns: 100 },
      )
    })

    it('half a character does not spoil the rest', async () => {
      const store = await open()

      await store.create(aNewCase({ title: 'a\ud83db' }, { key: 'k\ud83d', words: ['w\ud83d'] }))

      expect((await store.get(1001))?.title).toMatch(/^a[\ud83d\ufffd]b$/)
      expect((await store.createdWith('k\ud83d'))?.number).toBe(1001)
    })
  })
}
