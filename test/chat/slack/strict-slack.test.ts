import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createPerson, type Person } from '../../../playground/person.ts'
import { type LocalSlack, startLocalSlack } from '../../../playground/slack/local-slack.ts'
import type { Form } from '../../../views/view.ts'
import { aCase, anEntry, aThread } from '../../support/build-case.ts'
import { aCard, aForm, fakeRunner } from '../../support/fake-runner.ts'
import { noIncoming } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { texts } from './support/bot.ts'
import { type ServedSlack, serveSlack } from './support/serve-slack.ts'

/** Before a Slack that keeps what is typed by itself, spends triggers and refuses what passes a limit. */
const token = 'xoxb-strict'
const signingSecret = 'strict-secret'
const runner = fakeRunner()
const log = recordingLog()
let slack: LocalSlack
let bot: ServedSlack
let aoi: Person
let cases: string

beforeAll(async () => {
  slack = await startLocalSlack({
    port: 0,
    team: { name: 'Test' },
    bot: { url: 'http://127.0.0.1:9', signingSecret, token, name: 'Casethread' },
    people: [
      {
        name: 'aoi',
        real_name: '青木 葵',
        email: 'aoi@hoshi.example.com',
        locale: 'ja-JP',
        tz: 'Asia/Tokyo',
        title: 'Support',
      },
    ],
    channels: [{ name: 'cases', topic: 'Cases' }],
    manifest: parse(await readFile('manifest.yml', 'utf8')),
  })
  bot = await serveSlack(
    {
      botToken: token,
      connection: { kind: 'http', signingSecret },
      apiUrl: slack.apiUrl,
      threadViews: {
        root: async (of) => aCard(`Case ${of.number}`),
        title: (of) => aCard(`Case ${of.number}`),
        mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
        entry: (_of, _thread, entry) => aCard(`Entry ${entry.seq}`),
      },
      files: { open: async () => undefined },
      incoming: noIncoming,
      log,
      now: () => new Date(),
      trustEmail: true,
      deadlines: { answerMs: 400, submitMs: 400 },
    },
    runner,
  )
  slack.setBotUrl(bot.url)
  aoi = createPerson(slack.url, 'aoi')
  cases = slack.channels.get('cases') ?? ''
})
afterAll(async () => {
  await bot.stop()
  await slack.close()
})
beforeEach(() => runner.reset())

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
]

