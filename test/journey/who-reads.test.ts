import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChatPerson } from '../../playground/chat-person.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson } from '../../playground/person.ts'
import type { LocalMessage, LocalState } from '../../playground/protocol.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { freshMs } from '../../src/conversations/readership.ts'
import { findChromium, openBrowser } from '../support/browser.ts'

const chromium = findChromium()
const screenshots = fileURLToPath(new URL('screenshots/', packageRoot()))

/** What is written, by what the table below calls it: words that stand nowhere else. */
const written = {
  home: 'Error 550 since this morning.',
  homeNote: 'Only for our own people.',
  heldNote: 'Written while a stranger was there.',
  shared: 'Every mail to the sales group comes back.',
  sharedNote: 'Not for the customer.',
  heldReply: 'Written while another customer was there.',
} as const
type Written = keyof typeof written

const chats = {
  slack: {
    on: 'slack',
    undeclared: 'migration-project',
    own: 'northwind-support',
    desk: 'support-desk',
    shared: 'brightwater-shared',
  },
  'google-chat': {
    on: 'gchat',
    undeclared: 'Migration project',
    own: 'Northwind support',
    desk: 'Support desk',
    shared: 'Brightwater and Northwind',
  },
} as const

/** By hand: what each of eight people can read at the end, wherever they look. Who joined and left again reads only what was there before. */
const readable: Readonly<Record<string, readonly Written[]>> = {
  // The note on the shared case stands in no thread: all who read in its only one of the domain would have to be entitled to it.
  'marcus.bell': ['home', 'homeNote', 'heldNote', 'shared', 'heldReply'],
  'priya.nair': ['home', 'homeNote', 'heldNote', 'shared', 'heldReply'],
  'kenji.tanaka': ['home', 'homeNote', 'heldNote'],
  'amelia.stone': ['shared', 'heldReply'],
  'ben.carter': ['home', 'shared', 'heldReply'],
  'yui.suzuki': [],
  'sofia.marin': [],
  'jordan.lee': [],
}

interface Reader {
  state(): Promise<LocalState>
  messages(channel: string, thread?: string): Promise<readonly LocalMessage[]>
  move(channel: string, action: 'add' | 'remove', whom: string): Promise<unknown>
}

