import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subscription } from '../../../src/cases/case.ts'
import { toHusk } from '../../../src/cases/case-removal.ts'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createPacedWrites } from '../../../src/chat/gchat/paced-writes.ts'
import { createPublisher, messageId } from '../../../src/chat/gchat/publisher.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../../src/delivery/publishers.ts'
import { aCase, anEntry, noon } from '../../support/build-case.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { aSkippingClock } from '../../support/skipping-clock.ts'
import { aCard, aGchatThread, apiAt, plainRender, plainSplit, plainViews, space } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
let poster: ThreadPublisher
let log: ReturnType<typeof recordingLog>
let clock: ReturnType<typeof aSkippingClock>
let threads = 0
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.clear()
  threads += 1
  log = recordingLog()
  const api = apiAt(server.apiUrl)
  clock = aSkippingClock()
  poster = createPublisher({
    api,
    write: createPacedWrites(
      api,
      createBudgets(() => 1, clock),
    ),
    views: plainViews,
    render: plainRender,
    split: plainSplit,
    log,
  })
})

const sure = { uncertain: false, part: 0 }
const uncertain = { uncertain: true, part: 0 }
const thread = (more: Partial<Subscription> = {}) =>
  aGchatThread({ id: `thread-${threads}`, channel: `spaces/S${threads}`, ...more })

async function opened(): Promise<Subscription> {
  const at = await poster.open(aCase(), thread(), sure)
  server.clear()
  return thread(at)
}

async function failure(work: Promise<unknown>): Promise<DeliveryFailure> {
  const error = await work.then(
    () => new Error('It went through'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DeliveryFailure)) throw error
  return error
}

const shownIn = (channel: string) => server.messagesIn(channel).map(({ fallbackText }) => fallbackText)

