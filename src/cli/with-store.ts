import type { Config } from '../config/config.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'

/** Opens the store of these settings for `work`, and closes it whatever comes of that. */
export async function withStore<T>(
  { dataDir, mongodbUri }: Pick<Config, 'dataDir' | 'mongodbUri'>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore({ dataDir, ...(mongodbUri ? { mongodbUri } : {}) })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
