import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { openCategories } from '../../src/categories/open-categories.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { caseCard } from '../../views/case-card.ts'
import type { Field, Form, Values } from '../../views/view.ts'
import { aCase } from '../support/build-case.ts'
import { asForm, codes, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const acting = { in: 'northwind-apps.example.com' }
const brightwater = { customer: 'C09brightwater' }
const filled: Values = {
  ...brightwater,
  title: 'Mail bounces',
  description: 'All of it',
  product: 'google-workspace',
  severity: 'P2',
  confirmed: [],
}

function field(form: Form, name: string): Field {
  const found = fieldsOf(form).find((one) => one.name === name)
  if (!found) throw new Error(`no field ${name}`)
  return found
}

function optionsOf(form: Form, name: string) {
  const found = field(form, name)
  if (!('options' in found)) throw new Error(`${name} has no options`)
  return found.options
}

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  async function drawn(values: Values, locale: 'en' | 'ja' = 'en'): Promise<Form> {
    return asForm(await runner.refresh(wishOf(marcus, locale), 'new', { ...brightwater, ...values }, acting))
  }

  describe('CRE-1: the category of a new case', () => {
    it.each(['', '  ', '›'])(
      'with %j typed offers the services, with their areas named beneath',
      async (typed) => {
        const options = await runner.options(wishOf(marcus), 'categories', typed, acting)
        expect(options.length).toBeLessThanOrEqual(100)
        expect(options).toContainEqual({
          value: 'gmail',
          label: 'Gmail › …',
          description: expect.stringContaining('Sending and receiving'),
        })
        expect(options.at(-1)).toEqual({ value: 'other', label: 'Other' })
      },
    )

    it('is one of the areas of a chosen service, which the form then asks for', async () => {
      const first = await drawn({ category: 'gmail' })
      expect(field(first, 'category')).toMatchObject({ initial: { value: 'gmail', label: 'Gmail › …' } })
      expect(field(first, 'area')).toMatchObject({ label: 'Area of Gmail', refresh: true })
      expect(optionsOf(first, 'area')[0]).toEqual({ value: 'gmail.delivery', label: 'Sending and receiving' })
      expect(JSON.stringify(first)).not.toContain('Email Log Search')

      const second = await drawn({ category: 'gmail', area: 'gmail.delivery' })
      expect(JSON.stringify(second)).toContain('Email Log Search')
      expect(field(second, 'answer:message-id')).toMatchObject({ kind: 'text' })

      const sent = await runner.submission(
        wishOf(marcus),
        'new',
        {
          ...filled,
          category: 'gmail',
          area: 'gmail.delivery',
          'answer:message-id': '<x@mail.example.com>',
          'answer:scope': 'all',
        },
        acting,
      )
      expect(told(sent)).toMatch(/Case \d+ is open/)
      const [made] = (await world.store.list({ reader: { party: 'desk' } }, { limit: 1 })).cases
      expect(made?.category).toBe('gmail.delivery')
    })

    it('that is typed needs no service first, and shows its path', async () => {
      const form = await drawn({ category: 'gmail.delivery' }, 'ja')
      expect(field(form, 'category')).toMatchObject({
        initial: { value: 'gmail.delivery', label: 'Gmail › 送受信' },
      })
      expect(fieldsOf(form).map(({ name }) => name)).not.toContain('area')
    })

    it('of another service than the area that still stands in the form is open again', async () => {
      const form = await drawn({ category: 'drive', area: 'gmail.delivery' })
      expect(field(form, 'area')).not.toHaveProperty('initial')
      expect(JSON.stringify(form)).not.toContain('Email Log Search')
    })

    it('that is only a service grows by its areas when it is sent, with what was typed in it', async () => {
      const form = asForm(
        await runner.submission(wishOf(marcus), 'new', { ...filled, category: 'gmail' }, acting),
      )
      expect(field(form, 'area')).toBeDefined()
      expect(field(form, 'title')).toMatchObject({ initial: 'Mail bounces' })
    })

    it('whose area is left open is told at the area', async () => {
      expect(
        await runner.submission(wishOf(marcus), 'new', { ...filled, category: 'gmail', area: '' }, acting),
      ).toEqual({ kind: 'errors', fields: { area: 'Choose an option.' } })
    })

    it.each([
      ['en', 'Fill in this field.'],
      ['ja', '入力してください。'],
    ] as const)('sent before its questions are drawn comes back with them (%s)', async (locale, missing) => {
      const values = { ...filled, category: 'gmail.delivery', share: 'nobody' }
      const form = asForm(await runner.submission(wishOf(marcus, locale), 'new', values, acting))

      const above = (name: string) =>
        form.parts[form.parts.findIndex((p) => 'name' in p && p.name === name) - 1]
      expect(above('answer:message-id')).toMatchObject({ kind: 'text', text: `⚠ ${missing}` })
      expect(above('share')).toMatchObject({ kind: 'text', text: expect.stringMatching(/^⚠ .*nobody/) })
      expect(JSON.stringify(above('customer'))).not.toContain('⚠')

      const answered = { ...values, share: '', 'answer:message-id': '<1@x>', 'answer:scope': 'one user' }
      expect(await runner.submission(wishOf(marcus, locale), 'new', answered, form.formState)).toMatchObject({
        kind: 'notice',
        tone: 'done',
      })
    })

    it.each(['gmail', 'nothing', 'gmail.nothing'])('is never %s', async (category) => {
      const actor = await world.actor(marcus)
      expect(codes(await world.service.create(actor, aWish({ category }), 'k'))).toEqual([
        'field-invalid@category',
      ])
    })
  })

  describe('CRE-1: a question with choices', () => {
    const made = async (scope: string, language: 'en' | 'ja') => {
      const actor = await world.actor(marcus)
      const answers = { 'message-id': 'x', scope }
      const of = value(await world.service.create(actor, aWish({ answers, language }), `k-${scope}`))
      const [first] = await world.store.history(of.number, { after: 0, limit: 1 })
      return first?.event.type === 'created' ? first.event.answers : []
    }

    it('is a menu in the form', async () => {
      const options = optionsOf(await drawn({ category: 'gmail.delivery' }, 'ja'), 'answer:scope')
      expect(options).toContainEqual({ value: 'all', label: '全員' })
    })

    it.each([
      ['unit', 'en', 'Who is affected', 'An organizational unit or a group'],
      ['unit', 'ja', '影響範囲', '組織部門またはグループ'],
      ['全員', 'en', 'Who is affected', 'Everyone'],
      ['one user', 'ja', '影響範囲', '1 人のユーザー'],
    ] as const)(
      'answered with %s is kept in the words of the case’s language, %s',
      async (given, language, question, answer) => {
        expect(await made(given, language)).toContainEqual({ question, answer })
      },
    )

    it('takes no other answer', async () => {
      const actor = await world.actor(marcus)
      const wish = aWish({ answers: { 'message-id': 'x', scope: 'the whole planet' } })
      expect(codes(await world.service.create(actor, wish, 'k'))).toEqual(['field-invalid@answer:scope'])
    })
  })

  describe('a category that the operator hid', () => {
    async function hiding() {
      const folder = mkdtempSync(join(tmpdir(), 'casethread-hiding-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      writeFileSync(
        join(folder, 'own.yaml'),
        'services: [{ id: gmail, areas: [{ id: gmail.delivery, hidden: true }] }]',
      )
      const categories = await openCategories(catalogueFile, join(folder, 'own.yaml'))
      const hidden = await aWorld(await open(), undefined, { categories })
      return { categories, world: hidden, runner: runnerOver(hidden, { categories }) }
    }

    it('takes no new case and is not filled into a form, such as a follow-up’s', async () => {
      const { world: hidden, runner: over } = await hiding()
      const actor = await hidden.actor(marcus)
      expect(codes(await hidden.service.create(actor, aWish(), 'k'))).toEqual(['field-invalid@category'])
      const form = asForm(
        await over.refresh(wishOf(marcus), 'new', { ...brightwater, category: 'gmail.delivery' }, acting),
      )
      expect(field(form, 'category')).not.toHaveProperty('initial')
    })

    it('is still named on the cases that bear it', async () => {
      const { categories } = await hiding()
      const card = (category: string) =>
        JSON.stringify(
          caseCard(aCase({ category }), {
            translator: createTranslatorFactory()('ja', 'UTC'),
            categories,
            reader: { party: 'desk' },
            reopenable: false,
            escalatable: false,
          }),
        )
      expect(card('gmail.delivery')).toContain('Google Workspace › Gmail › 送受信')
      expect(card('of.another.time')).toContain('Google Workspace › of.another.time')
    })
  })
})
