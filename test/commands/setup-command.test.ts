import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, Interaction } from '../../commands/dispatcher.ts'
import type { SetupGuide } from '../../src/cases/setup-guide.ts'
import { buildSetup } from '../support/build-setup.ts'
import { runnerOver, told, wishOf } from '../support/run-commands.ts'
import { aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World

  beforeEach(async () => {
    world = await aWorld(await open())
  })

  const by = (user: string, locale: 'en' | 'ja' = 'en'): Interaction => {
    const wish = wishOf(null, locale)
    return { ...wish, person: { ...wish.person, user } }
  }
  type Own = NonNullable<Parameters<typeof buildSetup>[1]>
  function withSetup(own: Own = {}): { readonly runner: Dispatcher; readonly guide: SetupGuide } {
    const guide = buildSetup(world, own)
    return { guide, runner: runnerOver(world, { setup: guide }) }
  }
  async function claimed(own: Own = {}) {
    const made = withSetup(own)
    const code = (await made.guide.issueCode()) ?? ''
    await made.runner.commandLine(by('U1'), `setup ${code}`)
    return made
  }
  /** The buttons of the guide, with what they stand beside. */
  async function offered(runner: Dispatcher, wish = by('U1')): Promise<readonly (string | undefined)[]> {
    const view = await runner.commandLine(wish, 'setup')
    if (view.kind !== 'card') throw new Error(told(view))
    return view.blocks.flatMap((block) => (block.kind === 'item' && block.button ? [block.button.label] : []))
  }

  describe('DOM-5: whoever types the code from the log', () => {
    it('is led through what is left to be set up, without being known to any directory', async () => {
      const { runner, guide } = withSetup()
      const code = (await guide.issueCode()) ?? ''

      const view = told(await runner.commandLine(by('U1'), `setup ${code.toLowerCase()}`))

      for (const step of ['Support desk channel', 'Reseller domains', 'How people prove', 'Customer access'])
        expect(view).toContain(step)
      expect(view).not.toContain(code)
      expect(told(await runner.commandLine(by('U1'), 'setup'))).toBe(view)
    })

    it('reads it in Japanese, with the Japanese word for it', async () => {
      const { runner } = await claimed()
      expect(told(await runner.commandLine(by('U1', 'ja'), '初期設定'))).toContain('サポート窓口のチャンネル')
    })

    it('is the only one who may: others are refused, whatever they send', async () => {
      const { runner, guide } = await claimed()
      for (const line of ['setup', 'setup desk here', 'setup grants assume', 'setup check'])
        for (const wish of [by('U2'), wishOf(marcus)])
          expect(
            told(await runner.commandLine({ ...wish, person: { ...wish.person, user: 'U2' } }, line)),
          ).toContain('Only an administrator of this app')
      expect(guide.latest().chosen).toEqual({ deskChannels: [], grantDefault: null })
    })

    it('an operator of the directory needs none', async () => {
      const { runner } = withSetup()
      expect(told(await runner.commandLine(wishOf(ben), 'setup'))).toContain('Set up Casethread')
      expect(told(await runner.commandLine(wishOf(marcus), 'setup'))).not.toContain('Set up Casethread')
    })

    it('reads why a code is not taken', async () => {
      const { runner } = withSetup()
      const wrong = 'setup 0000-0000-0000-0000'
      expect(told(await runner.commandLine(by('U1'), wrong))).toContain("That code isn't valid")
      for (let tried = 0; tried < 4; tried += 1) await runner.commandLine(by('U1'), wrong)
      expect(told(await runner.commandLine(by('U1'), wrong))).toContain('Try again in 15 minutes')
    })

    it('before that everybody is told where the code is', async () => {
      expect(told(await withSetup().runner.commandLine(by('U1'), 'setup'))).toContain(
        'enter the code from its log',
      )
    })
  })

  describe('DOM-5: what is set up in chat', () => {
    it('is the desk’s channel, by a button in it', async () => {
      const { runner, guide } = await claimed()
      expect(await offered(runner)).toContain('Use this channel')

      expect(told(await runner.action(by('U1'), 'setup', { which: 'desk', to: 'here' }))).toContain(
        'From now on',
      )
      expect(guide.findDeskChannel({ platform: 'slack', tenant: 'T1' })).toBe('C1')
      expect(await offered(runner)).toContain('Stop using this channel')

      await runner.commandLine(by('U1'), 'setup desk none')
      expect(guide.findDeskChannel({ platform: 'slack', tenant: 'T1' })).toBeUndefined()
    })

    it('is not a direct message, a channel that nobody can look into, or another domain’s channel', async () => {
      const refused = async (readers: Own['readers']) =>
        told(
          await (await claimed({ ...(readers && { readers }) })).runner.commandLine(
            by('U1'),
            'setup desk here',
          ),
        )
      const bindingOf = async () => undefined

      expect(await refused({ describe: async () => ({ kind: 'direct' }), bindingOf })).toContain('of its own')
      world = await aWorld(await open())
      expect(await refused({ describe: async () => undefined, bindingOf })).toContain('of its own')
      world = await aWorld(await open())
      const domain = 'northwind-apps.example.com'
      expect(
        await refused({ describe: async () => ({ kind: 'closed' }), bindingOf: async () => ({ domain }) }),
      ).toContain(`bound to ${domain}`)
    })

    it('is the grant default', async () => {
      const { runner, guide } = await claimed()
      expect(await offered(runner)).toContain('Assume access')
      await runner.action(by('U1'), 'setup', { which: 'grants', to: 'assume' })

      expect(guide.latest().chosen.grantDefault).toBe('assume')
      expect(await offered(runner)).toContain('Require access first')
    })

    it('is not what the environment gives: that is shown, and who set it', async () => {
      const { runner } = await claimed({
        given: {
          deskChannels: { slack: { setting: 'SLACK_DESK_CHANNEL', value: 'C9', isIn: () => true } },
          grantDefault: { setting: 'GRANT_DEFAULT', value: 'assume' },
        },
      })
      const card = told(await runner.commandLine(by('U1'), 'setup'))

      expect(card).toContain('a thread in C9')
      expect(card).toContain('Set by SLACK_DESK_CHANNEL')
      expect(card).toContain('Set by GRANT_DEFAULT')
      expect(await offered(runner)).toEqual(['Run the check'])
      expect(told(await runner.commandLine(by('U1'), 'setup desk here'))).toContain(
        'SLACK_DESK_CHANNEL sets this',
      )
      expect(told(await runner.commandLine(by('U1'), 'setup grants ask'))).toContain(
        'GRANT_DEFAULT sets this',
      )
    })

    it('names the domains without a home, and what is missing for linking', async () => {
      const { runner } = await claimed({ missingForLinking: ['PUBLIC_URL'] })
      const before = told(await runner.commandLine(by('U1'), 'setup'))
      const domains = await world.directory.domains()
      for (const { domain } of domains)
        await world.store.conversations.setHome({
          domain,
          channel: { platform: 'slack', tenant: 'T1', channel: `C-${domain}` },
          by: 'admin',
          at: world.now(),
        })

      expect(before).toContain('northwind-apps.example.com')
      expect(before).toContain('set PUBLIC_URL')
      expect(told(await runner.commandLine(by('U1'), 'setup'))).toContain('Every reseller domain has a home')
    })

    it('is examined: what is wrong is told with what to do', async () => {
      const { runner } = await claimed({
        examine: async () => [
          {
            level: 'fault',
            chapter: 'Slack',
            message: 'The token was revoked.',
            remedy: 'Install it again.',
          },
        ],
      })
      const findings = told(await runner.action(by('U1'), 'setup', { which: 'check' }))

      for (const said of ['Slack: to fix', 'The token was revoked.', 'Install it again.'])
        expect(findings).toContain(said)
      const well = await (await claimed()).runner.action(by('U1'), 'setup', { which: 'check' })
      expect(told(well)).toContain('Nothing is wrong.')
    })

    it('says so where a word is none of those', async () => {
      const { runner } = await claimed()
      for (const line of ['setup desk', 'setup grants maybe', 'setup everything'])
        expect(told(await runner.commandLine(by('U1'), line))).toContain("didn't get that")
    })
  })

  describe('ACC-4, DOM-5: somebody whom no directory knows', () => {
    it('reads where the code is until the installation is claimed, and no word of it afterwards', async () => {
      const hint = 'enter the code from its log'
      const { runner, guide } = withSetup()
      expect(told(await runner.commandLine(by('U3'), 'list'))).toContain(hint)
      expect(JSON.stringify(await runner.home(by('U3')))).toContain(hint)
      expect(told(await runner.commandLine(by('U3'), 'domain northwind'))).toContain(hint)
      expect(told(await runner.commandLine(by('U3'), 'help'))).toContain('/case setup')

      await runner.commandLine(by('U1'), `setup ${await guide.issueCode()}`)
      for (const line of ['list', 'domain northwind', 'help'])
        expect(told(await runner.commandLine(by('U3'), line))).not.toMatch(/code from its log|case setup/)
      expect(told(await runner.commandLine(by('U1'), 'help'))).toContain('/case setup')
    })

    it('is not sent to link an account where that is not set up', async () => {
      const { runner } = await claimed({ missingForLinking: ['PUBLIC_URL'] })
      const answer = await runner.commandLine(by('U3'), 'list')

      expect(told(answer)).toContain('Ask your administrator to add you')
      expect(JSON.stringify(answer)).not.toContain('link"')
    })
  })
})
