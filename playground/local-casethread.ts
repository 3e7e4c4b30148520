/** Casethread beside a local Slack and a local Google Chat: what `npm start`, the demo and the journeys run. The bot is given settings and nothing else. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type Casethread, startCasethread } from '../src/compose.ts'
import { readConfig } from '../src/config/config.ts'
import { packageRoot } from '../src/config/package-root.ts'
import { createLog } from '../src/main.ts'
import { addSampleCases } from './add-sample-cases.ts'
import { bindChannels } from './bind-channels.ts'
import { slashCommands } from './chat-commands.ts'
import { type DirectoryRead, readDirectory } from './directory-read.ts'
import { type Forwarder, startForwarder } from './forward.ts'
import { type LocalChat, startLocalChat } from './gchat/local-chat.ts'
import type { Audience, Envelope } from './gchat/local-options.ts'
import { type LocalGoogle, startLocalGoogle } from './local-google.ts'
import { claimStore } from './own-store.ts'
import { sampleChannels, samplePeople, sampleSpaces, sampleStrangers } from './sample-people.ts'
import { type LocalSlack, startLocalSlack } from './slack/local-slack.ts'
import { chatWelcome, welcome } from './welcome.ts'

export interface LocalCasethread {
  readonly slack: LocalSlack
  readonly chat: LocalChat
  readonly casethread: Casethread
  /** What the bot checks requests by; for those who play Slack themselves. */
  readonly signingSecret: string
  /** Answers the names of what had to be cut off. */
  stop(): Promise<readonly string[]>
}

export interface LocalOptions {
  /** Where the local Slack listens; 0 for any free port. */
  readonly port: number
  /** The settings that may be chosen. All others are made here; those of the process are not looked at. */
  readonly env: ChosenSettings
  /** Whether the local chats remember their messages in the data folder. */
  readonly remember: boolean
  /** Whether a store that is yet to be made begins with the sample's cases; without it, it is empty. */
  readonly sampleCases?: boolean
  /** How Google Chat's events come; as to a Chat app of old by default. */
  readonly envelope?: Envelope
  /** Whom a classic event's token is for; the project by default. */
  readonly audience?: Audience
}

export interface ChosenSettings {
  /** The folder of the local chats' memory and of the embedded store, which must be the playground's own. */
  readonly DATA_DIR: string
  /** In the place of the embedded store; for the demo and the tests. */
  readonly MONGODB_URI?: string | undefined
  /** In the place of the sample directory. */
  readonly DIRECTORY_FILE?: string | undefined
  readonly CATEGORIES_FILE?: string | undefined
  readonly TARGETS_FILE?: string | undefined
  readonly DESK_LANGUAGE?: string | undefined
  readonly DESK_TIME_ZONE?: string | undefined
  readonly LOG_LEVEL?: string | undefined
}

