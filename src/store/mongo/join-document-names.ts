import type { mongo } from 'mongoose'
import type { FileStore } from '../../cases/file-store.ts'
import { toIds } from '../../cases/to-ids.ts'
import { toRefsField } from './documents.ts'
import { listPageIds } from './history-archive.ts'
import type { CaseDocument, Models, PageDocument } from './mongo-schema.ts'
import { purgeRemovals } from './purge-removals.ts'
import { toSearchKeys } from './search-keys.ts'
import { free } from './thread-documents.ts'

/** What of a case's own document may hold a name; threads have writes of their own. */
const fields = [
  'customer',
  'partners',
  'domain',
  'createdBy',
  'followUpOf',
  'partnersLeft',
  'sharedWith',
  'assignee',
  'owners',
  'aside',
  'due',
  'upstream',
  'titleRemoved',
  'clocks',
  'unreminded',
  'history',
] as const satisfies readonly (keyof CaseDocument)[]

/**
 * DOM-4: the pages first, so that a crash leaves the case where the next try finds it. The case's own document is written only as it was
 * read; whoever decided a change before it decides again, since the case has another version.
 */
export async function joinNames(
  { cases, pages }: Pick<Models, 'cases' | 'pages'>,
  files: Pick<FileStore, 'remove'>,
  number: number,
  idOf: (name: string) => string,
): Promise<void> {
  const written = cases.collection as unknown as mongo.Collection<CaseDocument>
  const paged = pages.collection as unknown as mongo.Collection<PageDocument>
  for (;;) {
    // A removal under way holds a copy of an entry.
    await purgeRemovals({ cases, pages }, files, number)
    const document = await written.findOne({ _id: number })
    if (!document) return
    for (const id of listPageIds(document, 0, document.paged)) await joinPage(paged, id, idOf)
    const parts = Object.fromEntries(
      fields.flatMap((field) => (document[field] === undefined ? [] : [[field, document[field]]])),
    )
    const next = toIds(parts, idOf)
    const threads = document.threads.filter((thread) => toIds(thread, idOf) !== thread)
    if (next === parts && threads.length === 0) return
    const { version, paged: movedOut, purged, words } = document
    const { matchedCount } = await written.updateOne(
      {
        _id: number,
        version,
        paged: movedOut,
        purged: purged ?? { $exists: false },
        'purging.0': { $exists: false },
      },
      {
        $set: {
          ...next,
          ...Object.fromEntries(threads.flatMap((thread, index) => toThreadSet(thread, index, idOf))),
          found: toSearchKeys({ ...document, ...next }, words),
          ...toRefsField({ ...document, ...next }),
          version: version + 1,
        },
      },
      threads.length > 0 ? { arrayFilters: threads.map(({ id }, index) => ({ [`t${index}.id`]: id })) } : {},
    )
    if (matchedCount === 1) return
  }
}

function toThreadSet(
  thread: CaseDocument['threads'][number],
  index: number,
  idOf: (name: string) => string,
): readonly (readonly [string, unknown])[] {
  const { reader, channel, direct } = toIds(thread, idOf)
  const field = `threads.$[t${index}]`
  return [
    [`${field}.reader`, reader],
    [`${field}.channel`, channel],
    ...(direct ? ([[`${field}.direct`, direct]] as const) : []),
    // A mail to an address that is shared with no longer ends with its next turn.
    ...(channel === thread.channel ? [] : ([[`${field}.dueAt`, free]] as const)),
  ]
}

async function joinPage(
  pages: mongo.Collection<PageDocument>,
  id: string,
  idOf: (name: string) => string,
): Promise<void> {
  for (;;) {
    const page = await pages.findOne({ _id: id })
    const entries = page && toIds(page.entries, idOf)
    if (!page || !entries || entries === page.entries) return
    const { matchedCount } = await pages.updateOne(
      { _id: id, purged: page.purged ?? { $exists: false } },
      { $set: { entries } },
    )
    if (matchedCount === 1) return
  }
}
