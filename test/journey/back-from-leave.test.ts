import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Locale } from '../../src/cases/case.ts'
import { findChromium } from '../support/browser.ts'
import { expectEfforts } from '../support/clicks-in-docs.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'
const ben = 'ben.carter@desk.example.org'
const friday = new Date('2026-11-27T06:00:00Z')

/** Whoever comes back, where they are at five past nine on Monday, and who did their work. */
const people = {
  slack: {
    name: 'yui.suzuki',
    domain: hoshi,
    locale: 'ja',
    place: 'hoshi-support',
    monday: new Date('2026-11-30T00:05:00Z'),
    by: `haruka.sato@${hoshi}`,
    to: `naoki.mori@${hoshi}`,
    toName: '森 直樹',
    customers: ['C01aoba', 'C02minato', 'C03sakura', 'C06lighthouse'],
    titles: [
      '共有ドライブを開けない',
      '招待メールが届かない',
      '会議室が二重に表示される',
      'ログインできない',
    ],
  },
  gchat: {
    name: 'priya.nair',
    domain: northwind,
    locale: 'en',
    place: 'Northwind support',
    monday: new Date('2026-11-30T09:05:00Z'),
    by: `olivia.reed@${northwind}`,
    to: `tom.walsh@${northwind}`,
    toName: 'Tom Walsh',
    customers: ['C09brightwater', 'C10lakeside', 'C13yunagi', 'C08cedar'],
    titles: [
      'Shared drive cannot be opened',
      'Invitations do not arrive',
      'Rooms are shown twice',
      'Sign-in fails',
    ],
  },
} as const satisfies Record<string, { readonly locale: Locale; readonly [key: string]: unknown }>

if (!chromium) it.skip('back from leave: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('somebody back from leave, on %s', (chat) => {
    const { name, domain, locale, place, monday, by, to, toName, customers, titles } = people[chat]
    let day: Day
    let me: Visitor
    let [given, asked, solved, quiet]: readonly number[] = []

    async function linkAccount(): Promise<void> {
      const { slack, chat: gchat } = day.local
      const person =
        chat === 'slack'
          ? { platform: 'slack' as const, tenant: slack.team.id, user: slack.users.get(name) ?? '' }
          : { platform: 'gchat' as const, tenant: '', user: gchat.users.get(name) ?? '' }
      await day.world.store.identities.link(person, {
        email: `${name}@${domain}`,
        domain,
        provedAt: friday,
        proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: name },
      })
    }

    beforeAll(async () => {
      // The bot and both chats are of this process: they live by this clock, and only by its time of day.
      vi.useFakeTimers({ toFake: ['Date'], now: friday, shouldAdvanceTime: true })
      day = await openDay({ chat, name: 'leave', chromium })
      const numbers: number[] = []
      // Of the two chats, the one in which somebody linked their account.
      await linkAccount()
      for (const [index, customer] of customers.entries())
        numbers.push(
          await day.open(`${name}@${domain}`, { customer, title: titles[index] ?? '', hoursAgo: 30 - index }),
        )
      ;[given, asked, solved, quiet] = numbers
      me = await day.visit(name, locale)
    }, 120_000)
    afterAll(async () => {
      await day?.close()
      vi.useRealTimers()
    })

    it('PLC-7: before leaving, one summary a day is chosen', async () => {
      await me.goTo(place)
      await me.task('Choose one summary a day', async () => {
        await me.send('/case notify')
        await me.sees(me.t('notify.title'))
        await me.press(me.t('notify-way.digest'))
        await me.sees(/9:00/)
      })
      await me.shot('1-summary-chosen')
    }, 30_000)

    it('PLC-7: back on Monday, the summary lists what waits, and nothing that others took over', async () => {
      const answer = (text: string, status: 'action-required' | 'solution-provided') =>
        ({ kind: 'message', text, audience: 'everyone', status }) as const
      await day.change(by, given ?? 0, 0, { kind: 'assign', to })
      await day.change(ben, asked ?? 0, 0, answer('Who is affected?', 'action-required'))
      await day.change(ben, solved ?? 0, 0, answer('We mended the record.', 'solution-provided'))
      vi.setSystemTime(monday)
      await day.restart()
      me = await day.visit(name, locale)
      await me.goTo('Casethread')
      await me.sees(me.t('digest.title', { count: 2 }))
      await me.row(asked ?? 0).waitFor()
      await me.row(solved ?? 0).waitFor()
      expect(await me.row(given ?? 0).count()).toBe(0)
      expect(await me.row(quiet ?? 0).count()).toBe(0)
      await me.shot('2-summary', 'both')
    }, 60_000)

    it('OWN-1: the home has the own cases, and says who has the other one now', async () => {
      await me.goHome()
      const mine = me.t('queue.count', { queue: me.t('queue.mine'), count: 3 })
      await me.page.getByRole('button', { name: mine, exact: true }).waitFor()
      await me.sees(new RegExp(me.t('list.responsible', { name: toName })))
      await me.shot('3-home')
      await me.show(given ?? 0)
      await me.sees(new RegExp(toName))
      await me.shot('4-handed-over')
    }, 60_000)

    it('what waited is answered from the summary', async () => {
      await me.goTo('Casethread')
      await me.task('Answer a case from the summary', async () => {
        await me.show(asked ?? 0)
        await me.press(me.t('button.reply'))
        await me.write(me.t('reply.text'), 'OK. 営業部です。')
        await me.submit(me.t('reply.submit'))
      })
      await expect
        .poll(async () => (await day.world.store.get(asked ?? 0))?.status, { timeout: 15_000 })
        .toBe('in-progress')
      await me.shot('5-answered')
    }, 60_000)

    it('each task costs what the docs say', () => {
      expectEfforts(day.efforts, chat)
    })
  })
