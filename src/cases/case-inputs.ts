/** What people may send, checked once at the service's door. A zod issue becomes a refusal with its field. */
import { z } from 'zod'
import type { OfferFiles } from './attachments.ts'
import {
  type Attachment,
  type Author,
  audiences,
  escalationReasons,
  type MessageSource,
  platforms,
  type RemovablePart,
  saidWays,
  severities,
  statuses,
  upstreamStates,
} from './case.ts'
import { ok, type Refusal, type RefusalCode, type Result, refused } from './refusal.ts'
import { isTimeZone } from './time-zone.ts'

export const titleLimit = 200
export const textLimit = 3000
export const answerLimit = 1000
/** What one history entry may carry where it was not typed into a form (an import): the stores count on it (docs/decisions/0007). */
export const entryLimit = 30_000

/** Line ends made one, control characters and lone surrogates out, outer white space off. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

/** Text that shows nothing (white space, zero-width characters) is as good as none. */
function isBlank(text: string): boolean {
  return !/[^\p{C}\p{Z}\s\u2800]/u.test(text)
}

function issue(context: z.RefinementCtx, code: RefusalCode, values: Refusal['values'] = {}): void {
  context.addIssue({ code: 'custom', message: code, params: { refusal: code, values } })
}

function boundedText(max: number, options: { readonly optional?: boolean; readonly oneLine?: boolean } = {}) {
  return z
    .string()
    .transform((text) => (options.oneLine ? clean(text).replace(/\s+/g, ' ') : clean(text)))
    .transform((text) => (isBlank(text) ? '' : text))
    .superRefine((text, context) => {
      if (text === '' && !options.optional) return issue(context, 'field-missing')
      const length = [...text].length
      if (length > max) issue(context, 'field-too-long', { max, length })
    })
}

/** Fetched only when all else is in order. */
const Files = z.custom<OfferFiles>((offered) => typeof offered === 'function').optional()

/** CRE-5: so many addresses may share one case. */
export const maxAddresses = 20
const addressLimit = 150
/** More than anybody means to send at once; the case itself takes `mostAddresses`. */
const maxTyped = 100

