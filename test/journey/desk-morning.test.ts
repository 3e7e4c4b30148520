import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locale } from '../../src/cases/case.ts'
import { findChromium } from '../support/browser.ts'
import { expectEfforts } from '../support/clicks-in-docs.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()

const agents = {
  slack: { name: 'ben.carter', locale: 'en', colleague: '中村 葵', typed: '中村' },
  gchat: { name: 'aoi.nakamura', locale: 'ja', colleague: 'Ben Carter', typed: 'ben' },
} as const satisfies Record<string, { name: string; locale: Locale; colleague: string; typed: string }>

const targets =
  'targets: [{ side: desk, calendar: 24/7, firstResponse: 48h, nextResponse: 24h }]\nreminders: false\n'

const english = [
  'Mail to one address bounces',
  'Calendar shows rooms twice',
  'Shared drive cannot be opened',
  'Sign-in asks for a code again and again',
  'Files went missing after a move',
  'Meet recordings do not arrive',
  'Group refuses external senders',
  'New users see no Gmail',
  'Phone cannot be enrolled',
  'Spaces are empty since 9:00',
  'Signature is cut in replies',
  'Import stopped at 40 %',
  'Search finds nothing from March',
  'Delegate cannot send',
  'Chat notifications come twice',
  'Form answers are not saved',
  'Contacts differ from the directory',
  'Printer cannot scan to mail',
  'Domain is said to be in use',
  'Two-step codes are refused',
]
const japanese = [
  '特定の宛先へのメールが戻ってくる',
  'カレンダーの会議室が二重に表示される',
  '共有ドライブを開けない',
  'ログインのたびにコードを求められる',
  '移動後にファイルが見つからない',
  'Meet の録画が届かない',
  'グループに社外から投稿できない',
  '新しいユーザーに Gmail が表示されない',
  'スマートフォンを登録できない',
  'スペースに何も表示されない',
  '返信の署名が途中で切れる',
  'インポートが 40% で止まった',
  '3 月のメールが検索に出ない',
  '委任されたユーザーが送信できない',
  'Chat の通知が 2 回届く',
  'フォームの回答が保存されない',
  '連絡先がディレクトリと異なる',
  '複合機からメールを送れない',
  'ドメインが使用中と表示される',
  '2 段階認証のコードが拒否される',
]

const northwind = {
  by: 'priya.nair@northwind-apps.example.com',
  customers: ['C09brightwater', 'C10lakeside'],
}
const hoshi = { by: 'yui.suzuki@hoshi-cloud.example.com', customers: ['C01aoba', 'C02minato', 'C03sakura'] }
const severities = ['P1', 'P2', 'P3', 'P3', 'P4', 'P3', 'P2', 'P3'] as const

