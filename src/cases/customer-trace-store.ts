/** Where a customer stands beside the cases and the directory, in whichever database. */

/**
 * `declaration`: a conversation that is shared with the customer's people, which is declared for nobody from then on. `notice`: that
 * somebody was told something of it.
 */
export type CustomerTraceKind =
  | 'grant'
  | 'grant-change'
  | 'grant-ask'
  | 'declaration'
  | 'conversation-change'
  | 'draft'
  | 'notice'

export interface CustomerTrace {
  readonly kind: CustomerTraceKind
  /** The customer's id, as it stands there. */
  readonly customer: string
}

/** By their ids. */
export type IsCustomer = (id: string) => boolean

/** Both walk what is kept: for operators, now and then. */
export interface CustomerTraceStore {
  /** One for each record that names such a customer. */
  find(isCustomer: IsCustomer): Promise<readonly CustomerTrace[]>
  /** Takes away what `find` finds. May be called any number of times. */
  erase(isCustomer: IsCustomer): Promise<void>
}
