/** `casethread doctor`: prints what is right, what is not, and what to do next. */

import { readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { examine, examineCase, examineDomain } from '../doctor/examine.ts'
import {
  type Chapter,
  describeChapters,
  type Finding,
  type Level,
  problem,
  toReport,
} from '../doctor/finding.ts'
import type { GoogleAdmin } from '../google/google-admin.ts'
import { openSignedIn } from '../google/google-admin-sign-in.ts'
import { canOpenBrowser } from '../google/google-directory-login.ts'
import { createLog } from '../main.ts'
import { exitCodes } from './exit-codes.ts'
import { createLoginTerminal } from './login-terminal.ts'
import { paint } from './terminal.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface DoctorOptions {
  /** A desktop OAuth client's file: somebody signs in to the domain, in a browser here or elsewhere. */
  readonly signIn?: string
  /** OWN-3: the number of a case whose due times are looked at. */
  readonly case?: number
  readonly json?: boolean
}

const colours = {
  ok: 'green',
  'by-hand': 'cyan',
  warning: 'yellow',
  fault: 'red',
} as const satisfies Readonly<Record<Level, string>>

/** Exit code 0 where nothing has to be fixed, else as docs/doctor.md says. */
export async function doctor(domain: string | undefined, options: DoctorOptions, env: Env): Promise<void> {
  const chapters = await examineAll(domain, options, env)
  const exitCode = findExitCode(chapters.flatMap(({ findings }) => findings))
  const text = options.json
    ? JSON.stringify(toReport(chapters, exitCode), undefined, 2)
    : describeChapters(chapters, (level, mark) => paint(colours[level], mark))
  // A browser that nobody signed in with keeps a server of Google's library open.
  process.stdout.write(`${text}\n`, () => process.exit(exitCode))
}

/** What has to be corrected here comes before what may pass by itself. */
export function findExitCode(findings: readonly Finding[]): number {
  const faults = findings.filter(({ level }) => level === 'fault')
  if (faults.some(({ cause }) => cause === 'settings')) return exitCodes.config
  if (faults.some(({ cause }) => cause !== 'unreachable')) return exitCodes.problems
  return faults.length > 0 ? exitCodes.unavailable : 0
}

async function examineAll(
  domain: string | undefined,
  { signIn, case: number }: DoctorOptions,
  env: Env,
): Promise<readonly Chapter[]> {
  try {
    const config = readConfig(env)
    const deps = { config, log: createLog({ logLevel: 'silent' }), now: () => new Date() }
    if (number !== undefined) return await examineCase(deps, number)
    if (domain === undefined) return signIn === undefined ? await examine(deps) : [whichDomain]
    const asking = signIn === undefined ? undefined : (admin: string) => askToSignIn(signIn, admin, env)
    return await examineDomain(deps, domain.toLowerCase(), asking)
  } catch (error) {
    const chapter = toChapter(error)
    if (!chapter) throw error
    return [chapter]
  }
}

const whichDomain: Chapter = {
  title: 'Signing in',
  findings: [
    problem(
      { kind: 'google-sign-in', subject: '--sign-in' },
      '--sign-in was given without a reseller domain, so nothing was looked at.',
      'Name the domain: casethread doctor <domain> --sign-in <client.json>.',
    ),
  ],
}

function askToSignIn(clientFile: string, admin: string, env: Env): Promise<GoogleAdmin> {
  return openSignedIn({
    clientFile,
    admin,
    inBrowser: canOpenBrowser(env, process.platform),
    terminal: createLoginTerminal(),
  })
}

function toChapter(error: unknown): Chapter | undefined {
  if (!(error instanceof ConfigError)) return undefined
  const findings = error.issues.map(({ setting, message }) =>
    problem(
      { kind: 'setting', subject: setting, cause: 'settings' },
      `${setting} ${message}`,
      `Correct ${setting}, then run this again.`,
    ),
  )
  return { title: 'Settings', findings }
}
