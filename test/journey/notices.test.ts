import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stageOf } from '../../playground/demo-stage.ts'
import { type Stage, wordsOf } from '../../playground/demo-steps.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe('PLC-7: being told, on the page of Slack', { timeout: 90_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page
    let stage: Stage
    let cases = 0

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: false })
      stage = stageOf(local)
      browser = await openBrowser(chromium)
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(15_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    async function openCase(): Promise<string> {
      const { marcus, northwind } = stage
      await marcus.command(northwind, '/case new')
      await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
      const { view } = await marcus.waitFor(async () => {
        const grown = await marcus.view()
        return JSON.stringify(grown).includes('Category') && marcus.fill(grown, { Category: 'Spaces' })
      })
      const sent = await marcus.submit(view, {
        Title: 'Spaces are empty',
        Description: 'Since 9:00 all spaces look empty.',
        Severity: 'P2',
      })
      expect(sent).toMatchObject({ ok: true, closed: true })
      const opened = await marcus.waitFor(async () => {
        const said = (await marcus.messages(northwind)).map(wordsOf).join('\n')
        const numbers = [...said.matchAll(/Case (\d+) is open/g)].map(([, number = '']) => number)
        return numbers.length > cases ? numbers.at(-1) : undefined
      })
      cases += 1
      return opened
    }

    /** As the desk does: from the card. */
    async function reply(number: string, text: string): Promise<void> {
      const { ben, deskChannel } = stage
      const card = await ben.waitFor(async () =>
        (await ben.messages(deskChannel)).find((one) => !one.thread_ts && wordsOf(one).includes(number)),
      )
      await ben.press(card, { text: 'Reply' })
      const sent = await ben.submit(await ben.view(), {
        Message: text,
        'New status': 'Action required',
      })
      expect(sent).toMatchObject({ ok: true, closed: true })
    }

    it('an owner is named in the thread, once it shows what the desk wrote', async () => {
      const { marcus, northwind } = stage
      const number = await openCase()
      await reply(number, 'Which spaces are these?')

      const root = await marcus.waitFor(async () =>
        (await marcus.messages(northwind)).find(
          (one) => !one.ephemeral && !one.thread_ts && wordsOf(one).includes(number),
        ),
      )
      const replies = async () => (await marcus.messages(northwind, root.ts)).map(wordsOf)
      const called = `<@${marcus.user}>: case ${number} is waiting for you.`
      await marcus.waitFor(async () => (await replies()).includes(called), 'the mention')
      const told = await replies()
      expect(told.filter((text) => text.includes(`<@${marcus.user}>`))).toEqual([called])
      expect(told.findIndex((text) => text.includes('Which spaces'))).toBeLessThan(told.indexOf(called))

      await page.goto(`${local.slack.url}/?on=slack&as=marcus.bell`)
      await page.getByRole('heading', { name: '#northwind-support' }).waitFor()
      await page.locator('button.replies').last().click()
      await page.getByText(': case', { exact: false }).first().waitFor()
      await page.screenshot({ path: join(screenshots, 'notices-1-mention.png') })
      await page.locator('strong', { hasText: 'Ben Carter (Support desk)' }).first().waitFor()
    })

    it('whoever chooses direct messages gets one, with what to do next', async () => {
      const { marcus, northwind } = stage
      await page.goto(`${local.slack.url}/?on=slack&as=marcus.bell`)
      await page.getByRole('heading', { name: '#northwind-support' }).waitFor()
      await marcus.command(northwind, '/case notify')
      const card = await marcus.waitFor(async () =>
        (await marcus.messages(northwind)).findLast((one) => wordsOf(one).includes('Your notifications')),
      )
      await page.getByText('Your notifications').first().waitFor()
      await page.screenshot({ path: join(screenshots, 'notices-2-choose.png') })
      await marcus.press(card, { text: 'Direct message' })
      const number = await openCase()
      await reply(number, 'And which ones are these?')

      const { channels } = await marcus.state()
      const direct = channels.find((one) => one.is_im)?.id ?? ''
      const said = await marcus.waitFor(async () =>
        (await marcus.messages(direct)).find((one) =>
          wordsOf(one).includes(`Case ${number} is waiting for you`),
        ),
      )
      expect(wordsOf(said)).not.toContain('which ones')
      await page.goto(`${local.slack.url}/?on=slack&as=marcus.bell`)
      await page
        .getByRole('link', { name: /Casethread/ })
        .first()
        .click()
      await page.getByText(`Case ${number} is waiting for you`).first().waitFor()
      await page.screenshot({ path: join(screenshots, 'notices-3-direct.png') })
    })
  })
