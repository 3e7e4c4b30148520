/** What happened in a case. */
export const history = {
  'author.from': '{name} ({from})',
  'author.alone': '{name}',
  'entry.created': '{author} created the case',
  'entry.message': '{author} · {audience}',
  'entry.severity-changed': '{author} changed the severity from {from} to {to}',
  'entry.status-changed': 'Status: {from} → {to}',
  'entry.closed': '{author} closed the case',
  'entry.reopened': '{author} reopened the case',
  'entry.escalated': '{author} escalated the case: {reason}',
  'entry.shared': '{author} shared the case with {addresses}',
  'entry.unshared': '{author} stopped sharing the case with {addresses}',
  'entry.personal-data-confirmed':
    '{author} confirmed sending content that looks like personal data: {found}',
} as const
