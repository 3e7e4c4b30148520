import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import { aMember } from '../support/build-conversations.ts'
import { bindChannel, buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    const place = {
      platform: 'slack',
      tenant: 'T1',
      channel: 'CELSE',
      audience: 'actor',
      locale: 'en',
    } as const
    number = value(
      await world.service.create(await world.actor(marcus), aWish({ threads: [place] }), 'k'),
    ).number
  })

  const at = (email: string, channel: string): Interaction => ({
    ...wishOf(email),
    person: { ...wishOf(email).person, user: `U-${email}` },
    place: { platform: 'slack', tenant: 'T1', channel },
  })
  const threads = async () =>
    ((await world.store.get(number))?.subscriptions ?? []).map(
      ({ channel, direct, reader, cursor, earlier }) => ({
        channel,
        direct: direct?.user,
        party: reader.party,
        cursor,
        earlier,
      }),
    )

  describe('PLC-6: Follow here', () => {
    it('opens a thread for the reader’s own side in a channel that may show the case', async () => {
      await bindChannel(world, northwind, 'C1')

      expect(told(await runner.commandLine(at(marcus, 'C1'), `follow ${number}`))).toContain(
        'has a thread here',
      )
      expect(await threads()).toMatchObject([
        { channel: 'CELSE' },
        { channel: 'C1', party: 'partner', cursor: 0 },
      ])
    })

    it.each([
      ['an undeclared channel', undefined, marcus, 'nobody has said who may read there'],
      ['another domain’s', 'hoshi-cloud.example.com', marcus, 'set up for somebody else'],
    ])('not in %s, which says why and offers direct messages', async (_, domain, email, why) => {
      if (domain) await bindChannel(world, domain, 'C1')

      const answer = await runner.commandLine(at(email, 'C1'), `follow ${number} in:${northwind}`)

      expect(told(answer)).toContain(why)
      expect(buttonsIn(answer)).toMatchObject([{ command: 'follow', args: { where: 'me' } }])
      expect(await threads()).toHaveLength(1)
    })

    it.each([
      [marcus, 'partner'],
      [amelia, 'customer'],
      [ben, 'desk'],
    ])('%s follows in their direct messages', async (email, party) => {
      await runner.commandLine(at(email, 'C1'), `follow ${number} me`)

      expect((await threads()).at(-1)).toMatchObject({ direct: `U-${email}`, party })
    })

    it('VIS-6: a case that one may not see is answered as one that does not exist', async () => {
      expect(told(await runner.commandLine(at(yui, 'C1'), `follow ${number} me`))).toContain(
        `no case ${number}`,
      )
      expect(await threads()).toHaveLength(1)
    })

    it('begins with the latest entries that its readers may see, and counts the earlier ones of those', async () => {
      const actor = await world.actor(marcus)
      for (let n = 1; n <= 9; n += 1)
        value(
          await world.service.change(
            actor,
            number,
            { changes: [{ kind: 'message', text: `note ${n}`, audience: n % 2 ? 'internal' : 'everyone' }] },
            `n${n}`,
          ),
        )
      await runner.commandLine(at(ben, 'C1'), `follow ${number} me`)
      await runner.commandLine(at(amelia, 'C1'), `follow ${number} me`)
      await runner.commandLine(at(marcus, 'C1'), `follow ${number} me`)

      // The desk and the customer read 1, 3, 5, 7, 9: five. The partner reads ten.
      const [, desk, customer, partner] = await threads()
      expect([desk, customer, partner].map((thread) => [thread?.cursor, thread?.earlier])).toEqual([
        [0, undefined],
        [0, undefined],
        [5, 5],
      ])
    })
  })

  describe('PLC-4: /case show', () => {
    it('says which threads wait and why, and names a channel only to whoever is in it', async () => {
      await bindChannel(world, northwind, 'CELSE')
      world.conversations.chats.slack.setInfo('CELSE', { name: 'secret-room' })
      const id = (await world.store.get(number))?.subscriptions[0]?.id ?? ''
      const claim = await world.store.claim({
        number,
        thread: id,
        owner: 'x',
        now: world.now(),
        leaseMs: 1_000,
      })
      await world.store.saveProgress({
        number,
        token: claim?.token ?? 0,
        thread: id,
        progress: { heldBack: { why: 'present', users: ['U9'], since: world.now() } },
      })
      const show = async () => told(await runner.commandLine(at(marcus, 'C1'), `show ${number}`))

      expect(await show()).toMatch(/"a channel".*"waiting since".*"people are there who may not read it\."/)
      world.conversations.chats.slack.setMembers('CELSE', [aMember({ user: `U-${marcus}`, email: marcus })])
      world.setNow(new Date(world.now().getTime() + 120_000))
      expect(await show()).toMatch(/"secret-room".*"waiting since"/)
      expect(told(await runner.commandLine(at(ben, 'C1'), `show ${number}`))).not.toContain('waiting since')
    })
  })

  describe('PLC-2: where a new case’s thread may stand', () => {
    const form = async (channel: string) =>
      told(
        await runner.refresh(at(marcus, channel), 'new', { customer: 'C09brightwater' }, { in: northwind }),
      )
    const mark = aMember({ user: `U-${marcus}`, email: marcus })

    it('is the domain’s home where the person is somewhere else, and a choice of what they are in', async () => {
      for (const channel of ['CHOME', 'COTHER', 'CAWAY']) await bindChannel(world, northwind, channel)
      for (const channel of ['CHOME', 'COTHER']) world.conversations.chats.slack.setMembers(channel, [mark])
      const home = { platform: 'slack', tenant: 'T1', channel: 'CHOME' } as const
      await world.store.conversations.setHome({ domain: northwind, channel: home, by: 'x', at: world.now() })

      const text = await form('C1')

      expect(text).toContain('"initial":"slack:T1:CHOME"')
      expect(text).toContain('slack:T1:COTHER')
      expect(text).not.toContain('CAWAY')
      expect(text).toContain('Show cases here')
    })

    it('offers to declare no conversation that cannot be', async () => {
      world.conversations.chats.slack.setInfo('C1', { access: 'open' })

      const text = await form('C1')

      expect(text).toContain("people who aren't in it can read it")
      expect(text).not.toContain('Show cases here')
    })

    it('goes where it was chosen, if it may still stand there', async () => {
      await bindChannel(world, northwind, 'C1')
      const values = {
        customer: 'C09brightwater',
        title: 'Mail bounces',
        description: 'Since this morning.',
        product: 'google-workspace',
        category: 'gmail.delivery',
        'answer:message-id': '<one@mail.example.com>',
        'answer:scope': 'one user',
        severity: 'P3',
      }
      const open = async (thread: string) => {
        const answer = told(
          (await runner.submission(
            at(marcus, 'C1'),
            'new',
            { ...values, thread },
            { in: northwind },
          )) as never,
        )
        const made = await world.store.get(Number(/\d{4}/.exec(answer)?.[0]))
        return made?.subscriptions.map(({ channel }) => channel)
      }

      expect(await open('direct')).toEqual([`U-${marcus}`])
      expect(await open('slack:T1:C1')).toEqual(['C1'])
      expect(await open('slack:T1:CSOMEBODYELSES')).toEqual(['C1'])
    })
  })
})
