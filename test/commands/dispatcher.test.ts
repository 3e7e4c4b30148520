import { beforeEach, describe, expect, it } from 'vitest'
import type { DirectMessages } from '../../commands/define.ts'
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherDeps,
  type Interaction,
} from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import { optionSources } from '../../commands/options.ts'
import type { CaseService } from '../../src/cases/case-service.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Button, Form, Values, View } from '../../views/view.ts'
import { aMember } from '../support/build-conversations.ts'
import { buildSetup } from '../support/build-setup.ts'
import { recordingLog } from '../support/recording-log.ts'
import { bindChannel } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, personWith, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'
import { capabilities } from '../support/test-capabilities.ts'

const kenji = 'kenji.tanaka@hoshi-cloud.example.com'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let sends = 0
  const log = recordingLog()
  const messages: DirectMessages = { send: async () => false }

  function wishOf(email: string | null, locale: 'en' | 'ja' = 'en'): Interaction {
    sends += 1
    return {
      person: { ...personWith(email), locale },
      place: { platform: 'slack', tenant: 'T1', channel: 'C1' },
      key: `test:${sends}`,
    }
  }

  function runnerOver(service: CaseService, over: Partial<DispatcherDeps> = {}): Dispatcher {
    return createDispatcher({
      commands,
      optionSources,
      service,
      grants: world.grants,
      notifications: world.notifications,
      audit: world.audit,
      messages,
      directory: world.directory,
      links: world.links,
      conversations: world.conversations.service,
      categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
      createTranslator: createTranslatorFactory(),
      deskPlaces: [{ platform: 'slack', tenant: 'T1', channel: 'CDESK' }],
      capabilities,
      setup: buildSetup(world),
      now: () => world.now(),
      newId: () => 'abcdef0123456789',
      log,
      ...over,
    })
  }

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world.service)
  })

  const bindTo = (domain: string, channel: string) => bindChannel(world, domain, channel)

  async function anOpenCase(): Promise<number> {
    sends += 1
    const outcome = await world.service.create(await world.actor(marcus), aWish(), `case:${sends}`)
    if (!outcome.ok) throw new Error('the sample wish was refused')
    return outcome.value.number
  }

  function told(view: View): string {
    return view.kind === 'notice' ? view.text : JSON.stringify(view)
  }

  function buttonsIn(view: View): readonly Button[] {
    if (view.kind === 'notice') return view.buttons ?? []
    if (view.kind === 'form') return []
    return view.blocks.flatMap((block) =>
      block.kind === 'actions' ? [...block.buttons, ...(block.more ?? [])] : [],
    )
  }

  function asForm(view: View): Form {
    if (view.kind !== 'form') throw new Error(`no form but ${told(view)}`)
    return view
  }

  const fieldsOf = (form: Form) => form.parts.flatMap((part) => ('name' in part ? [part.name] : []))

  it('each request is told once it is answered, with what came of it', async () => {
    const told: string[] = []
    const onAnswered: DispatcherDeps['onAnswered'] = ({ place, kind, outcome, tookMs }) => {
      told.push(`${place.tenant} ${kind} ${outcome} ${tookMs >= 0}`)
    }
    const counted = runnerOver(world.service, { onAnswered })
    const broken = runnerOver(
      {
        ...world.service,
        list: () => Promise.reject(new Error('a bug')),
      },
      { onAnswered },
    )

    await counted.commandLine(wishOf(marcus), 'help')
    await counted.commandLine(wishOf(marcus), 'severity 1001 P9')
    await counted.action(wishOf(marcus), 'list', {})
    await counted.home(wishOf(marcus))
    await counted.options(wishOf(marcus), 'customers', 'x', {})
    await counted.submission(wishOf(marcus), 'no-such-form', {}, {})
    await broken.commandLine(wishOf(marcus), 'list')

    expect(told).toEqual([
      'T1 command done true',
      'T1 command refused true',
      'T1 action done true',
      'T1 home done true',
      'T1 options done true',
      'T1 submission refused true',
      'T1 command failed true',
    ])
  })

  describe('what is typed', () => {
    it.each(['', '   ', 'help', 'ヘルプ'])(
      '%j answers with help and every command that serves the person',
      async (line) => {
        const text = told(await runner.commandLine(wishOf(marcus), line))
        // What its super admins or operators alone are offered, and what the installation keeps to the desk, is not for him.
        const serving = commands.filter(
          ({ parties, needs }) =>
            (!parties || parties.includes('partner')) &&
            !['audit', 'upstream', 'setup'].includes(needs ?? ''),
        )
        for (const { name } of serving) expect(text).toContain(`/case ${name}`)
      },
    )

    it('an unknown word answers with help and the nearest command, which a button runs', async () => {
      const view = await runner.commandLine(wishOf(marcus), 'serverity 1001 P2')
      expect(told(view)).toContain('Did you mean')
      expect(buttonsIn(view)[0]).toMatchObject({ command: 'severity' })
    })

    it('a number alone shows that case', async () => {
      const number = await anOpenCase()
      expect(told(await runner.commandLine(wishOf(marcus), `#${number}`))).toContain(
        'Mail to one address bounces',
      )
    })

    it.each([
      ['show', 'Which case?'],
      ['show abc', '"abc" isn\'t a case number'],
      ['show 0', '"0" isn\'t a case number'],
      ['show -5', "isn't a case number"],
      ['show 99999999999999999999', "isn't a case number"],
      ['severity 1001 P9', '"P9" isn\'t a severity'],
      ['show 999', "There's no case 999"],
    ])('%s: %s', async (line, text) => {
      expect(told(await runner.commandLine(wishOf(marcus), line))).toContain(text)
    })

    it('answers in Japanese to a Japanese reader', async () => {
      expect(told(await runner.commandLine(wishOf(yui, 'ja'), 'show abc'))).toContain(
        'ケース番号ではありません',
      )
    })

    it('full-width numbers and severities are understood', async () => {
      const number = await anOpenCase()
      const wide = String(number).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
      expect(told(await runner.commandLine(wishOf(marcus), `severity ${wide} ｐ１`))).toContain('is now P1')
    })

    it('a typed note with personal data comes back as the form, with what was typed in it', async () => {
      const number = await anOpenCase()
      const form = asForm(
        await runner.commandLine(wishOf(marcus), `reply ${number} my card 4111 1111 1111 1111`),
      )
      expect(JSON.stringify(form)).toContain('a card number')
      expect(form.parts).toContainEqual(
        expect.objectContaining({ name: 'text', initial: 'my card 4111 1111 1111 1111' }),
      )
    })
  })

  describe('DOM-1: who acts', () => {
    it('a person with accounts in several domains is asked, and the answer runs the same command', async () => {
      const number = await anOpenCase()
      const asked = await runner.commandLine(wishOf(kenji), `show ${number}`)
      const choices = buttonsIn(asked)
      expect(choices.flatMap((one) => one.args.in ?? [])).toEqual([
        'hoshi-cloud.example.com',
        'northwind-apps.example.com',
      ])

      const northwind = choices[1]
      const shown = await runner.action(wishOf(kenji), northwind?.command ?? '', northwind?.args ?? {})
      expect(told(shown)).toContain('Mail to one address bounces')
    })

    it('a domain named in the command, or its beginning, settles it', async () => {
      await anOpenCase()
      expect(told(await runner.commandLine(wishOf(kenji), 'list in:north'))).toContain(
        'Cases of northwind-apps.example.com',
      )
      expect(told(await runner.commandLine(wishOf(kenji), 'list in:hoshi'))).toContain(
        'Cases of hoshi-cloud.example.com',
      )
    })

    it('ACC-3: nobody acts for a domain without an account in it, and is told whom to ask', async () => {
      const text = told(await runner.commandLine(wishOf(yui), 'list in:northwind-apps.example.com'))
      expect(text).toContain('olivia.reed@northwind-apps.example.com')
    })

    it('VIS-8: a case that is not here offers the person’s other domains, whether it exists or not', async () => {
      const number = await anOpenCase()
      const real = await runner.commandLine(wishOf(kenji), `show ${number} in:hoshi`)
      const none = await runner.commandLine(wishOf(kenji), 'show 99999 in:hoshi')
      expect(told(real).replaceAll(String(number), 'N')).toBe(told(none).replaceAll('99999', 'N'))
      expect(buttonsIn(real)).toMatchObject([
        { command: 'show', args: { in: 'northwind-apps.example.com', number: String(number) } },
      ])
    })

    it.each([
      ['somebody unknown', 'jordan.lee@example.org', "isn't linked to an account of"],
      ['somebody whose e-mail the platform does not vouch for', null, "isn't linked to an account of"],
      [
        'a suspended account',
        'sota.abe@hoshi-cloud.example.com',
        'is suspended. Ask the super admin (haruka.sato',
      ],
    ])('ACC-4: %s is told whom to ask', async (_who, email, text) => {
      expect(told(await runner.commandLine(wishOf(email), 'list'))).toContain(text)
      expect(told(await runner.home(wishOf(email)))).toContain(text)
    })
  })

  describe('the new case form', () => {
    const filled: Values = {
      customer: 'C09brightwater',
      title: 'Mail bounces',
      description: 'All of it',
      product: 'google-workspace',
      category: 'gmail.delivery',
      'answer:message-id': '<x@mail.example.com>',
      'answer:scope': 'all',
      severity: 'P2',
      language: 'en',
      timeZone: 'Europe/London',
      confirmed: [],
    }

    it('GRA-2: offers product and category only once a customer with a grant is chosen', async () => {
      const wish = wishOf(marcus)
      const first = asForm(await runner.commandLine(wish, 'new'))
      expect(fieldsOf(first)).not.toContain('category')

      const granted = asForm(
        await runner.refresh(wish, 'new', { customer: 'C09brightwater' }, first.formState),
      )
      expect(fieldsOf(granted)).toEqual(
        expect.arrayContaining(['product', 'category', 'language', 'timeZone']),
      )
      expect(JSON.stringify(granted)).toContain('helpdesk@brightwater.example.com')

      const revoked = asForm(await runner.refresh(wish, 'new', { customer: 'C11granite' }, first.formState))
      expect(fieldsOf(revoked)).not.toContain('category')
      expect(JSON.stringify(revoked)).toContain('it-desk@granite-insurance.example.com')
    })

    it('CRE-1: a chosen category brings its guidance and its questions', async () => {
      const form = asForm(
        await runner.refresh(
          wishOf(marcus),
          'new',
          { customer: 'C09brightwater', category: 'gmail.delivery' },
          { in: 'northwind-apps.example.com' },
        ),
      )
      expect(fieldsOf(form)).toEqual(expect.arrayContaining(['answer:message-id', 'answer:scope']))
      expect(JSON.stringify(form)).toContain('Email Log Search')
    })

    it('sent three times, also at once, it opens one case, with a thread here and one for the desk', async () => {
      await bindTo('northwind-apps.example.com', 'C1')
      const wish = wishOf(marcus)
      const answers = await Promise.all(
        [1, 2, 3].map(() => runner.submission(wish, 'new', filled, { in: 'northwind-apps.example.com' })),
      )
      expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
      const listed = await world.store.list({ reader: { party: 'desk' } }, { limit: 10 })
      expect(
        listed.cases.map((one) => one.subscriptions.map((thread) => [thread.channel, thread.reader.party])),
      ).toEqual([
        [
          ['C1', 'partner'],
          ['CDESK', 'desk'],
        ],
      ])
    })

    it('on either platform it gets the desk’s threads on both', async () => {
      const desks = [
        { platform: 'slack', tenant: 'T1', channel: 'CDESK' },
        { platform: 'gchat', tenant: '', channel: 'spaces/DESK' },
      ] as const
      const both = runnerOver(world.service, { deskPlaces: desks })
      const hidden = { in: 'northwind-apps.example.com' }
      const inChat = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
      await bindTo('northwind-apps.example.com', 'C1')
      await bindTo('northwind-apps.example.com', 'spaces/A')
      const threadsOf = async (wish: Interaction) => {
        const done = told((await both.submission(wish, 'new', filled, hidden)) as View)
        const of = await world.store.get(Number(/\d{4,}/.exec(done)?.[0]))
        return of?.subscriptions.map(({ platform, tenant, channel, reader }) => [
          platform,
          tenant,
          channel,
          reader.party,
        ])
      }
      const deskThreads = [
        ['slack', 'T1', 'CDESK', 'desk'],
        ['gchat', '', 'spaces/DESK', 'desk'],
      ]

      expect(await threadsOf(wishOf(marcus))).toEqual([['slack', 'T1', 'C1', 'partner'], ...deskThreads])
      expect(await threadsOf({ ...wishOf(marcus), place: inChat })).toEqual([
        ['gchat', '', 'spaces/A', 'partner'],
        ...deskThreads,
      ])
    })

    describe('PLC-1, PLC-2: the thread goes to the opener’s direct messages', () => {
      const hidden = { in: 'northwind-apps.example.com' }
      const openedAt = async (wish: Interaction) => {
        const answer = told((await runner.submission(wish, 'new', filled, hidden)) as View)
        const of = await world.store.get(Number(/\d{4,}/.exec(answer)?.[0]))
        return {
          answer,
          threads: of?.subscriptions.map(({ channel, direct, reader }) => [channel, direct, reader.party]),
        }
      }
      const formAt = async (wish: Interaction) =>
        JSON.stringify(await runner.refresh(wish, 'new', { customer: filled.customer ?? '' }, hidden))
      const direct = ['U1', { user: 'U1', email: marcus }, 'partner']
      const desk = ['CDESK', undefined, 'desk']

      it.each([
        ['a channel that is bound to nobody', 'C1', undefined],
        ['a channel that is bound to another domain', 'C1', 'hoshi-cloud.example.com'],
        ['the desk’s channel', 'CDESK', undefined],
        ['the desk’s channel, which was bound before', 'CDESK', 'northwind-apps.example.com'],
        ['a direct message', 'D1', undefined],
      ])('from %s; form and answer say so', async (_, channel, bound) => {
        if (bound) await bindTo(bound, channel)
        const wish = { ...wishOf(marcus), place: { platform: 'slack', tenant: 'T1', channel } as const }

        expect(await formAt(wish)).toContain('Only you, in your direct messages with Casethread')
        const { answer, threads } = await openedAt(wish)

        expect(answer).toContain('Its thread will appear in your direct messages with Casethread')
        expect(threads).toEqual([direct, desk])
      })

      it('from a space of Google Chat that is bound to nobody', async () => {
        const place = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
        const person = { ...personWith(marcus), platform: 'gchat', tenant: '', user: 'users/7' } as const

        const { answer, threads } = await openedAt({ ...wishOf(marcus), person, place })

        expect(answer).toContain("If you've never messaged Casethread, send it a direct message first.")

        expect(threads).toEqual([['users/7', { user: 'users/7', email: marcus }, 'partner'], desk])
      })

      it('and stays here, where everybody can read it, when the channel is bound to the acting domain', async () => {
        await bindTo('northwind-apps.example.com', 'C1')

        world.conversations.chats.slack.setMembers('C1', [aMember({ user: 'U1', email: marcus })])
        expect(await formAt(wishOf(marcus))).toContain(
          '"Who can read it","value":"This channel (c1) · northwind-apps.example.com: 1 person"',
        )
        const { answer, threads } = await openedAt(wishOf(marcus))

        expect(answer).toContain('Its thread will appear here')
        expect(threads).toEqual([['C1', undefined, 'partner'], desk])
      })
    })

    it('errors stand at their fields, in words', async () => {
      const answer = await runner.submission(
        wishOf(marcus),
        'new',
        { ...filled, title: '', description: 'x'.repeat(3001) },
        { in: 'northwind-apps.example.com' },
      )
      expect(answer).toEqual({
        kind: 'errors',
        fields: {
          title: 'Fill in this field.',
          description:
            'You can enter up to 3000 characters; this has 3001. Shorten it, or send the rest in a reply.',
        },
      })
    })

    it('an account that was suspended while the form was open is told in the form, which stays', async () => {
      world.editDirectory((yaml) =>
        yaml.replace(
          '    roles: [Reseller Admin]\n  - email: priya',
          '    suspended: true\n  - email: priya',
        ),
      )
      const answer = await runner.submission(wishOf(marcus), 'new', filled, {
        in: 'northwind-apps.example.com',
      })
      expect(answer).toMatchObject({
        kind: 'errors',
        fields: { '': expect.stringContaining('is suspended') },
      })
    })

    it('finds customers of the acting domain only, and categories in both languages', async () => {
      const northwind = { in: 'northwind-apps.example.com' }
      expect(
        (await runner.options(wishOf(marcus), 'customers', 'brig', northwind)).map((one) => one.value),
      ).toEqual(['C09brightwater'])
      expect(await runner.options(wishOf(marcus), 'customers', '青葉', northwind)).toEqual([])
      expect((await runner.options(wishOf(yui, 'ja'), 'categories', '請求', {}))[0]).toEqual({
        value: 'billing.invoice',
        label: 'お支払いとライセンス › 請求書とサブスクリプション',
      })
      expect(await runner.options(wishOf('jordan.lee@example.org'), 'customers', '', {})).toEqual([])
    })
  })

  describe('changing a case', () => {
    it('NOT-4: what is typed whole is an internal note of the writer’s domain', async () => {
      const number = await anOpenCase()
      await runner.commandLine(wishOf(marcus), `reply ${number} They called again.`)
      const [noted] = await world.store.history(number, { after: 1, limit: 5 })
      expect(noted).toMatchObject({ audience: 'internal', author: { domain: 'northwind-apps.example.com' } })
    })

    it('UPD-6: a severity form that was overtaken comes back with what changed, and then holds', async () => {
      const number = await anOpenCase()
      const form = asForm(await runner.commandLine(wishOf(marcus), `severity ${number}`))
      await runner.commandLine(wishOf(ben), `severity ${number} P1`)

      const wish = wishOf(marcus)
      const again = await runner.submission(wish, 'severity', { severity: 'P4' }, form.formState)
      if (again.kind !== 'form') throw new Error(`no form but ${JSON.stringify(again)}`)
      expect(JSON.stringify(again)).toMatch(
        /Ben Carter \(Support desk\)\W*("},")? changed the severity from P2 to P1/,
      )
      expect(await runner.submission(wish, 'severity', { severity: 'P4' }, again.formState)).toMatchObject({
        tone: 'done',
      })
    })

    it('UPD-5: a reply to a closed case offers to reopen it, and after thirty days a follow-up case', async () => {
      const number = await anOpenCase()
      await runner.commandLine(wishOf(marcus), `close ${number} done`)
      expect(buttonsIn(await runner.commandLine(wishOf(marcus), `reply ${number} Thank you`))).toMatchObject([
        { command: 'reopen' },
      ])

      world.setNow(new Date(world.now().getTime() + 31 * 24 * 60 * 60 * 1000))
      expect(buttonsIn(await runner.commandLine(wishOf(marcus), `reply ${number} Thank you`))).toMatchObject([
        { command: 'new', args: { followUp: String(number) } },
      ])
      expect(told(await runner.commandLine(wishOf(marcus), `reopen ${number} again`))).toContain(
        'more than 30 days ago',
      )
    })

    it('a form whose command is no more is told so', async () => {
      expect(await runner.submission(wishOf(marcus), 'gone', {}, {})).toMatchObject({ tone: 'refused' })
    })
  })

  it('a bug is answered with an id that is also in the log', async () => {
    const broken = runnerOver({
      ...world.service,
      list: () => {
        throw new Error('a bug')
      },
    })
    expect(told(await broken.commandLine(wishOf(marcus), 'list'))).toContain('abcdef01')
    expect(log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ id: 'abcdef01' }) }),
    )
  })
})
