import type { OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import type { Log } from '../../config/log.ts'
import { createCertificates } from './certificates.ts'

/** Whose token it is: Google Chat's own, or that of the add-on. */
export type Sender = 'chat' | 'add-on'

export type Verdict =
  | { readonly ok: true; readonly sender: Sender }
  /** 401: it proves nothing. 503: it could not be looked at. `why` is for the log and holds nothing of the token. */
  | { readonly ok: false; readonly status: 401 | 503; readonly why: string }

/** Looks at a request's `Authorization` header. */
export type Verify = (authorization: string | undefined) => Promise<Verdict>

export interface VerifyOptions {
  /** The number of the Google Cloud project in which the Chat app is configured. */
  readonly projectNumber: string
  /** The endpoint's address, exactly as it stands in the app's configuration. */
  readonly url: string
  /**
   * Whether Chat's own account may also speak for this address. Whoever makes a Chat app may name any address as its endpoint: only
   * the project's number, or the add-on's account, tells that it is this app.
   */
  readonly trustUrl: boolean
  /** Where the public keys are, if not at Google: one address for both kinds. */
  readonly certsUrl?: string | undefined
  readonly log: Log
  readonly now: () => Date
}

const chatAccount = 'chat@system.gserviceaccount.com'
const google = 'https://www.googleapis.com'
/** The keys of Google's ID tokens, and those of Chat's own account. */
const idTokenCerts = `${google}/oauth2/v1/certs`
const chatCerts = `${google}/service_accounts/v1/metadata/x509/${chatAccount}`
const issuers = ['https://accounts.google.com', 'accounts.google.com']
const skewSeconds = 300

const Head = z.object({ alg: z.literal('RS256'), kid: z.string().min(1) })
const Claims = z.object({
  iss: z.string(),
  nbf: z.number().optional(),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
})

/**
 * A request is Google Chat's if it bears one of three tokens, each made for this app alone: an ID token of Chat's account
 * for this address; a token that this account signed itself for this project; an ID token of the add-on's account, which
 * has the project's number in its name. https://developers.google.com/workspace/chat/verify-requests-from-chat
 */
export function createVerify(options: VerifyOptions): Verify {
  const { projectNumber, url, trustUrl, certsUrl, log, now } = options
  const certificates = (at: string) => createCertificates({ url: at, log, now })
  const ofGoogle = certificates(certsUrl ?? idTokenCerts)
  const ofChat = certsUrl ? ofGoogle : certificates(chatCerts)
  const addOnAccount = `service-${projectNumber}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`
  let client: Promise<OAuth2Client> | undefined

  function library(): Promise<OAuth2Client> {
    client ??= import('google-auth-library').then(({ OAuth2Client }) => new OAuth2Client())
    return client
  }

  return async function verify(authorization) {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1]
    if (!token) return refused(authorization ? 'the bearer token is none' : 'there is no bearer token')
    const read = readToken(token)
    if (!read) return refused('the token cannot be read, or is not signed with RS256')

    // Nothing is believed of it yet: its issuer only says by which rule it is looked at.
    const signedByChat = read.claims.iss === chatAccount
    const foundKey = await (signedByChat ? ofChat : ofGoogle).holding(read.kid)
    if (foundKey.kind === 'unreachable')
      return { ok: false, status: 503, why: 'the certificates cannot be reached' }
    if (foundKey.kind === 'unknown') return refused('the token is signed with a key that is not Google’s')

    const rule = signedByChat
      ? { audience: projectNumber, issuers: [chatAccount] }
      : { audience: url, issuers }
    const fault = await findIssue(await library(), token, { ...rule, keys: foundKey.keys })
    if (fault) return refused(fault)
    if ((read.claims.nbf ?? 0) > now().getTime() / 1000 + skewSeconds)
      return refused('the token is not valid yet')
    if (signedByChat) return { ok: true, sender: 'chat' }

    const { email, email_verified: proved } = read.claims
    if (proved !== true) return refused('the token’s account is not verified')
    if (email === chatAccount && trustUrl) return { ok: true, sender: 'chat' }
    if (email === chatAccount)
      return refused('the token is for an address, which another app may bear too: see GCHAT_AUDIENCE')
    if (email === addOnAccount) return { ok: true, sender: 'add-on' }
    return refused('the token is another account’s')
  }
}

function refused(why: string): Verdict {
  return { ok: false, status: 401, why }
}

function readToken(
  token: string,
): { readonly kid: string; readonly claims: z.infer<typeof Claims> } | undefined {
  try {
    const [head, claims] = token
      .split('.', 2)
      .map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')))
    return { kid: Head.parse(head).kid, claims: Claims.parse(claims) }
  } catch {
    return undefined
  }
}

/** What is wrong with signature, time, issuer or audience; undefined where nothing is. */
async function findIssue(
  client: OAuth2Client,
  token: string,
  rule: {
    readonly keys: Readonly<Record<string, string>>
    readonly audience: string
    readonly issuers: readonly string[]
  },
): Promise<string | undefined> {
  try {
    await client.verifySignedJwtWithCertsAsync(token, rule.keys, rule.audience, [...rule.issuers])
    return undefined
  } catch (error) {
    // The library's messages repeat the whole token.
    const reason = error instanceof Error ? /^[A-Za-z ,!=]+/.exec(error.message)?.[0].trim() : undefined
    return `the token was not accepted (${reason || 'no reason given'})`
  }
}
