/** Work on some things at once, whose results come in the order of the things. */

/**
 * No more than `ahead` are at work or wait to be taken, so that whoever takes them slowly holds up the rest. What `source` throws comes
 * after the results of what it gave before.
 */
export async function* inOrder<Thing, Result>(
  source: AsyncIterable<Thing>,
  work: (thing: Thing) => Promise<Result>,
  ahead: number,
): AsyncGenerator<Result> {
  const iterator = source[Symbol.asyncIterator]()
  const begun: Promise<Result>[] = []
  let next = (): Promise<IteratorResult<Thing>> => iterator.next()
  try {
    for (;;) {
      while (begun.length < ahead) {
        const got = await next().catch((error: unknown) => {
          next = () => Promise.reject(error)
          return undefined
        })
        if (!got || got.done) break
        const result = work(got.value)
        // It is awaited in its turn.
        result.catch(() => {})
        begun.push(result)
      }
      const first = begun.shift()
      if (!first) break
      yield await first
    }
    await next()
  } finally {
    await iterator.return?.()
  }
}
