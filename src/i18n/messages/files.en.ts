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
} as const
