import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Subscription } from '../../../src/cases/case.ts'
import { toHusk } from '../../../src/cases/case-removal.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../../src/delivery/publishers.ts'
import type { Card } from '../../../views/view.ts'
import { aCase, anEntry, aThread, noon } from '../../support/build-case.ts'
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

const sure = { uncertain: false, part: 0 }
const uncertain = { uncertain: true, part: 0 }
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

describe('NOT-1: what another process may be at work on by now', () => {
  it('is not sent, however short the wait before it was', async () => {
    const at = await opened()
    let held = true
    const mayGoOut = () => held
    // So many go out at once in a channel; the next one sits out a moment.
    for (let seq = 1; seq <= 3; seq += 1)
      await poster.post(thisCase(), at, anEntry({ seq }), { ...sure, mayGoOut })
    bot.api.clear()
    const waiting = failure(poster.post(thisCase(), at, anEntry({ seq: 4 }), { ...sure, mayGoOut }))
    held = false

    expect(await waiting).toMatchObject({ code: 'taken-over', retryAfterMs: 0 })
    expect(await failure(poster.open(thisCase(), thread(), { ...sure, mayGoOut }))).toMatchObject({
      code: 'taken-over',
    })
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
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

    expect(lost).toMatchObject({ scope: 'passing', code: 'no-answer' })
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

  it.each(['cant_update_message', 'edit_window_closed', 'message_not_found'])(
    'that can no longer be changed (%s) is posted anew in its thread, and that one is changed from then on',
    async (error) => {
      const of = await opened()
      bot.api.substitute('chat.update', { body: { ok: false, error } })

      const card = await poster.refresh(aCase({ number, title: 'Two' }), of)
      const again = await poster.refresh(aCase({ number, title: 'Three' }), { ...of, card: card ?? null })

      const [posted, ...more] = bot.api.callsOf('chat.postMessage')
      expect(posted?.args).toMatchObject({ thread_ts: of.root, text: `Case ${number}: Two` })
      expect(more).toEqual([])
      expect(card).toBe(posted?.answer.ts)
      expect(again).toBeUndefined()
      expect(bot.api.callsOf('chat.update').at(-1)).toMatchObject({
        args: { ts: card, text: `Case ${number}: Three` },
        answer: { ok: true },
      })
    },
  )

  it('that was posted anew without an answer is found and not posted a third time', async () => {
    const of = await opened()
    bot.api.substitute('chat.update', { body: { ok: false, error: 'edit_window_closed' } }, 2)
    bot.api.substitute('chat.postMessage', { lost: true })
    await failure(poster.refresh(thisCase(), of))

    const card = await poster.refresh(aCase({ number, title: 'Three' }), of)

    const [posted, ...more] = bot.api.callsOf('chat.postMessage')
    expect(more).toEqual([])
    expect(card).toBe(posted?.answer.ts)
    expect(bot.api.callsOf('chat.update').at(-1)?.args).toMatchObject({
      ts: card,
      text: `Case ${number}: Three`,
    })
  })

  it('that Slack refuses is told by its text, so that a thread can stand beneath it', async () => {
    bot.api.substitute('chat.postMessage', { body: { ok: false, error: 'invalid_blocks' } })

    const at = await poster.open(thisCase(), thread(), sure)

    const last = bot.api.callsOf('chat.postMessage').at(-1)
    expect(last?.args).toMatchObject({ text: `Case ${number}: Mail bounces` })
    expect(last?.args).not.toHaveProperty('blocks')
    expect(at.root).toBe(last?.answer.ts)
  })
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

  it('whose blocks Slack will not show is told in plain words, so that those after it are not held up (complaint 8)', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error: 'invalid_blocks' } })
    const refused = await failure(poster.post(thisCase(), of, anEntry({ seq: 3 }), sure))

    await poster.post(thisCase(), of, anEntry({ seq: 3 }), { ...sure, plain: true })

    expect(refused).toMatchObject({ scope: 'message', code: 'invalid_blocks' })
    const last = bot.api.callsOf('chat.postMessage').at(-1)
    expect(last?.answer).toMatchObject({ ok: true })
    expect(last?.args).toMatchObject({
      text: `Case ${number}: Slack didn't accept update 3. View it with "/case show ${number}".`,
    })
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(2)
  })

  it('is not passed over where Slack refuses the plain words as well', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error: 'message_blocked' } })

    expect(await failure(poster.post(thisCase(), of, anEntry(), { ...sure, plain: true }))).toMatchObject({
      scope: 'passing',
      code: 'message_blocked',
    })
  })

  it('is never posted where the look-up itself fails', async () => {
    const of = await opened()
    bot.api.substitute('conversations.replies', { status: 503 })

    expect(await failure(poster.post(thisCase(), of, anEntry(), uncertain))).toMatchObject({
      scope: 'passing',
      code: 'http_503',
    })
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })

  it('is never posted before all was looked through, however long that takes', async () => {
    const of = await opened()
    const page = (cursor: string) => ({
      body: { ok: true, messages: [], response_metadata: { next_cursor: cursor } },
    })
    for (let turn = 1; turn <= 7; turn += 1) bot.api.substitute('conversations.replies', page(`page-${turn}`))

    const first = await failure(poster.post(thisCase(), of, anEntry(), uncertain))
    expect(first).toMatchObject({ scope: 'passing', retryAfterMs: expect.any(Number), limits: 'thread' })
    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
    await poster.post(thisCase(), of, anEntry(), uncertain)

    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    const cursors = bot.api.callsOf('conversations.replies').map(({ args }) => args.cursor)
    expect(cursors.slice(0, 8)).toEqual([
      undefined,
      ...Array.from({ length: 7 }, (_, index) => `page-${index + 1}`),
    ])
  })

  it('in doubt waits for a method that is a call a minute, and is found where it stands', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { lost: true })
    await failure(poster.post(thisCase(), of, anEntry({ seq: 3 }), sure))
    bot.api.substitute('conversations.replies', { status: 429, headers: { 'retry-after': '60' } })

    const waits = await failure(poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain))
    const meanwhile = await failure(poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain))
    bot.budgetClock.pass(60_000)
    await poster.post(thisCase(), of, anEntry({ seq: 3 }), uncertain)

    expect(waits).toMatchObject({ retryAfterMs: 60_000, limits: 'thread' })
    expect(meanwhile).toMatchObject({ retryAfterMs: expect.any(Number), limits: 'thread' })
    expect(bot.api.callsOf('conversations.replies')).toHaveLength(2)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
  })
})

