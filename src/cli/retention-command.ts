/** `casethread retention`: which closed cases go by KEEP_CLOSED_CASES now, and takes them away at once if that is agreed to. */
import { countFiles, type FilesSize } from '../cases/files-size.ts'
import { type ClosedCase, dayMs, removeExpired, toClosedBefore, walkExpired } from '../cases/retention.ts'
import { readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { counted } from '../doctor/counted.ts'
import { orExit } from '../main.ts'
import { maxAtOnce } from '../store/retention-sweep.ts'
import type { Store } from '../store/store.ts'
import { alignColumns } from './align-columns.ts'
import { agreed } from './directory-command.ts'
import { exitCodes } from './exit-codes.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

export interface RetentionFlags {
  /** Days, instead of those of the setting: only to see what would go. */
  readonly keep?: number
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly by?: string
  readonly json?: boolean
}

interface Expired extends FilesSize {
  readonly number: number
  readonly customer: string
  readonly closedAt: Date
  /** When its time was over. */
  readonly expiredAt: Date
}

/** Exit code 1 where it was not agreed to; 78 where no setting says how long cases are kept. */
export async function runRetention(
  { keep, dryRun = false, yes, by = readUserName(), json }: RetentionFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await orExit(async () => {
    const config = readConfig(env)
    const keepDays = keep ?? config.keepClosedDays
    if (keepDays === null) {
      if (json) console.log(JSON.stringify({ keepDays: null, cases: [], removed: 0 }, null, 2))
      else
        console.log(
          'Closed cases are kept for good: KEEP_CLOSED_CASES is not set. Add --keep 1095d to see what that setting would take away.',
        )
      return
    }
    await withStore(config, async (store) => {
      const closedBefore = toClosedBefore(keepDays, new Date())
      const expired = await listExpired(store, closedBefore, keepDays)
      if (!json) console.log(describe(expired, keepDays))
      const isOnlyShown = dryRun || keep !== undefined || expired.length === 0
      const removed = isOnlyShown ? 0 : await carryOut(store, { closedBefore, by, yes })
      if (json) console.log(JSON.stringify({ keepDays, closedBefore, cases: expired, removed }, null, 2))
      else if (removed > 0)
        console.log(`Deleted: ${counted(removed, 'case')}. The bot takes their posts away from chats.`)
      else if (!isOnlyShown) console.error('Nothing was deleted.')
      if (!isOnlyShown && removed === 0) process.exitCode = exitCodes.notDone
    })
  }, 'do it')
}

async function carryOut(
  store: Store,
  {
    closedBefore,
    by,
    yes,
  }: { readonly closedBefore: Date; readonly by: string; readonly yes: boolean | undefined },
): Promise<number> {
  if (!(await agreed(yes === undefined ? {} : { yes }))) return 0
  return removeExpired({ store, closedBefore, by, now: () => new Date() })
}

async function listExpired(store: Store, closedBefore: Date, keepDays: number): Promise<readonly Expired[]> {
  const expired: Expired[] = []
  for await (const supportCase of walkExpired(store, closedBefore))
    expired.push({ ...toExpired(supportCase, keepDays), ...(await countFiles(supportCase, store)) })
  return expired
}

function toExpired({ number, customer, closedAt }: ClosedCase, keepDays: number) {
  return {
    number,
    customer: customer.name,
    closedAt,
    expiredAt: new Date(closedAt.getTime() + keepDays * dayMs),
  }
}

const columns = ['Case', 'Customer', 'Closed', 'Due', 'Files', 'Size']

function describe(expired: readonly Expired[], keepDays: number): string {
  if (expired.length === 0)
    return `No case was closed more than ${keepDays} days ago, but for those on hold or followed up.`
  const rows = expired.map(({ number, customer, closedAt, expiredAt, files, bytes }) => [
    String(number),
    toOneLine(customer),
    toDay(closedAt),
    toDay(expiredAt),
    String(files),
    describeSize(bytes),
  ])
  const total = expired.reduce((sum, { bytes }) => sum + bytes, 0)
  return [
    ...alignColumns([columns, ...rows]),
    '',
    `${counted(expired.length, 'case')}, ${describeSize(total)} of files. The running bot deletes up to ${maxAtOnce} of them an hour.`,
  ].join('\n')
}

function toDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** In the largest unit that leaves a number before the point. */
export function describeSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
