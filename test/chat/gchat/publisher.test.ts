import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subscription } from '../../../src/cases/case.ts'
import { createPublisher, messageId } from '../../../src/chat/gchat/publisher.ts'
import { createWriteQuota } from '../../../src/chat/gchat/write-quota.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../../src/delivery/publishers.ts'
import { aCase, anEntry } from '../../support/build-case.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { aGchatThread, apiAt, plainRender, plainViews, space } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
let poster: ThreadPublisher
let log: ReturnType<typeof recordingLog>
let threads = 0
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.clear()
  threads += 1
  log = recordingLog()
  const pace = createWriteQuota(() => performance.now())
  poster = createPublisher({ api: apiAt(server.apiUrl), pace, views: plainViews, render: plainRender, log })
})

const sure = { uncertain: false }
const uncertain = { uncertain: true }
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
      requestId: `client-${thread().id}`,
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

    expect(lost).toMatchObject({ gone: false, retryAfterMs: null })
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

    const at = await poster.open(aCase(), thread({ channel: 'users/7' }), sure)

    expect(at).toMatchObject({ channel: 'spaces/DM7' })
    expect(server.messagesIn('spaces/DM7')).toHaveLength(1)
  })

  it('of a person who has no direct messages with the app yet is tried again', async () => {
    expect(await failure(poster.open(aCase(), thread({ channel: 'users/8' }), sure))).toMatchObject({
      gone: false,
      ofInstallation: false,
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

  it('that was deleted does not end its thread', async () => {
    const of = await opened()
    server.remove(`${of.channel}/messages/client-${of.id}`)

    await poster.refresh(aCase(), of)
    await poster.post(aCase(), of, anEntry(), sure)

    expect(shownIn(of.channel)).toEqual(['Entry 1 of case 1001'])
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

    expect(await failure(poster.rewrite(aCase(), of, undefined))).toMatchObject({ gone: false })
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

  it('whose card Google will not show is told in words, so that those after it are not held up', async () => {
    const of = await opened()
    server.substitute('create', { status: 400, body: refusal('INVALID_ARGUMENT', 'bad widget') })

    await poster.post(aCase(), of, anEntry({ seq: 3 }), sure)

    const last = server.messagesIn(of.channel).at(-1)
    expect(last?.text).toContain('/case show 1001')
    expect(last).not.toHaveProperty('cardsV2')
    expect(log.lines).toContainEqual(expect.objectContaining({ level: 'error' }))
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

describe('a failure', () => {
  it.each([
    [
      'the app is not in the space',
      403,
      refusal('PERMISSION_DENIED', 'not a member'),
      /not in this space.*not a member/,
    ],
    ['there is no such space', 404, refusal('NOT_FOUND', 'no space'), /no such space/],
  ])('because %s is for good, with the reason', async (_, status, body, told) => {
    const of = await opened()
    server.substitute('create', { status, body })

    const failed = await failure(poster.post(aCase(), of, anEntry(), sure))

    expect(failed.gone).toBe(true)
    expect(failed.message).toMatch(told)
  })

  it.each([
    ['the API is switched off', 403, refusal('PERMISSION_DENIED', 'off', [{ reason: 'SERVICE_DISABLED' }])],
    ['the key is no longer good', 401, refusal('UNAUTHENTICATED', 'bad key')],
    ['Google’s servers fail', 503, refusal('UNAVAILABLE', 'later')],
  ])('because %s is tried again: somebody can mend it', async (_, status, body) => {
    const of = await opened()
    server.substitute('create', { status, body }, 3)

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      gone: false,
      retryAfterMs: null,
    })
  })

  it.each([
    ['a token that is no longer taken', 401, refusal('UNAUTHENTICATED', 'no')],
    ['the Chat API switched off', 403, refusal('PERMISSION_DENIED', 'off', [{ reason: 'SERVICE_DISABLED' }])],
    [
      'an app that is not configured',
      404,
      refusal('NOT_FOUND', 'Google Chat app not found. To create a Chat app …'),
    ],
  ])('with %s is the project’s fault, no thread’s', async (_, status, body) => {
    const of = await opened()
    server.substitute('create', { status, body }, 4)

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      gone: false,
      ofInstallation: true,
    })
  })

  it('with 429 comes back with the time to wait, for this space alone', async () => {
    const of = await opened()
    server.substitute('create', { status: 429, headers: { 'retry-after': '7' } })

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      gone: false,
      retryAfterMs: 7_000,
      pauseScope: 'channel',
    })
  })

  it('with 429 of the whole project is a rest for all spaces', async () => {
    const of = await opened()
    const details = [{ reason: 'RATE_LIMIT_EXCEEDED', metadata: { consumer: 'projects/1' } }]
    server.substitute('create', { status: 429, body: refusal('RESOURCE_EXHAUSTED', 'quota', details) })

    expect(await failure(poster.post(aCase(), of, anEntry(), sure))).toMatchObject({
      retryAfterMs: 30_000,
      pauseScope: 'workspace',
    })
  })

  it('to be in time for the quota sends nothing and says when there is room', async () => {
    const of = await opened()
    for (const seq of [1, 2, 3, 4]) await poster.post(aCase(), of, anEntry({ seq }), sure)
    server.clear()

    expect(await failure(poster.post(aCase(), of, anEntry({ seq: 5 }), sure))).toMatchObject({
      gone: false,
      retryAfterMs: expect.any(Number),
      pauseScope: 'channel',
    })
    expect(server.calls).toEqual([])
    await poster.post(aCase(), { ...of, channel: space }, anEntry({ seq: 5 }), sure)
  })
})
