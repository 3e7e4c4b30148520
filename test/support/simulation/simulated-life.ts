/** A trade under way by chance: how each step is taken, and what it has seen before chance takes over. */

import { expect } from 'vitest'
import { optionSources } from '../../../commands/options.ts'
import type { Audience } from '../../../src/cases/case.ts'
import { parseOwnId } from '../../../src/cases/own-cases.ts'
import type { Form, Values } from '../../../views/view.ts'
import type { Deed, Edit, Line, Step } from './simulated-actions.ts'
import { type PlaceName, places } from './simulated-channels.ts'
import {
  customerIds,
  customerParty,
  everybody,
  isPartner,
  type Party,
  partnerDomains,
  people,
  readersOf,
} from './simulated-people.ts'
import { aTrade, type Planted, type Trade } from './simulated-world.ts'
import {
  type Answer,
  allCases,
  buttonsOf,
  expectFaceless,
  expectLawful,
  expectLawfulChannels,
  expectLawfulLine,
  expectSecrecy,
  expectSecretMessages,
  expectSecretThreads,
  expectWholeThreads,
  Journal,
  maySee,
} from './simulation-invariants.ts'

/** The party that a step acts for, as far as its account lives, and the word that names it. */
function acting(
  trade: Trade,
  { name, as, at }: { name: string; as: 'own' | 'unsaid' | Party; at: PlaceName | undefined },
) {
  const held = (people[name] ?? []).map(({ party }) => party)
  const said = as === 'own' ? held[0] : as === 'unsaid' ? undefined : as
  const bound = at && trade.channels.boundTo(at)
  // Cards are drawn for whoever reads along, and pressed by everybody who is there: it names nobody who is not one of them.
  const isDrawnForGuests = said !== undefined && said === bound?.along && !held.includes(said)
  const named = isDrawnForGuests ? undefined : said
  const settled = named ?? unsaid(held, bound?.domain)
  const party = settled && held.includes(settled) ? settled : undefined
  return {
    said,
    /** Whatever they hold of it: a customer's admin needs no portal access to settle a grant. */
    stands: party,
    party: party && trade.partiesOf(name).has(party) ? party : undefined,
    sees: party && trade.partiesOf(name, 'sees').has(party) ? party : undefined,
  }
}

/** DOM-1: whom a channel belongs to acts there unasked, and no other partner does. */
function unsaid(held: readonly Party[], bound: Party | undefined): Party | undefined {
  const [only, another] = held
  if (bound && held.includes(bound)) return bound
  if (another || (bound && only && isPartner(only))) return undefined
  return only
}

/** Undefined: nobody's command. */
function befall(trade: Trade, one: Step): one is Edit {
  const { channels } = trade
  switch (one.do) {
    case 'grant':
      trade.setGrant(one.customer, one.domain, one.state)
      return true
    case 'relate':
      trade.toggleRelationship(one.customer, one.domain)
      return true
    case 'suspend':
      trade.toggleSuspension(one.name)
      return true
    case 'wait':
      trade.pass(one.hours)
      return true
    case 'tick':
      trade.pass(one.seconds / 3_600)
      return true
    case 'join':
      channels.join(one.place, one.name, one.quietly)
      return true
    case 'lie-in-wait':
      channels.lieInWait(one.place, one.name)
      return true
    case 'leave': {
      const there = everybody.filter((name) => channels.isIn(one.place, name))
      const name = there[one.which % Math.max(there.length, 1)]
      if (name) channels.leave(one.place, name)
      return true
    }
    case 'return':
      channels.letReturn()
      return true
    case 'open':
      channels.setOpen(one.place, one.open)
      return true
    case 'fail':
      channels.fail(one.place, one.how)
      return true
    default:
      return false
  }
}

