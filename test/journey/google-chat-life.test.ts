import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChatPerson, createChatPerson, wordsOf } from '../../playground/chat-person.ts'
import { stageOf } from '../../playground/demo-stage.ts'
import { wordsOf as slackWords } from '../../playground/demo-steps.ts'
import type { Audience, Envelope } from '../../playground/gchat/options.ts'
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
  describe(`the life of a case in Google Chat by HTTP: ${name}`, () => {
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

    const as = (user: string): ChatPerson => createChatPerson(local.chat.url, user)
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

    async function rootIn(person: ChatPerson, space: string, of = number): Promise<LocalMessage> {
      await local.casethread.delivered()
      return person.waitFor(async () => {
        const messages = await person.messages(space)
        return messages.find((one) => !one.ephemeral && !one.thread_ts && wordsOf(one).includes(`${of} · `))
      }, `the card of case ${of}`)
    }

    async function threadIn(person: ChatPerson, space: string, of = number): Promise<string> {
      const root = await rootIn(person, space, of)
      const replies = await person.messages(space, root.ts)
      return replies
        .filter((one) => one.ts !== root.ts)
        .map(wordsOf)
        .join('\n')
    }

    async function pressOnCard(person: ChatPerson, space: string, button: string) {
      await person.press(await rootIn(person, space), button)
      return person.dialog()
    }

    it('opens a case: the title is asked for in the dialog, where all that was typed stays', async () => {
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
      const refused = await person.submit(guided, filling)
      const again = await person.dialog()
      expect(refused.ok).toBe(true)
      expect(wordsOf(again)).toMatch(/⚠ Title/)
      expect(JSON.stringify(again.card)).toContain('error 550')

      const sent = await person.submit(again, { Title: 'Mail to one address bounces' })
      expect(sent).toMatchObject({ ok: true, dialog: null })
      const told = sent.ok ? (sent.status?.text ?? '') : ''
      number = /Case (\d+) is open/.exec(told)?.[1] ?? ''
      expect(number).toMatch(/^\d+$/)
      expect(await threadIn(person, northwind)).toContain('error 550')
      expect(await threadIn(ben(), deskSpace)).toContain('error 550')
    })

    it('GRA-2: a customer that withdrew its access is told of at its field, and nothing is stored', async () => {
      const person = marcus()
      await person.command(northwind, '/case new')
      const { dialog } = await person.fill(await person.dialog(), { Customer: 'Granite' })
      expect(wordsOf(dialog)).toMatch(/has withdrawn the access/)
      await person.submit(dialog, { Title: 'Typed in vain?', Description: 'No: it is still here.' })
      const open = await person.dialog()
      expect(JSON.stringify(open.card)).toContain('it is still here')
      await person.close()
      expect(await typed(person, northwind, '/case list granite')).toMatch(/No case matches/)
    })

    it('the desk answers from its card; the answer stands on both platforms', async () => {
      const dialog = await pressOnCard(ben(), deskSpace, 'Reply')
      const sent = await ben().submit(dialog, {
        Message: 'Please send the full bounce message.',
        'Who reads it': 'To the customer and the desk',
        'Status afterwards': 'Action required',
      })
      expect(sent).toMatchObject({ ok: true, dialog: null })
      expect(await threadIn(marcus(), northwind)).toContain('full bounce message')
      expect(wordsOf(await rootIn(marcus(), northwind))).toContain('Action required')

      const slack = stageOf(local)
      const messages = await slack.ben.messages(slack.deskChannel)
      const root = messages.find((one) => !one.thread_ts && slackWords(one).includes(number))
      const thread = await slack.ben.messages(slack.deskChannel, root?.ts)
      const words = thread.map(slackWords).join('\n')
      expect(words).toContain('error 550')
      expect(words.match(/full bounce message/g)).toHaveLength(1)
    })

    it('VIS-7: an internal note stays with its own people, an answer reaches the desk', async () => {
      expect(
        await typed(marcus(), northwind, `/case reply ${number} They changed their DNS, ours alone.`),
      ).toMatch(/Your internal note/)
      const dialog = await pressOnCard(marcus(), northwind, 'Reply')
      await marcus().submit(dialog, { Message: 'Here it is: 550 5.1.1', 'Who reads it': 'To the desk' })
      const desk = await threadIn(ben(), deskSpace)
      expect(desk).toContain('550 5.1.1')
      expect(desk).not.toContain('DNS')
      expect(await threadIn(marcus(), northwind)).toContain('DNS')
    })

    it('CRE-6: the customer’s user sees what is meant for her, answers, and closes nothing', async () => {
      const amelia = as('amelia.stone')
      const card = await typed(amelia, shared, `/case show ${number}`)
      expect(card).toContain('error 550')
      expect(card).not.toMatch(/DNS|5\.1\.1/)
      expect(await typed(amelia, shared, `/case reply ${number} It began with the new printer.`)).toMatch(
        /Your message is in case/,
      )
      expect(await typed(amelia, shared, `/case close ${number} enough`)).toMatch(
        /done by your partner or the desk/,
      )
      expect(await threadIn(marcus(), northwind)).toContain('new printer')
    })

    it('a mention in the thread adds to the history on purpose, with the file that came along', async () => {
      const person = marcus()
      const file = await person.upload('smtp.log', 'relay=mx.example.com, status=bounced\n')
      const root = await rootIn(person, northwind)
      const said = await person.say(northwind, `@Casethread reply ${number} The log of the relay.`, {
        thread: root.ts,
        files: [file.id],
      })
      expect(said.ok).toBe(true)
      const thread = await threadIn(person, northwind)
      expect(thread).toContain('The log of the relay.')
      expect(thread).toContain('smtp.log')
    })

    it('CRE-7: P9 is refused with what is possible, P1 is taken and told in the threads', async () => {
      expect(await typed(marcus(), northwind, `/case severity ${number} P9`)).toMatch(
        /"P9" is not a severity/,
      )
      expect(await typed(marcus(), northwind, `/case severity ${number} P1`)).toMatch(/is P1 now/)
      expect(await threadIn(marcus(), northwind)).toContain('from P2 to P1')
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
      await local.casethread.delivered()
      const answer = await marcus().command(northwind, `/case reply ${number} Thank you`)
      if (!answer.ok || !answer.dialog) throw new Error(JSON.stringify(answer))
      expect(wordsOf(answer.dialog)).toMatch(/is closed\. Reopen it first/)
      await marcus().press(answer.dialog, 'Reopen')
      await marcus().submit(await marcus().dialog(), { 'Why it is being reopened': 'It came back.' })
      const thread = await threadIn(marcus(), northwind)
      expect(thread).toMatch(/closed the case[\s\S]*reopened the case[\s\S]*It came back\./)
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
      await local.casethread.delivered()
      const cards = (await person.messages(northwind)).filter(
        (one) => !one.ephemeral && !one.thread_ts && wordsOf(one).includes('Sent thrice'),
      )
      expect(cards).toHaveLength(1)
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
