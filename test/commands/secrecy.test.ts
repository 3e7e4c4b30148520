import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FormErrors } from '../../commands/define.ts'
import { type Audience, audiences, type Case, severities } from '../../src/cases/case.ts'
import type { Button, Form, Option, View } from '../../views/view.ts'
import {
  aTrade,
  contactWord,
  customerIds,
  markerWord,
  names,
  type Party,
  partnerDomains,
  people,
  readersOf,
  type Trade,
} from '../support/small-trade.ts'

/** For whom a step acts: the party by its place among those that the person holds, any other, or none named. */
const named = fc.oneof(
  { arbitrary: fc.constant('own' as const), weight: 6 },
  { arbitrary: fc.constantFrom<Party>(...partnerDomains, 'desk'), weight: 2 },
  { arbitrary: fc.constant('unsaid' as const), weight: 1 },
)
const who = fc.record({ name: fc.constantFrom(...names), as: named })
const which = fc.nat({ max: 12 })
const customer = fc.constantFrom(...customerIds)
const domain = fc.constantFrom(...partnerDomains)

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('create' as const), who, customer, twice: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      who,
      which,
      audience: fc.constantFrom<Audience>(...audiences),
      twice: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('note' as const), who, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('severity' as const),
      who,
      which,
      to: fc.constantFrom(...severities),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('close' as const, 'reopen' as const), who, which }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('show' as const, 'form' as const),
      who,
      which,
      command: fc.constantFrom('reply', 'severity', 'close', 'reopen'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      who,
      words: fc.constantFrom('', 'open', 'closed', 'mine', 'P1', 'customer', 'bounces'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('home' as const, 'help' as const, 'customers' as const, 'search' as const),
      who,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('choose' as const), who, customer }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('press' as const), who, which: fc.nat(), strip: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      customer,
      domain,
      state: fc.constantFrom('granted' as const, 'granted' as const, 'revoked' as const, 'unknown' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('relate' as const), customer, domain }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('suspend' as const), name: fc.constantFrom(...names) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 30, 31 * 24) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

type Edit = Extract<Step, { do: 'grant' | 'relate' | 'suspend' | 'wait' }>

type Answer = View | FormErrors | readonly Option[]

/** The case as the books know it. */
interface Known {
  readonly partners: ReadonlySet<Party>
  readonly customer: string
}

class Journal {
  readonly cases = new Map<number, Known>()
  readonly buttons: Button[] = []
  readonly versions = new Map<number, number>()
  steps = 0
  shown = 0
  changed = 0
}

/** The party that a step acts for, and the word that names it. */
function acting(trade: Trade, { name, as }: { name: string; as: 'own' | 'unsaid' | Party }) {
  const held = (people[name] ?? []).map(({ party }) => party)
  const said = as === 'own' ? held[0] : as === 'unsaid' ? undefined : as
  const settled = said ?? (held.length === 1 ? held[0] : undefined)
  const party = settled && held.includes(settled) ? settled : undefined
  return {
    said,
    party: party && trade.partiesOf(name).has(party) ? party : undefined,
    sees: party && trade.partiesOf(name, 'sees').has(party) ? party : undefined,
  }
}

function maySee(known: Known | undefined, party: Party | undefined): boolean {
  return party !== undefined && known !== undefined && (party === 'desk' || known.partners.has(party))
}

function buttonsIn(answer: Answer): readonly Button[] {
  if (!('kind' in answer)) return []
  if (answer.kind === 'notice') return answer.buttons ?? []
  if (answer.kind === 'errors') return []
  const blocks = answer.kind === 'card' ? answer.blocks : answer.parts
  return blocks.flatMap((block) => {
    if (block.kind === 'actions') return [...block.buttons, ...(block.more ?? [])]
    return block.kind === 'item' && block.button ? [block.button] : []
  })
}

