import type { CasesAndFiles } from '../../src/store/store.ts'
import type { OpenStore } from '../support/stores.ts'
import { addedMessagesContract } from './contract-added-messages.ts'
import { caseRefsContract } from './contract-case-refs.ts'
import { caseRemovalsContract } from './contract-case-removals.ts'
import { casesContract } from './contract-cases.ts'
import { changesContract } from './contract-changes.ts'
import { newThreadsContract } from './contract-deliveries.ts'
import { directoryContract } from './contract-directory.ts'
import { filesContract } from './contract-files.ts'
import { importsContract } from './contract-imports.ts'
import { listsContract } from './contract-lists.ts'
import { longHistoriesContract } from './contract-long-histories.ts'
import { namesContract } from './contract-names.ts'
import { remindersContract } from './contract-reminders.ts'
import { removalsContract } from './contract-removals.ts'
import { textsContract } from './contract-texts.ts'
import { threadRootsContract } from './contract-thread-roots.ts'

/** Every promise of `CasesAndFiles`, on a store of which nothing but the port is known. */
export function storeContract(open: OpenStore): void {
  casesContract(open)
  changesContract(open)
  longHistoriesContract(open)
  listsContract(open)
  filesContract(open)
  removalsContract(open)
  remindersContract(open)
  caseRefsContract(open)
  addedMessagesContract(open)
  newThreadsContract(open)
  threadRootsContract(open)
  textsContract(open)
  directoryContract(open)
  namesContract(open)
  importsContract(open)
  caseRemovalsContract(open)
}

/** All pages of a query, `limit` at a time, as lists of case numbers. */
export async function numbersByPage(
  store: CasesAndFiles,
  query: Parameters<CasesAndFiles['list']>[0],
  limit: number,
): Promise<readonly (readonly number[])[]> {
  const pages: number[][] = []
  let after: Parameters<CasesAndFiles['list']>[1]['after']
  do {
    const page = await store.list(query, { limit, ...(after && { after }) })
    pages.push(page.cases.map(({ number }) => number))
    after = page.next
  } while (after)
  return pages
}
