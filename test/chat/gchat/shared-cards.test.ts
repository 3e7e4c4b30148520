/** The cards of a case in each kind of declared space: Google Chat offers what Slack offers there, to each who is there, and no more. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Interaction } from '../../../commands/dispatcher.ts'
import { redactFor, redactForBoth } from '../../../src/cases/audience.ts'
import type { Case, Platform, Reader, Subscription } from '../../../src/cases/case.ts'
import type { ChannelBinding } from '../../../src/cases/identity-store.ts'
import { readCategories } from '../../../src/categories/open-categories.ts'
import { toMessage } from '../../../src/chat/gchat/render/message.ts'
import { askCommand } from '../../../src/chat/gchat/render/parameters.ts'
import { message } from '../../../src/chat/slack/render/message.ts'
import { createThreadViews } from '../../../src/chat/thread-views.ts'
import { packageRoot } from '../../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import type { Button, Card, View } from '../../../views/view.ts'
import { aThread } from '../../support/build-case.ts'
import { buttonsIn } from '../../support/every-view.ts'
import { runnerOver, value } from '../../support/run-commands.ts'
import {
  amelia,
  aWish,
  aWorld,
  ben,
  marcus,
  personWith,
  sofia,
  type World,
  yui,
} from '../../support/sample-world.ts'
import { onSqlite } from '../../support/stores.ts'
import { catalogueFile } from '../../support/test-catalogue.ts'
import { senders, user } from './support/build-events.ts'
import { startEndpoint } from './support/chat-endpoint.ts'
import { chatReading, momentsIn, slackReading } from './support/reading.ts'

const northwind = 'northwind-apps.example.com'
const partner: Reader = { party: 'partner', domain: northwind }
const customer: Reader = { party: 'customer', customer: 'C09brightwater' }
const desk: Reader = { party: 'desk' }
const brightwater = { ...customer, name: 'Brightwater Foods' } as const
const title = 'Invoices of the merger bounce'
const note = 'Between us: they are behind with their payments.'

/** Who reads, as the worker draws the card for them (`deliverToThread`): the guest, where one reads along. */
const spaces = [
  { name: 'the domain’s own', host: partner, guest: undefined },
  { name: 'shared with the customer', host: partner, guest: customer },
  { name: 'shared with the desk', host: partner, guest: desk },
  { name: 'the desk’s', host: desk, guest: undefined },
] as const

const work = ['Take', 'Assign…', 'Put aside…', 'Add what the customer said']
const deskCard = [
  ...['Reply', 'Note', 'Update', 'Change severity', 'Show history', 'Close', 'Case at Google…'],
  ...['Copy for Google', 'Remove…', "This customer's cases", 'Help', ...work],
]

/** By hand: what the card of an open case offers there, on Slack and on Google Chat alike. docs/google-chat.md tells of it. */
const offered: Readonly<Record<(typeof spaces)[number]['name'], readonly string[]>> = {
  'the domain’s own': [
    ...[
      'Reply',
      'Note',
      'Update',
      'Change severity',
      'Escalate',
      'Show history',
      'Close',
      'Share',
      'New case',
    ],
    ...["This customer's cases", 'Customers', 'Help', 'Release', ...work.slice(1)],
  ],
  'shared with the customer': ['Reply', 'Update', 'Show history', 'My cases', 'New case'],
  'shared with the desk': deskCard,
  'the desk’s': deskCard,
}

const people = { marcus, 'a colleague': `olivia.reed@${northwind}`, amelia, ben, sofia, yui, nobody: null }

const places = {
  slack: { platform: 'slack', tenant: 'T1', channel: 'C1' },
  gchat: { platform: 'gchat', tenant: '', channel: 'spaces/AAQAoi1bGSo' },
} as const

async function aCaseIn(world: World, platform: 'slack' | 'gchat'): Promise<Case> {
  const by = await world.actor(marcus)
  const threads = [{ ...places[platform], audience: 'actor' as const, locale: 'en' as const }]
  const { number } = value(await world.service.create(by, aWish({ title, threads }), 'create'))
  value(
    await world.service.change(
      by,
      number,
      { changes: [{ kind: 'message', text: note, audience: 'internal' }] },
      'note',
    ),
  )
  const found = await world.store.get(number)
  if (!found) throw new Error('it was created')
  return found
}

async function drawn(
  world: World,
  supportCase: Case,
  platform: Platform,
  { host, guest }: (typeof spaces)[number],
): Promise<readonly Card[]> {
  const binding: ChannelBinding = {
    domain: northwind,
    by: marcus,
    at: world.now(),
    declared: { by: marcus, at: world.now(), confirmed: [] },
    ...(guest === customer ? { audience: brightwater } : {}),
  }
  const views = createThreadViews({
    categories: readCategories(catalogueFile),
    createTranslator: createTranslatorFactory(),
    directory: world.directory,
    now: () => world.now(),
    bindingOf: async () => binding,
    unheard: ['gchat'],
    flatDirectMessages: ['gchat'],
  })
  const thread: Subscription = aThread({
    ...places[platform === 'gchat' ? 'gchat' : 'slack'],
    reader: guest ?? host,
    locale: 'en',
  })
  const both = guest ? redactForBoth(supportCase, host, guest) : redactFor(supportCase, host)
  const history = await world.store.history(supportCase.number, { after: 0, limit: 100 })
  return [
    await views.root(both, thread),
    ...history.slice(0, 1).map((entry) => views.entry(both, thread, entry)),
  ]
}