if (!chromium) it.skip('the journey: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else for (const chat of ['slack', 'google-chat'] as const) journeyIn(chat)

function journeyIn(chat: keyof typeof chats): void {
  const { on, undeclared, own, desk, shared } = chats[chat]

  describe(`PLC-1 to PLC-4: who reads a case, in ${chat}`, { timeout: 120_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-journey-'))
    let local: LocalCasethread
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      mkdirSync(screenshots, { recursive: true })
      local = await startLocalCasethread({ port: 0, env: { DATA_DIR: dataDir }, remember: true })
      browser = await openBrowser(chromium ?? '')
      page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
      page.setDefaultTimeout(15_000)
    })
    afterAll(async () => {
      await browser?.close()
      await local?.stop()
      rmSync(dataDir, { recursive: true })
    })

    const person = (name: string): Reader =>
      on === 'slack' ? createPerson(local.slack.url, name) : createChatPerson(local.chat.url, name)
    const shot = (what: string) =>
      page.screenshot({ path: join(screenshots, `who-reads-${chat}-${what}.png`) })
    const dialog = () => page.getByRole('dialog')

    async function be(name: string, place: string): Promise<void> {
      await page.goto(`${local.slack.url}/?on=${on}&as=${name}`)
      await page
        .getByRole('link', { name: place })
        .or(page.getByRole('button', { name: place }))
        .first()
        .click()
    }

    async function type(line: string): Promise<void> {
      await page
        .getByRole('textbox', { name: /^Message |へのメッセージ|メッセージ/ })
        .first()
        .fill(line)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
    }

    /** Google Chat shows the answer to a command in a dialog. */
    async function closeAnswer(): Promise<void> {
      if (chat !== 'google-chat') return
      await dialog().waitFor()
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'detached' })
    }

    async function addNote(number: number, note: string): Promise<void> {
      await type(`/case reply ${number} ${note}`)
      await closeAnswer()
    }

    async function find(field: string, typed: string, option: RegExp): Promise<void> {
      const box = dialog().getByRole('combobox', { name: field })
      await box.click()
      await box.pressSequentially(typed)
      await page.getByRole('option', { name: option }).first().click()
    }

    /** Opens a case of Brightwater from where the person is; `where` is what the form says of who reads it. */
    async function openCase(
      title: string,
      description: string,
      where: RegExp,
      picture: string,
    ): Promise<void> {
      await type('/case new')
      await find('Customer', 'bright', /Brightwater/)
      await dialog().getByText(where).first().waitFor()
      await find('Category', 'mail', /Gmail › Sending and receiving/)
      await dialog().getByLabel('Message-ID of one example').fill('<one@mail.example.com>')
      await find('Who is affected', 'one', /One user/)
      await dialog().getByLabel('Title').fill(title)
      await dialog().getByLabel('Description').fill(description)
      await dialog().getByText(where).first().scrollIntoViewIfNeeded()
      await shot(`${picture}-form`)
      await dialog().getByRole('button', { name: 'Create case' }).click()
      await dialog().waitFor({ state: 'detached' })
    }

    /** Google tells of nobody who joins: what is written within the time that a list of members serves may still reach them. */
    async function bringIn(place: string, name: string): Promise<void> {
      await person('marcus.bell').move(place, 'add', name)
      if (chat === 'google-chat') await page.waitForTimeout(freshMs.unannounced + 1_000)
    }

    /**
     * All that stands before somebody, in every channel that they can open, threads and direct messages included; without the answers to
     * what they typed themselves, whose buttons carry it.
     */
    async function readAll(name: string): Promise<string> {
      const reader = person(name)
      const { channels } = await reader.state()
      const texts: string[] = []
      for (const { id } of channels) {
        const messages = (await reader.messages(id)).filter(({ ephemeral }) => !ephemeral)
        texts.push(JSON.stringify(messages))
        for (const { thread_ts, ts, reply_count } of messages)
          if (reply_count) texts.push(JSON.stringify(await reader.messages(id, thread_ts ?? ts)))
      }
      return texts.join('\n')
    }

    const reads = async (name: string, what: Written) => (await readAll(name)).includes(written[what])
    const eventually = (look: () => Promise<boolean>) => expect.poll(look, { timeout: 45_000 }).toBe(true)

    it('a channel that nobody declared shows nothing: the case stands in the domain’s home, as the form says', async () => {
      await be('marcus.bell', undeclared)
      await type('/case domain here')
      await page
        .getByText(/have to leave first/)
        .first()
        .waitFor()
      await shot('1-declaring')
      if (chat === 'google-chat') await closeAnswer()

      await openCase('Mail bounces', written.home, new RegExp(`Home: ${own}`), '2-undeclared')
      await eventually(() => reads('priya.nair', 'home'))

      for (const name of ['jordan.lee', 'sofia.marin'])
        expect(await readAll(name), name).not.toContain('Mail bounces')
    })

    it('while a stranger is there nothing more is posted, and what was held back comes once they have left', async () => {
      await be('marcus.bell', own)
      await addNote(1001, written.homeNote)
      await eventually(() => reads('priya.nair', 'homeNote'))

      await bringIn(own, 'jordan.lee')
      await be('marcus.bell', own)
      await addNote(1001, written.heldNote)
      await be('marcus.bell', 'Casethread')
      await page.getByText('Case 1001: a thread is waiting').first().waitFor({ timeout: 45_000 })
      await page
        .getByText(/Jordan Lee/)
        .first()
        .waitFor()
      await shot('3-held-back')
      expect(await reads('jordan.lee', 'heldNote')).toBe(false)
      expect(await reads('priya.nair', 'heldNote')).toBe(false)

      await person('marcus.bell').move(own, 'remove', 'jordan.lee')
      if (chat === 'google-chat') {
        // Google tells of nobody who leaves: somebody looks again.
        await be('marcus.bell', own)
        await type('/case domain here')
        await page
          .getByText(/now shows cases of/)
          .first()
          .waitFor()
        await closeAnswer()
      }
      await eventually(() => reads('priya.nair', 'heldNote'))
    })

    it('a channel that is shared with the customer shows what both may read, and nothing while another customer is there', async () => {
      await be('marcus.bell', shared)
      await openCase(
        'Shared from the start',
        written.shared,
        /It shows only what Brightwater Foods may read too/,
        '4-shared',
      )
      await eventually(() => reads('amelia.stone', 'shared'))
      await be('marcus.bell', shared)
      await addNote(1002, written.sharedNote)

      await bringIn(shared, 'sofia.marin')
      await be('marcus.bell', shared)
      await type('/case reply 1002')
      await dialog()
        .getByLabel(/^Message/)
        .first()
        .fill(written.heldReply)
      await dialog()
        .getByText(/will read this/)
        .first()
        .waitFor()
      await dialog().getByRole('button', { name: 'Send', exact: true }).click()
      await dialog().waitFor({ state: 'detached' })
      await eventually(() => reads('ben.carter', 'heldReply'))
      expect(await reads('amelia.stone', 'heldReply')).toBe(false)
      expect(await reads('sofia.marin', 'heldReply')).toBe(false)

      await person('marcus.bell').move(shared, 'remove', 'sofia.marin')
      if (chat === 'google-chat') {
        await be('marcus.bell', shared)
        await type('/case domain here')
        await page
          .getByText(/now shows cases of/)
          .first()
          .waitFor()
        await closeAnswer()
      }
      await eventually(() => reads('amelia.stone', 'heldReply'))
      await be('amelia.stone', shared)
      await page
        .getByRole('button', { name: /repl(y|ies)/ })
        .first()
        .click()
      await shot('5-customer')
    })

    it('in the end each of eight people has read what the table says, and nothing else', async () => {
      const found: Record<string, readonly string[]> = {}
      for (const name of Object.keys(readable)) {
        const all = await readAll(name)
        found[name] = Object.entries(written).flatMap(([what, text]) => (all.includes(text) ? [what] : []))
      }
      expect(found).toEqual(readable)
      await be('ben.carter', desk)
      await page.getByText('1002 · Shared from the start').first().waitFor()
      await shot('6-desk')
    })
  })
}
