/** Each shape of an event that Google sends now, in both envelopes and over both stores: what is answered, and what is kept. */
import { describe, expect, it } from 'vitest'
import { createKnownPeople } from '../../../src/chat/gchat/members.ts'
import { askCommand } from '../../../src/chat/gchat/render/parameters.ts'
import { createRecentEvents } from '../../../src/chat/recent-events.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { runnerOver, value } from '../../support/run-commands.ts'
import { aWish, aWorld, marcus } from '../../support/sample-world.ts'
import { eachStore } from '../../support/stores.ts'
import {
  addOnHome,
  direct,
  home,
  type Json,
  room,
  type Sender,
  senders,
  time,
  user,
} from './support/build-events.ts'
import { find, named, objects, parametersOf, startEndpoint } from './support/chat-endpoint.ts'

const title = 'Invoices of the merger bounce'
const marcusInChat = { platform: 'gchat', tenant: '', user: user.name } as const
/** The same moment as `time`. */
const parts = { seconds: '1793620803', nanos: 105487000 }

interface Shape {
  readonly name: string
  /** What Marcus sends, one after the other; the last one's answer is looked at. */
  readonly sends: (sender: Sender) => readonly Json[]
  readonly says: RegExp
  /** What is kept of him then; undefined: nothing. */
  readonly keeps?: (sender: Sender) => Json
  /** How many entries his case has then; it begins with one. */
  readonly entries?: number
}

/** In which language and time zone, and where his direct messages are. */
const kept = (directChannel: string | null, more: Json = {}): Json => ({
  email: marcus,
  locale: 'en',
  timeZone: 'Asia/Tokyo',
  directChannel,
  ...more,
})

const mention = (text: string) => ({
  type: 'USER_MENTION',
  startIndex: text.indexOf('@'),
  length: '@Case Thread'.length,
  userMention: { user: { name: 'users/9', type: 'BOT' }, type: 'MENTION' },
})

/** The same event at this moment, wherever its envelope tells it. */
function at(event: Json, eventTime: unknown): Json {
  if (!('chat' in event)) return { ...event, eventTime }
  return { ...event, chat: { ...(event.chat as Json), eventTime } }
}

/** With fields everywhere that nobody knows yet. */
function withNews(event: unknown): Json {
  const within = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(within)
    return typeof one === 'object' && one !== null ? withNews(one) : one
  }
  const inner = Object.entries(event as Json).map(([key, one]) => [
    key,
    ['parameters', 'formInputs'].includes(key) ? one : within(one),
  ])
  return { ...Object.fromEntries(inner), newsOf2027: { level: 3, list: [null] } }
}

const press = (command: string, args: Readonly<Record<string, string>>) =>
  named(askCommand({ label: '', command, args }))
const released = (sender: Sender) =>
  sender.click({ parameters: press('release', { number: '1001' }), dialog: 'REQUEST_DIALOG' })
const noted = (sender: Sender) =>
  sender.click({ parameters: press('note', { number: '1001', text: 'seen' }), dialog: 'REQUEST_DIALOG' })
const line = '@Case Thread show 1001'
const search = { ct: 'choices', source: 'customers', state: 'not ours' }
const { email: _, ...unnamed } = user

