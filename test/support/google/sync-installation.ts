/** An installation of Casethread beside a local Google, and `directory google sync` in it. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { type GoogleSyncCommandOptions, syncWithGoogle } from '../../../src/cli/directory-google-command.ts'
import { withStore } from '../../../src/cli/with-store.ts'
import { parseDirectoryFile } from '../../../src/people/directory-file.ts'
import { readStored } from '../../../src/people/import-directory.ts'
import type { Stored } from '../../../src/people/import-plan.ts'
import { aSkippingClock } from '../skipping-clock.ts'
import { dropDatabase, mongoForTests } from '../stores.ts'
import { aFolder, delegateEverything, writeKeyFile } from './connect-google.ts'
import { aLocalGoogle, type LocalGoogle } from './google-server.ts'
import { type GoogleWorld, twoResellers } from './google-world.ts'

export const hoshi = 'hoshi-cloud.example.com'
export const northwind = 'northwind-apps.example.com'

export interface Installation {
  readonly folder: string
  readonly google: LocalGoogle
  readonly env: Readonly<Record<string, string>>
  /** `slept`: how long it would have waited for Google, wait by wait (ms). */
  sync(
    options?: GoogleSyncCommandOptions,
  ): Promise<{ code: number; out: string; err: string; slept: readonly number[] }>
  /** What the directory holds, in the file where there is one, else in the database. */
  stored(): Promise<Stored>
}

/** DIRECTORY_GOOGLE_FILE, with other domains than the usual ones where they are said. */
export function googleYaml(
  domains: readonly string[] = [
    `{ domain: ${hoshi}, admin: admin@${hoshi}, name: ホシクラウド, language: ja }`,
    `{ domain: ${northwind}, admin: admin@${northwind} }`,
  ],
): string {
  return `keyFile: key.json
domains:
${domains.map((domain) => `  - ${domain}`).join('\n')}
newCustomers: { timeZone: Asia/Tokyo }
`
}

export async function installed(
  more: Readonly<Record<string, string>> = {},
  world: GoogleWorld = twoResellers(),
  extra = '',
): Promise<Installation> {
  const folder = aFolder()
  const google = await aLocalGoogle(world, { pageSize: 100 })
  writeKeyFile(delegateEverything(world), folder)
  const settings = join(folder, 'google.yaml')
  writeFileSync(settings, `${googleYaml()}${extra}`)
  const env = { DATA_DIR: folder, DIRECTORY_GOOGLE_FILE: settings, ...more }
  const file = join(folder, 'directory.yaml')
  return {
    folder,
    google,
    env,
    async sync(options = { yes: true }) {
      const clock = aSkippingClock()
      const where = { network: google.network, calls: { clock, random: () => 1 } }
      return { ...(await listen(() => syncWithGoogle(options, env, where))), slept: clock.slept }
    },
    async stored() {
      if (existsSync(file)) return { ...parseDirectoryFile(readFileSync(file, 'utf8'), file), grants: [] }
      return withStore({ dataDir: folder, mongodbUri: more.MONGODB_URI ?? null }, (store) =>
        readStored(store.directory),
      )
    },
  }
}

/** What a command says and ends with. */
export async function listen(run: () => Promise<void>) {
  const out: string[] = []
  const err: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line))
  const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line))
  process.exitCode = undefined
  try {
    await run()
    return { code: Number(process.exitCode ?? 0), out: out.join('\n'), err: err.join('\n') }
  } finally {
    process.exitCode = undefined
    log.mockRestore()
    error.mockRestore()
  }
}

const mongo = mongoForTests()
/** Where the database can be; `settings` are those that lead there. */
export const databases = [
  { name: 'SQLite', settings: () => ({}) },
  ...(mongo.kind === 'server'
    ? [
        {
          name: mongo.name,
          settings: () => {
            const name = `casethread-sync-${randomUUID()}`
            onTestFinished(() => dropDatabase(mongo.uri, name))
            return { MONGODB_URI: mongo.uri.replace(/\/(\?|$)/, `/${name}$1`) }
          },
        },
      ]
    : []),
]
