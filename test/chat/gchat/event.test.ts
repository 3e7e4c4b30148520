import { describe, expect, it } from 'vitest'
import { type GchatEvent, readEvent } from '../../../src/chat/gchat/event.ts'
import {
  addOn,
  addOnHome,
  attachment,
  classic,
  direct,
  home,
  type Json,
  room,
  senders,
  time,
  user,
} from './support/build-events.ts'

function read(body: unknown): GchatEvent {
  const found = readEvent(body)
  if (found.kind !== 'event') throw new Error(`not read: ${found.looks}`)
  return found.event
}

const kindOf = (body: unknown) => readEvent(body).kind

const who = {
  user: {
    name: user.name,
    displayName: 'Aoi Sato',
    email: 'aoi.sato@hoshi-cloud.example.com',
    human: true,
    hidden: false,
  },
  locale: 'ja',
  timeZone: 'Asia/Tokyo',
  time,
}
const here = { space: { name: room.name, direct: false, told: true } }

describe.each(senders)('the $envelope envelope', (sender) => {
  const { envelope } = sender

  it('tells of a message that mentions the app', () => {
    expect(read(sender.message({ argumentText: ' list open', attachments: [attachment] }))).toEqual({
      ...who,
      ...here,
      envelope,
      kind: 'message',
      thread: undefined,
      message: {
        name: `${room.name}/messages/iAqZSc4Kq0A.iAqZSc4Kq0A`,
        text: '@Casethread list open',
        argumentText: ' list open',
        afterMention: ' list open',
        attachments: [attachment.name],
      },
      command: undefined,
      dialog: undefined,
      parameters: {},
      inputs: {},
      query: '',
      toldAgain: false,
    })
  })

  it('tells of the thread that a message stands in', () => {
    expect(read(sender.message({ inThread: true })).thread).toBe(`${room.name}/threads/Case1001`)
  })

  it('tells of a message to the app alone', () => {
    expect(read(sender.message({ space: direct })).space).toEqual({
      name: direct.name,
      direct: true,
      told: true,
    })
  })

  it('tells of a slash command by its number', () => {
    const event = read(sender.slash({ command: 4, text: '/case-reply 1001 ok', argumentText: ' 1001 ok' }))
    expect(event).toMatchObject({ ...who, envelope, kind: 'command', command: 4, dialog: undefined })
    expect(event.message?.argumentText).toBe(' 1001 ok')
  })

  it('tells of a slash command that asks for a dialog', () => {
    const event = read(sender.slash({ command: 1, text: '/case-new' }, 'REQUEST_DIALOG'))
    expect(event).toMatchObject({ kind: 'command', command: 1, dialog: 'request' })
  })

  it('tells of a quick command, which has no message', () => {
    const event = read(sender.quick(9))
    expect(event).toMatchObject({
      ...who,
      ...here,
      envelope,
      kind: 'command',
      command: 9,
      message: undefined,
    })
  })

  it('tells of a click on a card in a message', () => {
    const event = read(sender.click({ parameters: { ct: 'command' }, dialog: 'REQUEST_DIALOG' }))
    expect(event).toMatchObject({
      ...who,
      ...here,
      envelope,
      kind: 'clicked',
      dialog: 'request',
      thread: `${room.name}/threads/Case1001`,
      parameters: { ct: 'command' },
    })
  })

  it('tells of a submitted dialog with what stands in its inputs', () => {
    const inputs = {
      title: { stringInputs: { value: ['Mail bounces'] } },
      since: { dateInput: { msSinceEpoch: '1793577600000' } },
      at: { dateTimeInput: { hasDate: true, hasTime: true, msSinceEpoch: '1793577600000' } },
    }
    const event = read(sender.click({ parameters: {}, inputs, dialog: 'SUBMIT_DIALOG' }))
    expect(event).toMatchObject({ kind: 'clicked', dialog: 'submit' })
    expect(event.inputs).toEqual({
      title: { stringInputs: { value: ['Mail bounces'] } },
      since: { dateInput: { msSinceEpoch: '1793577600000' } },
      at: {},
    })
  })

  it('tells of what is typed into a search field, apart from the parameters', () => {
    const event = read(sender.typing('mido', { ct: 'choices' }))
    expect(event).toMatchObject({ kind: 'typing', query: 'mido', parameters: { ct: 'choices' } })
  })

  it('tells of the app being added to a space, and removed', () => {
    expect(read(sender.added())).toMatchObject({ ...who, ...here, envelope, kind: 'added', toldAgain: false })
    expect(read(sender.removed())).toMatchObject({ ...here, envelope, kind: 'removed' })
  })

  it('tells of a person whom Google does not name', () => {
    const nobody = { ...user, email: undefined, displayName: undefined }
    const body = JSON.parse(
      JSON.stringify(sender.message()).replaceAll(JSON.stringify(user), JSON.stringify(nobody)),
    )
    expect(read(body).user).toEqual({
      name: user.name,
      displayName: user.name,
      email: null,
      human: true,
      hidden: false,
    })
  })

  it('tells of no e-mail of a person who is hidden', () => {
    const hidden = { ...user, isAnonymous: true }
    const body = JSON.parse(
      JSON.stringify(sender.message()).replaceAll(JSON.stringify(user), JSON.stringify(hidden)),
    )
    expect(read(body).user).toMatchObject({ email: null, hidden: true })
  })

  it.each([
    ['en-US', 'America/New_York', 'en', 'America/New_York'],
    ['ja-JP', 'Asia/Tokyo', 'ja', 'Asia/Tokyo'],
    ['fr', 'Mars/Olympus', 'en', 'UTC'],
    ['', '', 'en', 'UTC'],
  ])('tells the language %s and the time zone %s', (userLocale, id, locale, timeZone) => {
    const text = JSON.stringify(sender.message())
      .replace('"userLocale":"ja"', `"userLocale":"${userLocale}"`)
      .replace('"id":"Asia/Tokyo"', `"id":"${id}"`)
    expect(read(JSON.parse(text))).toMatchObject({ locale, timeZone })
  })
})

