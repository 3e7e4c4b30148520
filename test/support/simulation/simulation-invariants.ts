/** What must hold in the small trade after every step, by its books: who was shown what, and who changed what. */
import { expect } from 'vitest'
import type { FormErrors } from '../../../commands/define.ts'
import type { Case, Entry } from '../../../src/cases/case.ts'
import type { TalkMode } from '../../../src/cases/identity-store.ts'
import { parseOwnId } from '../../../src/cases/own-cases.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import type { Button, Option, View } from '../../../views/view.ts'
import { faceWord, type PlaceName, placeNames, places } from './simulated-channels.ts'
import {
  authorOf,
  customerIds,
  customerParty,
  type Party,
  partnerDomains,
  partyOf,
  people,
  readersOf,
} from './simulated-people.ts'
import {
  contactWord,
  type Heard,
  markerWord,
  type Posted,
  type Told,
  type Trade,
  toRef,
} from './simulated-world.ts'

export type Answer = View | FormErrors | readonly Option[]

/** The case as the books know it. */
interface Known {
  readonly partners: ReadonlySet<Party>
  readonly customer: string
  /** CRE-10: from the customer. */
  readonly hidden: boolean
}

export class Journal {
  readonly cases = new Map<number, Known>()
  readonly buttons: Button[] = []
  /** To let people in to a channel, with where they were offered. */
  readonly confirmations: { readonly at: PlaceName | undefined; readonly args: Button['args'] }[] = []
  /** By case: the version and the newest entry that were looked at. */
  readonly looked = new Map<number, { readonly version: number; readonly seq: number }>()
  /** By thread: the entry after which it began. */
  readonly begun = new Map<string, number>()
  readonly happened = new Map<string, number>()
  /** How many posts were looked at. */
  posts = 0
  steps = 0
  shown = 0
  changed = 0

  note(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1)
  }
}

export function maySee(known: Known | undefined, party: Party | undefined): boolean {
  if (party === undefined || known === undefined) return false
  return (
    party === 'desk' ||
    known.partners.has(party) ||
    (!known.hidden && party === customerParty(known.customer))
  )
}

export function buttonsOf(answer: Answer): readonly Button[] {
  if (!('kind' in answer)) return []
  if (answer.kind === 'notice') return answer.buttons ?? []
  if (answer.kind === 'errors') return []
  const blocks = answer.kind === 'card' ? answer.blocks : answer.parts
  return blocks.flatMap((block) => {
    if (block.kind === 'actions') return [...block.buttons, ...(block.more ?? [])]
    return block.kind === 'item' && block.button ? [block.button] : []
  })
}

const speak = createTranslatorFactory()
const links = (['en', 'ja'] as const).flatMap((locale) => {
  const { t } = speak(locale, 'UTC')
  return [t('label.follow-up-of'), t('label.followed-by')]
})
/** UPD-4: numbers of other cases that a card names. */
const linkedCases = new RegExp(`"label":"(?:${links.join('|')})","value":"([\\d, ]+)"`, 'g')

/** Nothing in the answer that one of these parties may not be shown; what the person just wrote themselves comes back. */
export function expectSecrecy(
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

  for (const [, numbers = ''] of text.matchAll(linkedCases)) {
    journal.note('links')
    for (const number of numbers.split(',').map(Number)) {
      const seen = parties.works.some((party) => maySee(journal.cases.get(number), party))
      expect(seen, `a link to the case ${number} (UPD-4, VIS-2)`).toBe(true)
    }
  }

  for (const { command, args } of buttonsOf(answer)) {
    if (command !== 'show' || !('kind' in answer) || answer.kind === 'notice') continue
    const known = journal.cases.get(Number(args.number))
    expect(maySee(known, args.in as Party), 'a case under the wrong domain (ACC-3)').toBe(true)
    expect(parties.works).toContain(args.in)
  }
}

