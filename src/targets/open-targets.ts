/** OWN-3: what a start needs where TARGETS_FILE names a file; nothing of it is loaded elsewhere. Throws a `FileValidationError`. */
import type { ClockKeeper } from '../cases/response-clocks.ts'
import { createClockKeeper } from './clock-keeper.ts'
import {
  createReminderScheduler,
  type ReminderScheduler,
  type ReminderSchedulerDeps,
} from './reminder-scheduler.ts'
import { readTargetsFile } from './targets-file.ts'

export interface OpenedTargets {
  readonly keeper: ClockKeeper
  /** Undefined where the file turns reminders off. */
  readonly createScheduler?: (deps: Omit<ReminderSchedulerDeps, 'keeper'>) => ReminderScheduler
}

export async function openTargets(file: string, now: Date): Promise<OpenedTargets> {
  const targets = await readTargetsFile(file, now)
  const keeper = createClockKeeper(targets)
  if (!targets.reminders) return { keeper }
  return { keeper, createScheduler: (deps) => createReminderScheduler({ ...deps, keeper }) }
}
