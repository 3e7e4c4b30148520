import type { mongo } from 'mongoose'
import type { Repeat } from './retry.ts'

/** Each document once, by its id. What is changed meanwhile is met as it is by then. */
export async function* walkCollection<T extends { readonly _id: string }>(
  collection: mongo.Collection<T>,
  step: Repeat,
): AsyncGenerator<mongo.WithId<T>> {
  let after: string | undefined
  for (;;) {
    const beyond = (after === undefined ? {} : { _id: { $gt: after } }) as mongo.Filter<T>
    const page = await step(() => collection.find(beyond).sort({ _id: 1 }).limit(500).toArray())
    yield* page
    const last = page.at(-1)
    if (!last) return
    after = String(last._id)
  }
}
