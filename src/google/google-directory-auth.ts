/** In whose name an organisation is read: an admin who signed in, or one for whom a service account speaks (domain-wide delegation). */
import type { Credentials, OAuth2Client } from 'google-auth-library'
import { z } from 'zod'
import { type KeyFile, KeyFileError, readKeyFile } from '../config/google-key-file.ts'
import { GoogleApiError, type GoogleProblem } from './google-api-error.ts'
import { listDirectoryScopes } from './google-directory-scopes.ts'
import { type GoogleNetwork, toTransporterOptions } from './google-network.ts'
import type { GoogleOrganizationOptions } from './google-organization.ts'
import { findGoogleSignIn } from './google-sign-in-file.ts'
import { readGoogleRefusal, toGoogleProblem } from './read-google-refusal.ts'

/**
 * `sign-in`: what `directory google login` kept in DATA_DIR. `key-file`: a service account's key, or the file of a workload identity,
 * as GOOGLE_APPLICATION_CREDENTIALS names it. `attached`: the machine's own service account, without a key.
 */
export type GoogleDirectoryCredentials =
  | { readonly kind: 'sign-in'; readonly dataDir: string }
  | { readonly kind: 'key-file'; readonly file: string; readonly serviceAccount?: string }
  | { readonly kind: 'attached'; readonly serviceAccount?: string }

const tokenUrl = 'https://oauth2.googleapis.com/token'
const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform'
const assertionLifetimeS = 3_600

/**
 * A client that asks as `organization.admin`. Google is asked with the first call: what is wrong there is thrown then, as
 * `GoogleApiError`. Throws it at once where the credentials are not there.
 */
export async function openGoogleDirectory(
  organization: GoogleOrganizationOptions,
  credentials: GoogleDirectoryCredentials,
  network: GoogleNetwork = {},
): Promise<OAuth2Client> {
  if (credentials.kind === 'sign-in') return openSignIn(organization, credentials.dataDir, network)
  const key = credentials.kind === 'key-file' ? readKey(organization, credentials.file) : undefined
  if (key?.kind === 'service-account') return openWithKey(organization, key, network)
  return openKeyless(
    organization,
    { serviceAccount: credentials.serviceAccount, lent: key?.credentials },
    network,
  )
}

async function openSignIn(
  organization: GoogleOrganizationOptions,
  dataDir: string,
  network: GoogleNetwork,
): Promise<OAuth2Client> {
  const { domain } = organization
  const record = findGoogleSignIn(dataDir, domain)
  const again = `Run "casethread directory google login" as an admin of ${domain}.`
  if (!record) throw refuse(organization, `Nobody is signed in to Google for ${domain}.`, again)
  const missing = listDirectoryScopes(organization).filter((scope) => !record.scopes.includes(scope))
  if (missing.length > 0)
    throw refuse(organization, `The sign-in for ${domain} doesn't cover ${missing.join(', ')}.`, again)
  const { OAuth2Client } = await import('google-auth-library')
  const client = new OAuth2Client({
    clientId: record.clientId,
    clientSecret: record.clientSecret,
    transporterOptions: toTransporterOptions(network),
  })
  client.setCredentials({ refresh_token: record.refreshToken })
  return client
}

function readKey(organization: GoogleOrganizationOptions, file: string): KeyFile {
  try {
    return readKeyFile(file)
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error
    throw refuse(
      organization,
      `The key file ${file} ${error.message}.`,
      'Name the JSON key of a service account, or the credential configuration of a workload identity.',
    )
  }
}

async function openWithKey(
  organization: GoogleOrganizationOptions,
  { email, key }: Extract<KeyFile, { kind: 'service-account' }>,
  network: GoogleNetwork,
): Promise<OAuth2Client> {
  const { JWT } = await import('google-auth-library')
  const jwt = new JWT({
    email,
    key,
    subject: organization.admin,
    scopes: [...listDirectoryScopes(organization)],
    transporterOptions: toTransporterOptions(network),
  })
  return createDelegated(network, async () => {
    try {
      return await jwt.authorize()
    } catch (error) {
      throw toDelegationError(organization, email, error)
    }
  })
}

interface Keyless {
  readonly serviceAccount: string | undefined
  readonly lent: Readonly<Record<string, unknown>> | undefined
}