/** A host in letters of other scripts as mail servers know it: 例え.jp is xn--r8jz45g.jp. */
function withPlainHost(address: string): string {
  const at = address.lastIndexOf('@') + 1
  const host = address.slice(at)
  const foreign = /[^\0-\x7f]/.test(host) && !/[/\\:?#@\s]/.test(host) && URL.canParse(`http://${host}`)
  return foreign ? address.slice(0, at) + new URL(`http://${host}`).hostname : address
}

/** An address in lower case, full-width letters folded, without what mail programs put around it. */
const Address = z
  .string()
  .transform((text) =>
    withPlainHost(
      clean(text)
        .normalize('NFKC')
        .replace(/^(mailto:)+/i, '')
        .toLowerCase(),
    ),
  )
  .superRefine((address, context) => {
    if (address.length <= addressLimit && z.email().safeParse(address).success) return
    issue(context, 'address-invalid', { address: [...address].slice(0, 60).join('') })
  })

const Addresses = z
  .array(Address)
  .max(maxTyped)
  .transform((all) => [...new Set(all)])

const Source = z
  .object({
    platform: z.enum(platforms),
    tenant: z.string().max(100),
    channel: z.string().min(1).max(200),
    message: z.string().min(1).max(200),
    edit: z.string().min(1).max(100).optional(),
    thread: z.string().min(1).max(200).optional(),
    author: z
      .object({
        party: z.enum(['partner', 'customer', 'desk']),
        email: z.string().max(320),
        name: z.string().max(200),
        domain: z.string().max(253).optional(),
      })
      .transform(
        ({ domain, ...author }): Author => ({ ...author, ...(domain === undefined ? {} : { domain }) }),
      )
      .optional(),
  })
  .transform(
    ({ edit, thread, author, ...ref }): MessageSource => ({
      ...ref,
      ...(edit === undefined ? {} : { edit }),
      ...(thread === undefined ? {} : { thread }),
      ...(author === undefined ? {} : { author }),
    }),
  )

/** Of a name. */
export const nameLimit = 100

/** NOT-4: how, on which day and by whom the customer said it. */
const Said = z.object({
  way: z.enum(saidWays),
  on: z.iso.date(),
  by: boundedText(nameLimit, { oneLine: true }),
})

const ThreadPlace = z.object({
  platform: z.enum(platforms),
  tenant: z.string(),
  channel: z.string().min(1),
  /** In the direct messages of this person; `channel` is their user id then. */
  direct: z.object({ user: z.string().min(1), email: z.string().nullable() }).optional(),
  /** `actor`: the acting party's own thread; `desk`: the desk's. */
  audience: z.enum(['actor', 'desk']),
  locale: z.enum(['en', 'ja']),
})

/** As they look at Google and at distributors; letters and digits alone hold no personal data. */
export const upstreamNumber = /^[A-Z0-9](?:[A-Z0-9-]{0,38}[A-Z0-9])?$/

/** CRE-1. `product` and `category` are ids of the catalogue; `answers` by the category's question ids. */
export const CreateCaseInput = z.object({
  customer: z.string().min(1),
  title: boundedText(titleLimit, { oneLine: true }),
  description: boundedText(textLimit),
  product: z.string().min(1),
  category: z.string().min(1),
  answers: z.record(z.string(), boundedText(answerLimit, { optional: true })),
  severity: z.enum(severities),
  language: z.enum(['en', 'ja']).optional(),
  timeZone: z.string().refine(isTimeZone).optional(),
  files: Files,
  /** CRE-5: shared from the start, in the same write. */
  share: Addresses.refine((all) => all.length <= maxAddresses, {
    params: { refusal: 'share-too-many', values: { max: maxAddresses } },
  }).optional(),
  /** UPD-4: the closed case that this one goes on from. */
  followUpOf: z.number().int().positive().optional(),
  /** CRE-10: the customer's people do not see it. */
  hidden: z.boolean().optional(),
  /** CRE-3: sent on purpose although personal data was found. */
  confirmed: z.boolean(),
  threads: z.array(ThreadPlace),
})
export type CreateCaseInput = z.input<typeof CreateCaseInput>
export type ValidCreateCase = z.output<typeof CreateCaseInput>

/** Copied from a mail or a portal, also in full-width digits or with a mark before it. */
const UpstreamNumber = z
  .string()
  .transform((text) => clean(text).normalize('NFKC').replace(/^#/, '').toUpperCase())
  .superRefine((number, context) => {
    if (number === '') issue(context, 'field-missing')
    else if (!upstreamNumber.test(number)) issue(context, 'upstream-number')
  })

const linkLimit = 300
const UpstreamLink = z
  .string()
  .transform(clean)
  .superRefine((link, context) => {
    const url = URL.canParse(link) ? new URL(link) : undefined
    const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === ''
    if (!isPlain || link.length > linkLimit || /\s/.test(link))
      issue(context, 'upstream-link', { max: linkLimit })
  })

/** UPD-1: one thing to change; a send may carry several. */
export const Change = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('message'),
      text: boundedText(textLimit, { optional: true }),
      audience: z.enum(audiences),
      /** The desk's: what it waits for now. */
      status: z.enum(statuses).exclude(['new', 'closed']).optional(),
      files: Files,
      /** The chat message that this was; the chat's own word for it, never a person's. */
      source: Source.optional(),
      said: Said.optional(),
    })
    .superRefine(({ text, files }, context) => {
      if (text !== '' || files) return
      context.addIssue({
        code: 'custom',
        path: ['text'],
        message: 'field-missing',
        params: { refusal: 'field-missing', values: {} },
      })
    }),
  z.object({ kind: z.literal('severity'), severity: z.enum(severities) }),
  /** UPD-7: the desk's, without a word. */
  z.object({ kind: z.literal('status'), status: z.enum(statuses).exclude(['new', 'closed']) }),
  z.object({ kind: z.literal('close'), note: boundedText(textLimit, { optional: true }) }),
  z.object({
    kind: z.literal('escalate'),
    reason: z.enum(escalationReasons),
    justification: boundedText(textLimit),
  }),
  z.object({ kind: z.literal('share'), add: Addresses, remove: Addresses }),
  /**
   * OWN-1: to an e-mail, or to nobody. `from`: who worked on it as far as the person knew, null where nobody did; where somebody was
   * faster, nothing is changed.
   */
  z.object({
    kind: z.literal('assign'),
    to: z.string().min(1).toLowerCase().nullable(),
    from: z.string().toLowerCase().nullable().optional(),
  }),
  /** Put aside for the author's side until then; null: back at once. */
  z.object({ kind: z.literal('aside'), until: z.date().nullable() }),
  z.object({ kind: z.literal('reveal') }),
  z.object({ kind: z.literal('pass'), note: boundedText(textLimit, { optional: true }) }),
  /** REP-4. No number: none is kept any more. */
  z.object({
    kind: z.literal('upstream'),
    number: UpstreamNumber.nullable(),
    link: UpstreamLink.nullable(),
    state: z.enum(upstreamStates),
    followUp: z.date().nullable(),
  }),
  z.object({ kind: z.literal('reopen'), reason: boundedText(textLimit, { optional: true }) }),
  /** OWN-3: reminders of this case, for the author's side. */
  z.object({ kind: z.literal('reminders'), on: z.boolean() }),
])
export type Change = z.output<typeof Change>

