/**
 * Google Chat cannot be served. The message is a sentence for the operator that says what to do and holds no secret; `refused`
 * tells credentials that Google does not take (mend the settings) from a Google that was not reached (try again).
 */
export class GchatUnavailable extends Error {
  readonly refused: boolean

  constructor(message: string, options: { readonly refused: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'GchatUnavailable'
    this.refused = options.refused
  }
}
