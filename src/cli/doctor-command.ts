/** `casethread doctor`: prints what is right, what is not, and what to do next. */

import { readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { examine, examineCase, examineDomain } from '../doctor/examine.ts'
import { type Chapter, describeChapters, problem } from '../doctor/finding.ts'
import { GoogleAdminError } from '../google/google-admin.ts'
import { openSignedIn } from '../google/google-admin-sign-in.ts'
import { createLog } from '../main.ts'

export interface DoctorOptions {
  /** A desktop OAuth client's file: a browser opens to sign in to the domain. */
  readonly signIn?: string
  /** OWN-3: the number of a case whose due times are looked at. */
  readonly case?: number
}

/** Exit code 1 where something has to be mended. */
export async function doctor(
  domain: string | undefined,
  { signIn, case: number }: DoctorOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const chapters = await examineAll(domain, signIn, number, env)
  console.log(describeChapters(chapters))
  if (chapters.some(({ findings }) => findings.some(({ level }) => level === 'fault'))) process.exitCode = 1
}

async function examineAll(
  domain: string | undefined,
  signIn: string | undefined,
  number: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Chapter[]> {
  try {
    const config = readConfig(env)
    const deps = { config, log: createLog({ logLevel: 'silent' }), now: () => new Date() }
    if (number !== undefined) return await examineCase(deps, number)
    if (domain === undefined) return await examine(deps)
    const google = signIn === undefined ? undefined : await openSignedIn(signIn)
    return await examineDomain(deps, domain.toLowerCase(), google)
  } catch (error) {
    const chapter = toChapter(error)
    if (!chapter) throw error
    return [chapter]
  }
}

function toChapter(error: unknown): Chapter | undefined {
  if (error instanceof GoogleAdminError)
    return {
      title: 'Signing in',
      findings: [problem(error.message, 'See docs/another-domain.md, then try again.')],
    }
  if (!(error instanceof ConfigError)) return undefined
  const findings = error.issues.map(({ setting, message }) =>
    problem(`${setting} ${message}`, 'Mend the setting.'),
  )
  return { title: 'Settings', findings }
}
