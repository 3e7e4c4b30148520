/**
 * A chat cannot be served. The message is a sentence for the operator that says what to do and holds no secret; `refused` tells
 * credentials that the platform does not take (mend the settings) from a platform that was not reached (try again).
 */
export class ChatUnavailable extends Error {
  readonly refused: boolean

  constructor(message: string, options: { readonly refused: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'ChatUnavailable'
    this.refused = options.refused
  }
}

/** A question that the platform did not answer, though it takes the credentials. */
export interface Unasked {
  readonly why: string
  /** It may be answered later. */
  readonly passes: boolean
}
