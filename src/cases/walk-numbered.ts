import type { NumberedPage } from './case-store.ts'

/** Cases that are looked at before others get their turn. */
const pageSize = 100

/** All of a list by number, page by page; what one does with them may take them out of it. */
export async function* walkNumbered<T extends { readonly number: number }>(
  list: (page: NumberedPage) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  for (let after: number | undefined; ; ) {
    const listed = await list({ limit: pageSize, ...(after !== undefined && { after }) })
    yield* listed
    after = listed.at(-1)?.number
    if (listed.length < pageSize) return
  }
}