describe('the root card', () => {
  it('begins a thread of its own under ids made of the thread’s, and says where it stands', async () => {
    const at = await poster.open(aCase(), thread(), sure)

    const [posted] = server.callsOf('create')
    const [message] = server.messagesIn(thread().channel)
    expect(at).toEqual({ root: message?.thread?.name, channel: thread().channel })
    expect(posted?.query).toEqual({
      messageId: `client-${thread().id}`,
      requestId: `client-${thread().id}-v1`,
      messageReplyOption: 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD',
    })
    expect(posted?.body).toMatchObject({
      thread: { threadKey: thread().id },
      fallbackText: 'Case 1001 Mail bounces for partner',
      cardsV2: [{ cardId: 'case' }],
    })
  })

  it('whose answer was lost is there once, and its thread is known', async () => {
    server.substitute('create', { lost: true }, 3)
    const lost = await failure(poster.open(aCase(), thread(), sure))

    const at = await poster.open(aCase(), thread(), uncertain)

    expect(lost).toMatchObject({ scope: 'passing', code: 'no-answer', retryAfterMs: null })
    expect(server.messagesIn(thread().channel)).toHaveLength(1)
    expect(at.root).toBe(server.messagesIn(thread().channel)[0]?.thread?.name)
  })

  it('whose id is taken, as Google may have forgotten the request, is the one that is there', async () => {
    const { root } = await poster.open(aCase(), thread(), sure)
    server.substitute('create', { status: 409, body: refusal('ALREADY_EXISTS', 'exists') })

    expect(await poster.open(aCase(), thread(), uncertain)).toEqual({ root, channel: thread().channel })
    expect(server.messagesIn(thread().channel)).toHaveLength(1)
  })

  it('of a person’s own thread stands in their direct messages with the app', async () => {
    server.putDirectMessage('users/7', 'spaces/DM7')

    const own = { channel: 'users/7', direct: { user: 'users/7', email: null } }

    const at = await poster.open(aCase(), thread(own), sure)

    expect(at).toMatchObject({ channel: 'spaces/DM7' })
    expect(server.messagesIn('spaces/DM7')).toHaveLength(1)
    // Google takes it in named spaces alone.
    expect(server.callsOf('create')[0]?.query).not.toHaveProperty('messageReplyOption')
  })

  it('of a person who has no direct messages with the app yet is tried again', async () => {
    expect(await failure(poster.open(aCase(), thread({ channel: 'users/8' }), sure))).toMatchObject({
      scope: 'channel',
      code: 'no-direct-message',
      retryAfterMs: null,
    })
  })

  it('is brought up to date in place', async () => {
    const of = await opened()

    await poster.refresh(aCase({ title: 'Mail bounces again' }), of)

    const [call] = server.callsOf('patch')
    expect(call).toMatchObject({
      path: `v1/${of.channel}/messages/client-${of.id}`,
      query: { updateMask: 'text,cardsV2' },
      status: 200,
    })
    expect(JSON.stringify(server.messagesIn(of.channel)[0]?.cardsV2)).toContain('Mail bounces again')
  })

  it('that was deleted is posted anew in its thread, and that one is changed from then on', async () => {
    const of = await opened()
    server.remove(`${of.channel}/messages/client-${of.id}`)

    const card = await poster.refresh(aCase({ title: 'Two', version: 2 }), of)
    const again = await poster.refresh(aCase({ title: 'Three', version: 3 }), { ...of, card: card ?? null })

    expect(card).toBe(`${of.channel}/messages/client-${of.id}-card-1`)
    expect(again).toBeUndefined()
    expect(server.callsOf('create')).toHaveLength(1)
    const [shown] = server.messagesIn(of.channel)
    expect(JSON.stringify(shown?.cardsV2)).toContain('Case 1001 Three')
  })

  it('that was posted anew without an answer is there once, up to date', async () => {
    const of = await opened()
    server.remove(`${of.channel}/messages/client-${of.id}`)
    server.substitute('create', { lost: true }, 3)
    await failure(poster.refresh(aCase({ title: 'Two', version: 2 }), of))

    const card = await poster.refresh(aCase({ title: 'Three', version: 3 }), of)

    expect(card).toBe(`${of.channel}/messages/client-${of.id}-card-1`)
    expect(server.messagesIn(of.channel)).toHaveLength(1)
    expect(JSON.stringify(server.messagesIn(of.channel)[0]?.cardsV2)).toContain('Case 1001 Three')
  })

  it('that was deleted again and again gets another id each time', async () => {
    const of = await opened()
    const first = `${of.channel}/messages/client-${of.id}-card-1`
    server.remove(`${of.channel}/messages/client-${of.id}`)
    await poster.refresh(aCase(), of)
    server.remove(first)

    expect(await poster.refresh(aCase(), { ...of, card: first })).toBe(
      `${of.channel}/messages/client-${of.id}-card-2`,
    )
  })

  it('in a space that is gone is the space’s fault', async () => {
    const of = await opened()
    server.substitute('patch', { status: 404, body: refusal('NOT_FOUND', 'no space') })
    server.substitute('create', { status: 404, body: refusal('NOT_FOUND', 'no space') })

    expect(await failure(poster.refresh(aCase(), of))).toMatchObject({ scope: 'channel', code: 'NOT_FOUND' })
  })

  it('that Google refuses is told in words, and as a card again with the next change', async () => {
    const of = await opened()
    server.substitute('patch', { status: 400, body: refusal('INVALID_ARGUMENT', 'bad widget') })

    await poster.refresh(aCase({ title: 'One' }), of)
    expect(server.messagesIn(of.channel)[0]).toMatchObject({
      text: expect.stringContaining('/case show 1001'),
      cardsV2: [],
    })

    await poster.refresh(aCase({ title: 'Two' }), of)
    expect(server.messagesIn(of.channel)[0]?.text).toBeUndefined()
    expect(JSON.stringify(server.messagesIn(of.channel)[0]?.cardsV2)).toContain('Two')
  })
})

