import { StoreFault } from './store-fault.ts'

/**
 * The database did not answer in time, or could not be reached. `saved` tells of the call that failed: `no` where it certainly
 * changed nothing, `unknown` where the answer alone may have been lost.
 */
export class StoreDidNotAnswer extends StoreFault {
  override readonly name = 'StoreDidNotAnswer'

  constructor(saved: 'no' | 'unknown', options?: { readonly cause?: unknown }) {
    super('unreachable', `The database did not answer in time (saved: ${saved})`, { ...options, saved })
  }
}
