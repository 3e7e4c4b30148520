import type { Entry, MessageRef } from '../../cases/case.ts'
import type { AddedMessage } from '../../cases/case-store.ts'
import type { CaseDocument, Models, PageDocument } from './mongo-schema.ts'

/** What `CaseStore.entriesFrom` promises: in the case documents and, for what is old, in their pages. An entry may stand in both. */
export async function findAddedMessages(
  { cases, pages }: Pick<Models, 'cases' | 'pages'>,
  { platform, tenant, channel, message }: MessageRef,
): Promise<readonly AddedMessage[]> {
  const source = {
    'event.source.message': message,
    'event.source.channel': channel,
    'event.source.tenant': tenant,
    'event.source.platform': platform,
  }
  const [recent, older] = await Promise.all([
    cases
      .find({ history: { $elemMatch: source } }, { 'history.seq': 1, 'history.event.source': 1 })
      .lean<CaseDocument[]>(),
    pages
      .find({ entries: { $elemMatch: source } }, { number: 1, 'entries.seq': 1, 'entries.event.source': 1 })
      .lean<PageDocument[]>(),
  ])
  const isIt = ({ event }: Pick<Entry, 'event'>): boolean => {
    const found = event && 'source' in event ? event.source : undefined
    return found?.message === message && found.channel === channel && found.tenant === tenant
  }
  const found = new Map<string, AddedMessage>()
  const add = (number: number, entries: readonly Entry[]) => {
    for (const { seq } of entries.filter(isIt)) found.set(`${number}/${seq}`, { number, seq })
  }
  for (const { _id, history } of recent) add(_id, history)
  for (const { number, entries } of older) add(number, entries)
  return [...found.values()].toSorted((a, b) => a.number - b.number || a.seq - b.seq)
}
