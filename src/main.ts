/** Wiring only: config → store → service → notify → platforms. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { commands } from '../commands/index.ts'
import { createRunner } from '../commands/runner.ts'
import { sources } from '../commands/sources.ts'
import { createCaseService } from './cases/create-case-service.ts'
import { createGrantService } from './cases/grant-service.ts'
import { readCategories } from './categories-file.ts'
import type { Config, SlackConfig } from './config.ts'
import { openDirectory } from './directory/open-directory.ts'
import { recogniseFile } from './files/recognise-file.ts'
import { createSpeak } from './i18n/speech.ts'
import { createNotifier } from './notify/notifier.ts'
import { packageRoot } from './package-root.ts'
import { findPersonalData } from './personal-data/find-personal-data.ts'
import { createSlackAttachments } from './slack/attachments.ts'
import { createSlack, type Slack } from './slack/slack-app.ts'
import { openStore } from './store/open-store.ts'
import { keepSwept } from './sweep.ts'
import { createThreadViews } from './thread-views.ts'

export interface Casethread {
  /** Where Slack's requests are taken; undefined in Socket Mode. */
  readonly url: string | undefined
  /** Resolves when every thread shows what it should, or waits for its next try. */
  delivered(): Promise<void>
  /** Lets what is under way end, then closes everything. */
  stop(): Promise<void>
}

/** Starts the product with these settings. Throws `StoreUnavailable`, `NoDirectory` or `DirectoryFileError` where these cannot be used. */
export async function startCasethread(
  config: Config & { readonly slack: SlackConfig },
  log: Logger,
): Promise<Casethread> {
  const now = () => new Date()
  const categories = readCategories(fileURLToPath(new URL('data/categories.json', packageRoot())))
  const store = await openStore({
    dataDir: config.dataDir,
    log,
    ...(config.mongodbUri ? { mongodbUri: config.mongodbUri } : {}),
  })
  const directory = await openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log,
  }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  const speak = createSpeak()
  let wake: (number: number) => void = () => {}
  const service = createCaseService({
    store,
    directory,
    categories,
    findPersonalData,
    recogniseFile,
    now,
    newId: randomUUID,
    onNews: (number) => wake(number),
  })
  const runner = createRunner({
    commands,
    sources,
    service,
    grants: createGrantService({ store, directory, book: store.directory, now }),
    messages: { tell: (to, compose) => slack.messages.tell(to, compose) },
    directory,
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
  const { connection } = config.slack
  const slack: Slack = createSlack({
    botToken: config.slack.botToken,
    ...(connection.kind === 'http'
      ? { signingSecret: connection.signingSecret }
      : { appToken: connection.appToken }),
    ...(config.slack.apiUrl ? { apiUrl: config.slack.apiUrl } : {}),
    port: config.port,
    host: config.host,
    runner,
    threadViews: createThreadViews({ categories, speak, directory, now }),
    files: store.files,
    log,
    now,
    trustEmail: config.slack.trustEmail,
  })
  const notifier = createNotifier({ store, posters: { slack: slack.poster }, now, log })
  wake = (number) => notifier.wake(number)
  const { url } = await slack.start()
  notifier.start()
  const sweeping = keepSwept({ files: store.files, now, log })
  return {
    url,
    delivered: () => notifier.idle(),
    async stop() {
      await sweeping.stop()
      await slack.stop()
      await notifier.stop()
      await store.close()
    },
  }
}
