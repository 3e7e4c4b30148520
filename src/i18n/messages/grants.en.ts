/** A partner's access to a customer's support cases. */
export const grants = {
  'grant.granted': 'Access granted',
  'grant.revoked': 'Access revoked',
  'grant.unknown': 'Access not granted yet',
  'grant.assumed': 'Access assumed, not confirmed',
  'grant.state.granted': 'Granted',
  'grant.state.revoked': 'Revoked',
  'grant.state.unknown': 'Not granted yet',
  'grant.state.assumed': 'Assumed, not confirmed',
  'grant.recent':
    '{state}. Changed {hours, plural, =0 {less than an hour ago} one {# hour ago} other {# hours ago}}. It can take up to 24 hours to take effect at Google.',
  'relationship.reseller': 'Reseller',
  'relationship.support-partner': 'Support partner',
  'button.ask': 'Ask {contact}',
  'button.grant': 'Grant access',
  'button.decline': 'Decline',
  'button.withdraw': 'Revoke access',
  'grant.question': '{partner} ({domain}) is requesting access to the support cases of {customer}',
  'grant.question.detail':
    '{asker} would like to create and work on support cases on behalf of {customer}. As an admin, you can grant this now and revoke it any time with "/case grant {domain}".',
  'grant.standing': 'Access of {partner} ({domain}) to the support cases of {customer}',
  'grant.no-relationship':
    'Not your partner yet. Granting access also makes it a support partner, immediately.',
  'grant.which-customer': 'Which customer do you mean?',
  'grant.which-customer.long':
    'Several customers match: {customers}. Send the command again with the full domain of the one you mean.',
  'grant.asked':
    "I've messaged {names} at {customer}. You'll be notified here when they answer, and can submit your form then.",
  'grant.asked-already':
    "{customer} was asked within the last hour and hasn't granted access yet. You can also email its contact:",
  'grant.no-admin-here': 'No admin of {customer} is in this chat. Email this to its contact:',
  'grant.not-reached':
    "The admins of {customer} couldn't be messaged right now, so nobody was asked. Try again.",
  'grant.mail':
    "Dear {contact},\n\nWe'd like to create and work on support cases on behalf of {customer}. Please grant {partner} ({domain}) access to your support cases, and let us know when it's done.\n\n{asker}, {partner}",
  'grant.already': '{customer} has already granted access.',
  'grant.answered':
    '{customer} granted {domain} access to its support cases. You can now submit your form again or create a case.',
  'grant.declined': '{customer} declined the access request from {domain}.',
  'grant.withdrawn': '{customer} revoked the access of {domain} to its support cases.',
  'grant.revoke.ask':
    "{partner} ({domain}) can currently work on the support cases of {customer}. If you revoke its access, it can't create or change cases any more. Do you want to revoke it?",
  'grant.revoke.keep': 'Keep access',
  'grant.answer.granted': 'Access granted by {name}',
  'grant.answer.declined': 'Declined by {name}',
  'button.access': 'Show access',
  'grant.done': '{partner} ({domain}) can now work on the support cases of {customer}.',
  'grant.done.partner':
    '{partner} ({domain}) is now a support partner of {customer} and can work on its support cases.',
  'grant.done.declined':
    "Request declined. {partner} ({domain}) can't access the support cases of {customer}.",
  'grant.done.revoked': "Access revoked. {partner} ({domain}) can't work on the support cases of {customer}.",
  'grants.title': 'Who has access to the support cases of {customer}',
  'grants.none': '{customer} has no partners.',
  'grants.none-to-revoke': 'No reseller has access to revoke.',
  'button.grants': "Partners' access",
  'button.revoke-all': 'Revoke access of all resellers',
  'grants.revoke.ask':
    "{count, plural, one {# reseller} other {# resellers}} of {customer}: {partners}. If you revoke their access, they can't create or change cases any more. Do you want to revoke it?",
  'grants.revoke.support-partners': 'Support partners keep their access. Revoke it one by one.',
  'grants.revoked':
    "Access revoked for {count, plural, one {# reseller} other {# resellers}}: {partners}. They can't work on the support cases of {customer} any more.",
  'grants.revoked.changed':
    'Somebody else changed these at the same time, so they stay as they are: {partners}.',
  'grants.grant-one-by-one':
    'Access is granted to one partner at a time. Type its domain: /case grant <partner domain> granted',
  'grant.recorded': 'Recorded: {customer} has granted {domain} access, effective now.',
  'grant.evidence-removed':
    'Removed: the evidence on record for {domain} at {customer}. Who changed the access and when stays on record.',
  'grant.recorded.revoked': 'Recorded: {customer} has revoked the access of {domain}, effective now.',
} as const
