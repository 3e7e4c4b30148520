/** A person's accounts, linking them, and the domain that a channel is bound to. */
export const accounts = {
  'button.act-for': 'Act as {domain}',
  'button.act-desk': 'Act as the support desk',
  'button.domain': 'My accounts',
  'button.link': 'Link an account',
  'button.unlink': 'Unlink',
  'button.sign-in': 'Sign in with Google',
  'button.try-again': 'Try again',
  'button.undo-link': 'Undo this link',
  'button.switch': 'Switch to this account',
  'button.bind': 'Bind this {place} to {domain}',
  'button.unbind': 'Unbind this {place}',
  'button.audience.desk': 'Shared with the desk',
  'button.audience.own': 'Not shared',

  'choose.account': 'Which account? To stop being asked, set a default under "My accounts".',
  'choose.account.long':
    'Which account? Your text is too long to carry over. Choose an account and enter the text in the form, or send the command again with "in:{domain}" before the text.',
  'choose.bound':
    "This {place} is bound to {domain}, where you don't have an account. People here may see what you do. Which account do you want to use?",
  'acts.channel': 'In this {place} you act as {domain} because the {place} is bound to it.',
  'acts.current': "You act as {domain} here because it's your default account.",
  'acts.only': "You act as {domain} here because it's your only account.",
  'acts.ask': "You'll be asked which account to use each time.",
  'acts.bound':
    "This {place} is bound to {domain}, where you don't have an account, so you'll be asked each time.",

  'domain.title': 'Your accounts',
  'domain.none': "You haven't linked an account yet.",
  'domain.proved': 'Verified by signing in with Google',
  'domain.vouched': 'Added by your administrator',
  'domain.suspended': 'Suspended',
  'domain.is-current': 'Default',
  'domain.binding': 'Bound to {domain} by {by}',
  'domain.order':
    "Account used, in this order: one you name (in:domain) or the card's, the {place}'s, your default, your only one.",
  'domain.switched': 'You now act as {domain}, unless a command, card, or {place} specifies another account.',
  'domain.released': "You no longer have a default account. You'll be asked when more than one applies.",
  'domain.audience-which':
    'Who else can read this {place}? Add "own" (nobody else), "desk", or "customer" and its name after the domain.',
  'domain.unbound': 'This {place} is no longer bound to {domain}.',
  'domain.not-bound': "This {place} isn't bound to a domain.",
  'domain.bind-which': 'Which of your domains? Type "/case domain here <name>".',

  'link.invite':
    "Sign in with the Google account you want to link. The page must show this code: {code}. This link is for you only, works once, and expires in 10 minutes. Don't share it.",
  'link.invite.undo':
    'Sign in with {account} to unlink it from the other chat user. The page must show this code: {code}. This link is for you only, works once, and expires in 10 minutes.',
  'link.not-set-up': "Account linking isn't set up. Ask your administrator.",
  'link.told': '{account} was linked to another chat user',
  'link.told.detail':
    'That chat user can now act with the permissions of {account}. If it\'s you, you don\'t need to do anything. If not, select "Undo this link" and sign in with {account}.',
  'link.others': '{account} is also linked to other chat users',
  'link.others.detail':
    'They can act with the permissions of {account}. If one of them isn\'t you, select "Undo this link" and sign in with {account}.',
  'chat-user.handle': 'Username',
  'chat-user.user': 'User ID',
  'chat-user.workspace': 'Workspace',
  'chat-user.address': 'Address in {chat}',
  'chat-user.name': 'Display name (anyone can choose any)',
  'unasked.chat': "{chat} couldn't tell who you are right now. Try again.",
  'unasked.directory': "Your accounts can't be checked right now. Try again.",
  'unlink.title': 'Your linked accounts',
  'unlink.none': 'You haven\'t linked any accounts. Link one with "/case link".',
  'unlink.confirm': "You won't be able to use {account} here until you link it again.",
  'unlink.keep': 'Keep it linked',
  'unlink.done': '{account} is unlinked. You no longer have its permissions here.',
  'unlink.unknown': 'You haven\'t linked an account "{account}".',
  'unlink.vouched': '{account} was added by your administrator. Ask them to remove it.',
  'unlink.which': 'More than one linked account starts like this. Which one do you want to unlink?',
} as const
