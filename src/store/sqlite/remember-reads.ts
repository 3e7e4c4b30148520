import { currentTurn, endTurn } from '../../config/turn.ts'
import type { Database, Parameter, Query } from './query.ts'

type Row = readonly Parameter[]

/** How many characters of results are kept, and of one at most. */
const room = { all: 2_000_000, one: 50_000 }

/**
 * A database that answers a question from memory as long as nothing in the file was changed by anybody: SQLite tells, for a fraction
 * of what a question costs, whether another connection wrote. The same rows come as the same arrays, so that what was made of one
 * can be kept beside it. Within a transaction nothing is remembered.
 */
export function rememberReads(database: Database): Database {
  const queries = new Map<string, Query>()
  const forgetting: (() => void)[] = []
  let kept = 0
  let looked = -1
  let version: Parameter | undefined
  let transactions = 0

  function forgetAll(): void {
    // Most writes of many find nothing that they could make untrue.
    if (kept === 0) return
    for (const forget of forgetting) forget()
    kept = 0
  }

  function changed(): void {
    forgetAll()
    endTurn()
  }

  function look(): void {
    const turn = currentTurn()
    if (turn === looked) return
    const seen = database.query('PRAGMA data_version').first()?.[0]
    if (seen !== version) forgetAll()
    version = seen
    looked = turn
  }

  function remember<Result>(ask: (parameters: Row) => Result, sizeOf: (result: Result) => number) {
    const results = new Map<string, Result>()
    forgetting.push(() => results.clear())
    return (...parameters: Row): Result => {
      if (transactions > 0) return ask(parameters)
      look()
      const key = keyOf(parameters)
      const known = results.get(key)
      if (known !== undefined) return known
      const result = ask(parameters)
      const size = key.length + sizeOf(result)
      if (size > room.one) return result
      if (kept + size > room.all) forgetAll()
      kept += size
      results.set(key, result)
      return result
    }
  }

  function wrap(sql: string): Query {
    const query = database.query(sql)
    if (!/^\s*SELECT\b/.test(sql)) return writing(query)
    const first = remember(
      (parameters) => query.first(...parameters) ?? nothing,
      (row) => weigh([row]),
    )
    return {
      run: query.run,
      all: remember((parameters) => query.all(...parameters), weigh),
      first(...parameters) {
        const row = first(...parameters)
        return row === nothing ? undefined : row
      },
    }
  }

  function writing({ run, first, all }: Query): Query {
    const after =
      <Result>(work: (...parameters: Row) => Result) =>
      (...parameters: Row): Result => {
        try {
          return work(...parameters)
        } finally {
          changed()
        }
      }
    return { run: after(run), first: after(first), all: after(all) }
  }

  function within<T>(work: () => T): T {
    transactions += 1
    try {
      return work()
    } finally {
      transactions -= 1
    }
  }

  return {
    ...database,
    query(sql) {
      const known = queries.get(sql)
      if (known) return known
      const wrapped = wrap(sql)
      queries.set(sql, wrapped)
      return wrapped
    },
    write: (work) =>
      database.write(() => {
        try {
          return within(work)
        } finally {
          changed()
        }
      }),
    read: (work) => database.read(() => within(work)),
    forget() {
      changed()
      return database.forget()
    },
    close() {
      changed()
      queries.clear()
      database.close()
    },
  }
}

/** What a question for one row finds where there is none. */
const nothing: Row = []

function keyOf(parameters: Row): string {
  const [first] = parameters
  return parameters.length === 1 && typeof first === 'string' ? `"${first}` : JSON.stringify(parameters)
}

function weigh(rows: readonly Row[]): number {
  let size = 64
  for (const row of rows) for (const one of row) size += typeof one === 'string' ? one.length : 8
  return size
}
