/** When `npm start` is not to be the playground: among settings of a server that works real cases. */

import { settingVariables } from '../src/config/config.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What may be set for trying, too. HOST changes nothing there: the playground is reached from this machine only. */
const harmless: readonly string[] = ['HOST', 'PORT', 'LOG_LEVEL']

/** The names of the settings that are for production; with any of them there is no playground. */
export function productionSettings(env: Env): readonly string[] {
  const known: readonly string[] = settingVariables.filter((name) => !harmless.includes(name))
  // A name that is none of ours, but was meant for a chat.
  const meant = Object.keys(env).filter((name) => /^(SLACK|GCHAT)_/.test(name) && !known.includes(name))
  const seen = [...known, ...meant].filter((name) => env[name]?.trim())
  return env.NODE_ENV?.trim() === 'production' ? [...seen, 'NODE_ENV'] : seen
}

/** Why there is no playground with these settings, what serves them, and how to get it all the same; undefined where there is one. */
export function refuseProductionSettings(env: Env): string | undefined {
  const seen = productionSettings(env)
  if (seen.length === 0) return undefined
  const names = seen.map((name) => (name === 'NODE_ENV' ? 'NODE_ENV=production' : name)).join(', ')
  return `npm start is the playground: it holds sample cases and never serves a real chat. It starts only without settings for production.
You have set: ${names}.
To serve your chat with these settings:  npx casethread start
To get the playground, leave them out:   env ${seen.map((name) => `-u ${name}`).join(' ')} npm start`
}
