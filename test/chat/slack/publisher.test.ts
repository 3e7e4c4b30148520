import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subscription } from '../../../src/cases/case.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../../src/delivery/publishers.ts'
import { aCase, anEntry, aThread } from '../../support/build-case.ts'
import { type Bot, startBot, team } from './support/bot.ts'

let bot: Bot
let poster: ThreadPublisher
let number = 2000
beforeAll(async () => {
  bot = await startBot()
  poster = bot.slack.publisher
})
afterAll(() => bot.stop())
beforeEach(() => {
  bot.api.clear()
  number += 1
})
afterEach(() => {
  expect(bot.api.refused).toEqual([])
})

const sure = { uncertain: false }
const uncertain = { uncertain: true }
const thisCase = () => aCase({ number })
const thread = (more: Partial<Subscription> = {}) => aThread({ channel: bot.channel, ...more })

async function opened(more: Partial<Subscription> = {}): Promise<Subscription> {
  const at = await poster.open(thisCase(), thread(more), sure)
  bot.api.clear()
  return thread({ ...more, ...at })
}

async function failure(work: Promise<unknown>): Promise<DeliveryFailure> {
  const error = await work.then(
    () => new Error('It went through'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DeliveryFailure)) throw error
  return error
}

describe('NOT-2: nothing is broadcast to the channel', () => {
  it('neither the root card nor what is posted beneath it, whatever the audience', async () => {
    const at = await poster.open(thisCase(), thread(), sure)
    for (const audience of ['internal', 'customer', 'desk', 'everyone'] as const) {
      await poster.post(thisCase(), thread(at), anEntry({ audience }), sure)
    }

    const posted = bot.api.callsOf('chat.postMessage').map((call) => call.args)
    expect(posted.map((args) => args.thread_ts)).toEqual([undefined, at.root, at.root, at.root, at.root])
    for (const args of posted) expect(args).not.toHaveProperty('reply_broadcast')
  })
})

describe('the root card', () => {
  it('is posted with its case in the metadata, and says where it stands', async () => {
    const at = await poster.open(thisCase(), thread(), sure)

    const [posted] = bot.api.callsOf('chat.postMessage')
    expect(at).toEqual({ root: posted?.answer.ts, channel: bot.channel })
    expect(posted?.args).toMatchObject({
      text: `Case ${number}: Mail bounces`,
      metadata: { event_type: 'casethread_entry', event_payload: { case: number, entry: 0 } },
      unfurl_links: false,
      unfurl_media: false,
    })
    expect(posted?.args).not.toHaveProperty('reply_broadcast')
  })

  it('to a person goes into the direct message with them', async () => {
    const at = await poster.open(thisCase(), thread({ channel: bot.user }), sure)

    expect(at.channel).toMatch(/^D/)
    const again = await poster.open(thisCase(), thread({ channel: bot.user }), uncertain)
    expect(again).toEqual(at)
  })

  it('that was posted in doubt is found again and not posted twice', async () => {
    bot.api.substitute('chat.postMessage', { lost: true })
    const lost = await failure(poster.open(thisCase(), thread(), sure))

    const at = await poster.open(thisCase(), thread(), uncertain)

    expect(lost).toMatchObject({ gone: false })
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    expect(at.root).toBe(bot.api.callsOf('chat.postMessage')[0]?.answer.ts)
  })

  it('in doubt that is not there is posted', async () => {
    await poster.open(thisCase(), thread(), uncertain)

    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
  })

  it('of somebody else with the same metadata is not believed to be ours', async () => {
    const metadata = { event_type: 'casethread_entry', event_payload: { case: number, entry: 0 } }
    await bot.api.call('chat.postMessage', { channel: bot.channel, text: 'mine!', metadata })

    await poster.open(thisCase(), thread(), uncertain)

    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
  })

  it('is brought up to date in place', async () => {
    const of = await opened()

    await poster.refresh(aCase({ number, title: 'Mail bounces again' }), of)

    expect(bot.api.callsOf('chat.update')[0]).toMatchObject({
      args: { ts: of.root, text: `Case ${number}: Mail bounces again` },
      answer: { ok: true },
    })
  })

  it.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'that can no longer be changed (%s) does not end its thread',
    async (error) => {
      const of = await opened()
      bot.api.substitute('chat.update', { body: { ok: false, error } })

      await poster.refresh(thisCase(), of)
      await poster.post(thisCase(), of, anEntry(), sure)

      expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    },
  )
})

