// Loaded here, since on a busy machine they take the time of the first test.
import 'googleapis/build/src/apis/admin/directory_v1.js'
import 'googleapis/build/src/apis/cloudchannel/v1.js'
import 'googleapis/build/src/apis/iamcredentials/v1.js'
import 'googleapis/build/src/apis/reseller/v1.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openGoogleDirectory } from '../../../src/google/google-directory-auth.ts'
import { listDirectoryScopes } from '../../../src/google/google-directory-scopes.ts'
import type { GoogleOrganizationOptions } from '../../../src/google/google-organization.ts'
import type { GoogleConnection } from '../../../src/google/read-google-organization.ts'
import { aSkippingClock } from '../skipping-clock.ts'
import type { LocalGoogle } from './google-server.ts'
import { aServiceAccount, type GoogleWorld, type Organization, type ServiceAccount } from './google-world.ts'

let known: ServiceAccount | undefined

/** A service account of this world for which every organisation's Admin console lists what reading it takes. One key for all tests. */
export function delegateEverything(world: GoogleWorld): ServiceAccount {
  known ??= aServiceAccount()
  const account = { ...known, delegations: new Map<string, readonly string[]>() }
  for (const { customerId } of world.organizations)
    account.delegations.set(customerId, [
      ...listDirectoryScopes({}),
      ...listDirectoryScopes({ channelAccount: 'any' }),
    ])
  world.serviceAccounts.push(account)
  return account
}

/** A folder of its own, until the test is over. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-google-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Its key as Google's console hands it out; answers the file. */
export function writeKeyFile({ email, key, clientId }: ServiceAccount, folder = aFolder()): string {
  const file = join(folder, 'key.json')
  writeFileSync(
    file,
    JSON.stringify({ type: 'service_account', client_email: email, private_key: key, client_id: clientId }),
  )
  return file
}

/** The JSON of the world's desktop OAuth client; answers the file. */
export function writeClientFile({ client }: GoogleWorld): string {
  const file = join(aFolder(), 'client.json')
  writeFileSync(
    file,
    JSON.stringify({
      installed: { client_id: client.id, client_secret: client.secret, redirect_uris: ['http://localhost'] },
    }),
  )
  return file
}

/** As whom an organisation of the world is read: its super admin. */
export function toOptions({ domains }: Organization): GoogleOrganizationOptions {
  const domain = domains.find(({ isPrimary }) => isPrimary)?.domainName ?? ''
  return { domain, admin: `admin@${domain}` }
}

/** A connection with a key and delegation, on a clock whose waits pass at once. */
export async function connectGoogle(
  google: LocalGoogle,
  organization: GoogleOrganizationOptions,
): Promise<GoogleConnection & { readonly clock: ReturnType<typeof aSkippingClock> }> {
  const account = google.world.serviceAccounts[0] ?? delegateEverything(google.world)
  const credentials = { kind: 'key-file', file: writeKeyFile(account) } as const
  const auth = await openGoogleDirectory(organization, credentials, google.network)
  return { auth, clock: aSkippingClock(), random: () => 1 }
}
