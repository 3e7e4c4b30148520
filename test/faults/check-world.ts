import { checkNotices } from './check-notices.ts'
import { checkSummaries } from './check-summaries.ts'
import { checkThreads } from './check-threads.ts'
import type { Found, Violation } from './found.ts'

/** All that is wrong with a world once everything is over. */
export function findViolations(found: Found): readonly Violation[] {
  return [...checkThreads(found), ...checkNotices(found), ...checkSummaries(found)]
}
