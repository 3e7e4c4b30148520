import type { Case } from './case.ts'
import { type CaseStore, type IdempotencyKey, type NewCase, NumberTaken } from './case-store.ts'

/** A number may have come in with an import meanwhile, or a first send may have died with one: then another is taken. */
export async function createNumbered(
  store: Pick<CaseStore, 'nextNumber' | 'create'>,
  compose: (number: number) => Omit<NewCase, 'key'>,
  key: IdempotencyKey,
): Promise<Case> {
  for (let number = await store.nextNumber(); ; ) {
    try {
      return (await store.create({ ...compose(number), key })).case
    } catch (error) {
      if (!(error instanceof NumberTaken)) throw error
      number = error.instead ?? (await store.nextNumber())
    }
  }
}
