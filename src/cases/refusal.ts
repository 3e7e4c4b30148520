/**
 * A refusal is a value: a code (its message says what to do next, in i18n under `refusal.<code>`), the rule it comes from,
 * and, where a form's field is at fault, that field's name.
 */
export interface Refusal {
  readonly code: RefusalCode
  readonly rule: string
  readonly field?: string
  readonly values?: Readonly<Record<string, string | number>>
}

export const refusalCodes = [
  'account-unknown',
  'account-suspended',
  'account-without-privilege',
  'customers-without-privilege',
  'desk-has-no-customers',
  'customer-has-no-customers',
  'portal-access-missing',
  'customer-only-replies',
  'grant-not-yours',
  'grant-not-recorded-by-you',
  'grant-without-evidence',
  'grant-which-partner',
  'grant-settled-meanwhile',
  'grants-settled-meanwhile',
  'domain-unknown',
  'customer-unknown',
  'customer-several',
  'grant-revoked',
  'grant-unknown',
  'relationship-ended',
  'case-not-found',
  'case-closed',
  'case-closed-ask-partner',
  'case-not-closed',
  'reopen-too-late',
  'severity-unchanged',
  'status-unchanged',
  'changed-meanwhile',
  'field-missing',
  'field-too-long',
  'field-invalid',
  'personal-data-found',
  'personal-data-in-file',
  'file-not-searched',
  'file-unreachable',
  'files-busy',
  'file-in-drive',
  'file-empty',
  'file-too-large',
  'file-too-many',
  'file-is-program',
  'file-type-refused',
  'file-mislabelled',
  'follow-up-too-early',
  'follow-up-other-customer',
  'escalation-not-premium',
  'escalation-not-yours',
  'already-escalated',
  'address-invalid',
  'share-too-many',
  'share-unchanged',
  'share-not-yours',
  'audience-not-yours',
  'status-not-yours',
  'not-waiting',
  'talk-not-heard',
  'talk-without-customer',
  'reminders-on',
  'reminders-off',
  'hidden-from-customer',
  'said-in-future',
  'handover-of-desk',
  'handover-hidden',
  'handover-not-needed',
  'handover-no-partner',
  'hidden-not-yours',
  'not-hidden',
  'already-with-desk',
  'share-with-hidden-customer',
  'removal-of-desk',
  'nothing-to-remove',
  'evidence-of-desk',
  'evidence-without-reason',
  'evidence-not-there',
  'channel-not-yours',
  'channel-of-desk',
  'channel-not-desks',
  'channel-not-customers',
  'channel-without-grant',
  'channel-not-declared',
  'channel-people-changed',
  'channel-is-direct',
  'channel-is-open',
  'channel-too-large',
  'channel-not-in-it',
  'channel-not-permitted',
  'channel-incomplete',
  'channel-could-not-ask',
  'home-not-own',
  'home-not-yours',
  'channel-settled-meanwhile',
  'audit-not-yours',
  'statistics-not-yours',
  'upstream-not-yours',
  'upstream-none',
  'upstream-unchanged',
  'upstream-number',
  'upstream-link',
  'upstream-follow-up',
  'account-linked-anew',
  'assign-not-eligible',
  'assigned-meanwhile',
  'assign-unchanged',
  'assign-nobody',
  'aside-not-ahead',
  'aside-too-far',
  'not-aside',
  'setup-code-wrong',
  'setup-code-late',
  'setup-code-tries',
  'setup-not-yours',
  'setup-fixed',
  'setup-not-here',
  'setup-channel-bound',
  'busy',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function refused(...refusals: readonly Refusal[]): {
  readonly ok: false
  readonly refusals: readonly Refusal[]
} {
  return { ok: false, refusals }
}
