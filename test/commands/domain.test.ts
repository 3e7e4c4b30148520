import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import type { Person } from '../../src/cases/directory.ts'
import type { Button, View } from '../../views/view.ts'
import { runnerOver } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, personWith, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const hoshi = 'hoshi-cloud.example.com'
const northwind = 'northwind-apps.example.com'
const kenjiAtHoshi = `kenji.tanaka@${hoshi}`
const kenjiAtNorthwind = `kenji.tanaka@${northwind}`

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let sends = 0

  beforeEach(async () => {
    world = await aWorld(await open(), async () => ({
      kind: 'link',
      url: 'https://cases.example.com/link/secret',
      code: 'K7Q-F2M',
    }))
    runner = runnerOver(world)
  })

  /** Nobody vouches for this person’s e-mail: what they are, they have linked. */
  const kenji: Person = personWith(null)
  /** Somebody else, whose e-mail the operator trusts. */
  const trusted = (email: string): Person => ({ ...personWith(email), user: `U-${email}` })

  function wish(channel = 'C1', person: Person = kenji) {
    sends += 1
    return { person, place: { platform: 'slack', tenant: 'T1', channel }, key: `test:${sends}` } as const
  }

  async function say(line: string, channel?: string, person?: Person): Promise<string> {
    return told(await runner.commandLine(wish(channel, person), line))
  }

  function told(view: View): string {
    return view.kind === 'notice' ? view.text : JSON.stringify(view)
  }

  function buttonsIn(view: View): readonly Button[] {
    if (view.kind === 'notice') return view.buttons ?? []
    if (view.kind === 'form') return []
    return view.blocks.flatMap((block) => {
      if (block.kind === 'actions') return [...block.buttons, ...(block.more ?? [])]
      return block.kind === 'item' && block.button ? [block.button] : []
    })
  }

  function link(email: string, domain = email.split('@')[1] ?? '') {
    return world.store.identities.link(kenji, {
      email,
      domain,
      provedAt: world.now(),
      proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: email },
    })
  }

  async function linkBoth(): Promise<void> {
    await link(kenjiAtHoshi)
    await link(kenjiAtNorthwind)
  }

  async function aCaseAtNorthwind(): Promise<number> {
    sends += 1
    const outcome = await world.service.create(await world.actor(marcus), aWish(), `case:${sends}`)
    if (!outcome.ok) throw new Error('the sample wish was refused')
    return outcome.value.number
  }

  describe('DOM-1: a person without a trusted e-mail', () => {
    it('can do nothing, and is offered to link an account', async () => {
      const refused = await runner.commandLine(wish(), 'list')

      expect(told(refused)).toContain("isn't linked to an account of any reseller domain")
      expect(buttonsIn(refused)).toMatchObject([{ command: 'link' }])
    })

    it('gets a link of their own from /case link', async () => {
      expect(await runner.commandLine(wish(), 'link')).toMatchObject({
        kind: 'notice',
        link: { label: 'Sign in with Google', url: 'https://cases.example.com/link/secret' },
      })
    })

    it('works for the domain of the account that they linked, and no other (ACC-3)', async () => {
      const number = await aCaseAtNorthwind()
      await link(kenjiAtHoshi)

      const texts = [await say('list'), await say(`show ${number}`), await say(`list in:${northwind}`)]

      expect(texts[0]).toContain(`Cases of ${hoshi}`)
      expect(texts[1]).toContain(`no case ${number}`)
      expect(texts[2]).toContain('olivia.reed@northwind-apps.example.com')
    })

    it('is told by another workspace’s user of the same id nothing', async () => {
      await link(kenjiAtHoshi)
      const stranger = { ...kenji, tenant: 'T2' }

      expect(await say('list', 'C1', stranger)).toContain("isn't linked to an account of")
    })

    it('loses an account’s rights the moment it is unlinked', async () => {
      const number = await aCaseAtNorthwind()
      await linkBoth()
      const before = await say(`show ${number} in:north`)
      const done = await say('unlink northwind')

      expect(before).toContain('Mail to one address bounces')
      expect(done).toContain(`${kenjiAtNorthwind} is unlinked`)
      expect(await say(`show ${number} in:${northwind}`)).toContain("isn't linked to an account of northwind")
      expect(await say('list')).toContain(`Cases of ${hoshi}`)
    })

    it('ACC-4: a linked account that is suspended or gone from the directory can do nothing', async () => {
      await link(kenjiAtHoshi)
      world.editDirectory((yaml) =>
        yaml.replace(`  - email: ${kenjiAtHoshi}\n`, `  - email: ${kenjiAtHoshi}\n    suspended: true\n`),
      )
      const suspended = await say('list')
      world.editDirectory((yaml) => yaml.replaceAll(kenjiAtHoshi, `somebody.else@${hoshi}`))

      expect(suspended).toContain('is suspended. Ask the super admin (haruka.sato')
      expect(await say('list')).toContain("isn't linked to an account of")
    })

    it('an account that was proved for another domain than the directory now says has to be proved again', async () => {
      await link(kenjiAtHoshi, northwind)

      expect(await say('list')).toContain("isn't linked to an account of")
    })
  })

  describe('DOM-1: which account acts', () => {
    it('is asked for where nothing tells; the answer may be kept as the current one', async () => {
      await linkBoth()
      const asked = await runner.commandLine(wish(), 'list')

      expect(told(asked)).toContain('set a default under "My accounts"')
      expect(buttonsIn(asked)).toMatchObject([
        { command: 'list', args: { in: hoshi } },
        { command: 'list', args: { in: northwind } },
        { command: 'domain' },
      ])
    })

    it('is the current one, once chosen, in every channel, until given up', async () => {
      await linkBoth()
      const switched = await say('domain north')
      const [one, two] = [await say('list', 'C1'), await say('list', 'C2')]
      await say('domain none')

      expect(switched).toContain(`You now act as ${northwind}`)
      for (const text of [one, two]) expect(text).toContain(`Cases of ${northwind}`)
      expect(await say('list')).toContain('Which account?')
    })

    it('is the channel’s before the current one, and the named one before both', async () => {
      await linkBoth()
      await say('domain north')
      await say('domain here hoshi', 'C-HOSHI')

      expect(await say('list', 'C-HOSHI')).toContain(`Cases of ${hoshi}`)
      expect(await say('list', 'C-OTHER')).toContain(`Cases of ${northwind}`)
      expect(await say('list in:north', 'C-HOSHI')).toContain(`Cases of ${northwind}`)
    })

    it('a current account that was unlinked is not asked for any more', async () => {
      await linkBoth()
      await say('domain north')
      await say('unlink north')

      expect(await say('list')).toContain(`Cases of ${hoshi}`)
    })

    it('is told by /case domain, with why', async () => {
      await linkBoth()
      const asked = await say('domain')
      await say('domain hoshi')
      const current = await say('domain')
      await say('domain here north', 'C1')
      const bound = await say('domain', 'C1')

      expect(asked).toContain('be asked which account to use each time')
      expect(current).toContain(`You act as ${hoshi} here because it's your default account`)
      expect(bound).toContain(`In this channel you act as ${northwind} because the channel is bound to it`)
      expect(bound).toContain('Verified by signing in with Google')
    })

    it('switches only to a domain of one’s own', async () => {
      await link(kenjiAtHoshi)

      expect(await say('domain north')).toContain("isn't linked to an account of")
      expect((await world.store.identities.linksOf(kenji)).current).toBeNull()
    })
  })

  describe('DOM-2: a channel bound to a domain', () => {
    it('lets one person work in two domains at once, each in its channel', async () => {
      const number = await aCaseAtNorthwind()
      await linkBoth()
      await say('domain here hoshi', 'C-HOSHI')
      await say('domain here north', 'C-NORTH')

      const [there, here] = await Promise.all([
        say(`show ${number}`, 'C-NORTH'),
        say(`show ${number}`, 'C-HOSHI'),
      ])

      expect(there).toContain(`On behalf of ${northwind}`)
      expect(here).toContain(`no case ${number}`)
    })

    it('gives nobody a right: without an account of its domain one is asked, also with a single account', async () => {
      await linkBoth()
      await say('domain here hoshi', 'C-HOSHI')
      const marcusAsked = await runner.commandLine(wish('C-HOSHI', trusted(marcus)), 'list')

      expect(told(marcusAsked)).toContain(
        `This channel is bound to ${hoshi}, where you don't have an account`,
      )
      expect(buttonsIn(marcusAsked).flatMap((one) => one.args.in ?? [])).toEqual([northwind])
    })

    it('is bound only by an account of that domain that may work with cases', async () => {
      const emi = trusted(`emi.kato@${hoshi}`)
      const nina = trusted(`nina.park@${northwind}`)
      const texts = [
        await say('domain here', 'C1', emi),
        await say('domain here northwind-apps', 'C1', nina),
        await say('domain here hoshi', 'C1', nina),
        await say('domain here desk', 'C1', trusted('ben.carter@desk.example.org')),
      ]

      expect(texts[0]).toContain('permission to work with cases')
      expect(texts[1]).toContain('permission to work with cases')
      expect(texts[2]).toContain("isn't linked to an account of")
      expect(await world.store.identities.bindingOf(wish('C1').place)).toBeUndefined()
    })

    it('is not taken over or unbound by another domain, but by anybody of its own who may work with cases', async () => {
      const yui = trusted(`yui.suzuki@${hoshi}`)
      await say('domain here', 'C1', trusted(marcus))
      const texts = [await say('domain here', 'C1', yui), await say('domain here none', 'C1', yui)]
      const still = await world.store.identities.bindingOf(wish('C1').place)
      const unbound = await say('domain here none', 'C1', trusted(`priya.nair@${northwind}`))

      for (const text of texts)
        expect(text).toContain(`This channel is bound to ${northwind}. Only people with`)
      expect(still).toMatchObject({ domain: northwind, by: marcus, at: world.now() })
      expect(unbound).toContain(`no longer bound to ${northwind}`)
      expect(await say('domain here none', 'C1', yui)).toContain("isn't bound to a domain")
    })

    it.each(['domain here', 'domain here northwind desk', 'domain here customer bright'])(
      'DOM-2: is never the desk’s own, which a partner would silence (%s)',
      async (line) => {
        const place = wish('CDESK').place
        const said = await say(line, 'CDESK', trusted(marcus))
        const japanese = await runner.commandLine(wish('CDESK', { ...trusted(marcus), locale: 'ja' }), line)
        const overview = await runner.commandLine(wish('CDESK', trusted(marcus)), 'domain')

        expect(said).toContain('This channel belongs to the support desk')
        expect(told(japanese)).toContain('このチャンネルはサポート窓口のもの')
        expect(await world.store.identities.bindingOf(place)).toBeUndefined()
        expect(buttonsIn(overview).filter(({ args }) => args.which === 'here')).toEqual([])
      },
    )

    it('whose domain is gone from the directory is freed by whoever may work with cases', async () => {
      const place = wish('C1').place
      await world.store.identities.bind(place, { domain: 'gone.example.com', by: 'x', at: world.now() })
      const byNobody = await say('domain here none', 'C1', trusted(`emi.kato@${hoshi}`))
      const bound = await world.store.identities.bindingOf(place)

      expect(byNobody).toContain('This channel is bound to gone.example.com')
      expect(bound).toBeDefined()
      expect(await say('domain here', 'C1', trusted(marcus))).toContain(`now shows cases of ${northwind}`)
    })
  })

  describe('VIS-7: who reads along in a bound channel', () => {
    const here = (channel = 'C1') => world.store.identities.bindingOf(wish(channel).place)
    const asMarcus = (line: string, channel?: string) => say(line, channel, trusted(marcus))

    it('is a customer of the domain, by its name, its domain or words of them', async () => {
      const said = [
        await asMarcus('domain here northwind customer brightwater.example.com', 'C1'),
        await asMarcus('domain here north customer Brightwater Foods', 'C2'),
        await asMarcus('domain here customer bright', 'C3'),
        await asMarcus('domain ここ 顧客 C09brightwater', 'C4'),
        await asMarcus('domain here customer water foods', 'C5'),
      ]

      for (const text of said) expect(text).toContain('now shows cases of Brightwater Foods')
      for (const channel of ['C1', 'C2', 'C3', 'C4', 'C5'])
        expect(await here(channel)).toEqual({
          domain: northwind,
          by: marcus,
          at: world.now(),
          declared: { by: marcus, at: world.now(), confirmed: [] },
          audience: { party: 'customer', customer: 'C09brightwater', name: 'Brightwater Foods' },
        })
    })

    it('is the desk, or nobody else again', async () => {
      const desk = await asMarcus('domain here desk')
      const first = await here()
      const own = await asMarcus('domain here own')

      expect(desk).toContain('as far as the support desk may read them too')
      expect(first?.audience).toEqual({ party: 'desk' })
      expect(own).toContain(`This channel now shows cases of ${northwind}.`)
      expect((await here())?.audience).toBeUndefined()
    })

    it('stays as it is when the channel is bound again without a word of it', async () => {
      await asMarcus('domain here customer bright')
      await asMarcus('domain here')

      expect((await here())?.audience).toMatchObject({ customer: 'C09brightwater' })
    })

    it.each(['customer bright', 'desk'])(
      'VIS-7: stays (%s) when the channel is bound to another of one’s domains without a word of it',
      async (audience) => {
        await linkBoth()
        await say(`domain here northwind ${audience}`)
        const before = await here()
        const said = await say('domain here hoshi')

        expect(await here()).toMatchObject({ domain: hoshi, audience: before?.audience })
        expect(before?.audience).toBeDefined()
        expect(said).toContain('This channel now shows cases of')
        await say('domain here northwind own')
        expect((await here())?.audience).toBeUndefined()
      },
    )

    it('is shown by /case domain, and in the answer to unbinding', async () => {
      await asMarcus('domain here customer bright')

      expect(await asMarcus('domain')).toContain('Shows cases of Brightwater Foods')
      expect(await asMarcus('domain here none')).toContain('What they showed before stays readable here')
    })

    it('is no customer that the domain does not serve, nor one of several', async () => {
      const said = [
        await asMarcus('domain here customer minato'),
        await asMarcus('domain here customer'),
        await asMarcus('domain here northwind everybody'),
      ]

      expect(said[0]).toContain(`${northwind} has no such customer`)
      expect(said[1]).toContain(`${northwind} has no such customer`)
      expect(said[2]).toContain('Add "own" (nobody else), "desk", or "customer"')
      expect(await here()).toBeUndefined()
      world.editDirectory((yaml) => yaml.replaceAll('Lakeside', 'Brightlake'))
      expect(await asMarcus('domain here customer bright')).toContain('More than one customer matches')
    })

    it('is said by nobody of another domain, nor by who may not work with cases', async () => {
      await asMarcus('domain here customer bright')
      const texts = [
        await say('domain here own', 'C1', trusted(`yui.suzuki@${hoshi}`)),
        await say('domain here own', 'C1', trusted(`nina.park@${northwind}`)),
      ]

      expect(texts[0]).toContain(`This channel is bound to ${northwind}`)
      expect(texts[1]).toContain('permission to work with cases')
      expect((await here())?.audience).toMatchObject({ customer: 'C09brightwater' })
    })

    it('is kept through the question which domain is meant', async () => {
      await linkBoth()
      const question = await runner.commandLine(wish(), 'domain here desk')
      const [button] = buttonsIn(question)
      await runner.action(wish(), button?.command ?? '', button?.args ?? {})

      expect(button?.args).toEqual({ which: 'here', to: hoshi, audience: 'desk' })
      expect(await here()).toMatchObject({ domain: hoshi, audience: { party: 'desk' } })
    })

    it('PLC-2: a case that they may not see gets its thread directly, and form and answer say so', async () => {
      await asMarcus('domain here customer bright')
      const values = {
        title: 'Mail bounces',
        description: 'Since this morning.',
        product: 'google-workspace',
        category: 'gmail.delivery',
        'answer:message-id': '<one@mail.example.com>',
        'answer:scope': 'one user',
        severity: 'P3',
      }
      const send = (customer: string) =>
        runner.submission(wish('C1', trusted(marcus)), 'new', { ...values, customer }, { in: northwind })
      const [theirs, others] = [await send('C09brightwater'), await send('C10lakeside')]

      expect(told(theirs as View)).toContain('Its thread will appear here')
      expect(told(others as View)).toContain('in your direct messages with Casethread')
      const form = async (customer: string) =>
        JSON.stringify(
          await runner.refresh(wish('C1', trusted(marcus)), 'new', { customer }, { in: northwind }),
        )
      expect(await form('C09brightwater')).toContain('It shows only what Brightwater Foods may read too')
      expect(await form('C10lakeside')).toContain('Only you, in your direct messages')
      const numbers = [theirs, others].map((view) => Number(/\d{4}/.exec(told(view as View))?.[0]))
      const threads = await Promise.all(
        numbers.map(async (number) => (await world.store.get(number))?.subscriptions),
      )
      expect(threads.map((all) => all?.map(({ channel, direct }) => [channel, direct?.user]))).toEqual([
        [['C1', undefined]],
        [[`U-${marcus}`, `U-${marcus}`]],
      ])
    })
  })

  describe('a button that was shown before things changed', () => {
    const press = async (button: Button | undefined) =>
      told(await runner.action(wish(), button?.command ?? '', button?.args ?? {}))
    const labelled = (view: View, label: string) => buttonsIn(view).find((one) => one.label.includes(label))
    const later = (minutes: number) => world.setNow(new Date(world.now().getTime() + minutes * 60_000))
    const bound = async () => (await world.store.identities.bindingOf({ ...wish().place }))?.domain

    it('ends and changes no binding that was made since', async () => {
      await linkBoth()
      const notice = await runner.commandLine(wish(), `domain here ${hoshi}`)
      const [share, unbind] = [labelled(notice, 'desk'), labelled(notice, 'Unbind')]
      later(1)
      await say('domain here none')
      await say(`domain here ${northwind}`)

      expect(await press(unbind)).toContain('Nothing changed')
      expect(await press(share)).toContain('Nothing changed')
      expect(await bound()).toBe(northwind)
    })

    it('binds nothing that is bound to another domain by now', async () => {
      await linkBoth()
      await say(`domain ${hoshi}`)
      const bind = labelled(await runner.commandLine(wish(), 'domain'), 'Bind')
      await say(`domain here ${northwind}`)

      expect(await press(bind)).toContain('Nothing changed')
      expect(await bound()).toBe(northwind)
    })

    it('unlinks no account that was linked again since', async () => {
      await link(kenjiAtHoshi)
      const [unlink] = buttonsIn(await runner.commandLine(wish(), 'unlink'))
      later(1)
      await link(kenjiAtHoshi)

      expect(await press(unlink)).toContain('Nothing changed')
      expect((await world.links.linksOf(kenji)).accounts).toHaveLength(1)
    })
  })

  describe('/case unlink', () => {
    it('lists what was linked, each with a button that asks first', async () => {
      await linkBoth()

      expect(buttonsIn(await runner.commandLine(wish(), 'unlink'))).toMatchObject([
        { command: 'unlink', args: { account: kenjiAtHoshi }, confirm: {} },
        { command: 'unlink', args: { account: kenjiAtNorthwind } },
      ])
      expect(buttonsIn(await runner.commandLine(wish(), 'unlink kenji'))).toHaveLength(2)
    })

    it('tells of an account that the operator vouches for that it is the operator’s, and of an unknown one that it is none', async () => {
      expect(await say('unlink northwind', 'C1', trusted(marcus))).toContain(
        'was added by your administrator',
      )
      expect(await say('unlink nobody', 'C1', trusted(marcus))).toContain('linked an account "nobody"')
      expect(await say('unlink', 'C1', trusted(marcus))).toContain("You haven't linked any accounts")
    })
  })

  it('where linking is not set up, the log and the doctor have the settings', async () => {
    world = await aWorld(world.store)
    const invitation = await world.links.invite(kenji)

    expect(invitation).toEqual({ kind: 'not-set-up', settings: ['PUBLIC_URL'] })
  })
})
