/** One case of the former support center as it is handed to the import, checked, and the case that it makes (MIG-1). */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  audiences,
  type Case,
  type Entry,
  escalationReasons,
  relationshipKinds,
  severities,
  statuses,
} from '../cases/case.ts'
import { clean, entryLimit, maxAddresses, titleLimit } from '../cases/case-inputs.ts'
import type { NewCase } from '../cases/case-store.ts'
import { collectSearchTerms } from '../cases/create-case.ts'
import type { Customer } from '../cases/directory.ts'
import { type Names, noNames } from '../cases/names.ts'
import { isTimeZone } from '../cases/time-zone.ts'

const maxEntries = 5_000
const idLimit = 200
/** The longest that there is (RFC 5321). */
const emailLimit = 254

function text(max: number) {
  return z
    .string()
    .transform(clean)
    .pipe(z.string().min(1, 'is empty: fill it in').max(max, `is longer than ${max} characters: shorten it`))
}

/** Longer than what is typed into a form, so that cases of former years need not be cut. */
const tooLong = `is longer than ${entryLimit} characters, which is all that one entry of a history holds (MIG-1): go on in a further entry`
const LongText = z
  .string()
  .transform(clean)
  .pipe(z.string().min(1, 'is empty: fill it in').max(entryLimit, tooLong))

const Moment = z.iso
  .datetime({ offset: true, error: 'is no moment: write it like 2026-03-02T09:00:00Z' })
  .transform((iso) => new Date(iso))
const Email = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.email('is no e-mail address').max(emailLimit, 'is no e-mail address: it is too long'))
const Domain = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.string().min(1).max(253))

const Author = z.strictObject({
  party: z.enum(['partner', 'customer', 'desk']).default('partner'),
  email: Email,
  name: text(200),
  domain: Domain.optional(),
})

const note = z.string().transform(clean).pipe(z.string().max(entryLimit, tooLong)).default('')
const Event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), text: LongText }),
  z.strictObject({ type: z.literal('severity-changed'), from: z.enum(severities), to: z.enum(severities) }),
  z.strictObject({ type: z.literal('status-changed'), from: z.enum(statuses), to: z.enum(statuses) }),
  z.strictObject({ type: z.literal('closed'), from: z.enum(statuses), note }),
  z.strictObject({ type: z.literal('reopened'), reason: note }),
  z.strictObject({
    type: z.literal('escalated'),
    reason: z.enum(escalationReasons),
    justification: LongText,
  }),
])

const HistoryLine = z.strictObject({ at: Moment, author: Author, audience: z.enum(audiences), event: Event })

/** A line of the file. What is not said of the customer comes from the directory. */
export const CaseLine = z
  .strictObject({
    number: z.int('is no case number: give a whole number').min(1).max(999_999_999_999_999),
    customer: z.union([
      z
        .string()
        .min(1)
        .max(idLimit)
        .transform((id) => ({ id, name: undefined, domain: undefined })),
      z.strictObject({
        id: z.string().min(1).max(idLimit),
        name: text(200).optional(),
        domain: Domain.optional(),
      }),
    ]),
    partners: z
      .array(z.strictObject({ domain: Domain, kind: z.enum(relationshipKinds) }))
      .min(1, 'is empty: name each partner that served the customer when the case was opened')
      .max(20),
    createdBy: Author,
    title: text(titleLimit),
    description: LongText,
    product: z.string().min(1).max(80).default('google-workspace'),
    category: z.string().min(1).max(80),
    severity: z.enum(severities),
    status: z.enum(statuses),
    language: z.enum(['en', 'ja']).optional(),
    timeZone: z.string().refine(isTimeZone, 'is no time zone: write it like Asia/Tokyo').optional(),
    createdAt: Moment,
    closedAt: Moment.optional(),
    sharedWith: z.array(Email).max(maxAddresses).default([]),
    history: z.array(HistoryLine).max(maxEntries).default([]),
  })
  .superRefine((line, context) => {
    const fault = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    if (line.status === 'closed' && !line.closedAt)
      fault(['closedAt'], 'is missing: a closed case says when it was closed')
    if (line.status !== 'closed' && line.closedAt)
      fault(['closedAt'], `does not go with the status ${line.status}: leave it out`)
    if (line.closedAt && line.closedAt < line.createdAt) fault(['closedAt'], 'is before createdAt')
    const served = new Set(line.partners.map(({ domain }) => domain))
    const authors = [{ path: ['createdBy'] as (string | number)[], author: line.createdBy }]
    let last = line.createdAt
    for (const [index, { at, author }] of line.history.entries()) {
      authors.push({ path: ['history', index, 'author'], author })
      if (at < last) fault(['history', index, 'at'], 'is before what stands before it: oldest first')
      last = at
    }
    for (const { path, author } of authors) {
      if (author.party === 'partner' && served.size > 0 && !served.has(author.domain ?? ''))
        fault([...path, 'domain'], 'is none of the partners: add it there, or correct it')
    }
  })
