/**
 * The README's pictures: a case from `/case new` to an answer in its thread, on both chats, in both languages and themes.
 * They are left in `screenshots/`; with UPDATE_PICTURES=1 also in `docs/pictures/`.
 */
import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locale } from '../../src/cases/case.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium } from '../support/browser.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
const themes = ['light', 'dark'] as const
type Theme = (typeof themes)[number]

interface Story {
  readonly partner: string
  readonly agent: string
  readonly place: Readonly<Record<(typeof chats)[number], string>>
  readonly customer: readonly [RegExp, string]
  readonly category: readonly [RegExp, string]
  readonly messageId: string
  readonly scope: readonly [string, RegExp, string]
  readonly title: string
  readonly description: string
  readonly answer: string
}

const stories: Readonly<Record<Locale, Story>> = {
  en: {
    partner: 'marcus.bell',
    agent: 'ben.carter',
    place: { slack: 'northwind-support', gchat: 'Northwind support' },
    customer: [/Brightwater/, 'bright'],
    category: [/Sending and receiving/, 'bounce'],
    messageId: 'Message-ID of one example',
    scope: ['Who is affected', /^One user/, 'one'],
    title: 'Mail to one address bounces',
    description: 'Since this morning, every email to one supplier comes back with error 550.',
    answer: 'The supplier’s server refuses your new address. Could you send one bounce message as a file?',
  },
  ja: {
    partner: 'yui.suzuki',
    agent: 'aoi.nakamura',
    place: { slack: 'hoshi-support', gchat: '星クラウド サポート' },
    customer: [/青葉銀行/, '青葉'],
    category: [/送受信/, '戻ってくる'],
    messageId: '該当メールの Message-ID',
    scope: ['影響範囲', /^1 人/, '1 人'],
    title: '特定の宛先へのメールが戻ってくる',
    description: '今朝から、取引先 1 社へのメールがすべてエラー 550 で戻ってきます。',
    answer:
      '取引先のサーバーが、新しい送信元アドレスを拒否しています。返送されたメールを 1 通、ファイルでお送りください。',
  },
}

const window = { viewport: { width: 1560, height: 860 }, deviceScaleFactor: 1.5 } as const

if (!chromium) it.skip('the pictures of a case: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('a case from the form to the answer, on %s', (chat) => {
    let day: Day

    beforeAll(async () => {
      day = await openDay({ chat, name: 'case', chromium })
    }, 120_000)
    afterAll(() => day?.close())

    it.each(['en', 'ja'] as const)(
      'is opened, and answered in its thread; in %s',
      async (locale) => {
        const story = stories[locale]
        const partner = await day.visit(story.partner, locale, window)
        await partner.goTo(story.place[chat])
        await fillCase(partner, story)
        await partner
          .dialog()
          .locator('.dialog-body')
          .evaluate((body) => body.scrollTo(0, 0))
        const form = await shootBoth(partner.page, partner.dialog())
        await partner.submit(partner.t('new.submit'))
        await partner.sees(new RegExp(`\\d+ ?[·・] ?${story.title}`))

        const agent = await day.visit(story.agent, locale)
        await agent.goTo(chat === 'slack' ? 'support-desk' : 'Support desk')
        await agent.sees(new RegExp(`\\d+ ?[·・] ?${story.title}`))
        await agent.press(agent.t('button.reply'))
        await agent.write(agent.t('reply.text'), story.answer)
        await agent.choose(agent.t('reply.status'), agent.t('status.action-required'))
        await agent.submit(agent.t('reply.submit'))

        await partner.page
          .getByRole('button', { name: /^\d+ (repl|件の返信)/ })
          .last()
          .click()
        const thread = partner.page.locator('.thread-pane')
        await thread.getByText(story.answer).waitFor()
        await thread.getByText(partner.t('status.action-required')).first().waitFor()
        // The last of what the answer brings: whoever opened the case is called.
        await thread.getByText(/is waiting for you|対応を待っています/).waitFor()
        const answered = await shootBoth(partner.page, thread)

        for (const theme of themes) {
          const name = `case-${chat}${locale === 'ja' ? '-ja' : ''}${theme === 'dark' ? '-dark' : ''}.png`
          const size = await layOut(partner.page, [form[theme], answered[theme]], theme, name)
          expect(size.width).toBeGreaterThan(size.height)
        }
        await partner.page.close()
        await agent.page.close()
      },
      90_000,
    )
  })

async function fillCase(person: Visitor, story: Story): Promise<void> {
  await person.send('/case new')
  await person.choose(person.t('new.customer'), ...story.customer)
  await person.choose(person.t('new.category'), ...story.category)
  await person.write(story.messageId, '<2f81c@mail.example.com>')
  await person.choose(...story.scope)
  await person.write(person.t('new.case-title'), story.title)
  await person.write(person.t('new.description'), story.description)
  await person.choose(person.t('label.severity'), /^P2/)
}

async function shootBoth(page: Page, part: Locator): Promise<Readonly<Record<Theme, Buffer>>> {
  const light = await part.screenshot()
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await part.screenshot()
  await page.emulateMedia({ colorScheme: 'light' })
  return { light, dark }
}

/** The two beside each other, on nothing: what is around the picture shows through. */
async function layOut(near: Page, parts: readonly Buffer[], theme: Theme, name: string) {
  const page = await near
    .context()
    .browser()
    ?.newPage({ viewport: { width: 1600, height: 1200 }, deviceScaleFactor: window.deviceScaleFactor })
  if (!page) throw new Error('the browser is gone')
  const images = parts.map((part) => `<img src="data:image/png;base64,${part.toString('base64')}">`)
  const [line, arrow] = theme === 'dark' ? ['#3d4a52', '#9fb3bd'] : ['#cfd8dc', '#546e7a']
  await page.setContent(
    `<style>
      body { margin: 0; background: transparent }
      main { display: inline-flex; align-items: center; gap: 16px; padding: 2px; font: 40px sans-serif; color: ${arrow} }
      img { display: block; zoom: ${1 / window.deviceScaleFactor}; border: 1px solid ${line}; border-radius: 24px }
    </style><main>${images.join('<span>→</span>')}</main>`,
  )
  const main = page.locator('main')
  const path = fileURLToPath(new URL(`screenshots/${name}`, packageRoot()))
  await main.screenshot({ path, omitBackground: true })
  const size = await main.evaluate(({ clientWidth: width, clientHeight: height }) => ({ width, height }))
  if (process.env.UPDATE_PICTURES === '1')
    copyFileSync(path, fileURLToPath(new URL(`docs/pictures/${name}`, packageRoot())))
  await page.close()
  return size
}
