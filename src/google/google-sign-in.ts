import { createPublicKey, type JsonWebKey } from 'node:crypto'
import type { OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { toAgentOptions } from '../config/proxy-agent.ts'

/** What an ID token says of the account that signed in, once its signature, issuer, audience, time and nonce were found right. */
export interface ProvedClaims {
  readonly issuer: string
  /** The account's unchanging id at Google. */
  readonly subject: string
  readonly email: string
  readonly emailVerified: boolean
  /** The Workspace organisation's domain; null for a private account. */
  readonly hostedDomain: string | null
}

export interface Redemption {
  readonly code: string
  readonly verifier: string
  readonly nonce: string
}

export interface GoogleSignIn {
  /** The origin of the page that the browser is sent to. Throws `SignInFault` when Google cannot be asked. */
  origin(): Promise<string>
  /** Where the browser is sent. Throws `SignInFault` when Google cannot be asked. */
  authorizationUrl(asked: {
    readonly state: string
    readonly nonce: string
    /** PKCE, S256. */
    readonly challenge: string
  }): Promise<string>
  /** Trades the code for who signed in. Throws `SignInFault` when that does not prove anything. */
  redeem(answer: Redemption): Promise<ProvedClaims>
}

/** `unreachable`: try again later. `unproved`: what came back proves nothing. The message is for the log and holds no secret. */
export class SignInError extends Error {
  readonly kind: 'unreachable' | 'unproved'

  constructor(kind: SignInError['kind'], message: string) {
    super(message)
    this.name = 'SignInFault'
    this.kind = kind
  }
}

export interface GoogleSignInOptions {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Google's own, or one that plays it. */
  readonly issuer: string
  readonly now: () => Date
}

export const googleIssuer = 'https://accounts.google.com'

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  jwks_uri: z.url({ protocol: /^https?$/ }),
})
type Discovery = z.infer<typeof Discovery>

const Keys = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), use: z.string().optional() })),
})

const Tokens = z.object({ id_token: z.string().min(1) })

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  email: z.string().min(3),
  email_verified: z.boolean().default(false),
  hd: z.string().optional(),
  nonce: z.string(),
})

const patienceMs = 8_000
const freshMs = 60 * 60_000
const keysAgainMs = 60_000

interface Known {
  readonly client: OAuth2Client
  readonly discovery: Discovery
  readonly until: number
}

interface KnownKeys {
  /** PEM by key id. */
  readonly keys: Readonly<Record<string, string>>
  readonly at: number
}

/**
 * OpenID Connect's authorization code flow with PKCE (RFC 7636; openid-connect-core 3.1). Google's library is loaded at the
 * first sign-in, and the endpoints are read then from the issuer's discovery document.
 */
