/** An open case of a customer that moved to another partner. */
export const movedCustomers = {
  'entry.partner-left':
    '{domain} no longer serves the customer. The support desk closes this case, or hands it over to the current partner.',
  'moved.former':
    '{domain} no longer serves {customer}. {open, plural, one {# case is} other {# cases are}} still open. You can read them but not change them: the support desk closes them or, if the customer allows it, hands them over to its current partner.',
  'moved.present':
    '{customer}, which {domain} serves now, still has {open, plural, one {# open case} other {# open cases}} from before. If the customer allows it, the support desk hands them over to you as new cases.',
  'button.handover': 'Hand over',
  'button.handover.allow': 'Allow',
  'command.handover': 'Hand an open case of a customer that changed its partner over to the current partner',
  'usage.handover': '/case handover <number> [evidence]',
  'handover.question': 'The support desk would like to hand case {number} over to your current partner',
  'handover.question.detail':
    'Your current partner gets a new case with the title, description, and answers of {number}: "{title}". Later messages and files stay in {number}, which is then closed.',
  'handover.asked':
    "I've asked {names} at {customer}. The new case is created as soon as one of them allows it. An administrator of this app can also record what the customer said: /case handover {number} <evidence>",
  'handover.no-admin':
    'No admin of {customer} is in this chat. Ask its contact {contact} ({email}); an administrator of this app can then record the answer: /case handover {number} <evidence>',
  'handover.done': 'Case {number} is handed over and closed. It continues in case {next}.',
  'refusal.handover-of-desk':
    'Only the support desk hands a case over to another partner. The customer asks it with "/case reply".',
  'refusal.handover-hidden':
    'The customer can\'t see case {number}, so nothing of it can go to another partner. Close it with "/case close {number}".',
  'refusal.handover-not-needed':
    'A partner of case {number} still serves {customer}, so there is nothing to hand over.',
  'refusal.handover-no-partner':
    'No partner serves {customer} now. Answer case {number} at the desk, or close it with "/case close {number}".',
} as const
