/** Who changed, exported, downloaded, declared or confirmed what; never who looked at what. It holds ids, kinds and counts, and no text of a case (UPD-3). */

export const auditActs = [
  'opened',
  'changed',
  'removed',
  'exported',
  'downloaded',
  'declared',
  'ended',
  'confirmed',
  'withdrawn',
  'agreed',
  'home-set',
  'home-removed',
  'talk-off',
  'talk-hint',
  'talk-two-way',
  'granted',
  'revoked',
  'evidence-removed',
  'retried',
  'dropped',
  'imported',
  'import-undoing',
  'import-undone',
  'person-erased',
  'claimed',
  'set-up',
  'customer-erased',
  'held',
  'released',
  'expired',
] as const
export type AuditAct = (typeof auditActs)[number]

/** The side of whoever works at the command line. */
export const operatorSide = 'operator'

export interface AuditRecord {
  /** The same for a repeat of the same act, so that it is there once. */
  readonly id: string
  readonly at: Date
  /** Whose person did it: `actorKey`, or `operator`. */
  readonly side: string
  /** The account's e-mail; for operators what they or their system said, or their chat user; `casethread` where a chat told of what ended something. */
  readonly by: string
  readonly what: AuditAct
  /** The case that it was done to. */
  readonly number?: number
  /** What exactly, by kinds and ids: `severity,close`, `cases csv`, `slack:T1/C1`, `C-midori`. */
  readonly about?: string
  readonly counts?: Readonly<Record<string, number>>
}

/** One that a repeat of the same act makes again. */
export async function toAuditId(...parts: readonly (string | number)[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return Buffer.from(digest).toString('base64url').slice(0, 27)
}

/** Where a page of the audit log ended: newest first, then by id. */
export interface AuditKeyset {
  readonly at: Date
  readonly id: string
}

export interface AuditQuery {
  /** `actorKey`, or `operator`; everybody where it is missing. */
  readonly side?: string
  readonly number?: number
  readonly what?: AuditAct
}

/** Append-only: what was recorded never changes, and goes only by its age. Each method may be repeated. */
export interface AuditLog {
  record(record: AuditRecord): Promise<void>
  /** Newest first; `next` is there when more follow. */
  list(
    query: AuditQuery,
    page: { readonly after?: AuditKeyset; readonly limit: number },
  ): Promise<{ readonly records: readonly AuditRecord[]; readonly next?: AuditKeyset }>
  /** Forgets what was recorded before this moment; answers how many. */
  forget(before: Date): Promise<number>
}
