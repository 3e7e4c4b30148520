import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FormErrors } from '../../../commands/define.ts'
import { createRecentEvents } from '../../../src/chat/recent-events.ts'
import type { Form, Notice } from '../../../views/view.ts'
import { aCard, aForm, done } from '../../support/fake-runner.ts'
import {
  addOn,
  attachment,
  classic,
  direct,
  home,
  homes,
  type Json,
  room,
  type Sender,
  senders,
  user,
} from './support/build-events.ts'
import {
  type ChatEndpoint,
  dialogIn,
  find,
  messageIn,
  named,
  objects,
  parametersOf,
  startEndpoint,
} from './support/chat-endpoint.ts'

let chat: ChatEndpoint
beforeAll(async () => {
  chat = await startEndpoint()
})
afterAll(() => chat.stop())
afterEach(() => {
  chat.google.set('fine')
  chat.runner.reset()
})

const asked = () => chat.runner.asked.at(-1)
const said = (body: unknown): string => JSON.stringify(body)
const errors = (fields: FormErrors['fields']): FormErrors => ({ kind: 'errors', fields })
const text = (value: string): Json => ({ stringInputs: { value: [value] } })

const parts: Form['parts'] = [
  { kind: 'search', name: 'customer', label: 'Customer', source: 'customers', refresh: true },
  { kind: 'text', name: 'title', label: 'Title' },
  {
    kind: 'select',
    name: 'severity',
    label: 'Severity',
    options: [
      { value: 'P1', label: 'P1' },
      { value: 'P3', label: 'P3' },
    ],
    initial: 'P3',
  },
  {
    kind: 'checks',
    name: 'confirm',
    label: 'Confirm',
    options: [{ value: 'yes', label: 'Yes' }],
    optional: true,
  },
  { kind: 'date', name: 'since', label: 'Since', optional: true },
]
const pressed = (command: string, args: Json = {}) => ({ ct: 'command', command, args: JSON.stringify(args) })

/** Opens the form from a button in a message; what its submit button sends. */
async function opened(sender: Sender, form: Form = aForm(parts)): Promise<Readonly<Record<string, string>>> {
  chat.runner.script.pressed = () => form
  const { body } = await chat.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
  return parametersOf(dialogIn(body), form.submit ?? 'OK')
}

function submit(sender: Sender, parameters: Readonly<Record<string, string>>, inputs: Json = {}) {
  return chat.post(sender.click({ parameters, inputs, dialog: 'SUBMIT_DIALOG' }))
}