describe('an entry that is too long for one message', () => {
  const long = 'All mail to the domain bounces since noon. '.repeat(700)
  const entry = anEntry({ seq: 3 })
  /** Ours, with an entry of this length. */
  let own: Bot
  let posted: Subscription
  let text = long
  beforeAll(async () => {
    own = await startBot({
      threadViews: {
        root: async () => cardOf('The case'),
        title: () => cardOf('The case'),
        entry: () => cardOf(text),
        mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
      },
    })
  })
  afterAll(() => own.stop())
  beforeEach(async () => {
    text = long
    posted = aThread({
      ...(await own.slack.publisher.open(thisCase(), aThread({ channel: own.channel }), sure)),
    })
    own.api.clear()
  })
  const cardOf = (said: string): Card => ({
    kind: 'card',
    summary: 'Entry 3',
    blocks: [{ kind: 'quote', text: said }],
  })
  const part = (at: number, uncertain = false) =>
    own.slack.publisher.post(thisCase(), posted, entry, { uncertain, part: at })
  const shownParts = () =>
    own.api
      .callsOf('chat.postMessage')
      .map(({ args }) => (args.metadata as { event_payload: { part?: number } }).event_payload.part)

  it('is told in parts under the root, each by itself', async () => {
    const count = own.slack.publisher.countParts(thisCase(), posted, entry)
    for (let at = 0; at < count; at += 1) await part(at)

    expect(count).toBe(3)
    expect(shownParts()).toEqual([0, 1, 2])
    expect(own.api.callsOf('chat.postMessage').every(({ args }) => args.thread_ts === posted.root)).toBe(true)
    expect(own.api.refused).toEqual([])
  })

  it('is not told twice where the answer to one part was lost', async () => {
    await part(0)
    own.api.substitute('chat.postMessage', { lost: true })
    await failure(part(1))

    await part(1, true)
    await part(2, true)

    expect(shownParts()).toEqual([0, 1, 2])
  })

  it('UPD-3: shows what is left of it in as many as that takes; the others go', async () => {
    for (const at of [0, 1, 2]) await part(at)
    const [first, ...others] = own.api.callsOf('chat.postMessage').map(({ answer }) => answer.ts)
    text = 'Removed'

    await own.slack.publisher.rewrite(thisCase(), posted, entry)
    await own.slack.publisher.rewrite(thisCase(), posted, entry)

    expect(own.api.callsOf('chat.delete').map(({ args }) => args.ts)).toEqual(others.toReversed())
    expect(new Set(own.api.callsOf('chat.update').map(({ args }) => args.ts))).toEqual(new Set([first]))
  })
})

