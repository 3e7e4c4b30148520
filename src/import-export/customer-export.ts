/** All that is kept of one customer's cases, as a folder: as the customer's own people read it, or with what they don't. */
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, open, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { canRead, redactFor } from '../cases/audience.ts'
import type { Case, Entry, Reader } from '../cases/case.ts'
import type { CaseStore, Keyset } from '../cases/case-store.ts'
import type { Categories } from '../cases/categories.ts'
import type { ExportedCase, ExportedEntry } from '../cases/exported-case.ts'
import type { FileStore } from '../cases/file-store.ts'
import type { GrantRepository, RecordedGrant } from '../cases/grant-repository.ts'
import { listAttachments } from '../cases/history.ts'
import type { Names } from '../cases/names.ts'
import type { TraceStore } from '../cases/trace-store.ts'
import { createExportLines } from './export-lines.ts'

const page = 200

export interface CustomerExport {
  /** The customer's id. */
  readonly customer: string
  /** Internal notes, cases hidden from the customer and evidence of grants as well: for operators. */
  readonly all: boolean
  /** A folder that is not there yet. */
  readonly out: string
  readonly store: Pick<CaseStore, 'list' | 'get' | 'history'> & {
    readonly files: Pick<FileStore, 'open'>
    readonly traces: Pick<TraceStore, 'listNumbers'>
    readonly directory: Pick<GrantRepository, 'grantHistory'> & {
      recordedGrants(): Promise<readonly RecordedGrant[]>
    }
  }
  readonly categories: Pick<Categories, 'product' | 'category'>
  readonly names: Names
  readonly now: () => Date
}

export interface CustomerExported {
  cases: number
  entries: number
  files: number
  /** Named by an entry, and not in the file store. */
  missing: number
  grants: number
}

/** The folder is there whole, or not at all. Rejects with `EEXIST` where something of that name is. */
export async function exportCustomer(options: CustomerExport): Promise<CustomerExported> {
  const { out } = options
  // Claims the name, so that nothing is written over.
  await mkdir(dirname(out), { recursive: true })
  await mkdir(out, { mode: 0o700 })
  const staged = join(dirname(out), `.${basename(out)}.unfinished-${randomUUID()}`)
  try {
    await mkdir(join(staged, 'files'), { recursive: true, mode: 0o700 })
    await chmod(staged, 0o700)
    const counts = await writeAll(options, staged)
    await rename(staged, out)
    return counts
  } catch (error) {
    await rm(staged, { recursive: true, force: true })
    // What somebody put into it meanwhile is theirs.
    await rmdir(out).catch(() => {})
    throw error
  }
}

async function writeAll(options: CustomerExport, folder: string): Promise<CustomerExported> {
  const { customer, all, store, now } = options
  const counts = { cases: 0, entries: 0, files: 0, missing: 0, grants: 0 }
  const reader: Reader = all ? { party: 'desk' } : { party: 'customer', customer }
  const lines = createExportLines('jsonl', { ...options, reader, locale: 'en', timeZone: 'UTC' })
  const [cases, entries, files, grants] = await Promise.all(
    ['cases', 'entries', 'files', 'grants'].map((name) => open(join(folder, `${name}.jsonl`), 'wx', 0o600)),
  )
  try {
    for await (const exported of walk(options)) {
      const { number } = exported.case
      counts.cases += 1
      await cases?.appendFile(lines.toCaseLine(exported.case))
      for await (const one of exported.entries()) {
        counts.entries += 1
        await entries?.appendFile(lines.toEntryLine(number, one))
        for (const { id, name, type, size, sha256 } of listAttachments(one.entry)) {
          const path = await copyFile(store.files, id, folder)
          counts[path === null ? 'missing' : 'files'] += 1
          const line = { case: number, entry: one.position, name, type, size, sha256, path }
          await files?.appendFile(`${JSON.stringify(line)}\n`)
        }
      }
    }
    for (const grant of await store.directory.recordedGrants()) {
      if (grant.customer !== customer) continue
      counts.grants += 1
      for (const { from, to, at, by, evidence } of await store.directory.grantHistory(
        customer,
        grant.domain,
      )) {
        const line = { domain: grant.domain, from, to, at, by, ...(all ? { evidence } : {}) }
        await grants?.appendFile(`${JSON.stringify(line)}\n`)
      }
    }
  } finally {
    for (const file of [cases, entries, files, grants]) await file?.close()
  }
  await writeFile(join(folder, 'README.txt'), describe(options, counts, now()), { mode: 0o600 })
  return counts
}