describe('what is refused: logged, with nothing done', () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const good = () => bearer(chat.google.sign(chat.google.claims.url()))
  const event = () => JSON.stringify(classic.message({ argumentText: ' list' }))

  const refused: readonly (readonly [
    name: string,
    status: number,
    send: () => ReturnType<ChatEndpoint['send']>,
  ])[] = [
    ['a request without a token', 401, () => chat.send(event())],
    [
      'a token for another audience',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(chat.google.sign({ ...chat.google.claims.url(), aud: 'https://other.example' })),
        }),
    ],
    [
      'an expired token',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(
            chat.google.sign({
              ...chat.google.claims.url(),
              ...chat.google.times(new Date(Date.now() - 7_200_000)),
            }),
          ),
        }),
    ],
    [
      'a token that is not valid yet',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(
            chat.google.sign({
              ...chat.google.claims.url(),
              ...chat.google.times(new Date(Date.now() + 7_200_000)),
            }),
          ),
        }),
    ],
    [
      'a forged token',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(chat.google.sign(chat.google.claims.url(), { key: 'stranger' })),
        }),
    ],
    [
      'a token that is not signed',
      401,
      () =>
        chat.send(event(), { headers: bearer(chat.google.sign(chat.google.claims.url(), { alg: 'none' })) }),
    ],
    [
      'a token of an unknown key',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(chat.google.sign(chat.google.claims.url(), { kid: 'key-77' })),
        }),
    ],
    [
      'another account’s token',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(chat.google.sign({ ...chat.google.claims.url(), email: 'mallory@example.com' })),
        }),
    ],
    [
      'a token whose e-mail is not verified',
      401,
      () =>
        chat.send(event(), {
          headers: bearer(chat.google.sign({ ...chat.google.claims.url(), email_verified: false })),
        }),
    ],
    [
      'the add-on’s token with the classic envelope',
      401,
      () => chat.send(event(), { headers: bearer(chat.google.sign(chat.google.claims.addOn())) }),
    ],
    [
      'Chat’s token with the add-on’s envelope',
      401,
      () => chat.send(JSON.stringify(addOn.message()), { headers: good() }),
    ],
    ['another method', 405, () => chat.send('', { method: 'GET', headers: good() })],
    [
      'another content type',
      415,
      () => chat.send(event(), { headers: { ...good(), 'content-type': 'text/plain' } }),
    ],
    [
      'a body of more than a megabyte',
      413,
      () => chat.send(`${event().slice(0, -1)},"more":"${'x'.repeat(1_000_000)}"}`, { headers: good() }),
    ],
    ['a body that is no JSON', 400, () => chat.send('{"type":"MESSAGE"', { headers: good() })],
    ['no body', 400, () => chat.send('', { headers: good() })],
    ...['null', '1', '"x"', '[]', '{}', '{"type":null}', '{"chat":null}', '{"chat":[]}', '{"chat":{}}'].map(
      (body) => [`a body of ${body}`, 400, () => chat.send(body, { headers: good() })] as const,
    ),
    ['what tells of nobody and nowhere', 400, () => chat.send('{"type":"MESSAGE"}', { headers: good() })],
  ]

  it.each(refused)('%s', async (_name, status, send) => {
    const lines = chat.log.lines.length
    const reply = await send()

    expect(reply.status).toBe(status)
    expect(said(reply.body)).not.toMatch(/token|audience|envelope/)
    const [line] = chat.log.lines.slice(lines).filter(({ level }) => level === 'warn')
    expect(line?.fields).toMatchObject({ status })
    expect(chat.runner.asked).toEqual([])
  })

  it('a body that says it is small and is not', async () => {
    const body = `{"pad":"${'x'.repeat(1_100_000)}"}`
    const stream = new Blob([body]).stream()
    const reply = await fetch(`${chat.url}/gchat/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...good() },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(reply.status).toBe(413)
    expect(chat.runner.asked).toEqual([])
  })

  it('a request while Google’s keys cannot be had: 503, so that it is not taken for a forgery', async () => {
    const other = await startEndpoint()
    other.google.set('broken')
    const reply = await other.post(classic.message())
    expect(reply.status).toBe(503)
    expect(reply.headers.get('retry-after')).toBe('10')
    expect(other.runner.asked).toEqual([])
    await other.stop()
  })

  it('nothing of the token or the event is in the log', async () => {
    const token = chat.google.sign({ ...chat.google.claims.url(), aud: 'https://other.example' })
    await chat.send(event(), { headers: bearer(token) })
    const log = said(chat.log.lines)
    for (const secret of [token, 'ya29.token-of-the-user', 'hoshi-cloud']) expect(log).not.toContain(secret)
  })

  it('leaves every other address alone', async () => {
    expect((await chat.send('{}', { path: '/gchat/events/more', headers: good() })).status).toBe(404)
  })
})

describe('a token for the project’s number', () => {
  it('opens the door for the classic envelope, also for the home page', async () => {
    const token = () => chat.google.sign(chat.google.claims.project())
    expect((await chat.post(classic.message(), token())).status).toBe(200)
    expect((await chat.post(home.opened(), token())).status).toBe(200)
    expect((await chat.post(home.opened(), chat.google.sign(chat.google.claims.addOn()))).status).toBe(200)
    expect(chat.runner.asked).toHaveLength(3)
  })
})

describe.each(senders)('the $envelope envelope', (sender) => {
  it('brings a mention’s words to the runner, with who, where and a key, and answers the person alone', async () => {
    chat.runner.script.typed = () => aCard('Open cases')
    const { status, body } = await chat.post(sender.message({ argumentText: ' list open' }))

    expect(status).toBe(200)
    expect(asked()).toMatchObject({
      what: 'commandLine',
      rest: ['list open'],
      wish: {
        person: {
          platform: 'gchat',
          tenant: '',
          user: user.name,
          name: 'Aoi Sato',
          email: 'aoi.sato@hoshi-cloud.example.com',
          locale: 'ja',
          timeZone: 'Asia/Tokyo',
        },
        place: { platform: 'gchat', tenant: '', channel: room.name },
      },
    })
    expect(asked()?.wish.place.thread).toBeUndefined()
    expect(messageIn(body)).toMatchObject({
      privateMessageViewer: { name: user.name },
      fallbackText: 'Open cases',
    })
  })

  it('answers a message to the app alone plainly: nobody else reads along', async () => {
    const { body } = await chat.post(sender.message({ space: direct, text: 'list', argumentText: 'list' }))
    expect(messageIn(body)).not.toHaveProperty('privateMessageViewer')
  })

  it('takes the text where Google does not tell the words after the mention', async () => {
    await chat.post(sender.message({ space: direct, text: 'show 1001' }))
    expect(asked()?.rest).toEqual(['show 1001'])
  })

  it('takes "/case list" after a mention as "list"', async () => {
    await chat.post(sender.message({ argumentText: ' /case list ' }))
    expect(asked()?.rest).toEqual(['list'])
  })

  it('takes /case with its words, and a command of its own with what follows it', async () => {
    await chat.post(
      sender.slash({ command: 100, text: '/case severity 1001 P2', argumentText: ' severity 1001 P2' }),
    )
    expect(asked()?.rest).toEqual(['severity 1001 P2'])
    await chat.post(sender.slash({ command: 5, text: '/case-severity 1001 P2', argumentText: ' 1001 P2' }))
    expect(asked()?.rest).toEqual(['severity 1001 P2'])
    await chat.post(sender.slash({ command: 9, text: '/case-help' }))
    expect(asked()?.rest).toEqual(['help'])
    await chat.post(sender.quick(2))
    expect(asked()?.rest).toEqual(['list'])
  })

  it('says that a command’s number is none of ours, and does nothing', async () => {
    const { body } = await chat.post(sender.slash({ command: 77, text: '/pizza' }))
    expect(said(body)).toContain('77')
    expect(chat.runner.asked).toEqual([])
  })

  it('stands in a thread where the message does', async () => {
    await chat.post(sender.message({ argumentText: ' reply 1001 seen', inThread: true }))
    expect(asked()?.wish.place.thread).toBe(`${room.name}/threads/Case1001`)
  })

  it('leaves talk in a thread with the app alone be (NOT-4)', async () => {
    const talk = {
      space: direct,
      inThread: true,
      text: 'thanks, that helps',
      argumentText: 'thanks, that helps',
    }
    expect((await chat.post(sender.message(talk))).body).toEqual({})
    expect(chat.runner.asked).toEqual([])

    await chat.post(sender.message({ ...talk, text: 'reply 1001 thanks', argumentText: 'reply 1001 thanks' }))
    expect(asked()?.rest).toEqual(['reply 1001 thanks'])
  })

  it('brings the files that came with a message', async () => {
    await chat.post(sender.message({ argumentText: ' reply 1001 the log', attachments: [attachment] }))
    expect(asked()?.wish).toMatchObject({ files: [attachment.name] })
    await chat.post(sender.message({ argumentText: ' list' }))
    expect(asked()?.wish).not.toHaveProperty('files')
  })

  it('answers no other app', async () => {
    const body = JSON.parse(JSON.stringify(sender.message()).replaceAll('"type":"HUMAN"', '"type":"BOT"'))
    expect((await chat.post(body)).body).toEqual({})
    expect(chat.runner.asked).toEqual([])
  })

  it('has one key for a message that comes twice, and another for the next', async () => {
    await chat.post(sender.message({ argumentText: ' close 1001 done' }))
    await chat.post(sender.message({ argumentText: ' close 1001 done' }))
    await chat.post(sender.message({ argumentText: ' close 1001 done', name: 'other' }))
    const keys = chat.runner.asked.map(({ wish }) => wish.key)
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
    expect(keys.every((key) => key.startsWith('gchat:') && key.length <= 255)).toBe(true)
  })

  it('has one key for a click that comes twice, and another for a second click', async () => {
    const click = (time: string) =>
      chat.post(
        sender.click({ parameters: pressed('grant', { state: 'granted' }), dialog: 'REQUEST_DIALOG', time }),
      )
    await click('2026-11-02T12:00:03.105487Z')
    await click('2026-11-02T12:00:03.105487Z')
    await click('2026-11-02T12:00:09.000001Z')
    const keys = chat.runner.asked.map(({ wish }) => wish.key)
    expect(new Set(keys).size).toBe(2)
    expect(keys[0]).toBe(keys[1])
  })

  it('welcomes all in a space, in nobody’s name', async () => {
    chat.runner.script.typed = () => aCard('Show what you can do here')
    const { body } = await chat.post(sender.added())
    expect(asked()).toMatchObject({ what: 'commandLine', rest: [''] })
    expect(asked()?.wish.person).toMatchObject({ email: null, locale: 'ja' })
    expect(asked()?.wish.person.user).not.toBe(user.name)
    expect(messageIn(body)).not.toHaveProperty('privateMessageViewer')
  })

  it('welcomes one person as themselves', async () => {
    await chat.post(sender.added(direct))
    expect(asked()?.wish.person.email).toBe('aoi.sato@hoshi-cloud.example.com')
  })

  it('only notes that the app was removed', async () => {
    const { status, body } = await chat.post(sender.removed())
    expect([status, body]).toEqual([200, {}])
    expect(chat.runner.asked).toEqual([])
    expect(chat.log.lines.some(({ message }) => message.includes('removed from a space'))).toBe(true)
  })

  it('answers a click with a dialog: a card in it', async () => {
    chat.runner.script.pressed = () => aCard('Case 1001')
    const { body } = await chat.post(
      sender.click({ parameters: pressed('show', { number: '1001' }), dialog: 'REQUEST_DIALOG' }),
    )
    expect(asked()).toMatchObject({ what: 'action', rest: ['show', { number: '1001' }] })
    expect(asked()?.wish.place.thread).toBe(`${room.name}/threads/Case1001`)
    expect(said(dialogIn(body))).toContain('Case 1001')
    expect(find(body, 'updateCard')).toBeUndefined()
  })

  it('answers a click for which no dialog may open with a message', async () => {
    chat.runner.script.pressed = () => done
    const { body } = await chat.post(sender.click({ parameters: pressed('close') }))
    expect(messageIn(body)).toMatchObject({ privateMessageViewer: { name: user.name } })
  })

  it('says that a click is no longer understood', async () => {
    for (const parameters of [
      {},
      { ct: 'pizza' },
      { ct: 'command', command: 'x', args: '{' },
      { __action_method_name__: 'a' },
    ]) {
      const { status, body } = await chat.post(sender.click({ parameters, dialog: 'REQUEST_DIALOG' }))
      expect(status).toBe(200)
      expect(said(body)).toContain('このボタンは有効期限が切れています')
    }
    expect(chat.runner.asked).toEqual([])
  })

  it('asks before a command that wants it, and runs it with the yes', async () => {
    const sure = { title: 'Unlink?', text: 'It ends its rights.', yes: 'Unlink', no: 'Keep it' }
    const button = { label: 'Unlink it', command: 'unlink', args: { account: 'a' }, confirm: sure }
    chat.runner.script.typed = () => aCard('Accounts', [{ kind: 'actions', buttons: [button] }])
    const shown = await chat.post(sender.message({ argumentText: ' unlink' }))

    const question = await chat.post(
      sender.click({ parameters: parametersOf(shown.body, 'Unlink it'), dialog: 'REQUEST_DIALOG' }),
    )
    expect(said(dialogIn(question.body))).toContain('It ends its rights.')
    expect(asked()?.what).toBe('commandLine')

    const kept = await submit(sender, parametersOf(question.body, 'Keep it'))
    expect(find(kept.body, 'actionStatus') ?? find(kept.body, 'endNavigation')).toBeDefined()
    expect(asked()?.what).toBe('commandLine')

    await submit(sender, parametersOf(question.body, 'Unlink'))
    expect(asked()).toMatchObject({ what: 'action', rest: ['unlink', { account: 'a' }] })
  })

  describe('a form', () => {
    it('opens in a dialog, from a button and from a slash command that allows one', async () => {
      chat.runner.script.typed = () => aForm(parts)
      const slash = await chat.post(sender.slash({ command: 1, text: '/case-new' }, 'REQUEST_DIALOG'))
      const dialog = dialogIn(slash.body)
      expect(dialog.header).toEqual({ title: 'New case' })
      expect([...objects(dialog)].some(({ name }) => name === 'title')).toBe(true)
      expect(await opened(sender)).toMatchObject({ ct: 'submit' })
    })

    it('that a slash command may not open becomes a button that opens it', async () => {
      chat.runner.script.typed = () => aForm(parts)
      const { body } = await chat.post(
        sender.slash({ command: 100, text: '/case new Mail bounces', argumentText: ' new Mail bounces' }),
      )
      const message = messageIn(body)
      expect(message).toHaveProperty('privateMessageViewer')
      expect(find(message, 'interaction')).toBe('OPEN_DIALOG')

      const parameters = parametersOf(message, 'フォームを開く')
      expect(parameters).toMatchObject({ ct: 'command', command: 'new', args: '{"text":"Mail bounces"}' })
      chat.runner.script.pressed = () => aForm(parts)
      const next = await chat.post(sender.click({ parameters, dialog: 'REQUEST_DIALOG' }))
      expect(dialogIn(next.body).header).toEqual({ title: 'New case' })
    })

    it('opened by that button still has the files that came with the words', async () => {
      chat.runner.script.typed = () => aForm(parts)
      const { body } = await chat.post(
        sender.message({ argumentText: ' reply 1001', attachments: [attachment] }),
      )
      chat.runner.script.pressed = () => aForm(parts)
      const parameters = parametersOf(messageIn(body), 'フォームを開く')
      await chat.post(sender.click({ parameters, dialog: 'REQUEST_DIALOG' }))
      expect(asked()).toMatchObject({ what: 'action', rest: ['reply', { number: '1001' }] })
      expect(asked()?.wish).toMatchObject({ files: [attachment.name] })
    })

    it('whose words are too long for a button says so', async () => {
      chat.runner.script.typed = () => aForm(parts)
      const { body } = await chat.post(sender.message({ argumentText: ` new ${'長'.repeat(2500)}` }))
      expect(said(messageIn(body))).toContain('引き継げません')
    })

    it('reaches the runner with each value under its field’s name, and the hidden context', async () => {
      const parameters = await opened(sender)
      await submit(sender, parameters, {
        customer: text('C-midori'),
        title: text('Mail bounces'),
        severity: text('P1'),
        confirm: text('yes'),
        since: { dateInput: { msSinceEpoch: '1793577600000' } },
      })
      expect(asked()).toMatchObject({
        what: 'submission',
        rest: [
          'new',
          {
            customer: 'C-midori',
            title: 'Mail bounces',
            severity: 'P1',
            confirm: ['yes'],
            since: '2026-11-02',
          },
          { customer: 'C-midori' },
        ],
      })
      expect(asked()?.wish.place).toMatchObject({
        channel: room.name,
        thread: `${room.name}/threads/Case1001`,
      })
    })

    it('that is done closes its dialog and tells the person', async () => {
      const { body } = await submit(sender, await opened(sender))
      expect(find(body, 'statusCode') ?? find(body, 'action')).toBeDefined()
      expect(find(body, 'userFacingMessage') ?? (find(body, 'notification') as Json).text).toBe('It is done.')
    })

    it('sent twice has one key, and the next form in the same dialog another (CRE-8)', async () => {
      const parameters = await opened(sender)
      await Promise.all([submit(sender, parameters), submit(sender, parameters)])
      await submit(sender, await opened(sender))
      chat.runner.script.submitted = () => aForm(parts, { title: 'Look again' })
      const next = await submit(sender, parameters)
      await submit(sender, parametersOf(dialogIn(next.body), 'Send'))
      const keys = chat.runner.asked.filter(({ what }) => what === 'submission').map(({ wish }) => wish.key)
      expect(keys).toHaveLength(5)
      expect(keys[0]).toBe(keys[1])
      expect(keys[0]).toBe(keys[3])
      expect(new Set(keys).size).toBe(3)
    })

    it('with errors is drawn once more, with each error after its label and all that is typed', async () => {
      const parameters = await opened(sender)
      chat.runner.script.submitted = () => errors({ title: 'is missing.', '': 'Personal data was found.' })
      chat.runner.script.refreshed = () => aForm(parts)
      const { body } = await submit(sender, parameters, {
        customer: text('C-midori'),
        title: text('Mail bounces'),
        severity: text('P1'),
        confirm: text('yes'),
      })
      const dialog = dialogIn(body)
      expect(said(dialog)).toContain('Title: is missing.')
      expect(said(dialog)).toContain('Personal data was found.')
      const widget = (name: string) => [...objects(dialog)].find((one) => one.name === name)
      expect(widget('title')?.value).toBe('Mail bounces')
      expect(chosen(widget('severity'))).toEqual(['P1'])
      expect(chosen(widget('confirm'))).toEqual(['yes'])
      expect(chosen(widget('customer'))).toEqual(['C-midori'])
      expect(asked()).toMatchObject({
        what: 'refresh',
        rest: ['new', { title: 'Mail bounces' }, { customer: 'C-midori' }],
      })
      expect(JSON.parse(parametersOf(dialog, 'Send').memory ?? '')).toMatchObject({ s: 0 })
    })

    it('that is refused keeps what is typed, with the way on as a button that keeps it too', async () => {
      const parameters = await opened(sender)
      const ask = { label: 'Ask Ken', command: 'grant', args: { whom: 'C-midori' } }
      const refusal: Notice = {
        kind: 'notice',
        tone: 'refused',
        text: 'Access is not granted.',
        buttons: [ask],
      }
      chat.runner.script.submitted = () => refusal
      chat.runner.script.refreshed = () => aForm(parts)
      const inputs = { title: text('Mail bounces') }
      const refused = await submit(sender, parameters, inputs)
      expect(said(refused.body)).toContain('Access is not granted.')
      expect([...objects(refused.body)].find(({ name }) => name === 'title')?.value).toBe('Mail bounces')

      chat.runner.script.pressed = () => ({ ...done, text: 'Asked Ken in a direct message.' })
      const told = await submit(sender, parametersOf(refused.body, 'Ask Ken'), inputs)
      expect(chat.runner.asked.map(({ what }) => what).slice(-2)).toEqual(['action', 'refresh'])
      expect(said(told.body)).toContain('Asked Ken in a direct message.')
      expect([...objects(told.body)].find(({ name }) => name === 'title')?.value).toBe('Mail bounces')
    })

    it('that has no room left to be drawn once more stays as it is, and says which field to shorten', async () => {
      const two: Form['parts'] = [
        { kind: 'text', name: 'title', label: 'Title' },
        { kind: 'text', name: 'text', label: 'Message', multiline: true },
      ]
      const parameters = await opened(sender, aForm(two))
      chat.runner.script.submitted = () => errors({ title: 'is missing.' })
      chat.runner.script.refreshed = () => aForm(two)
      const long = 'あ'.repeat(9_900)
      const { body } = await submit(sender, parameters, { title: text(''), text: text(long) })
      const told = find(body, 'userFacingMessage') ?? (find(body, 'notification') as Json).text
      expect(told).toContain('is missing.')
      expect(told).toContain('「Message」（現在 9,900 文字）')
      // Nothing takes the place of the form, and of what stands in it.
      expect(find(body, 'navigations') ?? find(body, 'dialog')).toBeUndefined()

      const shorter = await submit(sender, parameters, { title: text(''), text: text('あ'.repeat(5_000)) })
      const widget = [...objects(dialogIn(shorter.body))].find((one) => one.name === 'text')
      expect(widget?.value).toBe('あ'.repeat(5_000))
    })

    it('that changes, or goes on, with more than a dialog holds stays as it is too', async () => {
      const form = aForm([...parts, { kind: 'text', name: 'text', label: 'Message' }])
      const long = { text: text('あ'.repeat(9_900)) }
      chat.runner.script.pressed = () => form
      const { body } = await chat.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
      const change = [...objects(body)].find(({ onChangeAction }) => onChangeAction)?.onChangeAction as Json
      chat.runner.script.refreshed = () => form
      chat.runner.script.submitted = () => form
      for (const parameters of [named(change.parameters), parametersOf(body, 'Send')]) {
        const reply = await submit(sender, parameters, long)
        expect(said(reply.body)).toContain('「Message」')
        expect(find(reply.body, 'navigations') ?? find(reply.body, 'dialog')).toBeUndefined()
      }
    })

    it('that begins with more than a dialog holds begins with less of it, and says so', async () => {
      chat.runner.script.pressed = () =>
        aForm([{ kind: 'text', name: 'text', label: 'Message', initial: 'あ'.repeat(9_900) }])
      const { body } = await chat.post(
        sender.click({ parameters: pressed('reply'), dialog: 'REQUEST_DIALOG' }),
      )
      const dialog = dialogIn(body)
      expect([...objects(dialog)].find((one) => one.name === 'text')?.value).toBe('あ'.repeat(3_000))
      expect(said(dialog)).toContain('「Message」は最初の 3,000 文字')
    })

    it('that cannot be drawn once more stays as it is, with the reason', async () => {
      const parameters = await opened(sender)
      chat.runner.script.submitted = () => errors({ title: 'is missing.' })
      chat.runner.script.refreshed = () => ({ kind: 'notice', tone: 'refused', text: 'The case is closed.' })
      const { body } = await submit(sender, parameters)
      const told = find(body, 'userFacingMessage') ?? (find(body, 'notification') as Json).text
      expect(told).toContain('is missing.')
      expect(told).toContain('The case is closed.')
      expect(find(body, 'navigations')).toBeUndefined()
    })

    it('that changes is drawn anew with what is typed', async () => {
      chat.runner.script.pressed = () => aForm(parts)
      const { body } = await chat.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
      const change = [...objects(body)].find(({ onChangeAction }) => onChangeAction)?.onChangeAction as Json
      chat.runner.script.refreshed = () => aForm([...parts, { kind: 'text', name: 'more', label: 'More' }])
      const drawn = await submit(sender, named(change.parameters), {
        customer: text('C-midori'),
        title: text('Mail bounces'),
      })
      expect(asked()).toMatchObject({
        what: 'refresh',
        rest: ['new', { customer: 'C-midori', title: 'Mail bounces' }, {}],
      })
      const names = [...objects(dialogIn(drawn.body))].map(({ name }) => name)
      expect(names).toContain('more')
      expect([...objects(drawn.body)].find(({ name }) => name === 'title')?.value).toBe('Mail bounces')
    })

    it('finds choices while something is typed into a search field', async () => {
      chat.runner.script.pressed = () => aForm(parts)
      const { body } = await chat.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
      const source = find(body, 'externalDataSource') as Json
      chat.runner.script.choices = () => [{ value: 'C-midori', label: 'Midori <b>' }]
      const found = await chat.post(sender.typing('mido', named(source.parameters)))
      expect(asked()).toMatchObject({
        what: 'options',
        rest: ['customers', 'mido', { customer: 'C-midori' }],
      })
      const items = find(found.body, 'items') ?? find(found.body, 'suggestions')
      expect(items).toMatchObject([{ value: 'C-midori' }])
    })

    it('that is cancelled asks for nothing', async () => {
      const parameters = await opened(sender)
      chat.runner.reset()
      const { body } = await chat.post(sender.click({ parameters, dialog: 'CANCEL_DIALOG' }))
      expect(body).toEqual({})
      expect(chat.runner.asked).toEqual([])
    })

    it('of another space is taken where it is sent', async () => {
      const parameters = await opened(sender)
      await chat.post(sender.click({ parameters, dialog: 'SUBMIT_DIALOG', space: direct }))
      expect(asked()?.wish.place.channel).toBe(direct.name)
    })
  })

  it('says why a typed line was not taken, beside the button that opens its form', async () => {
    const problem = '⚠ Description: personal data was found.'
    chat.runner.script.typed = () => aForm(parts, { problems: [problem] })
    const { body } = await chat.post(sender.message({ argumentText: ' reply 1001 4111 1111 1111 1111' }))
    expect(said(messageIn(body))).toContain(problem)
    expect(said(messageIn(body))).not.toContain('フォームの準備ができました')
    expect(parametersOf(body, 'フォームを開く')).toMatchObject({ ct: 'command', command: 'reply' })

    const long = await chat.post(sender.message({ argumentText: ` reply 1001 ${'あ'.repeat(3000)}` }))
    expect(said(messageIn(long.body))).toContain(problem)
  })

  it('does nothing for a dialog that is cancelled, whatever opened it', async () => {
    for (const event of [
      sender.slash({ command: 1, text: '/case-new' }, 'CANCEL_DIALOG'),
      sender.quick(1, 'CANCEL_DIALOG'),
      sender.click({ parameters: pressed('close'), dialog: 'CANCEL_DIALOG' }),
    ])
      expect((await chat.post(event)).body).toEqual({})
    expect(chat.runner.asked).toEqual([])
  })

  it('takes a mention that Google does not cut out itself', async () => {
    await chat.post(sender.message({ text: '@Casethread list open' }))
    await chat.post(sender.message({ text: '@Casethread list open', annotations: [] }))
    expect(chat.runner.asked.map(({ rest }) => rest)).toEqual([['list open'], ['list open']])
  })

  it('takes what follows the mention where the whole is no command, as on Slack', async () => {
    const said = async (text: string, argumentText = text.replace('@Casethread', '')) => {
      const annotations = [
        {
          type: 'USER_MENTION',
          startIndex: text.indexOf('@Casethread'),
          length: '@Casethread'.length,
          userMention: { user: { name: 'users/9', type: 'BOT' }, type: 'MENTION' },
        },
      ]
      await chat.post(sender.message({ text, argumentText, annotations, name: `m${Math.random()}` }))
      return asked()?.rest
    }
    expect(await said('Hi 🙏 @Casethread, show 1001')).toEqual(['show 1001'])
    expect(await said('お願いします @Casethread 一覧')).toEqual(['一覧'])
    expect(await said('reply 1001 @Casethread show is broken')).toEqual(['reply 1001  show is broken'])
    expect(await said('Thanks @Casethread, you are great')).toEqual(['Thanks , you are great'])
  })

  it('knows nobody by e-mail whom Google hides', async () => {
    const hidden = JSON.parse(
      JSON.stringify(sender.message({ argumentText: ' list' })).replaceAll(
        '"type":"HUMAN"',
        '"type":"HUMAN","isAnonymous":true',
      ),
    )
    await chat.post(hidden)
    expect(asked()?.wish.person).toMatchObject({ email: null, hidden: true, profile: { address: null } })
  })

  it('keeps what is told of a person, and where they are written to', async () => {
    const kept: [string, boolean][] = []
    const keeping = await startEndpoint({
      people: {
        remember: (event) => kept.push([event.space.name, event.space.direct]),
        findDirectSpace: async () => undefined,
      },
    })
    await keeping.post(sender.message({ space: direct, text: 'list' }))
    await keeping.post(sender.click({ parameters: pressed('list') }))
    await keeping.post(sender.removed(direct))
    expect(kept).toEqual([
      [direct.name, true],
      [room.name, false],
    ])
    await keeping.stop()
  })

  it('answers what is typed into a search field with choices, be they none, whatever goes wrong', async () => {
    chat.runner.script.pressed = () => aForm(parts)
    const { body } = await chat.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
    const parameters = named((find(body, 'externalDataSource') as Json).parameters)
    const found = async (endpoint: ChatEndpoint, asks: Readonly<Record<string, string>>) => {
      const reply = await endpoint.post(sender.typing('mido', asks))
      expect(reply.status).toBe(200)
      expect(find(reply.body, 'cardsV2') ?? find(reply.body, 'navigations')).toBeUndefined()
      return find(reply.body, 'items') ?? find(reply.body, 'suggestions')
    }

    chat.runner.script.choices = () => {
      throw new Error('out of disk')
    }
    expect(await found(chat, parameters)).toEqual([])
    expect(await found(chat, { ct: 'pizza' })).toEqual([])

    const slow = await startEndpoint({ answerMs: 50 })
    let finish = () => {}
    const wait = new Promise<void>((resolve) => {
      finish = resolve
    })
    slow.runner.script.choices = async () => {
      await wait
      return []
    }
    expect(await found(slow, parameters)).toEqual([])
    finish()
    await slow.stop()
  })

  it('tells of a fault with its number, and logs it', async () => {
    chat.runner.script.typed = () => {
      throw new Error('out of disk')
    }
    const { status, body } = await chat.post(sender.message({ argumentText: ' list' }))
    expect(status).toBe(200)
    const line = chat.log.lines.findLast(({ level }) => level === 'error')
    expect(said(messageIn(body))).toContain(String(find(line, 'fault')))
  })

  it('tells of a view that cannot be rendered with its number', async () => {
    const args = { text: 'x'.repeat(3000) }
    chat.runner.script.typed = () =>
      aCard('Too much', [{ kind: 'actions', buttons: [{ label: 'Go', command: 'list', args }] }])
    const { status, body } = await chat.post(sender.message({ argumentText: ' list' }))
    expect(status).toBe(200)
    const line = chat.log.lines.findLast(({ level }) => level === 'error')
    expect(said(messageIn(body))).toContain(String(find(line, 'fault')))
  })

  it('is answered in time where the work takes long; the work goes on', async () => {
    const slow = await startEndpoint({ answerMs: 150 })
    let finished = 0
    let finish = () => {}
    const work = new Promise<void>((resolve) => {
      finish = resolve
    })
    slow.runner.script.typed = async () => {
      await work
      finished++
      return done
    }
    const { status, body } = await slow.post(sender.message({ argumentText: ' close 1001 done' }))
    expect(finished).toBe(0)
    expect(status).toBe(200)
    expect(said(messageIn(body))).toContain('/case list')

    finish()
    await slow.idle()
    expect(finished).toBe(1)

    slow.runner.script.pressed = () => aForm(parts)
    const form = await slow.post(sender.click({ parameters: pressed('new'), dialog: 'REQUEST_DIALOG' }))
    slow.runner.script.submitted = async () => {
      await sleep(500)
      return done
    }
    const sent = await slow.post(
      sender.click({ parameters: parametersOf(dialogIn(form.body), 'Send'), dialog: 'SUBMIT_DIALOG' }),
    )
    // The dialog stays with all that is typed: nothing is navigated to.
    expect(find(sent.body, 'navigations') ?? find(sent.body, 'dialog')).toBeUndefined()
    expect(said(sent.body)).toContain('二重に処理されることはありません')
    await slow.idle()
    await slow.stop()
  })
})

/** The values of the entries that are chosen. */
function chosen(widget: Json | undefined): readonly unknown[] {
  return ((widget?.items ?? []) as readonly Json[])
    .filter(({ selected }) => selected)
    .map(({ value }) => value)
}

const newerEvents: readonly (readonly [name: string, event: Json])[] = [
  ['a classic type', { ...classic.message(), type: 'SPACE_EXPLODED' }],
  ['a payload', { chat: { user, spaceExplodedPayload: { space: room, secret: 'hunter2' } } }],
  [
    'two payloads',
    { chat: { user, messagePayload: { space: room }, removedFromSpacePayload: { space: room } } },
  ],
  ['parameters of another shape', { ...classic.click({ parameters: {} }), common: { parameters: [1] } }],
]

describe('an event of a kind that is not known', () => {
  it.each(newerEvents)(
    '%s: nothing is done, and it is logged once, without what stands in it',
    async (_name, event) => {
      const lines = chat.log.lines.length
      const reply = await chat.post(event)

      expect(reply.status).toBe(200)
      expect(reply.body).toEqual({})
      expect(chat.runner.asked).toEqual([])
      const logged = chat.log.lines.slice(lines)
      expect(logged).toHaveLength(1)
      expect(said(logged)).not.toMatch(/hunter2|hoshi-cloud/)
    },
  )
})

describe.each(homes)('the home page of $app', (page) => {
  const place = page.app === 'an add-on' ? user.name : direct.name

  it('is a card, for the person alone', async () => {
    chat.runner.script.home = () => aCard('My cases')
    const { status, body } = await chat.post(page.opened())
    expect(status).toBe(200)
    expect(asked()).toMatchObject({
      what: 'home',
      wish: { person: { user: user.name, locale: 'ja' }, place: { channel: place } },
    })
    expect(body).toMatchObject({ action: { navigations: [{ pushCard: {} }] } })
    expect(said(body)).toContain('My cases')
  })

  it('that cannot be drawn is a page that says so, with the fault’s number', async () => {
    chat.runner.script.home = () => {
      throw new Error('out of disk')
    }
    const { status, body } = await chat.post(page.opened())
    expect(status).toBe(200)
    expect(body).toMatchObject({ action: { navigations: [{ pushCard: {} }] } })
    const line = chat.log.lines.findLast(({ level }) => level === 'error')
    expect(said(body)).toContain(String(find(line, 'fault')))
  })

  it('is the same page when it is opened again; a click in it is done once though it comes twice', async () => {
    const once = await startEndpoint({ recent: createRecentEvents({ now: () => new Date() }) })
    once.runner.script.home = () => aCard('My cases')
    await once.post(page.opened())
    await once.post(page.opened())
    expect(once.runner.asked).toHaveLength(2)
    once.runner.script.pressed = () => done
    await once.post(page.click(pressed('take')))
    await once.post(page.click(pressed('take')))
    expect(once.runner.asked).toHaveLength(3)
    await once.stop()
  })

  it('has a dialog over it, in which things are found, sent and cancelled', async () => {
    chat.runner.script.pressed = () => aForm(parts)
    const { body } = await chat.post(page.click(pressed('new'), 'REQUEST_DIALOG'))
    expect(body).toMatchObject({ renderActions: { action: { navigations: [{ pushCard: {} }] } } })

    const source = find(body, 'externalDataSource') as Json
    chat.runner.script.choices = () => [{ value: 'C-midori', label: 'Midori' }]
    const found = await chat.post(page.typing('mido', named(source.parameters)))
    expect(found.body).toMatchObject({ action: { modifyOperations: [{ updateWidget: {} }] } })
    expect(said(found.body)).toContain('C-midori')

    const submitted = parametersOf(body, 'Send')
    const asks = chat.runner.asked.length
    expect((await chat.post(page.click(submitted, 'CANCEL_DIALOG'))).body).toEqual({})
    expect(chat.runner.asked).toHaveLength(asks)

    const sent = await chat.post(page.click(submitted, 'SUBMIT_DIALOG', { title: text('Mail bounces') }))
    expect(said(sent.body)).toContain('CLOSE_DIALOG')
    expect(asked()).toMatchObject({ what: 'submission', wish: { place: { channel: place } } })
  })

  it('is replaced by the answer to a click for which no dialog may open', async () => {
    chat.runner.script.pressed = () => aCard('Case 1001')
    const { body } = await chat.post(page.click(pressed('show')))
    expect(body).toMatchObject({ renderActions: { action: { navigations: [{ updateCard: {} }] } } })
    expect(said(body)).toContain('Case 1001')
  })

  it('stands in the direct messages that an earlier event told of', async () => {
    const known = await startEndpoint({
      people: {
        remember() {},
        findDirectSpace: async (name) => (name === user.name ? direct.name : undefined),
      },
    })
    known.runner.script.pressed = () => aForm(parts)
    const { body } = await known.post(page.click(pressed('new'), 'REQUEST_DIALOG'))
    await known.post(page.click(parametersOf(body, 'Send'), 'SUBMIT_DIALOG'))
    expect(known.runner.asked.map(({ wish }) => wish.place.channel)).toEqual([direct.name, direct.name])
    await known.stop()
  })
})

describe('a message that adds the app', () => {
  it('is answered in the one classic event, and left to its own event by the add-on', async () => {
    await chat.post(classic.added(room, { argumentText: ' list' }))
    expect(asked()).toMatchObject({ what: 'commandLine', rest: ['list'] })
    chat.runner.reset()
    expect((await chat.post(addOn.added(room, {}))).body).toEqual({})
    expect(chat.runner.asked).toEqual([])
  })
})
