import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChatPerson } from '../../playground/chat-person.ts'
import { createPerson } from '../../playground/person.ts'
import { findChromium } from '../support/browser.ts'
import { expectEfforts } from '../support/clicks-in-docs.ts'
import { chats, type Day, openDay } from '../support/open-day.ts'
import type { Visitor } from '../support/visitor.ts'

const chromium = findChromium()
/** Northwind answers its customers first. */
const withFirstLine = (yaml: string) =>
  yaml.replace('    name: Northwind Apps\n', '    name: Northwind Apps\n    firstLine: partner\n')

const places = {
  slack: { shared: 'brightwater-shared', own: 'northwind-support', desk: 'support-desk' },
  gchat: { shared: 'Brightwater and Northwind', own: 'Northwind support', desk: 'Support desk' },
} as const

const inChannel = 'Spaces are empty since this morning'
const inDirect = 'Old messages are shown twice'
const bill = 'Invoice counts twelve licences too many'

if (!chromium) it.skip('a customer’s question: no Chromium here; install one or set CHROMIUM_PATH', () => {})
else
  describe.each(chats)('a customer’s question, on %s', (chat) => {
    const { shared, own, desk } = places[chat]
    let day: Day
    let amelia: Visitor
    let marcus: Visitor

    beforeAll(async () => {
      day = await openDay({ chat, name: 'question', chromium, editDirectory: withFirstLine })
      amelia = await day.visit('amelia.stone', 'en')
      marcus = await day.visit('marcus.bell', 'en')
    }, 120_000)
    afterAll(() => day?.close())

    async function fillCase(person: Visitor, title: string): Promise<void> {
      await person.write(person.t('new.case-title'), title)
      await person.write(person.t('new.description'), `${title}. Everybody in the head office sees it.`)
      await person.choose(person.t('label.severity'), /^P3/)
    }

    async function numberOf(title: string): Promise<number> {
      return expect
        .poll(async () => {
          const { cases } = await day.world.store.list({ reader: partner }, { limit: 10 })
          return cases.find((one) => one.title === title)?.number
        })
        .toBeDefined()
        .then(async () => {
          const { cases } = await day.world.store.list({ reader: partner }, { limit: 10 })
          return cases.find((one) => one.title === title)?.number ?? 0
        })
    }
    const partner = { party: 'partner', domain: 'northwind-apps.example.com' } as const

    /** All that stands before somebody, in every channel that they can open, threads and direct messages included. */
    async function readAll(name: string): Promise<string> {
      const reader =
        chat === 'slack'
          ? createPerson(day.local.slack.url, name)
          : createChatPerson(day.local.chat.url, name)
      const { channels } = await reader.state()
      const texts: string[] = []
      for (const { id } of channels) {
        const messages = await reader.messages(id)
        texts.push(JSON.stringify(messages))
        for (const { ts, reply_count } of messages)
          if (reply_count) texts.push(JSON.stringify(await reader.messages(id, ts)))
      }
      return texts.join('\n')
    }
    const eventually = (name: string, text: string) =>
      expect.poll(() => readAll(name), { timeout: 20_000 }).toContain(text)

    it('CRE-9: a customer’s user opens a case in the shared conversation; the partner has it, the desk not yet', async () => {
      await amelia.goTo(shared)
      await amelia.task('Open a case as a customer', async () => {
        await amelia.send('/case new')
        await amelia
          .dialog()
          .getByText(amelia.t('new.for-organisation', { customer: 'Brightwater Foods' }))
          .waitFor()
        await amelia.choose(amelia.t('new.category'), /Messages and spaces/, 'space')
        await fillCase(amelia, inChannel)
        await amelia.shot('1-form')
        await amelia.submit(amelia.t('new.submit'))
      })
      await amelia.sees(new RegExp(`\\d+ · ${inChannel}`))
      // The card there is drawn for the customer: it names no owner, and offers what the customer can do.
      await amelia.button(amelia.t('button.reply')).waitFor()
      expect(await amelia.button(amelia.t('button.take')).count()).toBe(0)
      expect(await amelia.page.getByText(amelia.t('label.owner'), { exact: true }).count()).toBe(0)
      await amelia.shot('2-opened')
      await eventually('priya.nair', inChannel)
      expect(await readAll('ben.carter')).not.toContain(inChannel)
    }, 60_000)

    it('CRE-9: the partner passes it to the desk, which sees it from then on', async () => {
      await marcus.goTo(own)
      await marcus.sees(new RegExp(`\\d+ · ${inChannel}`))
      await marcus.shot('3-partner')
      await marcus.task('Pass a customer’s case to the desk', async () => {
        await marcus.press(marcus.t('button.pass'))
        await marcus.write(marcus.t('pass.note'), 'We checked the settings of their spaces.')
        await marcus.shot('4-pass')
        await marcus.submit(marcus.t('pass.submit'))
      })
      await eventually('ben.carter', inChannel)
      const ben = await day.visit('ben.carter', 'en')
      await ben.goTo(desk)
      await ben.sees(new RegExp(`\\d+ · ${inChannel}`))
      await ben.shot('5-desk')
    }, 60_000)

    it('CRE-9: from the home, the thread stands in the direct messages', async () => {
      await amelia.goHome()
      await amelia.press(amelia.t('button.new'))
      await amelia.choose(amelia.t('new.category'), /Messages and spaces/, 'space')
      await amelia.dialog().getByText(amelia.t('thread.readers.direct')).first().waitFor()
      await fillCase(amelia, inDirect)
      await amelia.shot('6-direct-form')
      await amelia.submit(amelia.t('new.submit'))
      await amelia.goTo('Casethread')
      await amelia.sees(new RegExp(`\\d+ · ${inDirect}`))
      await amelia.shot('7-direct')
      await eventually('priya.nair', inDirect)
    }, 60_000)

    it('CRE-10: a billing case is hidden from the customer, as the form suggests, wherever the customer looks', async () => {
      await marcus.goTo(own)
      await marcus.send('/case new')
      await marcus.choose(marcus.t('new.customer'), /Brightwater/, 'bright')
      await marcus.choose(marcus.t('new.category'), /Invoices and subscriptions/, 'invoice')
      await marcus.write('Subscription ID', 'S-1')
      const hidden = marcus.dialog().getByLabel(marcus.t('new.hidden.option'))
      await expect.poll(() => hidden.isChecked()).toBe(true)
      await fillCase(marcus, bill)
      await marcus.shot('8-billing', 'both')
      await marcus.submit(marcus.t('new.submit'))
      await eventually('priya.nair', bill)
      const number = await numberOf(bill)

      await amelia.goTo(shared)
      await amelia.send('/case list')
      await amelia.sees(amelia.t('list.range', { from: 1, to: 2, total: 2 }))
      await amelia.send('/case list invoice licences')
      await amelia.sees(/No cases match/)
      await amelia.send(`/case show ${number}`)
      await amelia.sees(amelia.t('refusal.case-not-found', { number }))
      await amelia.shot('9-hidden')

      await amelia.send('/case export')
      const link = amelia.page
        .getByRole('link', { name: amelia.t('button.export') })
        .or(amelia.page.getByRole('button', { name: amelia.t('button.export') }))
        .last()
      await link.waitFor()
      await amelia.shot('10-export')
      const [page] = await Promise.all([amelia.page.context().waitForEvent('page'), link.click()])
      await page.getByRole('button').first().waitFor()
      const exported = await Promise.all(
        ['cases.csv', 'entries.jsonl'].map(async (file) => {
          const response = await page.request.post(`${page.url()}/${file}`)
          expect(response.status(), file).toBe(200)
          return response.text()
        }),
      )
      await page.close()
      for (const file of exported) {
        expect(file).toContain(inChannel)
        expect(file).not.toContain(bill)
      }
      expect(await readAll('amelia.stone')).not.toContain(bill)
    }, 90_000)

    it('each task costs what the docs say', () => {
      expectEfforts(day.efforts, chat)
    })
  })
