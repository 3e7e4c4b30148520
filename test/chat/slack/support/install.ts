import type { SlackCloud } from './slack-cloud.ts'

export interface InstallAnswer {
  readonly status: number
  readonly text: string
}

/** Begins an installation in a browser of its own: what Slack is asked, and the cookie that the browser keeps. */
export async function beginInstall(url: string) {
  const begun = await fetch(`${url}/slack/install/start`, { redirect: 'manual' })
  const address = new URL(begun.headers.get('location') ?? '')
  const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';')
  return { address, cookie, state: address.searchParams.get('state') ?? '' }
}

/** Where Slack sends the browser back to. */
export async function finishInstall(
  url: string,
  answer: { readonly code: string; readonly state: string; readonly cookie?: string },
): Promise<InstallAnswer> {
  const { code, state, cookie } = answer
  const response = await fetch(`${url}/slack/oauth_redirect?${new URLSearchParams({ code, state })}`, {
    headers: cookie ? { cookie } : {},
  })
  return { status: response.status, text: await response.text() }
}

/** An admin of that workspace adds the app to it. */
export async function install(url: string, cloud: SlackCloud, workspace: string): Promise<InstallAnswer> {
  const { cookie, state } = await beginInstall(url)
  return finishInstall(url, { code: cloud.consent(workspace), state, cookie })
}