describe('what Google writes now one way and now another', () => {
  const body = (more: Json) => ({ type: 'MESSAGE', eventTime: time, user, space: room, ...more })
  const chat = (more: Json, common: Json = {}) => ({ commonEventObject: common, chat: { user, ...more } })

  it('a person is an app, or has an e-mail, or none', () => {
    const people = [
      { ...user, type: 'BOT' },
      { ...user, type: undefined, email: ' AOI@Example.com ' },
      { ...user, email: '  ', displayName: '' },
    ]
    expect(people.map((one) => read(body({ user: one })).user)).toMatchObject([
      { human: false },
      { human: true, email: 'aoi@example.com' },
      { human: true, email: null, displayName: user.name },
    ])
  })

  it('a space is a direct message by its flag, or else by its type', () => {
    const directs = [
      { name: 'spaces/1', type: 'DM' },
      { name: 'spaces/1', type: 'ROOM' },
      { name: 'spaces/1', type: 'ROOM', singleUserBotDm: true },
      { name: 'spaces/1', type: 'DM', singleUserBotDm: false },
      { name: 'spaces/1' },
    ].map((space) => read(body({ space })).space.direct)

    expect(directs).toEqual([true, false, true, false, false])
  })

  it.each(['users/', 'users/1/2', 'users/1 2', 'xusers/1', 'people/1'])('%s is no user', (name) => {
    expect(kindOf({ type: 'MESSAGE', user: { ...user, name } })).toBe('unknown')
  })

  it.each(['spaces/', 'spaces/1/2', 'spaces/1 2', 'xspaces/1'])('%s is no space', (name) => {
    expect(kindOf(body({ space: { name } }))).toBe('ignored')
  })

  it('the files of a message stand under one of two names, and one without a name is none', () => {
    const files = [{ name: 'a' }, {}, { name: 'b' }]

    expect(read(body({ message: { attachment: files } })).message?.attachments).toEqual(['a', 'b'])
    expect(read(body({ message: { attachments: files } })).message).toEqual({
      name: undefined,
      text: '',
      argumentText: undefined,
      attachments: ['a', 'b'],
    })
    expect(read(body({ message: {} })).message?.attachments).toEqual([])
  })

  it('a dialog is told by its type, or by a flag that is a boolean or a word', () => {
    const dialogs = (type: string) =>
      [
        { dialogEventType: 'REQUEST_DIALOG' },
        { dialogEventType: 'SUBMIT_DIALOG' },
        { dialogEventType: 'CANCEL_DIALOG' },
        { dialogEventType: 'SOMETHING_NEW' },
        { isDialogEvent: true },
        { isDialogEvent: 'true' },
        { isDialogEvent: 'false' },
        { isDialogEvent: false },
      ].map((more) => read(body({ type, ...more })).dialog)

    const told = ['request', 'submit', 'cancel', undefined]
    expect(dialogs('CARD_CLICKED')).toEqual([...told, 'submit', 'submit', undefined, undefined])
    expect(dialogs('APP_COMMAND')).toEqual([...told, 'request', 'request', undefined, undefined])
    expect(kindOf(body({ isDialogEvent: 'yes' }))).toBe('ignored')
  })

  it('a command’s number is a number or a string, and a whole one above 0', () => {
    const command = (appCommandId: unknown) => readEvent(body({ appCommandMetadata: { appCommandId } }))

    expect(['9', 9].map(command)).toMatchObject([
      { event: { kind: 'command', command: 9 } },
      { event: { kind: 'command', command: 9 } },
    ])
    expect([0, -1, 1.5, ''].map((id) => command(id).kind)).toEqual(Array(4).fill('ignored'))
    expect(read(body({ message: { slashCommand: { commandId: '4' } } }))).toMatchObject({ command: 4 })
    expect(kindOf(body({ message: { slashCommand: { commandId: 0 } } }))).toBe('ignored')
  })

  it('a click on the card that a command left is no command, in either envelope', () => {
    const message = { slashCommand: { commandId: 4 }, thread: { name: 'spaces/1/threads/2' } }

    const clicks = [
      body({ type: 'CARD_CLICKED', message }),
      chat({ buttonClickedPayload: { space: room, message } }),
    ].map(read)

    for (const click of clicks)
      expect(click).toMatchObject({ kind: 'clicked', command: undefined, thread: 'spaces/1/threads/2' })
    expect(read(chat({ messagePayload: { space: room, message } }))).toMatchObject({
      kind: 'command',
      command: 4,
    })
  })

  it('a thread is where a reply or a card stands; a message on top of a space stands in none', () => {
    const thread = { name: 'spaces/1/threads/2' }
    const threads = [
      body({ message: { thread, threadReply: true } }),
      body({ message: { threadReply: true }, thread }),
      body({ message: { thread } }),
      body({ type: 'CARD_CLICKED', thread }),
      body({ type: 'APP_COMMAND', thread }),
      body({ type: 'APP_COMMAND', thread, message: { thread } }),
      body({ thread }),
    ].map((one) => read(one).thread)

    expect(threads).toEqual([
      thread.name,
      thread.name,
      undefined,
      thread.name,
      thread.name,
      undefined,
      undefined,
    ])
  })

  it('the parameters of a classic click stand in a list, in an object, or in both', () => {
    const action = { parameters: [{ key: 'ct', value: 'close' }, { key: 'empty' }] }

    expect(read(body({ type: 'CARD_CLICKED', action })).parameters).toEqual({ ct: 'close', empty: '' })
    expect(
      read(body({ type: 'CARD_CLICKED', action, common: { parameters: { ct: 'open' } } })).parameters,
    ).toEqual({ ct: 'open', empty: '' })
    expect(
      read(body({ type: 'CARD_CLICKED', common: { parameters: null, formInputs: null } })),
    ).toMatchObject({
      parameters: {},
      inputs: {},
    })
  })

  it('an input holds strings, or a day as a number or a string of milliseconds', () => {
    const formInputs = {
      none: { stringInputs: {} },
      day: { dateInput: { msSinceEpoch: 1793577600000 } },
      noDay: { dateInput: {} },
    }

    expect(read(body({ type: 'SUBMIT_FORM', common: { formInputs } })).inputs).toEqual({
      none: { stringInputs: { value: [] } },
      day: { dateInput: { msSinceEpoch: '1793577600000' } },
      noDay: {},
    })
  })

  it('an add-on’s space stands in the payload, in its message, or beside it', () => {
    const spaces = [
      chat({ messagePayload: { space: room, message: { space: direct } }, space: direct }),
      chat({ messagePayload: { message: { space: room } }, space: direct }),
      chat({ messagePayload: { message: {} }, space: room }),
    ].map((one) => read(one).space.name)

    expect(spaces).toEqual([room.name, room.name, room.name])
  })

  it('each add-on payload and each classic type is one kind of event', () => {
    const payloads = {
      messagePayload: 'message',
      buttonClickedPayload: 'clicked',
      widgetUpdatedPayload: 'typing',
      addedToSpacePayload: 'added',
      removedFromSpacePayload: 'removed',
    }
    for (const [name, kind] of Object.entries(payloads))
      expect(read(chat({ [name]: { space: room } })), name).toMatchObject({
        envelope: 'add-on',
        kind,
        time: '',
      })
    const types = {
      MESSAGE: 'message',
      APP_COMMAND: 'command',
      ADDED_TO_SPACE: 'added',
      REMOVED_FROM_SPACE: 'removed',
      CARD_CLICKED: 'clicked',
      SUBMIT_FORM: 'clicked',
      WIDGET_UPDATED: 'typing',
      WIDGET_UPDATE: 'typing',
      APP_HOME: 'home',
    }
    for (const [type, kind] of Object.entries(types)) expect(read(body({ type })).kind, type).toBe(kind)
  })

  it('a language or time zone of another shape is none', () => {
    const odd = [{ userLocale: ['ja'] }, { timeZone: 'Asia/Tokyo' }, { userLocale: null, timeZone: null }]
    for (const common of odd)
      expect(read(body({ common }))).toMatchObject({ kind: 'message', locale: 'en', timeZone: 'UTC' })
  })

  it('Japanese is told by how the locale begins, in any case', () => {
    const locales = ['ja', 'JA-jp', 'en', 'x-ja', undefined].map(
      (userLocale) => read(body({ common: { userLocale } })).locale,
    )

    expect(locales).toEqual(['ja', 'ja', 'en', 'en', 'en'])
  })
})

