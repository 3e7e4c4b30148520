import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../playground/demo-steps.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson, type Person } from '../../playground/person.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { findChromium, openBrowser } from '../support/browser.ts'
import { aVisitor } from '../support/browser-without-window.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
const northwind = 'northwind-apps.example.com'

describe('linking an account in the playground (DOM-1)', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-linking-'))
  let local: LocalCasethread

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    // Kenji's second account is no longer the operator's word: he has to prove it.
    const directory = readFileSync(sampleDirectoryFile, 'utf8').replace(/^people:\n(?: .*\n)+/m, '')
    const file = join(dataDir, 'directory.yaml')
    writeFileSync(file, directory)
    local = await startLocalCasethread({
      port: 0,
      env: { DATA_DIR: dataDir, DIRECTORY_FILE: file },
      remember: false,
    })
  })
  afterAll(async () => {
    await local?.stop()
    rmSync(dataDir, { recursive: true })
  })

  function personCalled(name: string): Person {
    const id = local.slack.users.get(name)
    if (!id) throw new Error(`the sample has no ${name}`)
    return createPerson(local.slack.url, id)
  }
  const channel = (name: string) => local.slack.channels.get(name) ?? ''

  function answer(person: Person, where: string, holding: RegExp) {
    return person.waitFor(async () => {
      const messages = await person.messages(where)
      return messages.findLast((message) => message.ephemeral && holding.test(wordsOf(message)))
    }, `an answer like ${holding}`)
  }

  function addressIn(message: { readonly blocks?: readonly unknown[] }): string {
    return /"url":"([^"]+)"/.exec(JSON.stringify(message.blocks))?.[1] ?? ''
  }

  it('a person without any account links one, and works with its rights until it is unlinked', async () => {
    const jordan = personCalled('jordan.lee')
    const room = channel('general')
    await jordan.command(room, '/case list')
    await answer(jordan, room, /isn't linked to an account of/)
    await jordan.command(room, '/case link')
    const invited = await answer(jordan, room, /Sign in with the Google account/)

    const visitor = aVisitor()
    const page = await visitor.get(addressIn(invited))
    const google = await visitor.submit(page)
    const asked = await visitor.submit(google, `priya.nair@${northwind}`)
    const done = await visitor.submit(asked)

    const [, code = ''] = /show this code: (\S+)\./.exec(wordsOf(invited)) ?? []
    for (const text of [page.text, asked.text])
      for (const fact of [
        `<dd>${code}</dd>`,
        '@jordan.lee',
        jordan.user,
        'Casethread playground',
        'Jordan Lee',
      ])
        expect(text).toContain(fact)
    expect(done.text).toContain('Account linked')
    await jordan.command(room, '/case customers')
    await answer(jordan, room, new RegExp(`Customers of ${northwind}`))
    await jordan.command(room, '/case unlink priya')
    await answer(jordan, room, /is unlinked/)
    await jordan.command(room, '/case show 1')
    await answer(jordan, room, /isn't linked to an account of any reseller domain/)
  })

  it('the account’s owner hears of it in a direct message, and ends it by signing in', async () => {
    const [jordan, priya] = [personCalled('jordan.lee'), personCalled('priya.nair')]
    const room = channel('general')
    await jordan.command(room, '/case link')
    const invited = await answer(jordan, room, /Sign in with the Google account/)
    const visitor = aVisitor()
    const google = await visitor.submit(await visitor.get(addressIn(invited)))
    await visitor.submit(await visitor.submit(google, `priya.nair@${northwind}`))
    await jordan.command(room, '/case domain')
    await answer(jordan, room, /[Yy]ou act as northwind/)

    const { channels } = await priya.state()
    const direct = channels.find((one) => one.is_im)?.id ?? ''
    const notice = await priya.waitFor(async () => {
      const messages = await priya.messages(direct)
      return messages.findLast((message) => wordsOf(message).includes('linked to another chat user'))
    }, 'the notice of a link')
    for (const fact of ['@jordan.lee', jordan.user, 'Casethread playground'])
      expect(wordsOf(notice)).toContain(fact)
    await priya.press(notice, { text: 'Undo this link' })
    const undo = await priya.waitFor(async () => {
      const messages = await priya.messages(direct)
      return messages.findLast((message) => wordsOf(message).includes('to unlink it from the other'))
    }, 'the way to undo it')
    const owner = aVisitor()
    const chosen = await owner.submit(await owner.get(addressIn(undo)))
    const asked = await owner.submit(chosen, `priya.nair@${northwind}`)
    const done = await owner.submit(asked)

    expect(done.text).toContain('Account unlinked')
    await jordan.command(room, '/case list')
    await answer(jordan, room, /isn't linked to an account of any reseller domain/)
  })

  it('an account outside of every reseller domain proves nothing', async () => {
    const jordan = personCalled('jordan.lee')
    const room = channel('general')
    await jordan.command(room, '/case link')
    const visitor = aVisitor()
    const invited = await answer(jordan, room, /Sign in with the Google/)
    const google = await visitor.submit(await visitor.get(addressIn(invited)))

    const page = await visitor.submit(google, 'jordan.lee@example.org')

    expect(page.status).toBe(403)
    expect(page.text).toContain('jordan.lee@example.org isn&#39;t registered here')
  })

  if (!chromium) it.skip('in Chromium: none here; install one or set CHROMIUM_PATH', () => {})
  else
    it('in a browser, from the channel through Google and back, in Japanese; then both domains are his', async () => {
      const browser = await openBrowser(chromium)
      try {
        const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 900 } })
        const page = await context.newPage()
        page.setDefaultTimeout(10_000)
        const shot = (of: typeof page, what: string) =>
          of.screenshot({ path: join(screenshots, `linking-${what}.png`) })
        await page.goto(`${local.slack.url}/?as=kenji.tanaka`)
        await page
          .getByRole('link', { name: 'hoshi-support' })
          .or(page.getByRole('button', { name: 'hoshi-support' }))
          .first()
          .click()
        await page.getByRole('textbox', { name: /へのメッセージ$/ }).fill('/case link')
        await page.keyboard.press('Escape')
        await page.keyboard.press('Enter')
        const opened = context.waitForEvent('page')
        await page.getByRole('button', { name: 'Google でログイン' }).click()
        await shot(page, '1-invited')
        const google = await opened
        google.setDefaultTimeout(10_000)
        await google.getByText('このチャット ユーザーにアカウントを結び付けますか').waitFor()
        await shot(google, '2-whose')
        await google.getByRole('button', { name: 'Google に進む' }).click()
        await google.getByText(`kenji.tanaka@${northwind}`).first().waitFor()
        await shot(google, '2-google')
        await google.locator('button', { hasText: `kenji.tanaka@${northwind}` }).click()
        await google.getByText('このアカウントを結び付けますか').waitFor()
        await shot(google, '3-confirm')
        await google.emulateMedia({ colorScheme: 'dark' })
        await shot(google, '3-confirm-dark')
        await google.getByRole('button', { name: '結び付ける' }).click()
        await google.getByText('アカウントを結び付けました').waitFor()
        await shot(google, '4-linked-dark')
        await google.setViewportSize({ width: 360, height: 640 })
        await google.emulateMedia({ colorScheme: 'light' })
        await shot(google, '4-linked-phone')
        await google.goto(new URL('/link/used-before', google.url()).href)
        await google.getByText('このリンクは使用できません').waitFor()
        await shot(google, '5-dead')
        await google.close()

        await page.getByRole('textbox', { name: /へのメッセージ$/ }).fill('/case domain')
        await page.keyboard.press('Escape')
        await page.keyboard.press('Enter')
        await page
          .getByText(
            'このチャンネルでは hoshi-cloud.example.com のアカウントで操作します（チャンネルが結び付けられているため）。',
          )
          .waitFor()
        await page.getByText('Google でのログインにより確認済み').first().waitFor()
        await shot(page, '6-accounts')
      } finally {
        await browser.close()
      }
    }, 60_000)
})
