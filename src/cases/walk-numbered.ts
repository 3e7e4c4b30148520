import type { Case } from './case.ts'
import type { NumberedPage } from './case-store.ts'

/** Cases that are looked at before others get their turn. */
const pageSize = 100

/** All cases of a list by number, page by page; what one does with them may take them out of it. */
export async function* walkNumbered(
  list: (page: NumberedPage) => Promise<readonly Case[]>,
): AsyncGenerator<Case> {
  for (let after: number | undefined; ; ) {
    const cases = await list({ limit: pageSize, ...(after !== undefined && { after }) })
    yield* cases
    after = cases.at(-1)?.number
    if (cases.length < pageSize) return
  }
}
