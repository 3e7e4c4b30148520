/** Who works on a case, follow-up dates, and queues. */
export const owners = {
  'command.assign': 'Assign a case to a colleague, to yourself, or to nobody',
  'command.take': 'Take a case: you work on it from now on',
  'command.release': 'Release a case, so that a colleague can take it',
  'command.later': 'Put a case aside until a date, or until the other side writes',
  'usage.assign': '/case assign <number> [name|me|nobody]',
  'usage.take': '/case take <number>',
  'usage.release': '/case release <number>',
  'usage.later': '/case later <number> [3d|tomorrow|next monday|2026-12-03|now]',

  'button.take': 'Take',
  'button.take-over': 'Take over from {name}',
  'button.assign': 'Assign…',
  'button.release': 'Release',
  'button.later': 'Put aside…',
  'button.back': 'Back now',

  'label.assignee': 'Assignee',
  'label.owner': 'Owner',
  'label.owner-at': 'Owner at {domain}',
  'label.handled-by': 'Handled by',
  'label.aside': 'Put aside until',
  'owners.nobody': 'Nobody yet',
  'owners.support': 'support',

  'assign.title': 'Assign case {number}',
  'assign.submit': 'Assign',
  'assign.explain':
    'Only people of {domain} who can work with cases are listed. Only your side sees who works on a case.',
  'assign.now': 'Now: {name}',
  'assign.now.nobody': 'Nobody works on it yet.',
  'assign.to': 'Assign to',
  'assign.placeholder': 'Name or email address',
  'assign.me': '{name} (you)',
  'assign.nobody': 'Nobody (release it)',
  'assign.no-match': 'No colleague who can work with cases matches "{typed}". Choose one here.',
  'assign.several': 'More than one colleague matches "{typed}". Choose one here.',
  'assign.done.self': 'Case {number} is yours.',
  'assign.done.other': 'Case {number} is assigned to {name}.',
  'assign.done.nobody': 'Nobody works on case {number} now. It is in the queue of unassigned cases.',

  'later.title': 'Put case {number} aside',
  'later.submit': 'Put aside',
  'later.explain':
    "Until then the case isn't among your side's open work. It comes back by itself on that date, or as soon as the other side writes more than a confirmation. Only your side sees this.",
  'later.when': 'Until',
  'later.tomorrow': 'Tomorrow',
  'later.days': 'In 3 days',
  'later.week': 'Next Monday',
  'later.month': 'In 30 days',
  'later.date': 'Or until a date',
  'later.date.hint': 'If you choose one, it counts. The case comes back at 9:00 in the morning.',
  'later.option': '{label} ({until})',

  'standout.P1': '🔴 P1: critical impact',
  'standout.escalated': '🔺 Escalated',
  'later.not-understood':
    '"{typed}" isn\'t a date that I know. Choose one here, or type for example 3d, tomorrow, next monday, or 2026-12-03.',
  'later.done': 'Case {number} is put aside until {until}. It comes back earlier if the other side writes.',
  'later.done.back': 'Case {number} is back among the open work of your side.',

  'entry.taken': '{author} took the case',
  'entry.taken.from': '{author} took the case over from {name}',
  'entry.assigned': '{author} assigned the case to {name}',
  'entry.assigned.gone': "The case is unassigned: {name} can't work with cases anymore",
  'entry.released': '{author} released the case',
  'entry.released.from': '{author} released the case, which was assigned to {name}',
  'entry.put-aside': '{author} put the case aside until',
  'entry.back': '{author} took the case back from being put aside',
  'entry.back.date': 'The follow-up date has come: this case is back',

  'refusal.assign-not-eligible':
    "{name} can't change case {number} now: they may be suspended, or lack the role for cases. Choose somebody else.",
  'refusal.assigned-meanwhile':
    '{name} already works on case {number}. Take it over only if you have agreed on that.',
  'refusal.assign-unchanged': '{name} works on case {number} already.',
  'refusal.assign-nobody': 'Nobody works on case {number} now. To take it, use "/case take {number}".',
  'refusal.aside-not-ahead': 'That date is past. Choose a later one.',
  'refusal.aside-too-far': 'Choose a date within {max} days.',
  'refusal.not-aside':
    'Case {number} isn\'t put aside. To put it aside, add a date: "/case later {number} 3d".',
} as const
