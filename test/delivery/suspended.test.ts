import { beforeEach, describe, expect, it } from 'vitest'
import type { DirectMessages, Recipient } from '../../commands/define.ts'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { Locale } from '../../src/cases/case.ts'
import { createRecheckAccess } from '../../src/cases/recheck-access.ts'
import { createDeliveryFailureReporter } from '../../src/chat/report-delivery-failure.ts'
import { DeliveryFailure } from '../../src/delivery/publishers.ts'
import { createDeliveryWorker, type DeliveryWorker } from '../../src/delivery/worker.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Button, Card } from '../../views/view.ts'
import { openTo } from '../support/audiences.ts'
import { aChatPlatform, type ChatPlatform } from '../support/played-platform.ts'
import { recordingLog } from '../support/recording-log.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'
import { capabilities } from '../support/test-capabilities.ts'

const place = { platform: 'slack', tenant: 'T1', locale: 'en' } as const
/** The account in the sample directory. */
const marcusEntry = /email: marcus\.bell@[\s\S]*?roles: \[Reseller Admin\]/
const secret = { ...place, channel: 'CSECRET', audience: 'actor' } as const
const inSpace = { ...secret, platform: 'gchat', tenant: '', channel: 'spaces/SECRET' } as const
/** Where a button is pressed. */
const inSlack = {
  person: { platform: 'slack', tenant: 'T1', user: 'U1' },
  place: { platform: 'slack', tenant: 'T1', channel: 'D1' },
} as const
const inGoogleChat = {
  person: { platform: 'gchat', tenant: '', user: 'users/1' },
  place: { platform: 'gchat', tenant: '', channel: 'spaces/DM' },
} as const

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let platform: ChatPlatform
  let reports: Promise<unknown>[]
  let notifier: DeliveryWorker
  let sent: { readonly to: Recipient; readonly card: Card }[]
  let language: Locale
  const barred = new Map<string, DeliveryFailure>()
  const uninvited = new DeliveryFailure('channel_not_found', { gone: true, uninvited: true })

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    platform = aChatPlatform()
    barred.clear()
    platform.before = ({ channel }) => {
      const failure = barred.get(channel)
      if (failure) throw failure
    }
    sent = []
    language = 'en'
    const messages: DirectMessages = {
      async send(to, compose) {
        sent.push({ to, card: compose(language, 'UTC') })
        return true
      },
    }
    const { directory, store } = world
    const report = createDeliveryFailureReporter({
      messages,
      directory,
      stillWorks: createRecheckAccess({ directory, mayWork: (actor) => world.service.mayWork(actor) }),
      createTranslator: createTranslatorFactory(),
      capabilities,
    })
    reports = []
    notifier = createDeliveryWorker({
      store,
      publishers: { slack: platform.poster, gchat: platform.poster },
      resolveAudience: openTo(),
      now: () => world.now(),
      log: recordingLog(),
      onSuspended: (...suspended) => {
        const told = report(...suspended)
        reports.push(told)
        return told
      },
    })
  })

  /** With what happens between the opening and the first try of the thread. */
  async function opened(
    threads: NonNullable<Parameters<typeof aWish>[0]>['threads'] = [secret],
    meanwhile = () => {},
  ) {
    const actor = await world.actor(marcus)
    const { number } = value(await world.service.create(actor, aWish({ threads }), 'create'))
    meanwhile()
    await notifier.idle()
    // The worker waits for no report.
    await Promise.allSettled(reports)
    return number
  }

  const again = (): Button => {
    const [button] = buttonsIn(sent.at(-1)?.card as Card)
    if (!button) throw new Error('no button')
    return button
  }

  describe('NOT-1: a thread in a channel that the app is not in', () => {
    it('is told of to the opener alone, once, with what to do', async () => {
      barred.set('CSECRET', uninvited)

      const number = await opened()
      value(
        await world.service.change(
          await world.actor(marcus),
          number,
          { changes: [{ kind: 'severity', severity: 'P1' }] },
          'change',
        ),
      )
      await notifier.idle()

      expect(sent.map(({ to }) => to.email)).toEqual([marcus])
      expect(told(sent[0]?.card as Card)).toContain(`Case ${number} is open`)
      expect(told(sent[0]?.card as Card)).toContain('/invite')
    })

    it.each(['en', 'ja'] as const)('is told of by the number alone, in %s', async (locale) => {
      barred.set('CSECRET', uninvited)
      language = locale

      const number = await opened()

      expect(told(sent[0]?.card as Card)).toContain(String(number))
      expect(JSON.stringify(sent[0]?.card)).not.toContain(aWish().title)
    })

    it.each([
      [
        'ACC-4: is gone',
        (entry: string) => entry.replace(marcus, 'somebody.else@northwind-apps.example.com'),
      ],
      ['ACC-4: is suspended', (entry: string) => `${entry}\n    suspended: true`],
      ['ACC-1: lost the role', (entry: string) => entry.replace('[Reseller Admin]', '[]')],
    ])('is not told of to an opener whose account by now %s', async (_what, edit) => {
      barred.set('CSECRET', uninvited)

      const number = await opened([secret], () =>
        world.editDirectory((yaml) => yaml.replace(marcusEntry, edit)),
      )

      expect(sent).toEqual([])
      expect((await world.store.get(number))?.subscriptions).toMatchObject([
        { suspended: 'channel_not_found' },
      ])
    })

    it('opens with all that came meanwhile once the app was invited and the button is pressed', async () => {
      barred.set('CSECRET', uninvited)
      const number = await opened()
      barred.clear()

      const { command, args } = again()
      const card = await runner.action(wishOf(marcus), command, args)
      await notifier.idle()

      expect(told(card)).toContain(aWish().title)
      expect(platform.entriesIn('CSECRET', number)).toEqual([1])
      expect((await world.store.get(number))?.subscriptions).toMatchObject([{ suspended: null, tries: 0 }])
    })

    it.each([
      ['Google Chat', 'Slack', inSpace, inSlack],
      ['Slack', 'Google Chat', secret, inGoogleChat],
      ['one Slack workspace', 'another', { ...secret, tenant: 'T2' }, inSlack],
    ] as const)('of %s opens by a button that is pressed in %s', async (_there, _here, thread, here) => {
      barred.set(thread.channel, uninvited)
      const number = await opened([thread])
      barred.clear()
      const wish = wishOf(marcus)

      const { command, args } = again()
      await runner.action(
        { ...wish, person: { ...wish.person, ...here.person }, place: here.place },
        command,
        args,
      )
      await notifier.idle()

      expect(platform.entriesIn(thread.channel, number)).toEqual([1])
      const { platform: chat, tenant, channel } = thread
      expect((await world.store.get(number))?.subscriptions).toMatchObject([
        { platform: chat, tenant, channel, suspended: null },
      ])
    })

    it('opens by an older button, which names the channel alone, in its own chat', async () => {
      barred.set('CSECRET', uninvited)
      const number = await opened()
      barred.clear()

      const { command, args } = again()
      const { number: of, in: party, channel } = args as Readonly<Record<'number' | 'in' | 'channel', string>>
      await runner.action(wishOf(marcus), command, { number: of, in: party, channel })
      await notifier.idle()

      expect(platform.entriesIn('CSECRET', number)).toEqual([1])
    })

    it('is tried again by the case shown in that channel, and told of again where it is still not there', async () => {
      barred.set('CSECRET', uninvited)
      const number = await opened()
      const wish = wishOf(marcus)

      await runner.commandLine({ ...wish, place: { ...wish.place, channel: 'CSECRET' } }, `show ${number}`)
      await notifier.idle()

      expect(sent).toHaveLength(2)
    })

    it('is left alone by who shows the case elsewhere, or for another party', async () => {
      barred.set('CSECRET', uninvited)
      const number = await opened()
      const { command, args } = again()

      await runner.commandLine(wishOf(marcus), `show ${number}`)
      await runner.action(wishOf(ben), command, { ...args, in: 'desk' })
      await runner.action(wishOf(amelia), command, { ...args, in: 'customer:C09brightwater' })
      await notifier.idle()

      expect(sent).toHaveLength(1)
      expect((await world.store.get(number))?.subscriptions).toMatchObject([
        { suspended: 'channel_not_found' },
      ])
    })
  })

  it.each([
    ['the desk’s thread', { ...secret, audience: 'desk' } as const, uninvited],
    ['an archived channel', secret, new DeliveryFailure('is_archived', { gone: true })],
  ])('leaves %s to the operator’s log', async (_what, thread, failure) => {
    barred.set('CSECRET', failure)

    await opened([thread])

    expect(sent).toEqual([])
  })
})