const shapes: readonly Shape[] = [
  {
    name: 'the home page, opened: an add-on’s has no payload and no space',
    sends: ({ envelope }) => [envelope === 'add-on' ? addOnHome.opened() : home.opened()],
    says: new RegExp(`pushCard.*${title}`),
    // In which direct messages it stands the add-on’s does not tell.
    keeps: ({ envelope }) => kept(envelope === 'add-on' ? null : direct.name),
  },
  {
    name: 'the home page without a space, at a moment told in its parts, after a direct message',
    sends: (sender) => [
      sender.message({ space: direct, text: 'help' }),
      sender.envelope === 'add-on'
        ? addOnHome.opened(parts)
        : at({ type: 'APP_HOME', user, common: { userLocale: 'en', timeZone: { id: 'Asia/Tokyo' } } }, parts),
    ],
    says: new RegExp(`pushCard.*${title}`),
    keeps: () => kept(direct.name),
  },
  {
    name: 'a click, and once more at the same moment, told otherwise: it is done once',
    sends: (sender) => [at(noted(sender), time), at(noted(sender), parts)],
    says: /added to case 1001/i,
    keeps: () => kept(null),
    entries: 2,
  },
  {
    name: 'two clicks at two moments: each is done',
    sends: (sender) => [at(noted(sender), time), at(noted(sender), { ...parts, nanos: 105488000 })],
    says: /Internal note added/,
    keeps: () => kept(null),
    entries: 3,
  },
  {
    name: 'a click without a moment',
    sends: (sender) => [at(released(sender), undefined)],
    says: /Nobody works on case 1001/,
    keeps: () => kept(null),
    entries: 2,
  },
  {
    name: 'a click at a moment of a shape that is not known',
    sends: (sender) => [at(released(sender), { soon: true })],
    says: /Nobody works on case 1001/,
    keeps: () => kept(null),
    entries: 2,
  },
  {
    name: 'a mention without what follows it',
    sends: (sender) => [sender.message({ text: line, annotations: [mention(line)] })],
    says: new RegExp(title),
    keeps: () => kept(null),
  },
  {
    name: 'a mention of which nothing is told',
    sends: (sender) => [sender.message({ text: '@Casethread show 1001', annotations: undefined })],
    says: new RegExp(title),
    keeps: () => kept(null),
  },
  {
    name: 'W8: a command in the case’s thread, without its number',
    sends: (sender) => [sender.message({ argumentText: ' release', inThread: true })],
    says: /Nobody works on case 1001/,
    keeps: () => kept(null),
    entries: 2,
  },
  {
    name: 'a dialog that is cancelled, whatever opened it',
    sends: (sender) => [
      sender.slash({ command: 1, text: '/case-new' }, 'CANCEL_DIALOG'),
      sender.quick(1, 'CANCEL_DIALOG'),
      sender.click({ parameters: press('release', { number: '1001' }), dialog: 'CANCEL_DIALOG' }),
    ],
    says: /^\{\}$/,
    entries: 1,
  },
  {
    name: 'what is typed into a search field that is none of ours',
    sends: (sender) => [sender.typing('mido', search)],
    says: /"(items|suggestions)":\[\]/,
    keeps: () => kept(null),
  },
  {
    name: 'with fields that are new',
    sends: (sender) => [withNews(released(sender))],
    says: /Nobody works on case 1001/,
    keeps: () => kept(null),
    entries: 2,
  },
  {
    name: 'of a kind that is new',
    sends: ({ envelope }) => [
      envelope === 'add-on'
        ? { chat: { user, reactionPayload: { space: room, emoji: '👍' } } }
        : { type: 'REACTION', user, space: room, eventTime: time },
    ],
    says: /^\{\}$/,
    entries: 1,
  },
  {
    name: 'of somebody whose profile Google hides: they are nobody, and told what to do',
    sends: (sender) => [
      JSON.parse(
        JSON.stringify(sender.message({ space: direct, text: 'show 1001' })).replaceAll(
          JSON.stringify(user),
          JSON.stringify({ ...user, isAnonymous: true }),
        ),
      ),
    ],
    says: /hides your profile.*case link/,
    keeps: () => kept(direct.name, { email: null }),
  },
  {
    name: 'of somebody whom Google does not name',
    sends: (sender) => [
      JSON.parse(
        JSON.stringify(sender.message({ space: direct, text: 'show 1001' })).replaceAll(
          JSON.stringify(user),
          JSON.stringify({ ...unnamed, displayName: undefined }),
        ),
      ),
    ],
    says: /case link/,
    keeps: () => kept(direct.name, { email: null, name: user.name }),
  },
  {
    name: 'of a language and time zone that nobody knows',
    sends: (sender) => [
      JSON.parse(
        JSON.stringify(sender.message({ space: direct, text: 'show 1001' }))
          .replaceAll('"userLocale":"ja"', '"userLocale":["ja"]')
          .replaceAll('Asia/Tokyo', 'Mars/Olympus'),
      ),
    ],
    says: new RegExp(title),
    keeps: () => kept(direct.name, { timeZone: 'UTC' }),
  },
]

/** As Marcus sends it, in English. */
function byMarcus(event: Json): Json {
  const text = JSON.stringify(event)
    .replaceAll(user.email, marcus)
    .replaceAll('"userLocale":"ja"', '"userLocale":"en"')
  return JSON.parse(text)
}

