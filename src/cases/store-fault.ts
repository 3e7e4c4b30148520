/** `busy`: another program held the database for too long. `unreachable`: it, or its disk, does not answer. */
export type StoreFaultKind = 'full' | 'read-only' | 'damaged' | 'busy' | 'unreachable'

/**
 * The data cannot be used just now, by no fault of whoever asked. A store throws
 * this whatever it is made of; the driver's own error is the `cause`.
 */
export class StoreFault extends Error {
  override readonly name: string = 'StoreFault'
  readonly kind: StoreFaultKind
  /** Of what was to be written: `unknown` where only the answer may have been lost. */
  readonly saved: 'no' | 'unknown'

  constructor(
    kind: StoreFaultKind,
    message: string,
    { saved = 'no', ...options }: { readonly cause?: unknown; readonly saved?: 'no' | 'unknown' } = {},
  ) {
    super(message, options)
    this.kind = kind
    this.saved = saved
  }
}

/** Also where the fault is only the cause of what was thrown. */
export function findStoreFault(error: unknown): StoreFault | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StoreFault) return at
  return undefined
}
