/** Why something can't be done, and what to do next. One for each code of `src/cases/refusal.ts`. */
export const refusals = {
  'refusal.account-unknown':
    '{who} isn\'t linked to an account of {domain}. Link yours with "/case link", or ask the super admin of that reseller domain ({admin}) for an account.',
  'refusal.account-unknown-anywhere':
    '{who} isn\'t linked to an account of any reseller domain here. Link yours with "/case link", or ask the super admin of your reseller domain for an account.',
  'refusal.account-unknown.no-linking':
    "{who} isn't linked to an account of {domain}. Ask the super admin of that reseller domain ({admin}) for an account, and your administrator to add you.",
  'refusal.account-unknown-anywhere.no-linking':
    "{who} isn't linked to an account of any reseller domain here. Ask your administrator to add you.",
  'refusal.account-hidden':
    '{chat} hides your profile from Casethread, so it can\'t tell who you are. Link your account with "/case link", or ask your administrator to let your profile be seen.',
  'refusal.account-suspended':
    '{account} is suspended. Ask the super admin ({admin}) to restore the account.',
  'refusal.account-without-privilege':
    "{account} doesn't have permission to work with cases. Ask the super admin ({admin}) for the Reseller Admin role, or for these privileges: Support, View customers, Access customers' support cases.",
  'refusal.customers-without-privilege':
    "{account} doesn't have permission to view customers. Ask the super admin ({admin}) for the View customers privilege.",
  'refusal.desk-has-no-customers':
    'The support desk can\'t create cases or list customers. To see the cases at the desk, use "/case list".',
  'refusal.customer-has-no-customers':
    'Only partners can do that. As a customer, you can create a case for your organization with "/case new", see your cases with "/case list", and reply with "/case reply".',
  'refusal.portal-access-missing':
    "{account} doesn't have portal access, so you can't view the cases of {customer}. Ask an admin at {customer} for portal access.",
  'refusal.customer-only-replies':
    'Only your partner or the support desk can do that. Ask with "/case reply".',
  'refusal.setup-code-wrong':
    'That code isn\'t valid. Check it against the newest one in the log, or get a new one with "casethread setup code".',
  'refusal.setup-code-late':
    'That code has expired. Get a new one with "casethread setup code", or restart Casethread and look in its log.',
  'refusal.setup-code-tries': 'Too many wrong codes. Try again in {minutes} minutes.',
  'refusal.setup-not-yours':
    'Only an administrator of this app can set it up. If that\'s you, get a code with "casethread setup code" and enter it here: /case setup <code>',
  'refusal.setup-fixed': "{setting} sets this, so it can't be changed here. Change it there and restart.",
  'refusal.setup-not-here':
    'The support desk needs a {place} of its own. Add this app to that {place}, and enter "/case setup desk here" there.',
  'refusal.setup-channel-bound':
    'This {place} is bound to {domain}. Choose another {place} for the support desk, or unbind this one first with "/case domain here none".',
  'refusal.grant-not-yours':
    'Only an admin at the customer can grant or revoke access. Ask the customer\'s admin or, as a partner, use "/case grant <customer>".',
  'refusal.grant-not-recorded-by-you':
    'Only an administrator of this app can record access that was confirmed elsewhere. To ask the customer, leave out "granted" or "revoked". Otherwise, ask your administrator.',
  'refusal.grant-without-evidence':
    'Say how {customer} confirmed it, for example: granted email from their admin, 2 March',
  'refusal.grant-which-partner': 'Which partner of {customer}? Put its domain first: {domains}',
  'refusal.grants-settled-meanwhile':
    'Nothing changed: the access of a reseller was changed since this was shown. Look at it again with "/case grant all".',
  'refusal.grant-settled-meanwhile':
    'Nothing changed: this request was already answered, or a newer one took its place. See how the access of {partner} ({domain}) stands now.',
  'refusal.channel-settled-meanwhile':
    'Nothing changed: what this {place} is bound to has changed since that button was shown. See how it stands with "/case domain".',
  'refusal.account-linked-anew':
    'Nothing changed: {account} was linked again since that button was shown. To unlink it, use "/case unlink {account}".',
  'refusal.domain-unknown':
    "There's no reseller domain {domain} here. Check the spelling with your partner, for example reseller.example.com.",
  'refusal.customer-unknown':
    '{domain} has no such customer. It may belong to another of your reseller domains. Choose that domain, or ask your super admin which domain the customer belongs to.',
  'refusal.customer-several': 'More than one customer matches: {customers}. Enter the full domain.',
  'refusal.grant-revoked':
    '{customer} has revoked the access of {domain} to its support cases. Ask {contact} ({email}) to grant access again, then try again. Nothing was saved.',
  'refusal.grant-unknown':
    "{customer} hasn't granted {domain} access to its support cases. Ask {contact} ({email}) to grant access, then try again. Nothing was saved.",
  'refusal.relationship-ended':
    '{domain} no longer serves {customer}. You can still view cases from that time, but not change them. The support desk closes open ones or, if the customer allows it, hands them over to its current partner.',
  'refusal.case-not-found':
    'There\'s no case {number} that you can see. Check the number, or find the case with "/case list". It may also belong to another of your reseller domains.',
  'refusal.case-closed':
    'Case {number} is closed. Reopen it first. If it was closed more than 30 days ago, create a follow-up case.',
  'refusal.case-closed-ask-partner':
    'Case {number} is closed. If the problem is back, ask your partner to reopen it, or create a new case with "/case new".',
  'refusal.case-not-closed': 'Case {number} is already open. To write to it, use "/case reply {number}".',
  'refusal.reopen-too-late':
    "Case {number} was closed more than 30 days ago, so you can't reopen it. Create a follow-up case: it's prefilled from this one and linked to it.",
  'refusal.follow-up-too-early':
    "You can still reopen case {number}. Create a follow-up case only when you can't reopen it anymore.",
  'refusal.follow-up-other-customer':
    'Case {number} is a case of {customer}. Choose that customer or, for another customer, start with "/case new".',
  'refusal.status-unchanged': 'Case {number} already has this status. Choose another one.',
  'refusal.severity-unchanged': 'Case {number} is already {severity}. Choose another severity.',
  'refusal.changed-meanwhile':
    'Someone else changed case {number} in the meantime. Review the changes and try again.',
  'refusal.escalation-not-premium':
    "{customer} doesn't have Premium support. You can escalate only the cases of Premium customers. Raise the severity, or reply to the support desk.",
  'refusal.escalation-not-yours':
    'Only partners can escalate a case to the support desk. Change the severity, or reply with what you found.',
  'refusal.already-escalated':
    'Case {number} is already escalated. Reply to the support desk with any new information.',
  'refusal.field-missing': 'Fill in this field.',
  'refusal.choice-missing': 'Choose an option.',
  'refusal.field-too-long':
    'You can enter up to {max} characters; this has {length}. Shorten it, or send the rest in a reply.',
  'refusal.field-invalid': 'Choose one of the options.',
  'refusal.personal-data-found':
    'Line {line} looks like it contains {found} ({shown}). Remove it, or select "Send it even though personal data was found".',
  'refusal.personal-data-in-file':
    '{file}, line {line}, looks like it contains {found} ({shown}). Remove it from the file and add the file again, or select "Send it even though personal data was found".',
  'refusal.audience-not-yours': "You can't write to that audience. Choose another one.",
  'refusal.status-not-yours': 'Only the support desk can set the status. Send your message without it.',
  'refusal.channel-not-yours':
    'This {place} is bound to {domain}. Only people with an account there who can work with cases can change that. Ask {admin}.',
  'refusal.removal-of-desk':
    'Only the support desk can remove content. To ask for it, use "/case reply {number}" and say when it was sent.',
  'refusal.nothing-to-remove':
    'That is no longer in case {number}, so it can\'t be removed. Use "/case remove {number}" to see what can.',
  'refusal.evidence-of-desk':
    'Only the support desk can remove the evidence of a grant. Ask it in a case of this customer, with "/case reply".',
  'refusal.evidence-without-reason':
    'Say why the evidence goes, after the word "forget". The history of the grant keeps your reason.',
  'refusal.evidence-not-there':
    'There is no evidence on record for {domain} at {customer}, so there is nothing to remove. Check the domain.',
  'refusal.channel-of-desk':
    'This {place} belongs to the support desk, so you can\'t bind it to a domain. Use "/case domain here" in one of your own.',
  'refusal.channel-not-desks':
    "The support desk's own {place} is set by your administrator. Here the desk agrees only to what a reseller shares with it.",
  'refusal.channel-not-customers': 'A {place} is set up by the reseller. Ask your partner.',
  'refusal.channel-without-grant':
    "{customer} hasn't granted access, so this {place} can't be shared with it. Ask for access first.",
  'refusal.channel-not-declared': 'This {place} isn\'t set up any more. Type "/case domain here" in it.',
  'refusal.channel-people-changed':
    'Other people are there by now. Type "/case domain here" in it and look again.',
  'refusal.channel-is-direct': 'This is a direct message. Use "/case domain here" in a private {place}.',
  'refusal.channel-is-open':
    "People who aren't in this {place} can read it too, so cases can't be shown here. Make it private, then try again.",
  'refusal.channel-too-large': 'More than {max} people are here. Use a smaller {place}.',
  'refusal.channel-not-in-it':
    "Casethread isn't in this {place}, so it can't tell who is. Add it, then try again.",
  'refusal.channel-not-permitted':
    'Casethread may not ask who is here ({scope}). Ask your administrator to install the app again.',
  'refusal.channel-incomplete':
    "{chat} doesn't list everybody who is here (groups, or hidden members), so cases can't be shown here.",
  'refusal.channel-could-not-ask':
    "{chat} couldn't tell who is here right now. Nothing was changed. Try again in a moment.",
  'refusal.home-not-own':
    'A home has to be a {place} that is set up for {domain} and shared with nobody. Type "/case domain here" first.',
  'refusal.home-not-yours': "Only a super admin or a Reseller Admin can choose a domain's home.",
  'refusal.upstream-not-yours':
    'Only the support desk records the case at Google here. To ask about it, use "/case reply".',
  'refusal.upstream-none':
    'Case {number} has no case at Google recorded. Add its number: /case upstream {number} 12345678',
  'refusal.upstream-unchanged':
    'That is already recorded for case {number}. Change the number, link, status, or follow-up date.',
  'refusal.upstream-number':
    'Enter the case number as Google shows it: up to 40 letters, digits, and hyphens.',
  'refusal.upstream-link': 'Enter a link that begins with https:// and has at most {max} characters.',
  'refusal.upstream-follow-up': 'A follow-up date goes with "waiting for Google" and must be in the future.',
  'refusal.statistics-not-yours':
    'Statistics are for partners and the support desk. To see your cases, type "/case list".',
  'refusal.audit-not-yours':
    'Only super admins of a reseller domain and admins of a customer can see what their people did. For anything else, ask your administrator.',
  'refusal.busy':
    'Many people are changing case {number} right now. Nothing was changed. Try again in a moment.',
  'refusal.address-invalid':
    '"{address}" isn\'t an email address. Enter addresses like name@example.com, separated by commas.',
  'refusal.share-too-many':
    'You can share a case with up to {max} addresses. Remove some, or use a group address.',
  'refusal.share-unchanged': 'Nothing to change for case {number}. Add an address, or choose one to remove.',
  'refusal.share-not-yours':
    'Only the partner can choose who a case is shared with. Ask the partner with a reply.',
  'refusal.file-not-searched':
    '{file} could not be scanned for personal data. Check it yourself, then select "Send it even though personal data was found".',
  'refusal.file-unreachable': "Couldn't get {file} from the chat. Remove it, add it again, and resend.",
  'refusal.files-busy': 'Too many files are being sent at the moment. Wait a minute, then resend.',
  'refusal.file-empty': '{file} is empty. Remove it, or add the right file.',
  'refusal.file-too-large': '{file} is larger than {most} MB. Send only the part that matters, or zip it.',
  'refusal.file-too-many':
    'You can send up to {most, plural, one {# file} other {# files}} at a time. Send the rest in a reply.',
  'refusal.file-is-program':
    "You can't send {file}: it's a program, a script, or a page with scripts ({type}). Send a screenshot of it, or its text in a .txt file.",
  'refusal.file-type-refused':
    "You can't send {file}: files of this type ({type}) aren't accepted. Send it as text, an image, a PDF, an Office file, or a zip.",
  'refusal.file-mislabelled':
    "The name of {file} doesn't match its content, which is {type}. Rename it to match its content, then add it again.",
  'refusal.file-in-drive':
    "{file} is in Google Drive and can't be copied from there. Download it and attach the file itself.",
} as const
