import { z } from 'zod'
import { firstLines, relationshipKinds } from '../cases/case.ts'
import { type Renamable, recordedGrantStates } from '../cases/directory.ts'
import { parseOwnId } from '../cases/own-cases.ts'
import { PhoneticName } from '../cases/phonetic-name.ts'
import { sameCase } from './same-case.ts'

/** What a directory file may hold, item by item. Unknown keys are faults: a mistyped `suspended` must not let someone in. */

const text = z.string().trim().min(1)
const language = z.enum(['en', 'ja'])

const email = z
  .string()
  .regex(/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/, 'is not an e-mail address')
  .transform(sameCase)

const domainName = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'is not a domain name, such as reseller.example.com')
  .transform(sameCase)

const isoDay = z.iso.date()
const isoMoment = z.iso.datetime({ offset: true })

/** A day (midnight UTC) or a moment with its offset from UTC. */
const moment = z.string().transform((value, context) => {
  if (isoDay.safeParse(value).success || isoMoment.safeParse(value).success) return new Date(value)
  context.addIssue({
    code: 'custom',
    message: 'is not a date: write 2026-04-01 or 2026-04-01T09:00:00+09:00',
    input: value,
  })
  return z.NEVER
})

const knownTimeZones = new Set<string>()

function isTimeZone(value: string): boolean {
  if (knownTimeZones.has(value)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
  } catch {
    return false
  }
  knownTimeZones.add(value)
  return true
}

const timeZone = z
  .string()
  .refine(isTimeZone, 'is not a time zone: write one such as Asia/Tokyo or Europe/London')

/** `slack:<team>/<user>`, `gchat:users/<number>`, or an e-mail address (used only where chat e-mails are trusted). */
const chatPerson = z.string().transform((value, context) => {
  if (/^slack:[TE][A-Z0-9]+\/[UW][A-Z0-9]+$/.test(value) || /^gchat:users\/\d+$/.test(value)) return value
  const address = email.safeParse(value)
  if (address.success) return address.data
  context.addIssue({
    code: 'custom',
    message: 'is not a chat person: write slack:T0123ABC/U0456DEF, gchat:users/123 or an e-mail address',
    input: value,
  })
  return z.NEVER
})

/** DOM-4: the names of before, oldest first. */
const formerDomains = z.array(domainName).min(1).readonly().optional()
const formerEmails = z.array(email).min(1).readonly().optional()
/** Written by `directory google sync` (docs/google-directory.md). */
const googleId = text.optional()

export const sections = {
  domains: z.strictObject({
    domain: domainName,
    formerly: formerDomains,
    googleId,
    name: text,
    superAdmin: email,
    language: language.default('en'),
    /** CRE-9: who answers the cases that its customers open: the desk where nothing is said. */
    firstLine: z.enum(firstLines).optional(),
  }),
  accounts: z.strictObject({
    email,
    formerly: formerEmails,
    googleId,
    name: text,
    domain: domainName,
    suspended: z.boolean().default(false),
    superAdmin: z.boolean().default(false),
    roles: z.array(text).default([]),
    privileges: z.array(text).default([]),
  }),
  people: z.strictObject({ person: chatPerson, accounts: z.array(email).min(1) }),
  customers: z.strictObject({
    id: text.refine(
      (id) => parseOwnId(id) === undefined,
      'begins like the id of a domain’s own cases: choose another',
    ),
    googleId,
    name: text,
    /** VIS-5. */
    phoneticName: PhoneticName.optional(),
    domain: domainName,
    tier: z.enum(['standard', 'enhanced', 'premium']),
    language,
    timeZone,
    address: text,
    contact: z.strictObject({ name: text, email, phone: text }),
  }),
  relationships: z.strictObject({
    customer: text,
    domain: domainName,
    kind: z.enum(relationshipKinds),
    from: moment,
    to: moment.nullable().default(null),
  }),
  grants: z.strictObject({
    customer: text,
    domain: domainName,
    state: z.enum(recordedGrantStates),
    changedAt: moment.nullable().default(null),
    changedBy: text.nullable().default(null),
    checkedAt: moment.nullable().default(null),
    evidence: text.nullable().default(null),
  }),
  desk: z.strictObject({ email, formerly: formerEmails, name: text }),
  customerUsers: z.strictObject({
    email,
    formerly: formerEmails,
    name: text,
    customer: text,
    admin: z.boolean().default(false),
    portal: z.boolean().default(true),
  }),
  operators: z.strictObject({ email }),
} as const

export type SectionName = keyof typeof sections
export const sectionNames = Object.keys(sections) as readonly SectionName[]
/** As it is within: where something was renamed its id stands in the name's place (`toIdentities`). */
export type Item<Name extends SectionName> = z.infer<(typeof sections)[Name]> &
  (Name extends RenamableSection ? Renamable : unknown)

/** DOM-4. */
export const renamableSections = ['domains', 'accounts', 'desk', 'customerUsers'] as const
export type RenamableSection = (typeof renamableSections)[number]

/** A directory file, checked. */
export type DirectoryFile = { readonly [Name in SectionName]: readonly Item<Name>[] }

export const requiredSections: readonly SectionName[] = ['domains', 'accounts', 'customers', 'relationships']
