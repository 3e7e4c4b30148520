/** English. `ja.ts` has the same keys; a test holds them together. Each refusal says what to do next. */
export const en = {
  'severity.P1': 'P1 · Critical: service down for many',
  'severity.P2': 'P2 · High: badly limited',
  'severity.P3': 'P3 · Medium: partly limited',
  'severity.P4': 'P4 · Low: question or request',
  'status.new': 'New',
  'status.in-progress': 'In progress',
  'status.action-required': 'Action required',
  'status.solution-provided': 'Solution provided',
  'status.closed': 'Closed',
  'audience.internal': 'Internal note',
  'audience.customer': 'To the customer',
  'audience.desk': 'To the desk',
  'audience.everyone': 'To the customer and the desk',
  'audience.internal.detail': 'Only {{domain}} reads it',
  'audience.internal.desk': 'Only the desk reads it',
  'audience.customer.detail': 'The customer and its partners read it',
  'audience.desk.detail': 'The desk and the partners read it',
  'audience.everyone.detail': 'Customer, desk and partners read it',
  'tier.standard': 'Standard support',
  'tier.enhanced': 'Enhanced support',
  'tier.premium': 'Premium support',
  'grant.granted': 'Access granted',
  'grant.revoked': 'Access revoked',
  'grant.unknown': 'Access not granted yet',
  'grant.recent': '{{state}}, changed {{hours}} h ago (Google may take up to 24 h to show it)',
  'relationship.reseller': 'Reseller',
  'relationship.support-partner': 'Support partner',
  'language.en': 'English',
  'language.ja': 'Japanese',
  'party.desk': 'Support desk',
  'party.customer': 'Customer',

  'label.customer': 'Customer',
  'label.status': 'Status',
  'label.severity': 'Severity',
  'label.category': 'Category',
  'label.opened': 'Opened',
  'label.updated': 'Updated',
  'label.closed': 'Closed',
  'label.opened-by': 'Opened by',
  'label.contact': 'Contact',
  'label.address': 'Address',
  'label.access': 'Access',
  'label.support': 'Support',
  'label.escalated': 'Escalated',
  'label.shared-with': 'Shared with',
  'label.follow-up-of': 'Follow-up of',
  'label.followed-by': 'Continued in',

  'button.new': 'New case',
  'button.list': 'My cases',
  'button.list-customer': "This customer's cases",
  'button.show': 'Show history',
  'button.open': 'Show',
  'button.reply': 'Reply',
  'button.severity': 'Severity',
  'button.escalate': 'Escalate',
  'button.close': 'Close',
  'button.reopen': 'Reopen',
  'button.share': 'Share',
  'button.follow-up': 'Follow-up case',
  'button.customers': 'Customers',
  'button.help': 'Help',
  'button.more': 'Next page',
  'button.older': 'Older entries',
  'button.act-for': 'As {{domain}}',
  'button.act-desk': 'As the support desk',

  'command.new': 'Open a case on behalf of a customer',
  'command.list': 'Cases you can see, newest update first; filter by status, severity or words',
  'command.show': 'One case with its history',
  'command.reply': 'Add a message or a note to a case',
  'command.severity': "Change a case's severity",
  'command.escalate': 'Escalate an open case of a Premium customer',
  'command.close': 'Close a case: the problem no longer occurs',
  'command.reopen': 'Reopen a case within 30 days of closing',
  'command.share': 'Share a case with e-mail addresses of users or groups',
  'command.customers': "Your reseller domain's customers and whether they granted access",
  'command.help': 'What you can do here',
  'usage.new': '/case new [title]',
  'usage.list': '/case list [open|closed|P1…P4|words]',
  'usage.show': '/case show <number>',
  'usage.reply': '/case reply <number> [text]',
  'usage.severity': '/case severity <number> [P1|P2|P3|P4]',
  'usage.escalate': '/case escalate <number> [justification]',
  'usage.close': '/case close <number> [note]',
  'usage.reopen': '/case reopen <number> [reason]',
  'usage.share': '/case share <number> [addresses, or -address to remove]',
  'usage.customers': '/case customers [words]',
  'usage.help': '/case help',

  'audience.customer.own': 'To our partners only',
  'button.ask': 'Ask {{contact}}',
  'button.grant': 'Grant access',
  'button.decline': 'Decline',
  'button.withdraw': 'Withdraw access',
  'command.grant':
    "Ask a customer for access to its support cases. A customer's admin names a partner's domain instead, and grants or withdraws",
  'usage.grant': '/case grant <customer> [granted|revoked <evidence>]',
  'command.grant.customer': 'Let a partner work with your support cases, or withdraw its access',
  'usage.grant.customer': '/case grant <partner domain> [granted|revoked]',
  'grant.question': '{{partner}} ({{domain}}) asks {{customer}} for access to its support cases',
  'grant.question.detail':
    '{{asker}} would like to open and work support cases on behalf of {{customer}}. You decide as its admin, and can withdraw it at any time with "/case grant {{domain}}".',
  'grant.standing': 'Access of {{partner}} ({{domain}}) to the support cases of {{customer}}',
  'grant.no-relationship': 'Not a partner yet: granting access makes it your support partner at once',
  'grant.which-customer': 'Which customer do you mean?',
  'grant.asked':
    'Asked {{names}} of {{customer}} in a direct message. You are told here as soon as there is an answer; what you typed can be sent then.',
  'grant.asked-already':
    '{{customer}} was asked within the last hour and has not granted it yet. You can also write to its contact:',
  'grant.no-admin-here': 'No admin of {{customer}} is in this chat. Send this to its contact by mail:',
  'grant.mail':
    'Dear {{contact}},\n\nwe would like to open and work support cases on behalf of {{customer}}. Please grant {{partner}} ({{domain}}) access to your support cases, and let us know when you have.\n\n{{asker}}, {{partner}}',
  'grant.already': '{{customer}} has granted access already.',
  'grant.answered':
    '{{customer}} has granted {{domain}} access to its support cases. Send your form once more, or open a case.',
  'grant.declined': '{{customer}} has not granted {{domain}} access to its support cases.',
  'grant.done': '{{partner}} ({{domain}}) may work with the support cases of {{customer}} now.',
  'grant.done.partner':
    '{{partner}} ({{domain}}) is a support partner of {{customer}} now and may work with its support cases.',
  'grant.done.revoked': '{{partner}} ({{domain}}) may not work with the support cases of {{customer}}.',
  'grant.recorded': 'Written down: {{customer}} has granted {{domain}} access. It counts from now on.',
  'grant.recorded.revoked':
    'Written down: {{customer}} has withdrawn the access of {{domain}}. It counts from now on.',
  'refusal.customer-has-no-customers':
    'This is for partners. As a user of the customer you see its cases with "/case list" and answer with "/case reply".',
  'refusal.portal-access-missing':
    '{{account}} has no portal access, so the cases of {{customer}} cannot be shown. Ask an admin of {{customer}} for portal access.',
  'refusal.customer-only-replies':
    'This is done by your partner or the desk. Ask for it with "/case reply": what you write reaches both.',
  'refusal.grant-not-yours':
    'Only an admin of the customer settles whom it lets in. Ask the customer\'s admin, or with "/case grant <customer>" as a partner.',
  'refusal.grant-not-recorded-by-you':
    'Only an operator of this app writes down what a customer said elsewhere. Leave "granted" and "revoked" out to ask the customer, or ask your operator.',
  'refusal.grant-without-evidence':
    'What shows that {{customer}} wants it so? Write it after the word, such as: granted mail of 2 March from its admin.',
  'refusal.grant-which-partner':
    'For which partner of {{customer}}? Write its domain before the word: {{domains}}.',
  'refusal.domain-unknown':
    'There is no reseller domain {{domain}} here. Check the spelling with your partner, for example reseller.example.com.',
  'command.domain': 'Which of your accounts acts: see, switch, or bind this channel to a domain',
  'command.link':
    'Prove who you are by signing in with Google: your account of a reseller domain, a customer or the desk',
  'command.unlink': 'Give up an account that you linked',
  'usage.domain': '/case domain [name | none | here name [own | desk | customer <name>] | here none]',
  'usage.link': '/case link',
  'usage.unlink': '/case unlink [account]',
  'button.domain': 'My accounts',
  'button.link': 'Link an account',
  'button.unlink': 'Unlink',
  'button.sign-in': 'Sign in with Google',
  'button.switch': 'Act as this',
  'button.bind': 'Bind here: {{domain}}',
  'button.unbind': 'Unbind this channel',
  'domain.title': 'Your accounts',
  'domain.none': 'No account is linked to you yet.',
  'acts.channel': 'Here you act for {{domain}}: this channel is bound to it.',
  'acts.current': 'Here you act for {{domain}}: it is your current account.',
  'acts.only': 'Here you act for {{domain}}: it is your only account.',
  'acts.ask': 'Here you are asked each time which account acts.',
  'acts.bound': 'This channel is bound to {{domain}}, where you hold no account: you are asked each time.',
  'domain.proved': 'Proved by signing in with Google',
  'domain.vouched': 'Vouched for by the operator',
  'domain.suspended': 'Suspended',
  'domain.is-current': 'Current',
  'domain.binding': 'Channel bound to {{domain}} by {{by}}',
  'domain.order':
    'Which account acts: the one named (in:domain) or on the card, else the channel’s, else your current one, else the only one.',
  'domain.switched': 'From now on you act for {{domain}}, unless a command, card or channel names another.',
  'domain.released': 'You have no current account any more: you are asked where several could act.',
  'domain.bound':
    'This channel is bound to {{domain}}: people with an account there act for it here. It gives nobody a right that they do not have.',
  'domain.audience.own':
    'Threads here show what {{domain}} may read. If others read along in this channel, say so: "/case domain here {{domain}} customer <name>", or "desk".',
  'domain.audience.customer':
    'Threads here show only what {{customer}} may read too: it reads along in this channel.',
  'domain.audience.desk':
    'Threads here show only what the support desk may read too: it reads along in this channel.',
  'domain.audience.ended':
    'Threads here show again all that their own readers may read, from the next entry on; those that were held back go on within about ten minutes.',
  'domain.audience-which':
    'Who reads along in this channel? Write "own" (nobody else), "desk", or "customer" and its name after the domain.',
  'button.audience.desk': 'The desk reads along',
  'button.audience.own': 'Nobody else reads along',
  'refusal.customer-several':
    'Several customers are called like this: {{customers}}. Write the whole domain.',
  'domain.unbound': 'This channel is bound to no domain any more (it was {{domain}}).',
  'domain.not-bound': 'This channel is bound to no domain.',
  'domain.bind-which': 'To which of your domains? Write "/case domain here <name>".',
  'link.invite':
    'Sign in with the Google account that you want to link. The link is yours alone, works once and for ten minutes: pass it on to nobody.',
  'link.not-set-up':
    'Accounts cannot be linked yet. The operator of this app has to set {{settings}} (docs/linking.md says how).',
  'unlink.title': 'Your linked accounts',
  'unlink.none': 'You have linked no account. "/case link" begins.',
  'unlink.confirm': '{{account}} can do nothing for you any more, until you link it again.',
  'unlink.keep': 'Keep it',
  'unlink.done': '{{account}} is no longer linked to you. Its rights ended with this.',
  'unlink.unknown': 'You have linked no account "{{account}}".',
  'unlink.vouched':
    '{{account}} is not linked by you but vouched for by the operator of this app: ask there to take it away.',
  'unlink.which': 'Several linked accounts begin like this. Which one?',

  'page.account': 'Google account',
  'page.person': 'Person in chat',
  'page.confirm.title': 'Link this account?',
  'page.confirm.text': 'From then on this person in chat acts with the rights of this account.',
  'page.confirm.warning':
    'Go on only if you are {{person}} and asked for this yourself. If somebody sent you the link, close this page.',
  'page.confirm.button': 'Yes, link it',
  'page.linked.title': 'The account is linked',
  'page.linked.text': 'Close this page and go on in chat, for example with "/case list".',
  'page.dead.title': 'This link cannot be used',
  'page.dead.text':
    'It was used already, is older than ten minutes, or was opened in another browser than it was begun in.',
  'page.again': 'Type "/case link" in chat for a new one.',
  'page.cancelled.title': 'Nothing was linked',
  'page.cancelled.text': 'The sign-in was not finished.',
  'page.unproved.title': 'Nothing was linked',
  'page.unproved.text': 'Google’s answer did not prove who signed in.',
  'page.unreachable.title': 'Google does not answer',
  'page.unreachable.text':
    'Nothing was linked. Try again in a few minutes; a new link comes with "/case link".',
  'page.failed.title': 'Something went wrong on our side',
  'page.refused.title': 'This account was not linked',
  'proof.email-unverified':
    'Google has not verified the address {{email}}. Verify it at Google, then try again.',
  'proof.not-in-directory':
    '{{email}} is not known here. Sign in with the account that you work with, or ask the super admin of your reseller domain for one; a customer asks its reseller.',
  'proof.wrong-organisation':
    '{{email}} is not signed in as a member of the Google Workspace of {{domain}}. Sign in there, or ask its super admin.',
  'proof.suspended': 'The account {{email}} is suspended. Ask the super admin ({{admin}}) to restore it.',

  'thread.uninvited':
    'Case {{number}} is open, but its thread could not be opened in the channel where you opened it: this app is not in that channel. Invite it there (in Slack: type /invite and choose the app), then press the button, or type "/case show {{number}}" there.',
  'button.open-thread': 'Open the thread there',

  'help.title': 'Casethread: support cases in chat',
  'help.intro': 'Type one of these, or use the buttons on a case.',
  'help.domains':
    'You have accounts in several reseller domains: write in:<domain> after the command to choose one, for example "/case list in:{{domain}}".',
  'help.threads':
    'Inside a thread use the buttons on the case: Slack has no slash commands there. What is said in a thread stays chat; only Reply adds to the case history.',
  'help.unknown': '"{{word}}" is not a command. Did you mean "/case {{nearest}}"?',
  'help.unknown-far': '"{{word}}" is not a command.',

  'args.number': '"{{input}}" is not a case number. A case number is a whole number such as 1001: {{usage}}',
  'args.number-missing': 'Which case? Give its number: {{usage}}',
  'args.severity': '"{{input}}" is not a severity. Choose P1 (highest), P2, P3 or P4: {{usage}}',
  'args.other': 'That was not understood. Type it like this: {{usage}}',

  'new.title': 'New case',
  'new.submit': 'Open case',
  'form.cancel': 'Cancel',
  'form.acting': 'You are acting for {{domain}}',
  'new.customer': 'Customer',
  'new.customer.hint': 'Type a part of the name. Only customers of {{domain}} are listed.',
  'new.customer.placeholder': 'Name or domain of the customer',
  'new.choose-customer': 'Choose the customer first: product and category open once their access is known.',
  'new.refused': 'Product and category cannot be filled in yet.',
  'new.readonly': 'Address and contact come from the sales console and are changed there.',
  'new.product': 'Product',
  'new.case-title': 'Title',
  'new.case-title.placeholder': 'The problem in one line',
  'new.category': 'Category',
  'new.category.placeholder': 'Type a keyword: mail, sync, login, invoice…',
  'new.category.hint': 'Type what it is about, in English or Japanese, or choose from the list step by step.',
  'new.area': 'Area of {{service}}',
  'new.guidance': 'Before you send',
  'new.description': 'Description',
  'new.description.placeholder': 'What happens, since when, for whom, and what was tried',
  'new.severity': 'Severity',
  'new.language': 'Language of the case',
  'new.time-zone': 'Time zone',
  'new.personal-data':
    'Do not put personal data (card or phone numbers, national ids, passwords, keys) in a case.',
  'new.confirm': 'Personal data',
  'new.confirm.option': 'Send it even though personal data was found',
  'new.confirm.detail': 'Only needed when something is found; the history will say so',
  'new.done': 'Case {{number}} is open: {{title}}. Its thread will appear here.',
  'new.done.direct':
    'Case {{number}} is open: {{title}}. Its thread will appear in your direct messages with Casethread.',
  'new.thread': 'Thread',
  'new.thread.channel': 'In this channel, bound to {{domain}}. Everyone in the channel can read it.',
  'new.thread.shared':
    'In this channel, bound to {{domain}} and shared with {{guest}}. Everyone in the channel can read it; it shows only what {{guest}} may see.',
  'new.thread.direct':
    'In your direct messages with Casethread, visible only to you. To have threads in a channel, bind it: /case domain here {{domain}}',

  'new.follow-up':
    'Goes on from case {{number}}, filled in from it. Everyone who serves this customer today reads what you send; the link shows only to those who may read {{number}}.',
  'new.follow-up.others': 'It is continued already, in: {{numbers}}',
  'refusal.follow-up-too-early':
    'Case {{number}} can still be reopened. Reopen it; a follow-up case is for when that is no longer possible.',
  'refusal.follow-up-other-customer':
    'Case {{number}} is a case of {{customer}}. Choose that customer, or begin with "/case new" for another one.',

  'reply.title': 'Reply to case {{number}}',
  'reply.submit': 'Add',
  'reply.text': 'Message',
  'reply.text.placeholder': 'Goes into the case history',
  'reply.audience': 'Who reads it',
  'reply.status': 'Status afterwards',
  'reply.status.keep': 'Leave as it is',
  'reply.next': 'And then',
  'reply.next.nothing': 'Nothing more',
  'reply.next.close': 'Close the case: the problem no longer occurs',
  'reply.next.escalate': 'Escalate: {{reason}}',
  'reply.next.reason': 'You wrote a justification: choose the reason to escalate for, or take the text out.',
  'reply.done.internal': 'Your internal note is in case {{number}}.',
  'reply.done': 'Your message is in case {{number}}.',
  'severity.title': 'Severity of {{number}}',
  'severity.submit': 'Change',
  'severity.now': 'Now: {{severity}}',
  'severity.done': 'Case {{number}} is {{severity}} now.',

  'escalation.resolution-time': 'Resolution time',
  'escalation.technical-expertise': 'Technical expertise',
  'escalation.business-impact': 'Business impact',
  'escalate.title': 'Escalate case {{number}}',
  'escalate.submit': 'Escalate',
  'escalate.explain': 'The desk, the customer and its partners read why you escalate.',
  'escalate.reason': 'Reason',
  'escalate.justification': 'Justification',
  'escalate.justification.placeholder': 'What it means for the customer, and what has to happen by when',
  'escalate.done': 'Case {{number}} is escalated.',
  'entry.escalated': '{{author}} escalated the case: {{reason}}',
  'refusal.escalation-not-premium':
    '{{customer}} has no Premium support, and only cases of Premium customers can be escalated. Raise the severity, or write to the desk with a reply.',
  'refusal.escalation-not-yours':
    'Cases are escalated to the desk, by the partner. Change the severity, or write what you found with a reply.',
  'refusal.already-escalated':
    'Case {{number}} is escalated already. Write what is new with a reply to the desk.',

  'close.title': 'Close case {{number}}',
  'close.submit': 'Close case',
  'close.note': 'How it was solved',
  'close.explain': 'Close a case when the problem no longer occurs. It can be reopened for 30 days.',
  'close.done': 'Case {{number}} is closed. It can be reopened for 30 days.',
  'reopen.title': 'Reopen case {{number}}',
  'reopen.submit': 'Reopen',
  'reopen.reason': 'Why it is being reopened',
  'reopen.done': 'Case {{number}} is open again.',

  'new.share': 'Share with',
  'share.title': 'Share case {{number}}',
  'share.submit': 'Save',
  'share.add': 'Add',
  'share.hint':
    'E-mail addresses of users or groups, at most 20 for a case. They are mailed what both the customer and the desk may read, nothing else.',
  'share.remove': 'Take out',
  'share.done': 'Case {{number}} is shared with: {{addresses}}',
  'share.done.nobody': 'Case {{number}} is shared with nobody now.',
  'share.no-mail':
    'No mail goes out: mail is not set up here. The operator of this app has to set {{settings}} (docs/mail.md says how).',
  'share.undeliverable':
    'Mail to {{address}} is given up on: "{{reason}}". Share with the right address, or take this one out and add it again for another try.',
  'mail.subject': '[#{{number}}] {{title}}',
  'mail.first':
    '{{partner}} shared a support case with you. From now on you are told by mail what is added for the customer and the desk.',
  'mail.files': 'Files stay with the case and are not sent by mail.',
  'mail.why': 'You get this mail because {{partner}} shared case {{number}} with {{address}}.',
  'mail.stop': 'To get no more of them, ask {{partner}} to take your address out.',
  'mail.reply-unread': 'Nobody reads replies to this mail; they do not reach the case.',
  'mail.reply-to': 'A reply goes to {{address}}; it is not added to the case.',
  'card.shared-more': '{{addresses}} and {{more}} more',
  'entry.shared': '{{author}} shared the case with {{addresses}}',
  'entry.unshared': '{{author}} no longer shares the case with {{addresses}}',
  'refusal.address-invalid':
    '"{{address}}" is not an e-mail address. Write it like name@example.com, several with commas between them.',
  'refusal.share-too-many':
    'A case is shared with at most {{max}} addresses. Take some out, or use the address of a group.',
  'refusal.share-unchanged':
    'That changes nothing for case {{number}}. Add an address, or choose one to take out.',
  'refusal.share-not-yours': 'The partner decides with whom a case is shared. Ask for it with a reply.',

  'form.meanwhile': 'This changed while the form was open. Check it and decide again:',

  'list.title': 'Cases of {{domain}}',
  'list.title-desk': 'Cases at the desk',
  'list.filtered': 'Filter: {{filter}}',
  'list.empty': 'No cases yet. Open one with "/case new".',
  'list.empty-desk': 'No cases yet.',
  'list.empty-filtered': 'No case matches "{{filter}}". Try fewer words, or "/case list" for all.',
  'customers.title': 'Customers of {{domain}}',
  'customers.count': '{{shown}} of {{total}}',
  'customers.empty': 'No customer is assigned to {{domain}}.',
  'customers.empty-filtered':
    'No customer of {{domain}} matches "{{filter}}". It may belong to another reseller domain.',
  'show.history': 'History',
  'show.older': 'Earlier entries are not shown here.',
  'home.title': 'Your cases',
  'home.nobody': 'You have no account here yet. {{reason}}',
  'home.none': 'No open cases.',

  'card.summary': 'Case {{number}} ({{severity}}, {{status}}): {{title}}',
  'card.title': '{{number}} · {{title}}',
  'card.acting': 'Speaks for {{domain}}',
  'entry.created': '{{author}} opened the case',
  'entry.message': '{{author}} · {{audience}}',
  'entry.severity-changed': '{{author}} changed the severity from {{from}} to {{to}}',
  'entry.status-changed': 'Status: {{from}} → {{to}}',
  'entry.closed': '{{author}} closed the case',
  'entry.reopened': '{{author}} reopened the case',
  'entry.personal-data-confirmed': '{{author}} confirmed sending what looks like personal data: {{found}}',

  'choose.account':
    'You hold accounts in several reseller domains. For which one? To be asked no more, choose your current one under "My accounts".',
  'choose.account.long':
    'You hold accounts in several reseller domains. For which one? Your text is too long to come along: choose and enter it in the form, or send the command again with "in:{{domain}}" before the text.',
  'choose.bound':
    'This channel is bound to {{domain}}, where you hold no account. What you do here may be seen here. For which domain do you act?',

  'personal-data.card-number': 'a card number',
  'personal-data.phone-number': 'a phone number',
  'personal-data.my-number': 'a My Number',
  'personal-data.password': 'a password',
  'personal-data.secret-key': 'a key or token',
  'personal-data.not-searched': 'a file that could not be scanned',

  'refusal.account-unknown':
    '{{who}} is not linked to an account of {{domain}}. Link yours with "/case link", or ask the super admin of that reseller domain ({{admin}}) for an account.',
  'refusal.account-unknown-anywhere':
    '{{who}} is not linked to an account of any reseller domain here. Link yours with "/case link", or ask the super admin of your reseller domain for an account.',
  'refusal.account-suspended':
    'The account {{account}} is suspended. Ask the super admin ({{admin}}) to restore it.',
  'refusal.account-without-privilege':
    "{{account}} may not work with cases. Ask the super admin ({{admin}}) for the role Reseller Admin, or for all of: Support, View customers, Access customers' support cases.",
  'refusal.customers-without-privilege':
    '{{account}} may not see customers. Ask the super admin ({{admin}}) for the privilege View customers.',
  'refusal.desk-has-no-customers':
    'The support desk answers cases; it opens none and keeps no list of customers. Use "/case list" to see the cases at the desk.',
  'refusal.customer-unknown':
    'There is no such customer in {{domain}}. It may belong to another of your reseller domains: choose that one, or ask your super admin who holds the customer.',
  'refusal.grant-revoked':
    '{{customer}} has withdrawn the access of {{domain}} to its support cases. Ask {{contact}} ({{email}}) to grant it again, then try once more. Nothing was stored.',
  'refusal.grant-unknown':
    '{{customer}} has not granted {{domain}} access to its support cases. Ask {{contact}} ({{email}}) to grant it, then try once more. Nothing was stored.',
  'refusal.relationship-ended':
    '{{domain}} no longer serves {{customer}}. You can still read the cases from the time when it did, but not change them. Ask the current partner.',
  'refusal.case-not-found':
    'There is no case {{number}} that you can see. Check the number, or look it up with "/case list". It may also belong to another of your reseller domains.',
  'refusal.case-closed':
    'Case {{number}} is closed. Reopen it first (possible for 30 days after closing); after that open a follow-up case.',
  'refusal.case-closed-ask-partner':
    'Case {{number}} is closed. If the problem is back, ask your partner to reopen it or to open a new case for you.',
  'refusal.case-not-closed': 'Case {{number}} is already open. Use "/case reply {{number}}" to write to it.',
  'refusal.reopen-too-late':
    'Case {{number}} was closed more than 30 days ago and cannot be reopened. Open a follow-up case: it is filled from this one and linked to it.',
  'refusal.severity-unchanged': 'Case {{number}} is already {{severity}}. Choose another severity.',
  'refusal.changed-meanwhile':
    'Somebody else changed case {{number}} in the meantime. Check what changed and decide again.',
  'refusal.field-missing': 'Fill this in.',
  'refusal.field-too-long':
    'At most {{max}} characters; this has {{length}}. Shorten it, or send the rest as a reply.',
  'refusal.field-invalid': 'Choose one of the offered values.',
  'refusal.personal-data-found':
    'Line {{line}} seems to hold {{found}} ({{shown}}). Take it out, or tick "Send it even though personal data was found".',
  'refusal.audience-not-yours': 'You cannot write for that audience. Choose another one.',
  'refusal.status-not-yours': 'Only the desk sets the status. Send the message without it.',
  'refusal.channel-not-yours':
    'This channel is bound to {{domain}}. Somebody with an account there that may work with cases can change that; ask {{admin}}.',
  'refusal.channel-of-desk':
    'This channel is the support desk’s own and is bound to no domain. Use "/case domain here" in a channel of yours.',
  'refusal.busy':
    'Many people are changing case {{number}} right now. Nothing was changed; try again in a moment.',

  'files.label': 'Files',
  'files.hint':
    'Up to {{files}} files of {{most}} MB each: text, pictures, PDF, Office, zip. Text files are looked over for personal data; pictures and other files are not, so look at them yourself. A file that was sent is taken out by the support desk only.',
  'files.text.hint': 'Leave it empty to add only files.',
  'files.none-to-take-back':
    'A file that was sent cannot be taken out by a partner. If one has to go, ask the support desk with "/case reply {{number}}".',
  'files.line': 'File: {{name}} · {{size}}',
  'help.files':
    'Files go with a case or a reply: use the form’s Files field. A partner cannot delete a file that was sent; ask the support desk with Reply.',
  'refusal.file-not-searched':
    '{{file}} is too complex to be scanned for personal data. Check it yourself, then select "Send it even though personal data was found".',
  'refusal.personal-data-in-file':
    '{{file}}, line {{line}}, seems to hold {{found}} ({{shown}}). Take it out of the file and add the file again, or tick "Send it even though personal data was found".',
  'refusal.file-unreachable':
    '{{file}} could not be fetched from the chat. Take it out, add it again and send once more.',
  'refusal.file-empty': '{{file}} is empty. Take it out, or add the file that you meant.',
  'refusal.file-too-large':
    '{{file}} is larger than {{most}} MB. Send the part that matters, or pack it into a zip.',
  'refusal.file-too-many': 'At most {{most}} files at a time. Send the rest with a reply.',
  'refusal.file-is-program':
    '{{file}} is a program, a script or a page with scripts ({{type}}), and is not taken. Send a picture of it, or its text in a .txt file.',
  'refusal.file-type-refused':
    '{{file}} is of a kind that is not taken ({{type}}). Send it as text, picture, PDF, Office file, or packed into a zip.',
  'refusal.file-mislabelled':
    '{{file}} is not what its name says: its content is {{type}}. Give it the name that fits its content and add it again.',

  'command.files': 'Fetch the files of a case',
  'usage.files': '/case files <number>',
  'button.files': 'Get files',
  'files.along': 'From your message: {{count}} file(s) go along.',
  'files.along.some':
    'From your message only {{count}} of {{all}} files go along. Send the others with a reply.',
  'files.none': 'Case {{number}} has no files that you can see.',
  'files.link':
    'Case {{number}} has {{count}} file(s) for you. The link is yours alone and works for {{minutes}} minutes: pass it on to nobody.',
  'files.not-set-up':
    'Files cannot be fetched here. The operator of this app has to set PUBLIC_URL, and credentials of Google or Slack.',
  'page.files.title': 'Files of case {{number}}',
  'page.files.text':
    'This page is for you alone and closes in a few minutes. Look files over before you open them.',
  'page.files.dead.title': 'This link cannot be used any more',
  'page.files.dead.text': 'Type "/case files" and the number of the case in chat for a new one.',
  'refusal.file-in-drive':
    '{{file}} lies in Google Drive and is not copied from there. Download it and attach the file itself.',

  failed:
    'Something went wrong on our side; what was already stored is safe. Try again. If it keeps happening, tell your operator this number: {{id}}',
  'failed.form-gone': 'This form is out of date. Open it again with "/case {{command}}".',
} as const
