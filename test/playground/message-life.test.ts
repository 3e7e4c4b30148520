import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOf } from '../../playground/demo-steps.ts'
import { type LocalCasethread, startLocalCasethread } from '../../playground/local-casethread.ts'
import { createPerson, type Person } from '../../playground/person.ts'
import type { LocalMessage } from '../../playground/protocol.ts'

const note = "The customer's gateway is gw-17."

/** The whole product between the local chats: what people say in a case's thread, and take into its history on purpose. */
describe('NOT-4: a message in a case’s thread in Slack', { timeout: 60_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-added-'))
  let local: LocalCasethread
  let root: LocalMessage

  const as = (name: string): Person => createPerson(local.slack.url, local.slack.users.get(name) ?? '')
  const idOf = (name: string) => local.slack.channels.get(name) ?? ''

  beforeAll(async () => {
    local = await startLocalCasethread({
      port: 0,
      env: { DATA_DIR: dataDir, LOG_LEVEL: 'fatal' },
      remember: false,
    })
    root = await openCase()
  })
  afterAll(async () => {
    await local.stop()
    rmSync(dataDir, { recursive: true })
  })

  async function openCase(): Promise<LocalMessage> {
    const [marcus, channel] = [as('marcus.bell'), idOf('northwind-support')]
    await marcus.command(channel, '/case new')
    await marcus.fill(await marcus.view(), { Customer: 'Brightwater' })
    await marcus.fill(await formWith('Category'), { Category: 'Sending and receiving' })
    const view = await formWith('Who is affected')
    await marcus.submit(view, {
      Customer: 'Brightwater Foods',
      Category: 'Sending and receiving',
      'Message-ID of one example': '<one@mail.example.com>',
      'Who is affected': 'One user',
      Title: 'Mail bounces',
      Description: 'Every mail to one address comes back.',
    })
    return marcus.waitFor(async () =>
      (await marcus.messages(channel)).find((one) => !one.ephemeral && wordsOf(one).includes('Mail bounces')),
    )
  }

  /** The form is drawn anew as it is filled in. */
  function formWith(field: string) {
    const marcus = as('marcus.bell')
    return marcus.waitFor(async () => {
      const view = await marcus.view()
      return JSON.stringify(view).includes(`"${field}"`) && view
    }, `a form with ${field}`)
  }

  async function say(text: string): Promise<LocalMessage> {
    const [marcus, channel] = [as('marcus.bell'), idOf('northwind-support')]
    await marcus.say(channel, text, { thread: root.ts })
    return marcus.waitFor(async () =>
      (await marcus.messages(channel, root.ts)).findLast((one) => one.text === text),
    )
  }

  async function openForm(message: LocalMessage) {
    const marcus = as('marcus.bell')
    expect(await marcus.shortcut('case_add', message)).toEqual({ ok: true })
    return marcus.view()
  }

  async function add(message: LocalMessage): Promise<void> {
    const sent = await as('marcus.bell').submit(await openForm(message))
    expect(sent).toMatchObject({ ok: true, closed: true })
  }

  /** What the app posted into the case's threads of a channel. */
  async function posts(channel: string, person: string): Promise<string> {
    const messages = (await as(person).messages(idOf(channel))).filter(({ ephemeral }) => !ephemeral)
    const threads = await Promise.all(messages.map(({ ts }) => as(person).messages(idOf(channel), ts)))
    const bot = local.slack.users.get('casethread') ?? ''
    return [messages, ...threads]
      .flat()
      .filter(({ user }) => user === bot || user === root.user)
      .map(wordsOf)
      .join('\n')
  }

  function shows(text: RegExp): Promise<string | false> {
    return as('marcus.bell').waitFor(async () => {
      const shown = await posts('northwind-support', 'marcus.bell')
      return text.test(shown) && shown
    }, `posts like ${text}`)
  }

  it('is added on purpose, as an internal note unless its audience is chosen', async () => {
    const message = await say(note)
    const form = await openForm(message)
    expect(JSON.stringify(form)).toContain(note)
    await as('marcus.bell').submit(form)

    expect(await shows(/added a chat message · Internal note/)).toContain(note)
  })

  it('that is edited is told of with its new text, to those who read it and nobody else', async () => {
    const message = await say('The second gateway is gw-18.')
    await add(message)
    await shows(/gw-18/)
    await as('marcus.bell').edit(message, 'The second gateway is gw-19.')

    expect(await shows(/edited the chat message that[\s\S]*gw-19/)).toContain('gw-18')
    await local.casethread.delivered()
    expect(await posts('support-desk', 'ben.carter')).toContain('Mail bounces')
    for (const [channel, person] of [
      ['support-desk', 'ben.carter'],
      ['brightwater-shared', 'marcus.bell'],
    ] as const)
      expect(await posts(channel, person)).not.toMatch(/gw-1|chat message/)
  })

  it('that is edited while the form is open ends in the history as it stands', async () => {
    const message = await say('The third gateway is gw-20.')
    const form = await openForm(message)
    await as('marcus.bell').edit(message, 'The third gateway is gw-21.')
    await as('marcus.bell').submit(form)

    const shown = await shows(/edited the chat message that[\s\S]*gw-21/)
    expect(shown).toMatch(/gw-20[\s\S]*gw-21/)
  })

  it('that was edited before it is added, is added as it stands alone', async () => {
    const message = await say('The fourth gateway is gw-30.')
    await as('marcus.bell').edit(message, 'The fourth gateway is gw-31.')
    await add({ ...message })

    const shown = await shows(/gw-31/)
    expect(shown).not.toContain('gw-30')
    await local.casethread.delivered()
    expect((await posts('northwind-support', 'marcus.bell')).split('gw-31')).toHaveLength(2)
  })

  it('that is deleted is told of, and its text stays', async () => {
    const message = await say('The fifth gateway is gw-40.')
    await add(message)
    await shows(/gw-40/)
    await as('marcus.bell').unsay(message)

    expect(await shows(/was deleted in the chat · Internal note/)).toContain('gw-40')
  })

  it('that is deleted while the form is open is told of as well', async () => {
    const message = await say('The sixth gateway is gw-50.')
    const form = await openForm(message)
    await as('marcus.bell').unsay(message)
    await as('marcus.bell').submit(form)

    expect(await shows(/gw-50[\s\S]*was deleted in the chat/)).toContain('gw-50')
  })

  it('that nobody added stays chat, edited or deleted', async () => {
    // An edit of a card may still come from what was added before.
    const read = async () => (await posts('northwind-support', 'marcus.bell')).replace(/<!date[^>]*>/g, '')
    const before = await read()
    const message = await say('Lunch at twelve?')
    await as('marcus.bell').edit(message, 'Lunch at one?')
    await as('marcus.bell').unsay(message)
    await local.casethread.delivered()

    expect(await read()).toBe(before)
  })

  it('outside of a case’s thread is not added, and the person reads why', async () => {
    const [marcus, channel] = [as('marcus.bell'), idOf('northwind-support')]
    await marcus.say(channel, 'Lunch?')
    const message = await marcus.waitFor(async () =>
      (await marcus.messages(channel)).find(({ text }) => text === 'Lunch?'),
    )
    await marcus.shortcut('case_add', message)

    const told = await marcus.waitFor(async () =>
      (await marcus.messages(channel)).findLast(
        (one) => one.ephemeral && /in a case's thread/.test(wordsOf(one)),
      ),
    )
    expect(wordsOf(told)).toContain('/case reply')
  })

  it('can be changed by its writer alone', async () => {
    const message = await say('Mine.')
    expect(await as('priya.nair').edit(message, 'Yours.')).toMatchObject({
      ok: false,
      error: 'cant_update_message',
    })
    expect(await as('priya.nair').unsay(message)).toMatchObject({ ok: false })
  })
})
