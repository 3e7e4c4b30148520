/** `casethread stats`: the figures of one side, as a table or as CSV (REP-3). */
import { randomUUID } from 'node:crypto'
import { createAccess } from '../cases/access.ts'
import { actorKey } from '../cases/actor-key.ts'
import { operatorSide } from '../cases/audit-log.ts'
import { createOwnerKeeper } from '../cases/keep-owners.ts'
import { createCaseReader } from '../cases/read-cases.ts'
import { createStatisticsReader } from '../cases/read-statistics.ts'
import type { ClockKeeper } from '../cases/response-clocks.ts'
import type { Counted, Durations, Statistics, StatisticsGroup } from '../cases/statistics.ts'
import { type Config, readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { csvBegin, toCsvLine } from '../import-export/csv-lines.ts'
import { orExit } from '../main.ts'
import { formatTable } from './align-columns.ts'
import { findActing, openConfiguredDirectory } from './as-account.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface StatsOptions {
  readonly as: string
  readonly side?: string
  readonly since: Date
  readonly until: Date
  readonly by?: StatisticsGroup
  readonly csv?: boolean
  readonly json?: boolean
  readonly who?: string
}

/** Exit code 1 where there is no such account, or it may not. */
export async function runStats(options: StatsOptions, env: Env): Promise<void> {
  const fault = await orExit(() => tellStatistics(options, env), 'do it')
  if (fault === undefined) return
  console.error(fault)
  process.exitCode = exitCodes.notFound
}

async function tellStatistics(options: StatsOptions, env: Env): Promise<string | undefined> {
  const { since, until, by, csv, json } = options
  const config = readConfig(env)
  return withStore(config, async (store) => {
    const directory = await openConfiguredDirectory(config, store)
    const actor = await findActing(directory, options.as, options.side)
    if (typeof actor === 'string') return actor
    const clocks = await openClocks(config, new Date())
    const deps = { store, directory, now: () => new Date(), ...(clocks && { clocks }) }
    const access = createAccess(deps)
    const { statistics } = createStatisticsReader(
      deps,
      access,
      createCaseReader(deps, access, createOwnerKeeper(deps)).list,
    )
    const everything = { ...(by && { by }), most: Number.MAX_SAFE_INTEGER - 1 }
    const outcome = await statistics(actor, { since, until }, everything)
    if (!outcome.ok) return `${options.as} may not see statistics (${outcome.refusals[0]?.rule}).`
    if (csv || json) {
      await store.auditLog.record({
        id: randomUUID(),
        at: new Date(),
        side: operatorSide,
        by: options.who ?? readUserName(),
        what: 'exported',
        about: `statistics as ${actorKey(actor)}`,
      })
      const rows = toRows(outcome.value)
      if (json) console.log(JSON.stringify(toObjects(rows), null, 2))
      else process.stdout.write(csvBegin + rows.map(toCsvLine).join(''))
    } else {
      const rows = toRows(outcome.value).map((row) => row.map((cell) => toOneLine(cell) || '-'))
      console.log(formatTable(rows).join('\n'))
    }
    return undefined
  })
}

/** Loaded only where there are calendars. */
async function openClocks({ targetsFile }: Config, now: Date): Promise<ClockKeeper | undefined> {
  if (targetsFile === null) return undefined
  const { openTargets } = await import('../targets/open-targets.ts')
  return (await openTargets(targetsFile, now)).keeper
}

const columns = [
  'group',
  'cases',
  'opened',
  'closed',
  'first_response_measured',
  'first_response_median_s',
  'first_response_p90_s',
  'first_response_not_known',
  'resolution_measured',
  'resolution_median_s',
  'resolution_p90_s',
  'targets_met',
  'targets_missed',
  'targets_void',
  'first_response_business_measured',
  'first_response_business_median_s',
  'first_response_business_p90_s',
  'resolution_business_measured',
  'resolution_business_median_s',
  'resolution_business_p90_s',
]

/** Seconds, so that a spreadsheet can go on with them. What is not known is empty. */
function toRows({ total, groups }: Statistics): readonly (readonly string[])[] {
  return [columns, toRow('total', total), ...groups.map(({ name, of }) => toRow(name, of))]
}

/** Each row by the names of its columns: what is not known is null, and what is too few to be told stays as it is told. */
function toObjects([names = [], ...rows]: readonly (readonly string[])[]): readonly object[] {
  const toValue = (cell: string, column: number) => {
    if (cell === '') return null
    return column > 0 && /^\d+$/.test(cell) ? Number(cell) : cell
  }
  return rows.map((row) =>
    Object.fromEntries(row.map((cell, column) => [names[column], toValue(cell, column)])),
  )
}

function toRow(name: string, counted: Counted): readonly string[] {
  if (counted.kind === 'few') return [name, '<5', ...columns.slice(2).map(() => '')]
  const { figures } = counted
  const { cases, opened, closed, responseNotKnown, targets } = figures
  return [
    name,
    ...[cases, opened, closed].map(String),
    ...toDurationCells(figures.firstResponse),
    String(responseNotKnown),
    ...toDurationCells(figures.resolution),
    ...[targets?.met, targets?.missed, targets?.void].map((count) => String(count ?? '')),
    ...toDurationCells(figures.firstResponseBusiness),
    ...toDurationCells(figures.resolutionBusiness),
  ]
}

function toDurationCells({ measured, median, p90 }: Durations): readonly string[] {
  const seconds = (ms: number | null) => (ms === null ? '' : String(Math.round(ms / 1_000)))
  return [String(measured), seconds(median), seconds(p90)]
}
