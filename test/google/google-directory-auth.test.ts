import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openGoogleDirectory } from '../../src/google/google-directory-auth.ts'
import { listDirectoryScopes } from '../../src/google/google-directory-scopes.ts'
import {
  findGoogleSignIn,
  type GoogleSignInRecord,
  removeGoogleSignIn,
  saveGoogleSignIn,
  toSignInPath,
} from '../../src/google/google-sign-in-file.ts'
import { readGoogleOrganization } from '../../src/google/read-google-organization.ts'
import { serve } from '../support/fake-server.ts'
import { aFolder, delegateEverything, toOptions, writeKeyFile } from '../support/google/connect-google.ts'
import { apiDisabled, tooMany, unavailable } from '../support/google/google-refusals.ts'
import { aLocalGoogle, type LocalGoogle } from '../support/google/google-server.ts'
import { type GoogleWorld, twoResellers } from '../support/google/google-world.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'

const hoshi = { domain: 'hoshi-cloud.example.com', admin: 'admin@hoshi-cloud.example.com' }

const smallWorld = () => twoResellers([2, 1])

function countAccounts(auth: Awaited<ReturnType<typeof openGoogleDirectory>>, organization = hoshi) {
  return readGoogleOrganization(organization, { auth, clock: aSkippingClock() }).then(
    ({ accounts }) => accounts.length,
  )
}

function serviceAccountOf(world: GoogleWorld) {
  const account = world.serviceAccounts[0] ?? delegateEverything(world)
  return { account, file: writeKeyFile(account) }
}

describe('the scopes', () => {
  it('all read only, but for Cloud Channel, which has no such scope', () => {
    const names = (scopes: readonly string[]) =>
      scopes.map((scope) => scope.replace('https://www.googleapis.com/auth/', ''))
    expect(names(listDirectoryScopes({}))).toEqual([
      'admin.directory.customer.readonly',
      'admin.directory.domain.readonly',
      'admin.directory.user.readonly',
      'admin.directory.rolemanagement.readonly',
      'admin.directory.group.member.readonly',
      'apps.order.readonly',
    ])
    expect(names(listDirectoryScopes({ channelAccount: 'C01' })).at(-1)).toBe('apps.order')
  })
})

describe('a service account’s key', () => {
  it('speaks for each reseller domain’s own admin', async () => {
    const google = await aLocalGoogle(smallWorld())
    const { file } = serviceAccountOf(google.world)
    for (const organization of google.world.organizations) {
      const options = toOptions(organization)
      const auth = await openGoogleDirectory(options, { kind: 'key-file', file }, google.network)
      expect(await countAccounts(auth, options)).toBe(20)
    }
    expect([...new Set(google.asked.flatMap(({ email }) => email ?? []))]).toEqual([
      hoshi.admin,
      'admin@northwind-apps.example.com',
    ])
  })

  it('gets one token for all that ask at the same time', async () => {
    const google = await aLocalGoogle(smallWorld())
    const { file } = serviceAccountOf(google.world)
    await countAccounts(await openGoogleDirectory(hoshi, { kind: 'key-file', file }, google.network))
    expect(google.countAsked('token')).toBe(1)
  })

  it.each([
    ['is not listed with these scopes', 'Client is unauthorized'],
    ['speaks for somebody whom Google does not know', 'Invalid email or User ID'],
    ['speaks for a suspended admin', 'Account not active'],
  ])('that %s is told once, with what to enter where', async (fault, said) => {
    const google = await aLocalGoogle(smallWorld())
    const { account, file } = serviceAccountOf(google.world)
    if (said.startsWith('Client')) account.delegations.set('C01org00', listDirectoryScopes({}).slice(1))
    const admin = said.startsWith('Invalid') ? 'nobody@hoshi-cloud.example.com' : hoshi.admin
    if (said.startsWith('Account'))
      for (const user of google.world.organizations[0]?.users ?? [])
        if (user.primaryEmail === admin) user.suspended = true
    const organization = { ...hoshi, admin }
    const auth = await openGoogleDirectory(organization, { kind: 'key-file', file }, google.network)
    const reading = countAccounts(auth, organization)
    await expect(reading, fault).rejects.toMatchObject({
      problems: [
        {
          reason: 'credentials',
          subject: hoshi.domain,
          message: expect.stringContaining(`speak for ${admin} (${said}`),
          remedy: expect.stringContaining(listDirectoryScopes({}).join(',')),
        },
      ],
    })
  })

  it('whose token Google cannot give for a moment gets it a little later', async () => {
    const google = await aLocalGoogle(smallWorld())
    const { file } = serviceAccountOf(google.world)
    google.instead(({ method }) => method === 'token', unavailable(), 2)
    google.instead(({ method }) => method === 'token', tooMany('5'), 1)
    const auth = await openGoogleDirectory(hoshi, { kind: 'key-file', file }, google.network)
    expect(await countAccounts(auth)).toBe(20)
  })

  it('gets a new token before the old one runs out', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const google = await aLocalGoogle(smallWorld())
    const { file } = serviceAccountOf(google.world)
    const auth = await openGoogleDirectory(hoshi, { kind: 'key-file', file }, google.network)
    await countAccounts(auth)
    vi.setSystemTime(Date.now() + 58 * 60_000)
    await countAccounts(auth)
    expect(google.countAsked('token')).toBe(2)
  })

  it.each([
    ['is not there', undefined, 'is not there'],
    ['is of something else', '{"type": "authorized_user"}', 'is not of a service account'],
    ['is no JSON', 'key', 'is not JSON'],
  ])('whose file %s is told at once', async (_, content, message) => {
    const file = join(aFolder(), 'key.json')
    if (content !== undefined) writeFileSync(file, content)
    await expect(openGoogleDirectory(hoshi, { kind: 'key-file', file })).rejects.toThrow(message)
  })
})

