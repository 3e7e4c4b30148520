/** What people are told of threads that are late. */
export const deliveries = {
  'late.own': 'The thread in {where} gets this later: {why}',
  'late.own.more':
    '{count, plural, one {# more thread of yours gets} other {# more threads of yours get}} this later.',
  'late.others': 'Others on this case get this later.',
  'late.held': "The thread in {where} doesn't get this yet: {why}",
  'late.stopped':
    'The thread in {where} doesn\'t get this: your administrator stopped it. To resume it, type "/case show {number}" and select Try again.',
  'late.mail': 'Email goes out later: {why}',
  'delay.archived': 'that {place} is archived. Unarchive it.',
  'delay.uninvited': "Casethread isn't in that {place}. Add it there.",
  'delay.uninvited.by-command':
    "Casethread isn't in that {place}. In it, type /invite and choose Casethread.",
  'delay.not-allowed': "Casethread isn't allowed to post there. Ask whoever manages that {place}.",
  'delay.gone': "that {place} doesn't exist any longer, or Casethread can't see it.",
  'delay.channel': "that {place} doesn't accept posts. Ask your administrator.",
  'delay.person': "Casethread can't write to this person in {chat}.",
  'delay.person.write-first': 'in {chat}, this person has to send Casethread a message first.',
  'delay.thread': 'the thread was deleted or locked.',
  'delay.address': 'the address was refused. Check it, and share again.',
  'delay.mail-server':
    "the mail server isn't accepting email. Your administrator has to fix it; it goes out by itself after that.",
  'delay.installation':
    "{chat} isn't accepting posts from Casethread. Your administrator has to fix it; it goes out by itself after that.",
  'delay.passing': '{chat} has a problem right now. It goes out by itself.',
  'delay.passing.mail': 'the mail server has a problem right now. It goes out by itself.',

  'late.told':
    "Something new in case {number} can't be posted in {where} yet: {why} Nothing is lost: it's posted as soon as that works.",
  'late.told.mail':
    "Something new in case {number} can't be emailed yet to an address that it is shared with: {why}",
  'late.told.thread': "Something new in case {number} can't be posted in its thread in {where}: {why}",
  'late.told.all':
    "{count, plural, one {# case of yours has} other {# cases of yours have}} something new that can't be posted in {chat} yet: {why} Nothing is lost.",
  'late.told.mails':
    "{count, plural, one {# case of yours has} other {# cases of yours have}} something new that can't be emailed yet: {why} Nothing is lost.",
  'late.told.administrator': 'If you need it sooner, tell your administrator.',
  'late.where': 'a {place} in {chat}',
  'late.where.named': '{name} in {chat}',
  'late.where.direct': 'direct messages in {chat}',

  'show.threads.fine': '{count, plural, one {# thread is} other {# threads are}} up to date',
  'show.threads.more': '{count, plural, one {# more thread} other {# more threads}}',
  'show.thread.here': 'this {place}',
  'show.thread.own-direct': 'your direct messages',
  'show.thread.mail': 'email to {address}',
  'show.thread.pending': 'being updated',
  'show.thread.held': 'waiting since',
  'show.thread.late': 'late since',
  'show.thread.stopped': 'stopped by your administrator',
} as const
