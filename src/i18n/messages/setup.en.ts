/** Setting the installation up in chat (DOM-5): for whoever runs it. */
export const setup = {
  'command.setup': 'Set up this app (administrators only)',
  'usage.setup': '/case setup [code | desk here | desk none | grants ask | grants assume | check]',

  'button.setup': 'Setup',
  'button.setup.desk': 'Use this {place}',
  'button.setup.desk.none': 'Stop using this {place}',
  'setup-grants-button.ask': 'Require access first',
  'setup-grants-button.assume': 'Assume access',
  'button.setup.check': 'Run the check',
  'button.setup.again': 'Check again',

  'setup.title': 'Set up Casethread',
  'setup.intro':
    'Work through these steps in any order. Changes take effect within a few seconds. Come back any time with "/case setup".',
  'setup.given': "Set by {setting}, so it can't be changed here.",
  'setup.desk': 'Support desk {place}',
  'setup.desk.here': 'Each new case gets a thread in this {place}, for the support desk.',
  'setup.desk.elsewhere': 'Each new case gets a thread in {where}, for the support desk.',
  'setup.desk.none':
    'Not set: the support desk gets no threads. If this {place} is for support desk staff only, select "Use this {place}".',
  'setup.desk.none.go':
    'Not set: the support desk gets no threads. Add this app to a {place} for support desk staff only, and enter "/case setup desk here" there.',
  'setup.desk.done':
    "From now on, each new case gets a thread in this {place}, for the support desk. Only people at the support desk should be in it: if you aren't one of them, leave it now.",
  'setup.desk.removed': 'New cases no longer get a thread for the support desk.',
  'setup.homes': 'Reseller domains',
  'setup.homes.no-domain': 'The directory has no reseller domain yet. Add yours to the directory first.',
  'setup.homes.all': 'Every reseller domain has a home {place} for its cases.',
  'setup.homes.missing':
    'No home {place} for cases yet: {names}. In the {place} of each, someone from that domain enters "/case domain here", then "/case domain home here".',
  'setup.homes.missing.more':
    'No home {place} for cases yet: {names}, and {more} more. In the {place} of each, someone from that domain enters "/case domain here", then "/case domain home here".',
  'setup.people': 'How people prove who they are',
  'setup.people.linking': 'People can link their accounts with "/case link" by signing in with Google.',
  'setup.people.no-linking':
    "Linking accounts by signing in with Google isn't set up. For it, set {settings} and restart.",
  'setup.people.listed': 'Chat users that you list under "people" in the directory don\'t need to link.',
  'setup.emails': 'Emails from {chat}',
  'setup.emails.trusted':
    'Trusted: members are recognized by the email in their {chat} profile ({setting}). Only do this if you manage the emails there.',
  'setup.emails.untrusted':
    'Not trusted: members link their accounts or are listed ({setting}). Trust emails only if you manage them there, for example by single sign-on.',
  'setup.grants': 'Customer access',
  'setup-grants.ask': 'Resellers need recorded access from a customer before they can work on its cases.',
  'setup-grants.assume':
    "Resellers have access until a customer revokes it, as at Google. It's shown as not confirmed.",
  'setup-grants-done.ask': 'From now on, resellers need recorded access from a customer.',
  'setup-grants-done.assume': 'From now on, resellers have access until a customer revokes it.',
  'setup.check': 'Check',
  'setup.check.detail':
    'Looks for what is still missing or wrong, and says how to fix it. This can take a moment.',
  'setup.operators': 'Became administrators in chat: {names}',
  'setup.findings': 'Results of the check',
  'setup.findings.none': 'Nothing is wrong.',
  'setup.findings.more':
    'And {more, plural, one {# more} other {# more}}: run "casethread doctor" to see everything.',
  'setup-finding.fault': '{chapter}: to fix',
  'setup-finding.warning': '{chapter}: warning',
  'setup.unclaimed':
    'Casethread isn\'t set up yet. If you\'re its administrator, enter the code from its log, or get one with "casethread setup code": /case setup <code>',
  'setup.unclaimed.hint':
    "Casethread was just installed and isn't set up yet. If you're its administrator, enter the code from its log: /case setup <code>",
  'setup.which':
    'Sorry, I didn\'t get that. A code has 16 letters and digits. To see what you can set up, enter "/case setup".',
  'setup.told': '{name} became an administrator of Casethread',
  'setup.told.detail':
    "They entered a code from its log, and can now change how it's set up. If you don't recognize this person, whoever can read the log is at risk: tell your team.",
} as const
