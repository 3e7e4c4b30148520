import { beforeEach, describe, expect, it } from 'vitest'
import { StoreDidNotAnswer } from '../../src/cases/store-did-not-answer.ts'
import { asOneWish, noteWrite } from '../../src/store/one-wish.ts'
import type { Store } from '../../src/store/store.ts'
import { buttonsIn, runnerOver, told, wishOf } from '../support/run-commands.ts'
import { aWorld, marcus } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const nothingChanged =
  "Nothing was recorded: Casethread's database can't be reached. Try again in a minute. If it keeps happening, tell your administrator."
const notKnown =
  "Casethread's database didn't answer in time, so it isn't known whether this was saved. Check before you send it again."

onSqlite((_name, open) => {
  /** Methods of the store that do not answer, and what each says of it. */
  let silent: Partial<Record<keyof Store, 'no' | 'unknown'>>

  beforeEach(() => {
    silent = {}
  })

  async function runner() {
    const store = await open()
    const failing = new Proxy(store, {
      get(target, name: keyof Store) {
        const saved = silent[name]
        return saved ? () => Promise.reject(new StoreDidNotAnswer(saved)) : Reflect.get(target, name)
      },
    })
    return runnerOver(await aWorld(failing), { asOneWish })
  }

  describe('where the database does not answer', () => {
    it('a question says that nothing was changed, and is asked again by a button', async () => {
      const answering = await runner()
      silent = { list: 'no' }
      const answer = await answering.commandLine(wishOf(marcus), 'list')
      silent = {}

      expect(told(answer)).toBe(nothingChanged)
      const [again] = buttonsIn(answer)
      expect(again?.label).toBe('Try again')
      const pressed = await answering.action(wishOf(marcus), again?.command ?? '', again?.args ?? {})
      expect(told(pressed)).not.toContain('database')
    })

    it('a change whose answer may have been lost says so, and offers no repeat under another key', async () => {
      const answering = await runner()
      silent = { list: 'unknown' }
      const answer = await answering.commandLine(wishOf(marcus), 'list')

      expect(told(answer)).toBe(notKnown)
      expect(buttonsIn(answer)).toEqual([])
    })

    it('a wish that has written and then cannot read does not say that nothing was changed', async () => {
      const store = await open()
      const after = new Proxy(store, {
        get(target, name: keyof Store) {
          if (name !== 'list') return Reflect.get(target, name)
          return async () => {
            noteWrite()
            throw new StoreDidNotAnswer('no')
          }
        },
      })
      const answer = await runnerOver(await aWorld(after), { asOneWish }).commandLine(wishOf(marcus), 'list')

      expect(told(answer)).toBe(notKnown)
    })

    it('what was written by one wish says nothing of the next one', async () => {
      const answering = await runner()
      await answering.commandLine(wishOf(marcus), 'list')
      noteWrite()
      silent = { list: 'no' }

      expect(told(await answering.commandLine(wishOf(marcus), 'list'))).toBe(nothingChanged)
    })

    it('a form keeps what stands in it, and says it in the reader’s language', async () => {
      const answering = await runner()
      silent = { get: 'no' }

      const sent = await answering.submission(
        wishOf(marcus, 'ja'),
        'reply',
        { text: 'A word' },
        { number: '1001', basedOn: '1', in: 'northwind-apps.example.com' },
      )

      expect(sent).toEqual({
        kind: 'errors',
        fields: {
          '': '記録できませんでした。Casethread のデータベースに接続できません。しばらくしてからもう一度お試しください。問題が続く場合は、管理者にお知らせください。',
        },
      })
    })
  })
})