/** IAM signs what a key would: https://cloud.google.com/iam/docs/create-short-lived-credentials-direct#sa-credentials-jwt */
async function openKeyless(
  organization: GoogleOrganizationOptions,
  { serviceAccount, lent }: Keyless,
  network: GoogleNetwork,
): Promise<OAuth2Client> {
  const [{ GoogleAuth, OAuth2Client }, { iamcredentials_v1 }] = await Promise.all([
    import('google-auth-library'),
    import('googleapis/build/src/apis/iamcredentials/v1.js'),
  ])
  const transporterOptions = toTransporterOptions(network)
  const own = new GoogleAuth({
    scopes: [cloudPlatform],
    clientOptions: { transporterOptions },
    ...(lent ? { credentials: lent as { readonly type: string } } : {}),
  })
  const iam = new iamcredentials_v1.Iamcredentials({ auth: own })
  const exchange = new OAuth2Client({ transporterOptions })

  async function sign(email: string): Promise<string> {
    const iat = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: email,
      sub: organization.admin,
      scope: listDirectoryScopes(organization).join(' '),
      aud: tokenUrl,
      iat,
      exp: iat + assertionLifetimeS,
    }
    const { data } = await iam.projects.serviceAccounts.signJwt(
      { name: `projects/-/serviceAccounts/${email}`, requestBody: { payload: JSON.stringify(claims) } },
      { retry: false },
    )
    return z.string().parse(data.signedJwt)
  }

  return createDelegated(network, async () => {
    const email = serviceAccount ?? (await findOwnEmail(organization, own))
    let assertion: string
    try {
      assertion = await sign(email)
    } catch (error) {
      throw toSigningError(organization, email, error)
    }
    try {
      return await exchangeAssertion(exchange, assertion)
    } catch (error) {
      throw toDelegationError(organization, email, error)
    }
  })
}

async function findOwnEmail(
  organization: GoogleOrganizationOptions,
  auth: { getCredentials(): Promise<{ client_email?: string }> },
): Promise<string> {
  const found = await auth.getCredentials().catch(() => undefined)
  if (found?.client_email) return found.client_email
  throw refuse(
    organization,
    `There is no service account that could speak for ${organization.admin}.`,
    'Attach a service account to this machine, name its address in the settings, or name a key file.',
  )
}

const Exchanged = z.object({ access_token: z.string().min(1), expires_in: z.number() })

async function exchangeAssertion(client: OAuth2Client, assertion: string): Promise<Credentials> {
  const { data } = await client.transporter.request<unknown>({
    method: 'POST',
    url: tokenUrl,
    data: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    responseType: 'json',
  })
  const { access_token, expires_in } = Exchanged.parse(data)
  return { access_token, expiry_date: Date.now() + expires_in * 1_000 }
}

/** A client that gets its token from `getToken`, once for all that ask at the same time. */
async function createDelegated(
  network: GoogleNetwork,
  getToken: () => Promise<Credentials>,
): Promise<OAuth2Client> {
  const { OAuth2Client } = await import('google-auth-library')
  const client = new OAuth2Client({ transporterOptions: toTransporterOptions(network) })
  let asking: Promise<Credentials> | undefined
  client.refreshHandler = async () => {
    asking ??= getToken().finally(() => {
      asking = undefined
    })
    const { access_token, expiry_date } = await asking
    return { access_token: access_token ?? '', expiry_date: expiry_date ?? 0 }
  }
  return client
}

/** What may pass is thrown as it is, so that it is tried again. */
function toDelegationError(organization: GoogleOrganizationOptions, email: string, error: unknown): unknown {
  const { reason, said } = readGoogleRefusal(error, Date.now())
  if (reason === 'throttled' || reason === 'unavailable') return error
  const { domain, admin } = organization
  return refuse(
    organization,
    `Google doesn't let ${email} speak for ${admin} (${said}).`,
    `In the Admin console of ${domain}, under Security > Access and data control > API controls > Domain-wide delegation, list its client ID with the scopes ${listDirectoryScopes(organization).join(',')}, and check that ${admin} is an active admin.`,
  )
}

function toSigningError(organization: GoogleOrganizationOptions, email: string, error: unknown): unknown {
  const refusal = readGoogleRefusal(error, Date.now())
  const { reason, said } = refusal
  if (reason === 'throttled' || reason === 'unavailable') return error
  if (reason === 'api-disabled')
    return new GoogleApiError([
      toGoogleProblem({ subject: organization.domain, asked: 'the signature' }, refusal),
    ])
  return refuse(
    organization,
    `${email} may not sign for itself (${said}).`,
    'Give it the role Service Account Token Creator (roles/iam.serviceAccountTokenCreator) on itself in the Google Cloud console.',
  )
}

function refuse({ domain }: GoogleOrganizationOptions, message: string, remedy: string): GoogleApiError {
  const problem: GoogleProblem = {
    reason: 'credentials',
    subject: domain,
    asked: 'the sign-in',
    message,
    remedy,
  }
  return new GoogleApiError([problem])
}
