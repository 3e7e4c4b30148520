import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { CreateCaseInput } from '../../src/cases/case-inputs.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import { carryOut, planFor } from '../../src/people/import-directory.ts'
import { storedDirectory } from '../../src/people/stored-directory.ts'
import type { Store } from '../../src/store/store.ts'
import type { View } from '../../views/view.ts'
import { aNewCase } from '../support/build-case.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { sakuraShoji, sakuraTyped, withoutPhoneticNames, withSakuraShoji } from '../support/sakura-shoji.ts'
import { aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'

function numbersIn(view: View): readonly number[] {
  if (view.kind !== 'card') throw new Error(told(view))
  return view.blocks.flatMap((block) => (block.kind === 'item' ? [Number(/\d+/.exec(block.title)?.[0])] : []))
}

eachStore((_name, open) => {
  let store: Store
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    store = await open()
    world = await aWorld(store)
    world.editDirectory(withSakuraShoji)
    runner = runnerOver(world)
  })

  const typed = (line: string, email = yui) => runner.commandLine(wishOf(email, 'ja'), line)
  const found = async (text: string, email = yui) => numbersIn(await typed(`list ${text}`, email))

  async function openCase(overrides: Partial<CreateCaseInput> = {}): Promise<number> {
    const wish = aWish({ customer: sakuraShoji.id, title: 'メールが届かない', ...overrides })
    return value(await world.service.create(await world.actor(yui), wish, `create ${wish.title}`)).number
  }

  describe('VIS-5: a customer is found by its phonetic name', () => {
    it('among the customers, which show it to nobody', async () => {
      for (const text of sakuraTyped) {
        const shown = told(await typed(`customers ${text}`))

        expect(shown, text).toContain('桜商事')
        expect(shown, text).not.toContain('青葉銀行')
        expect(shown, text).not.toContain('サクラショウジ"')
      }
      expect(told(await typed('customers'))).not.toContain('サクラショウジ')
    })

    it('by its cases, for whoever may see them', async () => {
      const number = await openCase()
      const partners = [{ domain: northwind, kind: 'reseller' }] as const
      await store.create(
        aNewCase({ number: 900, customer: { ...sakuraShoji, id: 'C09brightwater' }, partners }),
      )

      for (const text of sakuraTyped) {
        expect(await found(text), text).toEqual([number])
        expect(await found(text, ben), text).toEqual([number])
        expect(await found(text, marcus), text).toEqual([])
        expect(await found(`${text} 届かない`), text).toEqual([number])
        expect(await found(`${text} の が 届かない`), text).toEqual([number])
        expect(await found(`${text} の`), text).toEqual([number])
        expect(await found(`${text} 請求書`), text).toEqual([])
      }
    })

    it('beside the cases that have the word in their text, in pages and counted', async () => {
      const own = await openCase()
      const title = 'サクラエディタが起動しない'
      const other = await openCase({ customer: 'C01aoba', title })
      await openCase({ customer: 'C01aoba', title: '請求書が届かない' })

      expect(await found('サクラ')).toEqual([other, own])
      expect(told(await typed('list サクラ'))).toContain('2 件')
      expect(await found('サクラ エディタ')).toEqual([other])
    })

    it('as the directory has it now: in cases from before it said how the name is read, and no longer once it does not', async () => {
      world.editDirectory(withoutPhoneticNames)
      const number = await openCase()
      expect(await found('さくら')).toEqual([])

      world.editDirectory((yaml) =>
        yaml.replace('    name: 桜商事\n', '    name: 桜商事\n    phoneticName: おうしょうじ\n'),
      )
      expect(await found('オウショウ')).toEqual([number])
      expect(await found('さくら')).toEqual([])

      world.editDirectory((yaml) => yaml.replace('おうしょうじ', 'サクラショウジ'))
      expect(await found('オウショウ')).toEqual([])
      expect(await found('さくら')).toEqual([number])
    })

    it('where an ending or a particle is typed beside a word, none is taken for a name', async () => {
      world.editDirectory((yaml) => yaml.replace('サクラショウジ', 'カラツショウジ'))
      const number = await openCase({ customer: 'C01aoba', title: '請求書が届かない' })

      expect(await found('請求書 から')).toEqual([number])
    })

    it('where the database keeps the directory', async () => {
      const stored = storedDirectory(store.directory)
      const file = async (edit: (yaml: string) => string) => {
        let whole = ''
        world.editDirectory((yaml) => {
          whole = edit(yaml)
          return whole
        })
        const wanted = parseDirectoryFile(whole, 'directory.yaml')
        const plan = await planFor(store.directory, wanted, { now: world.now(), prune: false })
        expect(await carryOut(store.directory, plan)).toEqual([])
        return plan.steps.map(({ kind, text }) => `${kind} ${text}`)
      }
      await file((yaml) => yaml)

      for (const text of sakuraTyped)
        expect(await stored.customersByPhoneticName(text)).toContain(sakuraShoji.id)
      expect(await stored.customersByPhoneticName('さくらしょ')).toEqual([sakuraShoji.id])
      expect((await stored.customersByPhoneticName('さくら')).toSorted()).toEqual([
        'C03sakura',
        sakuraShoji.id,
      ])
      expect(await stored.customersByPhoneticName('サ')).toEqual([])
      expect(await stored.customersByPhoneticName('桜')).toEqual([])
      expect((await stored.customer(sakuraShoji.id))?.phoneticName).toBe('サクラショウジ')

      expect(await file((yaml) => yaml.replace('サクラショウジ', 'オウショウジ'))).toEqual([
        'changed customer C21sakura 桜商事: phoneticName サクラショウジ → オウショウジ',
      ])
      expect(await stored.customersByPhoneticName('さくらしょ')).toEqual([])
      expect(await stored.customersByPhoneticName('おうしょ')).toEqual([sakuraShoji.id])

      expect(await file((yaml) => yaml.replace('    phoneticName: オウショウジ\n', ''))).toEqual([
        'changed customer C21sakura 桜商事: phoneticName オウショウジ → none',
      ])
      expect(await stored.customersByPhoneticName('おうしょ')).toEqual([])
      expect(await file((yaml) => yaml)).toEqual([])
    })

    it('in the form that filters lists, whose choice finds its cases', async () => {
      const number = await openCase()
      await openCase({ customer: 'C01aoba', title: '別のケース' })
      const form = asForm(await typed('list filter'))
      const field = fieldsOf(form).find(({ name }) => name === 'customer')
      const [choice] = await runner.options(wishOf(yui, 'ja'), 'customers', 'しょうじ', form.formState)

      expect(field).toMatchObject({ kind: 'search', source: 'customers' })
      expect(choice).toEqual({ value: sakuraShoji.id, label: '桜商事' })
      const shown = await runner.submission(
        wishOf(yui, 'ja'),
        'list',
        { customer: choice?.value ?? '', sort: 'updated', who: 'any' },
        form.formState,
      )
      expect(numbersIn(shown as View)).toEqual([number])
    })

    it('ACC-3: by the accounts of its own domains alone', async () => {
      const choices = (email: string, domain: string) =>
        runner.options(wishOf(email, 'ja'), 'customers', 'さくらしょう', { in: domain })

      expect(await choices(yui, hoshi)).toEqual([{ value: sakuraShoji.id, label: '桜商事' }])
      expect(await choices(marcus, northwind)).toEqual([])
      expect(await choices(ben, '')).toEqual([])
    })
  })
})
