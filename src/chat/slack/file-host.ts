/** Where Slack keeps files. The bot's token and a customer's files go nowhere else, whatever an answer says. */
export function isFileHost(address: string, apiUrl: string): boolean {
  try {
    const { origin } = new URL(address)
    const api = new URL(apiUrl)
    const host = api.host.replace(/^www\./, '')
    if (origin === `${api.protocol}//files.${host}`) return true
    // A local Slack serves files beside its Web API; Slack itself does not.
    return !/^slack(-gov)?\.com$/.test(host) && origin === api.origin
  } catch {
    return false
  }
}
