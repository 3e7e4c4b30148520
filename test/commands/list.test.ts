import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { parseListWords } from '../../commands/list-words.ts'
import { type Subscription, severities, statuses } from '../../src/cases/case.ts'
import { createDrafts } from '../../src/cases/draft-keeper.ts'
import { queueNames } from '../../src/cases/queues.ts'
import { en, ja } from '../../src/i18n/catalogue.ts'
import { createTextSeal } from '../../src/store/seal-texts.ts'
import type { Button, Card, View } from '../../views/view.ts'
import { aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { asForm, buttonsIn, fieldsOf, runnerOver, told, wishOf } from '../support/run-commands.ts'
import { aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'

describe('VIS-5: what is typed', () => {
  it('is understood in the very words that the product shows, in both languages, whoever types them', () => {
    for (const messages of [en, ja]) {
      for (const status of statuses) {
        const label = messages[`status.${status}`]
        for (const typed of [label, label.toUpperCase(), label.split(/[（(]/)[0] ?? ''])
          expect(parseListWords(typed), typed).toMatchObject({ statuses: [status], text: '' })
      }
      for (const severity of severities)
        expect(parseListWords(messages[`severity.${severity}`])).toMatchObject({
          severities: [severity],
          text: '',
        })
    }
  })

  it('may be the name of a queue, as homes show it', () => {
    for (const messages of [en, ja])
      for (const queue of queueNames) {
        expect(parseListWords(messages[`queue.${queue}`]), queue).toMatchObject({ text: '' })
        expect(parseListWords(messages[`queue.${queue}`]), queue).not.toEqual(parseListWords(''))
      }
    const open = statuses.filter((status) => status !== 'closed')
    expect(parseListWords(en['queue.desk.open'])).toMatchObject({ statuses: open, text: '' })
    expect(parseListWords(ja['queue.desk.open'])).toMatchObject({ statuses: open, text: '' })
    expect(parseListWords(en['queue.overdue'])).toMatchObject({ overdue: true, text: '' })
  })

  it.each([
    ['クローズ', { statuses: ['closed'] }],
    ['要対応', { statuses: ['action-required'] }],
    ['要対応（返信待ち）', { statuses: ['action-required'] }],
    ['In progress', { statuses: ['in-progress'] }],
    ['Action required P1', { statuses: ['action-required'], severities: ['P1'] }],
    ['action-required', { statuses: ['action-required'] }],
    ['未対応', { statuses: ['new'] }],
    ['完了', { statuses: ['closed'] }],
    ['最重要', { severities: ['P1'] }],
    ['ｐ１ オープン', { severities: ['P1'], statuses: statuses.filter((one) => one !== 'closed') }],
    ['new closed', { statuses: ['new', 'closed'] }],
    ['mine 請求', { mine: true, text: '請求' }],
    ['未割り当て 期限切れ', { who: 'nobody', overdue: true }],
    ['assigned to me by due date', { who: 'me', sort: 'due' }],
    ['"closed" room', { statuses: [], text: 'closed room' }],
    ['「完了」', { statuses: [], text: '完了' }],
    ['“In progress”', { statuses: [], text: 'In progress' }],
    ['絞り込み P1', { form: true, severities: ['P1'] }],
    ['メール "', { text: 'メール' }],
  ])('%s', (typed, meant) => {
    expect(parseListWords(typed)).toMatchObject({ text: '', ...meant })
  })

  it('means one thing: no word stands for two', () => {
    const meanings = new Map<string, string>()
    for (const messages of [en, ja])
      for (const [key, text] of Object.entries(messages).filter(([key]) => key.startsWith('filter-word.')))
        for (const word of text.split(' | ')) {
          const plain = word.toLowerCase().replace(/[\s-]/g, '')
          expect(meanings.get(plain) ?? key, word).toBe(key)
          meanings.set(plain, key)
          expect(parseListWords(word).text, word).toBe('')
        }
  })
})

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    const drafts = createDrafts({
      store: world.store.drafts,
      seal: createTextSeal('secret', 'drafts'),
      mask: async (text) => text,
      stillWorks: async () => true,
      now: () => world.now(),
    })
    runner = runnerOver(world, { drafts })
  })

  async function fill(count: number, title = 'Mail bounces'): Promise<void> {
    const cases = Array.from({ length: count }, (_, index) =>
      aNewCase(
        {
          number: 2001 + index,
          title,
          domain: northwind,
          partners: [{ domain: northwind, kind: 'reseller' }],
          customer: { id: 'C09brightwater', name: 'Brightwater', domain: 'brightwater.example.com' },
          updatedAt: minutesAfter(noon, index),
          severity: index % 5 === 0 ? 'P1' : 'P3',
          status: index % 2 === 0 ? 'new' : 'action-required',
        },
        { key: `list-${index}`, words: ['mail', 'bounc'] },
      ),
    )
    await world.store.createAll(cases)
  }

  const typed = (line: string, locale: 'en' | 'ja' = 'en', email = marcus) =>
    runner.commandLine(wishOf(email, locale), line)
  const press = ({ command, args }: Button) => runner.action(wishOf(marcus), command, args)

  function numbersIn(view: View): readonly number[] {
    if (view.kind !== 'card') throw new Error(told(view))
    return view.blocks.flatMap((block) =>
      block.kind === 'item' ? [Number(/\d+/.exec(block.title)?.[0])] : [],
    )
  }

  function buttonIn(view: View, label: string): Button {
    const button = buttonsIn(view).find((one) => one.label === label)
    if (!button) throw new Error(`no ${label} in ${told(view)}`)
    return button
  }

  it('goes from the newest page to the oldest and back, each in the place of the one before', async () => {
    await fill(66)
    const there: View[] = [await typed('list')]
    expect((there[0] as Card).replaces).toBeUndefined()
    while (buttonsIn(there.at(-1) as View).some(({ label }) => label === 'Next page'))
      there.push(await press(buttonIn(there.at(-1) as View, 'Next page')))

    expect(there).toHaveLength(7)
    expect(there.slice(1).every((view) => view.kind === 'card' && view.replaces)).toBe(true)
    expect(there.flatMap(numbersIn)).toEqual(Array.from({ length: 66 }, (_, index) => 2066 - index))
    expect(told(there[2] as View)).toContain('21–30 of 66')

    let back = there.at(-1) as View
    for (const before of there.slice(0, -1).toReversed()) {
      back = await press(buttonIn(back, 'Previous page'))
      expect(numbersIn(back)).toEqual(numbersIn(before))
      expect(back).toMatchObject({ kind: 'card', replaces: true })
    }
    expect(buttonsIn(back).some(({ label }) => label === 'Previous page')).toBe(false)
  })

  it('pages through any order, and keeps the filter', async () => {
    await fill(24)
    for (const sort of ['by severity', 'by opening', 'by due date']) {
      const first = await typed(`list new ${sort}`)
      const second = await press(buttonIn(first, 'Next page'))
      expect(new Set([...numbersIn(first), ...numbersIn(second)]).size).toBe(12)
      expect(told(second)).toContain('11–12 of 12')
      expect(told(second)).toContain('Status New')
    }
    const severest = numbersIn(await typed('list by severity'))
    expect(severest.slice(0, 5)).toEqual([2021, 2016, 2011, 2006, 2001])
  })

  it('says how the words were understood', async () => {
    await fill(3)

    expect(told(await typed('list 要対応 mail', 'ja'))).toContain('ステータス 要対応 · キーワード mail')
    expect(told(await typed('list Action required P1 "new"'))).toContain(
      'Status Action required · Severity P1 · Keyword new',
    )
    expect(numbersIn(await typed('list 要対応', 'ja'))).toEqual([2002])
    expect(numbersIn(await typed('list bounces'))).toEqual([2003, 2002, 2001])
  })

  it('opens the form by a word, with what was typed, and begins the next time with what was chosen', async () => {
    await fill(12)
    const form = asForm(await typed('list filter P1 mail'))
    const initial = (name: string, of = form) => fieldsOf(of).find((field) => field.name === name)
    expect(initial('severity')).toMatchObject({ initial: ['P1'] })
    expect(initial('words')).toMatchObject({ initial: 'mail' })

    const values = {
      words: 'mail',
      severity: ['P1'],
      status: [],
      who: 'any',
      sort: 'opened',
      openedSince: '2026-11-01',
      openedUntil: '2026-11-02',
    }
    const shown = (await runner.submission(wishOf(marcus), 'list', values, form.formState)) as View
    expect(numbersIn(shown)).toEqual([2011, 2006, 2001])
    expect(told(shown)).toContain('Opened 2026-11-01 – 2026-11-02')

    const again = asForm(await typed('list 絞り込み', 'ja'))
    expect(initial('words', again)).toMatchObject({ initial: 'mail' })
    expect(initial('sort', again)).toMatchObject({ initial: 'opened' })
    expect(initial('openedSince', again)).toMatchObject({ initial: '2026-11-01' })
    const other = asForm(await typed('list filter', 'en', ben))
    expect(initial('words', other)).not.toHaveProperty('initial')

    await world.store.drafts.dropOf({ account: marcus })
    expect(initial('words', asForm(await typed('list filter')))).not.toHaveProperty('initial')
  })

  it('leads to a thread of the own side in the same workspace, and to none of anybody else', async () => {
    const thread = (overrides: Partial<Subscription>) =>
      aThread({ root: '1.2', reader: { party: 'partner', domain: northwind }, ...overrides })
    const kept = {
      2001: thread({ id: 'a' }),
      2002: thread({ id: 'b', reader: { party: 'desk' } }),
      2003: thread({ id: 'c', direct: { user: 'U9', email: null } }),
      2004: thread({ id: 'd', tenant: 'T2' }),
      2005: thread({ id: 'e', root: null }),
    }
    for (const [number, one] of Object.entries(kept)) {
      const partners = [{ domain: northwind, kind: 'reseller' }] as const
      await world.store.create(aNewCase({ number: Number(number), partners, subscriptions: [one] }))
    }
    const linking = runnerOver(world, { threadUrl: ({ id }) => `https://chat.example.com/${id}` })

    const view = await linking.commandLine(wishOf(marcus), 'list')

    if (view.kind !== 'card') throw new Error(told(view))
    const links = view.blocks.flatMap((block) => (block.kind === 'item' ? [block.link?.url] : []))
    expect(links).toEqual([undefined, undefined, undefined, undefined, 'https://chat.example.com/a'])
  })

  it('a date before the first one, or half an address, is told at its field', async () => {
    const form = asForm(await typed('list filter'))
    const values = { openedSince: '2026-11-03', openedUntil: '2026-11-02', email: 'kenji' }
    expect(await runner.submission(wishOf(marcus), 'list', values, form.formState)).toMatchObject({
      kind: 'errors',
      fields: { openedUntil: expect.stringContaining('before'), email: expect.stringContaining('email') },
    })
  })

  it('a day begins and ends where the person is', async () => {
    await fill(2)
    const form = asForm(await typed('list filter'))
    const count = async (openedSince: string, openedUntil: string) =>
      numbersIn(
        (await runner.submission(
          wishOf(marcus),
          'list',
          { openedSince, openedUntil },
          form.formState,
        )) as View,
      ).length

    expect(await count('2026-11-02', '2026-11-02')).toBe(2)
    expect(await count('2026-11-01', '2026-11-01')).toBe(0)
    expect(await count('2026-11-03', '2026-11-03')).toBe(0)
  })

  it('VIS-8: the customers’ field says where else a customer may be, to whoever has another domain', async () => {
    const kenji = 'kenji.tanaka@hoshi-cloud.example.com'
    const choices = (email: string, query: string) =>
      runner.options(wishOf(email), 'customers', query, { in: email.split('@')[1] ?? '' })
    await world.store.identities.link(wishOf(kenji).person, {
      email: `kenji.tanaka@${northwind}`,
      domain: northwind,
      provedAt: world.now(),
      proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: 'k' },
    })

    expect(await choices(kenji, 'no such customer')).toEqual([
      { value: 'none', label: expect.stringContaining('another of your domains') },
    ])
    expect(await choices(marcus, 'no such customer')).toEqual([])
    expect((await choices(kenji, '')).some(({ value }) => value === 'none')).toBe(false)
  })
})
