/** Wiring only: config → store → service → notify → platforms. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Attachments, Conversation } from '../commands/define.ts'
import { createDispatcher } from '../commands/dispatcher.ts'
import { commands } from '../commands/index.ts'
import { optionSources } from '../commands/options.ts'
import type { Platform } from './cases/case.ts'
import { createCaseService } from './cases/create-case-service.ts'
import type { Directory, Person } from './cases/directory.ts'
import { createGrantService } from './cases/grant-service.ts'
import type { IdentityLookup, IdentityStore } from './cases/identity-store.ts'
import { createLinks, type Invitation } from './cases/links.ts'
import type { Actor } from './cases/policy.ts'
import { createRecheckAccess, createRecheckReader } from './cases/recheck-access.ts'
import { createAudienceResolver } from './cases/thread-audience.ts'
import { openCategories } from './categories/open-categories.ts'
import { combineDirectMessages } from './chat/direct-messages-everywhere.ts'
import { createGchat, type Gchat } from './chat/gchat/app.ts'
import { readKeyFile } from './chat/gchat/key-file.ts'
import { createDeliveryFailureReporter } from './chat/report-delivery-failure.ts'
import { createSlack, type Slack, type SlackOptions } from './chat/slack/app.ts'
import { createSlackAttachments } from './chat/slack/attachments.ts'
import { createThreadViews } from './chat/thread-views.ts'
import { stopInOrder } from './cli/stop-in-order.ts'
import { type Config, linkingSettings } from './config/config.ts'
import { packageRoot } from './config/package-root.ts'
import type { ServedTenant } from './delivery/delivery-store.ts'
import { createDeliveryWorker } from './delivery/worker.ts'
import { recogniseFile } from './files/recognise-file.ts'
import { createGoogleSignIn, googleIssuer } from './google/google-sign-in.ts'
import { composeHandlers } from './http/compose-handlers.ts'
import { createFileRoutes } from './http/downloads/download-routes.ts'
import { createFileLinks } from './http/downloads/file-links.ts'
import { createLinking } from './http/linking/linking.ts'
import { createLinkRoutes } from './http/linking/linking-routes.ts'
import type { Route } from './http/route.ts'
import { startServer } from './http/server.ts'
import { createTranslatorFactory, type TranslatorFactory } from './i18n/translator.ts'
import { createMail } from './mail/mailer.ts'
import { linkedDirectory } from './people/linked-directory.ts'
import { openDirectory } from './people/open-directory.ts'
import { findPersonalData } from './personal-data/find-personal-data.ts'
import { openStore } from './store/open-store.ts'
import { startOrphanCleanup } from './store/orphan-cleanup.ts'
import type { Store } from './store/store.ts'

/** Short of the ten seconds that Docker gives a process, with room for the last log lines. */
const stopMs = 8_000

export interface Casethread {
  /** Where Slack's requests are taken; undefined in Socket Mode, and without Slack. */
  readonly url: string | undefined
  /** Where Google Chat's requests are taken, behind PUBLIC_URL; undefined without Google Chat. */
  readonly gchatUrl: string | undefined
  /** Where browsers come to link an account, behind PUBLIC_URL; undefined where that is not set up. */
  readonly pagesUrl: string | undefined
  /** Resolves when every thread shows what it should, or waits for its next try. */
  delivered(): Promise<void>
  /** Lets what is under way end, then closes everything, within `stopMs`. Answers what had to be cut off. */
  stop(): Promise<readonly string[]>
}

/**
 * Starts the product with these settings, on the chats that are configured. Throws `StoreUnavailable`, `NoDirectory`,
 * `FileValidationError`, `SlackUnavailable` or `GchatUnavailable` where these cannot be used.
 */