describe('an entry', () => {
  it('is posted under the root and never broadcast to the channel (complaint 4)', async () => {
    const of = await opened()

    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)

    const [posted] = bot.api.callsOf('chat.postMessage')
    expect(posted?.args).toMatchObject({
      thread_ts: of.root,
      metadata: { event_payload: { case: number, entry: 3 } },
    })
    expect(posted?.args).not.toHaveProperty('reply_broadcast')
    expect(bot.api.callsOf('conversations.replies')).toEqual([])
  })

  it('that was posted in doubt is found again, and the one after it is posted', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { lost: true })
    await failure(poster.post(thisCase(), of, anEntry({ seq: 3 }), sure))

    await poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain)
    await poster.post(thisCase(), of, anEntry({ seq: 4 }), uncertain)

    const seqs = bot.api
      .callsOf('chat.postMessage')
      .map((call) => (call.args.metadata as { event_payload: { entry: number } }).event_payload.entry)
    expect(seqs).toEqual([3, 4])
  })

  it('whose blocks Slack will not show goes out as text, so that those after it are not held up (complaint 8)', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error: 'invalid_blocks' } })

    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)

    const last = bot.api.callsOf('chat.postMessage').at(-1)
    expect(last?.args).toMatchObject({ text: `Entry 3 of case ${number}` })
    expect(last?.args).not.toHaveProperty('blocks')
    expect(last?.answer).toMatchObject({ ok: true })
  })

  it('is never posted where the look-up itself fails', async () => {
    const of = await opened()
    bot.api.substitute('conversations.replies', { status: 503 })

    expect(await failure(poster.post(thisCase(), of, anEntry(), uncertain))).toMatchObject({ gone: false })
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it('is looked up page by page, and not without end', async () => {
    const of = await opened()
    const page = { ok: true, messages: [], response_metadata: { next_cursor: 'more' } }
    bot.api.substitute('conversations.replies', { body: page }, 50)

    await poster.post(thisCase(), of, anEntry(), uncertain)

    expect(bot.api.callsOf('conversations.replies').length).toBeLessThanOrEqual(5)
    expect(bot.api.callsOf('conversations.replies')[1]?.args).toMatchObject({ cursor: 'more' })
  })
})

describe('UPD-3: a post that something is removed from', () => {
  it('is found by its entry, also far back, and shows what is left of it under the same entry', async () => {
    const of = await opened()
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)
    const [posted] = bot.api.callsOf('chat.postMessage')
    bot.api.clear()
    const more = { ok: true, messages: [], response_metadata: { next_cursor: '0' } }
    bot.api.substitute('conversations.replies', { body: more }, 7)

    await poster.rewrite(thisCase(), of, anEntry({ seq: 3 }))

    expect(bot.api.callsOf('chat.update')).toMatchObject([
      {
        args: {
          ts: posted?.answer.ts,
          text: `Entry 3 of case ${number}`,
          metadata: { event_payload: { case: number, entry: 3 } },
        },
        answer: { ok: true },
      },
    ])
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain)
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it('that was never made is not made now, and a thread that is not open stays shut', async () => {
    const of = await opened()

    await poster.rewrite(thisCase(), of, anEntry({ seq: 3 }))
    await poster.rewrite(thisCase(), thread(), anEntry({ seq: 3 }))

    expect(bot.api.callsOf('chat.update')).toEqual([])
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it.each(['cant_update_message', 'edit_window_closed'])(
    'and that can no longer be changed (%s) is deleted',
    async (error) => {
      const of = await opened()
      await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)
      bot.api.substitute('chat.update', { body: { ok: false, error } })

      await poster.rewrite(thisCase(), of, anEntry({ seq: 3 }))

      const [posted] = bot.api.callsOf('chat.postMessage')
      expect(bot.api.callsOf('chat.delete')).toMatchObject([
        { args: { ts: posted?.answer.ts }, answer: { ok: true } },
      ])
    },
  )

  it('and that somebody deleted meanwhile is left alone', async () => {
    const of = await opened()
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)
    bot.api.substitute('chat.update', { body: { ok: false, error: 'message_not_found' } })

    await poster.rewrite(thisCase(), of, anEntry({ seq: 3 }))

    expect(bot.api.callsOf('chat.delete')).toEqual([])
  })

  it('whose blocks Slack will not show loses them, so that nothing of before stays', async () => {
    const of = await opened()
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)
    bot.api.substitute('chat.update', { body: { ok: false, error: 'invalid_blocks' } })

    await poster.rewrite(thisCase(), of, anEntry({ seq: 3 }))

    expect(bot.api.callsOf('chat.update').at(-1)?.args).toMatchObject({
      text: `Entry 3 of case ${number}`,
      blocks: [],
    })
  })

  it('is the root card where the title goes, which then tells no more than that', async () => {
    const of = await opened()

    await poster.rewrite(aCase({ number, title: 'Gmail' }), of, undefined)

    expect(bot.api.callsOf('chat.update')).toMatchObject([
      { args: { ts: of.root, text: `Case ${number}: Gmail` } },
    ])
  })

  it('in a busy workspace says how long to wait', async () => {
    const of = await opened()
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), sure)
    bot.api.substitute('chat.update', { status: 429, headers: { 'retry-after': '7' } })

    expect(await failure(poster.rewrite(thisCase(), of, anEntry({ seq: 3 })))).toMatchObject({
      gone: false,
      retryAfterMs: 7_000,
    })
  })
})

