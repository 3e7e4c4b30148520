import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))

const chats = {
  slack: { on: 'slack', open: 'general', project: 'migration-project', guest: 'Chris Doyle' },
  'google-chat': { on: 'gchat', open: 'Everyone', project: 'Migration project', guest: 'Jordan Lee' },
} as const

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe('who is in a channel, on the page', { timeout: 60_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: true })
      browser = await openBrowser(chromium)
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(10_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const dialog = () => page.getByRole('dialog')
    const memberList = () => dialog().getByRole('list').first()
    const shot = (what: string) => page.screenshot({ path: join(screenshots, `members-${what}.png`) })

    async function be(person: string, on: string, place: string): Promise<void> {
      await page.goto(`${local.slack.url}/?on=${on}&as=${person}`)
      await page.getByRole('link', { name: place }).first().click()
    }

    for (const [chat, { on, open, project, guest }] of Object.entries(chats)) {
      it(`are listed with what they are, taken out and brought in, in ${chat}`, async () => {
        await be('marcus.bell', on, project)
        await page.getByRole('button', { name: /^Show the \d+ members$/ }).click()
        await memberList().getByText(guest).waitFor()
        await shot(`${chat}-1-list`)

        await dialog()
          .getByRole('button', { name: `Remove ${guest}` })
          .click()
        await dialog()
          .getByRole('button', { name: `Add ${guest}` })
          .waitFor()
        expect(await memberList().getByText(guest).count()).toBe(0)
        await dialog().getByLabel('Search for people').fill('Tom')
        await dialog().getByRole('button', { name: 'Add Tom Walsh' }).click()
        await memberList().getByText('Tom Walsh').waitFor()
        await shot(`${chat}-2-changed`)
        await page.keyboard.press('Escape')

        await be('tom.walsh', on, project)
        await page.getByRole('button', { name: /^Show the \d+ members$/ }).click()
        await dialog().getByRole('button', { name: 'Leave', exact: true }).click()
        await page.getByRole('link', { name: project }).waitFor({ state: 'detached' })
      })

      it(`what is open to all is read without being in it, in ${chat}; nobody leaves Slack’s #general`, async () => {
        await be('yui.suzuki', on, open)
        await page.getByRole('button', { name: /^メンバー \d+ 人を表示$/ }).click()
        await memberList().getByText('鈴木 結衣').waitFor()
        await shot(`${chat}-3-ja`)
        await dialog().getByRole('button', { name: '退出する' }).click()
        if (chat === 'slack') {
          await dialog().getByRole('alert').getByText('Nobody leaves #general.').waitFor()
          return
        }
        await page.getByText(`参加せずに ${open} を表示しています。`).waitFor()
        await shot(`${chat}-4-reads-along`)
        await page.getByRole('button', { name: `${open} に参加する` }).click()
        await page.getByRole('textbox', { name: new RegExp(open) }).waitFor()
      })
    }
  })
