/** The message in the desk's channel that tells how its queues stand. */
export const summaries = {
  'summary.title': 'Support queue',
  'summary.line':
    'Support queue: {unassigned, number} unassigned, {waiting, number} waiting for us, {overdue, number} overdue',
  'summary.first': 'P1, escalated and overdue',
  'summary.none': 'No open case is P1, escalated, or overdue.',
  'summary.more': '{count, plural, one {# more case} other {# more cases}}',
  'summary.as-of': 'As of',
  'summary.on-hold':
    "On hold: somebody who can read here isn't allowed to see the desk's cases. It comes back by itself once only the desk can read here.",
} as const
