import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import { type CaseRef, type CaseRefKind, formatCaseRef, listCaseRefs } from '../../src/cases/case-refs.ts'
import {
  type CaseQuery,
  type CaseStore,
  type Commit,
  type Created,
  type Keyset,
  type NewCase,
  type NumberedPage,
  NumberTaken,
} from '../../src/cases/case-store.ts'
import type { FileStore } from '../../src/cases/file-store.ts'
import { toKeyset } from '../../src/cases/list-order.ts'
import { toRemindAt } from '../../src/cases/response-clocks.ts'
import { plainly } from './plain-list.ts'

interface Kept {
  readonly supportCase: Case
  readonly entries: readonly Entry[]
  readonly words: readonly string[]
  readonly createKey: string
  /** The entries that each key made. */
  readonly keys: ReadonlyMap<string, readonly number[]>
}

/** A `CaseStore` in memory, for tests that look at the services alone: what databases add has tests with real ones. */
export interface MemoryCaseStore extends CaseStore {
  readonly files: FileStore
  retrySubscription(number: number, thread: string): Promise<boolean>
  /** The ids under which files lie. */
  readonly fileIds: ReadonlySet<string>
  readonly commits: readonly Commit[]
  /** How often history was read. */
  readonly reads: readonly { readonly after?: number; readonly limit: number }[]
  readonly lists: readonly { readonly query: CaseQuery; readonly page: object }[]
  /** What a case is found by. */
  wordsOf(number: number): readonly string[]
}

