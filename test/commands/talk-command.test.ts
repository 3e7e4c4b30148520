/** NOT-4: `/case domain talk` and `/case resume`, as people type and press them. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { Status } from '../../src/cases/case.ts'
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { ChannelBinding, ConversationRef, GuestReader } from '../../src/cases/identity-store.ts'
import { toPlaceKey } from '../../src/conversations/thread-places.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, sofia, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'
const granite = { party: 'customer', customer: 'C11granite', name: 'Granite Insurance' } as const
const brightwater = { party: 'customer', customer: 'C09brightwater', name: 'Brightwater Foods' } as const
const channel: ConversationRef = { platform: 'slack', tenant: 'T1', channel: 'C1' }

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })

  const bindingNow = () => world.store.identities.bindingOf(channel)

  describe('/case domain talk', () => {
    async function declare(audience?: GuestReader, over: Partial<ChannelBinding> = {}): Promise<void> {
      const by = `admin@${northwind}`
      const declared = { by, at: world.now(), confirmed: [] }
      const guest = audience ? { audience } : {}
      await world.store.identities.bind(channel, {
        domain: northwind,
        by,
        at: world.now(),
        declared,
        ...guest,
        ...over,
      })
    }
    const say = async (email: string | null, words: string, locale: 'en' | 'ja' = 'en') =>
      told(await runner.commandLine(wishOf(email, locale), `domain ${words}`))

    it.each([
      ['talk two-way', 'en', 'two-way'],
      ['スレッド 双方向', 'ja', 'two-way'],
      ['talk hint', 'en', 'hint'],
      ['スレッド 案内', 'ja', 'hint'],
    ] as const)('"%s" switches it, and its "off" switches it off', async (words, locale, mode) => {
      await declare(brightwater)
      const answer = await say(marcus, words, locale)
      expect((await bindingNow())?.talk).toBe(mode)
      expect(answer).toContain(locale === 'ja' ? 'これ以降' : 'From now on')
      if (mode === 'two-way') expect(answer).toContain('Brightwater Foods')

      await say(marcus, locale === 'ja' ? 'スレッド なし' : 'talk off', locale)
      expect((await bindingNow())?.talk).toBeUndefined()
    })

    it.each(['talk', 'talk loud'])(
      '"%s" asks which of the three is meant, and changes nothing',
      async (words) => {
        await declare(brightwater, { talk: 'hint' })

        expect(await say(marcus, words)).toContain('Type "two-way", "hint", or "off"')
        expect((await bindingNow())?.talk).toBe('hint')
      },
    )

    it.each<[string, string | null, string, GuestReader | undefined, string]>([
      [
        'where nobody but the domain reads',
        marcus,
        'two-way',
        undefined,
        'only where a customer reads along',
      ],
      [
        'where the desk reads along',
        marcus,
        'two-way',
        { party: 'desk' },
        'only where a customer reads along',
      ],
      ['for another reseller', yui, 'hint', brightwater, 'This channel is bound to'],
      ['for the customer that it is shared with', amelia, 'two-way', brightwater, 'This channel is bound to'],
      ['to switch it on by the customer’s own admin', sofia, 'two-way', granite, 'This channel is bound to'],
      [
        'for somebody without case permissions',
        `nina.park@${northwind}`,
        'hint',
        brightwater,
        'permission to work',
      ],
      ['for somebody whom nobody knows', null, 'hint', brightwater, ''],
    ])('is refused %s', async (_what, email, mode, guest, why) => {
      await declare(guest)
      const answer = await runner.commandLine(wishOf(email), `domain talk ${mode}`)

      expect(answer).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect(told(answer)).toContain(why)
      expect((await bindingNow())?.talk).toBeUndefined()
    })

    it('is refused where nothing is declared', async () => {
      expect(await say(marcus, 'talk hint')).toContain('/case domain here')
      expect(await bindingNow()).toBeUndefined()
    })

    it('is refused in a space of Google Chat, which tells no app of it', async () => {
      const space = { platform: 'gchat', tenant: '', channel: 'spaces/A' } as const
      const by = `admin@${northwind}`
      const declared = { by, at: world.now(), confirmed: [] }
      await world.store.identities.bind(space, {
        domain: northwind,
        by,
        at: world.now(),
        declared,
        audience: brightwater,
      })
      const wish: Interaction = { ...wishOf(marcus), place: space }
      const answer = await runner.commandLine(wish, 'domain talk two-way')

      expect(told(answer)).toContain('Only "Reply" adds to a case there')
      expect((await world.store.identities.bindingOf(space))?.talk).toBeUndefined()
    })

    it('is switched off by the customer’s admin, from the message that told of it, elsewhere', async () => {
      await declare(granite, { talk: 'two-way' })
      const wish: Interaction = { ...wishOf(sofia), place: { ...channel, channel: 'DSOFIA' } }
      const answer = await runner.action(wish, 'domain', {
        which: 'talk',
        to: 'off',
        at: toPlaceKey(channel),
      })

      expect(answer).toMatchObject({ tone: 'done' })
      expect((await bindingNow())?.talk).toBeUndefined()
      expect((await bindingNow())?.audience).toEqual(granite)
    })

    it('is switched by an operator of another party, as they can declare it', async () => {
      await declare(brightwater)
      const olivia = `olivia.reed@${northwind}`
      await say(olivia, 'talk two-way')

      expect((await bindingNow())?.talk).toBe('two-way')
    })

    it('a button that was drawn for an earlier declaration changes nothing', async () => {
      await declare(brightwater)
      const drawn = await runner.commandLine(wishOf(marcus), 'domain')
      const button = buttonsIn(drawn).find(({ args }) => args.to === 'two-way')
      expect(button).toBeDefined()
      world.setNow(new Date(world.now().getTime() + 60_000))
      await declare(granite)
      const answer = await runner.action(wishOf(marcus), 'domain', button?.args ?? {})

      expect(answer).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect((await bindingNow())?.talk).toBeUndefined()
    })

    it('the buttons offer what it is not, and two-way only where a customer reads along', async () => {
      const offered = async () =>
        buttonsIn(await runner.commandLine(wishOf(marcus), 'domain')).flatMap(({ args }) =>
          args.which === 'talk' ? [args.to] : [],
        )
      await declare()
      expect(await offered()).toEqual(['hint'])
      await declare(brightwater)
      expect(await offered()).toEqual(['two-way', 'hint'])
      await declare(brightwater, { talk: 'two-way' })
      expect(await offered()).toEqual(['hint', 'off'])
    })
  })

  describe('/case resume', () => {
    let number: number

    beforeEach(async () => {
      number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
    })

    async function setStatus(status: Exclude<Status, 'new' | 'closed'>): Promise<void> {
      const changes: UpdateCaseInput['changes'] = [{ kind: 'status', status }]
      value(await world.service.change(await world.actor(ben), number, { changes }, `to ${status}`))
    }
    const statusNow = async () => (await world.store.get(number))?.status
    const say = (email: string | null, words = `resume ${number}`, locale: 'en' | 'ja' = 'en') =>
      runner.commandLine(wishOf(email, locale), words)

    it.each([
      ['the partner', marcus, 'resume', 'en', 'action-required'],
      ['the customer', amelia, 'still-open', 'en', 'solution-provided'],
      ['the desk, which can set each status', ben, 'resume', 'en', 'action-required'],
      ['the partner, in Japanese', marcus, '未解決', 'ja', 'solution-provided'],
    ] as const)(
      'UPD-7: of %s sets a case that waits for them going again, and the history says so',
      async (_who, email, word, locale, from) => {
        await setStatus(from)
        const answer = await say(email, `${word} ${number}`, locale)

        expect(answer).toMatchObject({ tone: 'done' })
        expect(told(answer)).toContain(String(number))
        expect(await statusNow()).toBe('in-progress')
        const last = (await world.store.history(number, { limit: 50 })).at(-1)
        expect(last).toMatchObject({
          audience: 'everyone',
          event: { type: 'status-changed', from, to: 'in-progress' },
        })
      },
    )

    it('pressed twice it is done once', async () => {
      await setStatus('action-required')
      const wish = wishOf(marcus)
      await runner.action(wish, 'resume', { number: String(number), in: northwind })
      await runner.action(wish, 'resume', { number: String(number), in: northwind })

      const moves = (await world.store.history(number, { limit: 50 })).filter(
        ({ event }) => event.type === 'status-changed' && event.to === 'in-progress',
      )
      expect(moves).toHaveLength(1)
    })

    it('where the case waits for nobody’s answer says so, and changes nothing', async () => {
      expect(told(await say(marcus))).toContain("isn't waiting for you")
      expect(await statusNow()).toBe('new')
    })

    it.each<[string, string | null, string]>([
      ['another reseller', yui, 'case'],
      ['another customer', sofia, 'case'],
      ['somebody without case permissions', `nina.park@${northwind}`, 'permission to work'],
      ['somebody whom nobody knows', null, ''],
    ])('is refused for %s', async (_who, email, why) => {
      await setStatus('action-required')
      const answer = await say(email)

      expect(answer).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect(told(answer)).toContain(why)
      expect(await statusNow()).toBe('action-required')
    })

    it('GRA-4: takes a live grant', async () => {
      await setStatus('action-required')
      world.editDirectory((yaml) =>
        yaml.replace(
          /(customer: C09brightwater\n {4}domain: northwind-apps.example.com\n {4}state: )granted/,
          '$1revoked',
        ),
      )
      const answer = await say(marcus)

      expect(answer).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect(await statusNow()).toBe('action-required')
    })

    it('on a closed case offers to reopen it', async () => {
      const changes: UpdateCaseInput['changes'] = [{ kind: 'close', note: '' }]
      value(await world.service.change(await world.actor(ben), number, { changes }, 'close'))

      expect(buttonsIn(await say(marcus)).map(({ command }) => command)).toContain('reopen')
      expect(await statusNow()).toBe('closed')
    })
  })
})
