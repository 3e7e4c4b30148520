/** Wiring only: config → store → service → notify → platforms. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import type { Attachments, Place } from '../commands/define.ts'
import { commands } from '../commands/index.ts'
import { createRunner } from '../commands/runner.ts'
import { sources } from '../commands/sources.ts'
import type { Platform } from './cases/case.ts'
import { createCaseService } from './cases/create-case-service.ts'
import { createGrantService } from './cases/grant-service.ts'
import type { AccountBook, IdentityStore } from './cases/identity-ports.ts'
import { createLinks, type Invitation } from './cases/links.ts'
import type { Actor } from './cases/policy.ts'
import type { Directory, Person, ServedTenant } from './cases/ports.ts'
import { createStillReads, createStillWorks } from './cases/still-works.ts'
import { createThreadAudience } from './cases/thread-audience.ts'
import { openCategories } from './categories-file.ts'
import { type Config, linkingSettings } from './config.ts'
import { createGoogleSignIn, googleIssuer } from './directory/google-sign-in.ts'
import { linkedDirectory } from './directory/linked-directory.ts'
import { openDirectory } from './directory/open-directory.ts'
import { createFileLinks } from './downloads/file-links.ts'
import { createFileRoutes } from './downloads/routes.ts'
import { recogniseFile } from './files/recognise-file.ts'
import { createGchat, type Gchat } from './gchat/gchat-app.ts'
import { readKeyFile } from './gchat/key-file.ts'
import { createSpeak, type Speak } from './i18n/speech.ts'
import { createLinkRoutes } from './linking/routes.ts'
import { createLinking } from './linking/sign-in.ts'
import { createMail } from './mail/mail.ts'
import { messagesEverywhere } from './messages-everywhere.ts'
import { createNotifier } from './notify/notifier.ts'
import { packageRoot } from './package-root.ts'
import { findPersonalData } from './personal-data/find-personal-data.ts'
import { firstRoute } from './platform/first-route.ts'
import type { Route } from './platform/route.ts'
import { serveRoute } from './serve-route.ts'
import { createSlackAttachments } from './slack/attachments.ts'
import { createSlack, type Slack, type SlackOptions } from './slack/slack-app.ts'
import { stopInOrder } from './stop-in-order.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { keepSwept } from './sweep.ts'
import { createParkedTeller } from './tell-parked.ts'
import { createThreadViews } from './thread-views.ts'

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
 * `FileFaultError`, `SlackUnavailable` or `GchatUnavailable` where these cannot be used.
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
  const speak = createSpeak()
  const linking = linkingOf(config, { identities, directory, speak, now, log })
  const sealKey = sealKeyOf(config)
  const fileLinks =
    config.publicUrl === null || sealKey === undefined
      ? undefined
      : createFileLinks({ publicUrl: config.publicUrl, sealKey, now })
  let wake: (number: number) => void = () => {}
  const deskPlaces: Place[] = []
  const service = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    recogniseFile,
    now,
    newId: randomUUID,
    sendsMail: config.mail !== null,
    onNews: (number) => wake(number),
  })
  const mayWork = (actor: Actor) => service.mayWork(actor)
  const stillWorks = createStillWorks({ directory, mayWork })
  const links = createLinks({
    identities,
    directory,
    invite: linking.invite,
    mayWork,
    deskPlaces: () => deskPlaces,
    now,
  })
  const runner = createRunner({
    commands,
    sources,
    service,
    grants: createGrantService({ store, directory, book: store.directory, now }),
    messages: { tell: (to, compose) => messages.tell(to, compose) },
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
  const route = firstRoute(linking.route, fileRoute, gchat?.route)
  const slack = slackOf(config, { route, runner, threadViews, files: store.files, log, now })
  const messages = messagesEverywhere(
    { ...(slack ? { slack: slack.messages } : {}), ...(gchat ? { gchat: gchat.messages } : {}) },
    log,
  )
  if (!config.mail) log.info({ settings: ['SMTP_URL', 'MAIL_FROM'] }, 'Email is not set up')
  const mail = config.mail ? createMail({ settings: config.mail, views: threadViews, now, log }) : undefined
  const notifier = createNotifier({
    store,
    mail: mail?.poster,
    posters: { ...(slack ? { slack: slack.poster } : {}), ...(gchat ? { gchat: gchat.poster } : {}) },
    audienceOf: createThreadAudience({
      isDesks: links.isDesks,
      bindingOf: (channel) => identities.bindingOf(channel),
      stillReads: createStillReads({
        directory,
        mayWork,
        // Google Chat tells an e-mail only with what a person does there.
        emailNow: async ({ platform, direct }) =>
          platform === 'slack' && slack && direct ? slack.emailOf(direct.user) : (direct?.email ?? null),
      }),
    }),
    now,
    log,
    onParked: createParkedTeller({ messages, directory, stillWorks, speak }),
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
      ? await serveRoute({ host: config.host, port: config.port, route, log })
      : undefined
  const ownUrl = url ?? server?.url
  await reviveThreads(store, team, config, log)
  notifier.start()
  void mail?.check()
  const sweeping = keepSwept({ files: store.files, now, log })
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
async function reviveThreads(
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
    const cases = await store.reviveThreads(one)
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
  readonly directory: Directory & AccountBook
  readonly speak: Speak
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
