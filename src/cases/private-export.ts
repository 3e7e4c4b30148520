/** REP-1: an export as files in a person's direct messages, where there is no page to fetch it from. */
import type { ListFilter } from './case-service.ts'
import type { Person } from './directory.ts'
import type { ChatUser } from './identity-store.ts'
import type { Actor } from './policy.ts'
import type { Refusal } from './refusal.ts'

export interface PrivateFile {
  readonly name: string
  readonly bytes: Buffer<ArrayBuffer>
}

/** Brings files, with a text above them, to this chat user's direct messages and nowhere else. False: nobody can be written to there. */
export type SendFiles = (
  to: Pick<ChatUser, 'tenant' | 'user'>,
  files: readonly PrivateFile[],
  text: string,
) => Promise<boolean>

export interface ExportedCounts {
  readonly cases: number
  readonly entries: number
}

export type SentExport =
  | { readonly kind: 'sent'; readonly counts: ExportedCounts }
  /** More than one answer in chat brings; nothing was sent. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-reached' }
  /** The chat did not take it, or did not say whether it did. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }

/** `describe`: the text above the files. */
export type SendExport = (
  filter: ListFilter,
  actor: Actor,
  person: Person,
  describe: (counts: ExportedCounts) => string,
) => Promise<SentExport>
