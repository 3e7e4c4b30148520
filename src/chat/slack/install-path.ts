/** Where people begin to add the app to their workspace, behind PUBLIC_URL. */
export const installPath = '/slack/install'
/** What has to be registered with Slack as the app's redirect URL, behind PUBLIC_URL. */
export const redirectPath = '/slack/oauth_redirect'
