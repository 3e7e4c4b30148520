/** What is typed and refused says why at once, over the real commands. */
import { describe, expect, it } from 'vitest'
import { runnerOver, value } from '../../support/run-commands.ts'
import { aWish, aWorld, marcus } from '../../support/sample-world.ts'
import { onSqlite } from '../../support/stores.ts'
import { type Json, senders, user } from './support/build-events.ts'
import { messageIn, startEndpoint } from './support/chat-endpoint.ts'

/** The same event, of Marcus's, in English. */
function byMarcus(event: Json): Json {
  return JSON.parse(
    JSON.stringify(event).replaceAll(user.email, marcus).replaceAll('"userLocale":"ja"', '"userLocale":"en"'),
  )
}

onSqlite((_name, open) => {
  describe.each(senders)('a line typed in the $envelope envelope', (sender) => {
    it.each([
      ['close 1001 My card is 4111 1111 1111 1111', /looks like it contains a card number/],
      ['assign 1001 nobody of that name', /nobody of that name/],
      ['later 1001 someday', /someday/],
      ['severity 1001 P9', /case severity/],
      ['close 9999', /9999/],
    ])('%s', async (line, why) => {
      const world = await aWorld(await open())
      const { number } = value(await world.service.create(await world.actor(marcus), aWish(), 'test:1'))
      expect(number).toBe(1001)
      const chat = await startEndpoint({ runner: runnerOver(world) })

      const { body } = await chat.post(byMarcus(sender.message({ argumentText: ` ${line}` })))

      expect(JSON.stringify(messageIn(body))).toMatch(why)
      expect(JSON.stringify(messageIn(body))).not.toContain('The form is ready')
      await chat.stop()
    })
  })
})