export function memoryCaseStore(): MemoryCaseStore {
  const cases = new Map<number, Kept>()
  const files = new Map<string, Uint8Array>()
  const commits: Commit[] = []
  const reads: { after?: number; limit: number }[] = []
  const lists: { query: CaseQuery; page: object }[] = []
  let last = 1000

  function create({ case: supportCase, entries, words, key }: NewCase): Created {
    const known = [...cases.values()].find(({ createKey }) => createKey === key)
    if (known) return { kind: 'repeated', case: known.supportCase }
    if (cases.has(supportCase.number)) throw new NumberTaken(supportCase.number)
    cases.set(supportCase.number, { supportCase, entries, words, createKey: key, keys: new Map() })
    return { kind: 'created', case: supportCase }
  }

  function find(query: CaseQuery): readonly Case[] {
    const stored = [...cases.values()].map(({ supportCase, words }) => ({ of: supportCase, words }))
    return plainly(stored, query).flatMap((number) => cases.get(number)?.supportCase ?? [])
  }

  function byNumber({ after = 0, limit }: NumberedPage, isWanted: (supportCase: Case) => boolean) {
    return [...cases.values()]
      .map(({ supportCase }) => supportCase)
      .filter((supportCase) => supportCase.number > after && isWanted(supportCase))
      .toSorted((one, other) => one.number - other.number)
      .slice(0, limit)
  }

  return {
    commits,
    reads,
    lists,
    get fileIds() {
      return new Set(files.keys())
    },
    wordsOf: (number) => cases.get(number)?.words ?? [],
    files: {
      async put(id, bytes) {
        const pieces: Uint8Array[] = []
        for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) pieces.push(piece)
        files.set(id, Buffer.concat(pieces))
      },
      async open(id) {
        const bytes = files.get(id)
        return (
          bytes &&
          (async function* () {
            yield bytes
          })()
        )
      },
      async remove(id) {
        files.delete(id)
      },
      sweep: async () => 0,
    },
    async nextNumber() {
      last += 1
      return last
    },
    async raiseNumber(above) {
      last = Math.max(last, above)
    },
    create: async (input) => create(input),
    async createAll(inputs) {
      return inputs.map((input) => {
        try {
          return create(input)
        } catch (error) {
          if (error instanceof NumberTaken) return error
          throw error
        }
      })
    },
    get: async (number) => cases.get(number)?.supportCase,
    createdWith: async (key) => [...cases.values()].find(({ createKey }) => createKey === key)?.supportCase,
    committedWith: async (number, key) => cases.get(number)?.keys.get(key),
    async history(number, { after = 0, limit, newest }) {
      reads.push({ after, limit })
      const later = (cases.get(number)?.entries ?? []).filter(({ seq }) => seq > after)
      return newest ? later.slice(-limit) : later.slice(0, limit)
    },
    async startedAt({ platform, tenant, root }) {
      return [...cases.values()]
        .map(({ supportCase }) => supportCase)
        .filter(({ subscriptions }) =>
          subscriptions.some(
            (thread) => thread.root === root && thread.platform === platform && thread.tenant === tenant,
          ),
        )
        .toSorted((one, other) => other.number - one.number)
    },
    async entriesFrom({ tenant, channel, message }) {
      return [...cases.entries()].flatMap(([number, { entries }]) =>
        entries.flatMap(({ seq, event }) => {
          const source = event.type === 'message' ? event.source : undefined
          const isIt = source?.message === message && source.channel === channel && source.tenant === tenant
          return isIt ? [{ number, seq }] : []
        }),
      )
    },
    async commit(commit) {
      const { number, expected, next, entries, subscriptions = [], removal, key } = commit
      const kept = cases.get(number)
      if (!kept) return { kind: 'missing' }
      const { supportCase, keys } = kept
      const seqs = keys.get(key)
      if (seqs) return { kind: 'repeated', case: supportCase, seqs }
      if (supportCase.version !== expected) return { kind: 'conflict', case: supportCase }
      commits.push(commit)
      const { customer, partners, domain, createdBy, createdAt, followUpOf } = supportCase
      const settled = { customer, partners, domain, createdBy, createdAt, followUpOf }
      const threads = [...supportCase.subscriptions, ...subscriptions]
      const changed: Case = { ...next, ...settled, subscriptions: threads }
      cases.set(number, {
        ...kept,
        supportCase: changed,
        entries: [
          ...kept.entries.map((one) => (one.seq === removal?.entry?.seq ? removal.entry : one)),
          ...entries,
        ],
        words: removal?.words ?? kept.words,
        keys: new Map([...keys, [key, entries.map(({ seq }) => seq)]]),
      })
      for (const id of removal?.files ?? []) files.delete(id)
      return { kind: 'committed', case: changed }
    },
    purge: async () => true,
    async list(query, page: { readonly after?: Keyset; readonly limit: number }) {
      lists.push({ query, page })
      const found = find(query)
      const from = page.after ? found.findIndex(({ number }) => number === page.after?.number) + 1 : 0
      const shown = found.slice(from, from + page.limit)
      const last = shown.at(-1)
      const more = found.length > from + page.limit
      return { cases: shown, ...(more && last && { next: toKeyset(last, query) }) }
    },
    count: async (query, max) => Math.min(find(query).length, max),
    async listReminders({ after, until, limit }) {
      return [...cases.values()]
        .flatMap(({ supportCase }) => {
          const at = toRemindAt(supportCase)
          return at && (!until || at <= until) ? [{ at: at.getTime(), supportCase }] : []
        })
        .toSorted((a, b) => a.at - b.at || a.supportCase.number - b.supportCase.number)
        .filter(
          ({ at, supportCase: { number } }) =>
            !after || at > after.at.getTime() || (at === after.at.getTime() && number > after.number),
        )
        .slice(0, limit)
        .map(({ supportCase }) => supportCase)
    },
    async listRefs<Kind extends CaseRefKind>(kind: Kind) {
      const all = [...cases.values()].flatMap(({ supportCase }) => listCaseRefs(supportCase))
      const found = new Map(all.map((ref) => [formatCaseRef(ref), ref]))
      return [...found.values()].filter((ref): ref is CaseRef & { readonly kind: Kind } => ref.kind === kind)
    },
    listReferring: async (ref, page) =>
      byNumber(page, (supportCase) =>
        listCaseRefs(supportCase).map(formatCaseRef).includes(formatCaseRef(ref)),
      ),
    listAsideUntil: async (until, page) =>
      byNumber(
        page,
        ({ status, aside = [] }) => status !== 'closed' && aside.some((one) => one.until <= until),
      ),
    async listImported() {
      return []
    },
    async removeCases() {
      return []
    },
    async listClosed() {
      return []
    },
    async setHold(number) {
      return cases.has(number)
    },
    async listHolds() {
      return []
    },
    async followUpsOf(number) {
      return [...cases.values()]
        .map(({ supportCase }) => supportCase)
        .filter(({ followUpOf }) => followUpOf?.number === number)
        .toSorted((a, b) => b.number - a.number)
        .slice(0, 20)
    },
    async retrySubscription(number: number, thread: string) {
      const kept = cases.get(number)
      if (!kept?.supportCase.subscriptions.some(({ id }) => id === thread)) return false
      const subscriptions = kept.supportCase.subscriptions.map((one) =>
        one.id === thread ? { ...one, suspended: null, fault: null, tries: 0, retryAt: null } : one,
      )
      cases.set(number, { ...kept, supportCase: { ...kept.supportCase, subscriptions } })
      return true
    },
    async addSubscription(number, thread) {
      const kept = cases.get(number)
      if (!kept) return undefined
      const { subscriptions } = kept.supportCase
      const isThere = ({ id, platform, tenant, channel }: Subscription) =>
        id === thread.id ||
        (platform === thread.platform && tenant === thread.tenant && channel === thread.channel)
      const resumed = subscriptions.map((one) =>
        isThere(one) && one.suspended !== null ? { ...one, suspended: null, tries: 0, retryAt: null } : one,
      )
      const supportCase = {
        ...kept.supportCase,
        subscriptions: subscriptions.some(isThere) ? resumed : [...subscriptions, thread],
      }
      cases.set(number, { ...kept, supportCase })
      return supportCase
    },
  }
}
