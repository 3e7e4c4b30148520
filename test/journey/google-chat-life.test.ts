import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatPerson, createChatPerson, wordsOf } from '../../playground/chat-person.ts'
import { stageOf } from '../../playground/demo-stage.ts'
import { wordsOf as slackWords } from '../../playground/demo-steps.ts'
import type { Audience, Envelope } from '../../playground/gchat/local-options.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import type { Answer, LocalMessage, LocalOutcome } from '../../playground/protocol.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const ways: readonly (readonly [string, Envelope, Audience])[] = [
  ['a classic app, its address as audience', 'classic', 'url'],
  ['a classic app, its project number as audience', 'classic', 'project-number'],
  ['an add-on', 'add-on', 'url'],
]

const mongo = mongoForTests()
for (const [way, envelope, audience] of ways) {
  lifeOn(`${way}, on the embedded store`, envelope, audience, {})
  if (mongo.kind !== 'server') continue
  const uri = new URL(mongo.uri)
  uri.pathname = `/casethread-chat-${process.pid}-${envelope}-${audience}`
  lifeOn(`${way}, on ${mongo.name}`, envelope, audience, { MONGODB_URI: uri.href }, () =>
    dropDatabase(mongo.uri, uri.pathname.slice(1)),
  )
}

const title = 'Mail to one address bounces'
const northwind = 'Northwind support'
const deskSpace = 'Support desk'
const shared = 'Brightwater and Northwind'