describe('a service account without a key', () => {
  /**
   * A workload identity of another cloud, as its configuration file says. Google's library asks the token service at the address in the
   * file, with a client of its own. The subject's token is the service account's address.
   */
  async function writeWorkloadIdentity(google: LocalGoogle, email: string): Promise<string> {
    const service = await serve(async (request, response) => {
      const { status, body } = google.tokens.exchange(new URLSearchParams(await text(request)))
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    })
    const folder = aFolder()
    const subject = join(folder, 'subject')
    writeFileSync(subject, email)
    const file = join(folder, 'workload.json')
    writeFileSync(
      file,
      JSON.stringify({
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `${service}/v1/token`,
        credential_source: { file: subject },
      }),
    )
    return file
  }

  async function openKeyless(google: LocalGoogle) {
    const account = delegateEverything(google.world)
    const file = await writeWorkloadIdentity(google, account.email)
    const credentials = { kind: 'key-file', file, serviceAccount: account.email } as const
    return openGoogleDirectory(hoshi, credentials, google.network)
  }

  it('has IAM sign, and speaks for the admin with that', async () => {
    const google = await aLocalGoogle(smallWorld())
    expect(await countAccounts(await openKeyless(google))).toBe(20)
    const signIn = google.asked.flatMap(({ method }) =>
      method === 'signJwt' || method === 'token' ? [method] : [],
    )
    expect(signIn).toEqual(['signJwt', 'token'])
    const apis = google.asked.filter(({ method }) => method?.startsWith('directory.'))
    expect(new Set(apis.map(({ email }) => email))).toEqual(new Set([hoshi.admin]))
  })

  it('that is attached to the machine is found by itself', async () => {
    const google = await aLocalGoogle(smallWorld())
    const { email } = delegateEverything(google.world)
    const metadata = await serve((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://metadata')
      const scope = (searchParams.get('scopes') ?? '').replaceAll(',', ' ')
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: email,
        scope,
      }
      response.setHeader('Metadata-Flavor', 'Google')
      if (pathname.endsWith('/email')) response.end(email)
      else if (pathname.endsWith('/token'))
        response
          .setHeader('Content-Type', 'application/json')
          .end(JSON.stringify(google.tokens.exchange(new URLSearchParams(form)).body))
      else response.setHeader('Content-Type', 'application/text').end('googleapis.com')
    })
    vi.stubEnv('GCE_METADATA_HOST', new URL(metadata).host)
    vi.stubEnv('METADATA_SERVER_DETECTION', 'assume-present')
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '')
    vi.stubEnv('HOME', aFolder())
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const auth = await openGoogleDirectory(hoshi, { kind: 'attached' }, google.network)
    expect(await countAccounts(auth)).toBe(20)
    const apis = google.asked.filter(({ method }) => method?.startsWith('directory.'))
    expect(new Set(apis.map(({ email: asker }) => asker))).toEqual(new Set([hoshi.admin]))
  })

  it('that may not sign for itself is told with the role that it needs', async () => {
    const google = await aLocalGoogle(smallWorld())
    const account = delegateEverything(google.world)
    const file = await writeWorkloadIdentity(google, 'someone-else@local-project.iam.gserviceaccount.com')
    const credentials = { kind: 'key-file', file, serviceAccount: account.email } as const
    const auth = await openGoogleDirectory(hoshi, credentials, google.network)
    await expect(countAccounts(auth)).rejects.toMatchObject({
      problems: [
        {
          message: expect.stringContaining(`${account.email} may not sign for itself`),
          remedy: expect.stringContaining('Service Account Token Creator'),
        },
      ],
    })
  })

  it('is told that the signing API is off', async () => {
    const google = await aLocalGoogle(smallWorld())
    google.instead(
      ({ method }) => method === 'signJwt',
      apiDisabled('IAM Service Account Credentials API', 'iamcredentials.googleapis.com'),
    )
    await expect(countAccounts(await openKeyless(google))).rejects.toMatchObject({
      problems: [{ reason: 'api-disabled', api: { name: 'IAM Service Account Credentials API' } }],
    })
  })

  it('has to be named where the file does not', async () => {
    const google = await aLocalGoogle(smallWorld())
    const file = await writeWorkloadIdentity(google, 'robot@local-project.iam.gserviceaccount.com')
    const auth = await openGoogleDirectory(hoshi, { kind: 'key-file', file }, google.network)
    await expect(countAccounts(auth)).rejects.toThrow('There is no service account that could speak for')
  })
})

