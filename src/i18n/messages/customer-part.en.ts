/** A customer's part in a case: who opens it, who sees it, and what the customer said elsewhere. */
export const customerPart = {
  'new.for': 'This case is for',
  'new.for.customer': 'A customer',
  'new.for.own': 'Our own domain, {domain}',
  'new.own.explain':
    "This case is about {domain} itself. It needs no customer's access, and only {domain} and the support desk can see it.",
  'new.for-organisation': 'This case is for {customer}.',
  'new.hidden': 'Customer',
  'new.hidden.option': 'Not visible to the customer',
  'new.hidden.detail': "The customer's people never see it, unless you show it to them later.",
  'command.new.customer': 'Create a case for your organization',

  'label.visibility': 'Visibility',
  'label.own': 'Own case of',
  'label.first-line': 'First line',
  'case.hidden': 'Not visible to the customer',
  'case.hidden.mark': 'Not visible to the customer',
  'case.own': 'Visible only to this domain and the support desk',
  'case.own.mark': 'Own case',
  'first-line.partner': "Partner. The support desk can't see this case yet.",
  'audience.everyone.later':
    'Visible to the customer and its partners, and to the support desk once the case is passed on',
  'entry.revealed': '{author} made the case visible to the customer',
  'entry.passed': '{author} passed the case to the support desk',
  'entry.said':
    '{by} (customer) said on {on} ({way}). Entered on the customer’s behalf by {author} · {audience}',

  'button.said': 'Add what the customer said',
  'button.reveal': 'Show to the customer',
  'button.pass': 'Pass to the desk',

  'command.said': 'Add what the customer said by email, on the phone, or in a meeting',
  'usage.said': '/case said <number> [text]',
  'said.title': 'Case {number}: customer',
  'said.submit': 'Add',
  'said.explain':
    "Add what {customer} told you outside this case. It counts as the customer's message, and the history says who entered it.",
  'said.text': 'What was said',
  'said.by': 'Who said it',
  'said.way': 'How',
  'said-way.mail': 'Email',
  'said-way.phone': 'Phone',
  'said-way.meeting': 'Meeting',
  'said.on': 'When',
  'said.done': "The customer's message is in case {number}.",

  'command.reveal': 'Show the customer a case that was hidden from it',
  'usage.reveal': '/case reveal <number>',
  'reveal.title': 'Show case {number}',
  'reveal.submit': 'Show to the customer',
  'reveal.explain':
    "{customer} will see this case, its description, files, and every earlier entry that isn't an internal note or meant for the support desk alone. You can't hide it again.",
  'reveal.done': 'Case {number} is now visible to {customer}.',

  'command.pass': 'Pass a case that a customer opened to the support desk',
  'usage.pass': '/case pass <number> [note]',
  'pass.title': 'Pass on case {number}',
  'pass.submit': 'Pass to the desk',
  'pass.explain':
    "The support desk sees the case from now on, with everything that isn't an internal note or meant for the customer and partners alone.",
  'pass.note': 'What the desk should know. The customer sees it too.',
  'pass.done': 'Case {number} is now with the support desk.',

  'refusal.hidden-from-customer':
    "The customer can't see this case, so nothing can be written to it or in its name. Choose another audience.",
  'refusal.hidden-not-yours': "You can't hide a case from your own organization.",
  'refusal.not-hidden': 'Case {number} is not hidden from a customer, so there is nothing to show.',
  'refusal.already-with-desk':
    'Case {number} is already with the support desk. To write to the desk, use "/case reply {number}".',
  'refusal.share-with-hidden-customer':
    "{address} belongs to {customer}, which can't see this case. Leave it out, or make the case visible to the customer.",
  'refusal.said-in-future': 'That day is still to come. Choose the day on which it was said.',
} as const
