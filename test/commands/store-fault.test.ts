import { beforeEach, expect, it } from 'vitest'
import { CouldNotAsk } from '../../src/cases/could-not-ask.ts'
import { StoreFault, type StoreFaultKind } from '../../src/cases/store-fault.ts'
import type { Store } from '../../src/store/store.ts'
import { recordingLog } from '../support/recording-log.ts'
import { asForm, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let fault: StoreFaultKind | undefined
  let world: World

  beforeEach(async () => {
    fault = undefined
    world = await aWorld(withFault(await open()))
    value(await world.service.create(await world.actor(marcus), aWish(), 'create'))
  })

  function withFault(store: Store): Store {
    return {
      ...store,
      async commit(input) {
        if (fault) throw new StoreFault(fault, 'The disk of the data folder is full')
        return store.commit(input)
      },
      async purge(number) {
        if (fault) throw new StoreFault(fault, 'The disk of the data folder is full')
        return store.purge(number)
      },
    }
  }

  it.each([
    ['full', "Nothing was recorded: Casethread's disk is full", /^記録できませんでした。.*空きがありません/],
    [
      'read-only',
      "Nothing was recorded: Casethread's disk can't be written to",
      /^記録できませんでした。.*書き込めません/,
    ],
    ['damaged', "Nothing was recorded: Casethread's database is damaged", /^記録できませんでした。.*破損/],
    ['busy', 'Nothing was recorded: the database is busy', /^記録できませんでした。.*混み合って/],
    [
      'unreachable',
      "Nothing was recorded: Casethread's database can't be reached",
      /^記録できませんでした。.*接続できません/,
    ],
  ] as const)(
    'a disk or database that is %s is told to the person in their language, and to the operator',
    async (kind, english, japanese) => {
      fault = kind
      const log = recordingLog()
      const runner = runnerOver(world, { log })

      const answer = await runner.commandLine(wishOf(marcus), 'severity 1001 P1')
      const inJapanese = await runner.commandLine(wishOf(marcus, 'ja'), 'severity 1001 P1')

      expect(told(answer)).toContain(english)
      expect(answer).toMatchObject({ kind: 'notice', tone: 'failed' })
      expect(told(inJapanese)).toMatch(japanese)
      expect(log.lines).toHaveLength(2)
      expect(log.lines[0]).toMatchObject({ level: 'error', fields: { fault: kind } })
    },
  )

  it('what is there can be read meanwhile, and the same change goes through once it is over', async () => {
    const runner = runnerOver(world)
    fault = 'full'
    await runner.commandLine(wishOf(marcus), 'severity 1001 P1')
    const shown = await runner.commandLine(wishOf(marcus), 'show 1001')
    fault = undefined
    await runner.commandLine(wishOf(marcus), 'severity 1001 P1')

    expect(shown).toMatchObject({ kind: 'card' })
    expect((await world.store.get(1001))?.severity).toBe('P1')
  })

  it('a form stays open with what was typed', async () => {
    const runner = runnerOver(world)
    const form = asForm(await runner.commandLine(wishOf(marcus), 'reply 1001'))
    fault = 'full'

    const typed = { text: 'The third attempt worked.', audience: 'everyone' }
    const answer = await runner.submission(wishOf(marcus), 'reply', typed, form.formState)

    expect(answer).toMatchObject({
      kind: 'errors',
      fields: { '': expect.stringContaining("Nothing was recorded: Casethread's disk is full") },
    })
  })

  it('goes before who could not be asked: that is only what came of it', async () => {
    const away = new CouldNotAsk('directory', 'The directory could not be asked', {
      cause: new StoreFault('damaged', 'The database is damaged'),
    })
    const directory = { ...world.directory, identify: () => Promise.reject(away) }

    const answer = await runnerOver(world, { directory }).commandLine(wishOf(marcus), 'list')

    expect(told(answer)).toContain('database is damaged')
  })
})
