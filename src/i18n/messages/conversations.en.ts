/** Whose a conversation is, who is there, and what is held back. */
export const conversations = {
  'declare.title': 'Who can read here',
  'declare.done': 'This {place} now shows cases of {domain}.',
  'declare.done.customer':
    'This {place} now shows cases of {customer}, as far as both {domain} and {customer} may read them.',
  'declare.done.with-desk':
    'This {place} now shows cases of {domain}, as far as the support desk may read them too.',
  'declare.done.awaits-desk':
    'Nothing is posted here until somebody from the support desk agrees: they type "/case domain here" in this {place}.',
  'declare.done.desk': "This {place} is the support desk's. Its threads show what the desk may read.",
  'declare.everybody': 'Everybody in this {place} can read what is posted here. Nobody else can.',
  'declare.acts': "People with an account at {domain} act as {domain} here. Nobody's permissions change.",
  'declare.blocked':
    "This {place} can't show cases of {domain} yet. These people may not read them and have to leave first:",
  'declare.confirm':
    'These people (or apps) would read cases of {domain} here, though nothing says that they may. Let them in by name, or ask them to leave:',
  'declare.can-read': 'Can read cases here',
  'declare.let-in': 'Let in by name',
  'declare.nobody-else': 'Nobody else is here.',
  'declare.more': '{count, plural, one {and # more} other {and # more}}',
  'declare.private-word':
    "{chat} doesn't tell Casethread whether people outside can find and open this space. In the space's settings, access must be “Restricted”. Confirm only if it is.",
  'declare.external':
    'This {place} is shared with another organization. On their side it may be open to everybody: ask them to keep it private.',
  'declare.earlier-stays':
    'Threads of {domain} in this {place} get nothing more. What they showed before stays readable here.',
  'declare.after':
    'Who joins later may read older posts. If they may not read new ones, Casethread posts nothing and tells you.',
  'button.declare.confirm': 'Let them in',
  'button.declare.private': 'Yes, it is restricted',
  'button.declare.again': 'Check again',
  'button.declare.here': 'Show cases here',
  'standing.staff': 'works on cases',
  'standing.customer': 'customer',
  'standing.desk': 'support desk',
  'standing.staff-without-access': 'colleague without case permissions',
  'standing.customer-without-access': "customer's user without case access",
  'standing.other-party.partner': 'another reseller',
  'standing.other-party.customer': 'another customer',
  'standing.other-party.desk': 'support desk',
  'standing.suspended': 'suspended account',
  'standing.guest': 'guest',
  'standing.outside': 'from another organization',
  'standing.unknown': 'no account known',
  'standing.app': 'app',

  'allow.done': 'They can read along here now. What was held back is being posted.',
  'sharing.told':
    '{domain} shows cases of {customer} in {where}, where people of {customer} are. You can end this at any time.',
  'button.sharing.end': 'Stop sharing',

  'home.set':
    'This {place} is now the home of {domain}: cases that are opened elsewhere get their thread here.',
  'home.removed':
    "This {place} is no longer the home of {domain}. Such cases get their thread in the opener's direct messages.",
  'home.not-set': "This {place} isn't the home of {domain}.",
  'home.missing':
    'Cases of {domain} are opened for customers of yours, and {domain} has no home: nobody there is told of them. In a {place} that is set up for {domain}, type "/case domain home here".',

  'channel.shows': 'Shows cases of {domain}.',
  'channel.shows.customer': 'Shows cases of {customer}, as far as {customer} may read them.',
  'channel.shows.desk': 'Shows cases of {domain}, as far as the support desk may read them.',
  'channel.desks': "The support desk's.",
  'channel.held': 'Nothing is posted here: {why}',

  'thread.readers': 'Who can read it',
  'thread.choose': 'Where its thread will be',
  'thread.option.here': 'This {place}',
  'thread.option.home': 'Home: {name}',
  'thread.option.declared': '{name}',
  'thread.option.direct': 'Your direct messages',
  'thread.option.readers': '{count, plural, one {# person} other {# people}}',
  'thread.readers.direct': 'Only you, in your direct messages with Casethread',
  'thread.readers.channel': '{name} · {people}',
  'thread.readers.shared': '{name} · {people}. It shows only what {guest} may read too.',
  'thread.not-here': 'Nothing is posted in this {place}: {why}',

  'held.title': 'Case {number}: a thread is waiting',
  'held.present':
    "Something new in case {number} isn't posted in {where}: {people} could read it there and may not.",
  'held.present.allow': 'It is posted once you let in {people} by name, or once they have left.',
  'held.present.leave': 'It is posted once the following have left: {people}.',
  'held.undeclared':
    'Something new in case {number} isn\'t posted in {where}: nobody has said who may read there. Type "/case domain here" in it.',
  'held.unconfirmed':
    'Something new in case {number} isn\'t posted in {where}: since this version, somebody has to look at who is there. Type "/case domain here" in it once.',
  'held.other': "Something new in case {number} isn't posted in {where}: {why}",
  'held.meanwhile': "Case {number} has something new that its thread in {where} can't show now:",
  'button.held.allow': 'Let them in',
  'button.follow.direct': 'Follow in direct messages',
  'button.follow.here': 'Follow here',

  'held.why.undeclared': 'nobody has said who may read there.',
  'held.why.unconfirmed': 'somebody has to look at who is there first: "/case domain here".',
  'held.why.unagreed': "the other side hasn't agreed yet.",
  'held.why.other-domain': 'it is set up for somebody else.',
  'held.why.open': "people who aren't in it can read it. Make it private.",
  'held.why.shared-outside': 'it was shared with another organization. Set it up again.',
  'held.why.group-direct': 'several people are in this direct message.',
  'held.why.not-in-it': "Casethread isn't in it.",
  'held.why.not-permitted': 'Casethread may not ask who is there. The app has to be installed anew.',
  'held.why.members-unknown': "it couldn't be learnt who is there. Casethread keeps asking.",
  'held.why.present': 'people are there who may not read it.',
  'held.why.reader-without-access': 'its reader no longer has access to the case.',
  'held.why.guest-without-case': 'those it is shared with may not see this case.',

  'follow.done': 'Case {number} has a thread here. It shows what happens from now on.',
  'follow.done.direct': 'Case {number} has a thread in your direct messages with Casethread.',
  'follow.not-here': "Case {number} can't be shown in this {place}: {why}",
  'follow.earlier':
    '{count, plural, one {# earlier entry is} other {# earlier entries are}} not repeated here.',
  'show.threads': 'Threads',
  'show.thread.channel': 'a {place}',
  'show.thread.direct': 'direct messages',
} as const
