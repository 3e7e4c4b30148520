import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionSources } from '../../commands/options.ts'
import type { Audience } from '../../src/cases/case.ts'
import type { Form, Values } from '../../views/view.ts'
import { type Deed, type Step, step } from '../support/simulation/simulated-actions.ts'
import {
  aTrade,
  customerIds,
  customerParty,
  type Party,
  partnerDomains,
  people,
  readersOf,
  type Trade,
} from '../support/simulation/simulated-world.ts'
import {
  type Answer,
  buttonsOf,
  expectLawful,
  expectSecrecy,
  expectSecretMessages,
  expectSecretThreads,
  Journal,
  maySee,
} from '../support/simulation/simulation-invariants.ts'

/** The party that a step acts for, as far as its account lives, and the word that names it. */
function acting(trade: Trade, { name, as }: { name: string; as: 'own' | 'unsaid' | Party }) {
  const held = (people[name] ?? []).map(({ party }) => party)
  const said = as === 'own' ? held[0] : as === 'unsaid' ? undefined : as
  const settled = said ?? (held.length === 1 ? held[0] : undefined)
  const party = settled && held.includes(settled) ? settled : undefined
  return {
    said,
    /** Whatever they hold of it: a customer's admin needs no portal access to settle a grant. */
    stands: party,
    party: party && trade.partiesOf(name).has(party) ? party : undefined,
    sees: party && trade.partiesOf(name, 'sees').has(party) ? party : undefined,
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
  const { said, party, sees, stands } = acting(trade, one.who)
  let writer = stands
  const named: Form['formState'] = said ? { in: said } : {}
  const suffix = said ? ` in:${said}` : ''
  const wish = trade.wish(one.who.name, `send:${journal.steps}`, one.locale)
  const numbers = [...journal.cases.keys()]
  const number = 'which' in one ? (numbers[one.which % (numbers.length + 1)] ?? 99_999) : 0
  const known = journal.cases.get(number)
  const hidden = { ...named, number: String(number), basedOn: '1' }
  const written: string[] = []
  const write = (readers: ReadonlySet<Party>): string => {
    const word = trade.plant(readers)
    written.push(word)
    return word
  }
  const resolveAudience = (audience: Audience): ReadonlySet<Party> =>
    party && known && maySee(known, party) ? readersOf(audience, party, known) : new Set()
  let parties = { works: party ? [party] : [], sees: sees ? [sees] : [] }

  function newCase(customer: string): Values {
    const readers = new Set<Party>([...trade.partnersOf(customer), customerParty(customer), 'desk'])
    return {
      customer,
      title: `Mail ${write(readers)} bounces メールが届かない`,
      description: write(readers),
      product: 'google-workspace',
      category: 'gmail.delivery',
      'answer:message-id': write(readers),
      'answer:scope': 'all',
      severity: 'P3',
      share: `${write(readers)}@watch.example.net`,
    }
  }

  async function answer(one: Deed): Promise<Answer> {
    switch (one.do) {
      case 'create': {
        const values = newCase(one.customer)
        const first = await runner.submission(wish, 'new', values, named)
        return one.twice ? runner.submission(wish, 'new', values, named) : first
      }
      case 'reply': {
        const next = one.beside === 'severity' ? '' : one.beside
        const values = {
          text: write(resolveAudience(one.audience)),
          audience: one.audience,
          ...(one.beside === 'severity' ? { severity: 'P1' } : {}),
          ...(next ? { next } : {}),
          ...(next && next !== 'close' ? { justification: write(resolveAudience('everyone')) } : {}),
        }
        const first = await runner.submission(wish, 'reply', values, hidden)
        return one.twice ? runner.submission(wish, 'reply', values, hidden) : first
      }
      case 'note': {
        const audience = party?.startsWith('customer:') ? 'everyone' : 'internal'
        const command = one.locale === 'ja' ? '返信' : 'reply'
        return runner.commandLine(wish, `${command} ${number}${suffix} ${write(resolveAudience(audience))}`)
      }
      case 'severity':
        return runner.submission(wish, 'severity', { severity: one.to }, hidden)
      case 'escalate': {
        const values = { reason: one.reason, justification: write(resolveAudience('everyone')) }
        return runner.submission(wish, 'escalate', values, hidden)
      }
      case 'share': {
        const add = `${write(resolveAudience('everyone'))}@watch.example.net`
        if (one.form) return runner.submission(wish, 'share', { add, remove: [] }, hidden)
        return runner.commandLine(wish, `share ${number}${suffix} ${add} -nobody@watch.example.net`)
      }
      case 'follow-up': {
        const form = await runner.action(wish, 'new', { ...named, followUp: String(number) })
        expectSecrecy(trade, journal, form, parties, [])
        const values = newCase(one.customer ?? known?.customer ?? 'K0')
        return runner.submission(wish, 'new', values, { ...named, followUpOf: String(number) })
      }
      case 'close':
      case 'reopen':
        return runner.commandLine(wish, `${one.do} ${number}${suffix} ${write(resolveAudience('everyone'))}`)
      case 'show':
        return runner.commandLine(wish, `${one.locale === 'ja' ? '表示' : 'show'} ${number}${suffix}`)
      case 'form':
        return runner.action(wish, one.command, { ...named, number: String(number) })
      case 'list':
        if (one.customer)
          return runner.action(wish, 'list', { ...named, customer: one.customer, words: one.words })
        return runner.commandLine(wish, `${one.command} ${one.words}${suffix}`)
      case 'search': {
        // What is looked for is told back; it must lead nobody to a case.
        const word = `zq${journal.steps % 40}qz`
        written.push(word)
        return runner.commandLine(wish, `list ${word}${suffix}`)
      }
      case 'home':
        parties = {
          works: [...trade.partiesOf(one.who.name)],
          sees: [...trade.partiesOf(one.who.name, 'sees')],
        }
        return runner.home(wish)
      case 'help':
      case 'customers':
        return runner.commandLine(wish, `${one.do}${suffix}`)
      case 'choose': {
        const form = await runner.refresh(wish, 'new', { customer: one.customer }, named)
        expectSecrecy(trade, journal, form, parties, written)
        for (const source of Object.keys(optionSources))
          expectSecrecy(trade, journal, await runner.options(wish, source, '', named), parties, written)
        return runner.options(wish, 'customers', one.customer, named)
      }
      case 'access': {
        // A partner and the desk name a customer, a customer's admin a partner; a mere word of each is tried by all.
        const whom = stands?.startsWith('customer:') ? one.domain : one.customer
        const told = stands === 'desk' && one.say ? `${one.domain} ${one.say}` : one.say
        return runner.commandLine(wish, `grant ${whom}${suffix} ${told}${one.say ? ' by telephone' : ''}`)
      }
      case 'press': {
        // Any button that anybody was ever shown, also by somebody whom it was never meant for.
        const button = journal.buttons[one.which % Math.max(journal.buttons.length, 1)]
        if (!button) return runner.home(trade.wish('stranger', wish.key))
        const args = { ...button.args, ...(one.strip || !said ? {} : named) }
        const own = acting(trade, { name: one.who.name, as: (args.in as Party | undefined) ?? 'unsaid' })
        parties = { works: own.party ? [own.party] : [], sees: own.sees ? [own.sees] : [] }
        writer = own.stands
        return runner.action(wish, button.command, args)
      }
    }
  }

  const got = await answer(one)
  // A button may carry what was typed; pressed by another, it would tell no secret but a saying of theirs.
  // Nobody here chooses a current account: who acts must stay what the step says (test/commands/domain.test.ts has those).
  const offered = buttonsOf(got).filter(({ command }) => command !== 'domain')
  if (written.length === 0) journal.buttons.push(...offered)
  await expectLawful(trade, journal, one.who.name, writer)
  expectSecrecy(trade, journal, got, parties, written)
}

const by = (name: string, as: 'own' | Party = 'own') => ({ who: { name, as }, locale: 'en' as const })
const ask = (
  name: string,
  as: 'own' | Party,
  customer: (typeof customerIds)[number],
  say: '' | 'granted' | '許可',
): Step => ({ do: 'access', ...by(name, as), customer, domain: partnerDomains[2], say })

/** What a trade has seen before chance takes over, so that a bit of everything is there: cases in their order of making. */
const before: readonly Step[] = [
  { do: 'create', ...by('aya'), customer: 'K0', twice: true },
  { do: 'close', ...by('aya'), which: 0 },
  { do: 'wait', hours: 31 * 24 },
  { do: 'create', ...by('bo'), customer: 'K1', twice: true },
  { do: 'create', ...by('chie'), customer: 'K2', twice: false },
  { do: 'follow-up', ...by('aya'), which: 0, customer: null },
  { do: 'escalate', ...by('bo'), which: 1, reason: 'business-impact' },
  { do: 'share', ...by('bo'), which: 1, form: false },
  { do: 'note', ...by('kou'), which: 2 },
  { do: 'reply', ...by('kei'), which: 3, audience: 'customer', beside: '', twice: true },
  // Asked for and granted again; and a customer that takes a partner of its own will (GRA-5).
  { do: 'grant', customer: 'K2', domain: partnerDomains[2], state: 'revoked' },
  ask('chie', 'own', 'K2', ''),
  ask('duo', 'customer:K2', 'K2', 'granted'),
  ask('kei', 'own', 'K0', '許可'),
]

/** A trade under way: each customer has partners that it let in. */
async function begin(trade: Trade, journal: Journal): Promise<void> {
  for (const [index, id] of customerIds.entries()) {
    for (const party of [partnerDomains[index], partnerDomains[(index + 1) % 3]]) {
      if (!party) continue
      trade.toggleRelationship(id, party)
      trade.setGrant(id, party, 'granted')
    }
  }
  for (const one of before) await take(trade, journal, one)
}

describe('whatever people do, in whatever order', () => {
  it('VIS-1, VIS-7, ACC-3, ACC-7, CRE-6, GRA-1: nobody is shown or changes what is not theirs; no thread neither', async () => {
    const seen = { steps: 0, shown: 0, changed: 0, posted: 0, told: 0 }
    const happened = new Map<string, number>()
    const count = (what: string, times = 1) => happened.set(what, (happened.get(what) ?? 0) + times)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 160, size: 'max' }), async (steps) => {
        const trade = await aTrade()
        const journal = new Journal()
        try {
          await begin(trade, journal)
          for (const [index, one] of steps.entries()) {
            await take(trade, journal, one)
            // What is posted in between is posted before the eyes of that moment.
            if (index % 8 === 0) await trade.notifier.idle()
          }
          await trade.notifier.idle()
          expectSecretThreads(trade, trade.posted)
          expectSecretMessages(trade.told)
          expect(trade.log.filter((line) => line.level === 'error')).toEqual([])
          seen.steps += journal.steps
          seen.shown += journal.shown
          seen.changed += journal.changed
          seen.posted += trade.posted.length
          seen.told += trade.told.length
          for (const [what, times] of journal.happened) count(what, times)
          for (const { readers } of trade.posted)
            for (const party of readers) count(`posted to ${party.replace(/:.*/, '')}`)
        } finally {
          await trade.close()
        }
      }),
      { numRuns: 250, interruptAfterTimeLimit: 20_000 },
    )
    // It is no proof where nothing happens.
    expect(seen.steps).toBeGreaterThan(1_000)
    expect(seen.shown).toBeGreaterThan(300)
    expect(seen.changed).toBeGreaterThan(100)
    expect(seen.posted).toBeGreaterThan(200)
    expect(seen.told).toBeGreaterThan(0)
    for (const what of [
      ...['escalated', 'shared', 'closed', 'severity-changed', 'follow-up', 'links'],
      ...['customer wrote', 'posted to customer', 'settled in chat', 'made partner'],
    ])
      expect(happened.get(what) ?? 0, what).toBeGreaterThan(0)
  }, 90_000)
})
