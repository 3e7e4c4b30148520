/** The lists and searches that people ask for, each with many different arguments. */
import type { CaseQuery, CaseStore } from '../../src/cases/case-store.ts'
import { agentOf, customerOf, now, partnerOf, personOf, wordIn } from './many-cases.ts'

const pageOf = 20
/** Files of any size have cases of these days. */
const firstDays = 60
const desk = { party: 'desk' } as const
const open = ['new', 'in-progress', 'action-required', 'solution-provided'] as const

/** Each makes the question for the nth time that it is asked. */
const questions: Readonly<Record<string, (nth: number) => CaseQuery>> = {
  "a partner's cases": (nth) => ({ reader: partner(nth) }),
  "a partner's open cases": (nth) => ({
    reader: partner(nth),
    statuses: open,
  }),
  "a partner's P1 cases": (nth) => ({ reader: partner(nth), severities: ['P1'] }),
  'one customer of a partner': (nth) => ({ reader: partner(nth), customers: [customerOf(nth)] }),
  'my cases': (nth) => ({ reader: partner(nth), createdBy: personOf(nth) }),
  "a customer's own cases": (nth) => ({ reader: { party: 'customer', customer: customerOf(nth) } }),
  "the desk's open P1 cases": () => ({
    reader: { party: 'desk' },
    severities: ['P1'],
    statuses: open,
  }),
  ...sortedQuestions(),
  "a desk agent's open cases": (nth) => ({ reader: desk, responsible: agentOf(nth), statuses: open }),
  'open cases that nobody took': () => ({
    reader: desk,
    responsible: null,
    statuses: open,
    aside: { which: 'without', now },
  }),
  'cases that nobody took, by what is due': () => ({
    reader: desk,
    responsible: null,
    statuses: open,
    sort: 'due',
  }),
  'put aside': () => ({ reader: desk, aside: { which: 'only', now } }),
  overdue: () => ({ reader: desk, dueBefore: now, sort: 'due' }),
  'overdue, newest update first': () => ({ reader: desk, dueBefore: now }),
  'opened on one day, newest update first': (nth) => ({
    reader: desk,
    createdSince: dayOf(nth),
    createdUntil: dayOf(nth + 1),
  }),
  'opened in the last month': () => ({ reader: desk, createdSince: dayOf(-30), sort: 'opened' }),
  'updated on one day': (nth) => ({ reader: desk, updatedSince: dayOf(nth), updatedUntil: dayOf(nth + 1) }),
  'search: a common word, by opening': () => ({ reader: desk, words: [wordIn.common], sort: 'opened' }),
  'search: an uncommon word, by severity': () => ({
    reader: desk,
    words: [wordIn.uncommon],
    sort: 'severity',
  }),
  'search: a frequent word, open, by what is due': () => ({
    reader: desk,
    words: [wordIn.frequent],
    statuses: open,
    sort: 'due',
  }),
  'search: a common word': (nth) => ({ reader: partner(nth), words: [wordIn.common] }),
  'search: a frequent and a common word': (nth) => ({
    reader: partner(nth),
    words: [wordIn.frequent, wordIn.common],
  }),
  'search: an uncommon word': (nth) => ({ reader: partner(nth), words: [wordIn.uncommon] }),
  'search: two uncommon words': (nth) => ({
    reader: partner(nth),
    words: [wordIn.uncommon, wordIn.uncommonToo],
  }),
  'search: two uncommon words, all cases': () => ({
    reader: { party: 'desk' },
    words: [wordIn.uncommon, wordIn.uncommonToo],
  }),
  'search: two uncommon words, open': () => ({
    reader: { party: 'desk' },
    words: [wordIn.uncommon, wordIn.uncommonToo],
    statuses: open,
  }),
  'search: a common word, all cases': () => ({ reader: { party: 'desk' }, words: [wordIn.common] }),
  'search: a frequent word, all cases': () => ({ reader: { party: 'desk' }, words: [wordIn.frequent] }),
  'search: an uncommon word, all cases': () => ({ reader: { party: 'desk' }, words: [wordIn.uncommon] }),
  'search: a common word in one customer': (nth) => ({
    reader: partner(nth),
    words: [wordIn.common],
    customers: [customerOf(nth)],
  }),
  'search: a frequent word, mine': (nth) => ({
    reader: partner(nth),
    words: [wordIn.frequent],
    createdBy: personOf(nth),
  }),
  'search: a seldom word': (nth) => ({ reader: partner(nth), words: [wordIn.seldom] }),
  'search: a seldom and a common word, open': (nth) => ({
    reader: partner(nth),
    words: [wordIn.seldom, wordIn.common],
    statuses: open,
  }),
  "search: a case's number": (nth) => ({ reader: { party: 'desk' }, words: [String(1_001 + nth * 37)] }),
  'search: no such word': (nth) => ({ reader: partner(nth), words: [`none-${nth}`] }),
}

function sortedQuestions(): Readonly<Record<string, (nth: number) => CaseQuery>> {
  const questions: Record<string, (nth: number) => CaseQuery> = {}
  for (const sort of ['due', 'severity', 'opened'] as const) {
    questions[`all cases, by ${sort}`] = () => ({ reader: desk, sort })
    questions[`open cases, by ${sort}`] = () => ({ reader: desk, statuses: open, sort })
    questions[`a partner's open cases, by ${sort}`] = (nth) => ({
      reader: partner(nth),
      statuses: open,
      sort,
    })
    questions[`one customer, by ${sort}`] = (nth) => ({ reader: desk, customers: [customerOf(nth)], sort })
    questions[`a desk agent's open cases, by ${sort}`] = (nth) => ({
      reader: desk,
      responsible: agentOf(nth),
      statuses: open,
      sort,
    })
  }
  return questions
}

/** A day of the time that the cases are from. */
function dayOf(nth: number): Date {
  const day = nth < 0 ? firstDays + nth : nth % firstDays
  return new Date(Date.UTC(2023, 0, 1 + day))
}

function partner(nth: number): CaseQuery['reader'] {
  return { party: 'partner', domain: partnerOf(nth) }
}

export interface Seen {
  /** In ms, of the first and second pages. */
  readonly p95: number
  /** The processor's time for one page on average, in ms: what others do on the machine weighs little in it. */
  readonly cpu: number
  /** How many cases the first page showed, on average: a short page costs less than a full one. */
  readonly shown: number
}

/** How long each question took, under its name. */
export async function listTimes(store: CaseStore, times: number): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>()
  for (const [name, question] of Object.entries(questions)) {
    const taken: number[] = []
    let shown = 0
    let busy = process.cpuUsage()
    for (let nth = -20; nth < times; nth += 1) {
      const query = question(Math.abs(nth))
      if (nth === 0) busy = process.cpuUsage()
      const began = performance.now()
      const { cases, next } = await store.list(query, { limit: pageOf })
      const between = performance.now()
      if (next) await store.list(query, { limit: pageOf, after: next })
      // The first ones only warm the caches.
      if (nth < 0) continue
      taken.push(between - began, ...(next ? [performance.now() - between] : []))
      shown += cases.length
    }
    const { user, system } = process.cpuUsage(busy)
    seen.set(name, { p95: p95(taken), cpu: (user + system) / 1_000 / taken.length, shown: shown / times })
  }
  return seen
}

function p95(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)] ?? Number.NaN
}
