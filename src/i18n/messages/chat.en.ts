/** What the chat itself says, in Slack and in Google Chat. */
export const chat = {
  'chat.app': 'Casethread',
  'chat.close': 'Close',
  'chat.moment': 'One moment…',
  'chat.working':
    '⏳ Working on it. You can leave this open: the result will appear here, and what you typed is kept.',
  'chat.late-form': 'That took longer than {chat} allows. Select the button to open the form.',
  'chat.open-form': 'Open the form',
  'chat.too-late-form': 'That took longer than {chat} allows. Run the command again.',
  'chat.not-understood': 'This button has expired. Run the command again.',
  'chat.not-in-case-thread':
    'Only messages in a case\'s thread can be added this way. For others, use "/case reply" with the case number.',
  'chat.not-served':
    "Casethread isn't connected to this workspace right now, so nothing was done. Ask an admin of this workspace to add the app again.",
  'chat.not-now': "Casethread can't do this right now, and nothing was done. Try again in a moment.",
  'chat.not-ours': 'Try /case.',
  'chat.files-lost':
    "{chat} didn't accept these files: {names}. They're saved with the case. Your administrator can find the reason in the log.",
  'chat.not-shown':
    'Case {number}: {chat} didn\'t accept update {entry}. View it with "/case show {number}".',
  'chat.case-removed': 'This case has been deleted.',
  'chat.part': 'Part {part} of {parts}',
  'chat.failed':
    'Something went wrong on our end. Try again. If it keeps happening, give your administrator this ID: {id}',
  'gchat.form-ready': 'The form is ready. Select the button to open it.',
  'gchat.form-too-long':
    'Your text is too long to carry over to the form. Run the command without it, then enter the text in the form.',
  'gchat.form-correct': 'Select the button to correct it in the form.',
  'gchat.text-too-long':
    "There's too much text here for a Google Chat form. Shorten “{label}” (now {length, number} characters) and send it again. What you typed is still here.",
  'gchat.text-cut':
    "There's too much text here for a Google Chat form. “{label}” was shortened to its first {max, number} characters.",
  'gchat.late': 'Still working on it. Check "/case list" before you try again.',
  'gchat.late-submit':
    'Still working on it. Select the button again in a moment to see the result. Nothing will be done twice.',
  'gchat.not-shown':
    'Case {number}: Google Chat didn\'t accept this message. View it with "/case show {number}".',
  'gchat.unknown-command': "This command (ID {id}) isn't set up. Use /case, and tell your administrator.",
  'gchat.ok': 'OK',
  'gchat.more': 'More',
  'gchat.quote': 'Quote',
  'gchat.refresh': 'Update the form',
  'gchat.cut':
    '… Shortened to fit a Google Chat card. To see the rest, use "Show history" on the case or "/case show".',
  'gchat.files':
    'You can\'t add files to a Google Chat form. Attach them to the message that opens it, for example "/case reply" and the case number; they\'ll be sent with the form.',
  'gchat.optional': '{label} (optional)',
} as const
