/** Sharing a case with email addresses, and the mails that they get. */
export const mail = {
  'share.title': 'Share case {number}',
  'share.submit': 'Save',
  'share.add': 'Add',
  'share.hint':
    "Email addresses of users or groups, up to 20 per case. They'll be emailed only what both the customer and the desk can see.",
  'share.remove': 'Remove',
  'share.done': 'Case {number} is shared with: {addresses}',
  'share.done.nobody': 'Case {number} is no longer shared with anyone.',
  'share.no-mail': "Email isn't set up, so nobody will be emailed. Ask your administrator.",
  'mail.subject': '[#{number}] {title}',
  'mail.partner': '{name} ({domain})',
  'mail.first':
    "{partner} shared a support case with you. You'll get an email when there's an update for the customer and the desk.",
  'mail.files': "Files are kept with the case and aren't sent by email.",
  'mail.why': "You're receiving this email because {partner} shared case {number} with {address}.",
  'mail.stop': 'To stop these emails, ask {partner} to remove you.',
  'mail.reply-unread': "This mailbox isn't monitored. Replies don't reach the case.",
  'mail.reply-to': "Replies go to {address} and aren't added to the case.",
} as const
