import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { wordsOf } from '../../playground/demo-steps.ts'
import { startForwarder } from '../../playground/forward.ts'
import { startLocalGoogle } from '../../playground/local-google.ts'
import { createPerson, type Person } from '../../playground/person.ts'
import type { LocalMessage } from '../../playground/protocol.ts'
import { samplePeople } from '../../playground/sample-people.ts'
import { type LocalSlack, startLocalSlack } from '../../playground/slack/local-slack.ts'
import { type Casethread, startCasethread } from '../../src/compose.ts'
import { type Config, readConfig } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { examine } from '../../src/doctor/examine.ts'
import { describeChapters } from '../../src/doctor/finding.ts'
import { createLog } from '../../src/main.ts'
import { aVisitor } from '../support/browser-without-window.ts'
import { recordingLog } from '../support/recording-log.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'

const northwind = 'northwind-apps.example.com'
const secret = 'Every mail to one address comes back with error 550.'

/** The steps of docs/conversations.md, "A fresh installation", from the operator's start on: nobody has linked anything. */
describe('PLC-1: a fresh installation in which nobody has linked anything', { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-first-'))
  const closing: (() => Promise<unknown>)[] = []
  let slack: LocalSlack
  let config: Config
  let casethread: Casethread

  beforeAll(async () => {
    const file = join(dataDir, 'directory.yaml')
    writeFileSync(file, readFileSync(sampleDirectoryFile, 'utf8').replace(/^people:\n(?: .*\n)+/m, ''))
    const token = 'xoxb-first-install'
    const signingSecret = 'a-signing-secret-for-tests'
    slack = await startLocalSlack({
      port: 0,
      team: { name: 'Northwind' },
      bot: { url: 'http://127.0.0.1:9', signingSecret, token, name: 'Casethread' },
      people: samplePeople,
      // As the operator made them: private, and Casethread was invited.
      channels: [
        { name: 'desk', topic: '', members: ['aoi.nakamura', 'ben.carter'], is_private: true },
        { name: 'cases', topic: '', members: ['marcus.bell', 'priya.nair'], is_private: true },
      ],
      manifest: parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')),
    })
    closing.unshift(() => slack.close())
    let port = '9'
    const front = await startForwarder(async () => ({ host: '127.0.0.1', port }))
    closing.unshift(() => front.close())
    const google = await startLocalGoogle({
      accounts: samplePeople.map(({ email, real_name: name }) => ({ email, name })),
      redirectUri: `${front.url}/link/callback`,
    })
    closing.unshift(() => google.close())
    config = readConfig({
      DATA_DIR: dataDir,
      DIRECTORY_FILE: file,
      LOG_LEVEL: 'fatal',
      SLACK_BOT_TOKEN: token,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      SLACK_TRUST_EMAIL: 'false',
      SLACK_DESK_CHANNEL: slack.channels.get('desk'),
      PUBLIC_URL: front.url,
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GOOGLE_ISSUER: google.issuer,
    })
    casethread = await startCasethread({ ...config, host: '127.0.0.1', port: 0 }, createLog(config))
    closing.unshift(() => casethread.stop())
    port = new URL(casethread.url ?? '').port
    slack.setBotUrl(casethread.url ?? '')
  })
  afterAll(async () => {
    for (const close of closing) await close()
    rmSync(dataDir, { recursive: true })
  })

  const as = (name: string): Person => createPerson(slack.url, slack.users.get(name) ?? '')
  const idOf = (name: string) => slack.channels.get(name) ?? ''

  function answer(person: Person, where: string, holding: RegExp): Promise<LocalMessage> {
    return person.waitFor(
      async () =>
        (await person.messages(where)).findLast(
          (message) => message.ephemeral && holding.test(wordsOf(message)),
        ),
      `an answer like ${holding}`,
    )
  }

  async function linkAccount(person: Person, where: string, email: string): Promise<void> {
    await person.command(where, '/case link')
    const invited = await answer(person, where, /Sign in with the Google account/)
    const [, address = ''] = /"url":"([^"]+)"/.exec(JSON.stringify(invited.blocks)) ?? []
    const visitor = aVisitor()
    const google = await visitor.submit(await visitor.get(address))
    const done = await visitor.submit(await visitor.submit(google, email))
    expect(done.text).toContain('Account linked')
  }

  async function declareWith(person: Person, where: string, letIn: RegExp, done: RegExp): Promise<void> {
    await person.command(where, '/case domain here')
    const asked = await answer(person, where, /Let them in by name/)
    expect(wordsOf(asked)).toMatch(letIn)
    await person.press(asked, { text: 'Let them in' })
    await answer(person, where, done)
  }

  async function openCase(person: Person, where: string): Promise<void> {
    await person.command(where, '/case new')
    const chosen = await person.fill(await person.view(), { Customer: 'Brightwater' })
    expect(wordsOf(chosen.view)).toContain(
      `This channel (cases) · ${northwind}: 1 person, Let in by name: 1 person`,
    )
    const { view } = await person.fill(chosen.view, { Category: 'Sending and receiving' })
    const sent = await person.submit(view, {
      Customer: 'Brightwater Foods',
      Category: 'Sending and receiving',
      'Message-ID of one example': '<one@mail.example.com>',
      'Who is affected': 'One user',
      Title: 'Mail bounces',
      Description: secret,
    })
    expect(sent).toMatchObject({ ok: true, closed: true })
    await casethread.delivered()
  }

  /** All that stands in a channel, in its threads too. */
  async function shownIn(person: Person, where: string): Promise<string> {
    const messages = (await person.messages(where)).filter(({ ephemeral }) => !ephemeral)
    const threads = await Promise.all(messages.map(({ ts }) => person.messages(where, ts)))
    return [messages, ...threads].flat().map(wordsOf).join('\n')
  }

  async function consultDoctor(): Promise<string> {
    return describeChapters(
      (await examine({ config, log: recordingLog(), now: () => new Date() })).filter(
        ({ title }) => title === 'Who can read',
      ),
    )
  }

  it('before anybody did anything, nobody acts, nothing is shown, and the doctor says what is missing', async () => {
    const marcus = as('marcus.bell')
    await marcus.command(idOf('cases'), '/case new')
    await answer(marcus, idOf('cases'), /isn't linked to an account/)

    const told = await consultDoctor()

    expect(told).toMatch(/Slack desk \(C\w+\), for the desk: 2 unknown\./)
    expect(told).toContain('Ben Carter (')
    expect(told).toContain(`${northwind} has no home`)
  })

  it('three people’s steps later both channels show the first case', async () => {
    const [ben, marcus] = [as('ben.carter'), as('marcus.bell')]
    const [desk, cases] = [idOf('desk'), idOf('cases')]

    await linkAccount(ben, desk, 'ben.carter@desk.example.org')
    await declareWith(ben, desk, /no account known/, /is the support desk's/)
    await linkAccount(marcus, cases, `marcus.bell@${northwind}`)
    await declareWith(marcus, cases, /Priya Nair · no account known/, /now shows cases of northwind/)
    await openCase(marcus, cases)

    expect(await shownIn(marcus, cases)).toContain(secret)
    expect(await shownIn(ben, desk)).toContain(secret)
  })

  it('and the doctor finds both in order; a home is still to be chosen', async () => {
    const before = await consultDoctor()
    const [cases = '', desk = ''] = ['cases', 'desk'].map(
      (name) => before.split('\n').find((line) => line.includes(`✓ Slack ${name} (`)) ?? '',
    )
    expect(cases).toContain(`for ${northwind}: `)
    expect(cases).toContain('1 staff')
    expect(cases).toContain('1 unknown let in by name')
    expect(desk).toContain('1 desk')
    expect(desk).toContain('1 unknown let in by name')
    expect(before).not.toContain('held back')

    await as('marcus.bell').command(idOf('cases'), '/case domain home here')
    await answer(as('marcus.bell'), idOf('cases'), /is now the home of/)
    expect(await consultDoctor()).toMatch(/is the home of northwind-apps/)
  })
})