/** All that may differ, by the words under which docs/google-chat.md tells of it. */
const differences: Readonly<Record<string, readonly RegExp[]>> = {
  '"Channel"': [/\b[Ss]paces?\b|\b[Cc]hannels?\b/g],
  'Commands in threads': [
    /, use its buttons or mention me, .*? Slack has no slash commands there\./g,
    /, use its buttons, or leave the number out: \\"\/case close\\"\./g,
  ],
  'Direct messages': [/(\\n)?If you've never messaged Casethread, send it a direct message first\./g],
}

/** What a view says and offers, without what may differ. */
function tell(view: View | undefined): unknown {
  const text = Object.values(differences)
    .flat()
    .reduce((rest, what) => rest.replaceAll(what, '…'), JSON.stringify(view))
  return JSON.parse(text.replaceAll(/Slack|Google Chat/g, 'the chat').replaceAll('…', ''))
}

/** Pressed on Slack: what its listener asks of the commands. */
function pressOnSlack(world: World, email: string | null, { command, args }: Button): Promise<View> {
  const person = personWith(email)
  const interaction: Interaction = { person, place: places.slack, key: `slack:${world.now().getTime()}` }
  return runnerOver(world).action(interaction, command, args)
}

onSqlite((_name, open) => {
  describe.each(spaces)('a space that is $name', (space) => {
    it('has cards that offer what Slack’s do, and say what Slack’s say', async () => {
      const world = await aWorld(await open())
      const supportCase = await aCaseIn(world, 'slack')
      const speaker = { locale: 'en', timeZone: 'UTC', callback: 'casethread' } as const
      const slack = await drawn(world, supportCase, 'slack', space)
      const chat = await drawn(world, supportCase, 'gchat', space)

      expect(slack.length).toBeGreaterThan(1)
      expect(chat.length).toBe(slack.length)
      for (const [index, card] of slack.entries()) {
        const { blocks } = message(card)
        const onSlack = slackReading(blocks)
        const [shown] = toMessage(chat[index] as Card, speaker).cardsV2
        const inChat = chatReading(shown?.card ?? {}, speaker, momentsIn(blocks))
        expect(inChat.buttons).toEqual(onSlack.buttons)
        if (index === 0) expect(buttonsIn(card).map(({ label }) => label)).toEqual(offered[space.name])
        // What is said of plain text differs: Chat tells an app of none.
        const isTalked = index === 0 && space.guest === customer
        const talk = 'Only"Reply"addstothecase.Othermessagesinthisthreadstaychat.'
        expect(inChat.text).toBe(`${onSlack.text}${isTalked ? talk : ''}`)
      }
      // VIS-7: what one of them may not read stands on no card that both read.
      const said = JSON.stringify(chat)
      expect(said).toContain(title)
      expect(said).not.toContain(note)
    })

    it.each(Object.entries(people))(
      'does for %s who presses what Slack does, and no more',
      async (who, email) => {
        const onSlack = await aWorld(await open())
        const inChat = await aWorld(await open())
        const [card] = await drawn(onSlack, await aCaseIn(onSlack, 'slack'), 'slack', space)
        await aCaseIn(inChat, 'gchat')
        const runner = runnerOver(inChat)
        const answers: View[] = []
        const chat = await startEndpoint({
          runner: {
            ...runner,
            async action(interaction, command, args) {
              const view = await runner.action(interaction, command, args)
              answers.push(view)
              return view
            },
          },
        })
        const buttons = card ? buttonsIn(card) : []
        for (const button of buttons) {
          const expected = await pressOnSlack(onSlack, email, button)
          const parameters = Object.fromEntries(
            askCommand(button).map(({ key, value }) => [key ?? '', value ?? '']),
          )
          const click = senders[0].click({ parameters, dialog: 'REQUEST_DIALOG' })
          const { status } = await chat.post(
            JSON.parse(
              JSON.stringify(click)
                .replaceAll(JSON.stringify(user.email), JSON.stringify(email ?? 'stranger@example.com'))
                .replaceAll('"userLocale":"ja"', '"userLocale":"en"')
                .replaceAll('Asia/Tokyo', 'UTC')
                .replaceAll(user.displayName, 'Somebody'),
            ),
          )
          expect(status).toBe(200)
          const view = answers.at(-1)
          expect(tell(view), button.label).toEqual(tell(expected))
          const isTheirs = ['marcus', 'a colleague', 'ben', 'amelia'].includes(who)
          if (!isTheirs) expect(JSON.stringify(view)).not.toContain(title)
          if (who === 'amelia' || !isTheirs) expect(JSON.stringify(view)).not.toContain(note)
        }
        expect(answers).toHaveLength(buttons.length)
        await chat.stop()
      },
    )
  })
})

describe('docs/google-chat.md', () => {
  it('tells of each difference, and that cards in shared spaces have none', () => {
    const page = readFileSync(new URL('docs/google-chat.md', packageRoot()), 'utf8')
    for (const difference of Object.keys(differences)) expect(page).toContain(`| ${difference} |`)
    for (const { name } of spaces) {
      const row = page
        .split('\n')
        .find((line) => line.startsWith(`| ${name[0]?.toUpperCase()}${name.slice(1)} |`.replace('’', "'")))
      for (const label of offered[name]) expect(row, `${name}: ${label}`).toContain(`_${label}_`)
    }
  })
})
