/**
 * Why Google was not of use. `api-disabled`: the project has this API off. `scope-missing`: the sign-in or delegation does not cover
 * the question. `not-permitted`: the account may not ask it. `credentials`: Google does not take them. `throttled` and `unavailable`
 * pass. `not-found`: there is no such thing. `unexpected`: an answer that cannot be read.
 */
export type GoogleProblemReason =
  | 'api-disabled'
  | 'scope-missing'
  | 'not-permitted'
  | 'credentials'
  | 'throttled'
  | 'unavailable'
  | 'not-found'
  | 'unexpected'

export interface GoogleProblem {
  readonly reason: GoogleProblemReason
  /** What it is about: a reseller domain, an address, a customer's id. */
  readonly subject: string
  /** What was asked, in words: `the users`, `the customer C0123abcd`. */
  readonly asked: string
  /** What is so, in a sentence that names the subject. */
  readonly message: string
  /** What to do about it, in a sentence. */
  readonly remedy: string
  /** Of `api-disabled`: the API that is off, and where to turn it on. */
  readonly api?: { readonly name: string; readonly link: string }
}

/** Google could not be asked: each problem once, a disabled API too. The message holds all of them and no secret. */
export class GoogleApiError extends Error {
  override readonly name = 'GoogleApiError'
  readonly problems: readonly [GoogleProblem, ...GoogleProblem[]]

  constructor(problems: readonly [GoogleProblem, ...GoogleProblem[]], options?: ErrorOptions) {
    super(problems.map(({ message, remedy }) => `${message} ${remedy}`).join(' '), options)
    this.problems = problems
  }
}
