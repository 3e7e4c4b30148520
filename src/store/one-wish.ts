import { AsyncLocalStorage } from 'node:async_hooks'
import { StoreDidNotAnswer } from '../cases/store-did-not-answer.ts'

const wishes = new AsyncLocalStorage<{ wrote: boolean }>()

/**
 * Runs one wish of a person. Where it fails with `StoreDidNotAnswer`, that tells of the whole wish: it is `unknown` as well where
 * an earlier write of it was made and only what came after could not be asked.
 */
export async function asOneWish<T>(work: () => Promise<T>): Promise<T> {
  const wish = { wrote: false }
  try {
    return await wishes.run(wish, work)
  } catch (error) {
    if (error instanceof StoreDidNotAnswer && wish.wrote && error.saved === 'no')
      throw new StoreDidNotAnswer('unknown', { cause: error })
    throw error
  }
}

/** Something was written, or may have been, for the wish that is under way. */
export function noteWrite(): void {
  const wish = wishes.getStore()
  if (wish) wish.wrote = true
}
