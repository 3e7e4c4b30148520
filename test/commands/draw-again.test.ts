import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import { asForm, fieldsOf, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { aWish, aWorld, marcus, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

describe('a command that takes a form', () => {
  it('can draw it anew: a platform may have to, to tell what is wrong with it', () => {
    const without = commands.filter((one) => one.auth === 'account' && one.submit && !one.refresh)
    expect(without.map(({ name }) => name)).toEqual([])
  })
})

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  let number: number

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    number = value(await world.service.create(await world.actor(marcus), aWish(), 'create')).number
  })

  it.each(['reply', 'severity', 'close', 'share'])(
    'the form of %s comes again with the same fields',
    async (name) => {
      const form = asForm(await runner.commandLine(wishOf(marcus), `${name} ${number}`))
      const again = asForm(await runner.refresh(wishOf(marcus), name, {}, form.formState))
      expect(fieldsOf(again).map((one) => one.name)).toEqual(fieldsOf(form).map((one) => one.name))
      expect(again.formState).toEqual(form.formState)
    },
  )

  it('UPD-6: a form drawn anew still tells what came since it was opened', async () => {
    const form = asForm(await runner.commandLine(wishOf(marcus), `close ${number}`))
    await runner.commandLine(wishOf(marcus), `severity ${number} P1`)
    const again = asForm(await runner.refresh(wishOf(marcus), 'close', { note: 'done' }, form.formState))

    const sent = await runner.submission(wishOf(marcus), 'close', { note: 'done' }, again.formState)
    expect(told(asForm(sent))).toContain('P1')
    expect((await world.store.get(number))?.status).not.toBe('closed')
  })

  it('a form whose memory is not ours is out of date', async () => {
    const view = await runner.refresh(wishOf(marcus), 'close', {}, { number: 'x' })
    expect(view).toMatchObject({ kind: 'notice', tone: 'refused' })
  })
})
