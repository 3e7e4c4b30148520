import { readFile } from 'node:fs/promises'
import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createPerson, type Person } from '../../../playground/person.ts'
import { type LocalSlack, startLocalSlack } from '../../../playground/slack/local-slack.ts'
import type { Attachment } from '../../../src/cases/case.ts'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createLookInThread } from '../../../src/chat/slack/look-in-thread.ts'
import { createLookThrough } from '../../../src/chat/slack/look-through.ts'
import { createPacedCalls } from '../../../src/chat/slack/paced-calls.ts'
import { createUploads, type Uploads } from '../../../src/chat/slack/share-files.ts'
import { DeliveryFailure } from '../../../src/delivery/publishers.ts'
import { aCase, aThread } from '../../support/build-case.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { aSkippingClock } from '../../support/skipping-clock.ts'

const token = 'xoxb-uploads'
const content = new Map<string, string>([
  ['id-a', 'first'],
  ['id-b', 'second'],
])
const anAttachment = (id: string, name: string): Attachment => ({
  id,
  name,
  type: 'text/plain',
  size: content.get(id)?.length ?? 1,
  sha256: '',
})
const attachments = [anAttachment('id-a', 'a.log'), anAttachment('id-b', 'b.log')]

const budgetClock = aSkippingClock()
let slack: LocalSlack
let web: WebClient
let uploads: Uploads
let aoi: Person
let channel: string
let root: string
let message: string

beforeAll(async () => {
  slack = await startLocalSlack({
    port: 0,
    team: { name: 'Test' },
    bot: { url: 'http://127.0.0.1:9', signingSecret: 'secret', token, name: 'Casethread' },
    people: [
      { name: 'aoi', real_name: 'Aoi', email: 'aoi@hoshi.example.com', locale: 'en', tz: 'UTC', title: '' },
    ],
    channels: [{ name: 'cases', topic: '' }],
    manifest: parse(await readFile('manifest.yml', 'utf8')),
  })
  web = new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
  const calls = createPacedCalls(createBudgets(() => 1, budgetClock))
  uploads = createUploads({
    web,
    calls,
    lookInThread: createLookInThread(
      web,
      createLookThrough(calls, ({ user }) => user === slack.bot.user_id),
    ),
    log: recordingLog(),
    files: {
      async open(id) {
        const text = content.get(id)
        return text === undefined ? undefined : pieces(text)
      },
    },
  })
  aoi = createPerson(slack.url, 'aoi')
  channel = slack.channels.get('cases') ?? ''
})
afterAll(() => slack.close())
beforeEach(async () => {
  root = (await web.chat.postMessage({ channel, text: 'The case' })).ts ?? ''
  message = (await web.chat.postMessage({ channel, thread_ts: root, text: 'The entry' })).ts ?? ''
})

async function* pieces(text: string) {
  yield new TextEncoder().encode(text.slice(0, 2))
  yield new TextEncoder().encode(text.slice(2))
}

function bring(more: Partial<Parameters<Uploads['bring']>[0]> = {}): Promise<void> {
  const thread = aThread({ channel, root })
  return uploads.bring({
    supportCase: aCase(),
    thread,
    root,
    message,
    attachments,
    look: false,
    uncertain: false,
    ...more,
  })
}

const shown = async () =>
  (await aoi.messages('cases', root)).flatMap(({ files }) => (files ?? []).map((file) => file.name))
const said = async () => (await aoi.messages('cases', root)).map(({ text }) => text).join('\n')

describe('an entry’s files in its thread', () => {
  it('are brought together, under their names', async () => {
    await bring()

    expect(await shown()).toEqual(['a.log', 'b.log'])
  })

  it('that are there already are found and not brought again; the missing one is', async () => {
    await bring({ attachments: attachments.slice(0, 1) })

    await bring({ look: true, uncertain: true })
    await bring({ look: true, uncertain: true })

    expect(await shown()).toEqual(['a.log', 'b.log'])
  })

  it('of an earlier entry with the same name do not count', async () => {
    await bring()
    message = (await web.chat.postMessage({ channel, thread_ts: root, text: 'The next entry' })).ts ?? ''

    await bring({ look: true, uncertain: true })

    expect(await shown()).toEqual(['a.log', 'b.log', 'a.log', 'b.log'])
  })

  it('after a limit: the first try makes the next one look, a later one says how long to wait', async () => {
    slack.fail('files.getUploadURLExternal', { retryAfter: 7, status: 429, times: 1 })

    const first = await bring().catch((error: unknown) => error)
    expect(first).toBeInstanceOf(DeliveryFailure)
    expect(first).toMatchObject({ scope: 'passing', code: 'ratelimited', retryAfterMs: null })
    await expect(bring({ look: true, uncertain: true })).rejects.toMatchObject({
      retryAfterMs: expect.any(Number),
      limits: 'thread',
    })
    budgetClock.pass(7_000)
    await bring({ look: true, uncertain: true })

    expect(await shown()).toEqual(['a.log', 'b.log'])
  })

  it('that fail again and again are told of, and hold up nothing', async () => {
    slack.fail('files.getUploadURLExternal', { status: 503, times: 2 })

    await expect(bring()).rejects.toBeInstanceOf(DeliveryFailure)
    await bring({ look: true, uncertain: true, thread: aThread({ channel, root, tries: 3 }) })

    expect(await shown()).toEqual([])
    expect(await said()).toContain("Slack didn't accept these files: a.log, b.log")
  })

  it('that the store has lost are told of; the others are brought', async () => {
    await bring({ attachments: [anAttachment('id-a', 'a.log'), anAttachment('id-none', 'gone.log')] })

    expect(await shown()).toEqual(['a.log'])
    expect(await said()).toContain("Slack didn't accept these files: gone.log")
  })

  describe('UPD-3: when one is removed', () => {
    const left = attachments.slice(1)
    const takeAway = (more: Partial<Parameters<Uploads['takeAway']>[0]> = {}) =>
      uploads.takeAway({
        supportCase: aCase(),
        thread: aThread({ channel, root }),
        root,
        message,
        attachments: left,
        ...more,
      })

    it('it is deleted, the others and those of the next entry stay; and once more changes nothing', async () => {
      await bring()
      const next = { event_type: 'casethread_entry', event_payload: { case: 1001, entry: 3 } }
      const first = message
      message =
        (await web.chat.postMessage({ channel, thread_ts: root, text: 'Next', metadata: next })).ts ?? ''
      await bring()

      await takeAway({ message: first })
      await takeAway({ message: first })

      expect(await shown()).toEqual(['b.log', 'a.log', 'b.log'])
    })

    it('the message that told of its loss, by its name, goes too', async () => {
      await bring({ attachments: [anAttachment('id-none', 'secret.log')] })
      expect(await said()).toContain('secret.log')

      await takeAway({ attachments: [] })

      expect(await said()).not.toContain('secret.log')
    })

    it('and Slack does not let the app, the next try would not either', async () => {
      await bring()
      slack.fail('files.delete', { error: 'cant_delete_file', times: 1 })

      await takeAway()

      expect(await shown()).toEqual(['a.log', 'b.log'])
    })

    it('and Slack is out of order, it is told so that the next try does it', async () => {
      await bring()
      slack.fail('files.delete', { error: 'internal_error', times: 1 })

      await expect(takeAway()).rejects.toThrow('internal_error')
      await takeAway()

      expect(await shown()).toEqual(['b.log'])
    })
  })
})