type Message = Extract<Change, { kind: 'message' }>
/** A change whose files are in the file store. */
export type StoredChange =
  | Exclude<Change, Message>
  | (Omit<Message, 'files'> & { readonly attachments?: readonly Attachment[] })

export const UpdateCaseInput = z.object({
  changes: z.array(Change).min(1).max(10),
  /** UPD-6: the newest entry's seq that the person had before their eyes. Without it the wish holds whatever came since. */
  basedOn: z.number().int().nonnegative().optional(),
  confirmed: z.boolean().optional(),
})
export type UpdateCaseInput = z.input<typeof UpdateCaseInput>
export type ValidUpdateCase = z.output<typeof UpdateCaseInput>

/** Of what the history says of a removal. */
export const reasonLimit = 500

/** UPD-3: what the desk takes away: a part of entry `of`, 0 for the case itself. */
export const RemoveContentInput = z.object({
  of: z.number().int().nonnegative(),
  /** One that is not there is refused by the entry itself. */
  part: z.custom<RemovablePart>((part) => typeof part === 'string'),
  why: boundedText(reasonLimit),
  confirmed: z.boolean().optional(),
})
export type RemoveContentInput = z.input<typeof RemoveContentInput>
export type ValidRemoveContent = z.output<typeof RemoveContentInput>

/** The refusals name the field as the form does: the last name of the path (`changes.0.text` → `text`). */
export function check<S extends z.ZodType>(schema: S, input: unknown): Result<z.output<S>> {
  // Without its input an issue does not tell a value of the wrong type from none at all.
  const result = schema.safeParse(input, { reportInput: true })
  if (result.success) return ok(result.data)
  return refused(...result.error.issues.map(toRefusal))
}

function toRefusal(issue: z.core.$ZodIssue): Refusal {
  const field = toField(issue.path)
  if (issue.code === 'custom' && issue.params?.refusal) {
    return {
      code: issue.params.refusal as RefusalCode,
      rule: 'CRE-1',
      field,
      values: issue.params.values as Refusal['values'] & {},
    }
  }
  const missing = (issue.code === 'invalid_type' && issue.input === undefined) || issue.code === 'too_small'
  return { code: missing ? 'field-missing' : 'field-invalid', rule: 'CRE-1', field }
}

function toField(path: readonly PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string')
  if (names[0] === 'answers') return `answer:${String(names[1])}`
  return String(names.at(-1) ?? '')
}
