/**
 * The lines of an export: CSV for people, in their words, and JSON Lines for programs, in ours. Of people it names what a card names:
 * name and side, no address (VIS-7).
 */

import { findUpstreams, visibleFollowUp } from '../cases/audience.ts'
import type { Author, Case, Entry, Event, Reader } from '../cases/case.ts'
import type { Categories } from '../cases/categories.ts'
import { isTombstone } from '../cases/erased-people.ts'
import type { ExportedEntry } from '../cases/exported-case.ts'
import { listAttachments } from '../cases/history.ts'
import type { Names } from '../cases/names.ts'
import { audienceName } from '../i18n/audience-name.ts'
import { erasedName } from '../i18n/erased-name.ts'
import { createTranslatorFactory, type Translator } from '../i18n/translator.ts'
import { csvBegin, toCsvLine } from './csv-lines.ts'
import { toLocalTime } from './exported-time.ts'

export const exportFormats = ['csv', 'jsonl'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportLines {
  /** What the file of cases begins with. */
  readonly casesBegin: string
  readonly entriesBegin: string
  toCaseLine(supportCase: Case): string
  toEntryLine(number: number, exported: ExportedEntry): string
}

interface Options {
  readonly reader: Reader
  readonly translator: Translator
  readonly categories: Pick<Categories, 'product' | 'category'>
}

const caseColumns = [
  'number',
  'title',
  'status',
  'severity',
  'customer',
  'customerDomain',
  'domain',
  'openedBy',
  'product',
  'category',
  'language',
  'timeZone',
  'createdAt',
  'updatedAt',
  'closedAt',
  'escalatedAt',
  'escalationReason',
  'sharedWith',
  'followUpOf',
  'upstream',
  'upstreamLink',
] as const

const entryColumns = [
  'case',
  'entry',
  'at',
  'author',
  'side',
  'audience',
  'event',
  'text',
  'answers',
  'details',
  'files',
] as const

export function createExportLines(
  format: ExportFormat,
  {
    locale,
    timeZone,
    names,
    ...options
  }: Omit<Options, 'translator'> & Pick<Translator, 'locale' | 'timeZone'> & { readonly names: Names },
): ExportLines {
  const translator = createTranslatorFactory(names)(locale, timeZone)
  return format === 'csv' ? csvLines({ ...options, translator }) : jsonLines({ ...options, translator })
}

function jsonLines(options: Options): ExportLines {
  return {
    casesBegin: '',
    entriesBegin: '',
    toCaseLine: (supportCase) => toLine(describeCase(supportCase, options)),
    toEntryLine: (number, exported) => toLine(describeEntry(number, exported, options)),
  }
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}

function csvLines(options: Options): ExportLines {
  const { t } = options.translator
  return {
    casesBegin: csvBegin + toCsvLine(caseColumns.map((column) => t(`export.${column}`))),
    entriesBegin: csvBegin + toCsvLine(entryColumns.map((column) => t(`export.${column}`))),
    toCaseLine: (supportCase) => toCsvLine(toCaseCells(supportCase, options)),
    toEntryLine: (number, exported) => toCsvLine(toEntryCells(number, exported, options)),
  }
}

/** By our own names, as the JSON has it. */
function describeCase(supportCase: Case, { reader, translator }: Options) {
  const { timeZone, nameOf } = translator
  const { customer, escalation } = supportCase
  const at = (moment: Date | null) => moment && toLocalTime(moment, timeZone)
  return {
    number: supportCase.number,
    title: supportCase.titleRemoved ? null : supportCase.title,
    status: supportCase.status,
    severity: supportCase.severity,
    customer: customer.name,
    customerDomain: nameOf(customer.domain),
    domain: nameOf(supportCase.domain),
    openedBy: toPerson(supportCase.createdBy, translator),
    product: supportCase.product,
    category: supportCase.category,
    language: supportCase.language,
    timeZone: supportCase.timeZone,
    createdAt: at(supportCase.createdAt),
    updatedAt: at(supportCase.updatedAt),
    closedAt: at(supportCase.closedAt),
    escalatedAt: at(escalation?.at ?? null),
    escalationReason: escalation?.reason ?? null,
    sharedWith: supportCase.sharedWith,
    followUpOf: visibleFollowUp(supportCase, reader) ?? null,
    upstream: findUpstreams(supportCase, reader).map(({ side, number, link, state, followUp }) => ({
      side: side === 'desk' ? side : { domain: nameOf(side.domain) },
      number,
      link,
      state,
      followUp: at(followUp),
    })),
  }
}

function toPerson({ name, party, domain }: Author, { nameOf }: Translator) {
  return { name, party, ...(domain === undefined ? {} : { domain: nameOf(domain) }) }
}

function toCaseCells(supportCase: Case, options: Options): readonly string[] {
  const { categories, translator } = options
  const { t, locale } = translator
  const described = describeCase(supportCase, options)
  const cells: Readonly<Record<(typeof caseColumns)[number], string>> = {
    number: String(described.number),
    title: described.title ?? t('removed.title', { category: supportCase.title }),
    status: t(`status.${described.status}`),
    severity: described.severity,
    customer: described.customer,
    customerDomain: described.customerDomain,
    domain: described.domain,
    openedBy: toName(supportCase.createdBy, translator),
    product: categories.product(described.product)?.name[locale] ?? described.product,
    category: categories.category(described.category)?.path[locale] ?? described.category,
    language: described.language,
    timeZone: described.timeZone,
    createdAt: described.createdAt ?? '',
    updatedAt: described.updatedAt ?? '',
    closedAt: described.closedAt ?? '',
    escalatedAt: described.escalatedAt ?? '',
    escalationReason: described.escalationReason ? t(`escalation.${described.escalationReason}`) : '',
    sharedWith: described.sharedWith.join('; '),
    followUpOf: String(described.followUpOf ?? ''),
    upstream: described.upstream
      .map(({ number, state }) => `${number} (${t(`upstream-state.${state}`)})`)
      .join('\n'),
    upstreamLink: described.upstream.flatMap(({ link }) => link ?? []).join('\n'),
  }
  return caseColumns.map((column) => cells[column])
}

function toName(author: Author, translator: Translator): string {
  if (isTombstone(author.email)) return erasedName(author, translator)
  return translator.t('author.alone', { name: author.name })
}

function toSide({ party, domain }: Author, { t, nameOf }: Translator): string {
  if (party === 'partner') return nameOf(domain ?? '')
  return t(party === 'desk' ? 'party.desk' : 'party.customer')
}

function describeEntry(
  number: number,
  { position, entry, positionOf }: ExportedEntry,
  { translator }: Options,
) {
  const { timeZone } = translator
  const removed = (entry.removed ?? []).map(({ part, at }) => ({
    part: toPart(part),
    at: toLocalTime(at, timeZone),
  }))
  return {
    case: number,
    entry: position,
    at: toLocalTime(entry.at, timeZone),
    author: toPerson(entry.author, translator),
    audience: entry.audience,
    event: describeEvent(entry, positionOf, translator),
    ...(removed.length > 0 ? { removed } : {}),
  }
}

/** A file is known by its id; the id leads nowhere outside of the product. */
function toPart(part: string): string {
  return part.startsWith('file:') ? 'file' : part
}

function describeEvent(
  entry: Entry,
  positionOf: ExportedEntry['positionOf'],
  translator: Translator,
): object {
  const { event } = entry
  const attachments = listAttachments(entry).map(({ name, type, size }) => ({ name, type, size }))
  const files = attachments.length > 0 ? { attachments } : {}
  switch (event.type) {
    case 'created':
      return { type: event.type, description: event.description, answers: event.answers, ...files }
    case 'message':
      return { type: event.type, text: event.text, ...files, ...(event.source ? { fromChat: true } : {}) }
    case 'removed':
      return {
        type: event.type,
        of: event.of === 0 ? 0 : (positionOf(event.of) ?? null),
        part: toPart(event.part),
        reason: event.reason,
      }
    case 'message-edited':
      return {
        type: event.type,
        of: positionOf(event.of) ?? null,
        editor: toPerson(event.editor, translator),
        text: event.text,
      }
    case 'message-edit-withheld':
      return { type: event.type, of: positionOf(event.of) ?? null, reason: event.reason }
    case 'message-deleted':
      return { type: event.type, of: positionOf(event.of) ?? null }
    case 'partner-left':
      return { ...event, domain: translator.nameOf(event.domain) }
    // By name, as everywhere: an address says more than who it was.
    case 'assigned':
      return { ...event, from: event.from?.name ?? null, to: event.to?.name ?? null }
    default:
      return event
  }
}

function toEntryCells(number: number, exported: ExportedEntry, options: Options): readonly string[] {
  const { position, entry } = exported
  const { translator } = options
  const { t, timeZone } = translator
  const { event } = entry
  const answers = event.type === 'created' ? event.answers : []
  const cells: Readonly<Record<(typeof entryColumns)[number], string>> = {
    case: String(number),
    entry: String(position),
    at: toLocalTime(entry.at, timeZone),
    author: toName(entry.author, translator),
    side: toSide(entry.author, translator),
    audience: audienceName(entry.audience, entry.author, translator),
    event: t(`export.event.${event.type}`),
    text: toText(event),
    answers: answers.map(({ question, answer }) => `${question}\n${answer}`).join('\n\n'),
    details: toDetails(exported, translator),
    files: listAttachments(entry)
      .map(({ name }) => name)
      .join('\n'),
  }
  return entryColumns.map((column) => cells[column])
}

/** What somebody wrote. */
function toText(event: Event): string {
  switch (event.type) {
    case 'created':
      return event.description
    case 'message':
    case 'message-edited':
      return event.text
    case 'closed':
    case 'passed':
      return event.note
    case 'reopened':
    case 'removed':
      return event.reason
    case 'escalated':
      return event.justification
    default:
      return ''
  }
}

function toDetails({ entry: { event }, positionOf }: ExportedEntry, translator: Translator): string {
  const { t } = translator
  const ofEntry = (seq: number) => t('export.of', { entry: positionOf(seq) ?? '' })
  switch (event.type) {
    case 'severity-changed':
      return `${event.from} → ${event.to}`
    case 'status-changed':
      return `${t(`status.${event.from}`)} → ${t(`status.${event.to}`)}`
    case 'closed':
      return `${t(`status.${event.from}`)} → ${t('status.closed')}`
    case 'escalated':
      return t(`escalation.${event.reason}`)
    case 'shared':
      return [
        ...event.added.map((address) => `＋ ${address}`),
        ...event.removed.map((address) => `− ${address}`),
      ].join('\n')
    case 'personal-data-confirmed':
      return event.found.join(', ')
    case 'upstream-changed':
      return [event.from, event.to]
        .map((one) => (one ? `${one.number} (${t(`upstream-state.${one.state}`)})` : '–'))
        .join(' → ')
    case 'removed':
      return event.of === 0 ? toPart(event.part) : `${toPart(event.part)}: ${ofEntry(event.of)}`
    case 'message-edited':
      return `${ofEntry(event.of)}: ${toName(event.editor, translator)}`
    case 'message-edit-withheld':
      return `${ofEntry(event.of)}: ${t(`withheld.${event.reason}`)}`
    case 'message-deleted':
      return ofEntry(event.of)
    case 'assigned':
      return `${event.from?.name ?? '–'} → ${event.to?.name ?? '–'}`
    case 'partner-left':
      return translator.nameOf(event.domain)
    case 'put-aside':
      return toLocalTime(event.until, translator.timeZone)
    case 'due-changed':
      return [event.from, event.to]
        .map((moment) => (moment ? toLocalTime(moment, translator.timeZone) : '–'))
        .join(' → ')
    case 'reminded':
      return toLocalTime(event.dueAt, translator.timeZone)
    default:
      return ''
  }
}
