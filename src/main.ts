/** Wiring only: config → store → service → notify → platforms. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { commands } from '../commands/index.ts'
import { createRunner } from '../commands/runner.ts'
import { sources } from '../commands/sources.ts'
import { createCaseService } from './cases/create-case-service.ts'
import { createGrantService } from './cases/grant-service.ts'
import type { AccountBook, IdentityStore } from './cases/identity-ports.ts'
import { createLinks, type Invitation } from './cases/links.ts'
import type { Directory, Person } from './cases/ports.ts'
import { openCategories } from './categories-file.ts'
import { type Config, linkingSettings, type SlackConfig } from './config.ts'
import { createGoogleSignIn, googleIssuer } from './directory/google-sign-in.ts'
import { linkedDirectory } from './directory/linked-directory.ts'
import { openDirectory } from './directory/open-directory.ts'
import { recogniseFile } from './files/recognise-file.ts'
import { createSpeak, type Speak } from './i18n/speech.ts'
import { servePages } from './linking/page-server.ts'
import { createLinkRoutes, type Route } from './linking/routes.ts'
import { createLinking } from './linking/sign-in.ts'
import { createMail } from './mail/mail.ts'
import { createNotifier } from './notify/notifier.ts'
import { packageRoot } from './package-root.ts'
import { findPersonalData } from './personal-data/find-personal-data.ts'
import { createSlackAttachments } from './slack/attachments.ts'
import { createSlack, type Slack } from './slack/slack-app.ts'
import { openStore } from './store/open-store.ts'
import { keepSwept } from './sweep.ts'
import { createParkedTeller } from './tell-parked.ts'
import { createThreadViews } from './thread-views.ts'

export interface Casethread {
  /** Where Slack's requests are taken; undefined in Socket Mode. */
  readonly url: string | undefined
  /** Where browsers come to link an account, behind PUBLIC_URL; undefined where that is not set up. */
  readonly pagesUrl: string | undefined
  /** Resolves when every thread shows what it should, or waits for its next try. */
  delivered(): Promise<void>
  /** Lets what is under way end, then closes everything. */
  stop(): Promise<void>
}

/** Starts the product with these settings. Throws `StoreUnavailable`, `NoDirectory` or `FileFaultError` where these cannot be used. */
export async function startCasethread(
  config: Config & { readonly slack: SlackConfig },
  log: Logger,
): Promise<Casethread> {
  const now = () => new Date()
  const categories = await openCategories(
    fileURLToPath(new URL('data/categories.json', packageRoot())),
    config.categoriesFile,
  )
  const store = await openStore({
    dataDir: config.dataDir,
    log,
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
  })
  const known = await openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log,
  }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const { identities } = store
  const directory = linkedDirectory(known, identities)
  const speak = createSpeak()
  const linking = linkingOf(config, { identities, directory, speak, now, log })
  let wake: (number: number) => void = () => {}
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
  const runner = createRunner({
    commands,
    sources,
    service,
    grants: createGrantService({ store, directory, book: store.directory, now }),
    messages: { tell: (to, compose) => slack.messages.tell(to, compose) },
    directory,
    links: createLinks({
      identities,
      directory,
      invite: linking.invite,
      mayWork: (actor) => service.mayWork(actor),
      now,
    }),
    categories,
    speak,
    deskChannels: config.slack.deskChannel ? { slack: config.slack.deskChannel } : {},
    attachments: {
      slack: createSlackAttachments({
        botToken: config.slack.botToken,
        ...(config.slack.apiUrl ? { apiUrl: config.slack.apiUrl } : {}),
        log,
      }),
    },
    now,
    newId: randomUUID,
    log,
  })
  const threadViews = createThreadViews({ categories, speak, directory, now })
  const { connection } = config.slack
  const slack: Slack = createSlack({
    botToken: config.slack.botToken,
    ...(connection.kind === 'http'
      ? { signingSecret: connection.signingSecret }
      : { appToken: connection.appToken }),
    ...(config.slack.apiUrl ? { apiUrl: config.slack.apiUrl } : {}),
    port: config.port,
    host: config.host,
    route: linking.route,
    runner,
    threadViews,
    files: store.files,
    log,
    now,
    trustEmail: config.slack.trustEmail,
  })
  const mail = config.mail ? createMail({ settings: config.mail, views: threadViews, now, log }) : undefined
  const notifier = createNotifier({
    store,
    posters: { slack: slack.poster },
    mail: mail?.poster,
    now,
    log,
    onParked: createParkedTeller({ messages: slack.messages, directory, speak }),
  })
  wake = (number) => notifier.wake(number)
  const { url } = await slack.start()
  // In Socket Mode Slack opens no port, but browsers still have to come by.
  const pages =
    url === undefined && linking.route
      ? await servePages({ host: config.host, port: config.port, route: linking.route })
      : undefined
  notifier.start()
  void mail?.check()
  const sweeping = keepSwept({ files: store.files, now, log })
  return {
    url,
    pagesUrl: linking.route ? (pages?.url ?? url) : undefined,
    delivered: () => notifier.idle(),
    async stop() {
      await sweeping.stop()
      await slack.stop()
      await pages?.close()
      await notifier.stop()
      await mail?.close()
      await store.close()
    },
  }
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
