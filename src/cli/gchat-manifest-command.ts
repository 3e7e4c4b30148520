/** `casethread gchat manifest`: all that is entered in Google's consoles for the Chat app, to copy (docs/google-chat.md). */
import { commands } from '../../commands/index.ts'
import type { Locale } from '../cases/case.ts'
import { createManifest, describeManifest } from '../chat/gchat/setup/manifest.ts'
import { readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { orExit } from '../main.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface GchatManifestOptions {
  readonly language: Locale
  readonly json?: boolean
}

/** Needs PUBLIC_URL; with GCHAT_PROJECT_NUMBER, what bears that number is complete as well. */
export async function showGchatManifest({ language, json }: GchatManifestOptions, env: Env): Promise<void> {
  await orExit(async () => {
    const { publicUrl, gchat } = readConfig(env)
    if (publicUrl === null) {
      const message = 'is missing: set it to the https address at which Google will reach the bot'
      throw new ConfigError([{ setting: 'PUBLIC_URL', message }])
    }
    const installation = { publicUrl, projectNumber: gchat?.projectNumber ?? null }
    const manifest = createManifest(commands, installation, language)
    console.log(json ? JSON.stringify(manifest, undefined, 2) : describeManifest(manifest))
  }, 'do it')
}
