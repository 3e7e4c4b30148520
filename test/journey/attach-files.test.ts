import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson, type Filling, type Person } from '../../playground/person.ts'
import type { LocalFile, LocalMessage, LocalView } from '../../playground/protocol.ts'
import { texts } from '../chat/slack/support/bot.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

const mongo = mongoForTests()
attachmentsOn('the embedded store', {})
if (mongo.kind === 'server') {
  const uri = new URL(mongo.uri)
  uri.pathname = `/casethread-attachments-${process.pid}`
  attachmentsOn(mongo.name, { MONGODB_URI: uri.href }, () => dropDatabase(mongo.uri, uri.pathname.slice(1)))
} else it.skip(`attachments on MongoDB: ${mongo.reason}`, () => {})

/** A picture of one dot. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
/** How a Windows program begins. */
const exe = Buffer.concat([
  Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0', 'latin1'),
  Buffer.alloc(400),
])
const log = Buffer.from('09:00 550 5.1.1 no such user\r\n09:01 メールが戻る\r\n')

function attachmentsOn(name: string, env: Readonly<Record<string, string>>, tidy = async () => {}): void {
  describe(`files with cases, from form to thread, on ${name}`, () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-attachments-'))
    const northwind = 'northwind-support'
    const deskChannel = 'support-desk'
    let local: LocalCasethread
    let marcus: Person
    let ben: Person
    let number = ''

    beforeAll(async () => {
      local = await startLocalCasethread({ port: 0, env: { ...env, DATA_DIR: dataDir }, remember: false })
      marcus = createPerson(local.slack.url, 'marcus.bell')
      ben = createPerson(local.slack.url, 'ben.carter')
    })
    afterAll(async () => {
      await local?.stop()
      await tidy()
      rmSync(dataDir, { recursive: true })
    })

    async function newForm(): Promise<LocalView> {
      await marcus.command(northwind, '/case new')
      await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
      await marcus.fill(await grown('Category'), { Category: 'Sending and receiving' })
      return grown('Who is affected')
    }

    /** The form once it shows a field: the bot redraws it after it has answered the choice. */
    const grown = (field: string): Promise<LocalView> =>
      marcus.waitFor(async () => {
        const view = await marcus.view()
        return texts(view.blocks).includes(field) && view
      }, `the field ${field}`)

    const typed = (files: readonly LocalFile[], more: Readonly<Record<string, Filling>> = {}) => ({
      Customer: 'Brightwater Foods',
      Category: 'Sending and receiving',
      'Message-ID of one example': '<one@mail.example.com>',
      'Who is affected': 'One user',
      Title: 'Mail bounces, log attached',
      Description: 'See the files.',
      Severity: 'P2',
      Files: files.map(({ id }) => id),
      ...more,
    })

    async function replyForm(person: Person, channel: string): Promise<LocalView> {
      await person.command(channel, `/case update ${number}`)
      return person.view()
    }

    async function thread(person: Person, channel: string): Promise<readonly LocalMessage[]> {
      await local.casethread.delivered()
      const root = await person.waitFor(
        async () =>
          (await person.messages(channel)).find(
            (one) => !one.ephemeral && !one.thread_ts && texts(one.blocks).includes(number),
          ),
        `case ${number}`,
      )
      return (await person.messages(channel, root.ts)).filter(({ ts }) => ts !== root.ts)
    }

    const filesIn = (messages: readonly LocalMessage[]) => messages.flatMap(({ files }) => files ?? [])

    it('CRE-1: a case opens with its files, and the desk downloads the same bytes from its thread', async () => {
      const files = [await marcus.upload('bounce.log', log), await marcus.upload('screen.png', png)]

      const sent = await marcus.submit(await newForm(), typed(files))

      expect(sent).toMatchObject({ ok: true })
      expect(sent).not.toHaveProperty('errors')
      const notice = await marcus.waitFor(
        async () =>
          // On a slow machine the dialog stays, and shows the answer.
          [...(await marcus.messages(northwind)), ...(await marcus.views())]
            .map((one) => /Case (\d+) is open/.exec(texts(one.blocks)))
            .find(Boolean),
        'the answer',
      )
      for (const view of await marcus.views()) await marcus.close(view)
      number = notice?.[1] ?? ''
      for (const [person, channel] of [
        [marcus, northwind],
        [ben, deskChannel],
      ] as const) {
        const shown = await thread(person, channel)
        expect(texts(shown.map(({ blocks }) => blocks))).toContain('bounce.log')
        const got = filesIn(shown)
        expect(got.map((file) => file.name)).toEqual(['bounce.log', 'screen.png'])
        const bytes = await Promise.all(got.map((file) => person.download(file)))
        expect(Buffer.from(bytes[0] ?? []).equals(log)).toBe(true)
        expect(Buffer.from(bytes[1] ?? []).equals(png)).toBe(true)
      }
    })

    it('VIS-7: an internal note’s file stays in the partner’s thread; the desk sees neither name nor bytes', async () => {
      const before = (await thread(ben, deskChannel)).length
      const file = await marcus.upload('internal-prices.csv', 'item,price\nA,100\n')

      await marcus.submit(await replyForm(marcus, northwind), {
        Message: 'For us only',
        'Visible to': 'internal',
        Files: [file.id],
      })

      const ours = filesIn(await thread(marcus, northwind))
      expect(ours.map((one) => one.name)).toContain('internal-prices.csv')
      const desk = await thread(ben, deskChannel)
      expect(desk).toHaveLength(before)
      expect(JSON.stringify(desk)).not.toContain('internal-prices')
      const copy = ours.find((one) => one.name === 'internal-prices.csv')
      await expect(ben.download(copy ?? file)).rejects.toThrow('could not be fetched')
      await ben.command(deskChannel, `/case show ${number}`)
      await ben.waitFor(
        async () =>
          (await ben.messages(deskChannel)).find(
            (one) => one.ephemeral && texts(one.blocks).includes('bounce.log'),
          ),
        'the case with its files',
      )
      expect(JSON.stringify(await ben.messages(deskChannel))).not.toContain('internal-prices')
    })

    it('UPD-1: files alone make a reply, and the desk’s reply brings its file to the partner', async () => {
      const file = await ben.upload('how-to.txt', 'Do this, then that.\n')

      const sent = await ben.submit(await replyForm(ben, deskChannel), {
        'Visible to': 'everyone',
        Files: [file.id],
      })

      expect(sent).toEqual({ ok: true, closed: true })
      const got = filesIn(await thread(marcus, northwind)).find((one) => one.name === 'how-to.txt')
      expect(got && Buffer.from(await marcus.download(got)).toString()).toBe('Do this, then that.\n')
    })

    it('a reply with neither words nor files is refused at its text', async () => {
      await marcus.command(northwind, `/case reply ${number}`)
      const form = await marcus.view()

      const sent = await marcus.submit(form, {})

      expect(sent).toMatchObject({ ok: true, closed: false, errors: { 'in:0:text': 'Fill in this field.' } })
      await marcus.close(await marcus.view())
    })

    it.each([
      ['a program that is called a picture', 'holiday.png', exe, /program/],
      [
        'a text that is called a picture',
        'note.png',
        Buffer.from('just words'),
        /match its content, which is/,
      ],
      ['a script', 'mend.ps1', Buffer.from('Get-Mailbox'), /script/],
      ['a script without an ending', 'mend', Buffer.from('#!/bin/sh\nrm -rf /\n'), /script/],
      [
        'bytes of no known kind',
        'thing.dat',
        Buffer.from([1, 2, 3, 0, 200, 129, 255, 254, 0, 9]),
        /files of this type/,
      ],
      ['an empty file', 'empty.txt', Buffer.alloc(0), /empty/],
    ])('%s is refused at the files’ field, and what was typed stays', async (_what, called, bytes, said) => {
      const form = await replyForm(marcus, northwind)
      const file = await marcus.upload(called, bytes)

      const sent = await marcus.submit(form, { Message: 'Look at this', Files: [file.id] })

      expect(sent).toMatchObject({
        ok: true,
        closed: false,
        errors: { 'in:0:files': expect.stringMatching(said) },
      })
      const open = await marcus.view()
      expect(JSON.stringify(open.state)).toContain('Look at this')
      expect(JSON.stringify(open.state)).toContain(file.id)
      await marcus.close(open)
    })

    it('CRE-3: personal data in a text file is named with file and line, and goes only when confirmed', async () => {
      const form = await replyForm(marcus, northwind)
      const file = await marcus.upload('callers.csv', 'name,phone\nX,none\nY,090-1234-5678\n')
      const fields = { Message: 'The callers', 'Visible to': 'desk', Files: [file.id] }

      const first = await marcus.submit(form, fields)
      expect(first).toMatchObject({
        ok: true,
        closed: false,
        errors: { 'in:0:files': expect.stringMatching(/callers\.csv, line 3, .*phone number/) },
      })
      const second = await marcus.submit(await marcus.view(), {
        ...fields,
        'Personal data': ['Send it even though personal data was found'],
      })

      expect(second).toEqual({ ok: true, closed: true })
      const shown = await thread(ben, deskChannel)
      expect(filesIn(shown).map((one) => one.name)).toContain('callers.csv')
      expect(texts(shown.map(({ blocks }) => blocks))).toContain('a phone number')
    })

    it('UPD-3: the case with its files says that the desk alone takes one out', async () => {
      await marcus.command(northwind, `/case show ${number}`)

      const shown = await marcus.waitFor(
        async () =>
          (await marcus.messages(northwind)).find(
            (one) => one.ephemeral && texts(one.blocks).includes('Only the support desk can remove a file'),
          ),
        'the case with its files',
      )
      expect(texts(shown.blocks)).toContain('File: callers.csv')
    })

    it('a file that cannot be brought into a thread is told there, and the words and names go out all the same', async () => {
      local.slack.fail('files.getUploadURLExternal', { error: 'file_uploads_disabled', times: 2 })
      const file = await marcus.upload('second.log', log)

      await marcus.submit(await replyForm(marcus, northwind), {
        Message: 'Another log',
        'Visible to': 'desk',
        Files: [file.id],
      })

      const words = texts((await thread(ben, deskChannel)).map(({ blocks }) => blocks))
      expect(words).toContain('Another log')
      expect(words).toContain('File: second.log')
      expect(words).toContain("Slack didn't accept these files: second.log")
    })

    it('a file whose share failed comes with the next try, once in each thread', async () => {
      const file = await marcus.upload('third.log', log)
      local.slack.fail('files.completeUploadExternal', { status: 503, times: 2 })

      await marcus.submit(await replyForm(marcus, northwind), {
        Message: 'One more',
        'Visible to': 'desk',
        Files: [file.id],
      })

      const named = (messages: readonly LocalMessage[]) =>
        filesIn(messages).filter((one) => one.name === 'third.log')
      for (const [person, channel] of [
        [marcus, northwind],
        [ben, deskChannel],
      ] as const) {
        const shown = await person.waitFor(async () => {
          const messages = await thread(person, channel)
          return named(messages).length > 0 ? messages : undefined
        }, 'the file')
        expect(named(shown)).toHaveLength(1)
        expect(shown.filter((one) => texts(one.blocks).includes('One more'))).toHaveLength(1)
      }
    })
  })
}