describe('the posts of a case that is gone', () => {
  const husk = () => toHusk(aCase(), noon)

  it('are deleted, ten entries in a turn, and the card says no more than that the case was', async () => {
    const of = await opened()
    for (let seq = 1; seq <= 12; seq += 1) await poster.post(aCase(), of, anEntry({ seq }), sure)
    await poster.post(aCase(), of, anEntry({ seq: 12 }), { uncertain: false, part: 0 })
    expect(server.messagesIn(of.channel)).toHaveLength(13)

    // One more than the thread knows of was posted: its process died.
    const left = await poster.withdraw(husk(), { ...of, cursor: 11 }, sure)
    expect(left).toBe(1)
    expect(server.messagesIn(of.channel)).toHaveLength(2)
    expect(await poster.withdraw(husk(), { ...of, cursor: left ?? 0 }, sure)).toBeNull()

    expect(server.messagesIn(of.channel)).toMatchObject([
      { text: 'This case has been deleted.', cardsV2: [] },
    ])
    // Once more there is nothing left to delete.
    expect(await poster.withdraw(husk(), { ...of, cursor: 1 }, sure)).toBeNull()
  })

  it('whose card was posted in doubt are known by their id; without a doubt there are none', async () => {
    await poster.open(aCase(), thread(), sure)

    expect(await poster.withdraw(husk(), thread(), sure)).toBeNull()
    expect(server.messagesIn(thread().channel)[0]?.text).toBeUndefined()
    expect(await poster.withdraw(husk(), thread(), uncertain)).toBeNull()
    expect(server.messagesIn(thread().channel)).toMatchObject([{ text: 'This case has been deleted.' }])
    // Nobody has written to the app there, so that it never could.
    const own = { channel: 'users/404', direct: { user: 'users/404', email: null } }
    expect(await poster.withdraw(husk(), thread(own), uncertain)).toBeNull()
  })

  it('that somebody deleted, card and all, are no fault', async () => {
    const of = thread({ root: 'spaces/S/threads/T', cursor: 1, locale: 'ja' })

    expect(await poster.withdraw(husk(), of, sure)).toBeNull()

    expect(server.messagesIn(of.channel)).toEqual([])
  })
})

describe('UPD-3: a post that something is removed from', () => {
  it('is drawn anew under its own id', async () => {
    const of = await opened()
    await poster.post(aCase(), of, anEntry({ seq: 3 }), sure)
    server.clear()

    await poster.rewrite(aCase({ number: 1002 }), of, anEntry({ seq: 3 }))

    const [call] = server.callsOf('patch')
    expect(call).toMatchObject({ path: `v1/${of.channel}/messages/client-${of.id}-3`, status: 200 })
    expect(JSON.stringify(server.messagesIn(of.channel)[1]?.cardsV2)).toContain('Entry 3 of case 1002')
  })

  it('that was never made or was deleted is not made now', async () => {
    const of = await opened()

    await poster.rewrite(aCase(), of, anEntry({ seq: 3 }))

    expect(server.callsOf('create')).toEqual([])
    expect(server.messagesIn(of.channel)).toHaveLength(1)
  })

  it('is the root card where the title goes, which then tells no more than that', async () => {
    const of = await opened()

    await poster.rewrite(aCase({ title: 'Gmail' }), of, undefined)

    const shown = JSON.stringify(server.messagesIn(of.channel)[0]?.cardsV2)
    expect(shown).toContain('Case 1001 Gmail')
    expect(shown).not.toContain('partner')
  })

  it('that Google will not draw is told in words, so that nothing of before stays', async () => {
    const of = await opened()
    await poster.post(aCase(), of, anEntry({ seq: 3 }), sure)
    server.substitute('patch', { status: 400, body: refusal('INVALID_ARGUMENT', 'bad widget') })

    await poster.rewrite(aCase(), of, anEntry({ seq: 3 }))

    expect(server.messagesIn(of.channel)[1]).toMatchObject({
      text: expect.stringContaining('/case show 1001'),
      cardsV2: [],
    })
  })

  it('in a busy space says how long to wait', async () => {
    const of = await opened()
    server.substitute('patch', { status: 429, body: refusal('RESOURCE_EXHAUSTED', 'slow down') }, 3)

    expect(await failure(poster.rewrite(aCase(), of, undefined))).toMatchObject({ retryAfterMs: 30_000 })
  })
})

