/** The lists and searches that people ask for, each with many different arguments. */
import type { CaseQuery, CaseStore } from '../../src/cases/ports.ts'
import { customerOf, partnerOf, personOf, wordIn } from './many-cases.ts'

const pageOf = 20

/** Each makes the question for the nth time that it is asked. */
const questions: Readonly<Record<string, (nth: number) => CaseQuery>> = {
  "a partner's cases": (nth) => ({ reader: partner(nth) }),
  "a partner's open cases": (nth) => ({
    reader: partner(nth),
    statuses: ['new', 'in-progress', 'action-required', 'solution-provided'],
  }),
  "a partner's P1 cases": (nth) => ({ reader: partner(nth), severities: ['P1'] }),
  'one customer of a partner': (nth) => ({ reader: partner(nth), customers: [customerOf(nth)] }),
  'my cases': (nth) => ({ reader: partner(nth), createdBy: personOf(nth) }),
  "a customer's own cases": (nth) => ({ reader: { party: 'customer', customer: customerOf(nth) } }),
  "the desk's open P1 cases": () => ({
    reader: { party: 'desk' },
    severities: ['P1'],
    statuses: ['new', 'in-progress', 'action-required', 'solution-provided'],
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
  'search: a seldom word': (nth) => ({ reader: partner(nth), words: [wordIn.seldom] }),
  'search: a seldom and a common word, open': (nth) => ({
    reader: partner(nth),
    words: [wordIn.seldom, wordIn.common],
    statuses: ['new', 'in-progress', 'action-required', 'solution-provided'],
  }),
  "search: a case's number": (nth) => ({ reader: { party: 'desk' }, words: [String(1_001 + nth * 37)] }),
  'search: no such word': (nth) => ({ reader: partner(nth), words: [`none-${nth}`] }),
}

function partner(nth: number): CaseQuery['reader'] {
  return { party: 'partner', domain: partnerOf(nth) }
}

/** The p95 of each question's first and second page, in ms, under its name. */
export async function listTimes(store: CaseStore, times: number): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>()
  for (const [name, question] of Object.entries(questions)) {
    const taken: number[] = []
    for (let nth = -20; nth < times; nth += 1) {
      const query = question(Math.abs(nth))
      const began = performance.now()
      const { next } = await store.list(query, { limit: pageOf })
      const between = performance.now()
      if (next) await store.list(query, { limit: pageOf, after: next })
      // The first ones only warm the caches.
      if (nth >= 0) taken.push(between - began, ...(next ? [performance.now() - between] : []))
    }
    seen.set(name, p95(taken))
  }
  return seen
}

function p95(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)] ?? Number.NaN
}