describe('who adds the app by a message', () => {
  it('says it in the one classic event', () => {
    expect(read(classic.added(room, { argumentText: ' list' }))).toMatchObject({
      kind: 'message',
      toldAgain: false,
    })
    expect(read(classic.added(room, { command: 9 }))).toMatchObject({ kind: 'command', command: 9 })
  })

  it('says it in an event of its own after the add-on’s', () => {
    expect(read(addOn.added(room, {}))).toMatchObject({ kind: 'added', toldAgain: true })
  })
})

describe('the home page', () => {
  it('is asked for in an envelope of its own', () => {
    expect(read(home.opened())).toMatchObject({
      ...who,
      envelope: 'home',
      kind: 'home',
      space: { name: direct.name, direct: true, told: true },
    })
  })

  it('tells of a click in it', () => {
    expect(read(home.click({ ct: 'command' }, 'REQUEST_DIALOG'))).toMatchObject({
      envelope: 'home',
      kind: 'clicked',
      dialog: 'request',
      parameters: { ct: 'command' },
    })
  })

  it('is also known in the plain classic form', () => {
    const plain = { type: 'APP_HOME', eventTime: time, user, space: direct }
    expect(read(plain)).toMatchObject({ envelope: 'home', kind: 'home' })
    expect(read({ ...plain, type: 'SUBMIT_FORM', common: { parameters: { ct: 'close' } } })).toMatchObject({
      envelope: 'home',
      kind: 'clicked',
      parameters: { ct: 'close' },
    })
  })
})

