import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson, type Person } from '../../playground/person.ts'
import type { LocalMessage } from '../../playground/protocol.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { texts } from '../chat/slack/support/bot.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))
const northwind = 'northwind-support'

describe('a case worked in its thread, on the local Slack', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-thread-'))
  let local: LocalCasethread
  let browser: Browser | undefined
  let page: Page | undefined
  let marcus: Person
  let ben: Person
  let number = ''
  let root: LocalMessage

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true })
    local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: false })
    marcus = createPerson(local.slack.url, 'marcus.bell')
    ben = createPerson(local.slack.url, 'ben.carter')
    if (!chromium) return
    browser = await openBrowser(chromium)
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
    page.setDefaultTimeout(10_000)
  })
  afterAll(async () => {
    await browser?.close()
    await local?.stop()
    rmSync(dataDir, { recursive: true })
  })

  const goTo = async (on: Page, channel: string) => {
    await on
      .getByRole('link', { name: channel })
      .or(on.getByRole('button', { name: channel }))
      .first()
      .click()
  }
  const shot = (what: string) => page?.screenshot({ path: join(screenshots, `thread-work-${what}.png`) })
  const inThread = async (person = marcus, channel = northwind) =>
    texts((await person.messages(channel, root.ts)).map(({ blocks, text }) => [blocks, { text }]))
  const mention = (text: string, person = marcus) =>
    person.say(northwind, `@casethread ${text}`, { thread: root.ts })
  const told = (pattern: RegExp) =>
    marcus.waitFor(async () => pattern.test(await inThread()), `${pattern} in the thread`)

  it('opens a case', async () => {
    await marcus.command(northwind, '/case new')
    const grown = (field: string) =>
      marcus.waitFor(async () => {
        const view = await marcus.view()
        return texts(view.blocks).includes(field) && view
      })
    await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
    await marcus.fill(await grown('Category'), { Category: 'Sending and receiving' })
    const whole = await grown('Who is affected')
    await marcus.submit(whole, {
      'Message-ID of one example': '<one@mail.example.com>',
      'Who is affected': 'One user',
      Title: 'Mail bounces',
      Description: 'Since this morning.',
      Severity: 'P3',
    })
    await local.casethread.delivered()
    const found = await marcus.waitFor(async () =>
      (await marcus.messages(northwind)).find(({ blocks }) => /\d{4} · Mail bounces/.test(texts(blocks))),
    )
    root = found
    number = /(\d{4}) · Mail bounces/.exec(texts(found.blocks))?.[1] ?? ''
    expect(number).not.toBe('')
  })

  it('W6, W8: a mention needs no number, is for those who read there, and is answered privately', async () => {
    expect((await mention('reply The log follows.')).ok).toBe(true)
    await told(/Internal note added to case/)
    await mention('severity P2')
    await told(/is now P2/)
    expect(await inThread(createPerson(local.slack.url, 'priya.nair'))).not.toMatch(/is now P2/)
  })

  it('NOT-4: without a text the form’s button opens it, and it names who will read', async () => {
    await mention('reply')
    await told(/The form is ready/)
    if (!page) return
    await page.goto(`${local.slack.url}/?as=marcus.bell`)
    await goTo(page, northwind)
    await page
      .getByRole('button', { name: /repl(y|ies)/ })
      .first()
      .click()
    await shot('1-thread')
    await page.getByRole('button', { name: 'Open the form' }).last().click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByText(/and the support desk will read this/)
      .first()
      .waitFor()
    await shot('2-reply')
    await dialog.getByLabel(/^Message/).fill('It began with the new printer.')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await told(/It began with the new printer/)
  })

  it('W3: the desk updates everything in one form, and reads what happened', async () => {
    await local.casethread.delivered()
    const findCard = () =>
      ben.waitFor(async () =>
        (await ben.messages('support-desk')).find(({ blocks }) => /\d{4} · Mail bounces/.test(texts(blocks))),
      )
    await findCard()
    if (page) {
      await page.goto(`${local.slack.url}/?as=ben.carter`)
      await goTo(page, 'support-desk')
      await page.getByRole('button', { name: 'Update', exact: true }).first().click()
      await page
        .getByRole('dialog')
        .getByLabel(/^Message/)
        .waitFor()
      await shot('3-update')
      await page.keyboard.press('Escape')
    }
    // As it is now: an edit of the card gives its buttons new ids.
    const card = await findCard()
    expect(await ben.press(card, { text: 'Update' })).toMatchObject({ ok: true })
    const sent = await ben.submit(await ben.view(), {
      Severity: 'P1',
      'New status': 'Action required',
      Message: 'Which printer is it?',
      'Visible to': 'To the customer and the partners',
    })
    expect(sent).toMatchObject({ ok: true, closed: true })
    await ben.waitFor(async () =>
      /is updated:[\s\S]*Message added[\s\S]*Status changed from New to Action required[\s\S]*from P2 to P1/.test(
        texts((await ben.messages('support-desk', card.ts)).map(({ blocks, text }) => [blocks, { text }])),
      ),
    )
    if (page) await shot('4-updated')
  })

  it('NOT-4: a colleague’s message is added with its file and its author', async () => {
    const priya = createPerson(local.slack.url, 'priya.nair')
    const file = await priya.upload('smtp.log', 'relay=mx.example.com, status=bounced\n')
    const said = await priya.say(northwind, 'The relay says so.', { thread: root.ts, files: [file.id] })
    expect(said.ok).toBe(true)
    const message = (await marcus.messages(northwind, root.ts)).find(({ text }) => /relay says so/.test(text))
    await marcus.shortcut('case_add', message)
    const form = await marcus.view()
    expect(texts(form.blocks)).toContain('Written by Priya Nair')
    if (page) {
      await page.goto(`${local.slack.url}/?as=marcus.bell`)
      await page.getByRole('dialog').waitFor()
      await shot('5-add')
    }
    await marcus.submit(form, {})
    await local.casethread.delivered()
    await told(/added a chat message by Priya Nair[\s\S]*smtp\.log/)
  })

  it('🎫 on a message offers the form to whoever put it there', async () => {
    await marcus.say(northwind, 'Calendar invitations do not arrive.')
    const message = await marcus.waitFor(async () =>
      (await marcus.messages(northwind)).find(({ text }) => /invitations do not arrive/.test(text)),
    )
    await marcus.react(message, 'ticket')
    const offer = await marcus.waitFor(async () =>
      (await marcus.messages(northwind)).find(({ blocks }) => /with your 🎫/.test(texts(blocks))),
    )
    await marcus.press(offer, { text: 'Open the form' })
    await marcus.waitFor(async () =>
      (await marcus.views()).some(({ blocks }) =>
        JSON.stringify(blocks).includes('invitations do not arrive'),
      ),
    )
  })

  it('W6: the Messages tab answers', async () => {
    const before = await marcus.state()
    const direct = before.channels.find(({ is_im }) => is_im)
    if (!direct) throw new Error('no direct messages with the app')
    await marcus.say(direct.id, `note ${number} Said to the app alone.`)
    await marcus.waitFor(async () =>
      /Internal note added/.test(
        texts((await marcus.messages(direct.id)).map(({ blocks, text }) => [blocks, { text }])),
      ),
    )
  })
})
