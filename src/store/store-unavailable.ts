import { findStoreFault } from '../cases/store-fault.ts'

/**
 * The database cannot be used as it is set up. The message is one sentence for the operator that says what to do,
 * and never holds a password; the driver's own error is the `cause`.
 */
export class StoreUnavailable extends Error {
  /** Waiting mends nothing: the settings, the rights or the data have to be put right first. */
  readonly refused: boolean
  /** The data themselves are not as they were written. */
  readonly damaged: boolean

  constructor(
    message: string,
    options?: { readonly cause?: unknown; readonly refused?: boolean; readonly damaged?: boolean },
  ) {
    super(message, options)
    this.name = 'StoreUnavailable'
    this.refused = options?.refused ?? false
    this.damaged = options?.damaged ?? findStoreFault(options?.cause)?.kind === 'damaged'
  }
}

/** The data is of an older version, or there is none yet, and the opener may not change that: a start does (`upgrade`). */
export class StoreOutdated extends StoreUnavailable {
  /** There is nothing of Casethread's in it yet. */
  readonly isEmpty: boolean

  constructor(message: string, { isEmpty = false }: { readonly isEmpty?: boolean } = {}) {
    super(message, { refused: true })
    this.name = 'StoreOutdated'
    this.isEmpty = isEmpty
  }
}
