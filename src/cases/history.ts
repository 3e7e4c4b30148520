import type { Attachment, Entry } from './case.ts'
import type { CaseStore } from './ports.ts'

const historyPage = 200

/** All entries with `seq > after`, read in pages. */
export async function historyAfter(
  store: CaseStore,
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

/** The files that came with an entry. */
export function attachmentsOf({ event }: Pick<Entry, 'event'>): readonly Attachment[] {
  return event.type === 'created' || event.type === 'message' ? (event.attachments ?? []) : []
}
