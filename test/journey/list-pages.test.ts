import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { findChromium, openBrowser } from '../support/browser.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
const northwind = 'northwind-apps.example.com'

describe.skipIf(!chromium)('VIS-5: a list of many cases, on both chats', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-lists-'))
  let local: LocalCasethread
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: true })
    const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
    await store.createAll(
      Array.from({ length: 24 }, (_, index) =>
        aNewCase(
          {
            number: 2001 + index,
            title: `Mail bounces ${index + 1}`,
            domain: northwind,
            partners: [{ domain: northwind, kind: 'reseller' }],
            customer: { id: 'C09brightwater', name: 'Brightwater', domain: 'brightwater.example.com' },
            updatedAt: minutesAfter(noon, index),
            severity: index % 5 === 0 ? 'P1' : 'P3',
            status: index % 2 === 0 ? 'new' : 'action-required',
          },
          { key: `list-${index}` },
        ),
      ),
    )
    await store.close()
    browser = await openBrowser(chromium ?? '')
    page = await browser.newPage({ viewport: { width: 1280, height: 1100 } })
    page.setDefaultTimeout(30_000)
  })
  afterAll(async () => {
    await browser?.close()
    await local?.stop()
    rmSync(dataDir, { recursive: true })
  })

  const shot = (what: string) => page.screenshot({ path: join(screenshots, `lists-${what}.png`) })
  const range = (text: RegExp) => page.getByText(text)

  for (const [chat, address, place] of [
    ['slack', '/?as=marcus.bell', 'northwind-support'],
    ['gchat', '/?on=gchat&as=marcus.bell', 'Northwind support'],
  ] as const) {
    it(`turns its pages in place and is narrowed in a form, on ${chat}`, async () => {
      await page.goto(`${local.slack.url}${address}`)
      await page.getByRole('link', { name: place }).first().click()
      await page.getByRole('textbox', { name: /^Message / }).fill('/case list')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await range(/1–10 of 24/).waitFor()
      await shot(`${chat}-1-first`)

      await page.getByRole('button', { name: 'Next page' }).click()
      await range(/11–20 of 24/).waitFor()
      await page.getByRole('button', { name: 'Next page' }).click()
      await range(/21–24 of 24/).waitFor()
      expect(await range(/of 24/).count()).toBe(1)
      await shot(`${chat}-2-last`)
      await page.getByRole('button', { name: 'Previous page' }).click()
      await range(/11–20 of 24/).waitFor()

      await page.getByRole('button', { name: 'Filter' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Keyword').waitFor()
      await dialog.getByLabel(/^P1/).check()
      await shot(`${chat}-3-form`)
      await dialog.getByRole('button', { name: 'Show' }).click()
      await range(/1–5 of 5 · Severity P1/).waitFor()
      await shot(`${chat}-4-narrowed`)
    }, 180_000)
  }
})