/** Somebody writes plain text in the thread of a case, or beside it; Slack tells of it once or twice. */
async function writeLine(trade: Trade, journal: Journal, one: Line): Promise<void> {
  const { name, place, locale } = one
  // Google Chat tells an app nothing of it, and who is not there can write nothing there.
  if (places[place].platform !== 'slack' || !trade.channels.isIn(place, name)) return
  const threads = (await allCases(trade)).flatMap(({ number, subscriptions }) =>
    subscriptions.flatMap(({ channel, root }) =>
      channel === places[place].channel && root !== null ? [{ number, root }] : [],
    ),
  )
  const thread = threads[one.which % (threads.length + 1)]
  const known = thread && journal.cases.get(thread.number)
  // Whatever becomes of it: who reads the conversation reads it there.
  const word = trade.plant(known ? readersOf('everyone', 'desk', known) : new Set())
  const said = {
    name,
    place,
    locale,
    thread: thread?.root,
    ts: `${journal.steps}.000100`,
    text: `It is ${word}`,
  }
  const mode = trade.channels.talkIn(place)
  const told = [...(await trade.hear(said)), ...(one.twice ? await trade.hear(said) : [])]
  await expectLawfulLine(trade, journal, { name, place, mode, number: thread?.number, word, told })
}

async function take(trade: Trade, journal: Journal, one: Step): Promise<void> {
  journal.steps += 1
  trade.pass(0.002)
  if (befall(trade, one)) return
  if (one.do === 'line') return writeLine(trade, journal, one)

  const { runner } = trade
  const at = placeOf(trade, one)
  const { said, party, sees, stands } = acting(trade, { ...one.who, at })
  let writer = stands
  const named: Form['formState'] = said ? { in: said } : {}
  const suffix = said ? ` in:${said}` : ''
  const wish = trade.wish(one.who.name, `send:${journal.steps}`, one.locale, at)
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

  function newCase(customer: string, kind: 'usual' | 'hidden' | 'own' = 'usual'): Values {
    const isCustomer = party?.startsWith('customer:') === true
    const subject = isCustomer ? String(party?.slice('customer:'.length)) : customer
    const isOwn = !isCustomer && (kind === 'own' || parseOwnId(customer) !== undefined)
    const concerned = isOwn ? (party ? [party] : []) : [...trade.partnersOf(subject)]
    const reads = isOwn || kind === 'hidden' ? [] : [customerParty(subject)]
    const readers = new Set<Party>([...concerned, ...reads, 'desk'])
    return {
      ...(isOwn ? { for: 'own' } : { customer }),
      ...(kind === 'hidden' ? { hidden: ['yes'] } : {}),
      title: `Mail ${write(readers)} bounces メールが届かない`,
      description: write(readers),
      product: 'google-workspace',
      category: 'gmail.delivery',
      'answer:message-id': write(readers),
      'answer:scope': 'all',
      severity: 'P3',
      ...(isCustomer ? {} : { share: `${write(readers)}@watch.example.net` }),
    }
  }

  async function answer(one: Deed): Promise<Answer> {
    switch (one.do) {
      case 'create': {
        const values = newCase(one.customer, one.kind)
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
        const first = await runner.submission(wish, 'update', values, hidden)
        return one.twice ? runner.submission(wish, 'update', values, hidden) : first
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
        const own = acting(trade, { name: one.who.name, as: (args.in as Party | undefined) ?? 'unsaid', at })
        parties = { works: own.party ? [own.party] : [], sees: own.sees ? [own.sees] : [] }
        writer = own.stands
        return runner.action(wish, button.command, args)
      }
      case 'declare': {
        if (!at) return runner.commandLine(wish, 'domain')
        const preview = await runner.commandLine(wish, `domain here ${said ?? ''} ${one.audience}`.trim())
        const confirm = buttonsOf(preview).filter(({ args }) => args.confirm !== undefined)
        journal.confirmations.push(...confirm.map(({ args }) => ({ at, args })))
        const [button] = confirm
        if (!one.confirm || !button) return preview
        expectFaceless(trade, preview, one.who.name)
        return runner.action(wish, 'domain', button.args)
      }
      case 'let-in': {
        // What was offered some time ago to anybody: those who came since are not meant.
        const told = trade.offered
          .filter(({ args }) => args.which === 'allow')
          .map(({ args }) => ({ at, args }))
        const all = [...journal.confirmations, ...told]
        const choice = all[one.which % Math.max(all.length, 1)]
        const isShown =
          choice &&
          (choice.args.which === 'allow' || (choice.at && trade.channels.isIn(choice.at, one.who.name)))
        if (!isShown) return runner.commandLine(wish, 'domain')
        return runner.action(trade.wish(one.who.name, wish.key, one.locale, choice.at), 'domain', choice.args)
      }
      case 'end':
        return runner.commandLine(wish, 'domain here none')
      case 'set-home':
        return runner.commandLine(wish, `domain home ${one.word}`)
      case 'talk':
        return runner.commandLine(wish, `domain talk ${one.mode}`)
      case 'follow':
        return runner.commandLine(wish, `follow ${number}${suffix} ${one.where}`)
    }
  }

  const got = await answer(one)
  // A button may carry what was typed; pressed by another, it would tell no secret but a saying of theirs.
  // Nobody here chooses a current account: who acts must stay what the step says (test/commands/domain.test.ts has those).
  const offered = buttonsOf(got).filter(({ command }) => command !== 'domain')
  if (written.length === 0) journal.buttons.push(...offered)
  await expectLawfulChannels(trade, journal, one.who.name)
  await expectLawful(trade, journal, one.who.name, writer)
  expectFaceless(trade, got, one.who.name)
  expectSecrecy(trade, journal, got, parties, written)
}

