/** `casethread start`: the settings from the environment, the signals of the system, and faults told in one message. */
import { pino } from 'pino'
import { findStoreFault } from './cases/store-fault.ts'
import { ChatUnavailable } from './chat/chat-unavailable.ts'
import { eventsPath } from './chat/gchat/endpoint.ts'
import { installPath } from './chat/slack/install-path.ts'
import { endInOrder } from './cli/ending.ts'
import { exitCodes } from './cli/exit-codes.ts'
import { type Casethread, startCasethread } from './compose.ts'
import { type Config, readConfig } from './config/config.ts'
import { ConfigError, describeConfigIssues } from './config/config-error.ts'
import { FileValidationError } from './config/file-validation-error.ts'
import { NoDirectory } from './people/open-directory.ts'
import { StoreUnavailable } from './store/store-unavailable.ts'

/** Serves the platforms that are configured until the process is told to end. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = await orExit(async () => withChat(readConfig(env)))
  const log = createLog(config)
  const ending = endInOrder(log)
  const casethread = await orExit(() => startCasethread(config, log))
  ending.stopWith(() => casethread.stop())
  for (const line of whereItListens(config, casethread)) console.log(line)
}

export function createLog(config: Pick<Config, 'logLevel'>): pino.Logger {
  return pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }))
}

export function withChat(config: Config): Config {
  if (config.slack || config.gchat) return config
  throw new ConfigError([
    {
      setting: 'SLACK_BOT_TOKEN',
      message:
        'is missing, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN with it, for Slack: no chat is configured',
    },
    {
      setting: 'GCHAT_PROJECT_NUMBER',
      message:
        'is missing, and PUBLIC_URL and GOOGLE_APPLICATION_CREDENTIALS with it, for Google Chat: set either, or both',
    },
  ])
}

function whereItListens(
  { slack, gchat, publicUrl }: Config,
  { url, gchatUrl, metricsUrl }: Casethread,
): readonly string[] {
  const ofSlack = url
    ? `Casethread takes Slack's requests at ${url}`
    : 'Casethread is connected to Slack (Socket Mode).'
  return [
    ...(slack ? [ofSlack] : []),
    ...(slack?.shared ? [`Workspaces add it to Slack at ${publicUrl}${installPath}`] : []),
    ...(gchat
      ? [
          `Casethread takes Google Chat's requests at ${gchatUrl}, from outside at ${gchat.publicUrl}${eventsPath}`,
        ]
      : []),
    ...(metricsUrl ? [`Casethread serves metrics at ${metricsUrl}/metrics`] : []),
  ]
}

/** What the operator can mend is told without a stack trace, under an exit code of its own; anything else is a bug and thrown. */
export async function orExit<T>(work: () => Promise<T>, aim = 'start'): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const fault = toFault(error)
    if (!fault) throw error
    console.error(
      aim === 'start'
        ? fault.message
        : fault.message.replace('Casethread cannot start', `Casethread cannot ${aim}`),
    )
    process.exit(exitCodes[fault.kind])
  }
}

interface Fault {
  readonly kind: 'config' | 'unavailable' | 'badData'
  readonly message: string
}

function toFault(error: unknown): Fault | undefined {
  if (error instanceof ConfigError) return { kind: 'config', message: describeConfigIssues(error) }
  if (error instanceof FileValidationError) return { kind: 'config', message: cannotStart(error.message) }
  if (error instanceof NoDirectory) return { kind: 'config', message: cannotStart(error.message) }
  if (error instanceof StoreUnavailable && error.damaged)
    return { kind: 'badData', message: cannotStart(error.message) }
  if (error instanceof StoreUnavailable || error instanceof ChatUnavailable)
    return { kind: error.refused ? 'config' : 'unavailable', message: cannotStart(error.message) }
  const storeFault = findStoreFault(error)
  if (storeFault) {
    const { kind, message } = storeFault
    return {
      kind: kind === 'damaged' ? 'badData' : kind === 'read-only' ? 'config' : 'unavailable',
      message: cannotStart(`${message}.`),
    }
  }
  const text = error instanceof Error ? systemFault(error) : undefined
  return text ? { kind: 'config', message: cannotStart(text) } : undefined
}

function cannotStart(why: string): string {
  return `Casethread cannot start: ${why}`
}

/** Also where the system's error is only the cause of one that tells more. */
function systemFault(
  error: NodeJS.ErrnoException & { readonly port?: number; readonly setting?: string },
): string | undefined {
  const { code, port, path, setting = 'PORT' } = error
  if (code === 'EADDRINUSE') {
    return `port ${port} is in use. Stop the program that holds it, or choose another with ${setting}=${Number(port) + 1}.`
  }
  if (code === 'EACCES' && port)
    return `port ${port} is not allowed to you. Choose one above 1023 with ${setting}.`
  if (code === 'ENOENT') return `there is no file ${path}. Set DIRECTORY_FILE to your directory file.`
  return error.cause instanceof Error ? systemFault(error.cause) : undefined
}
