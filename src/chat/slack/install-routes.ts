/** `GET /slack/install`, `/slack/install/start` and `/slack/oauth_redirect`: a workspace installs the app (0038). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CallbackOptions, InstallProvider } from '@slack/oauth'
import type { Log } from '../../config/log.ts'
import { type Page, pageHeaders, pageHtml } from '../../http/linking/html-page.ts'
import { readLocale } from '../../http/linking/linking-routes.ts'
import type { Route } from '../../http/request-route.ts'
import type { Translator } from '../../i18n/translator.ts'
import { botScopes } from './bot-scopes.ts'
import { installPath, redirectPath } from './install-path.ts'
import { askWhoAmI } from './installation.ts'
import type { GivenInstallation, InstalledWorkspaces, SharedOptions } from './installed-workspaces.ts'
import { boltLogger, describe, slackError } from './slack-log.ts'
import { callMs, createWeb } from './web-client.ts'

const startPath = '/slack/install/start'

type AfterInstallation = NonNullable<CallbackOptions['afterInstallation']>
type OAuthInstallation = Parameters<AfterInstallation>[0]

export function createInstallRoutes(
  options: Pick<
    SharedOptions,
    'clientId' | 'clientSecret' | 'publicUrl' | 'stateSecret' | 'createTranslator'
  > & {
    readonly installed: Pick<InstalledWorkspaces, 'mayInstall' | 'install'>
    readonly apiUrl: string | null
    readonly log: Log
  },
): Route {
  const { installed, apiUrl, log, clientId, clientSecret, publicUrl } = options
  const logger = boltLogger(log)
  const open = (botToken: string) => createWeb({ botToken, apiUrl: apiUrl ?? undefined, logger })
  const installOptions = { scopes: [...botScopes], redirectUri: `${publicUrl}${redirectPath}` }
  const provider = new InstallProvider({
    clientId,
    clientSecret,
    stateSecret: options.stateSecret,
    // The page before it is ours.
    directInstall: true,
    installUrlOptions: installOptions,
    logger,
    clientOptions: {
      timeout: callMs,
      retryConfig: { retries: 0 },
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    },
    ...(apiUrl === null ? {} : { authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href }),
  })

  const inWords = (request: IncomingMessage): Translator =>
    options.createTranslator(readLocale(request), 'UTC')

  function show(request: IncomingMessage, response: ServerResponse, status: number, page: ToPage): void {
    const translator = inWords(request)
    response.writeHead(status, pageHeaders).end(pageHtml(page(translator), translator))
  }

  /** What Slack answered to the code. Nothing is kept by the library: all of it is done here. */
  async function take(
    given: OAuthInstallation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { bot, user } = given
    if (!bot) throw new Error('Slack gave no token of a bot')
    const web = open(bot.token)
    const installation = await askWhoAmI(web)
    const { team, enterprise, label } = installation
    if (!installed.mayInstall(installation)) {
      log.warn({ team, enterprise, by: user.id }, 'A workspace that is not in SLACK_WORKSPACES was refused')
      await web.auth
        .revoke()
        .catch((error: unknown) =>
          log.warn({ team, error: describe(error) }, 'The token of a refused workspace was not revoked'),
        )
      return show(request, response, 403, ({ t }) => ({
        tone: 'refused',
        title: t('page.not-allowed.title'),
        facts: [
          { label: t('page.workspace'), value: label },
          { label: t('page.workspace-id'), value: team },
        ],
        text: [t('page.not-allowed.text'), t('page.not-allowed.ask')],
      }))
    }
    await installed.install({ installation, token: bot.token, installedBy: user.id, ...toRenewal(bot) })
    log.info({ team, by: user.id }, 'A workspace installed the app')
    show(request, response, 200, ({ t }) => ({
      tone: 'done',
      title: t('page.installed.title'),
      facts: [{ label: t('page.workspace'), value: label }],
      text: [t('page.installed.text')],
    }))
  }

  function fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    log.warn({ error: describe(error) }, 'The app was not installed')
    const isOver = slackError(error) === 'invalid_code' || slackError(error) === 'code_already_used'
    const { code } = error as { readonly code?: unknown }
    const isStale = code === 'slack_oauth_invalid_state' || code === 'slack_oauth_missing_state' || isOver
    show(request, response, isStale ? 410 : 502, ({ t }) => ({
      tone: 'refused',
      title: t('page.not-installed.title'),
      text: [isStale ? t('page.not-installed.stale') : t('page.not-installed.text')],
      go: { href: installPath, label: t('button.try-again') },
    }))
  }

  async function finish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await provider.handleCallback(request, response, {
      async afterInstallation(given) {
        await take(given, request, response)
        return false
      },
      failureAsync: async (error) => fail(error, request, response),
    })
  }

  async function start(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Cache-Control', 'no-store')
    await provider.handleInstallPath(request, response)
  }

  return (request, response, url) => {
    if (request.method !== 'GET') return undefined
    switch (url.pathname) {
      case installPath:
        return Promise.resolve(
          show(request, response, 200, ({ t }) => ({
            tone: 'ask',
            title: t('page.install.title'),
            text: [t('page.install.text'), t('page.install.allowed')],
            go: { href: startPath, label: t('page.install.button') },
          })),
        )
      case startPath:
        return start(request, response)
      case redirectPath:
        return finish(request, response)
      default:
        return undefined
    }
  }
}

type ToPage = (translator: Translator) => Page

function toRenewal({
  refreshToken,
  expiresAt,
}: NonNullable<OAuthInstallation['bot']>): Pick<GivenInstallation, 'renewal'> {
  if (refreshToken === undefined || expiresAt === undefined) return {}
  return { renewal: { refreshToken, expiresAt: new Date(expiresAt * 1000) } }
}
