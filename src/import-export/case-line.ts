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
import type { Names } from '../cases/names.ts'
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

/** What the first line of a CSV file may name, and what it has to. */
export const caseColumns = {
  known: [
    ...[
      'number',
      'customer',
      'customer.id',
      'customer.name',
      'customer.domain',
      'partners',
      'createdBy.email',
    ],
    ...[
      'createdBy.name',
      'createdBy.domain',
      'createdBy.party',
      'title',
      'description',
      'product',
      'category',
    ],
    ...['severity', 'status', 'language', 'timeZone', 'createdAt', 'closedAt', 'sharedWith', 'history'],
  ],
  required: [
    ...[
      ['number'],
      ['customer', 'customer.id'],
      ['partners'],
      ['createdBy.email'],
      ['createdBy.name'],
      ['title'],
    ],
    ...[['description'], ['category'], ['severity'], ['status'], ['createdAt']],
  ],
} as const

/** Google's first Apps came later; what is older is a slip, such as an empty date of a spreadsheet. */
const firstMoment = new Date('2000-01-01T00:00:00Z')

/** Dates that no case can have. */
export function findImpossibleMoments(
  { createdAt, closedAt, history }: CaseLine,
  now: Date,
): readonly string[] {
  const moments: readonly (readonly [string, Date])[] = [
    ['createdAt', createdAt],
    ...(closedAt ? [['closedAt', closedAt] as const] : []),
    ...history.map(({ at }, index) => [`history.${index}.at`, at] as const),
  ]
  return moments.flatMap(([field, at]) => {
    if (at > now) return [`${field} is ${at.toISOString()}, which is still to come: correct it`]
    return at < firstMoment
      ? [`${field} is ${at.toISOString()}, which is before the year 2000: correct it`]
      : []
  })
}

/** What is wrong with a line: which field, and what to do. */
export function describeProblems(error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) => describeIssue(issue, issue.path))
}

type Issue = z.core.$ZodIssue

function describeIssue(issue: Issue, path: readonly PropertyKey[]): readonly string[] {
  const field = path.join('.') || 'the line'
  if (issue.code === 'invalid_union') return describeUnion(issue, path)
  if (issue.code === 'unrecognized_keys')
    return [`${field} has fields that are not known (${issue.keys.join(', ')}): correct or remove them`]
  if (issue.code === 'invalid_type' && issue.input === undefined) return [`${field} is missing: fill it in`]
  // What this file says of a field begins as a sentence goes on; the validator's own words do not.
  return [`${field} ${/^[a-z]/.test(issue.message) ? issue.message : describeFault(issue)}`]
}

/** The branch that was meant: the one that what is there has the form of. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: readonly PropertyKey[],
): readonly string[] {
  const field = path.join('.') || 'the line'
  if ('options' in issue) {
    const given = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[issue.discriminator ?? '']
    const choices = issue.options?.map(String).join(', ')
    return [`${field} ${given === undefined ? 'is missing' : `is ${shown(given)}`}: write one of ${choices}`]
  }
  if (issue.input === undefined) return [`${field} is missing: fill it in`]
  const ofType = issue.errors.find(
    ([first]) => first && !(first.code === 'invalid_type' && first.path.length === 0),
  )
  if (ofType) return ofType.flatMap((inner) => describeIssue(inner, [...path, ...inner.path]))
  return [
    `${field} is ${shown(issue.input)}, which has not the form that it is to have: see docs/samples/cases.jsonl`,
  ]
}

function describeFault(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is ${shown(issue.input)}, and must be ${typeNames[issue.expected] ?? 'something else'}`
    case 'invalid_value': {
      const given = issue.input === undefined ? 'is missing' : `is ${shown(issue.input)}`
      return `${given}: write one of ${issue.values.map(String).join(', ')}`
    }
    case 'too_small':
      return issue.origin === 'number'
        ? `is ${shown(issue.input)}: give ${issue.minimum} or more`
        : 'is empty: fill it in'
    case 'too_big':
      if (issue.origin === 'number') return `is ${shown(issue.input)}: give ${issue.maximum} or less`
      return issue.origin === 'array'
        ? `has more than ${issue.maximum} items: leave some out`
        : `is longer than ${issue.maximum} characters: shorten it`
    default:
      return `is ${shown(issue.input)}, which cannot be: correct it`
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
}

const maxShown = 60

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input)
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
}

/** What the directory knows of a customer and a line may leave out. */
export type ListedCustomer = Pick<Customer, 'name' | 'domain' | 'language' | 'timeZone'>

/**
 * The key under which the case is made: its number with a hash of what the line says. The same line is the same case, also from
 * the other format; a line that says something else is told from it.
 */
export function createImportKey(line: CaseLine): string {
  return `import:${line.number}:${createHash('sha256').update(JSON.stringify(line)).digest('hex')}`
}

/** The case with its whole history; the partners of record are those of the line (VIS-1). It has no thread yet. */
export function toNewCase(line: CaseLine, customer: ListedCustomer | undefined): NewCase {
  const { history, description } = line
  const entries: Entry[] = [
    {
      seq: 1,
      at: line.createdAt,
      author: toAuthor(line.createdBy),
      audience: 'everyone',
      event: { type: 'created', description, answers: [] },
    },
    ...history.map(({ author, ...rest }, index) => ({ ...rest, seq: index + 2, author: toAuthor(author) })),
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
    partners: line.partners,
    domain: line.createdBy.domain ?? '',
    createdBy: toAuthor(line.createdBy),
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

function toAuthor({ domain, ...author }: z.output<typeof Author>): Entry['author'] {
  return { ...author, ...(domain ? { domain } : {}) }
}

/** DOM-4: the same case, with domains and people by their ids. */
export function putUnderIds(input: NewCase, { idOf }: Pick<Names, 'idOf'>): NewCase {
  const underIds = ({ domain, email, ...author }: Entry['author']): Entry['author'] => ({
    ...author,
    email: idOf(email),
    ...(domain ? { domain: idOf(domain) } : {}),
  })
  return {
    ...input,
    case: {
      ...input.case,
      partners: input.case.partners.map(({ domain, kind }) => ({ domain: idOf(domain), kind })),
      domain: idOf(input.case.domain),
      createdBy: underIds(input.case.createdBy),
    },
    entries: input.entries.map((entry) => ({ ...entry, author: underIds(entry.author) })),
  }
}
