import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { buttonsIn, runnerOver, told, wishOf } from '../support/run-commands.ts'
import { amelia, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
  })
  const say = (line: string, email = marcus) => runner.commandLine(wishOf(email), line)
  const chosen = async () => (await world.notifications.read(marcus)).choice

  describe('PLC-7: how an account is told', () => {
    it('is a mention in the thread where nobody chose; the other ways are buttons', async () => {
      const card = await say('notify')

      expect(JSON.stringify(card)).toContain(marcus)
      expect(buttonsIn(card).map(({ args }) => args.how)).toEqual(['direct', 'digest', 'nothing'])
      expect(await chosen()).toBe('mention')
    })

    it('is what a button sets, for that account', async () => {
      const [button] = buttonsIn(await say('notify')).filter(({ args }) => args.how === 'nothing')
      await runner.action(wishOf(marcus), button?.command ?? '', button?.args ?? {})

      expect(await chosen()).toBe('nothing')
      expect(JSON.stringify(await say('notify'))).toContain('except for P1 cases you own')
    })

    it.each([
      ['notify dm', 'direct'],
      ['通知 まとめ', 'digest'],
      ['notify Daily Summary', 'digest'],
      ['通知 オフ', 'nothing'],
      ['notifications ＯＦＦ', 'nothing'],
      ['通知 メンション', 'mention'],
      ['notify Direct message', 'direct'],
      ['通知 ダイレクト メッセージ', 'direct'],
      ['通知 1 日 1 回のまとめ', 'digest'],
    ])('is set by words: %s', async (line, choice) => {
      await say(line)

      expect(await chosen()).toBe(choice)
    })

    it('says what there is to choose from where a word is none of it, and changes nothing', async () => {
      expect(told(await say('notify loudly'))).toContain('Mention in the thread, Direct message')
      expect(await chosen()).toBe('mention')
    })

    it('is no summary for a customer’s people, who have no cases of their own to work on', async () => {
      expect(buttonsIn(await say('notify', amelia)).map(({ args }) => args.how)).toEqual([
        'direct',
        'nothing',
      ])
      expect(await say('notify digest', amelia)).toMatchObject({ kind: 'notice', tone: 'refused' })
      expect((await world.notifications.read(amelia)).choice).toBe('mention')
    })

    it('ends with the last link to the account', async () => {
      const person = { platform: 'slack', tenant: 'T1', user: 'U9' } as const
      const other = { ...person, user: 'U8' }
      for (const who of [person, other])
        await world.store.identities.link(who, {
          email: marcus,
          domain: 'northwind-apps.example.com',
          provedAt: world.now(),
          proof: { kind: 'google', issuer: 'i', subject: 's' },
        })
      await say('notify direct')
      const asPerson = (user: string) => ({ ...wishOf(marcus).person, user })

      await world.links.unlink(asPerson('U9'), marcus)
      expect(await chosen()).toBe('direct')
      await world.links.unlink(asPerson('U8'), marcus)
      expect(await chosen()).toBe('mention')
    })
  })
})