describe('the posts of a case that is gone', () => {
  const husk = () => toHusk(thisCase(), noon)

  it('are deleted, the newest first, and the card says no more than that the case was', async () => {
    const of = await opened()
    for (const seq of [1, 2]) await poster.post(thisCase(), of, anEntry({ seq }), sure)
    const posted = bot.api.callsOf('chat.postMessage').map(({ answer }) => answer.ts)
    const { ts: said } = await bot.api.call('chat.postMessage', {
      channel: bot.channel,
      thread_ts: of.root,
      text: 'What somebody wrote',
    })
    bot.api.clear()

    expect(await poster.withdraw(husk(), { ...of, cursor: 2 }, sure)).toBeNull()

    expect(bot.api.callsOf('chat.delete').map(({ args }) => args.ts)).toEqual(posted.toReversed())
    expect(posted).not.toContain(said)
    const [card] = bot.api.callsOf('chat.update')
    expect(card?.args).toMatchObject({ ts: of.root, text: 'This case has been deleted.', blocks: [] })
    expect(JSON.stringify(card?.args)).not.toContain(String(number))
    // Once more there is nothing left to delete.
    bot.api.clear()
    expect(await poster.withdraw(husk(), of, sure)).toBeNull()
    expect(bot.api.callsOf('chat.delete')).toEqual([])
  })

  it('are told in the thread’s language, and a card that nobody can edit any more is deleted', async () => {
    const of = await opened({ locale: 'ja' })
    bot.api.substitute('chat.update', { body: { ok: false, error: 'edit_window_closed' } })

    expect(await poster.withdraw(husk(), of, sure)).toBeNull()

    expect(bot.api.callsOf('chat.update')[0]?.args.text).toBe('このケースは削除されました。')
    expect(bot.api.callsOf('chat.delete').map(({ args }) => args.ts)).toEqual([of.root])
  })

  it('whose card was posted in doubt are looked for; without a doubt there are none', async () => {
    bot.api.substitute('chat.postMessage', { lost: true })
    await failure(poster.open(thisCase(), thread(), sure))
    const root = bot.api.callsOf('chat.postMessage')[0]?.answer.ts
    bot.api.clear()

    expect(await poster.withdraw(husk(), thread(), sure)).toBeNull()
    expect(bot.api.callsOf('chat.update')).toEqual([])
    expect(await poster.withdraw(husk(), thread(), uncertain)).toBeNull()
    expect(bot.api.callsOf('chat.update').map(({ args }) => args.ts)).toEqual([root])
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

    expect(await failure(poster.rewrite(thisCase(), of, anEntry({ seq: 3 })))).toMatchObject({
      retryAfterMs: expect.any(Number),
      limits: 'thread',
    })
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
      retryAfterMs: 7_000,
      limits: 'thread',
    })
    bot.budgetClock.pass(7_000)
  })
})