/** Nothing in the answer that one of these parties may not be shown; what the person just wrote themselves comes back. */
function expectSecrecy(
  trade: Trade,
  journal: Journal,
  answer: Answer,
  parties: { readonly works: readonly Party[]; readonly sees: readonly Party[] },
  written: readonly string[],
): void {
  const text = JSON.stringify(answer)
  const words = [...new Set(text.match(markerWord))].filter((word) => !written.includes(word))
  const leaked = words.filter(
    (word) => !parties.works.some((party) => trade.secret(word)?.readers.has(party)),
  )
  expect(leaked, 'words outside their audience (VIS-1, VIS-7)').toEqual([])
  journal.shown += words.length

  const contacts = [...text.matchAll(contactWord)].map((match) => match[1] ?? '')
  const strange = contacts.filter((id) => !parties.sees.some((party) => trade.partnersOf(id).has(party)))
  expect(strange, 'customers of others (ACC-2, ACC-3)').toEqual([])

  for (const { command, args } of buttonsIn(answer)) {
    if (command !== 'show' || !('kind' in answer) || answer.kind === 'notice') continue
    const known = journal.cases.get(Number(args.number))
    expect(maySee(known, args.in as Party), 'a case under the wrong domain (ACC-3)').toBe(true)
    expect(parties.works).toContain(args.in)
  }
}

async function allCases(trade: Trade): Promise<readonly Case[]> {
  return (await trade.store.list({ reader: { party: 'desk' } }, { limit: 500 })).cases
}

/** What changed was changed by a party that might (VIS-1, GRA-1, GRA-4); what is new has the partners of this moment. */
async function expectLawful(trade: Trade, journal: Journal, party: Party | undefined): Promise<void> {
  for (const of of await allCases(trade)) {
    const before = journal.versions.get(of.number)
    if (before === of.version) continue
    journal.changed += 1
    journal.versions.set(of.number, of.version)
    const id = of.customer.id
    const entitled =
      party !== undefined &&
      (party === 'desk' || (trade.partnersOf(id).has(party) && trade.isGranted(id, party)))
    expect(entitled, `a write without relationship or grant to case ${of.number}`).toBe(true)
    if (before === undefined) {
      expect(party).not.toBe('desk')
      journal.cases.set(of.number, { partners: trade.partnersOf(id), customer: id })
    }
    const known = journal.cases.get(of.number)
    expect(maySee(known, party), 'a write to an invisible case').toBe(true)
    expect(new Set(of.partners.map((one) => one.domain)), 'VIS-1: written once').toEqual(known?.partners)
  }
}

async function take(trade: Trade, journal: Journal, one: Step): Promise<void> {
  journal.steps += 1
  trade.pass(0.01)
  if (one.do === 'grant') return trade.setGrant(one.customer, one.domain, one.state)
  if (one.do === 'relate') return trade.toggleRelationship(one.customer, one.domain)
  if (one.do === 'suspend') return trade.toggleSuspension(one.name)
  if (one.do === 'wait') return trade.pass(one.hours)

  const { runner } = trade
  const { said, party, sees } = acting(trade, one.who)
  const named = said ? { in: said } : {}
  const suffix = said ? ` in:${said}` : ''
  const wish = trade.wish(one.who.name, `send:${journal.steps}`)
  const numbers = [...journal.cases.keys()]
  const number = 'which' in one ? (numbers[one.which % (numbers.length + 1)] ?? 99_999) : 0
  const known = journal.cases.get(number)
  const written: string[] = []
  const write = (readers: ReadonlySet<Party>): string => {
    const word = trade.plant(readers)
    written.push(word)
    return word
  }
  const audienceOf = (audience: Audience): ReadonlySet<Party> =>
    party && known && maySee(known, party) ? readersOf(audience, party, known.partners) : new Set()
  let parties = { works: party ? [party] : [], sees: sees ? [sees] : [] }

  async function answer(one: Exclude<Step, Edit>): Promise<Answer> {
    switch (one.do) {
      case 'create': {
        const readers = new Set<Party>([...trade.partnersOf(one.customer), 'desk'])
        const values = {
          customer: one.customer,
          title: `Mail ${write(readers)} bounces`,
          description: write(readers),
          product: 'google-workspace',
          category: 'gmail.delivery',
          'answer:message-id': write(readers),
          'answer:scope': 'all',
          severity: 'P3',
        }
        const first = await runner.submitted(wish, 'new', values, named)
        return one.twice ? runner.submitted(wish, 'new', values, named) : first
      }
      case 'reply': {
        const values = { text: write(audienceOf(one.audience)), audience: one.audience }
        const hidden = { ...named, number: String(number), basedOn: '1' }
        const first = await runner.submitted(wish, 'reply', values, hidden)
        return one.twice ? runner.submitted(wish, 'reply', values, hidden) : first
      }
      case 'note':
        return runner.typed(wish, `reply ${number}${suffix} ${write(audienceOf('internal'))}`)
      case 'severity':
        return runner.submitted(
          wish,
          'severity',
          { severity: one.to },
          { ...named, number: String(number), basedOn: '1' },
        )
      case 'close':
      case 'reopen':
        return runner.typed(wish, `${one.do} ${number}${suffix} ${write(audienceOf('everyone'))}`)
      case 'show':
        return runner.typed(wish, `show ${number}${suffix}`)
      case 'form':
        return runner.pressed(wish, one.command, { ...named, number: String(number) })
      case 'list':
        return runner.typed(wish, `list ${one.words}${suffix}`)
      case 'search': {
        // What is looked for is told back; it must lead nobody to a case.
        const word = `zq${journal.steps % 40}qz`
        written.push(word)
        return runner.typed(wish, `list ${word}${suffix}`)
      }
      case 'home':
        parties = {
          works: [...trade.partiesOf(one.who.name)],
          sees: [...trade.partiesOf(one.who.name, 'sees')],
        }
        return runner.home(wish)
      case 'help':
      case 'customers':
        return runner.typed(wish, `${one.do}${suffix}`)
      case 'choose': {
        const form = await runner.refreshed(wish, 'new', { customer: one.customer }, named as Form['context'])
        expectSecrecy(trade, journal, form, parties, written)
        return runner.choices(wish, 'customers', '', named)
      }
      case 'press': {
        // Any button that anybody was ever shown, also by somebody whom it was never meant for.
        const button = journal.buttons[one.which % Math.max(journal.buttons.length, 1)]
        if (!button) return runner.home(trade.wish('stranger', wish.key))
        const args = { ...button.args, ...(one.strip || !said ? {} : named) }
        const own = acting(trade, { name: one.who.name, as: (args.in as Party | undefined) ?? 'unsaid' })
        parties = { works: own.party ? [own.party] : [], sees: own.sees ? [own.sees] : [] }
        return runner.pressed(wish, button.command, args)
      }
    }
  }

  const got = await answer(one)
  // A button may carry what was typed; pressed by another, it would tell no secret but a saying of theirs.
  // Nobody here chooses a current account: who acts must stay what the step says (test/commands/domain.test.ts has those).
  const offered = buttonsIn(got).filter(({ command }) => command !== 'domain')
  if (written.length === 0) journal.buttons.push(...offered)
  await expectLawful(trade, journal, party)
  expectSecrecy(trade, journal, got, parties, written)
}

