import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../support/browser.ts'
import { expectEfforts } from '../support/clicks-in-docs.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'
const yui = `yui.suzuki@${hoshi}`
const priya = `priya.nair@${northwind}`
const ben = 'ben.carter@desk.example.org'

if (!chromium) it.skip('a partner’s day: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('a partner’s day in two reseller domains, on %s', (chat) => {
    const everybodys = chat === 'slack' ? 'general' : 'Everyone'
    let day: Day
    let me: Visitor
    let asked: number
    let solved: number
    let elsewhere: number

    beforeAll(async () => {
      day = await openDay({ chat, name: 'partner', chromium })
      asked = await day.open(yui, { customer: 'C01aoba', title: '共有ドライブを開けない', hoursAgo: 30 })
      solved = await day.open(yui, { customer: 'C02minato', title: '招待メールが届かない', hoursAgo: 50 })
      await day.open(yui, { customer: 'C03sakura', title: '会議室が二重に表示される', hoursAgo: 20 })
      elsewhere = await day.open(priya, { customer: 'C09brightwater', title: 'Mail bounces', hoursAgo: 25 })
      const answer = (text: string, status: 'action-required' | 'solution-provided') =>
        ({ kind: 'message', text, audience: 'everyone', status }) as const
      await day.change(ben, asked, 10, answer('どのユーザーで発生しますか。', 'action-required'))
      await day.change(ben, solved, 9, answer('送信元を許可リストに追加しました。', 'solution-provided'))
      await day.change(ben, elsewhere, 8, answer('Which address is it?', 'action-required'))
      me = await day.visit('kenji.tanaka', 'ja')
    }, 120_000)
    afterAll(() => day?.close())

    const queue = (name: 'waiting' | 'solution-provided', count: number) =>
      me.page.getByRole('button', {
        name: me.t('queue.count', { queue: me.t(`queue.${name}`), count }),
        exact: true,
      })

    it('OWN-2, ACC-3: the home has a part for each domain, with its own counts', async () => {
      await me.goHome()
      await queue('waiting', 2).waitFor()
      await queue('waiting', 1).waitFor()
      expect(await queue('solution-provided', 1).count()).toBe(1)
      expect(await queue('solution-provided', 0).count()).toBe(1)
      await me.shot('1-home')
    }, 30_000)

    it('DOM-1: one account is chosen, and lists are its own; another is named in the line', async () => {
      await me.goTo(everybodys)
      await me.task('Switch to the account of another reseller domain', async () => {
        await me.send('/case domain')
        await me.sees(me.t('domain.title'))
        await me.shot('2-accounts')
        await me.click(
          me.page
            .locator('.block-section, .card-decorated')
            .filter({ hasText: northwind })
            .last()
            .getByRole('button', { name: me.t('button.switch') }),
        )
        await me.sees(me.t('domain.switched', { domain: northwind }))
      })
      await me.send('/case list')
      await me.sees(me.t('list.title', { domain: northwind }))
      await me.row(elsewhere).waitFor()
      expect(await me.row(asked).count()).toBe(0)
      await me.shot('3-northwind')

      await me.send(`/case list in:${hoshi}`)
      await me.sees(me.t('list.title', { domain: hoshi }))
      await me.row(asked).waitFor()
      await me.shot('4-hoshi')
    }, 60_000)

    it('UPD-7: what waits for us is answered, and then waits for the desk', async () => {
      await me.goHome()
      await me.task('Answer what waits for us', async () => {
        await me.show(asked)
        await me.press(me.t('button.reply'))
        await me.write(me.t('reply.text'), '営業部の全員で発生しています。')
        await me.shot('5-reply')
        await me.submit(me.t('reply.submit'))
      })
      await me.shot('6-answered')
      await me.goHome()
      await queue('waiting', 1).nth(1).waitFor()
      expect((await day.world.store.get(asked))?.status).toBe('in-progress')
    }, 60_000)

    it('a solution that helped closes the case', async () => {
      await me.click(queue('solution-provided', 1))
      await me.row(solved).waitFor()
      await me.shot('7-solved')
      await me.goHome()
      await me.task('Close a case that is solved', async () => {
        await me.show(solved)
        await me.press(me.t('button.close'))
        await me.submit(me.t('close.submit'))
      })
      await me.goHome()
      await queue('solution-provided', 0).nth(1).waitFor()
      expect((await day.world.store.get(solved))?.status).toBe('closed')
    }, 60_000)

    it('REP-3: the month’s figures are those of one domain', async () => {
      await me.goTo(everybodys)
      await me.task('See the figures of the last 30 days', async () => {
        await me.send(`/case stats 30d in:${hoshi}`)
        await me.sees(me.t('stats.title', { owner: hoshi }))
        await me.sees(me.t('stats.few.total'))
      })
      await me.shot('8-figures')
    }, 30_000)

    it('each task costs what the docs say', () => {
      expectEfforts(day.efforts, chat)
    })
  })