describe('a failure', () => {
  it.each(['channel_not_found', 'not_in_channel', 'is_archived', 'user_not_found', 'thread_not_found'])(
    'with %s is for good',
    async (error) => {
      const of = await opened()
      bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

      expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
        gone: true,
        message: error,
      })
    },
  )

  it.each([
    'account_inactive',
    'invalid_auth',
    'org_login_required',
    'team_access_not_granted',
    'team_not_found',
    'token_expired',
    'token_revoked',
  ])('with %s is the installation’s fault, no thread’s', async (error) => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
      gone: false,
      ofInstallation: true,
      message: error,
    })
  })

  it.each(['missing_scope', 'no_permission'])(
    'with %s, which may be one method’s, holds up no other thread',
    async (error) => {
      const of = await opened()
      bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

      expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
        gone: false,
        ofInstallation: false,
      })
    },
  )

  it('serves the threads of its own workspace only', async () => {
    expect([poster.serves('T_ANOTHER'), poster.serves(team)]).toEqual([false, true])
  })

  it.each([
    ['not_in_channel', true],
    ['channel_not_found', true],
    ['is_archived', false],
    ['internal_error', false],
  ])('with %s tells whether an invitation would mend it: %s', async (error, uninvited) => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({ uninvited })
  })

  it.each(['internal_error', 'fatal_error', 'missing_scope', 'service_unavailable'])(
    'with %s is tried again',
    async (error) => {
      const of = await opened()
      bot.api.substitute('chat.postMessage', { body: { ok: false, error } })

      expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
        gone: false,
        retryAfterMs: null,
      })
    },
  )

  it('with 429 comes back at once with the time to wait, and is not sat out here', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } })

    const failed = await failure(poster.post(thisCase(), of, anEntry(), sure))

    expect(failed).toMatchObject({ gone: false, retryAfterMs: 7000 })
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
  })

  it('with a fault of Slack’s servers is tried again, by the caller alone', async () => {
    const of = await opened()
    bot.api.substitute('chat.update', { status: 503 })

    expect(await failure(poster.refresh(thisCase(), of))).toMatchObject({ gone: false })
    expect(bot.api.callsOf('chat.update')).toHaveLength(1)
  })

  it('to reach Slack at all is tried again', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { lost: true })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({ gone: false })
  })

  it('of a really archived channel is for good', async () => {
    const made = await bot.api.call('conversations.create', { name: 'gone-soon' })
    const { id } = made.channel as { id: string }
    const of = await opened({ channel: id })
    await bot.api.call('conversations.archive', { channel: id })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
      gone: true,
      message: 'is_archived',
    })
  })
})