describe('an entry', () => {
  it('stands in the thread of the root, in the thread’s language', async () => {
    const of = { ...(await opened()), locale: 'ja' as const }

    await poster.post(aCase(), of, anEntry({ seq: 3 }), sure)

    const [root, entry] = server.messagesIn(of.channel)
    expect(entry?.thread?.name).toBe(root?.thread?.name)
    expect(JSON.stringify(entry?.cardsV2)).toContain('ja: Entry 3 of case 1001')
    expect(server.callsOf('create')[0]?.query.requestId).toBe(`client-${of.id}-3`)
  })

  it('that was posted in doubt is there once, and the one after it is posted', async () => {
    const of = await opened()
    server.substitute('create', { lost: true }, 3)
    await failure(poster.post(aCase(), of, anEntry({ seq: 3 }), sure))

    await poster.post(aCase(), of, anEntry({ seq: 3 }), uncertain)
    await poster.post(aCase(), of, anEntry({ seq: 4 }), uncertain)

    expect(shownIn(of.channel).slice(1)).toEqual(['Entry 3 of case 1001', 'Entry 4 of case 1001'])
  })

  it('whose card Google will not show is told in plain words, so that those after it are not held up', async () => {
    const of = await opened()
    server.substitute('create', { status: 400, body: refusal('INVALID_ARGUMENT', 'bad widget') })
    const refused = await failure(poster.post(aCase(), of, anEntry({ seq: 3 }), sure))

    await poster.post(aCase(), of, anEntry({ seq: 3 }), { ...sure, plain: true })
    await poster.post(aCase(), of, anEntry({ seq: 3 }), uncertain)

    expect(refused).toMatchObject({ scope: 'message', code: 'INVALID_ARGUMENT' })
    const [, last, ...more] = server.messagesIn(of.channel)
    expect(last?.text).toBe('Case 1001: Google Chat didn\'t accept update 3. View it with "/case show 1001".')
    expect(more).toEqual([])
  })

  it('is not passed over where Google refuses the plain words as well', async () => {
    const of = await opened()
    server.substitute('create', { status: 400, body: refusal('INVALID_ARGUMENT', 'no') })

    expect(await failure(poster.post(aCase(), of, anEntry(), { ...sure, plain: true }))).toMatchObject({
      scope: 'passing',
      code: 'INVALID_ARGUMENT',
    })
  })

  it('has an id that Google takes, whatever the thread’s id and however long the case', () => {
    const ids = [
      messageId({ id: '0f8fad5b-d9cb-469f-a165-70867728950e' }, 1_000_000),
      messageId({ id: `T ${'ü'.repeat(300)}` }, 12),
      messageId({ id: 'A' }, 0),
    ]

    for (const id of ids) expect(id).toMatch(/^client-[a-z0-9-]{1,56}$/)
    expect(ids[0]).toBe('client-0f8fad5b-d9cb-469f-a165-70867728950e-1000000')
    expect(messageId({ id: 'A' }, 0)).not.toBe(messageId({ id: 'B' }, 0))
  })
})

describe('an entry that is too long for one message', () => {
  /** As many messages as it has lines. */
  function publisherOf(lines: readonly string[]): ThreadPublisher {
    const api = apiAt(server.apiUrl)
    return createPublisher({
      api,
      write: createPacedWrites(
        api,
        createBudgets(() => 1, clock),
      ),
      views: plainViews,
      render: plainRender,
      split: () => lines.map(aCard),
      log,
    })
  }

  it('is told in parts, each once, also where an answer was lost', async () => {
    const of = await opened()
    const parts = publisherOf(['one', 'two', 'three'])
    expect(parts.countParts(aCase(), of, anEntry())).toBe(3)
    await parts.post(aCase(), of, anEntry(), { uncertain: false, part: 0 })
    server.substitute('create', { lost: true }, 3)
    await failure(parts.post(aCase(), of, anEntry(), { uncertain: false, part: 1 }))
    await parts.post(aCase(), of, anEntry(), { uncertain: true, part: 1 })
    await parts.post(aCase(), of, anEntry(), { uncertain: false, part: 2 })

    expect(shownIn(of.channel).slice(1)).toEqual(['one', 'two', 'three'])
  })

  it('UPD-3: shows what is left of it in as many as that takes; the others go', async () => {
    const of = await opened()
    for (const part of [0, 1, 2])
      await publisherOf(['one', 'two', 'three']).post(aCase(), of, anEntry(), { uncertain: false, part })

    await publisherOf(['removed']).rewrite(aCase(), of, anEntry())

    const [, ...left] = server.messagesIn(of.channel)
    expect(left).toHaveLength(1)
    expect(JSON.stringify(left[0]?.cardsV2)).toContain('removed')
  })
})

