/**
 * The database cannot be used as it is set up. The message is one sentence for the operator that says what to do,
 * and never holds a password; the driver's own error is the `cause`.
 */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'StoreUnavailable'
  }
}
