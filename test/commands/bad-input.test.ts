import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FormErrors } from '../../commands/define.ts'
import { commands } from '../../commands/index.ts'
import { checkMessageBlocks, checkSuggestions, checkView } from '../../playground/slack/local-limits.ts'
import { slackOption } from '../../src/chat/slack/render/fields.ts'
import { homeView } from '../../src/chat/slack/render/home.ts'
import { message } from '../../src/chat/slack/render/message.ts'
import { cardView, formView } from '../../src/chat/slack/render/modal.ts'
import type { View } from '../../views/view.ts'
import { alive, unfit } from '../chat/slack/support/alive.ts'
import { hostile } from '../support/arbitrary-views.ts'
import { naughtyStrings } from '../support/naughty-strings.ts'
import { partnerDomains } from '../support/simulation/simulated-people.ts'
import { aTrade, type Trade } from '../support/simulation/simulated-world.ts'

const own = [
  '<!channel> <@U1> <!here|here> <https://evil.example|your bank>',
  '*bold* _it_ `code` :tada: >quote',
  '</quote>{{author}}{{domain}}$&$1',
  'constructor',
  '__proto__',
  'toString',
  'in:desk in:asahi.example.com',
  '/case help',
  '9'.repeat(400),
  `1001 ${'长'.repeat(4000)}`,
  '\u2028\u2029\u0085',
  `${'<!channel>'.repeat(400)}`,
]
const strings = [...hostile, ...own, ...naughtyStrings]
const text = fc.oneof(
  { arbitrary: fc.constantFrom(...strings), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 300 }), weight: 1 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 4000, size: 'max' }), weight: 1 },
)
const [asahi] = partnerDomains
const dialog = { place: { platform: 'slack', tenant: 'T1', channel: 'C1' }, step: 0 } as const
const words = { title: 'Casethread', close: 'Close' }

