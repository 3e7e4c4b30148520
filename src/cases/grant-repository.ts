import type { Grant, RecordedGrantState, Relationship } from './directory.ts'

/** GRA-1: one change of a grant, as the append-only history keeps it. */
export interface GrantChange {
  readonly customer: string
  readonly domain: string
  readonly from: RecordedGrantState
  readonly to: RecordedGrantState
  readonly at: Date
  /** The e-mail of who changed it. */
  readonly by: string
  /** What shows that the customer wants it so; null where an imported file tells none. */
  readonly evidence: string | null
  /** UPD-3: the desk took the evidence away, and why. */
  readonly evidenceRemoved?: EvidenceRemoved
  readonly source: 'chat' | 'import'
}

export interface EvidenceRemoved {
  readonly at: Date
  readonly by: string
  readonly reason: string
}

/** A grant as it is kept. `version` counts its changes and guards the next one. */
export interface RecordedGrant extends Grant {
  readonly state: RecordedGrantState
  readonly customer: string
  readonly domain: string
  readonly evidence: string | null
  readonly source: GrantChange['source']
  readonly version: number
}

/** A partner's question to a customer. An answer names it, and counts while the grant has the version that was asked about. */
export interface GrantAsk {
  readonly customer: string
  readonly domain: string
  readonly request: string
  readonly version: number
}

/** Where what customers settle in chat is written down. Each method is one conditional write or one read. */
export interface GrantRepository {
  recordedGrant(customer: string, domain: string): Promise<RecordedGrant | undefined>
  /** Writes the change if the grant still has the version `expected` (0: none is kept yet); false where it has not. */
  recordGrant(
    change: GrantChange & { readonly expected: number; readonly checkedAt?: Date },
  ): Promise<boolean>
  /** Oldest first. */
  grantHistory(customer: string, domain: string): Promise<readonly GrantChange[]>
  /** UPD-3: takes away for good what every change of this grant names as evidence. False where none does. */
  removeEvidence(customer: string, domain: string, removed: EvidenceRemoved): Promise<boolean>
  /** True, and noted, unless this domain asked this customer after `notSince` already and the grant is still of that version. */
  noteAsked(ask: GrantAsk & { readonly at: Date; readonly notSince: Date }): Promise<boolean>
  /** The question that was put last. */
  findAsk(customer: string, domain: string): Promise<GrantAsk | undefined>
  /** Gives such a note back, as nobody was reached; one that was made since stays. */
  forgetAsked(ask: { readonly customer: string; readonly domain: string; readonly at: Date }): Promise<void>
  /** GRA-5: a support partner that the customer asked for. */
  addSupportPartner(relationship: Relationship): Promise<void>
}
