import { z } from 'zod'
import type { GoogleConfig } from '../config/google-settings.ts'
import { toOneLine } from '../config/one-line.ts'
import { googleIssuer } from '../google/google-sign-in.ts'
import { describeUnreached } from './describe-unreached.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

const patienceMs = 8_000
const Discovery = z.object({ token_endpoint: z.url({ protocol: /^https?$/ }) })
const Refusal = z.object({ error: z.string() })

/**
 * DOM-1: whether Google's sign-in answers and knows the OAuth client. A code that cannot be right is traded in: Google looks at
 * the client before it looks at the code (RFC 6749, 5.2), so `invalid_client` and `invalid_grant` tell the two apart.
 */
export async function checkSignIn(
  { clientId, clientSecret, issuer }: GoogleConfig,
  publicUrl: string,
): Promise<readonly Finding[]> {
  const redirectUri = `${publicUrl}/link/callback`
  const from = issuer ?? googleIssuer
  const about = { kind: 'sign-in', subject: from } as const
  try {
    const discovery = Discovery.parse(await read(`${from}/.well-known/openid-configuration`))
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'casethread-doctor',
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
    })
    const refusal = Refusal.safeParse(await read(discovery.token_endpoint, { method: 'POST', body }))
    if (refusal.success && /^(invalid_client|unauthorized_client)$/.test(refusal.data.error)) {
      return [
        problem(
          about,
          `${from} does not accept GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (${refusal.data.error}).`,
          'Copy both again from Google Auth Platform, Clients: see docs/linking.md.',
        ),
      ]
    }
    if (refusal.success && refusal.data.error === 'redirect_uri_mismatch')
      return [
        problem(
          { kind: 'redirect-address', subject: redirectUri },
          `${from} doesn't know the redirect address ${redirectUri} for this OAuth client.`,
          `List it letter by letter under the client's authorised redirect URIs: ${redirectUri}`,
        ),
      ]
    // Only this says that the client was found to be right.
    if (!refusal.success || refusal.data.error !== 'invalid_grant')
      return [
        warning(
          about,
          `${from} answers, but not whether it knows the OAuth client (${refusal.success ? toOneLine(refusal.data.error).slice(0, 80) : 'an answer of another kind'}).`,
          'Run this again later. If it stays so, check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, and GOOGLE_ISSUER if it is set.',
        ),
      ]
    return [
      ok(about, `${from} answers and knows the OAuth client.`),
      byHand(
        { kind: 'redirect-address', subject: redirectUri },
        'The redirect address cannot be asked for.',
        `It must stand letter by letter under the client's authorised redirect URIs: ${redirectUri}`,
      ),
    ]
  } catch (error) {
    const why =
      error instanceof z.ZodError ? 'its configuration names no token endpoint' : describeUnreached(error)
    return [
      warning(
        about,
        `${from} was not reached or not understood (${why}).`,
        'Check the network, and GOOGLE_ISSUER if it is set.',
      ),
    ]
  }
}

async function read(url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) })
  return answer.json()
}