describe('whatever is typed, sent or carried back', () => {
  let trade: Trade
  let sends = 0
  beforeAll(async () => {
    trade = await aTrade()
    trade.toggleRelationship('K0', asahi)
    trade.setGrant('K0', asahi, 'granted')
  })
  afterAll(() => trade.close())

  const wish = (name = 'aya') => trade.wish(name, `send:${++sends}`)

  /** It is an answer in words, fit for Slack, with nothing alive in it, and no fault of ours. */
  function expectGood(answer: View | FormErrors): void {
    expect(trade.log.filter((line) => line.level === 'error')).toEqual([])
    if (answer.kind === 'errors') {
      const told = Object.values(answer.fields)
      expect(told.length).toBeGreaterThan(0)
      for (const one of told) expect(one.trim()).not.toBe('')
      return
    }
    if (answer.kind === 'form') {
      const drawn = formView(answer, dialog)
      expect(checkView(drawn, 'modal')).toBeUndefined()
      expect([...alive(drawn), ...unfit(drawn)]).toEqual([])
      return
    }
    const said = message(answer)
    const view = cardView(answer, dialog, words)
    expect(checkMessageBlocks(said.blocks)).toBeUndefined()
    expect(checkView(view, 'modal')).toBeUndefined()
    expect(said.text).not.toMatch(/[<>]/)
    expect([...alive(said.blocks), ...unfit(said.blocks), ...alive(view)]).toEqual([])
  }

  /** Every history is whole: entries from 1 without a gap up to what the case says, and no case without its first one. */
  async function expectWhole(): Promise<void> {
    const { cases } = await trade.store.list({ reader: { party: 'desk' } }, { limit: 500 })
    for (const of of cases) {
      const entries = await trade.store.history(of.number, { limit: 5_000 })
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: of.seq }, (_, at) => at + 1))
      expect(entries[0]?.event.type).toBe('created')
      expect([of.title.trim(), of.title.isWellFormed()]).toEqual([of.title, true])
    }
  }

  async function aCaseNumber(): Promise<string> {
    const values = { ...filled, title: 'Mail bounces' }
    await trade.runner.submission(wish(), 'new', values, { in: asahi })
    const { cases } = await trade.store.list({ reader: { party: 'desk' } }, { limit: 1 })
    return String(cases[0]?.number)
  }

  const filled = {
    customer: 'K0',
    title: 'Mail bounces',
    description: 'Since this morning',
    product: 'google-workspace',
    category: 'gmail.delivery',
    'answer:message-id': 'x',
    'answer:scope': 'all',
    severity: 'P3',
    language: 'en',
    timeZone: 'UTC',
    confirmed: ['yes'],
  }

  it('each naughty string as a line and as the words of each command has a clear answer', async () => {
    for (const one of strings) {
      expectGood(await trade.runner.commandLine(wish(), one))
      const { name } = commands[sends % commands.length] ?? { name: 'list' }
      expectGood(await trade.runner.commandLine(wish(), `${name} ${one}`))
      if (sends % 5 === 0) expectGood(await trade.runner.commandLine(wish('both'), `${name} ${one}`))
    }
    await expectWhole()
  })

  it('each naughty string is kept as it was written, or refused at its field', async () => {
    const number = await aCaseNumber()
    for (const one of strings) {
      const values = { text: one, audience: 'everyone', confirmed: ['yes'] }
      const before = await trade.store.get(Number(number))
      const answer = await trade.runner.submission(wish(), 'reply', values, {
        number,
        basedOn: '1',
        in: asahi,
      })
      expectGood(answer)
      const after = await trade.store.get(Number(number))
      if (answer.kind === 'errors') {
        expect(Object.keys(answer.fields)).toEqual(['text'])
        expect(after).toEqual(before)
        continue
      }
      const entries = await trade.store.history(Number(number), { after: before?.seq ?? 0, limit: 5 })
      const event = entries[0]?.event
      expect(event?.type === 'message' && event.text).toBe(
        one
          .toWellFormed()
          .replace(/\r\n?/g, '\n')
          .replace(/[^\P{Cc}\n\t]/gu, '')
          .trim(),
      )
    }
    expectGood(await trade.runner.commandLine(wish(), `show ${number}`))
    await expectWhole()
  })

  it('a long text of somebody who has yet to say for whom is not lost to a button that cannot carry it', async () => {
    const number = await aCaseNumber()
    const asked = await trade.runner.commandLine(wish('both'), `reply ${number} ${'long '.repeat(500)}`)
    expectGood(asked)
    if (asked.kind !== 'notice') throw new Error('nobody was asked')
    expect(asked.text).toContain('in:asahi.example.com')
    const [button] = asked.buttons ?? []
    const form = await trade.runner.action(wish('both'), button?.command ?? '', button?.args ?? {})
    expect(form).toMatchObject({ kind: 'form', command: 'reply' })
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ''])(
    'no choices come from %j',
    async (source) => {
      expect(await trade.runner.options(wish(), source, '', { in: asahi })).toEqual([])
    },
  )

  it.each<Record<string, string>>([
    {},
    { number: 'abc', basedOn: '1' },
    { number: '-1', basedOn: '1' },
    { number: '1001', basedOn: 'x' },
    { number: '1e3', basedOn: '1' },
  ])('a form that comes back with %j says that it is out of date', async (hidden) => {
    const answer = await trade.runner.submission(wish(), 'close', { note: 'x' }, { ...hidden, in: asahi })
    expect(answer).toMatchObject({ kind: 'errors', fields: { '': expect.stringContaining('/case close') } })
    expectGood(answer)
  })

  it('any words anywhere in a line, a button, a form or a search', async () => {
    const number = await aCaseNumber()
    const command = fc.oneof(fc.constantFrom(...commands.map((one) => one.name)), text)
    const field = fc.constantFrom(...Object.keys(filled), 'text', 'note', 'reason', 'audience', 'status')
    const argument = fc.constantFrom(
      'number',
      'in',
      'words',
      'after',
      'customer',
      'entries',
      'text',
      'description',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('aya', 'both', 'dan', 'sales', 'stranger'),
        command,
        fc.dictionary(field, text, { maxKeys: 3 }),
        fc.dictionary(argument, text, { maxKeys: 3 }),
        text,
        async (name, said, values, args, query) => {
          const { runner } = trade
          const based = { number, basedOn: '1', ...args }
          expectGood(await runner.commandLine(wish(name), `${said} ${number} ${query}`))
          expectGood(await runner.action(wish(name), said, { number, ...args }))
          expectGood(await runner.submission(wish(name), said, { ...filled, ...values }, based))
          expectGood(await runner.refresh(wish(name), said, { ...filled, ...values }, based))
          const options = await runner.options(wish(name), said, query, args)
          const fitting = options.filter(({ value }) => value !== '' && value.length <= 150).slice(0, 100)
          expect(checkSuggestions({ options: fitting.map(slackOption) })).toBeUndefined()
          for (const source of ['customers', 'categories', 'time-zones', query]) {
            expect(Array.isArray(await runner.options(wish(name), source, query, args))).toBe(true)
          }
        },
      ),
      { numRuns: 300, interruptAfterTimeLimit: 8_000 },
    )
    const home = homeView(await trade.runner.home(wish()))
    expect(checkView(home, 'home')).toBeUndefined()
    expect(alive(home)).toEqual([])
    await expectWhole()
  })
})
