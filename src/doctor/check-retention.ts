import { toClosedBefore, walkExpired } from '../cases/retention.ts'
import { walkNumbered } from '../cases/walk-numbered.ts'
import type { Config } from '../config/config.ts'
import type { Store } from '../store/store.ts'
import { counted } from './counted.ts'
import { type Finding, ok } from './finding.ts'

/** So many are counted, no further. */
const mostCounted = 1_000

const about = { kind: 'retention', subject: 'KEEP_CLOSED_CASES' } as const

/** How long closed cases are kept, and what goes now. */
export async function checkRetention(
  { keepClosedDays }: Pick<Config, 'keepClosedDays'>,
  store: Pick<Store, 'listClosed' | 'followUpsOf' | 'listHolds'> | undefined,
  now: Date,
): Promise<readonly Finding[]> {
  const held = store ? await countHolds(store) : 0
  const holds = held > 0 ? ` ${counted(held, 'case is', 'cases are')} on hold.` : ''
  if (keepClosedDays === null)
    return [ok(about, `Closed cases are kept for good: KEEP_CLOSED_CASES isn't set.${holds}`)]
  const days = `The bot deletes closed cases ${keepClosedDays} days after they were closed, with their files and its posts.`
  const due = store ? await countDue(store, toClosedBefore(keepClosedDays, now)) : 0
  const some = due > mostCounted ? `More than ${mostCounted} cases are` : counted(due, 'case is', 'cases are')
  return [
    ok(
      about,
      `${days} ${due === 0 ? 'None is due now.' : `${some} due now: see "casethread retention".`}${holds}`,
    ),
  ]
}

async function countHolds({ listHolds }: Pick<Store, 'listHolds'>): Promise<number> {
  let held = 0
  for await (const _ of walkNumbered(listHolds)) held += 1
  return held
}

async function countDue(
  store: Pick<Store, 'listClosed' | 'followUpsOf'>,
  closedBefore: Date,
): Promise<number> {
  let due = 0
  for await (const _ of walkExpired(store, closedBefore)) {
    due += 1
    if (due > mostCounted) break
  }
  return due
}