describe('a moment', () => {
  const body = (eventTime: unknown) => ({ type: 'APP_HOME', user, space: direct, eventTime })

  it.each([
    ['2026-11-02T12:00:03.105487Z', '2026-11-02T12:00:03.105487Z'],
    [{ seconds: 1793620803, nanos: 105487000 }, '2026-11-02T12:00:03.105487Z'],
    [{ seconds: '1793620803', nanos: 105487000 }, '2026-11-02T12:00:03.105487Z'],
    [{ seconds: '1793620803', nanos: '5' }, '2026-11-02T12:00:03.000000005Z'],
    [{ seconds: 1793620803, nanos: 120000000 }, '2026-11-02T12:00:03.120Z'],
    [{ seconds: 1793620803 }, '2026-11-02T12:00:03Z'],
  ])('%j is told in one form', (eventTime, time) => {
    expect(read(body(eventTime)).time).toBe(time)
    expect(read({ chat: { user, eventTime } }).time).toBe(time)
    expect(read({ chat: { type: 'APP_HOME', user, space: direct, eventTime } }).time).toBe(time)
  })

  it.each([[{ seconds: 'soon' }], [{ seconds: 1e20 }], [{ nanos: 1e9 }], [1793620803]])(
    '%j is none; what the event asks for is done all the same',
    (eventTime) => {
      expect(read(body(eventTime))).toMatchObject({ kind: 'home', time: '' })
      expect(read({ chat: { user, eventTime } })).toMatchObject({ kind: 'home', time: '' })
    },
  )
})

