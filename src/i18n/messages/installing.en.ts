/** The pages on which a Slack workspace installs the app. */
export const installing = {
  'page.workspace': 'Workspace',
  'page.workspace-id': 'Workspace ID',
  'page.install.title': 'Add Casethread to Slack',
  'page.install.text':
    'At Slack, choose your workspace or organization and allow Casethread. You may need approval from its admins.',
  'page.install.allowed': 'Only approved workspaces can add this Casethread.',
  'page.install.button': 'Continue to Slack',
  'page.installed.title': 'Casethread was added to Slack',
  'page.installed.text': 'Close this page. In Slack, type "/case help" to start.',
  'page.not-allowed.title': "This workspace isn't approved",
  'page.not-allowed.text': 'Casethread was removed from it again, and nothing was stored.',
  'page.not-allowed.ask':
    'Ask the support desk that invited you to approve this workspace ID, then add Casethread again.',
  'page.not-installed.title': "Casethread wasn't added to Slack",
  'page.not-installed.text': "You didn't finish at Slack, or Slack couldn't be reached.",
  'page.not-installed.stale': 'This page has expired, or was opened in a different browser.',
} as const