describe('a kept sign-in', () => {
  const record: GoogleSignInRecord = {
    ...hoshi,
    clientId: '1234-local.apps.googleusercontent.com',
    clientSecret: 'GOCSPX-local-secret',
    refreshToken: '1//secret',
    scopes: [...listDirectoryScopes({})],
    signedInAt: '2026-04-01T00:00:00.000Z',
  }

  it('is readable by nobody else', async () => {
    const dataDir = join(aFolder(), 'data')
    await saveGoogleSignIn(dataDir, record)
    expect(statSync(toSignInPath(dataDir)).mode & 0o777).toBe(0o600)
    writeFileSync(toSignInPath(dataDir), readFileSync(toSignInPath(dataDir)), { mode: 0o644 })
    await saveGoogleSignIn(dataDir, { ...record, admin: 'second@hoshi-cloud.example.com' })
    expect(statSync(toSignInPath(dataDir)).mode & 0o777).toBe(0o600)
    expect(findGoogleSignIn(dataDir, hoshi.domain)?.admin).toBe('second@hoshi-cloud.example.com')
  })

  it('is one per reseller domain, and can be removed', async () => {
    const dataDir = aFolder()
    await saveGoogleSignIn(dataDir, record)
    await saveGoogleSignIn(dataDir, { ...record, domain: 'northwind-apps.example.com' })
    expect(await removeGoogleSignIn(dataDir, hoshi.domain)).toBe(true)
    expect(await removeGoogleSignIn(dataDir, hoshi.domain)).toBe(false)
    expect(findGoogleSignIn(dataDir, hoshi.domain)).toBeUndefined()
    expect(findGoogleSignIn(dataDir, 'northwind-apps.example.com')).toBeDefined()
  })

  it('that is missing or covers too little asks for a sign-in, before Google is asked', async () => {
    const dataDir = aFolder()
    const open = (channelAccount?: string) =>
      openGoogleDirectory(
        { ...hoshi, ...(channelAccount ? { channelAccount } : {}) },
        { kind: 'sign-in', dataDir },
      )
    await expect(open()).rejects.toThrow('Nobody is signed in to Google for hoshi-cloud.example.com.')
    await saveGoogleSignIn(dataDir, record)
    await expect(open('C01')).rejects.toThrow("doesn't cover https://www.googleapis.com/auth/apps.order.")
  })

  it('that was revoked at Google is told once', async () => {
    const google = await aLocalGoogle(smallWorld())
    const dataDir = aFolder()
    await saveGoogleSignIn(dataDir, record)
    const auth = await openGoogleDirectory(hoshi, { kind: 'sign-in', dataDir }, google.network)
    await expect(countAccounts(auth)).rejects.toMatchObject({
      problems: [
        { reason: 'credentials', message: expect.stringContaining('Token has been expired or revoked.') },
      ],
    })
  })
})