describe('a failure', () => {
  async function failedWith(error: string): Promise<DeliveryFailure> {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { body: { ok: false, error } })
    return failure(poster.post(thisCase(), of, anEntry(), sure))
  }

  it.each([
    ['installation', 'access_denied'],
    ['installation', 'account_inactive'],
    ['installation', 'ekm_access_denied'],
    ['installation', 'enterprise_is_restricted'],
    ['installation', 'invalid_auth'],
    ['installation', 'missing_scope'],
    ['installation', 'no_permission'],
    ['installation', 'not_authed'],
    ['installation', 'org_login_required'],
    ['installation', 'team_access_not_granted'],
    ['installation', 'team_not_found'],
    ['installation', 'token_expired'],
    ['installation', 'token_revoked'],
    ['channel', 'channel_not_found'],
    ['channel', 'is_archived'],
    ['channel', 'not_in_channel'],
    ['channel', 'restricted_action'],
    ['channel', 'restricted_action_read_only_channel'],
    ['channel', 'user_not_found'],
    ['thread', 'thread_not_found'],
    ['thread', 'message_not_found'],
    ['message', 'invalid_blocks'],
    ['message', 'invalid_blocks_format'],
    ['message', 'metadata_too_large'],
    ['message', 'msg_blocks_too_long'],
    ['message', 'msg_too_long'],
    ['passing', 'fatal_error'],
    ['passing', 'internal_error'],
    ['passing', 'request_timeout'],
    ['passing', 'service_unavailable'],
    ['passing', 'a_word_of_tomorrow'],
  ])('is about the %s where Slack says %s', async (scope, error) => {
    expect(await failedWith(error)).toMatchObject({ scope, code: error, retryAfterMs: null })
  })

  it('serves the threads of its own workspace only', async () => {
    expect([poster.serves('T_ANOTHER'), poster.serves(team)]).toEqual([false, true])
  })

  it.each([
    ['not_in_channel', true],
    ['channel_not_found', true],
    ['is_archived', false],
    ['internal_error', false],
  ])('with %s tells whether an invitation would mend it: %s', async (error, uninvited) => {
    expect(await failedWith(error)).toMatchObject({ uninvited })
  })

  it('with 429 holds up that channel for as long as Slack says, and no other', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } })

    const failed = await failure(poster.post(thisCase(), of, anEntry(), sure))
    const meanwhile = await failure(poster.post(thisCase(), of, anEntry(), sure))

    expect(failed).toMatchObject({ scope: 'passing', retryAfterMs: 7000, limits: 'channel' })
    expect(meanwhile).toMatchObject({ code: 'budget', limits: 'channel' })
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)
    await poster.open(thisCase(), thread({ channel: bot.user }), sure)
    bot.budgetClock.pass(7_000)
    await poster.post(thisCase(), of, anEntry(), sure)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(3)
  })

  it('with message_limit_exceeded holds up the workspace', async () => {
    expect(await failedWith('message_limit_exceeded')).toMatchObject({
      retryAfterMs: 30_000,
      limits: 'workspace',
    })
    await expect(poster.open(thisCase(), thread({ channel: bot.user }), sure)).rejects.toMatchObject({
      code: 'budget',
      limits: 'workspace',
    })
    bot.budgetClock.pass(30_000)
  })

  it('with a fault of Slack’s servers is tried again, by the caller alone', async () => {
    const of = await opened()
    bot.api.substitute('chat.update', { status: 503 })

    expect(await failure(poster.refresh(thisCase(), of))).toMatchObject({
      scope: 'passing',
      code: 'http_503',
    })
    expect(bot.api.callsOf('chat.update')).toHaveLength(1)
  })

  it('to reach Slack at all is tried again', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { lost: true })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
      scope: 'passing',
      code: 'no-answer',
    })
  })

  it('of a really archived channel is the channel’s', async () => {
    const made = await bot.api.call('conversations.create', { name: 'gone-soon' })
    const { id } = made.channel as { id: string }
    const of = await opened({ channel: id })
    await bot.api.call('conversations.archive', { channel: id })

    expect(await failure(poster.post(thisCase(), of, anEntry(), sure))).toMatchObject({
      scope: 'channel',
      code: 'is_archived',
    })
  })
})

describe('PLC-7: a mention in a thread', () => {
  const told = (id = 'p-1-2') => ({
    id,
    user: bot.user,
    notice: { kind: 'waiting', seq: 2, at: noon, entries: [], count: 1 } as const,
  })

  it('names one person alive in a reply that is found by its notice', async () => {
    const of = await opened()

    await poster.mention?.(thisCase(), of, told(), sure)

    const [{ args = {}, answer = {} } = {}] = bot.api.callsOf('chat.postMessage')
    expect(answer).toMatchObject({ ok: true })
    expect(args).toMatchObject({
      thread_ts: of.root,
      text: `<@${bot.user}> is called`,
      metadata: { event_type: 'casethread_notice', event_payload: { case: number, notice: 'p-1-2' } },
    })
  })

  it('in doubt is looked for; another notice does not stand for it, nor an entry', async () => {
    const of = await opened()
    bot.api.substitute('chat.postMessage', { lost: true })
    await failure(poster.mention?.(thisCase(), of, told(), sure) ?? Promise.resolve())
    await poster.mention?.(thisCase(), of, told(), uncertain)
    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(1)

    await poster.mention?.(thisCase(), of, told('p-1-3'), uncertain)
    await poster.post(thisCase(), of, anEntry({ seq: 2, at: new Date() }), uncertain)

    expect(bot.api.callsOf('chat.postMessage')).toHaveLength(3)
  })

  it('of nobody that Slack knows is refused before it is sent', async () => {
    const of = await opened()

    await failure(poster.mention?.(thisCase(), of, { ...told(), user: '!here' }, sure) ?? Promise.resolve())

    expect(bot.api.callsOf('chat.postMessage')).toEqual([])
  })
})

describe('no post', () => {
  it('bears a name or a picture of its own: all are the app’s', async () => {
    const of = await opened()
    await poster.open(thisCase(), thread(), sure)
    await poster.post(thisCase(), of, anEntry(), sure)
    await poster.refresh(thisCase(), of)
    const notice = { kind: 'wrote', seq: 1, at: noon, entries: [], count: 1 } as const
    await poster.mention?.(thisCase(), of, { id: 'p-9', user: bot.user, notice }, sure)

    const calls = ['chat.postMessage', 'chat.update'].flatMap((method) => bot.api.callsOf(method))
    expect(calls.length).toBeGreaterThanOrEqual(4)
    for (const { args } of calls)
      expect(Object.keys(args)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(username|icon_url|icon_emoji|as_user)$/)]),
      )
  })
})