function lifeOn(
  name: string,
  envelope: Envelope,
  audience: Audience,
  env: Readonly<Record<string, string>>,
  tidy = async () => {},
): void {
  describe(`the life of a case in Google Chat by HTTP: ${name}`, { timeout: 60_000 }, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-chat-life-'))
    let local: LocalCasethread
    let number = ''

    beforeAll(async () => {
      local = await startLocalCasethread({
        port: 0,
        env: { ...env, DATA_DIR: dataDir, LOG_LEVEL: 'fatal' },
        remember: false,
        envelope,
        audience,
      })
    })
    afterAll(async () => {
      await local?.stop()
      await tidy()
      rmSync(dataDir, { recursive: true })
    })

    // Much of the time goes by waiting for a turn to write.
    const as = (user: string): ChatPerson => createChatPerson(local.chat.url, user, { patienceMs: 30_000 })
    const marcus = () => as('marcus.bell')
    const ben = () => as('ben.carter')

    /** Whatever the person is shown in answer: in the dialog, in a passing notice, or in a message that only they see. */
    async function shown(
      person: ChatPerson,
      space: string,
      sent: Promise<Answer<LocalOutcome>>,
    ): Promise<string> {
      const before = (await person.messages(space)).length
      const answer = await sent
      if (!answer.ok) throw new Error(answer.message)
      if (answer.dialog) {
        await person.close()
        return wordsOf(answer.dialog)
      }
      const said = (await person.messages(space)).slice(before).filter((one) => one.ephemeral)
      return [answer.status?.text ?? '', ...said.map(wordsOf)].join('\n')
    }

    async function typed(person: ChatPerson, space: string, line: string): Promise<string> {
      return shown(person, space, person.command(space, line))
    }

    async function rootIn(person: ChatPerson, space: string, holding = /./): Promise<LocalMessage> {
      return person.waitFor(async () => {
        const messages = await person.messages(space)
        return messages.find(
          (one) =>
            !one.ephemeral &&
            !one.thread_ts &&
            wordsOf(one).includes(`${number} · `) &&
            holding.test(wordsOf(one)),
        )
      }, `the card of case ${number} with ${holding}`)
    }

    /** The words of the thread, once they hold this: Google takes about one write a second, so that what is due waits its turn. */
    async function threadIn(person: ChatPerson, space: string, holding: RegExp): Promise<string> {
      const root = await rootIn(person, space)
      return person.waitFor(async () => {
        const replies = await person.messages(space, root.ts)
        const words = replies.filter((one) => one.ts !== root.ts).map(wordsOf)
        return holding.test(words.join('\n')) && words.join('\n')
      }, `${holding} in the thread of case ${number} in ${space}`)
    }

    async function pressOnCard(person: ChatPerson, space: string, button: string) {
      await person.press(await rootIn(person, space), button)
      return person.dialog()
    }

    it('CRE-3: opens a case; what must not be in it is told in the dialog, where all that was typed stays', async () => {
      const person = marcus()
      await person.command(northwind, '/case new')
      const { dialog: guided } = await person.fill(await person.dialog(), {
        Customer: 'Brightwater',
        Category: 'Sending and receiving',
      })
      const filling = {
        'Message-ID of one example': '<one@mail.example.com>',
        'Who is affected': 'One user',
        Description: 'Since 9:00 every mail to one address comes back with error 550.',
        Severity: 'P2',
      }
      // Without a title Chat itself does not let the form go.
      expect(await person.submit(guided, filling)).toMatchObject({ ok: false, error: 'required' })
      const personal = 'Every mail to one address comes back with error 550. Call 090-1234-5678.'
      const refused = await person.submit(guided, { ...filling, Title: title, Description: personal })
      const again = await person.dialog()
      expect(refused).toMatchObject({ ok: true })
      expect(wordsOf(again)).toMatch(/phone number/)
      expect(JSON.stringify(again.card)).toContain(title)

      const sent = await person.submit(again, { Description: filling.Description })
      expect(sent).toMatchObject({ ok: true, dialog: null })
      const told = sent.ok ? (sent.status?.text ?? '') : ''
      number = /Case (\d+) is open/.exec(told)?.[1] ?? ''
      expect(number).toMatch(/^\d+$/)
      await threadIn(person, northwind, /error 550/)
      await threadIn(ben(), deskSpace, /error 550/)
    })

    it('GRA-2: a customer that withdrew its access is told of at its field, and nothing is stored', async () => {
      const person = marcus()
      await person.command(northwind, '/case new')
      const { dialog } = await person.fill(await person.dialog(), { Customer: 'Granite' })
      expect(wordsOf(dialog)).toMatch(/has revoked the access/)
      await person.submit(dialog, { Title: 'Typed in vain?', Description: 'No: it is still here.' })
      const open = await person.dialog()
      expect(JSON.stringify(open.card)).toContain('it is still here')
      await person.close()
      expect(await typed(person, northwind, '/case list granite')).toMatch(/No cases match/)
    })

    it('the desk answers from its card; the answer stands on both platforms', async () => {
      const dialog = await pressOnCard(ben(), deskSpace, 'Update')
      const sent = await ben().submit(dialog, {
        Message: 'Please send the full bounce message.',
        'Visible to': 'To the customer and the partners',
        'New status': 'Action required',
      })
      expect(sent).toMatchObject({ ok: true, dialog: null })
      await threadIn(marcus(), northwind, /full bounce message/)
      await rootIn(marcus(), northwind, /Action required/)

      const { ben: onSlack, deskChannel } = stageOf(local)
      const messages = await onSlack.messages(deskChannel)
      const root = messages.find((one) => !one.thread_ts && slackWords(one).includes(number))
      const words = (await onSlack.messages(deskChannel, root?.ts)).map(slackWords).join('\n')
      expect(words).toContain('error 550')
      expect(words.match(/full bounce message/g)).toHaveLength(1)
    })

    it('VIS-7: an internal note stays with its own people, an answer reaches the desk', async () => {
      expect(
        await typed(marcus(), northwind, `/case reply ${number} They changed their DNS, ours alone.`),
      ).toMatch(/Internal note/)
      const dialog = await pressOnCard(marcus(), northwind, 'Update')
      await marcus().submit(dialog, { Message: 'Here it is: 550 5.1.1', 'Visible to': 'To the support desk' })
      const desk = await threadIn(ben(), deskSpace, /550 5\.1\.1/)
      expect(desk).not.toContain('DNS')
      await threadIn(marcus(), northwind, /DNS/)
    })

    it('CRE-6: the customer’s user sees what is meant for her, answers, and closes nothing', async () => {
      const amelia = as('amelia.stone')
      const card = await typed(amelia, shared, `/case show ${number}`)
      expect(card).toContain('error 550')
      expect(card).not.toMatch(/DNS|5\.1\.1/)
      expect(await typed(amelia, shared, `/case reply ${number} It began with the new printer.`)).toMatch(
        /Reply added to case/,
      )
      expect(await typed(amelia, shared, `/case close ${number} enough`)).toMatch(
        /Only your partner or the support desk/,
      )
      await threadIn(marcus(), northwind, /new printer/)
    })

    it('a mention in the thread adds to the history on purpose, with the file that came along', async () => {
      const person = marcus()
      const file = await person.upload('smtp.log', 'relay=mx.example.com, status=bounced\n')
      const root = await rootIn(person, northwind)
      const said = await person.say(northwind, '@Casethread reply The log of the relay.', {
        thread: root.ts,
        files: [file.id],
      })
      expect(said.ok).toBe(true)
      await threadIn(person, northwind, /The log of the relay\.[\s\S]*smtp\.log/)
    })

    it('CRE-7: P9 is refused with what is possible, P1 is taken and told in the threads', async () => {
      expect(await typed(marcus(), northwind, `/case severity ${number} P9`)).toMatch(/"P9" isn't a severity/)
      expect(await typed(marcus(), northwind, `/case severity ${number} P1`)).toMatch(/is now P1/)
      await threadIn(marcus(), northwind, /from P2 to P1/)
    })

    it('VIS-6: another reseller’s case and one that there is not are answered alike', async () => {
      const yui = as('yui.suzuki')
      const space = '星クラウド サポート'
      const real = await typed(yui, space, `/case show ${number}`)
      const none = await typed(yui, space, '/case show 99999')
      expect(none).toContain('99999')
      expect(real.replaceAll(number, 'N')).toBe(none.replaceAll('99999', 'N'))
    })

    it('UPD-5: a closed case is reopened from what a reply to it is answered', async () => {
      const close = await pressOnCard(marcus(), northwind, 'Close')
      await marcus().submit(close, { 'How it was solved': 'The MX record was mended.' })
      await rootIn(marcus(), northwind, /Reopen/)
      const answer = await marcus().command(northwind, `/case reply ${number} Thank you`)
      if (!answer.ok || !answer.dialog) throw new Error(JSON.stringify(answer))
      expect(wordsOf(answer.dialog)).toMatch(/is closed\. Reopen it first/)
      await marcus().press(answer.dialog, 'Reopen')
      await marcus().submit(await marcus().dialog(), { 'Reason for reopening': 'It came back.' })
      const thread = await threadIn(
        marcus(),
        northwind,
        /closed the case[\s\S]*reopened the case[\s\S]*It came back\./,
      )
      expect(thread).not.toContain('Thank you')
    })

    it('CRE-8: the same form sent three times at once makes one case', async () => {
      const person = as('priya.nair')
      await person.command(northwind, '/case new')
      const { dialog, inputs } = await person.fill(await person.dialog(), {
        Customer: 'Brightwater',
        Category: 'Messages and spaces',
      })
      expect(inputs).toBeDefined()
      const filling = { Title: 'Sent thrice', Description: 'Once is enough.' }
      await Promise.all([1, 2, 3].map(() => person.submit(dialog, filling)))
      const cards = async () =>
        (await person.messages(northwind)).filter(
          (one) => !one.ephemeral && !one.thread_ts && wordsOf(one).includes('Sent thrice'),
        )
      await person.waitFor(async () => (await cards()).length > 0, 'the card of the case')
      const listed = await typed(person, northwind, '/case list thrice')
      expect(listed.match(/\d+ · Sent thrice/g)).toHaveLength(1)
      await local.casethread.delivered()
      expect(await cards()).toHaveLength(1)
    })

    it.each([
      ['no token', {}],
      ['a token that nobody signed', { Authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }],
      ['a token that is none', { Authorization: 'Bearer hello' }],
    ])('a request with %s is answered with 401, and nothing is done', async (_what, headers) => {
      const before = await typed(marcus(), northwind, '/case list')
      const response = await fetch(`${local.casethread.gchatUrl}/gchat/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify({
          type: 'MESSAGE',
          eventTime: new Date().toISOString(),
          user: {
            name: 'users/1',
            displayName: 'Marcus Bell',
            type: 'HUMAN',
            email: 'marcus.bell@northwind-apps.example.com',
          },
          space: { name: 'spaces/A', type: 'ROOM' },
          message: {
            name: 'spaces/A/messages/1',
            text: `/case close ${number}`,
            argumentText: `close ${number}`,
          },
        }),
      })
      expect(response.status).toBe(401)
      expect(await typed(marcus(), northwind, '/case list')).toBe(before)
    })
  })
}
