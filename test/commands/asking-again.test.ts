import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher, DispatcherDeps, Interaction } from '../../commands/dispatcher.ts'
import { withCouldNotAsk } from '../../src/cases/could-not-ask.ts'
import type { Person } from '../../src/cases/directory.ts'
import { aLinkedAccount } from '../store/contract-identities.ts'
import { recordingLog } from '../support/recording-log.ts'
import { buttonsIn, runnerOver, told, wishOf } from '../support/run-commands.ts'
import { aWorld, marcus, type World, yui } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'
const notLinked = /isn't linked|haven't linked|結び付けられていません/

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open(), async () => ({
      kind: 'link',
      url: 'https://x/link/1',
      code: 'AAA-BBB',
    }))
    runner = runnerOver(world)
  })

  function inDoubt(more: Partial<Person> = {}): Interaction {
    const wish = wishOf(null)
    const unasked = { email: true, locale: false }
    return { ...wish, person: { ...wish.person, name: '', unasked, ...more } }
  }
  const link = (email: string, domain: string) =>
    world.store.identities.link(wishOf(null).person, aLinkedAccount({ email, domain }))

  describe('where the chat could not tell who somebody is', () => {
    it.each(['list', 'show 1001', 'new', 'customers north', 'domain', 'reply 1001 Thank you!'])(
      '“%s” is asked again by a button, and nobody is told that they are nobody',
      async (line) => {
        const answer = await runner.commandLine(inDoubt(), line)

        expect(told(answer)).toBe("Slack couldn't tell who you are right now. Try again.")
        const [again, none] = buttonsIn(answer)
        expect(again?.label).toBe('Try again')
        expect(none).toBeUndefined()
        const pressed = await runner.action(inDoubt(), again?.command ?? '', again?.args ?? {})
        expect(pressed).toEqual(answer)
      },
    )

    it('the button carries the command and its arguments, and does it once the chat answers', async () => {
      const answer = await runner.commandLine(inDoubt(), `customers bright in:${northwind}`)
      const [again] = buttonsIn(answer)

      const after = await runner.action(wishOf(marcus), again?.command ?? '', again?.args ?? {})

      expect(JSON.stringify(after)).toContain('Brightwater Foods')
      expect(JSON.stringify(after)).not.toContain('Granite')
    })

    it('is told in both languages where nothing tells the person’s own', async () => {
      const unasked = { email: true, locale: true }
      const answer = await runner.commandLine(inDoubt({ unasked }), 'list')
      const known = await runner.commandLine(inDoubt({ locale: 'ja' }), 'list')

      expect(told(answer)).toMatch(/couldn't tell who you are right now.*\n.*ご本人を確認できません/)
      expect(buttonsIn(answer)[0]?.label).toBe('Try again / もう一度試す')
      expect(told(known)).toMatch(/^ただいま Slack でご本人を確認できません/)
    })

    it('a form keeps what stands in it, choices are none, and the home tab says so', async () => {
      const sent = await runner.submission(inDoubt(), 'reply', { text: 'A word' }, { number: '1001' })
      const drawn = await runner.refresh(inDoubt(), 'new', {}, {})
      const home = await runner.home(inDoubt())

      expect(sent).toEqual({
        kind: 'errors',
        fields: { '': "Slack couldn't tell who you are right now. Try again." },
      })
      expect(told(drawn)).toContain("couldn't tell who you are")
      expect(await runner.options(inDoubt(), 'customers', 'b', {})).toEqual([])
      expect(home.summary).toContain("couldn't tell who you are")
      expect(buttonsIn(home)).toMatchObject([{ label: 'Try again', command: 'list' }])
      for (const view of [sent, drawn, home]) expect(JSON.stringify(view)).not.toMatch(notLinked)
    })

    it('a text that is longer than a button carries is offered none that would lose it', async () => {
      const answer = await runner.commandLine(inDoubt(), `reply 1001 ${'long '.repeat(500)}`)

      expect(told(answer)).toContain('Try again')
      expect(buttonsIn(answer)).toEqual([])
    })

    it('nor does one that would lose the files of the message', async () => {
      const answer = await runner.commandLine({ ...inDoubt(), files: ['F1'] }, 'reply 1001')

      expect(buttonsIn(answer)).toEqual([])
    })

    it('DOM-1: who has linked an account acts with it where they name it, and is not taken for it alone', async () => {
      await link(marcus, northwind)

      const named = await runner.commandLine(inDoubt(), `list in:${northwind}`)
      const unnamed = await runner.commandLine(inDoubt(), 'list')

      expect(JSON.stringify(named)).toContain(`Cases of ${northwind}`)
      expect(told(unnamed)).toContain("couldn't tell who you are")
    })

    it('DOM-1: a linked account acts alone where the chat’s e-mails prove nothing', async () => {
      await link(marcus, northwind)

      const answer = await runner.commandLine(inDoubt({ unasked: { email: false, locale: true } }), 'list')

      expect(JSON.stringify(answer)).toContain(`Cases of ${northwind}`)
    })
  })

  describe('where the directory cannot be asked', () => {
    let away: boolean
    let log = recordingLog()

    beforeEach(() => {
      away = true
      log = recordingLog()
      const directory: DispatcherDeps['directory'] = {
        ...world.directory,
        identify: async (person) => {
          if (away) throw new Error('ECONNREFUSED')
          return world.directory.identify(person)
        },
      }
      runner = runnerOver(world, { directory: withCouldNotAsk(directory, 'directory', ['identify']), log })
    })

    it.each(['list', 'help', 'domain'])('“%s” is asked again by a button', async (line) => {
      const answer = await runner.commandLine(wishOf(yui), line)
      const [again] = buttonsIn(answer)
      away = false
      const after = await runner.action(wishOf(yui), again?.command ?? '', again?.args ?? {})

      expect(told(answer)).toBe("Your accounts can't be checked right now. Try again.")
      expect(after).toEqual(await runner.commandLine(wishOf(yui), line))
    })

    it('is logged with its cause', async () => {
      await runner.commandLine(wishOf(yui), 'list')

      expect(log.lines).toMatchObject([
        {
          level: 'error',
          message: 'Request failed',
          fields: { what: 'list', source: 'directory', err: { cause: { message: 'ECONNREFUSED' } } },
        },
      ])
    })
  })
})