export async function startCasethread(config: Config, log: Logger): Promise<Casethread> {
  const store = await openStore({
    dataDir: config.dataDir,
    log,
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
  })
  try {
    return await serve(config, store, log)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function serve(config: Config, store: Store, log: Logger): Promise<Casethread> {
  const now = () => new Date()
  const categories = await openCategories(
    fileURLToPath(new URL('data/categories.json', packageRoot())),
    config.categoriesFile,
  )
  const known = await openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log,
  })
  const { identities } = store
  const directory = linkedDirectory(known, identities)
  const speak = createTranslatorFactory()
  const linking = linkingOf(config, { identities, directory, speak, now, log })
  const sealKey = sealKeyOf(config)
  const fileLinks =
    config.publicUrl === null || sealKey === undefined
      ? undefined
      : createFileLinks({ publicUrl: config.publicUrl, sealKey, now })
  let wake: (number: number) => void = () => {}
  const deskPlaces: Conversation[] = []
  const service = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    recogniseFile,
    now,
    newId: randomUUID,
    sendsMail: config.mail !== null,
    onCaseChanged: (number) => wake(number),
  })
  const mayWork = (actor: Actor) => service.mayWork(actor)
  const stillWorks = createRecheckAccess({ directory, mayWork })
  const links = createLinks({
    identities,
    directory,
    invite: linking.invite,
    mayWork,
    deskPlaces: () => deskPlaces,
    now,
  })
  const runner = createDispatcher({
    commands,
    optionSources,
    service,
    grants: createGrantService({ store, directory, book: store.directory, now }),
    messages: { send: (to, compose) => messages.send(to, compose) },
    directory,
    links,
    categories,
    speak,
    deskPlaces: () => deskPlaces,
    attachments: attachmentsOf(config, log, () => gchat),
    fileLinks,
    now,
    newId: randomUUID,
    log,
  })
  const filesByLink: readonly Platform[] = fileLinks ? ['gchat'] : []
  const threadViews = createThreadViews({ categories, speak, directory, now, filesByLink })
  const gchat = config.gchat
    ? createGchat({ ...config.gchat, runner, commands, threadViews, log, now })
    : undefined
  if (config.gchat && !fileLinks)
    log.info(
      { settings: ['PUBLIC_URL'] },
      'File downloads are not set up; they also need credentials of Google or Slack',
    )
  const fileRoute =
    fileLinks &&
    createFileRoutes({
      links: fileLinks,
      stillWorks,
      store,
      files: store.files,
      speak,
      log,
    })
  const route = composeHandlers(linking.route, fileRoute, gchat?.route)
  const slack = slackOf(config, { route, runner, threadViews, files: store.files, log, now })
  const messages = combineDirectMessages(
    { ...(slack ? { slack: slack.directMessages } : {}), ...(gchat ? { gchat: gchat.directMessages } : {}) },
    log,
  )
  if (!config.mail) log.info({ settings: ['SMTP_URL', 'MAIL_FROM'] }, 'Email is not set up')
  const mail = config.mail ? createMail({ settings: config.mail, views: threadViews, now, log }) : undefined
  const notifier = createDeliveryWorker({
    store,
    mail: mail?.publisher,
    publishers: {
      ...(slack ? { slack: slack.publisher } : {}),
      ...(gchat ? { gchat: gchat.publisher } : {}),
    },
    audienceOf: createAudienceResolver({
      isDesks: links.isDesks,
      bindingOf: (channel) => identities.bindingOf(channel),
      stillReads: createRecheckReader({
        directory,
        mayWork,
        // Google Chat tells an e-mail only with what a person does there.
        emailNow: async ({ platform, direct }) =>
          platform === 'slack' && slack && direct ? slack.emailOf(direct.user) : (direct?.email ?? null),
      }),
    }),
    now,
    log,
    onSuspended: createDeliveryFailureReporter({ messages, directory, stillWorks, speak }),
  })
  wake = (number) => notifier.wake(number)
  await gchat?.start()
  const { url, team } = (await slack?.start()) ?? {}
  if (team !== undefined && config.slack?.deskChannel)
    deskPlaces.push({ platform: 'slack', tenant: team, channel: config.slack.deskChannel })
  if (config.gchat?.deskSpace)
    deskPlaces.push({ platform: 'gchat', tenant: '', channel: config.gchat.deskSpace })
  // Where Slack opens no port, browsers and Google Chat still have to come by.
  const server =
    url === undefined && route
      ? await startServer({ host: config.host, port: config.port, route, log })
      : undefined
  const ownUrl = url ?? server?.url
  await resumeSuspended(store, team, config, log)
  notifier.start()
  void mail?.check()
  const sweeping = startOrphanCleanup({ files: store.files, now, log })
  return {
    url,
    gchatUrl: gchat ? ownUrl : undefined,
    pagesUrl: linking.route ? ownUrl : undefined,
    delivered: () => notifier.idle(),
    stop: () =>
      stopInOrder(
        [
          { name: 'the sweep', stop: () => sweeping.stop() },
          { name: "Slack's requests", stop: async (cut) => slack?.stop(cut) },
          { name: "the server's requests", stop: async (cut) => server?.close(cut) },
          { name: "Google Chat's requests", stop: async () => gchat?.stop() },
          { name: 'the news under way', stop: () => notifier.stop() },
          { name: 'the mail server', stop: async () => mail?.close() },
          { name: 'the store', stop: () => store.close() },
        ],
        { withinMs: stopMs, log },
      ),
  }
}

