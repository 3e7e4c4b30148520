import { type Case, type Entry, severities } from '../../src/cases/case.ts'
import type { Commit, NewCase } from '../../src/cases/case-store.ts'
import type { Customer } from '../../src/cases/directory.ts'
import type { ItemWrite } from '../../src/people/directory-store.ts'
import { aCommit, aNewCase, anEntry, aThread } from './build-case.ts'
import { chanceOf } from './random-from.ts'

/** Where a store of a test lies, so that another process can open it. */
export type StoreAddress = { readonly file: string } | { readonly uri: string; readonly dbName: string }

/** What `store-process.ts` can be asked to do. */
export type Task =
  | { readonly kind: 'open'; readonly at: StoreAddress }
  | {
      readonly kind: 'edits'
      readonly at: StoreAddress
      readonly number: number
      readonly from: number
      readonly count: number
    }
  | { readonly kind: 'texts'; readonly file: string; readonly from: number }
  | { readonly kind: 'generations'; readonly at: StoreAddress; readonly from: number }
  | {
      readonly kind: 'transfer'
      readonly dataDir: string
      readonly uri: string
      readonly dbName: string
    }
  | { readonly kind: 'life'; readonly at: StoreAddress; readonly seed: string; readonly life: number }

/** All that one life does, the same to who does it and who looks afterwards: a case of its own and its changes without end. */
export interface Life {
  readonly create: NewCase
  /** The change that follows on the case as it is. */
  next(of: Case): Commit
  /** How long after it began it is killed (ms). */
  readonly killedAfter: number
}

export function lifeOf(seed: string, life: number): Life {
  const chance = (what: string | number) => chanceOf(seed, life, what)
  const number = 2_000 + life
  // A third begins with a history that is long enough for pages.
  const seq =
    chance('long') < 0.33 ? 100 + Math.floor(chance('size') * 200) : 1 + Math.floor(chance('size') * 3)

  return {
    create: aNewCase(
      { number, seq, title: titleOf(life, 1), subscriptions: [aThread({ id: `thread-${life}` })] },
      {
        key: `create-${seed}-${life}`,
        words: wordsOf(life),
        entries: span(1, seq).map((at) => entryOf(life, 1, at)),
      },
    ),
    next(of) {
      const version = of.version + 1
      const count =
        chance(version) < 0.2
          ? 20 + Math.floor(chance(`${version}+`) * 60)
          : Math.floor(chance(`${version}+`) * 4)
      const entries = span(of.seq + 1, of.seq + count).map((at) => entryOf(life, version, at))
      const severity = severities[version % severities.length] ?? 'P1'
      return aCommit(of, { title: titleOf(life, version), severity }, { entries })
    },
    // Short ones die while they create, long ones after many changes.
    killedAfter: 60 * chance('death') ** 2,
  }
}

export function wordsOf(life: number): readonly string[] {
  return [`life${life}`, ...Array.from({ length: 20 }, (_, index) => `word${index}`)]
}

function titleOf(life: number, version: number): string {
  return `Life ${life}, version ${version}`
}

function entryOf(life: number, version: number, seq: number): Entry {
  return anEntry({ seq, event: { type: 'message', text: `Life ${life}, version ${version}, entry ${seq}` } })
}

function span(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** A whole directory: what it holds tells which generation it is of, and one customer there is in every second one only. */
export function generationOf(generation: number): readonly ItemWrite[] {
  const customer = (id: string): Customer => ({
    id,
    name: `generation ${generation}`,
    domain: 'midori.example.jp',
    tier: 'standard',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    address: '東京',
    contact: { name: '山田', email: 'it@midori.example.jp', phone: '03' },
  })
  const put = (id: string): ItemWrite => ({ op: 'put', section: 'customers', item: customer(id) })
  return [
    ...span(1, 40).map((at) => put(`C-${at}`)),
    generation % 2 === 1 ? put('C-odd') : { op: 'remove', section: 'customers', key: 'C-odd' },
  ]
}

/** A file whose every line tells of which generation it is. */
export function textOf(generation: number): string {
  return `generation ${generation}\n`.repeat(20_000)
}
