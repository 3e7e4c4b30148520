import { beforeEach, describe, expect, it } from 'vitest'
import type { FormErrors } from '../../commands/define.ts'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { commands } from '../../commands/index.ts'
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Button, View } from '../../views/view.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, sofia, type World } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  let world: World
  let runner: Dispatcher
  const emi = 'emi.kato@hoshi-cloud.example.com'
  const numbers: Record<'open' | 'closed' | 'old', number> = { open: 0, closed: 0, old: 0 }

  beforeEach(async () => {
    world = await aWorld(await open())
    runner = runnerOver(world)
    const partner = await world.actor(marcus)
    const close: UpdateCaseInput = { changes: [{ kind: 'close', note: 'It works again.' }] }
    for (const [kind, days] of [
      ['old', 40],
      ['closed', 1],
      ['open', 0],
    ] as const) {
      numbers[kind] = value(await world.service.create(partner, aWish(), `create ${kind}`)).number
      if (days > 0) value(await world.service.change(partner, numbers[kind], close, `close ${kind}`))
      world.setNow(new Date(world.now().getTime() + days * 24 * 60 * 60 * 1000))
    }
  })

  /** Every button that can be come by from here, each pressed once; what is done by the way counts for those behind it. */
  async function refusedAmong(email: string, from: readonly View[], least = 4): Promise<readonly string[]> {
    const waiting = from.flatMap((view) => [...offered(view)])
    const pressed = new Set<string>()
    const refused: string[] = []
    for (let button = waiting.shift(); button; button = waiting.shift()) {
      const { command, args } = button
      const what = `${command} ${JSON.stringify(args)}`
      if (pressed.has(what)) continue
      pressed.add(what)
      const view = await runner.action(wishOf(email), command, args)
      if (view.kind === 'notice' && view.tone !== 'done' && view.tone !== 'info')
        refused.push(`${what}: ${view.text}`)
      waiting.push(...offered(view))
    }
    expect(pressed.size).toBeGreaterThanOrEqual(least)
    return refused
  }

  function offered(view: View | FormErrors): readonly Button[] {
    if (view.kind === 'errors' || view.kind === 'form') return []
    if (view.kind === 'notice') return buttonsIn(view)
    const items = view.blocks.flatMap((block) =>
      block.kind === 'item' && block.button ? [block.button] : [],
    )
    return [...buttonsIn(view), ...items]
  }

  async function beginnings(email: string): Promise<readonly View[]> {
    const lines = [
      'help',
      'list',
      ...Object.values(numbers).flatMap((number) => [`show ${number}`, `reply ${number} A word`]),
    ]
    const views = await Promise.all(lines.map((line) => runner.commandLine(wishOf(email), line)))
    return [await runner.home(wishOf(email)), ...views]
  }

  const helpOf = async (email: string | null) => {
    const view = await runner.commandLine(wishOf(email), 'help')
    const lines = told(view).split(/"|\\n/)
    return commands
      .filter(({ name }) =>
        lines.some((line) => line === `/case ${name}` || line.startsWith(`/case ${name} `)),
      )
      .map(({ name }) => name)
  }

  /** By the definitions: a command serves everybody where it names nobody. */
  const serving = (party: Actor['party']) =>
    commands
      // DOM-5: that is for operators, on whichever side.
      .filter(({ parties, needs }) => needs !== 'setup' && (!parties || parties.includes(party)))
      .map(({ name }) => name)

  it.each([
    ['a customer’s own user', amelia],
    ['an account of the partner', marcus],
    ['the desk', ben],
  ])('CRE-6, UPD-2: no button that %s is shown is refused', async (_who, email) => {
    expect(await refusedAmong(email, await beginnings(email))).toEqual([])
  })

  it('ACC-1, ACC-2: no button that an account is shown which sees customers alone is refused', async () => {
    const lines = ['help', 'customers', 'domain']
    const views = await Promise.all(lines.map((line) => runner.commandLine(wishOf(emi), line)))

    const refused = await refusedAmong(emi, [await runner.home(wishOf(emi)), ...views], 2)
    // Linking is not set up in this installation, for nobody.
    expect(refused.filter((text) => !text.startsWith('link '))).toEqual([])
    expect(await helpOf(emi)).toEqual(['customers', 'domain', 'link', 'unlink', 'help'])
    expect(told(views[1] ?? { kind: 'none' })).not.toContain('"command":"new"')
  })

  it('VIS-2: no button that a former partner is shown is refused', async () => {
    world.editDirectory((yaml) =>
      yaml.replace(
        /(customer: C09brightwater\n {4}domain: northwind-apps[^\n]*\n[^\n]*\n {4}from: [^\n]*\n)/,
        '$1    to: 2026-01-01\n',
      ),
    )
    const shown = await Promise.all(
      Object.values(numbers).map((number) => runner.commandLine(wishOf(marcus), `show ${number}`)),
    )

    for (const view of shown)
      expect(buttonsIn(view).map(({ command }) => command)).toEqual([
        'show',
        'list',
        'customers',
        'help',
        'follow',
      ])
    expect(await refusedAmong(marcus, shown)).toEqual([])
  })

  it('GRA-2: without the customer’s access a case offers to ask for it, and nothing that needs it', async () => {
    const operator = await world.actor('olivia.reed@northwind-apps.example.com')
    value(await world.grants.record(operator, 'C09brightwater', 'revoked', 'a mail'))

    const view = await runner.commandLine(wishOf(marcus), `show ${numbers.open}`)

    const [ask, ...others] = buttonsIn(view)
    expect(ask).toMatchObject({ command: 'grant', args: { whom: 'C09brightwater' } })
    expect(others.map(({ command }) => command)).toEqual([
      'show',
      'new',
      'list',
      'customers',
      'help',
      'follow',
    ])
  })

  it('GRA-1: a customer’s admin who leaves a word out is told their own way to say it', async () => {
    expect(told(await runner.commandLine(wishOf(sofia), 'grant'))).toContain(
      '/case grant <partner domain | all>',
    )
    expect(told(await runner.commandLine(wishOf(sofia, 'ja'), 'grant'))).toContain('/case grant <パートナー')
    expect(told(await runner.commandLine(wishOf(marcus), 'grant'))).toContain('/case grant <customer>')
  })

  describe('CRE-6, GRA-1: help', () => {
    it('offers a customer’s user to read and answer, and its admin to grant as well', async () => {
      expect(await helpOf(amelia)).toEqual(
        serving('customer').filter((name) => name !== 'grant' && name !== 'audit'),
      )
      expect(await helpOf(sofia)).toEqual(serving('customer'))
      expect(serving('customer')).toEqual(expect.arrayContaining(['list', 'show', 'reply', 'files']))
      expect(told(await runner.commandLine(wishOf(sofia), 'help'))).toContain(
        '/case grant <partner domain | all> [granted|revoked]',
      )
    })

    it('offers no cases to a customer’s admin without portal access', async () => {
      world.editDirectory((yaml) =>
        yaml.replace(/(email: sofia\.marin[\s\S]*?admin: true\n)/, '$1    portal: false\n'),
      )
      expect(await helpOf(sofia)).toEqual(['grant', 'domain', 'link', 'unlink', 'help'])
    })

    it('offers the desk what it does, and a partner and somebody unknown everything', async () => {
      const all = commands.map(({ name }) => name)
      // REP-4: the desk alone records cases at Google here.
      const own = serving('partner').filter((name) => name !== 'upstream')
      expect(await helpOf(marcus)).toEqual(own.filter((name) => name !== 'audit'))
      // The directory lists these two as operators (DOM-5).
      const withSetup = (names: readonly string[]) => names.toSpliced(names.indexOf('help'), 0, 'setup')
      expect(await helpOf('olivia.reed@northwind-apps.example.com')).toEqual(withSetup(own))
      expect(await helpOf(null)).toEqual(all)
      expect(await helpOf(ben)).toEqual(withSetup(serving('desk')))
      for (const name of ['new', 'escalate', 'share', 'customers'])
        expect(serving('desk')).not.toContain(name)
    })

    it('means nothing by an unknown word that would be refused', async () => {
      expect(told(await runner.commandLine(wishOf(marcus), 'severty 1001'))).toContain(
        'Did you mean \\"/case severity\\"',
      )
      expect(told(await runner.commandLine(wishOf(amelia), 'severty 1001'))).not.toContain('/case severity')
    })
  })

  it.each(['severity', 'close', 'reopen', 'share', 'escalate'])(
    'CRE-6: a customer’s user who asks for %s is told whose it is before any form opens',
    async (command) => {
      const number = command === 'reopen' ? numbers.closed : numbers.open
      const view = await runner.commandLine(wishOf(amelia), `${command} ${number}`)
      expect(told(view)).toContain('Only your partner or the support desk can do that')
    },
  )

  it('UPD-5, CRE-6: a customer’s user who answers on a closed case is told to ask the partner', async () => {
    for (const number of [numbers.closed, numbers.old]) {
      const view = await runner.commandLine(wishOf(amelia), `reply ${number} It is back.`)
      expect(told(view)).toContain('ask your partner to reopen it, or create a new case')
      expect(buttonsIn(view)).toEqual([])
    }
  })
})
