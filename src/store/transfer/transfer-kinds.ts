import { caseKinds } from './transfer-cases.ts'
import { conversationKinds } from './transfer-conversations.ts'
import { installationKinds } from './transfer-installation.ts'
import type { TransferKind } from './transfer-kind.ts'
import { peopleKinds } from './transfer-people.ts'
import { recordKinds } from './transfer-records.ts'

/** All that is taken from the embedded store to MongoDB, but for attachments (`transfer-files.ts`). Each makes up one collection. */
export const transferKinds: readonly TransferKind[] = [
  ...installationKinds,
  ...recordKinds,
  ...peopleKinds,
  ...conversationKinds,
  ...caseKinds,
]

/** Tables of the embedded store that nothing is made of by themselves, and why nothing is lost by that. */
export const leftTables: Readonly<Record<string, string>> = {
  attachments: 'made of the entries; the files that it names go along by themselves',
  added_messages: 'made of the entries: MongoDB has an index over them',
  case_refs: 'made of the cases',
  directory_refs: 'made of the directory',
  follow_ups: 'made of the cases',
  instances: 'who delivers just now: nobody does meanwhile',
  purges: 'empty: what removals had begun is ended first',
  roots: 'made of the threads',
  search: 'made of the words of each case',
  visible: 'made of the cases',
}