/** What changed was changed by a party that might (VIS-1, CRE-6, GRA-1, GRA-4); what is new has the partners of this moment. */
export async function expectLawful(
  trade: Trade,
  journal: Journal,
  name: string,
  party: Party | undefined,
): Promise<void> {
  await expectLawfulGrants(trade, journal, name, party)
  for (const of of await allCases(trade)) {
    for (const { id, cursor } of of.subscriptions) if (!journal.begun.has(id)) journal.begun.set(id, cursor)
    const before = journal.looked.get(of.number)
    if (before?.version === of.version) continue
    journal.changed += 1
    journal.looked.set(of.number, of)
    const id = of.customer.id
    const writes = party !== undefined && mayWrite(trade, id, party)
    expect(writes, `a write of ${name} for ${party} to case ${of.number}`).toBe(true)
    if (before === undefined) {
      expect([...partnerDomains, customerParty(id)], 'nobody else opens cases').toContain(party)
      const own = parseOwnId(id)
      const hidden = of.hiddenFromCustomer === true
      if (own) journal.note('own case')
      if (hidden) journal.note('hidden case')
      if (party === customerParty(id)) journal.note('opened by customer')
      journal.cases.set(of.number, {
        partners: own ? new Set([own as Party]) : trade.partnersOf(id),
        customer: id,
        hidden,
      })
    }
    const known = journal.cases.get(of.number)
    expect(maySee(known, party), 'a write to an invisible case').toBe(true)
    expect(new Set(of.partners.map((one) => one.domain)), 'VIS-1: written once').toEqual(known?.partners)
    await expectLawfulEntries(trade, journal, of, before?.seq ?? 0, party)
  }
}

function mayWrite(trade: Trade, customer: string, party: Party): boolean {
  if (party === 'desk' || party === customerParty(customer) || party === parseOwnId(customer)) return true
  return trade.partnersOf(customer).has(party) && trade.isGranted(customer, party)
}

/** CRE-6: a customer's own people answer, and do nothing else. UPD-2, CRE-5: escalating and sharing are the partner's. */
async function expectLawfulEntries(
  trade: Trade,
  journal: Journal,
  of: Case,
  after: number,
  party: Party | undefined,
): Promise<void> {
  const entries = await trade.store.history(of.number, { after, limit: 50 })
  for (const { event } of entries) {
    journal.note(event.type)
    if (party === 'desk') expect(['created', 'escalated', 'shared']).not.toContain(event.type)
    if (party?.startsWith('customer:')) {
      journal.note('customer wrote')
      const opens = after === 0 ? ['created'] : []
      const theirs = [...opens, 'message', 'status-changed']
      expect(theirs, 'a customer opens and replies').toContain(event.type)
    }
  }
  if (of.followUpOf) journal.note('follow-up')
}

/** GRA-1, GRA-5: a grant that is not as the books have it was just settled by somebody who may; then the books follow. */
async function expectLawfulGrants(
  trade: Trade,
  journal: Journal,
  name: string,
  party: Party | undefined,
): Promise<void> {
  for (const customer of customerIds) {
    const live = await trade.directory.relationshipsOf(customer, trade.now())
    for (const partner of partnerDomains) {
      const { state } = await trade.directory.grant(customer, partner)
      const granted = state === 'granted'
      const made = live.some(({ domain }) => domain === partner) && !trade.partnersOf(customer).has(partner)
      if (granted === trade.isGranted(customer, partner) && !made) continue
      journal.note(made ? 'made partner' : 'settled in chat')
      const lawful = trade.maySettle(name, party, customer, partner)
      expect(lawful, `${name} for ${party} settled the grant of ${customer} to ${partner}`).toBe(true)
      if (made) expect(party, 'only the customer takes a partner (GRA-5)').toBe(customerParty(customer))
      trade.settled(customer, partner, granted, made)
    }
  }
}

/**
 * NOT-4: a line is an entry in a two-way thread alone, of somebody who may write there: once, for all who read the conversation, and
 * nothing else changes. What is told of it, its author is told, and nobody who may not see the case learns anything of it.
 */
