import { canRead } from './audience.ts'
import type { Attachment, Case, Entry, Reader } from './case.ts'
import type { CaseStore } from './case-store.ts'

const historyPage = 200

/** All entries with `seq > after`, read in pages. */
export async function historyAfter(
  store: Pick<CaseStore, 'history'>,
  number: number,
  after: number,
): Promise<readonly Entry[]> {
  const all: Entry[] = []
  for (let from = after; ; ) {
    const page = await store.history(number, { after: from, limit: historyPage })
    all.push(...page)
    const last = page.at(-1)
    if (page.length < historyPage || !last) return all
    from = last.seq
  }
}

/** VIS-7: the files of the entries that this reader may read, oldest first. */
export async function readableFiles(
  store: Pick<CaseStore, 'history'>,
  supportCase: Case,
  reader: Reader,
): Promise<readonly Attachment[]> {
  const entries = await historyAfter(store, supportCase.number, 0)
  return entries.filter((entry) => canRead(entry, reader, supportCase)).flatMap(listAttachments)
}

/** The files that came with an entry. */
export function listAttachments({ event }: Pick<Entry, 'event'>): readonly Attachment[] {
  return event.type === 'created' || event.type === 'message' ? (event.attachments ?? []) : []
}
