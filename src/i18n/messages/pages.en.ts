/** The pages of linking, outside of chat. */
export const pages = {
  'page.account': 'Google Account',
  'page.chat': 'Chat',
  'page.code': 'Code',
  'page.compare':
    "Compare: the same code is in the answer that you got in chat, and the username or ID must be yours. Don't go by the display name: anyone can choose any name.",
  'page.start.title': 'Link an account to this chat user?',
  'page.start.text':
    'Continue only if you typed "/case link" yourself. If someone sent you this link, close this page.',
  'page.start.button': 'Continue to Google',
  'page.undo.title': 'Unlink {account} from another chat user?',
  'page.undo.user': 'Chat user to unlink',
  'page.undo.text': "That chat user won't be able to act with this account's permissions anymore.",
  'page.undo.button': 'Unlink',
  'page.undone.title': 'Account unlinked',
  'page.undone.text':
    "That chat user can't act with this account's permissions anymore. You can close this page.",
  'page.confirm.title': 'Link this account?',
  'page.confirm.text': "This chat user will be able to act with this account's permissions.",
  'page.confirm.warning':
    'Continue only if you started this yourself. If someone sent you the link, close this page.',
  'page.confirm.button': 'Link account',
  'page.linked.title': 'Account linked',
  'page.linked.text': 'Close this page and continue in chat, for example with "/case list".',
  'page.dead.title': "This link doesn't work",
  'page.dead.text': 'It has already been used, has expired, or was opened in a different browser.',
  'page.again': 'To get a new link, type "/case link" in chat.',
  'page.cancelled.title': 'No account was linked',
  'page.cancelled.text': "You didn't finish signing in.",
  'page.unproved.title': 'No account was linked',
  'page.unproved.text': "Google couldn't confirm who signed in.",
  'page.unreachable.title': "Can't reach Google",
  'page.unreachable.text':
    'Nothing was changed. Try again in a few minutes. If this page has expired, get a new link from chat.',
  'page.unasked.title': "Can't check this account right now",
  'page.files.unasked': "Your access couldn't be checked right now. Reload this page in a few minutes.",
  'page.failed.title': 'Something went wrong on our end',
  'page.refused.title': "This account wasn't linked",
  'proof.email-unverified':
    "Google hasn't verified the address {email}. Verify it in your Google Account, then try again.",
  'proof.not-in-directory':
    "{email} isn't registered here. Sign in with your work account, or ask the super admin of your reseller domain for one. Customers: ask your reseller.",
  'proof.wrong-organisation':
    "{email} isn't signed in as a member of the Google Workspace of {domain}. Sign in there, or ask its super admin.",
  'proof.other-account': 'You signed in as {email}. To undo the link, sign in with {account}.',
  'proof.suspended': '{email} is suspended. Ask the super admin ({admin}) to restore the account.',
} as const
