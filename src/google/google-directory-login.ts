/** An admin signs in once, for `directory google sync` to go on by itself: in a browser here, or in one elsewhere. */
import { randomBytes, randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Credentials } from 'google-auth-library'
import { z } from 'zod'
import { timedOut, withTimeout } from '../config/with-timeout.ts'
import { type GoogleNetwork, toTransporterOptions } from './google-network.ts'
import type { GoogleSignInRecord } from './google-sign-in-file.ts'
import { readGoogleRefusal } from './read-google-refusal.ts'

/**
 * `client`: the client's file is of no use. `denied`: the person said no. `timed-out`: nobody signed in. `not-pasted`: what was pasted
 * is no answer. `incomplete`: not all was allowed. `refused` and `unreachable`: Google's answer.
 */
export type GoogleLoginFault =
  | 'client'
  | 'denied'
  | 'timed-out'
  | 'not-pasted'
  | 'incomplete'
  | 'refused'
  | 'unreachable'

/** Nobody signed in; the message says why and what to do, and holds no secret. */
export class GoogleLoginError extends Error {
  override readonly name = 'GoogleLoginError'
  readonly kind: GoogleLoginFault

  constructor(kind: GoogleLoginFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

export interface LoginTerminal {
  show(text: string): void
  /** One line that the person types; rejects once the signal ends it. */
  ask(question: string, signal: AbortSignal): Promise<string>
}

export interface GoogleLoginOptions {
  /** The JSON of a desktop OAuth client. */
  readonly clientFile: string
  readonly scopes: readonly string[]
  /** The account that is expected: the page suggests it. Empty where any admin will do. */
  readonly admin: string
  /** `canOpenBrowser` tells. */
  readonly inBrowser: boolean
  readonly terminal: LoginTerminal
  readonly network?: GoogleNetwork
  readonly timeoutMs?: number
  /** `@google-cloud/local-auth`'s, which opens the browser. */
  readonly authenticate?: (options: {
    readonly keyfilePath: string
    readonly scopes: string[]
  }) => Promise<{ readonly credentials: Credentials }>
}

/** What came of it: enough to make clients of it for good. */
export type GoogleLogin = Pick<GoogleSignInRecord, 'clientId' | 'clientSecret' | 'refreshToken' | 'scopes'>

const loginTimeoutMs = 120_000
const maxPastes = 5

/** Whether a browser would be seen by who sits here: not over SSH, and only with a display. */
export function canOpenBrowser(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY) return false
  if (platform === 'darwin' || platform === 'win32' || env.WSL_DISTRO_NAME) return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

const ClientFile = z.object({
  installed: z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) }),
})
type Client = z.infer<typeof ClientFile>['installed']

/**
 * Signs in and keeps nothing. Throws `GoogleLoginError`. After `timed-out` with a browser, Google's library still waits for it: end
 * the process.
 */
export async function signInToGoogle(options: GoogleLoginOptions): Promise<GoogleLogin> {
  const client = readClient(options.clientFile)
  const credentials = options.inBrowser ? await signInHere(options) : await signInElsewhere(options, client)
  const granted = (credentials.scope ?? '').split(' ')
  const missing = options.scopes.filter((scope) => !granted.includes(scope))
  if (missing.length > 0)
    throw new GoogleLoginError(
      'incomplete',
      `Not everything was allowed on Google's page: ${missing.join(', ')} is missing. Sign in again and select every box.`,
    )
  const { refresh_token: refreshToken } = credentials
  if (!refreshToken)
    throw new GoogleLoginError(
      'incomplete',
      'Google gave a sign-in that ends within the hour. Remove this app at https://myaccount.google.com/connections and sign in again.',
    )
  return {
    clientId: client.client_id,
    clientSecret: client.client_secret,
    refreshToken,
    scopes: [...options.scopes],
  }
}

function readClient(file: string): Client {
  const next = 'Create an OAuth client of type Desktop app in the Google Cloud console and download its JSON.'
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new GoogleLoginError(
      'client',
      `${file} ${missing ? "doesn't exist" : "isn't readable JSON"}. ${next}`,
    )
  }
  const parsed = ClientFile.safeParse(content)
  if (parsed.success) return parsed.data.installed
  const kind = z.looseObject({ type: z.string() }).safeParse(content).data?.type
  const what = kind ? `is of the type ${kind.slice(0, 40)}, not` : "isn't the file of"
  throw new GoogleLoginError('client', `${file} ${what} a desktop OAuth client. ${next}`)
}

async function signInHere(options: GoogleLoginOptions): Promise<Credentials> {
  const { clientFile, scopes, timeoutMs = loginTimeoutMs } = options
  const authenticate = options.authenticate ?? (await import('@google-cloud/local-auth')).authenticate
  options.terminal.show('A browser opens. Sign in there.')
  try {
    const client = await withTimeout(
      authenticate({ keyfilePath: clientFile, scopes: [...scopes] }),
      timeoutMs,
    )
    if (client !== timedOut) return client.credentials
  } catch (error) {
    throw toLoginError(error)
  }
  throw tooLate(timeoutMs)
}