eachStore((_name, open) => {
  async function aDesk() {
    const store = await open()
    const world = await aWorld(store)
    const threads = [
      {
        platform: 'gchat' as const,
        tenant: '',
        channel: room.name,
        audience: 'actor' as const,
        locale: 'en' as const,
      },
    ]
    value(await world.service.create(await world.actor(marcus), aWish({ title, threads }), 'create'))
    const people = createKnownPeople(store.identities, recordingLog())
    const chat = await startEndpoint({
      runner: runnerOver(world, {
        // The case's thread in this space.
        findThreadCase: async ({ channel, thread }) =>
          channel === room.name && thread === `${room.name}/threads/Case1001` ? 1001 : undefined,
      }),
      people,
      recent: createRecentEvents({ now: () => new Date() }),
    })
    return { store, world, chat }
  }

  describe.each(senders)('in the $envelope envelope', (sender) => {
    it.each(shapes)('$name', async ({ sends, says, keeps, entries }) => {
      const { store, world, chat } = await aDesk()
      let answer: Json = {}
      for (const event of sends(sender)) {
        const { status, body } = await chat.post(byMarcus(event))
        expect(status).toBe(200)
        answer = body
      }
      await chat.stop()

      expect(JSON.stringify(answer)).toMatch(says)
      const known = await store.identities.findPerson(marcusInChat)
      if (keeps) expect(known).toMatchObject(keeps(sender))
      else expect(known).toBeUndefined()
      if (entries !== undefined) {
        const { entries: told } = value(await world.service.show(await world.actor(marcus), 1001))
        expect(told).toHaveLength(entries)
      }
    })

    it.each(['WIDGET_UPDATED', 'WIDGET_UPDATE'])(
      'what is typed into a search field finds customers (%s)',
      async (type) => {
        const { chat } = await aDesk()
        const opened = await chat.post(
          byMarcus(sender.click({ parameters: press('new', {}), dialog: 'REQUEST_DIALOG' })),
        )
        const source = find(opened.body, 'externalDataSource') as Json
        const typed = byMarcus(sender.typing('granite', named(source.parameters)))
        const { status, body } = await chat.post('type' in typed ? { ...typed, type } : typed)
        await chat.stop()

        expect(status).toBe(200)
        expect(JSON.stringify(find(body, 'items') ?? find(body, 'suggestions'))).toContain(
          'Granite Insurance',
        )
      },
    )

    it('a search that fails finds nothing, and says so in its own form', async () => {
      const { world } = await aDesk()
      const runner = runnerOver(world)
      const chat = await startEndpoint({
        runner: {
          ...runner,
          options: async () => {
            throw new Error('the database is away')
          },
        },
      })
      const opened = await chat.post(
        byMarcus(sender.click({ parameters: press('new', {}), dialog: 'REQUEST_DIALOG' })),
      )
      const source = find(opened.body, 'externalDataSource') as Json
      const { status, body } = await chat.post(byMarcus(sender.typing('granite', named(source.parameters))))
      await chat.stop()

      expect(status).toBe(200)
      expect(find(body, 'items') ?? find(body, 'suggestions')).toEqual([])
      expect([...objects(body)].some((one) => 'cardsV2' in one)).toBe(false)
    })

    it('W8: a form of more than 9,000 Japanese characters keeps what was typed, and says what to shorten', async () => {
      const { store, chat } = await aDesk()
      const opened = await chat.post(
        byMarcus(sender.click({ parameters: press('reply', { number: '1001' }), dialog: 'REQUEST_DIALOG' })),
      )
      const [field] = [...objects(opened.body)].filter(({ textInput }) => textInput)
      const input = (field?.textInput ?? {}) as Json
      // It is refused, and there is no room for the form to be drawn once more.
      const text = 'あ'.repeat(9_900)
      const { body } = await chat.post(
        byMarcus(
          sender.click({
            parameters: parametersOf(opened.body, 'Send'),
            inputs: { [String(input.name)]: { stringInputs: { value: [text] } } },
            dialog: 'SUBMIT_DIALOG',
          }),
        ),
      )
      await chat.stop()

      const said = JSON.stringify(body)
      expect(said).toContain('up to 3000 characters')
      expect(said).toContain(`Shorten “${input.label}”`)
      expect(find(body, 'navigations') ?? find(body, 'dialog')).toBeUndefined()
      expect((await store.get(1001))?.seq).toBe(1)
    })
  })
})
