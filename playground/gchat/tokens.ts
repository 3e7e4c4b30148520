import { createSign, createVerify, generateKeyPair, type KeyObject } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Audience, Envelope } from './local-options.ts'

/** The tokens of both directions: those that Google sends along with events, and those that the app calls the Chat API with. */
export interface Tokens {
  /** What stands in the `Authorization` of an event. */
  readonly forEvent: (kind: Envelope, endpoint: string, audience: Audience) => Promise<string>
  /** PEM by key id: of Google's ID tokens, and of what the Chat service signs itself. */
  readonly certs: () => Promise<{ readonly google: PemMap; readonly chat: PemMap }>
  /** A service account's key file, for GOOGLE_APPLICATION_CREDENTIALS. */
  readonly keyFile: string
  /** Answers the scopes of a bearer token; undefined for one that is not the app's, or is too old. */
  readonly scopesOf: (bearer: string) => readonly string[] | undefined
  readonly close: () => Promise<void>
}

type PemMap = Readonly<Record<string, string>>
type Claims = Readonly<Record<string, unknown>>

export const chatAccount = 'chat@system.gserviceaccount.com'
const botScope = 'https://www.googleapis.com/auth/chat.bot'

interface Key {
  readonly id: string
  readonly open: string
  readonly secret: KeyObject
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const makePair = promisify(generateKeyPair)

async function makeKey(id: string): Promise<Key> {
  const { publicKey, privateKey } = await makePair('rsa', { modulusLength: 2048 })
  return { id, open: publicKey.export({ type: 'spki', format: 'pem' }).toString(), secret: privateKey }
}

export async function createTokens(projectNumber: string, now: () => number): Promise<Tokens> {
  const own = await makeKey('service-account-1')
  // Google's own are made when the first event is sent: most of a start is over by then.
  const google = once(() => makeKey('google-1'))
  const chat = once(() => makeKey('chat-1'))
  const folder = await mkdtemp(join(tmpdir(), 'local-chat-'))
  const keyFile = join(folder, 'service-account.json')
  const email = `casethread@project-${projectNumber}.iam.gserviceaccount.com`
  const account = {
    type: 'service_account',
    project_id: `project-${projectNumber}`,
    private_key_id: own.id,
    private_key: own.secret.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: email,
    client_id: projectNumber,
    token_uri: 'https://oauth2.googleapis.com/token',
  }
  await writeFile(keyFile, JSON.stringify(account, null, 2), { mode: 0o600 })

  async function idToken(claims: { readonly email: string; readonly aud: string }): Promise<string> {
    const iat = Math.floor(now() / 1000)
    const fixed = { iss: 'https://accounts.google.com', sub: '1', azp: '1', email_verified: true }
    return sign(await google(), { ...fixed, ...claims, iat, exp: iat + 3600 })
  }

  return {
    keyFile,
    async certs() {
      const [googles, chats] = await Promise.all([google(), chat()])
      return { google: { [googles.id]: googles.open }, chat: { [chats.id]: chats.open } }
    },
    async forEvent(kind, endpoint, audience) {
      if (kind === 'add-on') {
        const service = `service-${projectNumber}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`
        return idToken({ email: service, aud: endpoint })
      }
      if (audience === 'url') return idToken({ email: chatAccount, aud: endpoint })
      const iat = Math.floor(now() / 1000)
      return sign(await chat(), { iss: chatAccount, aud: projectNumber, iat, exp: iat + 3600 })
    },
    /** A JWT that the service account signed itself: https://google.aip.dev/auth/4111 */
    scopesOf(bearer) {
      const claims = read(bearer, own)
      // The app signs by its own clock.
      const seconds = Math.floor(Date.now() / 1000)
      if (!claims || claims.iss !== email || claims.sub !== email) return undefined
      if (Number(claims.exp) <= seconds || Number(claims.iat) > seconds + 300) return undefined
      if (claims.aud === 'https://chat.googleapis.com/') return [botScope]
      return typeof claims.scope === 'string' ? claims.scope.split(' ') : undefined
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function encode(json: Claims): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url')
}

function sign(key: Key, claims: Claims): string {
  const said = `${encode({ alg: 'RS256', kid: key.id, typ: 'JWT' })}.${encode(claims)}`
  return `${said}.${createSign('RSA-SHA256').update(said).sign(key.secret, 'base64url')}`
}

/** The claims of a token that this key signed. */
function read(token: string, key: Key): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.')
  const signed = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(key.open, signature, 'base64url')
  if (!signed) return undefined
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims
  } catch {
    return undefined
  }
}