if (!chromium) it.skip('a desk’s morning: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('a desk agent’s morning with 40 cases, on %s', (chat) => {
    const { name, locale, colleague, typed } = agents[chat]
    const own = `${name}@desk.example.org`
    const other = chat === 'slack' ? 'aoi.nakamura@desk.example.org' : 'ben.carter@desk.example.org'
    const desk = chat === 'slack' ? 'support-desk' : 'Support desk'
    const numbers: number[] = []
    let day: Day
    let me: Visitor

    /** Six are late, four are the agent’s and two a colleague’s; six wait for the partner. */
    beforeAll(async () => {
      day = await openDay({ chat, name: 'morning', chromium, targets })
      for (let index = 0; index < 40; index += 1) {
        const { by, customers } = index % 2 === 0 ? northwind : hoshi
        const titles = index % 2 === 0 ? english : japanese
        const title = titles[Math.floor(index / 2)] ?? ''
        const customer = customers[Math.floor(index / 2) % customers.length] ?? ''
        const hoursAgo = index < 6 ? 60 - index : 40 - index / 2
        numbers.push(
          await day.open(by, { customer, title, hoursAgo, severity: severities[index % 8] ?? 'P3' }),
        )
      }
      for (const index of [10, 11, 12, 13])
        await day.change(own, numberOf(index), 10, { kind: 'assign', to: own })
      for (const index of [14, 15]) await day.change(own, numberOf(index), 9, { kind: 'assign', to: other })
      for (const index of [20, 21, 22, 23, 24, 25])
        await day.change(other, numberOf(index), 8, {
          kind: 'message',
          text: 'Please try it in another browser.',
          audience: 'everyone',
          status: index < 24 ? 'action-required' : 'solution-provided',
        })
      me = await day.visit(name, locale)
    }, 120_000)
    afterAll(() => day?.close())

    function numberOf(index: number): number {
      const number = numbers[index]
      if (number === undefined) throw new Error(`there is no case ${index}`)
      return number
    }

    /** The home's buttons: how many there are in each queue. */
    const counts = async () => {
      const told: Record<string, number> = {}
      for (const queue of ['unassigned', 'mine', 'waiting', 'overdue', 'aside', 'desk.open'] as const) {
        const label = me.t(`queue.${queue}`)
        const button = me.page.getByRole('button', { name: new RegExp(`^${label}[：:]`) }).first()
        told[queue] = Number(/\d+$/.exec(((await button.textContent()) ?? '').trim())?.[0])
      }
      return told
    }

    it('OWN-2: the home says what there is', async () => {
      await me.goHome()
      expect(await counts()).toEqual({
        unassigned: 28,
        mine: 4,
        waiting: 34,
        overdue: 6,
        aside: 0,
        'desk.open': 40,
      })
      await me.shot('1-home', 'both')
    }, 30_000)

    it('OWN-3: what is late stands first, is taken and answered, and is late no more', async () => {
      const late = numberOf(0)
      await me.task('See what is overdue', async () => {
        await me.click(me.page.getByRole('button', { name: new RegExp(`^${me.t('queue.overdue')}`) }).first())
        await me.sees(me.t('list.range', { from: 1, to: 6, total: 6 }))
      })
      await me.shot('2-overdue')
      await me.goHome()
      await me.task('Take a case', async () => {
        await me.show(late)
        await me.button(me.t('button.take')).waitFor()
        await me.shot('3-case')
        await me.press(me.t('button.take'))
        await me.sees(me.t('assign.done.self', { number: late }))
      })
      await me.shot('4-taken')

      await me.task('Answer it and say that it waits for the other side', async () => {
        await me.press(me.t('button.reply'))
        await me.write(me.t('reply.text'), 'Please send us the full bounce message.')
        await me.choose(me.t('reply.status'), me.t('status.action-required'))
        await me.shot('5-reply')
        await me.submit(me.t('reply.submit'))
      })
      await me.shot('6-answered')
      await me.goHome()
      expect(await counts()).toMatchObject({ overdue: 5, mine: 5, waiting: 33, unassigned: 27 })
    }, 60_000)

    it('OWN-1: a case goes to a colleague, by form and by line', async () => {
      const [first, second] = [numberOf(10), numberOf(11)]
      await me.show(first)
      await me.task('Assign a case to a colleague', async () => {
        await me.press(me.t('button.assign'))
        await me.choose(me.t('assign.to'), new RegExp(colleague))
        await me.shot('7-assign')
        await me.submit(me.t('assign.submit'))
      })
      await me.goTo(desk)
      await me.task('Hand a case over by typing', async () => {
        await me.send(`/case assign ${second} ${typed}`)
        await me.sees(me.t('assign.done.other', { number: second, name: colleague }))
      })
      await me.shot('8-handed-over')
      await me.goHome()
      expect(await counts()).toMatchObject({ mine: 3 })
    }, 60_000)

    it('a case is put aside, and comes off the list of open work', async () => {
      await me.show(numberOf(12))
      await me.task('Put a case aside for three days', async () => {
        await me.press(me.t('button.later'))
        await me.shot('9-later')
        await me.submit(me.t('later.submit'))
      })
      await me.goHome()
      expect(await counts()).toMatchObject({ mine: 2, aside: 1, 'desk.open': 40 })
    }, 30_000)

    it('VIS-5: the list is narrowed in a form, and its pages turn in place', async () => {
      const range = (from: number, to: number, total: number) => me.t('list.range', { from, to, total })
      await me.goTo(desk)
      await me.send('/case list')
      await me.sees(range(1, 10, 40))
      await me.task('Turn to the next page of a list, and back', async () => {
        await me.press(me.t('button.more'))
        await me.sees(range(11, 20, 40))
        await me.press(me.t('button.previous'))
        await me.sees(range(1, 10, 40))
      })
      expect(await me.page.getByText(range(11, 20, 40)).count()).toBe(0)
      await me.shot('10-list')
      await me.task('Find the P1 cases in a list', async () => {
        await me.press(me.t('button.filter'))
        await me.click(me.dialog().getByLabel(/^P1/))
        await me.shot('11-filter')
        await me.submit(me.t('filter.submit'))
      })
      await me.sees(range(1, 5, 5))
      await me.shot('12-found')
    }, 60_000)

    it('each task costs what the docs say', () => {
      expectEfforts(day.efforts, chat)
    })
  })
