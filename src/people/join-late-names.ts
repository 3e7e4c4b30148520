/** DOM-4: the cases of before a former name was recorded, which were opened or worked on under a later one. */
import type { Reader } from '../cases/case.ts'
import type { CaseStore, Keyset } from '../cases/case-store.ts'
import type { Account, CustomerUser, DeskAgent, ResellerDomain } from '../cases/directory.ts'
import type { Names } from '../cases/names.ts'
import { collectNames } from './directory-names.ts'

const casesAtOnce = 100

/**
 * Puts all that names a renamed domain or person by a later name under its id: who sees a case, who opened it, works on it and wrote in
 * it. A case at a time: broken off, it goes on when it is called again. Answers how many cases were looked through.
 */
export async function joinLateNames(
  domains: readonly string[],
  names: Names,
  store: Pick<CaseStore, 'list'> & {
    joinNames(number: number, idOf: Names['idOf']): Promise<void>
  },
): Promise<number> {
  if (names.isEmpty) return 0
  const readers: readonly Reader[] = [
    { party: 'desk' },
    ...domains.flatMap((domain) =>
      names.everyName(domain).map((name): Reader => ({ party: 'partner', domain: name })),
    ),
  ]
  const seen = new Set<number>()
  for (const reader of readers)
    for await (const number of walkNumbers(reader, store)) {
      if (seen.has(number)) continue
      seen.add(number)
      await store.joinNames(number, names.idOf)
    }
  return seen.size
}

async function* walkNumbers(reader: Reader, store: Pick<CaseStore, 'list'>): AsyncGenerator<number> {
  let after: Keyset | undefined
  do {
    const page = await store.list({ reader }, { ...(after && { after }), limit: casesAtOnce })
    for (const { number } of page.cases) yield number
    after = page.next
  } while (after)
}

/** A later name that has cases of its own. */
export interface LateName {
  readonly id: string
  readonly name: string
  /** Counted no further than `maxCounted`. */
  readonly cases: number
}

const maxCounted = 1_000

/** What of a directory may have been renamed, by its ids. */
export interface KnownNames {
  readonly domains: readonly ResellerDomain[]
  readonly accounts: readonly Account[]
  readonly desk: readonly DeskAgent[]
  readonly customerUsers?: readonly CustomerUser[]
}

/** `joinLateNames` of a whole directory. */
export function joinDirectory(
  known: KnownNames,
  store: Parameters<typeof joinLateNames>[2],
): Promise<number> {
  const domains = known.domains.map(({ domain }) => domain)
  return joinLateNames(domains, collectNames(known), store)
}

/** Later names under which cases were opened, or are worked on: until they are joined their people look for them in vain. */
export async function findLateNames(
  { domains, accounts, desk, customerUsers = [] }: KnownNames,
  cases: Pick<CaseStore, 'count'>,
): Promise<readonly LateName[]> {
  const found: LateName[] = []
  async function look(id: string, name: string, queries: readonly Parameters<CaseStore['count']>[0][]) {
    const counts = await Promise.all(queries.map((query) => cases.count(query, maxCounted)))
    const most = Math.max(...counts)
    if (most > 0) found.push({ id, name, cases: most })
  }
  async function lookForPerson(person: DeskAgent, reader: Reader) {
    for (const name of listLater(person.email, person)) {
      const worked = reader.party === 'customer' ? [] : [{ reader, responsible: name }]
      await look(person.email, name, [{ reader, createdBy: name }, ...worked])
    }
  }
  for (const one of domains)
    for (const name of listLater(one.domain, one))
      await look(one.domain, name, [{ reader: { party: 'partner', domain: name } }])
  for (const one of accounts) await lookForPerson(one, { party: 'partner', domain: one.domain })
  for (const one of desk) await lookForPerson(one, { party: 'desk' })
  for (const one of customerUsers) await lookForPerson(one, { party: 'customer', customer: one.customer })
  return found
}

function listLater(id: string, { renamedTo, formerly = [] }: Pick<Account, 'renamedTo' | 'formerly'>) {
  const names = new Set([...formerly, ...(renamedTo === undefined ? [] : [renamedTo])])
  names.delete(id)
  return [...names]
}

/** For operators. */
export function describeLateName({ id, name, cases }: LateName): string {
  const counted = cases === 1 ? '1 case is' : `${cases === maxCounted ? `${cases} or more` : cases} cases are`
  return `${counted} stored under ${name}, a later name of ${id}.`
}