/** What an earlier run gave up on is tried again: whatever stood in the way may have been mended, as a start mostly comes after that. */
async function resumeSuspended(
  store: Store,
  team: string | undefined,
  { gchat }: Config,
  log: Logger,
): Promise<void> {
  const served: readonly ServedTenant[] = [
    ...(team === undefined ? [] : [{ platform: 'slack', tenant: team } as const]),
    ...(gchat ? [{ platform: 'gchat', tenant: '' } as const] : []),
  ]
  for (const one of served) {
    const cases = await store.resumeSuspended(one)
    if (cases > 0) log.info({ ...one, cases }, 'Threads that were given up on are tried again.')
  }
}

/** A secret that every instance has and nobody else. Undefined where the settings hold none: credentials that are lent are no secret. */
function sealKeyOf({ google, slack, gchat }: Config): string | undefined {
  if (google) return google.clientSecret
  if (slack) return slack.botToken
  const key = gchat?.keyFile ? readKeyFile(gchat.keyFile) : undefined
  return key?.kind === 'service-account' ? key.key : undefined
}

/** Who fetches the files of a platform's people; Google Chat's is made after the runner that asks it. */
function attachmentsOf(
  { slack, gchat }: Config,
  log: Logger,
  made: () => Gchat | undefined,
): Partial<Record<Platform, Attachments>> {
  const late: Attachments = {
    async fetch(from, ids) {
      const app = made()
      if (!app) throw new Error('Google Chat is not there yet')
      return app.attachments.fetch(from, ids)
    },
  }
  return {
    ...(slack
      ? {
          slack: createSlackAttachments({
            botToken: slack.botToken,
            ...(slack.apiUrl ? { apiUrl: slack.apiUrl } : {}),
            log,
          }),
        }
      : {}),
    ...(gchat ? { gchat: late } : {}),
  }
}

function slackOf(
  { slack, host, port }: Config,
  parts: Pick<SlackOptions, 'route' | 'runner' | 'threadViews' | 'files' | 'log' | 'now'>,
): Slack | undefined {
  if (!slack) return undefined
  const { connection } = slack
  return createSlack({
    ...parts,
    botToken: slack.botToken,
    ...(connection.kind === 'http'
      ? { signingSecret: connection.signingSecret }
      : { appToken: connection.appToken }),
    ...(slack.apiUrl ? { apiUrl: slack.apiUrl } : {}),
    port,
    host,
    trustEmail: slack.trustEmail,
  })
}

interface LinkingParts {
  readonly identities: IdentityStore
  readonly directory: Directory & IdentityLookup
  readonly speak: TranslatorFactory
  readonly now: () => Date
  readonly log: Logger
}

/** DOM-1: the way to prove an account, or what has to be set before there is one. */
function linkingOf(
  { publicUrl, google }: Config,
  parts: LinkingParts,
): { readonly invite: (person: Person) => Promise<Invitation>; readonly route?: Route } {
  if (publicUrl === null || google === null) {
    const settings = linkingSettings.filter((name) => name !== 'PUBLIC_URL' || publicUrl === null)
    parts.log.info({ settings }, 'Account linking is not set up')
    return { invite: async () => ({ kind: 'not-set-up', settings }) }
  }
  const { clientId, clientSecret } = google
  const linking = createLinking({
    ...parts,
    publicUrl,
    sealKey: clientSecret,
    google: createGoogleSignIn({
      clientId,
      clientSecret,
      redirectUri: `${publicUrl}/link/callback`,
      issuer: google.issuer ?? googleIssuer,
      now: parts.now,
    }),
  })
  return {
    invite: async (person) => ({ kind: 'link', url: await linking.invite(person) }),
    route: createLinkRoutes({ ...parts, linking, secure: publicUrl.startsWith('https:') }),
  }
}