/** A person is where a step says, if they are in that channel. What is done with a channel is done in it. */
function placeOf(trade: Trade, one: Deed): PlaceName | undefined {
  const at = 'place' in one ? one.place : one.who.at
  return at && trade.channels.isIn(at, one.who.name) ? at : undefined
}

const by = (name: string, as: 'own' | Party = 'own', at: PlaceName | null = null) => ({
  who: { name, as, at },
  locale: 'en' as const,
})
const declare = (name: string, place: PlaceName, audience: '' | 'desk' | 'customer K0' = ''): Step => ({
  do: 'declare',
  ...by(name, 'own', place),
  place,
  audience,
  confirm: true,
})
const ask = (
  name: string,
  as: 'own' | Party,
  customer: (typeof customerIds)[number],
  say: '' | 'granted' | '許可',
): Step => ({ do: 'access', ...by(name, as), customer, domain: partnerDomains[2], say })

/** What a trade has seen before chance takes over, so that a bit of everything is there: cases in their order of making. */
const before: readonly Step[] = [
  ...(
    [
      ...(['aya', 'sales', 'ren'] as const).map((name) => ['asahi', name] as const),
      ...(['aya', 'kei', 'kit'] as const).map((name) => ['shared', name] as const),
      ...(['dan', 'mixed'] as const).map((name) => ['desk', name] as const),
      ...(['bo', 'both', 'app'] as const).map((name) => ['botan', name] as const),
      ['chidori', 'chie'],
      ...(['bo', 'dan'] as const).map((name) => ['joint', name] as const),
      ...(['aya', 'bo', 'guest'] as const).map((name) => ['none', name] as const),
      ...(['aya', 'chie', 'stranger'] as const).map((name) => ['open', name] as const),
    ] as const
  ).map(([place, name]): Step => ({ do: 'join', place, name, quietly: false })),
  { do: 'open', place: 'open', open: true },
  declare('aya', 'asahi'),
  declare('aya', 'shared', 'customer K0'),
  declare('bo', 'botan'),
  declare('chie', 'chidori'),
  declare('bo', 'joint', 'desk'),
  declare('dan', 'joint'),
  { do: 'set-home', ...by('aya', 'own', 'asahi'), place: 'asahi', word: 'here' },
  { do: 'set-home', ...by('bo', 'own', 'botan'), place: 'botan', word: 'here' },
  { do: 'create', ...by('aya'), customer: 'K0', twice: true },
  { do: 'close', ...by('aya'), which: 0 },
  { do: 'wait', hours: 31 * 24 },
  { do: 'create', ...by('bo'), customer: 'K1', twice: true },
  { do: 'create', ...by('chie'), customer: 'K2', twice: false },
  { do: 'follow-up', ...by('aya'), which: 0, customer: null },
  { do: 'escalate', ...by('bo'), which: 1, reason: 'business-impact' },
  { do: 'share', ...by('bo'), which: 1, form: false },
  { do: 'severity', ...by('chie'), which: 2, to: 'P1' },
  { do: 'show', ...by('aya'), which: 3, command: 'reply' },
  { do: 'note', ...by('kou'), which: 2 },
  { do: 'reply', ...by('kei'), which: 3, audience: 'customer', beside: '', twice: true },
  // Asked for and granted again; and a customer that takes a partner of its own will (GRA-5).
  { do: 'grant', customer: 'K2', domain: partnerDomains[2], state: 'revoked' },
  ask('chie', 'own', 'K2', ''),
  ask('duo', 'customer:K2', 'K2', 'granted'),
  ask('kei', 'own', 'K0', '許可'),
  // Plain text in threads: of the two sides, of the desk, and of somebody who only reads.
  { do: 'create', ...by('aya', 'own', 'shared'), customer: 'K0', twice: false },
  { do: 'talk', ...by('aya', 'own', 'shared'), place: 'shared', mode: 'two-way' },
  { do: 'talk', ...by('aya', 'own', 'asahi'), place: 'asahi', mode: 'hint' },
]

