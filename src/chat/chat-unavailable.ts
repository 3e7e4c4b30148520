/**
 * A chat cannot be served. The message is a sentence for the operator that says what to do and holds no secret; `refused` tells
 * credentials or a setup that the platform does not take (mend them) from a platform that was not reached (try again).
 */
export class ChatUnavailable extends Error {
  readonly refused: boolean
  /** What is so, without what to do about it; the whole message where the two were not told apart. */
  readonly what: string
  readonly remedy: string | undefined

  constructor(
    what: string,
    options: { readonly refused: boolean; readonly remedy?: string; readonly cause?: unknown },
  ) {
    super(options.remedy === undefined ? what : `${what}: ${options.remedy}`, { cause: options.cause })
    this.name = 'ChatUnavailable'
    this.refused = options.refused
    this.what = what
    this.remedy = options.remedy
  }
}

/** A question that the platform did not answer, though it takes the credentials. */
export interface Unasked {
  readonly why: string
  /** It may be answered later. */
  readonly passes: boolean
}