/** Under its id: names are other people's, and may be anything. Null where the file is not there. */
async function copyFile(files: Pick<FileStore, 'open'>, id: string, folder: string): Promise<string | null> {
  const bytes = await files.open(id)
  if (!bytes) return null
  const path = `files/${id}`
  await writeFile(join(folder, path), bytes, { mode: 0o600 })
  return path
}

async function* walk(options: CustomerExport): AsyncGenerator<ExportedCase> {
  const { customer, all, store } = options
  const reader: Reader | undefined = all ? undefined : { party: 'customer', customer }
  for await (const supportCase of reader ? listCases(reader, store) : walkCases(options))
    yield {
      case: reader ? redactFor(supportCase, reader) : supportCase,
      entries: () => readEntries(supportCase, reader, store),
    }
}

async function* listCases(reader: Reader, store: Pick<CaseStore, 'list'>): AsyncGenerator<Case> {
  const seen = new Set<number>()
  let after: Keyset | undefined
  do {
    // By when they were opened: a case that changes meanwhile stays in its place.
    const found = await store.list({ reader, sort: 'opened' }, { ...(after && { after }), limit: page })
    for (const supportCase of found.cases) if (!seen.has(supportCase.number)) yield supportCase
    for (const { number } of found.cases) seen.add(number)
    after = found.next
  } while (after)
}

async function* walkCases({ customer, store }: CustomerExport): AsyncGenerator<Case> {
  let after = -1
  for (;;) {
    const numbers = await store.traces.listNumbers({ after, limit: page })
    for (const number of numbers) {
      const supportCase = await store.get(number)
      if (supportCase?.customer.id === customer) yield supportCase
    }
    const last = numbers.at(-1)
    if (last === undefined) return
    after = last
  }
}

/** Up to the version of the case that is exported. */
async function* readEntries(
  supportCase: Case,
  reader: Reader | undefined,
  { history }: Pick<CaseStore, 'history'>,
): AsyncGenerator<ExportedEntry> {
  const positions = new Map<number, number>()
  for (let after = 0; after < supportCase.seq; ) {
    const found: readonly Entry[] = await history(supportCase.number, {
      after,
      limit: Math.min(page, supportCase.seq - after),
    })
    for (const entry of found) {
      if (reader && !canRead(entry, reader, supportCase)) continue
      const position = positions.size + 1
      positions.set(entry.seq, position)
      yield { position, entry, positionOf: (seq) => positions.get(seq) }
    }
    const last = found.at(-1)
    if (!last) return
    after = last.seq
  }
}

function describe({ customer, all }: CustomerExport, counts: CustomerExported, at: Date): string {
  const { cases, entries, files, missing, grants } = counts
  return [
    `The cases of the customer ${customer}, as of ${at.toISOString()}.`,
    '',
    all
      ? 'Everything that is kept, internal notes included: not for the customer.'
      : "What the customer's own people may read, and nothing else.",
    '',
    `cases.jsonl    ${cases} cases, one a line`,
    `entries.jsonl  ${entries} entries of their history, with the audience of each`,
    `files.jsonl    ${files + missing} files: "entry" is the one that it came with, "path" where it lies in this folder${missing > 0 ? `; ${missing} were not there any more (path: null)` : ''}`,
    `grants.jsonl   how the access of partners changed, for ${grants} partners`,
    'files/         the files, under their ids',
    '',
    'JSON Lines in UTF-8; times have their offset. What was removed is in none of them.',
    '',
  ].join('\n')
}
