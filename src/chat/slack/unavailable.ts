/**
 * Slack cannot be served. The message is a sentence for the operator that says what to do and holds no token; `refused` tells a
 * token that Slack does not take (mend the settings) from a Slack that was not reached (try again).
 */
export class SlackUnavailable extends Error {
  readonly refused: boolean

  constructor(message: string, options: { readonly refused: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'SlackUnavailable'
    this.refused = options.refused
  }
}
