import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import { optionSources } from '../../commands/options.ts'
import { runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

/** ACC-4, by hand: what somebody whom no directory knows may do. It tells nothing of any case, customer or grant. */
const openToAll = ['domain', 'link', 'unlink', 'setup', 'help']

const strangers = [
  ['without an e-mail', null, "isn't linked to an account of any reseller domain here"],
  ['with an e-mail of nobody', 'eve@elsewhere.example.com', "isn't linked to an account of any reseller"],
  [
    'with an unknown e-mail of a reseller domain',
    'eve@northwind-apps.example.com',
    'or ask the super admin of that reseller domain',
  ],
] as const

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: string

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = String(value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number)
  })

  /** What somebody with an account would be answered to. */
  const argsOf = (name: string): Readonly<Record<string, string>> =>
    name === 'grant' ? { whom: 'C09brightwater' } : { number }

  describe.each(strangers)('ACC-4, ACC-7: an unknown person %s', (_what, email, reason) => {
    it.each(commands.map(({ name }) => [name] as const))(
      'gets no further than they may with %s',
      async (name) => {
        const args = argsOf(name)
        const values = { text: 'A word', audience: 'everyone', customer: 'C09brightwater' }
        const before = await world.store.get(Number(number))
        const asked = [
          await runner.commandLine(wishOf(email), `${name} ${Object.values(args).join(' ')}`),
          await runner.action(wishOf(email), name, args),
        ]
        const sent = [
          await runner.submission(wishOf(email), name, values, { ...args, basedOn: '1' }),
          await runner.refresh(wishOf(email), name, values, args),
          await runner.action(wishOf(email), name, { ...args, in: 'northwind-apps.example.com' }),
        ].map((answer) => JSON.stringify(answer))

        for (const answer of [...asked.map(told), ...sent]) expect(answer).not.toMatch(/Brightwater|bounces/)
        if (!openToAll.includes(name)) {
          for (const answer of asked) expect(told(answer)).toContain(reason)
          for (const answer of sent)
            expect(answer).toMatch(/isn't linked to an account of|form is out of date/)
        }
        expect(await world.store.get(Number(number))).toEqual(before)
        expect((await world.store.list({ reader: { party: 'desk' } }, { limit: 9 })).cases).toHaveLength(1)
      },
    )

    it('is offered no choices and shown no case at home', async () => {
      for (const source of Object.keys(optionSources))
        expect(await runner.options(wishOf(email), source, '', {})).toEqual([])
      expect(JSON.stringify(await runner.home(wishOf(email)))).toContain(reason)
    })
  })

  it('whom the chat hides reads that, and what to do; with a linked account they are known', async () => {
    const byHidden = () => {
      const wish = wishOf(null)
      const person = { ...wish.person, platform: 'gchat', tenant: '', user: 'users/9', hidden: true } as const
      return { ...wish, person, place: { platform: 'gchat', tenant: '', channel: 'spaces/A' } } as const
    }
    const why = "Google Chat hides your profile from Casethread, so it can't tell who you are."
    expect(told(await runner.commandLine(byHidden(), 'list'))).toContain(why)
    expect(JSON.stringify(await runner.home(byHidden()))).toContain(why)

    await world.store.identities.link(byHidden().person, {
      email: marcus,
      domain: 'northwind-apps.example.com',
      provedAt: world.now(),
      proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: 'marcus' },
    })
    expect(told(await runner.commandLine(byHidden(), 'list'))).toContain('Mail to one address bounces')
  })

  it('no other command does without an account', () => {
    const without = commands.filter(({ auth }) => auth === 'none').map(({ name }) => name)
    expect(without.toSorted()).toEqual(openToAll.toSorted())
  })
})