export async function expectLawfulLine(
  trade: Trade,
  journal: Journal,
  {
    name,
    place,
    mode,
    number,
    word,
    told,
  }: {
    readonly name: string
    readonly place: PlaceName
    readonly mode: TalkMode | undefined
    readonly number: number | undefined
    readonly word: string
    readonly told: readonly Heard[]
  },
): Promise<void> {
  expect(
    told.filter(({ to }) => to !== name),
    `told of ${name}'s line in ${place}`,
  ).toEqual([])
  const own = trade.partiesOf(name)
  const known = number === undefined ? undefined : journal.cases.get(number)
  for (const { notice, callbacks } of told) {
    expectSecrecy(trade, journal, notice, { works: [...own], sees: [...trade.partiesOf(name, 'sees')] }, [])
    if (callbacks.includes('case_add')) {
      journal.note('hinted at')
      expect(mode, 'hinted at where nobody asked for it').toBe('hint')
      expect(
        known && [...own].some((party) => maySee(known, party) && mayWrite(trade, known.customer, party)),
        name,
      ).toBe(true)
    }
  }
  expect(told.length, `${name} was told twice of one line`).toBeLessThan(2)
  if (mode === undefined || number === undefined) expect(told, 'nobody asked to hear that').toEqual([])

  const declared = [...trade.channels.readersIn(places[place])]
  let recorded = false
  for (const supportCase of await allCases(trade)) {
    const before = journal.looked.get(supportCase.number)
    if (before?.version === supportCase.version) continue
    const entries = await trade.store.history(supportCase.number, { after: before?.seq ?? 0, limit: 50 })
    journal.looked.set(supportCase.number, supportCase)
    if (entries.length === 0) continue
    const where = `${name} in ${place}`
    expect(mode, `a line that was only talk: ${where}`).toBe('two-way')
    expect(supportCase.number, `the case of another thread: ${where}`).toBe(number)
    expect(
      entries.map(({ event }) => event.type),
      `one entry: ${where}`,
    ).toEqual(['message'])
    const [entry] = entries as readonly [Entry]
    expect(JSON.stringify(entry.event)).toContain(word)
    expect(entry.audience).toBe('everyone')
    const author = authorOf(supportCase, entry.author)
    expect([...own], `${where} wrote as another`).toContain(author)
    expect([...declared, 'desk'], 'of nobody who shares the conversation').toContain(author)
    expect(
      known && maySee(known, author) && mayWrite(trade, known.customer, author),
      `${where} may write`,
    ).toBe(true)
    for (const party of declared) expect(maySee(known, party), `${party} reads along`).toBe(true)
    const kind = author.startsWith('customer:') ? 'customer' : author === 'desk' ? 'desk' : 'partner'
    journal.note(`line of the ${kind}`)
    recorded = true
  }
  if (!recorded) journal.note(own.size === 0 ? 'line of nobody dropped' : 'line dropped')
}

/** PLC-3: who is in a channel is told to those alone who are in it too, or work for whom it is declared. */
export function expectFaceless(trade: Trade, answer: Answer, name: string): void {
  const faces = [...JSON.stringify(answer).matchAll(faceWord)]
  const strange = faces.filter(([, , place = '']) => !trade.channels.mayKnowMembers(place as PlaceName, name))
  expect(
    strange.map(([face]) => face),
    `told to ${name}, who is not there`,
  ).toEqual([])
}

/** PLC-1, PLC-3, PLC-9: what a channel is declared for was said by somebody who may, in sight of everybody who was there. */
export async function expectLawfulChannels(
  trade: Trade,
  journal: Journal,
  by: string | undefined,
): Promise<void> {
  for (const name of placeNames) {
    const binding = await trade.store.identities.bindingOf(places[name])
    const declared = trade.channels.readersIn(places[name]).size > 0
    expect(trade.channels.faultsOfBinding(name, binding, by)).toEqual([])
    const now = trade.channels.readersIn(places[name]).size > 0
    if (declared !== now) journal.note(now ? 'declared' : 'ended')
    if (binding?.declared?.confirmed.some(({ at }) => at.getTime() === trade.now().getTime()))
      journal.note('let in')
  }
}

