/** Google Chat shows what Slack shows: the same fields, choices, texts and buttons, but for the listed differences. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../../commands/index.ts'
import { optionSources } from '../../../commands/options.ts'
import type { Locale } from '../../../src/cases/case.ts'
import { toCard } from '../../../src/chat/gchat/render/card.ts'
import { toDialog } from '../../../src/chat/gchat/render/dialog.ts'
import { toSuggestions } from '../../../src/chat/gchat/render/fields.ts'
import { toMessage } from '../../../src/chat/gchat/render/message.ts'
import { readParameters } from '../../../src/chat/gchat/render/parameters.ts'
import { wordsFor } from '../../../src/chat/gchat/render/render-messages.ts'
import { slackOption } from '../../../src/chat/slack/render/fields.ts'
import { homeView } from '../../../src/chat/slack/render/home.ts'
import { message } from '../../../src/chat/slack/render/message.ts'
import { formView } from '../../../src/chat/slack/render/modal.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import type { Card, Form, Notice, View } from '../../../views/view.ts'
import { everyView, type Offered, type Seen } from '../../support/every-view.ts'
import { onSqlite } from '../../support/stores.ts'
import { submitOf } from './support/build-clicks.ts'
import { homes, type Json, user } from './support/build-events.ts'
import { alive, cardFaults } from './support/card-faults.ts'
import { messageProtoFaults } from './support/card-protos.ts'
import { find, startEndpoint } from './support/chat-endpoint.ts'
import { endpoint } from './support/google-keys.ts'
import { type ChatReading, chatReading, momentsIn, type Reading, slackReading } from './support/reading.ts'

/**
 * All that may differ, by the words under which docs/google-chat.md tells of it. Each has its part in `expected`, which says
 * exactly what Google Chat shows instead, or in the readings, which leave it out.
 */
const differences = [
  'Files in a form',
  'Confirmation of a button',
  'Fields that change the form',
  'Answers to a button',
  'Optional fields',
  'Descriptions of choices',
  'Times',
  'Long texts',
  'Titles of forms',
  'Threads in direct messages',
] as const

/** The app's home, as docs/google-chat.md has it in a table: what is the same in all three, and what is not. */
const homeRows = [
  ['Opened by', '`app_home_opened`', '`APP_HOME`, with the space', 'An event without a payload or space'],
  ['Shown by', '`views.publish`', '`pushCard`', '`pushCard`'],
  ['Text, queues, cases, buttons', 'The same', 'The same', 'The same'],
  [
    'A button',
    'A form or an answer in a modal',
    'A form or an answer in a dialog over it',
    'As in a classic app',
  ],
  [
    'Brought up to date',
    'When it is opened, and after what is done in it',
    'When it is opened',
    'When it is opened',
  ],
] as const

const slackPlace = { platform: 'slack', tenant: 'T1', channel: 'C1' } as const
const chatPlace = { platform: 'gchat', tenant: '', channel: 'spaces/AAA' } as const
const speakerOf = (locale: Locale) => ({ locale, timeZone: 'Asia/Tokyo', callback: 'casethread' })

/** The event of somebody who reads this language, in the time zone that all is drawn for. */
function inLocale(event: Json, locale: Locale): Json {
  return JSON.parse(JSON.stringify(event).replace('"userLocale":"ja"', `"userLocale":"${locale}"`))
}

interface Both {
  readonly slack: Reading
  readonly chat: ChatReading
}

/** What Google Chat has to show for what Slack shows. */
function expected(
  slack: Reading,
  chat: ChatReading,
  form: Form | undefined,
): Omit<ChatReading, 'form'> & Pick<Reading, 'form'> {
  const fields = slack.fields
    .filter((field) => field.kind !== 'files')
    // A `<` that could begin markup is a lookalike in a menu of Google Chat (`line`).
    .map((field) => ({ ...field, choices: field.choices.map((one) => one.replace(/<(?=[a-z/!?])/gi, '‹')) }))
  const told = slack.form
  // Slack cuts a title at 24 characters; Google Chat has room for all of it.
  const title = form?.title ?? ''
  return {
    text: slack.text,
    fields,
    buttons: slack.buttons,
    refreshButtons: fields.filter((field) => field.refresh).length,
    ...(told && chat.form ? { form: { ...told, title } } : {}),
  }
}

