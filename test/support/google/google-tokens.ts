/** Google's sign-in: the consent page, the token endpoint, IAM's signJwt and the token service of workload identity. */
import { createHash, randomBytes, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { forbidden, notFound, type PlayedAnswer, tokenRefused } from './google-refusals.ts'
import type { GoogleWorld, Organization, User } from './google-world.ts'

export const tokenUrl = 'https://oauth2.googleapis.com/token'
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const lifetimeMs = 3_600_000

export interface Bearer {
  /** A user's address, or the service account's. */
  readonly email: string
  readonly scopes: readonly string[]
  readonly until: number
}

interface Consented {
  readonly email: string
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly challenge: string | undefined
}

export interface ConsentAnswer {
  /** Whose account is chosen on the page. */
  readonly email: string
  readonly denied?: boolean
}

export interface GoogleTokens {
  find(token: string): Bearer | undefined
  /** Plays the person in the browser: what the page redirects to. Throws what the page says is wrong with the address. */
  consent(authorizationUrl: string, answer: ConsentAnswer): string
  token(form: URLSearchParams): PlayedAnswer
  /** sts.googleapis.com: a subject token of another cloud for one of Google's. */
  exchange(form: URLSearchParams): PlayedAnswer
  signJwt(bearer: Bearer | undefined, email: string, body: unknown): PlayedAnswer
  /** Every token and sign-in that was given ends. */
  revokeAll(): void
  /** How many access tokens were given. */
  readonly given: () => number
}

const Claims = z.object({
  iss: z.string(),
  sub: z.string().optional(),
  scope: z.string(),
  aud: z.literal(tokenUrl),
  iat: z.number(),
  exp: z.number(),
})

const random = (prefix: string) => `${prefix}${randomBytes(24).toString('base64url')}`

export function findAccount(
  world: GoogleWorld,
  email: string,
): { readonly organization: Organization; readonly user: User } | undefined {
  for (const organization of world.organizations) {
    const user = organization.users.find(({ primaryEmail }) => primaryEmail === email)
    if (user) return { organization, user }
  }
  return undefined
}

export function createGoogleTokens(world: GoogleWorld, now: () => number): GoogleTokens {
  const bearers = new Map<string, Bearer>()
  const codes = new Map<string, Consented>()
  const refreshTokens = new Map<string, Pick<Bearer, 'email' | 'scopes'>>()
  let given = 0

  function give(email: string, scopes: readonly string[], more: object = {}): PlayedAnswer {
    const token = random('ya29.')
    given += 1
    bearers.set(token, { email, scopes, until: now() + lifetimeMs })
    const body = { access_token: token, expires_in: lifetimeMs / 1_000, token_type: 'Bearer' }
    return { status: 200, body: { ...body, scope: scopes.join(' '), ...more } }
  }

  function fromAssertion(assertion: string): PlayedAnswer {
    const [header = '', payload = '', signature = ''] = assertion.split('.')
    const claims = Claims.safeParse(readJson(payload))
    if (!claims.success) return tokenRefused('invalid_grant', 'Invalid JWT: a claim is missing or wrong.')
    const { iss, sub, scope, iat, exp } = claims.data
    const account = world.serviceAccounts.find(({ email }) => email === iss)
    const signed = Buffer.from(`${header}.${payload}`)
    if (!account || !verify('sha256', signed, account.publicKey, Buffer.from(signature, 'base64url')))
      return tokenRefused('invalid_grant', 'Invalid JWT Signature.')
    const at = now() / 1_000
    if (exp - iat > 3_600 || iat > at + 60 || exp < at)
      return tokenRefused('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes).')
    const scopes = scope.split(' ')
    if (sub === undefined) return give(iss, scopes)
    const found = findAccount(world, sub)
    if (!found) return tokenRefused('invalid_grant', 'Invalid email or User ID')
    if (found.user.suspended) return tokenRefused('invalid_grant', 'Account not active')
    const delegated = account.delegations.get(found.organization.customerId) ?? []
    if (scopes.some((one) => !delegated.includes(one)))
      return tokenRefused(
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
        401,
      )
    return give(sub, scopes)
  }

  function fromCode(form: URLSearchParams): PlayedAnswer {
    const code = form.get('code') ?? ''
    const consented = codes.get(code)
    codes.delete(code)
    if (!consented) return tokenRefused('invalid_grant', 'Bad Request')
    if (form.get('redirect_uri') !== consented.redirectUri)
      return tokenRefused('redirect_uri_mismatch', 'Bad Request')
    if (consented.challenge !== undefined) {
      const verifier = form.get('code_verifier')
      if (!verifier) return tokenRefused('invalid_grant', 'Missing code verifier.')
      if (createHash('sha256').update(verifier).digest('base64url') !== consented.challenge)
        return tokenRefused('invalid_grant', 'Invalid code verifier.')
    }
    const refreshToken = random('1//')
    refreshTokens.set(refreshToken, consented)
    return give(consented.email, consented.scopes, { refresh_token: refreshToken })
  }

  function fromRefreshToken(form: URLSearchParams): PlayedAnswer {
    const known = refreshTokens.get(form.get('refresh_token') ?? '')
    return known
      ? give(known.email, known.scopes)
      : tokenRefused('invalid_grant', 'Token has been expired or revoked.')
  }

  return {
    find(token) {
      const bearer = bearers.get(token)
      return bearer && bearer.until > now() ? bearer : undefined
    },

    consent(authorizationUrl, { email, denied = false }) {
      const url = new URL(authorizationUrl)
      const ask = (name: string) => url.searchParams.get(name) ?? undefined
      const refuse = (why: string) => new Error(`Error 400: ${why}`)
      if (`${url.origin}${url.pathname}` !== 'https://accounts.google.com/o/oauth2/v2/auth')
        throw refuse('not_found')
      if (ask('client_id') !== world.client.id) throw refuse('invalid_client')
      if (ask('response_type') !== 'code') throw refuse('unsupported_response_type')
      const redirectUri = ask('redirect_uri') ?? ''
      if (!/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/.test(redirectUri))
        throw refuse('redirect_uri_mismatch')
      const challenge = ask('code_challenge')
      if (challenge !== undefined && ask('code_challenge_method') !== 'S256') throw refuse('invalid_request')
      const back = new URL(redirectUri)
      const state = ask('state')
      if (state !== undefined) back.searchParams.set('state', state)
      if (denied) {
        back.searchParams.set('error', 'access_denied')
        return back.href
      }
      if (!findAccount(world, email)) throw refuse('no such account')
      const code = random('4/0A')
      codes.set(code, { email, scopes: (ask('scope') ?? '').split(' '), redirectUri, challenge })
      back.searchParams.set('code', code)
      back.searchParams.set('scope', ask('scope') ?? '')
      return back.href
    },

    token(form) {
      const grant = form.get('grant_type')
      if (grant === jwtBearer) return fromAssertion(form.get('assertion') ?? '')
      if (grant !== 'authorization_code' && grant !== 'refresh_token')
        return tokenRefused('unsupported_grant_type', `Invalid grant_type: ${grant}`)
      if (form.get('client_id') !== world.client.id || form.get('client_secret') !== world.client.secret)
        return tokenRefused('invalid_client', 'The OAuth client was not found.', 401)
      return grant === 'authorization_code' ? fromCode(form) : fromRefreshToken(form)
    },

    exchange(form) {
      if (form.get('grant_type') !== tokenExchange || !form.get('subject_token'))
        return tokenRefused('invalid_request', 'Invalid token exchange.')
      return give(form.get('subject_token') ?? '', (form.get('scope') ?? '').split(' '), {
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      })
    },

    signJwt(bearer, email, body) {
      const account = world.serviceAccounts.find((one) => one.email === email)
      if (!account) return notFound(`projects/-/serviceAccounts/${email}`)
      // The subject token's holder is the account that it names, by the Token Creator role.
      if (bearer?.email !== email) return forbidden()
      const { payload } = z.object({ payload: z.string() }).parse(body)
      const parts = [{ alg: 'RS256', kid: 'local', typ: 'JWT' }, JSON.parse(payload)]
      const unsigned = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
      const signature = sign('sha256', Buffer.from(unsigned), account.key).toString('base64url')
      return { status: 200, body: { keyId: 'local', signedJwt: `${unsigned}.${signature}` } }
    },

    revokeAll() {
      bearers.clear()
      refreshTokens.clear()
    },
    given: () => given,
  }
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
