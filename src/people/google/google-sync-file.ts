/** DIRECTORY_GOOGLE_FILE (docs/google-directory.md): which reseller domains are read from Google, as whom, and what its names mean. */
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { isTimeZone } from '../../cases/time-zone.ts'
import { describeIssue } from '../../config/describe-file-issues.ts'
import { readOperatorYaml } from '../../files/operator-yaml.ts'
import { sameCase } from '../same-case.ts'
import type { GoogleSyncSettings } from './google-sync-settings.ts'

const text = z.string().trim().min(1)
const language = z.enum(['en', 'ja'])

const Domain = z.strictObject({
  domain: text.transform(sameCase),
  admin: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, 'is not an e-mail address')
    .transform(sameCase),
  channelAccount: text.optional(),
  name: text.optional(),
  language: language.optional(),
})

const SyncFile = z.strictObject({
  domains: z.array(Domain).min(1),
  clientFile: text.optional(),
  keyFile: text.optional(),
  serviceAccount: text.optional(),
  newCustomers: z
    .strictObject({
      tier: z.enum(['standard', 'enhanced', 'premium']).default('standard'),
      language: language.optional(),
      timeZone: text.refine(isTimeZone, 'is no time zone: write one such as Asia/Tokyo').default('UTC'),
    })
    .prefault({}),
  mapping: z
    .strictObject({
      roles: z.record(z.string(), text).default({}),
      privileges: z.array(z.strictObject({ name: text, service: text.optional(), means: text })).default([]),
    })
    .prefault({}),
})

const keys = [
  ...Object.keys(SyncFile.shape),
  ...Object.keys(Domain.shape),
  ...['tier', 'timeZone', 'roles', 'privileges', 'service', 'means'],
]

/** Throws a `FileValidationError` with every fault at once. */
export async function readGoogleSyncFile(file: string): Promise<GoogleSyncSettings> {
  const own = await readOperatorYaml('The Google directory file', file, Object.keys(SyncFile.shape))
  const read = SyncFile.safeParse(own.sections, { reportInput: true })
  if (!read.success) throw own.unusable(read.error.issues.flatMap((issue) => describeIssue(issue, keys)))
  const { domains, serviceAccount, newCustomers, mapping } = read.data
  const beside = (name: string | undefined) => name && resolve(dirname(file), name)
  const twice = domains.findIndex(({ domain }, at) =>
    domains.slice(0, at).some((one) => one.domain === domain),
  )
  if (twice >= 0) throw own.unusable([{ path: ['domains', twice, 'domain'], message: 'stands twice' }])
  return {
    // A key that is left out is not the same as one without a value.
    domains: domains.map(({ channelAccount, ...domain }) => ({
      ...domain,
      ...(channelAccount === undefined ? {} : { channelAccount: channelAccount.replace(/^accounts\//, '') }),
    })),
    clientFile: beside(read.data.clientFile),
    keyFile: beside(read.data.keyFile),
    serviceAccount,
    firstSight: newCustomers,
    mapping,
  }
}
