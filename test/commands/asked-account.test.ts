import { expect, it } from 'vitest'
import { buttonsIn } from '../support/run-commands.ts'
import { aTrade } from '../support/simulation/simulated-world.ts'

it('DOM-1: the question which account acts carries keys, told as the domains that people know', async () => {
  const trade = await aTrade()

  const asked = buttonsOf(await trade.runner.commandLine(trade.wish('duo', 'ask'), 'list'))
  const pressed = await trade.runner.action(trade.wish('duo', 'press'), 'list', asked[1]?.args ?? {})
  const typed = await trade.runner.commandLine(trade.wish('duo', 'type'), 'list in:k2.example.net')
  await trade.close()

  expect(asked.map(({ args }) => args.in)).toEqual(['botan.example.com', 'customer:K2'])
  expect(asked[1]?.label).toContain('k2.example.net')
  expect(pressed).toMatchObject({ kind: 'card', summary: expect.stringContaining('Customer K2') })
  expect(typed).toEqual(pressed)
})

function buttonsOf(view: Parameters<typeof buttonsIn>[0]) {
  return buttonsIn(view).filter(({ command }) => command === 'list')
}
