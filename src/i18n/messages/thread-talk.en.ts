/** NOT-4: what becomes of plain text in a case's thread. */
export const threadTalk = {
  'talk.which':
    'What should happen to plain messages in the threads of cases in this {place}? Type "two-way", "hint", or "off" after "/case domain talk".',
  'talk-set.two-way':
    "From now on, what is written in a case's thread in this {place} goes into the case: to the partners of the case, {customer}, and the support desk. The card of each case says so.",
  'talk-set.hint':
    "From now on, whoever answers in plain text in a case's thread here is told once, privately, that it isn't in the history, and can add it.",
  'talk-set.off':
    "From now on, plain messages in the threads here stay chat. They aren't added to cases, and nobody is told so.",
  'talk-state.two-way': 'Two-way threads: plain messages in the threads of cases here go into the case.',
  'talk-state.hint': 'Whoever writes plain text in the thread of a case here is told once how to add it.',
  'talk.sharing':
    'What your people write in the threads of cases there goes into the case: to {domain}, your organization, and the support desk.',
  'talk-button.two-way': 'Two-way threads',
  'talk-button.hint': 'Hint at plain text',
  'talk-button.off': 'Plain text stays chat',
  'talk.card': 'What is written here goes to {readers}.',
  'talk.card.reply-only': 'Only "Reply" adds to the case. Other messages in this thread stay chat.',

  'talk.hint':
    "Your message isn't in the history of case {number}: people who aren't in this thread don't get it. Add it, if it should be there. You are told this once in this thread.",
  'button.talk.add': 'Add to case history',
  'talk.recorded':
    'Your message is in case {number}. What you write in this thread goes to {readers}. You are told this once in this thread.',
  'talk.refused': "Your message isn't in case {number}:",
  'talk.found': 'Line {line} looks like it contains {found} ({shown}).',
  'talk.found-in-file': '{file}, line {line}, looks like it contains {found} ({shown}).',
  'talk.personal-data':
    'Select "Edit" to change what goes into the case, or "Confirm" if it should go there as it is. What you wrote stays in this thread: change or delete it there, too.',
  'talk.held': "What is written here isn't added to case {number} at the moment: {why}",
  'talk.not-theirs':
    "What you write here isn't added to case {number}: only people of {domain} and {customer}, and support desk agents, write into cases here.",
  'talk.not-saved':
    "Your message isn't in the case yet: something that Casethread needs didn't respond. Try again in a moment.",
  'talk.already': 'Your message is in case {number}.',
  'talk.look-again': 'This message needs another look: see the new note to you in the thread.',
  'talk.gone': "That message isn't there any more, or nothing is added from this thread now.",
  'button.talk.edit': 'Edit',
  'button.talk.confirm': 'Confirm',
  'talk.waits': 'It still has the status "{status}". Does it go on, or is it done?',
  'talk.waits.customer': 'It still has the status "{status}". Does it go on?',
  'talk.waits.desk':
    'It still has the status "{status}", so it waits for the support desk. If the other side has to act now, update the status.',

  'command.resume': 'Say that a case that waits for you goes on',
  'usage.resume': '/case resume <number>',
  'button.resume': 'Still open',
  'resume.done': 'Case {number} is in progress again.',

  'refusal.not-waiting': "Case {number} isn't waiting for you, so it goes on anyway.",
  'refusal.talk-not-heard':
    '{chat} doesn\'t tell an app what people write in a thread without calling it. Only "Reply" adds to a case there.',
  'refusal.talk-without-customer':
    'Two-way threads work only where a customer reads along. Share this {place} with a customer first: "/case domain here customer <name>".',
} as const