/** Once the threads are there. */
const say = (name: string, place: PlaceName): Step => ({
  do: 'line',
  locale: 'en',
  place,
  name,
  which: 0,
  twice: true,
})
const said: readonly Step[] = [
  say('aya', 'shared'),
  say('kei', 'shared'),
  say('sales', 'asahi'),
  say('aya', 'asahi'),
  // Beside aya, kei and kit, in the order of all who are there.
  ...(
    [
      ['dan', 1],
      ['guest', 3],
      ['app', 3],
    ] as const
  ).flatMap(([name, which]): readonly Step[] => [
    { do: 'join', place: 'shared', name, quietly: false },
    say(name, 'shared'),
    { do: 'leave', place: 'shared', which },
  ]),
  { do: 'talk', ...by('aya', 'own', 'shared'), place: 'shared', mode: 'hint' },
  say('kei', 'shared'),
  { do: 'talk', ...by('aya', 'own', 'shared'), place: 'shared', mode: 'two-way' },
]

/** Posts what is due, before the eyes of this moment. */
async function deliver(trade: Trade, journal: Journal): Promise<void> {
  await trade.deliver()
  // What a conversation was declared for may have ended by itself meanwhile.
  await expectLawfulChannels(trade, journal, undefined)
  expectSecretThreads(trade, trade.posted.slice(journal.posts))
  journal.posts = trade.posted.length
  for (const { subscriptions } of await allCases(trade))
    for (const { heldBack } of subscriptions) if (heldBack) journal.note(`held back: ${heldBack.why}`)
}

/** Nobody is left where they should not be, and time passes: what was held back is posted. */
async function settle(trade: Trade, journal: Journal): Promise<void> {
  trade.channels.clear()
  for (let quarter = 0; quarter < 4; quarter += 1) {
    trade.pass(0.25)
    await deliver(trade, journal)
  }
  await expectWholeThreads(trade, journal)
}

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
  await deliver(trade, journal)
  for (const one of said) await take(trade, journal, one)
}

/** A whole life of a trade by these steps, with everything that must hold in it; answers what came of it. */
export async function live(steps: readonly Step[], planted?: Planted): Promise<Lived> {
  const trade = await aTrade(planted)
  const journal = new Journal()
  try {
    await begin(trade, journal)
    for (const [index, one] of steps.entries()) {
      await take(trade, journal, one)
      // What is posted in between is posted before the eyes of that moment.
      if (index % 3 === 0) await deliver(trade, journal)
    }
    await settle(trade, journal)
    expectSecretMessages(trade.told)
    expect(trade.log.filter((line) => line.level === 'error')).toEqual([])
    return { trade, journal }
  } finally {
    await trade.close()
  }
}

export interface Lived {
  readonly trade: Pick<Trade, 'posted' | 'told'>
  readonly journal: Journal
}
