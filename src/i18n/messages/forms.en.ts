/** The form of a new case, and what every form has in common. */
export const forms = {
  'form.cancel': 'Cancel',
  'form.acting': 'Acting as {domain}',
  'form.meanwhile': 'This case changed while the form was open. Review and submit again:',
  'new.title': 'New case',
  'new.submit': 'Create case',
  'new.customer': 'Customer',
  'new.customer.hint': 'Type part of the name. Only customers of {domain} are listed.',
  'new.customer.placeholder': 'Customer name or domain',
  'new.choose-customer': "Choose the customer first. Product and category appear once we've checked access.",
  'new.refused': "You can't fill in product and category yet.",
  'new.readonly': 'Address and contact come from the sales console. Change them there.',
  'new.product': 'Product',
  'new.case-title': 'Title',
  'new.case-title.placeholder': 'The problem in one line',
  'new.cut':
    'Only the first {max, number} of {length, number} characters fit here. Send the rest in a reply.',
  'new.cut.title': 'Only the first {max, number} characters fit here. The whole text is in the description.',
  'new.left-out':
    '{count, plural, one {# file or other part of the message is not included.} other {# files or other parts of the message are not included.}} Add what is needed below.',
  'new.category': 'Category',
  'new.category.placeholder': 'Type a keyword: mail, sync, login, invoice…',
  'new.category.hint': 'Search in English or Japanese, or browse the list.',
  'new.area': 'Area of {service}',
  'new.guidance': 'Before you submit',
  'new.description': 'Description',
  'new.description.placeholder': 'What happens, since when, who is affected, and what you tried',
  'new.severity': 'Severity',
  'new.language': 'Language of the case',
  'new.time-zone': 'Time zone',
  'new.share': 'Share with',
  'new.personal-data':
    "Don't include personal data, such as card or phone numbers, national IDs, passwords, or keys.",
  'new.confirm': 'Personal data',
  'new.confirm.option': 'Send it even though personal data was found',
  'new.confirm.detail': 'Only needed if something is found. The history records your confirmation.',
  'new.done': 'Case {number} is open: {title}. Its thread will appear here.',
  'new.done.elsewhere': 'Case {number} is open: {title}. Its thread will appear in {where}.',
  'new.done.direct':
    'Case {number} is open: {title}. Its thread will appear in your direct messages with Casethread.',
  'new.thread.write-first': "If you've never messaged Casethread, send it a direct message first.",
  'new.follow-up':
    'Follow-up to case {number}, prefilled. Visible to everyone who currently serves this customer; the link is visible only to people who can see {number}.',
  'new.follow-up.others': 'This case already has a follow-up: {numbers}',
  'personal-data.card-number': 'a card number',
  'personal-data.phone-number': 'a phone number',
  'personal-data.my-number': 'a My Number',
  'personal-data.password': 'a password',
  'personal-data.secret-key': 'a key or token',
  'personal-data.not-searched': "a file that couldn't be scanned",
  failed:
    'Something went wrong on our end, but everything saved earlier is safe. Try again. If it keeps happening, give your administrator this ID: {id}',
  'store-fault.full':
    "Nothing was recorded: Casethread's disk is full. Tell your administrator. Once there's space, try again.",
  'store-fault.read-only':
    "Nothing was recorded: Casethread's disk can't be written to. Tell your administrator. Once that's fixed, try again.",
  'store-fault.damaged':
    "Nothing was recorded: Casethread's database is damaged. Tell your administrator, who can restore a backup.",
  'store-fault.busy': 'Nothing was recorded: the database is busy. Try again in a minute.',
  'store-fault.unreachable':
    "Nothing was recorded: Casethread's database can't be reached. Try again in a minute. If it keeps happening, tell your administrator.",
  'store-fault.unknown':
    "Casethread's database didn't answer in time, so it isn't known whether this was saved. Check before you send it again.",
  'failed.form-gone': 'This form is out of date. Open it again with "/case {command}".',
} as const