/** Nothing listens at the address that Google goes back to: what counts stands in the address itself (RFC 8252, section 7.3). */
async function signInElsewhere(options: GoogleLoginOptions, given: Client): Promise<Credentials> {
  const { scopes, admin, terminal, network, timeoutMs = loginTimeoutMs } = options
  const { CodeChallengeMethod, OAuth2Client } = await import('google-auth-library')
  const redirectUri = `http://127.0.0.1:${randomInt(49_152, 65_536)}`
  const client = new OAuth2Client({
    clientId: given.client_id,
    clientSecret: given.client_secret,
    redirectUri,
    transporterOptions: toTransporterOptions(network),
  })
  const { codeVerifier, codeChallenge } = await client.generateCodeVerifierAsync()
  const state = randomBytes(24).toString('base64url')
  const url = client.generateAuthUrl({
    access_type: 'offline',
    scope: [...scopes],
    state,
    code_challenge: codeChallenge ?? '',
    code_challenge_method: CodeChallengeMethod.S256,
    ...(admin === '' ? {} : { login_hint: admin }),
    // Otherwise a second sign-in brings nothing that lasts.
    prompt: 'consent',
  })
  terminal.show(
    [
      `Open this address in a browser on any computer, and sign in as ${admin || 'an admin'}:`,
      url,
      `At the end the browser shows a page that can't be opened. Copy its whole address, which begins with ${redirectUri}, and paste it here.`,
    ].join('\n\n'),
  )
  const code = await askForCode(terminal, state, redirectUri, timeoutMs)
  try {
    const { tokens } = await client.getToken({ code, codeVerifier })
    return tokens
  } catch (error) {
    throw toLoginError(error)
  }
}

async function askForCode(
  terminal: LoginTerminal,
  state: string,
  redirectUri: string,
  timeoutMs: number,
): Promise<string> {
  const patience = new AbortController()
  const asking = askUntilUsable(terminal, state, redirectUri, patience.signal)
  try {
    const code = await withTimeout(asking, timeoutMs)
    if (code !== timedOut) return code
  } finally {
    // Also ends the question that nobody answered.
    asking.catch(() => {})
    patience.abort()
  }
  throw tooLate(timeoutMs)
}

async function askUntilUsable(
  terminal: LoginTerminal,
  state: string,
  redirectUri: string,
  signal: AbortSignal,
): Promise<string> {
  for (let pasted = 0; pasted < maxPastes; pasted += 1) {
    const answer = readPasted(await terminal.ask('Address: ', signal), state, redirectUri)
    if ('code' in answer) return answer.code
    terminal.show(answer.hint)
  }
  throw new GoogleLoginError(
    'not-pasted',
    'None of that was the address that Google went back to. Start again.',
  )
}

/** The code, or what to do instead. Throws where the person or Google said no. */
function readPasted(
  text: string,
  state: string,
  redirectUri: string,
): { readonly code: string } | { readonly hint: string } {
  // Terminals break long lines.
  const bare = text.replace(/\s+/g, '').replace(/^["'<]|["'>]$/g, '')
  const address = /^(127\.0\.0\.1|localhost)[:/]/.test(bare) ? `http://${bare}` : bare
  if (!URL.canParse(address) || !/^https?:/.test(address))
    return {
      hint: `That isn't an address. Paste the whole address of the last page; it begins with ${redirectUri}.`,
    }
  const url = new URL(address)
  if (url.hostname === 'accounts.google.com')
    return {
      hint: `That's the address of the sign-in page. Sign in there, then paste the one that begins with ${redirectUri}.`,
    }
  const asked = (name: string) => url.searchParams.get(name)
  const isOurs = asked('state') === state
  const error = asked('error')
  if (error !== null && isOurs) throw toDenial(error)
  if (asked('code') === null && error === null)
    return {
      hint: 'There is no code in that address. Paste it whole, including everything after the question mark.',
    }
  if (!isOurs)
    return {
      hint: 'That address belongs to another sign-in. Open the address above, and paste where it leads to.',
    }
  return { code: asked('code') ?? '' }
}

function toDenial(error: string): GoogleLoginError {
  if (error === 'access_denied')
    return new GoogleLoginError(
      'denied',
      'Access was denied on Google\'s page, so nobody is signed in. Start again and select "Allow". If Google blocked it, let this client through under Security > Access and data control > API controls in the Admin console.',
    )
  return new GoogleLoginError('refused', `Google refused the sign-in (${error.slice(0, 60)}). Start again.`)
}

function toLoginError(error: unknown): GoogleLoginError {
  // What local-auth throws of the address has Google's word for a message.
  if (error instanceof Error && error.message === 'access_denied') return toDenial('access_denied')
  const { reason, said } = readGoogleRefusal(error, Date.now())
  if (reason === 'unavailable' || reason === 'throttled')
    return new GoogleLoginError('unreachable', `Google could not be reached (${said}). Start again.`)
  return new GoogleLoginError('refused', `Google didn't accept the sign-in (${said}). Start again.`)
}

function tooLate(timeoutMs: number): GoogleLoginError {
  const minutes = Math.round(timeoutMs / 60_000)
  const time = minutes >= 2 ? `${minutes} minutes` : `${Math.round(timeoutMs / 1_000)} seconds`
  return new GoogleLoginError('timed-out', `Nobody signed in within ${time}. Start again.`)
}