describe.each(senders)('a mention in the $envelope envelope', (sender) => {
  const mention = (text: string, name: string, type = 'BOT') => ({
    type: 'USER_MENTION',
    startIndex: text.indexOf(name),
    length: name.length,
    userMention: { user: { name: 'users/9', type }, type: 'MENTION' },
  })
  const argumentsOf = (text: string, annotations: unknown) =>
    read(sender.message({ text, annotations })).message?.argumentText

  it('is cut out of the text where Google does not tell the words after it', () => {
    const text = '@Case Thread list open'
    expect(argumentsOf(text, [mention(text, '@Case Thread')])).toBe(' list open')
  })

  it('is cut wherever it stands; people who are mentioned stay', () => {
    const text = 'reply 1001 @Ken look, @Casethread'
    const mentions = [mention(text, '@Casethread'), mention(text, '@Ken', 'HUMAN')]
    expect(argumentsOf(text, mentions)).toBe('reply 1001 @Ken look, ')
  })

  it('has something after it, wherever it stands and in whichever unit Google counts', () => {
    const rest = (text: string, annotations: unknown) =>
      read(sender.message({ text, argumentText: 'as Google has it', annotations })).message?.afterMention
    const text = '🙏𠮷 @Casethread list @Other'
    const units = mention(text, '@Casethread')
    expect(rest(text, [mention(text, '@Other'), units])).toBe(' list @Other')
    expect(rest(text, [{ ...units, startIndex: [...'🙏𠮷 '].length }])).toBe(' list @Other')
    expect(rest(text, [mention(text, '@Casethread', 'HUMAN')])).toBeUndefined()
    expect(rest(text, [{ ...units, startIndex: 1 }])).toBeUndefined()
    expect(rest(text, [])).toBeUndefined()
  })

  it('is found behind characters of two code units, whichever unit Google counts in', () => {
    const text = '🙏𠮷 @Casethread list'
    const units = mention(text, '@Casethread')
    expect(argumentsOf(text, [units])).toBe('🙏𠮷  list')
    expect(argumentsOf(text, [{ ...units, startIndex: [...'🙏𠮷 '].length }])).toBe('🙏𠮷  list')
  })

  it('at the beginning is one also where Google tells of no mentions', () => {
    for (const annotations of [undefined, [], 'none', [{ type: 'RICH_LINK' }]])
      expect(argumentsOf('@Casethread list', annotations)).toBe(' list')
  })

  it('is none where somebody else is mentioned, or nobody', () => {
    const text = '@Ken have a look'
    expect(argumentsOf(text, [mention(text, '@Ken', 'HUMAN')])).toBeUndefined()
    expect(argumentsOf('mail ken@example.com', [])).toBeUndefined()
  })

  it('that is told to stand elsewhere than it does cuts nothing', () => {
    const text = 'list @Casethread'
    expect(argumentsOf(text, [{ ...mention(text, '@Casethread'), startIndex: 1 }])).toBeUndefined()
  })
})

describe('what comes without a space', () => {
  const own = { space: { name: user.name, direct: true, told: false } }

  it('is the home page of an add-on, in the person’s direct messages', () => {
    expect(read(addOnHome.opened())).toMatchObject({ ...who, ...own, envelope: 'home', kind: 'home' })
  })

  it('is a click in it, or what is typed there', () => {
    expect(read(addOnHome.click({ ct: 'command' }, 'REQUEST_DIALOG'))).toMatchObject({
      ...who,
      ...own,
      envelope: 'home',
      kind: 'clicked',
      dialog: 'request',
      parameters: { ct: 'command' },
      message: undefined,
    })
    expect(read(addOnHome.typing('mido', { ct: 'choices' }))).toMatchObject({
      ...own,
      envelope: 'home',
      kind: 'typing',
      query: 'mido',
    })
  })

  it('is the classic home page too, in each of its forms', () => {
    const chat = { eventTime: time, user }
    for (const type of ['APP_HOME', 'SUBMIT_FORM', 'CARD_CLICKED', 'WIDGET_UPDATED', 'WIDGET_UPDATE'])
      for (const event of [{ chat: { ...chat, type } }, { ...chat, type }])
        expect(read(event), type).toMatchObject(own)
    expect(read({ ...chat, type: 'CARD_CLICKED' }).envelope).toBe('home')
  })

  it('stands where its message does, and is never taken for what nobody else reads', () => {
    const message = { name: 'spaces/AAA/messages/1.1' }
    for (const event of [
      { chat: { user, buttonClickedPayload: { message } } },
      { chat: { user, messagePayload: { message } } },
      { type: 'MESSAGE', user, message },
      { type: 'CARD_CLICKED', user, message },
    ])
      expect(read(event).space).toEqual({ name: 'spaces/AAA', direct: false, told: true })
    for (const event of [
      { chat: { user, buttonClickedPayload: { message: {} } } },
      { chat: { user, messagePayload: {} } },
      { chat: { user, addedToSpacePayload: {} } },
      { chat: { user, removedFromSpacePayload: {} } },
      { type: 'MESSAGE', user, message: {} },
      { type: 'ADDED_TO_SPACE', user },
      { type: 'APP_COMMAND', user },
    ])
      expect(kindOf(event), JSON.stringify(event)).toBe('ignored')
  })
})

