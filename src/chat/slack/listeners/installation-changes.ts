import type { App } from '@slack/bolt'
import type { Log } from '../../../config/log.ts'

/** Slack tells so while the token still works, or after: what holds is asked for. */
export function listenToInstallation(app: App, log: Log, onChange: () => void): void {
  app.event('tokens_revoked', async () => {
    log.warn({}, 'Slack says that tokens of the app were revoked')
    onChange()
  })
  app.event('app_uninstalled', async () => {
    log.warn({}, 'Slack says that the app was uninstalled')
    onChange()
  })
}