function drawnBoth(view: View, locale: Locale): Both {
  const speaker = speakerOf(locale)
  const files = wordsFor(locale).files
  if (view.kind === 'form') {
    const modal = formView(view, { place: slackPlace, step: 0 })
    const card = toDialog(view, { ...speaker, place: chatPlace, dialog: 'd1', step: 0 })
    expect([...cardFaults(card, 'dialog'), ...alive(card)]).toEqual([])
    const slack = slackReading(modal.blocks, { modal, files })
    return { slack, chat: chatReading(card, speaker, momentsIn(modal.blocks)) }
  }
  const said = message(view)
  const { cardsV2, ...rest } = toMessage(view, speaker)
  const card = cardsV2[0]?.card ?? {}
  expect([
    ...messageProtoFaults({ ...rest, cardsV2 }),
    ...cardFaults(card, 'message'),
    ...alive(card),
  ]).toEqual([])
  return { slack: slackReading(said.blocks), chat: chatReading(card, speaker, momentsIn(said.blocks)) }
}

onSqlite((_name, open) => {
  describe.each(['en', 'ja'] as const)('every view in %s', (locale) => {
    let seen: readonly Seen[]
    let offered: readonly Offered[]
    beforeAll(async () => {
      ;({ seen, offered } = await everyView(await open(), locale))
    })

    it('is one of no fault of ours, and no command is left out', () => {
      const failed = seen.filter(({ view }) => view.kind === 'notice' && view.tone === 'failed')
      expect(failed).toEqual([])
      for (const command of commands) {
        const of = (way: Seen['way'], test: (view: Seen['view']) => boolean) =>
          seen.some((one) => one.way === way && one.command === command.name && test(one.view))
        const told = `${command.name}: `
        expect(told + of('commandLine', () => true), 'commandLine').toBe(`${told}true`)
        expect(told + of('action', () => true), 'action').toBe(`${told}true`)
        if (command.auth === 'none') continue
        const isForm = (view: Seen['view']) => view.kind === 'form' && view.command === command.name
        if (command.submit) {
          expect(told + of('commandLine', isForm), 'its form').toBe(`${told}true`)
          expect(told + of('submission', (view) => view.kind === 'errors'), 'its errors').toBe(`${told}true`)
          // What asks for something to be shown ends with that.
          const isDone = (view: Seen['view']) =>
            view.kind === 'card' || (view.kind === 'notice' && view.tone === 'done')
          expect(told + of('submission', isDone), 'its end').toBe(`${told}true`)
        }
        if (command.refresh) expect(told + of('refresh', isForm), 'drawn anew').toBe(`${told}true`)
      }
    })

    it('has the same fields, choices, texts and buttons on both platforms', () => {
      let compared = 0
      for (const { way, command, view } of seen) {
        if (view.kind === 'errors') continue
        const { slack, chat } = drawnBoth(view, locale)
        expect(chat, `${way} ${command}`).toEqual(
          expected(slack, chat, view.kind === 'form' ? view : undefined),
        )
        compared += 1
      }
      expect(compared).toBeGreaterThan(300)
      // Thousands of cards: a machine that is busy with other tests takes long.
    }, 120_000)

    it('has the same home', () => {
      const homes = seen.flatMap(({ way, view }) => (way === 'home' ? [view as Card] : []))
      expect(homes.length).toBeGreaterThan(10)
      const speaker = speakerOf(locale)
      for (const home of homes) {
        const { blocks } = homeView(home)
        const card = toCard(home, speaker, 'home')
        expect([...cardFaults(card, 'home'), ...alive(card)]).toEqual([])
        const slack = slackReading(blocks)
        const chat = chatReading(card, speaker, momentsIn(blocks))
        expect(chat).toEqual(expected(slack, chat, undefined))
      }
    })

    it('has the same home on Slack, in a classic Chat app and in an add-on', async () => {
      const chat = await startEndpoint()
      const views = seen.flatMap(({ way, view }) => (way === 'home' ? [view as Card] : []))
      const speaker = { ...speakerOf(locale), callback: endpoint }
      for (const view of views) {
        chat.runner.script.home = () => view
        const { blocks } = homeView(view)
        const [classic, addOn] = await Promise.all(
          homes.map((page) => chat.post(inLocale(page.opened(), locale))),
        )
        expect(addOn?.body).toEqual(classic?.body)
        const card = find(addOn?.body, 'pushCard') as ReturnType<typeof toCard>
        expect(Object.keys(addOn?.body ?? {})).toEqual(['action'])
        const read = chatReading(card, speaker, momentsIn(blocks))
        expect(read).toEqual(expected(slackReading(blocks), read, undefined))
      }
      const questions = chat.runner.asked.map(({ what, wish }) => [
        what,
        wish.person.user,
        wish.person.locale,
      ])
      expect(questions).toEqual(views.flatMap(() => homes.map(() => ['home', user.name, locale])))
      await chat.stop()
    })

    it('offers the same choices while somebody types', () => {
      expect(new Set(offered.flatMap((one) => (one.options.length > 0 ? [one.source] : [])))).toEqual(
        new Set(Object.keys(optionSources)),
      )
      for (const { options } of offered) {
        const chat = toSuggestions(options)
        const onSlack = options.map(slackOption)
        expect(chat.map((one) => [one.value, one.text])).toEqual(
          onSlack.map((one) => [one.value, one.text.text]),
        )
        // Slack cuts a description at 75 characters.
        for (const [index, { description }] of onSlack.entries())
          expect(chat[index]?.bottomText ?? '').toContain(description?.text.replace(/…$/, '') ?? '')
      }
    })

    it('tells each error at a field of its dialog, by the label that is seen there, or at none', () => {
      const names = new Set<string>()
      for (const [index, { command, view }] of seen.entries()) {
        if (view.kind !== 'errors') continue
        const form = seen
          .slice(0, index)
          .findLast((one) => one.view.kind === 'form' && one.command === command)
        if (form?.view.kind !== 'form') throw new Error(`errors of ${command} without its form`)
        const speaker = speakerOf(locale)
        const card = toDialog(form.view, { ...speaker, place: chatPlace, dialog: 'd1', step: 0 })
        const asked = readParameters(submitOf(card)?.parameters ?? {})
        const fields = asked?.kind === 'submit' ? asked.memory.fields : {}
        for (const name of Object.keys(view.fields)) {
          if (name !== '') expect(fields[name]?.label, `${command}: ${name}`).toMatch(/\S/)
          names.add(name)
        }
      }
      expect(names.size).toBeGreaterThan(5)
    })
  })

  it('shows the same summary where no card can be seen', () => {
    const view: Card = { kind: 'card', summary: 'Case 1001 (P2, New): A & B <Ltd>', blocks: [] }
    const notice: Notice = { kind: 'notice', tone: 'done', text: 'Done.' }
    expect(toMessage(view, speakerOf('en')).fallbackText).toBe('Case 1001 (P2, New): A & B ‹Ltd>')
    expect(toMessage(notice, speakerOf('en')).fallbackText).toBe('Done.')
  })
})

describe('docs/google-chat.md', () => {
  it('tells of each difference', () => {
    const page = readFileSync(new URL('docs/google-chat.md', packageRoot()), 'utf8')
    const section = page.split('\n## ').find((part) => part.startsWith('What differs from Slack')) ?? ''
    for (const difference of differences) expect(section).toContain(`| ${difference} |`)
    expect(section).toContain('| App Home | Slack | Classic Chat app | Add-on |')
    for (const row of homeRows) expect(section).toContain(`| ${row.join(' | ')} |`)
  })
})
