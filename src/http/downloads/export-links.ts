/** Links to an export: sealed, for one person, good for a few minutes, each file once. */
import { z } from 'zod'
import { severities, statuses } from '../../cases/case.ts'
import type { ListFilter } from '../../cases/case-service.ts'
import { sorts } from '../../cases/case-store.ts'
import type { Person } from '../../cases/directory.ts'
import type { Actor } from '../../cases/policy.ts'
import { queueNames } from '../../cases/queues.ts'
import { createTokenSeal, sealedFields, toSealedFields } from './sealed-tokens.ts'

const minutes = 15

/** A token holds text. */
const moment = z.coerce.date().optional()

const Sealed = z.object({
  /** What its files are counted by: each is handed out once. */
  id: z.string(),
  filter: z.object({
    text: z.string().optional(),
    statuses: z.array(z.enum(statuses)).optional(),
    severities: z.array(z.enum(severities)).optional(),
    customers: z.array(z.string()).optional(),
    mine: z.boolean().optional(),
    queue: z.enum(queueNames).optional(),
    who: z.string().optional(),
    aside: z.enum(['only', 'without']).optional(),
    overdue: z.boolean().optional(),
    createdSince: moment,
    createdUntil: moment,
    updatedSince: moment,
    updatedUntil: moment,
    sort: z.enum(sorts).optional(),
  } satisfies Record<keyof ListFilter, z.ZodType>),
  locale: z.enum(['en', 'ja']),
  timeZone: z.string(),
  ...sealedFields,
})
export type OpenedExport = Omit<z.output<typeof Sealed>, 'filter'> & { readonly filter: ListFilter }

export interface ExportLinks {
  readonly minutes: number
  linkTo(filter: ListFilter, actor: Actor, person: Person): string
  opened(token: string): OpenedExport | undefined
}

export function createExportLinks(options: {
  readonly publicUrl: string
  readonly sealKey: string
  readonly newId: () => string
  readonly now: () => Date
}): ExportLinks {
  const { publicUrl, newId, now } = options
  const tokens = createTokenSeal(Sealed, { ...options, purpose: 'links to exports' })
  return {
    minutes,
    linkTo(filter, actor, person) {
      const { locale, timeZone } = person
      const until = new Date(now().getTime() + minutes * 60_000)
      const who = toSealedFields(actor, person, until)
      // Whole fields only: what is not set is not in the address either.
      const token = tokens.seal(Sealed.parse({ id: newId(), filter, locale, timeZone, ...who }))
      return `${publicUrl}/exports/${token}`
    },
    // What was not set is not in the address, and so never `undefined`.
    opened: (token) => tokens.open(token) as OpenedExport | undefined,
  }
}