describe('whatever people do, in whatever order', () => {
  it('VIS-1, VIS-7, ACC-3, ACC-7: nobody is shown or changes what is not theirs; no thread neither', async () => {
    const seen = { steps: 0, shown: 0, changed: 0, posted: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 160, size: 'max' }), async (steps) => {
        const trade = await aTrade()
        const journal = new Journal()
        try {
          // A trade under way: each customer has partners that it let in.
          for (const [index, id] of customerIds.entries()) {
            for (const party of [partnerDomains[index], partnerDomains[(index + 1) % 3]]) {
              if (!party) continue
              trade.toggleRelationship(id, party)
              trade.setGrant(id, party, 'granted')
            }
          }
          for (const [index, name] of ['aya', 'bo', 'chie'].entries()) {
            const customer = customerIds[index] ?? 'K0'
            await take(trade, journal, { do: 'create', who: { name, as: 'own' }, customer, twice: true })
          }
          for (const one of steps) await take(trade, journal, one)
          await trade.notifier.idle()
          for (const { reader, shown } of trade.posted) {
            const party = reader.party === 'partner' ? (reader.domain as Party) : 'desk'
            expect(reader.party).not.toBe('customer')
            const words = shown.match(markerWord) ?? []
            expect(words.filter((word) => !trade.secret(word)?.readers.has(party))).toEqual([])
          }
          expect(trade.log.filter((line) => line.level === 'error')).toEqual([])
          seen.steps += journal.steps
          seen.shown += journal.shown
          seen.changed += journal.changed
          seen.posted += trade.posted.length
        } finally {
          await trade.close()
        }
      }),
      { numRuns: 250, interruptAfterTimeLimit: 15_000 },
    )
    // It is no proof where nothing happens.
    expect(seen.steps).toBeGreaterThan(1_000)
    expect(seen.shown).toBeGreaterThan(300)
    expect(seen.changed).toBeGreaterThan(100)
    expect(seen.posted).toBeGreaterThan(200)
  }, 60_000)
})
