/** `casethread start`: the settings from the environment, the signals of the system, and faults told in one message. */
import { pino } from 'pino'
import { type Config, ConfigError, describeFaults, readConfig, type SlackConfig } from '../config.ts'
import { DirectoryFileError } from '../directory/directory-fault.ts'
import { startCasethread } from '../main.ts'
import { StoreUnavailable } from '../store/store-unavailable.ts'

/** EX_CONFIG of sysexits.h: something that the operator must mend first. */
export const configExitCode = 78

/** Serves the platforms that are configured until the process is told to end. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const casethread = await orExit(async () => {
    const config = withSlack(readConfig(env))
    const running = await startCasethread(config, createLog(config))
    console.log(
      running.url
        ? `Casethread takes Slack's requests at ${running.url}`
        : 'Casethread is connected to Slack (Socket Mode).',
    )
    return running
  })
  stopOnSignal(() => casethread.stop())
}

export function createLog(config: Pick<Config, 'logLevel'>): pino.Logger {
  return pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: false }))
}

function withSlack(config: Config): Config & { readonly slack: SlackConfig } {
  if (config.slack) return { ...config, slack: config.slack }
  throw new ConfigError([
    {
      setting: 'SLACK_BOT_TOKEN',
      message: 'is missing, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN with it: no chat is configured',
    },
  ])
}

/** What the operator can mend is told without a stack trace, exit code 78; anything else is a bug and thrown. */
export async function orExit<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const told = toldFault(error)
    if (!told) throw error
    console.error(told)
    process.exit(configExitCode)
  }
}

function toldFault(error: unknown): string | undefined {
  if (error instanceof ConfigError) return describeFaults(error)
  if (error instanceof StoreUnavailable || error instanceof DirectoryFileError)
    return `Casethread cannot start: ${error.message}`
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const { port, path } = error as NodeJS.ErrnoException & { readonly port?: number }
  if (error.code === 'EADDRINUSE') {
    return `Casethread cannot start: port ${port} is in use. Stop the program that holds it, or choose another with PORT=${Number(port) + 1}.`
  }
  if (error.code === 'EACCES' && port)
    return `Casethread cannot start: port ${port} is not allowed to you. Choose one above 1023 with PORT.`
  if (error.code === 'ENOENT')
    return `Casethread cannot start: there is no file ${path}. Set DIRECTORY_FILE to your directory file.`
  return undefined
}

/** The first signal ends in order, a second one at once. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}