describe('what is no event', () => {
  const unknown: readonly [name: string, body: unknown][] = [
    ['nothing', null],
    ['a list', [classic.message()]],
    ['a word', 'MESSAGE'],
    ['an empty object', {}],
    ['no type', { ...classic.message(), type: undefined }],
    ['a type alone', { type: 'MESSAGE' }],
    ['an add-on of another host', { commonEventObject: { hostApp: 'GMAIL' }, gmail: { messageId: '1' } }],
    ['an add-on of nobody, nowhere', { chat: { eventTime: time } }],
    ['an add-on of somebody who is no user', { chat: { user: { name: '../spaces/x' } } }],
  ]
  it.each(unknown)('%s', (_name, body) => {
    expect(kindOf(body)).toBe('unknown')
  })
})

describe('an event that is not known, or not understood', () => {
  const { chat } = addOn.message() as { readonly chat: Json }
  const ignored: readonly [name: string, body: unknown][] = [
    ['another type', { ...classic.message(), type: 'SPACE_EXPLODED' }],
    ['another type in the home page’s envelope', { chat: { type: 'SPACE_EXPLODED', user, space: direct } }],
    ['nobody', { ...classic.message(), user: undefined }],
    ['somebody who is no user', { ...classic.message(), user: { name: '../spaces/x' } }],
    ['a space that is none', { ...classic.message(), space: { name: 'rooms/1' } }],
    ['an add-on without a payload in a space of several', { chat: { user, space: room } }],
    ['an add-on with another payload', { chat: { user, spaceExplodedPayload: { space: room } } }],
    ['an add-on with two payloads', { chat: { ...chat, removedFromSpacePayload: { space: room } } }],
    ['an add-on with another payload beside', { chat: { ...chat, spaceExplodedPayload: {} } }],
    ['a command without a number', { chat: { user, appCommandPayload: { space: room } } }],
    [
      'a command whose number is a word',
      { chat: { user, appCommandPayload: { space: room, appCommandMetadata: { appCommandId: 'new' } } } },
    ],
    [
      'parameters that are no strings',
      { ...classic.click({ parameters: {} }), common: { parameters: { a: { b: 1 } } } },
    ],
    ['inputs that are none', { ...classic.click({ parameters: {} }), common: { formInputs: { a: 'b' } } }],
  ]
  it.each(ignored)('%s', (_name, body) => {
    expect(kindOf(body)).toBe('ignored')
  })

  it.each(senders)('with fields that are new it is read all the same ($envelope)', (sender) => {
    const more = { emotion: 'JOY', richness: { level: 3 } }
    const sent = sender.message({ argumentText: ' list' })
    const inner = 'chat' in sent ? { chat: { ...(sent.chat as Json), ...more } } : {}
    expect(read({ ...sent, ...more, ...inner })).toEqual(read(sent))
  })

  it('is told by the names of its fields, never by what stands in them', () => {
    const { looks } = readEvent({ type: 'SPACE_EXPLODED', user, secret: 'hunter2' }) as { looks: string }
    expect(looks).toContain('SPACE_EXPLODED')
    expect(looks).toContain('secret')
    expect(looks).not.toContain('hunter2')
    expect(looks).not.toContain('hoshi')
  })
})