export function createGoogleSignIn(options: GoogleSignInOptions): GoogleSignIn {
  const { clientId, clientSecret, redirectUri, issuer, now } = options
  let known: Known | undefined
  let knownKeys: KnownKeys | undefined

  async function ready(): Promise<Known> {
    if (known && known.until > now().getTime()) return known
    const { OAuth2Client } = await import('google-auth-library')
    const client = new OAuth2Client({ transporterOptions: { timeout: patienceMs, ...toAgentOptions() } })
    const found = await readJson(
      client,
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      Discovery,
    )
    if (found.issuer !== issuer)
      throw new SignInError('unreachable', `the issuer at ${issuer} says that it is ${found.issuer}`)
    known = { client, discovery: found, until: now().getTime() + freshMs }
    return known
  }

  /** The issuer's keys; asked for again when they are old, or when one is missing (keys change), at most once a minute. */
  async function keysFor({ client, discovery: found }: Known, kid: string): Promise<KnownKeys['keys']> {
    const at = now().getTime()
    const age = knownKeys ? at - knownKeys.at : Number.POSITIVE_INFINITY
    if (knownKeys && age < freshMs && (knownKeys.keys[kid] !== undefined || age < keysAgainMs))
      return knownKeys.keys
    const { keys } = await readJson(client, found.jwks_uri, Keys)
    const signing = keys.filter(({ kty, use }) => kty === 'RSA' && (use === undefined || use === 'sig'))
    knownKeys = { at, keys: Object.fromEntries(signing.map((key) => [key.kid, toPem(key)])) }
    return knownKeys.keys
  }

  /** Asked once: a code is good for one answer, and the library's own way would ask again. */
  async function idTokenFor(
    { client, discovery: found }: Known,
    { code, verifier }: Redemption,
  ): Promise<string> {
    const data = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
    })
    const url = found.token_endpoint
    const answered = await client.transporter
      .request<unknown>({ method: 'POST', url, data, responseType: 'json', retry: false })
      .catch((error: unknown) => {
        throw toSignInError(error, 'the code')
      })
    const tokens = Tokens.safeParse(answered.data)
    if (tokens.success) return tokens.data.id_token
    throw new SignInError('unproved', 'no ID token came with the answer')
  }

  return {
    origin: async () => new URL((await ready()).discovery.authorization_endpoint).origin,

    async authorizationUrl({ state, nonce, challenge }) {
      const { discovery: found } = await ready()
      const url = new URL(found.authorization_endpoint)
      const query = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email',
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        // The person says which account: a browser's only session must not be taken unasked.
        prompt: 'select_account',
      }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url.href
    },

    async redeem(answer) {
      const asked = await ready()
      const token = await idTokenFor(asked, answer)
      const keys = await keysFor(asked, readKeyId(token))
      const issuers = issuer === googleIssuer ? [issuer, 'accounts.google.com'] : [issuer]
      const claims = await verified(asked.client, token, { keys, clientId, issuers })
      if (claims.nonce !== answer.nonce)
        throw new SignInError('unproved', 'the ID token was made for another sign-in')
      return {
        issuer,
        subject: claims.sub,
        email: claims.email,
        emailVerified: claims.email_verified,
        hostedDomain: claims.hd ?? null,
      }
    },
  }
}

async function verified(
  client: OAuth2Client,
  token: string,
  expected: {
    readonly keys: KnownKeys['keys']
    readonly clientId: string
    readonly issuers: readonly string[]
  },
): Promise<z.infer<typeof Claims>> {
  const ticket = await client
    .verifySignedJwtWithCertsAsync(token, expected.keys, expected.clientId, [...expected.issuers])
    // The library's messages repeat the whole token.
    .catch((error: Error) => {
      const reason = /^[A-Za-z ,]+/.exec(error.message)?.[0].trim()
      throw new SignInError('unproved', `the ID token was not accepted (${reason})`)
    })
  const claims = Claims.safeParse(ticket.getPayload())
  if (claims.success) return claims.data
  const missing = claims.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new SignInError('unproved', `the ID token lacks ${missing}`)
}

async function readJson<T>(client: OAuth2Client, url: string, schema: z.ZodType<T>): Promise<T> {
  try {
    const { data } = await client.transporter.request<unknown>({ url, responseType: 'json' })
    return schema.parse(data)
  } catch (error) {
    throw error instanceof z.ZodError
      ? new SignInError('unreachable', `${url} does not answer as OpenID Connect says`)
      : toSignInError(error, url)
  }
}

/** What an HTTP request failed of, without what was sent: that holds the code, the verifier and our secret. */
function toSignInError(error: unknown, what: string): SignInError {
  const response = z
    .object({ response: z.object({ status: z.number(), data: z.unknown() }) })
    .safeParse(error).data?.response
  if (!response) {
    const code = z.object({ code: z.string() }).safeParse(error).data?.code ?? 'no answer'
    return new SignInError('unreachable', `${what} could not be sent (${code})`)
  }
  const said = z.object({ error: z.string().max(60) }).safeParse(response.data).data?.error
  const kind = response.status >= 500 || response.status === 429 ? 'unreachable' : 'unproved'
  return new SignInError(kind, `${what} was refused (${response.status}${said ? ` ${said}` : ''})`)
}

function readKeyId(token: string): string {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'))
    return z.object({ kid: z.string() }).parse(header).kid
  } catch {
    throw new SignInError('unproved', 'the ID token cannot be read')
  }
}

function toPem(key: object): string {
  const made = createPublicKey({ key: key as JsonWebKey, format: 'jwk' })
  return String(made.export({ type: 'spki', format: 'pem' }))
}
