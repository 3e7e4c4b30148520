import { readFile } from 'node:fs/promises'
import { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createPerson, type Person } from '../../../playground/person.ts'
import { type LocalSlack, startLocalSlack } from '../../../playground/slack/local-slack.ts'
import { createBudgets } from '../../../src/chat/budgets.ts'
import { createPacedCalls } from '../../../src/chat/slack/paced-calls.ts'
import { createSendFiles, type SendFilesHere } from '../../../src/chat/slack/send-files.ts'
import { aSkippingClock } from '../../support/skipping-clock.ts'

const token = 'xoxb-exports'
const budgetClock = aSkippingClock()
let slack: LocalSlack
let sendFiles: SendFilesHere
let aoi: Person

beforeAll(async () => {
  slack = await startLocalSlack({
    port: 0,
    team: { name: 'Test' },
    bot: { url: 'http://127.0.0.1:9', signingSecret: 'secret', token, name: 'Casethread' },
    people: ['aoi', 'ben'].map((name) => ({
      name,
      real_name: name,
      email: `${name}@hoshi.example.com`,
      locale: 'en',
      tz: 'UTC',
      title: '',
    })),
    channels: [{ name: 'cases', topic: '' }],
    manifest: parse(await readFile('manifest.yml', 'utf8')),
  })
  const web = new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  })
  sendFiles = createSendFiles({ web, calls: createPacedCalls(createBudgets(() => 1, budgetClock)) })
  aoi = createPerson(slack.url, 'aoi')
})
afterAll(() => slack.close())

const files = [
  { name: 'cases.csv', bytes: Buffer.from('one') },
  { name: 'entries.csv', bytes: Buffer.from('two') },
]

it('files for one person come as one message into their direct messages, and nowhere else', async () => {
  const user = slack.users.get('aoi') ?? ''
  expect(await sendFiles(user, files, 'Yours: <1> & 2')).toBe(true)

  const messages = await aoi.messages(user)
  expect(messages.at(-1)?.files?.map(({ name }) => name)).toEqual(['cases.csv', 'entries.csv'])
  expect(messages.at(-1)?.text).toContain('&lt;1&gt; &amp; 2')
  expect((await aoi.messages('cases')).flatMap((message) => message.files ?? [])).toEqual([])
})

it('nobody of that id is an answer, and no fault', async () => {
  expect(await sendFiles('UNOBODY', files, 'x')).toBe(false)
})

it('a fault of Slack’s is thrown on', async () => {
  slack.fail('files.completeUploadExternal', { status: 503, times: 1 })
  await expect(sendFiles(slack.users.get('aoi') ?? '', files, 'x')).rejects.toThrow()
})