describe('a failure', () => {
  const denied = (message: string, details?: readonly object[]) =>
    refusal('PERMISSION_DENIED', message, details)
  const oauth = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }

  it.each([
    ['channel', 'the app is not in the space', 403, denied('not a member'), 'PERMISSION_DENIED'],
    ['channel', 'there is no such space', 404, refusal('NOT_FOUND', 'no space'), 'NOT_FOUND'],
    [
      'channel',
      'the space is not made for it',
      400,
      refusal('FAILED_PRECONDITION', 'no'),
      'FAILED_PRECONDITION',
    ],
    ['message', 'the message is not understood', 400, refusal('INVALID_ARGUMENT', 'no'), 'INVALID_ARGUMENT'],
    ['installation', 'the key is no longer good', 401, refusal('UNAUTHENTICATED', 'no'), 'UNAUTHENTICATED'],
    ['installation', 'the key is disabled', 400, oauth, 'invalid_grant'],
    [
      'installation',
      'the API is off',
      403,
      denied('off', [{ reason: 'SERVICE_DISABLED' }]),
      'SERVICE_DISABLED',
    ],
    [
      'installation',
      'no app is configured',
      404,
      refusal('NOT_FOUND', 'Google Chat app not found.'),
      'NOT_FOUND',
    ],
    ['installation', 'the app is not live', 403, denied('Google Chat app is inactive.'), 'PERMISSION_DENIED'],
    ['passing', 'Google’s servers fail', 503, refusal('UNAVAILABLE', 'later'), 'UNAVAILABLE'],
    ['passing', 'Google says something new', 418, refusal('TEAPOT', 'short'), 'TEAPOT'],
  ])('is about the %s because %s', async (scope, _why, status, body, code) => {
    const of = await opened()
    server.substitute('create', { status, body }, 3)

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      scope,
      code,
      retryAfterMs: null,
      uninvited: status === 403 && scope === 'channel',
    })
  })

  it('with 429 comes back with the time to wait, for this space alone', async () => {
    const of = await opened()
    const details = [{ metadata: { consumer: 'projects/1', quota_limit: 'PerSpaceWritesPerMinutePerSpace' } }]
    const body = refusal('RESOURCE_EXHAUSTED', 'quota', details)
    server.substitute('create', { status: 429, headers: { 'retry-after': '7' }, body })

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      scope: 'passing',
      retryAfterMs: 7_000,
      limits: 'channel',
    })
    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({ code: 'budget' })
    await poster.post(aCase(), { ...of, channel: space }, anEntry(), sure)
    expect(server.callsOf('create')).toHaveLength(2)
  })

  it('is no reason to wait for what opens a thread or takes something away: only a card that is brought up to date yields', async () => {
    const api = apiAt(server.apiUrl)
    const pacedWrite = createPacedWrites(
      api,
      createBudgets(() => 1, clock),
    )
    const yielded: boolean[] = []
    const watched = createPublisher({
      api,
      write(channel, ask, how = { yields: false }) {
        yielded.push(how.yields)
        return pacedWrite(channel, ask, how)
      },
      views: plainViews,
      render: plainRender,
      split: plainSplit,
      log,
    })
    const of = await opened()

    // It is there already, as after an answer that was lost: created in vain, then drawn anew.
    await watched.open(aCase({ version: 2 }), thread(), uncertain)
    await watched.rewrite(aCase(), of, undefined)
    expect(yielded).toEqual([false, false, false])
    await watched.refresh(aCase({ version: 3 }), of)
    expect(yielded).toEqual([false, false, false, true])
  })

  it('with 429 of the whole project is a rest for all spaces', async () => {
    const of = await opened()
    const details = [{ reason: 'RATE_LIMIT_EXCEEDED', metadata: { consumer: 'projects/1' } }]
    server.substitute('create', { status: 429, body: refusal('RESOURCE_EXHAUSTED', 'quota', details) })

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      retryAfterMs: 30_000,
      limits: 'workspace',
    })
    expect(await failure(poster.post(aCase(), { ...of, channel: space }, anEntry(), sure))).toMatchObject({
      code: 'budget',
      limits: 'workspace',
    })
  })
})

describe('PLC-7: a mention in a thread', () => {
  const notice = { kind: 'waiting', seq: 2, at: noon, entries: [], count: 1 } as const

  it('is one text that names one person alive, once however often it is sent', async () => {
    const of = await opened()
    const told = { id: 'p-1-2', user: 'users/7', notice }

    await poster.mention?.(aCase(), of, told, sure)
    await poster.mention?.(aCase(), of, told, uncertain)

    const [{ body = {} } = {}] = server.callsOf('create')
    expect(body).toEqual({ text: '<users/7> is called', thread: { threadKey: of.id } })
    expect(server.messagesIn(of.channel).filter(({ text }) => text)).toHaveLength(1)
  })

  it('of everybody is refused before it is sent', async () => {
    const of = await opened()

    await failure(
      poster.mention?.(aCase(), of, { id: 'p', user: 'users/all', notice }, sure) ?? Promise.resolve(),
    )

    expect(server.callsOf('create')).toEqual([])
  })
})