/** PLC-1, VIS-7: what was posted, before the eyes of all who could read it there. */
export function expectSecretThreads(trade: Trade, posted: readonly Posted[]): void {
  for (const { readers, shown, faults } of posted) {
    expect(faults, `posted all the same (${faults.join(', ')}): ${shown}`).toEqual([])
    expect(readers.size, `nobody is known to read there: ${shown}`).toBeGreaterThan(0)
    const words = shown.match(markerWord) ?? []
    for (const party of readers)
      expect(
        words.filter((word) => !trade.secret(word)?.readers.has(party)),
        `read by ${party}`,
      ).toEqual([])
  }
}

/**
 * PLC-4, NOT-1: once nobody is there who should not be, a channel shows everything that it was ever declared for, in order, each once.
 * What was written while somebody else read along may be missing.
 */
export async function expectWholeThreads(trade: Trade, journal: Journal): Promise<void> {
  for (const of of await allCases(trade)) {
    const known = journal.cases.get(of.number)
    const entries = await trade.store.history(of.number, { limit: 500 })
    for (const thread of of.subscriptions) {
      const shown = trade.posted.filter((one) => one.thread === thread.id)
      const seqs = shown.map(({ seq }) => seq).filter((seq) => seq > 0)
      expect(seqs, 'in order, each once').toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
      if (thread.direct || !known) continue
      const ref = toRef(thread)
      const parties = trade.channels.readersIn(ref)
      const isTheirs = parties.has('desk') && parties.size === 1 ? true : parties.has(partyOf(thread.reader))
      if (!isTheirs || !trade.channels.isReady(ref) || [...parties].some((party) => !maySee(known, party)))
        continue
      journal.note('whole threads')
      expect(shown.length, `the card of ${of.number} in ${thread.channel}`).toBeGreaterThan(0)
      const isSaidThere = ({ event }: Entry) =>
        event.type === 'message' &&
        event.source?.thread === thread.root &&
        event.source?.channel === thread.channel
      const saidThere = entries.filter(isSaidThere).map(({ seq }) => seq)
      expect(
        seqs.filter((seq) => saidThere.includes(seq)),
        'posted back where it was written (NOT-4)',
      ).toEqual([])
      const due = entries.filter((entry) => {
        const { seq, audience, author, at } = entry
        if (isSaidThere(entry)) return false
        const readers = readersOf(audience, authorOf(of, author), known)
        const sets = trade.channels.readersSince(ref, at)
        return seq > (journal.begun.get(thread.id) ?? 0) && sets.flat().every((party) => readers.has(party))
      })
      const missing = due.map(({ seq }) => seq).filter((seq) => !seqs.includes(seq))
      expect(missing, `entries of ${of.number} that ${thread.channel} lacks`).toEqual([])
      if (thread.heldBack) expect(thread.heldBack, 'nothing is held back any more').toBeNull()
    }
  }
}

/** Direct messages carry nothing that the person may not read, and no other customer's contact. */
export function expectSecretMessages(told: readonly Told[]): void {
  for (const { to, shown, faults } of told) {
    expect(faults, shown).toEqual([])
    const own = to.flatMap((name) => (people[name] ?? []).map(({ party }) => party))
    const contacts = [...shown.matchAll(contactWord)].map((match) => customerParty(match[1] ?? ''))
    expect(contacts.filter((party) => !own.includes(party))).toEqual([])
  }
}

export async function allCases(trade: Trade): Promise<readonly Case[]> {
  return (await trade.store.list({ reader: { party: 'desk' } }, { limit: 500 })).cases
}