export type CaseLine = z.output<typeof CaseLine>

/** What is wrong with a line: which field, and what to do. */
export function describeProblems(error: z.ZodError): readonly string[] {
  return error.issues.map((issue) => {
    const field = issue.path.join('.') || 'the line'
    if (issue.code === 'unrecognized_keys')
      return `${field} has fields that are not known (${issue.keys.join(', ')}): correct or remove them`
    if (issue.code === 'invalid_type' && issue.input === undefined) return `${field} is missing: fill it in`
    return `${field} ${issue.message}`
  })
}

/**
 * The key under which the case is made: its number with a hash of what the line says. The same line is the same case, also from
 * the other format; a line that says something else is told from it.
 */
export function createImportKey(line: CaseLine): string {
  return `import:${line.number}:${createHash('sha256').update(JSON.stringify(line)).digest('hex')}`
}

/**
 * The case with its whole history; the partners of record are those of the line (VIS-1), by their ids (DOM-4). It has no thread yet.
 */
export function toNewCase(
  line: CaseLine,
  customer: Customer | undefined,
  names: Pick<Names, 'idOf'> = noNames,
): NewCase {
  const { history, description } = line
  const entries: Entry[] = [
    {
      seq: 1,
      at: line.createdAt,
      author: toAuthor(line.createdBy, names),
      audience: 'everyone',
      event: { type: 'created', description, answers: [] },
    },
    ...history.map(({ author, ...rest }, index) => ({
      ...rest,
      seq: index + 2,
      author: toAuthor(author, names),
    })),
  ]
  const moments = [line.createdAt, ...(line.closedAt ? [line.closedAt] : []), ...history.map(({ at }) => at)]
  const supportCase: Case = {
    number: line.number,
    version: 1,
    customer: {
      id: line.customer.id,
      name: line.customer.name ?? customer?.name ?? line.customer.id,
      domain: line.customer.domain ?? customer?.domain ?? '',
    },
    partners: line.partners.map(({ domain, kind }) => ({ domain: names.idOf(domain), kind })),
    domain: names.idOf(line.createdBy.domain ?? ''),
    createdBy: toAuthor(line.createdBy, names),
    title: line.title,
    followUpOf: null,
    product: line.product,
    category: line.category,
    severity: line.severity,
    status: line.status,
    language: line.language ?? customer?.language ?? 'en',
    timeZone: line.timeZone ?? customer?.timeZone ?? 'UTC',
    createdAt: line.createdAt,
    updatedAt: new Date(Math.max(...moments.map((date) => date.getTime()))),
    closedAt: line.closedAt ?? null,
    sharedWith: [...new Set(line.sharedWith)],
    escalation: findEscalation(line),
    seq: entries.length,
    subscriptions: [],
  }
  return {
    case: supportCase,
    entries,
    words: collectSearchTerms(supportCase, entries[0]),
    key: createImportKey(line),
  }
}

/** UPD-2: the last escalation that no reopening ended. */
function findEscalation({ history }: CaseLine): Case['escalation'] {
  const last = history.findLast(({ event }) => event.type === 'escalated' || event.type === 'reopened')
  return last?.event.type === 'escalated' ? { at: last.at, reason: last.event.reason } : null
}

function toAuthor(
  { domain, email, ...author }: z.output<typeof Author>,
  { idOf }: Pick<Names, 'idOf'>,
): Entry['author'] {
  return { ...author, email: idOf(email), ...(domain ? { domain: idOf(domain) } : {}) }
}
