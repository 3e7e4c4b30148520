/** What came of the syncs with Google, as `casethread doctor` reads it. */
import type { Log } from '../../config/log.ts'
import type { GoogleApiError } from '../../google/google-api-error.ts'
import type { DirectoryStore, SyncRound } from '../directory-store.ts'

/** `nothing`: the directory was as Google says already. */
const successes: ReadonlySet<SyncRound['outcome']> = new Set(['written', 'nothing'])

/** More of them say no more. */
const maxDetails = 20

export interface SyncRounds {
  /** The one that ended last, whatever came of it. */
  readonly last?: SyncRound
  /** The last one that ended with the directory as Google says. */
  readonly success?: SyncRound
}

/** Over the one before. That a sync is not written down changes nothing about it: the log is told. */
export async function recordSyncRound(
  store: Pick<DirectoryStore, 'put'>,
  round: Omit<SyncRound, 'which'>,
  log: Pick<Log, 'error'>,
): Promise<void> {
  const kept = { ...round, details: round.details.slice(0, maxDetails) }
  try {
    if (successes.has(round.outcome)) await store.put('syncRounds', { which: 'success', ...kept })
    await store.put('syncRounds', { which: 'last', ...kept })
  } catch (err) {
    log.error({ err }, 'What came of the sync with Google could not be recorded')
  }
}

export async function readSyncRounds(store: Pick<DirectoryStore, 'find'>): Promise<SyncRounds> {
  const found = await store.find('syncRounds', ['last', 'success'])
  return Object.fromEntries(found.map((round) => [round.which, round]))
}

/** Google was not read: why, and whether that may pass by itself. */
export function toUnreadRound({ problems }: GoogleApiError): Omit<SyncRound, 'which' | 'at'> {
  return {
    outcome: 'unread',
    details: problems.map(({ message, remedy }) => `${message} ${remedy}`),
    passes: problems.every(({ reason }) => reason === 'throttled' || reason === 'unavailable'),
  }
}
