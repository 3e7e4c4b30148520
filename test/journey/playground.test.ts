import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
const mongo = mongoForTests()

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else {
  journeyOn('the embedded store', {})
  if (mongo.kind === 'server') {
    const uri = new URL(mongo.uri)
    uri.pathname = `/casethread-journey-${process.pid}`
    journeyOn(mongo.name, { MONGODB_URI: uri.href }, () => dropDatabase(mongo.uri, uri.pathname.slice(1)))
  }
}

function journeyOn(name: string, env: Readonly<Record<string, string>>, tidy = async () => {}): void {
  describe(`a person's journey through the playground, on ${name}`, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { ...env, DATA_DIR: dataDir }, remember: true })
      browser = await openBrowser(chromium ?? '')
      page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      page.setDefaultTimeout(10_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      await tidy()
      rmSync(dataDir, { recursive: true })
    })

    const shot = (what: string) =>
      page.screenshot({ path: join(screenshots, `${name.replace(/\W+/g, '-')}-${what}.png`) })
    const dialog = () => page.getByRole('dialog')
    const composer = () => page.getByRole('textbox', { name: /^Message #/ })

    async function be(person: string, channel: string): Promise<void> {
      await page.goto(`${local.slack.url}/?as=${person}`)
      await page
        .getByRole('link', { name: channel })
        .or(page.getByRole('button', { name: channel }))
        .first()
        .click()
    }

    async function type(command: string): Promise<void> {
      await composer().fill(command)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
    }

    async function choose(field: string, typed: string, option: RegExp): Promise<void> {
      const box: Locator = dialog().getByRole('combobox', { name: field })
      await box.click()
      await box.pressSequentially(typed)
      await page.getByRole('option', { name: option }).click()
    }

    async function switchTo(person: RegExp): Promise<void> {
      await page.locator('.person-switch').click()
      await page.getByRole('menuitemradio', { name: person }).click()
      // Two people may be in the same channel: its heading says nothing of whose page it is by now.
      await page.locator('.person-switch').filter({ hasText: person }).waitFor()
    }

    it('opens in the first person’s own channel; another person stays there or begins in their own', async () => {
      const channel = (name: string) => page.getByRole('heading', { name: `#${name}` }).waitFor()
      await page.goto(local.slack.url)
      await channel('northwind-support')
      await switchTo(/佐藤 遥/)
      await channel('hoshi-support')
      await shot('0-first-page-ja')
      await switchTo(/田中 健司/)
      await channel('hoshi-support')
      await switchTo(/Sofia Marin/)
      await page.getByRole('heading', { name: 'Casethread', exact: true }).waitFor()
    })

    it('opens a case with /case new, from the typing to the thread', async () => {
      await be('marcus.bell', 'northwind-support')
      await type('/case new')
      await dialog().waitFor()
      await choose('Customer', 'bright', /Brightwater/)
      await dialog().getByText('helpdesk@brightwater.example.com').waitFor()
      await choose('Category', 'mail', /Gmail › Sending and receiving/)
      await dialog().getByText('Email Log Search').waitFor()
      await dialog().getByLabel('Message-ID of one example').fill('<one@mail.example.com>')
      await choose('Who is affected', 'one', /One user/)
      await dialog().getByLabel('Description').fill('Every mail to one address comes back with error 550.')
      await shot('1-form')

      await dialog().getByRole('button', { name: 'Create case' }).click()
      await expect.poll(() => dialog().getByLabel('Title').getAttribute('aria-invalid')).toBe('true')
      await shot('2-title-missing')
      expect(await dialog().getByLabel('Description').inputValue()).toContain('error 550')

      await dialog().getByLabel('Title').fill('Mail to one address bounces')
      await dialog().getByRole('button', { name: 'Create case' }).click()
      await dialog().waitFor({ state: 'detached' })
      await page.getByText('1001 · Mail to one address bounces').first().waitFor()
      await shot('3-card')

      await page.getByRole('button', { name: /1 reply/ }).click()
      await page.getByText('Every mail to one address comes back with error 550.').waitFor()
      await shot('4-thread')
    })

    it('answers from the card, and the desk’s answer arrives without a reload', async () => {
      const desk = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      await desk.goto(`${local.slack.url}/?as=ben.carter`)
      await desk
        .getByRole('link', { name: 'support-desk' })
        .or(desk.getByRole('button', { name: 'support-desk' }))
        .first()
        .click()
      await desk.getByRole('button', { name: 'Reply', exact: true }).first().click()
      await desk
        .getByRole('dialog')
        .getByLabel(/^Message/)
        .fill('Please send the full bounce message.')
      await desk
        .getByRole('dialog')
        .getByText(/and the support desk will read this/)
        .first()
        .waitFor()
      await desk.getByRole('dialog').getByRole('button', { name: 'Send', exact: true }).click()
      await desk.getByRole('dialog').waitFor({ state: 'detached' })
      await desk.close()

      await page.getByText('Please send the full bounce message.').first().waitFor()
      await page.getByText('In progress').first().waitFor()
      await shot('5-desk-answered')
    })

    it('refuses a customer without a grant in the form, and keeps what was typed', async () => {
      await type('/case new Typed before')
      await choose('Customer', 'granite', /Granite/)
      await dialog().getByText('has revoked the access').waitFor()
      await dialog().getByLabel('Description').fill('Typed after')
      await dialog().getByRole('button', { name: 'Create case' }).click()
      await expect.poll(() => dialog().getByText('has revoked the access').count()).toBe(2)
      expect(await dialog().getByLabel('Title').inputValue()).toBe('Typed before')
      expect(await dialog().getByLabel('Description').inputValue()).toBe('Typed after')
      await shot('6-no-grant')
      await page.keyboard.press('Escape')
    })

    it('closes the case from its card; the card offers to reopen it', async () => {
      await page.getByRole('button', { name: 'Close', exact: true }).first().click()
      await dialog()
        .getByLabel(/How it was solved/)
        .fill('A DNS record was mended.')
      await dialog().getByRole('button', { name: 'Close case' }).click()
      await dialog().waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Reopen' }).first().waitFor()
      await page.getByText('A DNS record was mended.').first().waitFor()
      await shot('7-closed')
    })

    it('shows the same after a reload, and the home tab in Japanese', async () => {
      await page.reload()
      await page.getByText('1001 · Mail to one address bounces').first().waitFor()
      await be('yui.suzuki', 'Casethread')
      await page.getByRole('button', { name: 'ホーム' }).click()
      await page.getByText('自分のケース').first().waitFor()
      await shot('8-home-ja')
    })
  })
}
