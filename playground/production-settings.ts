/** When `npm start` is not to be the playground: among settings of a server that works real cases. */

import { readConfig, settingNames } from '../src/config/config.ts'
import { ConfigError, type ConfigIssue, describeConfigIssues } from '../src/config/config-error.ts'
import { withChat } from '../src/main.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What may be set for trying, too. HOST changes nothing there: the playground is reached from this machine only. */
const harmless: readonly string[] = ['HOST', 'PORT', 'LOG_LEVEL']

/** The names of the settings that are for production; with any of them there is no playground. */
export function productionSettings(env: Env): readonly string[] {
  const known: readonly string[] = settingNames.filter((name) => !harmless.includes(name))
  // A name that is none of ours, but was meant for a chat.
  const meant = Object.keys(env).filter((name) => /^(SLACK|GCHAT)_/.test(name) && !known.includes(name))
  const seen = [...known, ...meant].filter((name) => env[name]?.trim())
  return env.NODE_ENV?.trim() === 'production' ? [...seen, 'NODE_ENV'] : seen
}

/** Why no chat can be served with these settings, and how to get the playground; undefined where one can. */
export function refuseServing(env: Env): string | undefined {
  const faults = faultsIn(env)
  if (faults.length === 0) return undefined
  const chat = ['SLACK_BOT_TOKEN', 'GCHAT_PROJECT_NUMBER'].some((name) => env[name]?.trim())
  const told = new Set(faults.map(({ setting }) => setting))
  const missing = chat ? [] : faultsIn({}).filter(({ setting }) => !told.has(setting))
  const seen = productionSettings(env)
  const names = seen.map((name) => (name === 'NODE_ENV' ? 'NODE_ENV=production' : name)).join(', ')
  return `${describeConfigIssues(new ConfigError([...faults, ...missing]))}
The playground starts only without settings for production. You have set: ${names}.
To get the playground, start it without them: env ${seen.map((name) => `-u ${name}`).join(' ')} npm start`
}

function faultsIn(env: Env): readonly ConfigIssue[] {
  try {
    withChat(readConfig(env))
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.issues
    throw error
  }
}