/** Settings that a real Slack app would have, made for this run. */
export async function startLocalCasethread({
  port,
  env,
  remember,
  sampleCases = false,
  envelope = 'classic',
  audience = 'project-number',
}: LocalOptions): Promise<LocalCasethread> {
  const signingSecret = randomBytes(16).toString('hex')
  const token = `xoxb-local-${randomBytes(12).toString('hex')}`
  const dataDir = env.DATA_DIR
  const own = await claimStore({ dataDir, embedded: !env.MONGODB_URI })
  const directoryFile =
    env.DIRECTORY_FILE || fileURLToPath(new URL('playground/sample-directory.yaml', packageRoot()))
  const chat = await startLocalChat({
    port: 0,
    app: { name: 'Casethread' },
    // Known once the bot listens.
    bot: { url: 'http://127.0.0.1:9' },
    envelope,
    audience,
    people: samplePeople,
    spaces: sampleSpaces.map(withStart),
    commands: slashCommands(),
    welcome: chatWelcome,
    platforms: ['slack', 'gchat'],
    ...(remember ? { stateFile: join(dataDir, 'playground-chat.json') } : {}),
  })
  const slack = await startLocalSlack({
    port,
    team: { name: 'Casethread playground' },
    bot: { url: 'http://127.0.0.1:9', signingSecret, token, name: 'Casethread' },
    people: [...samplePeople, ...sampleStrangers],
    channels: sampleChannels.map(withStart),
    welcome,
    manifest: parse(readFileSync(new URL('manifest.yml', packageRoot()), 'utf8')),
    webRoot: fileURLToPath(new URL('dist/playground/web', packageRoot())),
    chatUrl: chat.url,
    ...(remember ? { stateFile: join(dataDir, 'playground.json') } : {}),
  }).catch(async (error: unknown) => {
    await chat.close()
    throw error
  })
  let botUrl = 'http://127.0.0.1:9'
  const front = await startForwarder(async () => ({ host: '127.0.0.1', port: new URL(botUrl).port }))
  const directory = readDirectory(directoryFile)
  const google = await startLocalGoogle({
    accounts: accountsIn(directory),
    redirectUri: `${front.url}/link/callback`,
  })
  chat.setBotUrl(front.url)
  const closeAll = () => closeLocal({ slack, chat, front, google })
  try {
    const config = readConfig({
      DATA_DIR: dataDir,
      MONGODB_URI: env.MONGODB_URI,
      DIRECTORY_FILE: directoryFile,
      CATEGORIES_FILE: env.CATEGORIES_FILE,
      TARGETS_FILE: env.TARGETS_FILE,
      DESK_LANGUAGE: env.DESK_LANGUAGE,
      DESK_TIME_ZONE: env.DESK_TIME_ZONE,
      LOG_LEVEL: env.LOG_LEVEL || 'warn',
      SLACK_BOT_TOKEN: token,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
      SLACK_TRUST_EMAIL: 'true',
      PUBLIC_URL: front.url,
      GOOGLE_CLIENT_ID: google.clientId,
      GOOGLE_CLIENT_SECRET: google.clientSecret,
      GOOGLE_ISSUER: google.issuer,
      SLACK_DESK_CHANNEL: slack.channels.get('support-desk'),
      GCHAT_PROJECT_NUMBER: chat.projectNumber,
      GCHAT_AUDIENCE: audience,
      GOOGLE_APPLICATION_CREDENTIALS: chat.keyFile,
      GCHAT_DESK_SPACE: chat.spaces.get('Support desk'),
      GCHAT_API_URL: chat.apiUrl,
      GCHAT_CERTS_URL: chat.certsUrl,
    })
    if (!config.slack) throw new Error('the local Slack is configured')
    if (sampleCases && own.isNew) await addSampleCases({ dataDir, directoryFile })
    const mongodbUri = config.mongodbUri ?? undefined
    if (directory) await bindChannels({ slack, chat, own, directory, dataDir, mongodbUri })
    const casethread = await startCasethread(
      { ...config, slack: config.slack, host: '127.0.0.1', port: 0 },
      createLog(config),
    )
    if (!casethread.url) throw new Error('the bot listens over HTTP')
    botUrl = casethread.url
    slack.setBotUrl(botUrl)
    return {
      slack,
      chat,
      casethread,
      signingSecret,
      async stop() {
        const cutOff = await casethread.stop()
        await closeAll()
        return cutOff
      },
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function closeLocal(parts: {
  readonly slack: LocalSlack
  readonly chat: LocalChat
  readonly front: Forwarder
  readonly google: LocalGoogle
}): Promise<void> {
  await Promise.all([parts.slack.close(), parts.chat.close(), parts.front.close(), parts.google.close()])
}

/** The page opens where people of the channel work on cases. */
function withStart<Place extends { readonly belongsTo?: unknown }>(place: Place) {
  return { ...place, starts_here: place.belongsTo !== undefined }
}

/** Whom the local Google knows: the accounts of the directory, and one of no directory at all. */
function accountsIn(
  directory: DirectoryRead | undefined,
): readonly { readonly email: string; readonly name: string }[] {
  return directory ? [...directory.accounts, { email: 'jordan.lee@example.org', name: 'Jordan Lee' }] : []
}
