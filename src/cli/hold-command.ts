/** `casethread hold [case]`: keeps a case from retention and erasure, or no longer, or tells which ones are kept. */
import { operatorSide, toAuditId } from '../cases/audit-log.ts'
import { isHusk } from '../cases/case-removal.ts'
import type { HeldCase } from '../cases/case-store.ts'
import { walkNumbered } from '../cases/walk-numbered.ts'
import { readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { appendToLedger } from '../import-export/removal-ledger.ts'
import { orExit } from '../main.ts'
import type { Store } from '../store/store.ts'
import { alignColumns } from './align-columns.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface HoldOptions {
  readonly release?: boolean
  readonly by?: string
  readonly json?: boolean
}

/** What has to be done before a case on hold can be erased. */
export function tellHeld(number: number): string {
  return `Case ${number} is on hold: run "casethread hold ${number} --release" first, if it may go.`
}

/** Exit code 1 where there is no such case, or it was not on hold. */
export async function holdCase(
  number: number,
  reason: string | null,
  { release = false, by = readUserName(), json }: HoldOptions,
  env: Env,
): Promise<void> {
  await orExit(async () => {
    const { dataDir, mongodbUri } = readConfig(env)
    return withStore({ dataDir, mongodbUri }, async (store) => {
      const before = await findHold(number, store)
      const supportCase = await store.get(number)
      const at = new Date()
      const what = release ? 'released' : 'held'
      const note = async () => {
        if (supportCase && !isHusk(supportCase))
          await appendToLedger(dataDir, { what, number, openedAt: supportCase.createdAt, at })
      }
      // Killed in between, the ledger has a hold too many rather than one too few.
      if (!release) await note()
      const isDone =
        (!release || before !== undefined) &&
        (await store.setHold(number, release ? null : { at, by, reason }))
      if (!isDone) {
        console.error(
          (await store.get(number)) ? `Case ${number} is not on hold.` : `There is no case ${number}.`,
        )
        process.exitCode = exitCodes.notFound
        return
      }
      if (release) await note()
      await store.auditLog.record({
        id: await toAuditId(what, number, at.toISOString()),
        at,
        side: operatorSide,
        by,
        what,
        number,
      })
      if (json) console.log(JSON.stringify({ number, [what]: true }))
      else if (release) console.log(`Case ${number} is no longer on hold.`)
      else
        console.log(
          `Case ${number} is on hold: neither KEEP_CLOSED_CASES nor an erasure takes anything from it.`,
        )
    })
  }, 'do it')
}

export async function listHeldCases({ json }: Pick<HoldOptions, 'json'>, env: Env): Promise<void> {
  await orExit(
    async () =>
      withStore(readConfig(env), async (store) => {
        const held: HeldCase[] = []
        for await (const one of walkNumbered((page) => store.listHolds(page))) held.push(one)
        if (json)
          console.log(
            JSON.stringify(
              held.map(({ number, hold }) => ({ number, ...hold })),
              null,
              2,
            ),
          )
        else if (held.length === 0) console.log('No case is on hold.')
        else console.log(alignColumns([columns, ...held.map(listCells)]).join('\n'))
      }),
    'do it',
  )
}

const columns = ['Case', 'Since', 'By', 'Reason']

function listCells({ number, hold: { at, by, reason } }: HeldCase): readonly string[] {
  return [String(number), at.toISOString(), toOneLine(by), toOneLine(reason ?? '-')]
}

async function findHold(number: number, store: Pick<Store, 'listHolds'>): Promise<HeldCase | undefined> {
  const [next] = await store.listHolds({ after: number - 1, limit: 1 })
  return next?.number === number ? next : undefined
}
