/** DIRECTORY_SYNC_EVERY: the directory is brought up to date with Google by itself. Loaded only where it is set. */
import type { ConversationStore } from '../../cases/conversation-store.ts'
import { doRegularly } from '../../config/do-regularly.ts'
import type { Log } from '../../config/log.ts'
import { GoogleApiError } from '../../google/google-api-error.ts'
import type { DirectoryStore, SyncRound } from '../directory-store.ts'
import type { GoogleSync } from './plan-google-sync.ts'
import { recordSyncRound, toUnreadRound } from './sync-rounds.ts'

/** Not at the very start, when people wait for their first answer. */
const firstMs = 30_000
const lookMs = 60_000

export interface DirectorySyncDeps {
  readonly everyMs: number
  /** Reads Google and plans; throws `GoogleApiError`. */
  readonly plan: () => Promise<GoogleSync>
  /** DOM-4: brings cases that stand under later names under the first ones; answers how many were looked through. */
  readonly joinNames: (sync: GoogleSync) => Promise<number>
  readonly notices: Pick<ConversationStore, 'claimNotice'>
  /** Where it is kept what came of each round, for `casethread doctor`. */
  readonly rounds: Pick<DirectoryStore, 'put'>
  readonly now: () => Date
  readonly log: Log
}

type Ended = Omit<SyncRound, 'which' | 'at'>
export type RoundOutcome = SyncRound['outcome'] | 'not-due'

/**
 * One look: a round is taken by one instance, whatever their number, and is over even where it failed. What fails is logged once with
 * what to do, and changes nothing. What would end more than half of a domain waits for a person.
 */
export function createDirectorySync({ everyMs, notices, rounds, now, ...deps }: DirectorySyncDeps) {
  let last: number | undefined

  async function takeRound(): Promise<RoundOutcome> {
    let ended: Ended
    try {
      ended = await runRound(deps)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      await recordSyncRound(rounds, { at: now(), outcome: 'failed', details: [why] }, deps.log)
      throw error
    }
    await recordSyncRound(rounds, { at: now(), ...ended }, deps.log)
    return ended.outcome
  }

  return async function look(): Promise<RoundOutcome> {
    const round = Math.floor(now().getTime() / everyMs)
    if (round === last) return 'not-due'
    const until = new Date((round + 1) * everyMs)
    const isOurs = await notices.claimNotice(`directory-sync/${round}`, until, now())
    last = round
    return isOurs ? takeRound() : 'not-due'
  }
}

type RoundDeps = Pick<DirectorySyncDeps, 'plan' | 'joinNames' | 'log'>

async function runRound({ plan, joinNames, log }: RoundDeps): Promise<Ended> {
  let sync: GoogleSync
  try {
    sync = await plan()
  } catch (error) {
    if (!(error instanceof GoogleApiError)) throw error
    const unread = toUnreadRound(error)
    log.error(
      { problems: unread.details },
      'Google could not be read; the directory stays as it is until the next round',
    )
    return unread
  }
  const { steps, faults, cautions, notes } = sync
  if (faults.length > 0) {
    log.error(
      { faults },
      'What Google says does not fit the directory, which stays as it is; run "casethread directory google sync --dry-run" and change what it names',
    )
    return { outcome: 'unfit', details: faults }
  }
  if (cautions.length > 0) {
    log.error(
      { cautions },
      'Too much would end at once, so nothing was written; look at it with "casethread directory google sync" and agree there',
    )
    return { outcome: 'too-much', details: cautions }
  }
  if (steps.length > 0 && !(await sync.write())) {
    log.warn(
      {},
      'The directory was changed while Google was read, so nothing was written; the next round brings it up to date, or "casethread directory google sync" now',
    )
    return { outcome: 'changed-meanwhile', details: [] }
  }
  const joined = await joinNames(sync)
  const outcome = steps.length > 0 ? 'written' : 'nothing'
  const message =
    outcome === 'written'
      ? 'The directory was brought up to date with Google'
      : 'The directory is as Google says'
  log.info({ changes: steps.length, notes, ...(joined > 0 && { casesJoined: joined }) }, message)
  return { outcome, details: [] }
}

const failed =
  'The directory could not be synced with Google and stays as it is until the next round; change what the error names, and try it with "casethread directory google sync --dry-run"'

/** Looks now and then, until it is stopped. */
export function startDirectorySync(deps: DirectorySyncDeps): { readonly stop: () => Promise<void> } {
  const look = createDirectorySync(deps)
  return doRegularly(() => look().catch((err: unknown) => deps.log.error({ err }, failed)), {
    firstMs,
    everyMs: lookMs,
  })
}
