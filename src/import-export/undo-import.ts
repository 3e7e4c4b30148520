/** MIG-1: a whole import is taken back. */
import { type AuditLog, operatorSide, toAuditId } from '../cases/audit-log.ts'
import type { Case } from '../cases/case.ts'
import type { CaseStore } from '../cases/case-store.ts'
import { type ImportRun, type ImportRunStore, isAsImported } from '../cases/import-runs.ts'

export interface UndoOptions {
  /** The run's id. */
  readonly run: string
  readonly store: Pick<CaseStore, 'listImported' | 'removeCases' | 'followUpsOf'> & {
    readonly importRuns: ImportRunStore
    readonly auditLog: Pick<AuditLog, 'record'>
  }
  readonly now: () => Date
  /** Who does, as their system says. */
  readonly by: string
  /** Called for each case that stays, with the reason. */
  readonly onKept: (supportCase: Pick<Case, 'number' | 'title'>, why: KeptBecause) => void
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void
}

/** `changed`: by somebody; `threads`: it stands in a conversation, or is sent by mail; `followed`: another case goes on from it. */
export type KeptBecause = 'changed' | 'threads' | 'followed'

export interface Undone {
  readonly run: ImportRun
  /** By this call. */
  readonly removed: number
  readonly kept: number
}

const pageSize = 200

/**
 * Takes away what the run made, but for what somebody has worked with since. Broken off, it is called again and goes on; called once more,
 * it finds nothing to do. Undefined where there is no such run.
 */
export async function undoImport(options: UndoOptions): Promise<Undone | undefined> {
  const run = await options.store.importRuns.find(options.run)
  return run && takeBackRun(run, options)
}

async function takeBackRun(run: ImportRun, options: UndoOptions): Promise<Undone> {
  const { store, now, onKept, onProgress } = options
  // An import that still goes on sees it and ends.
  const undoingSince = run.undoingSince ?? now()
  await store.importRuns.change(run.id, { undoingSince })
  // Before anything goes: broken off and never taken up, it is known who began.
  await store.auditLog.record({
    id: await toAuditId('import-undoing', run.id, undoingSince.toISOString()),
    at: undoingSince,
    side: operatorSide,
    by: options.by,
    what: 'import-undoing',
    about: run.id,
  })
  const kept = new Set<number>()
  let removed = 0

  async function takeBack(page: {
    readonly after: number
    readonly limit: number
  }): Promise<number | undefined> {
    const cases = await store.listImported(run.id, page)
    const last = cases.at(-1)?.number
    if (last === undefined) return undefined
    const untouched = cases.filter(isAsImported).map(({ number }) => number)
    await store.removeCases(untouched, { of: 'import', run: run.id, at: now() })
    const left = (await store.listImported(run.id, page)).filter(({ number }) => number <= last)
    for (const supportCase of left) {
      if (!kept.has(supportCase.number)) onKept(supportCase, await findReason(supportCase, store))
      kept.add(supportCase.number)
    }
    removed += cases.length - left.length
    await store.importRuns.change(run.id, { removed: run.removed + removed })
    onProgress?.({ done: removed + kept.size, total: run.added - run.removed })
    return last
  }

  // Once more where there was something to do: an import that went on may have written in between.
  for (let before = -1; before < removed; ) {
    before = removed
    let after: number | undefined = -1
    while (after !== undefined) after = await takeBack({ after, limit: pageSize })
  }
  const undoneAt = now()
  // An import that was killed may not have written down all that it made.
  const added = run.removed + removed + kept.size
  await store.importRuns.change(run.id, { undoneAt, added })
  await store.auditLog.record({
    id: await toAuditId('import-undone', run.id, undoneAt.toISOString()),
    at: undoneAt,
    side: operatorSide,
    by: options.by,
    what: 'import-undone',
    about: run.id,
    counts: { cases: removed, kept: kept.size },
  })
  const undone = { ...run, undoingSince, undoneAt, added, removed: run.removed + removed }
  return { run: undone, removed, kept: kept.size }
}

async function findReason(supportCase: Case, store: Pick<CaseStore, 'followUpsOf'>): Promise<KeptBecause> {
  if (supportCase.version > 1) return 'changed'
  if (supportCase.subscriptions.length > 0) return 'threads'
  return (await store.followUpsOf(supportCase.number)).length > 0 ? 'followed' : 'changed'
}