describe('before a strict Slack', () => {
  it('a form is opened, drawn anew with what was typed, told its errors, and sent', async () => {
    runner.script.typed = () => aForm(parts)
    runner.script.choices = (_wish, _source, query) =>
      [{ value: 'C-midori', label: 'みどり商会' }].filter((one) => one.label.includes(query))
    runner.script.refreshed = () =>
      aForm([...parts, { kind: 'text', name: 'grant', label: 'Who granted it' }])
    runner.script.submitted = (_wish, _command, values) =>
      values.title === 'bad' ? { kind: 'errors', fields: { title: 'Say more.' } } : aCard('Case 1001 is open')

    expect(await aoi.command(cases, '/case new')).toMatchObject({ ok: true })
    const view = await aoi.view()
    const filled = await aoi.fill(view, { Title: 'bad', Customer: 'みどり' })
    expect(texts(filled.view.blocks)).toContain('Who granted it')
    const refused = await aoi.submit(filled.view, { 'Who granted it': 'Ms Mori' })
    expect(refused).toMatchObject({ ok: true, closed: false })
    expect(JSON.stringify(refused)).toContain('Say more.')
    const sent = await aoi.submit(filled.view, { Title: 'Mail bounces', 'Who granted it': 'Ms Mori' })

    expect(sent).toMatchObject({ ok: true, closed: true })
    expect(runner.asked.at(-1)?.rest[1]).toEqual({
      customer: 'C-midori',
      title: 'Mail bounces',
      severity: 'P3',
      grant: 'Ms Mori',
    })
    expect(runner.asked.at(-1)?.wish.person).toMatchObject({
      email: 'aoi@hoshi.example.com',
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
    })
    const told = await aoi.waitFor(async () =>
      (await aoi.messages(cases)).find((one) => one.text === 'Case 1001 is open'),
    )
    expect(told.ephemeral).toBe(true)
  })

  it('a slow submission keeps what was typed, and its outcome is drawn into the dialog', async () => {
    runner.script.typed = () => aForm(parts.slice(1))
    runner.script.submitted = () =>
      new Promise((resolve) => setTimeout(resolve, 900, { kind: 'errors', fields: { title: 'Too short.' } }))

    await aoi.command(cases, '/case new')
    const view = await aoi.view()
    expect(await aoi.submit(view, { Title: 'Mail', Severity: 'P1' })).toMatchObject({
      ok: true,
      closed: false,
    })
    const drawn = await aoi.waitFor(async () =>
      (await aoi.views()).find((one) => texts(one.blocks).includes('Too short.')),
    )

    expect(JSON.stringify(drawn.state)).toContain('"value":"Mail"')
    expect(JSON.stringify(drawn.state)).toContain('"value":"P1"')
    await aoi.close(drawn)
  })

  it('a slow form is drawn into a dialog that was opened while its trigger lived', async () => {
    runner.script.typed = () => new Promise((resolve) => setTimeout(resolve, 3500, aForm(parts)))

    await aoi.command(cases, '/case new')
    const view = await aoi.waitFor(async () =>
      (await aoi.views()).find((one) => texts(one.blocks).includes('Severity')),
    )

    expect(view.title?.text).toBe('New case')
    await aoi.close(view)
  })

  it('a thread shows its case and entries, and answers the buttons on them', async () => {
    const of = aCase()
    const at = await bot.publisher.open(of, aThread({ channel: cases }), { uncertain: false })
    const thread = aThread({ channel: at.channel, root: at.root })
    await bot.publisher.post(of, thread, anEntry({ seq: 1 }), { uncertain: false, part: 0 })
    await bot.publisher.post(of, thread, anEntry({ seq: 1 }), { uncertain: true, part: 0 })
    await bot.publisher.open(of, aThread({ channel: cases }), { uncertain: true })
    await bot.publisher.refresh(of, thread)

    const channel = await aoi.messages(cases)
    expect(channel.filter((one) => one.text === 'Case 1001')).toHaveLength(1)
    expect((await aoi.messages(cases, at.root)).map((one) => one.text)).toEqual(['Case 1001', 'Entry 1'])
  })

  it('the App Home tab is drawn', async () => {
    expect(texts((await aoi.home()).blocks)).toBe('My cases')
  })

  describe('when an admin takes something away and gives it back', () => {
    const sure = { uncertain: false, part: 0 }
    const toldOf: string[] = []
    let rechecks = 0
    beforeAll(() => {
      bot.conversations.onChange(({ channel = '' }) => toldOf.push(channel))
      bot.onInstallationChange(() => {
        rechecks += 1
      })
    })
    beforeEach(() => {
      toldOf.length = 0
      rechecks = 0
    })

    async function opened() {
      const of = aCase({ number: 2001 })
      const at = await bot.publisher.open(of, aThread({ channel: cases }), { uncertain: false })
      return { of, thread: aThread(at) }
    }

    it('a channel: the fault is its own, and its return is told', async () => {
      const { of, thread } = await opened()
      await slack.setArchived('cases', true)
      await expect.poll(() => toldOf).toEqual([cases])
      await expect(bot.publisher.post(of, thread, anEntry({ seq: 1 }), sure)).rejects.toMatchObject({
        scope: 'channel',
        code: 'is_archived',
      })
      await expect(bot.check(slack.team.id)).resolves.toBeUndefined()

      await slack.setArchived('cases', false)
      await expect.poll(() => toldOf).toEqual([cases, cases])
      await bot.publisher.post(of, thread, anEntry({ seq: 1 }), sure)
    })

    it('the token: the fault is the installation’s, it is asked for, and a new one ends it', async () => {
      const { of, thread } = await opened()
      slack.revoke()
      await expect.poll(() => rechecks).toBe(1)
      const fault = { scope: 'installation', code: 'token_revoked' }
      await expect(bot.publisher.post(of, thread, anEntry({ seq: 1 }), sure)).rejects.toMatchObject(fault)
      await expect(bot.check(slack.team.id)).rejects.toMatchObject(fault)

      slack.heal()
      await bot.check(slack.team.id)
      await bot.publisher.post(of, thread, anEntry({ seq: 1 }), sure)
    })

    it('an answer: what was posted without one is found', async () => {
      const { of, thread } = await opened()
      slack.fail('chat.postMessage', { lose: true, times: 1 })
      await expect(bot.publisher.post(of, thread, anEntry({ seq: 1 }), sure)).rejects.toMatchObject({
        scope: 'passing',
        code: 'no-answer',
      })
      await bot.publisher.post(of, thread, anEntry({ seq: 1 }), { uncertain: true, part: 0 })

      const told = (await aoi.messages(cases, thread.root ?? '')).map(({ text }) => text)
      expect(told).toEqual(['Case 2001', 'Entry 1'])
    })
  })
})
