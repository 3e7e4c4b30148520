/** Files of a case. */
export const files = {
  'files.label': 'Files',
  'files.hint':
    'Up to {files, plural, one {# file} other {# files}}, {most} MB each: text, images, PDF, Office, zip. Text files are scanned for personal data; check images and other files yourself. Once sent, only the support desk can remove a file.',
  'files.text.hint': 'Leave this empty to add only files.',
  'files.none-to-take-back':
    'Only the support desk can remove a file once it\'s sent. To have one removed, use "/case reply {number}".',
  'files.line': 'File: {name} · {size}',
  'files.along':
    '{count, plural, one {# file from your message will be attached.} other {# files from your message will be attached.}}',
  'files.along.some':
    'Only {count} of the {all} files from your message will be attached. Send the rest in a reply.',
  'files.left-out': 'Not attached:',
  'files.none': 'Case {number} has no files that you can see.',
  'files.link':
    "Case {number} has {count, plural, one {# file} other {# files}} you can see. This link is for you only and expires in {minutes, plural, one {# minute} other {# minutes}}. Don't share it.",
  'files.not-set-up': "File downloads aren't set up. Ask your administrator.",
  'button.files': 'Get files',
  'page.files.title': 'Files of case {number}',
  'page.files.text':
    'This page is only for you and expires in a few minutes. Make sure you trust a file before you open it.',
  'page.files.dead.title': 'This link has expired',
  'page.files.dead.text': 'To get a new link, type "/case files" and the case number in chat.',
  'button.remove': 'Remove…',
  'remove.title': 'Remove from {number}',
  'remove.submit': 'Remove',
  'remove.explain':
    'Removed content is deleted from the case, its threads, and search. The history shows that something was removed and why, but not what it was.',
  'remove.target': 'What to remove',
  'remove.target.more':
    'Only the newest content is listed. For an older entry, use "/case remove {number}" with the number of the entry.',
  'remove.option': '{entry} · {part}: {text}',
  'remove.option.unseen': "{entry} · {part} (you can't see it)",
  'remove.why': 'Reason',
  'remove.why.hint': "Visible to everyone who could see the content. Don't repeat what was in it.",
  'remove.sure': 'Confirm',
  'remove.sure.option': 'Remove it for good',
  'remove.sure.detail': "This can't be undone.",
  'remove.done':
    'Removed from case {number}. {threads, plural, =0 {No thread shows it.} one {# thread is being updated.} other {# threads are being updated.}}',
  'remove.unreachable':
    "{unreachable, plural, one {# thread can't} other {# threads can't}} be reached now. Invite the app there again, and it follows.",
  'remove.beyond':
    "{mails, plural, =0 {It wasn't emailed to anyone.} one {It was emailed to # address, and that email can't be recalled.} other {It was emailed to # addresses, and those emails can't be recalled.}} Downloads, copies, direct answers to commands, and exports of your workspace can't be recalled either.",
} as const
