/** What was typed into a form and not sent, as it is kept: sealed, for one person as one account. */

/** Who typed it, as whom, into which form. Nobody else is ever offered it. */
export interface DraftScope {
  /** The e-mail of the acting account. */
  readonly account: string
  /** `actorKey` of the side that it acted for. */
  readonly actor: string
  /** The chat user (`draftPersonKey`). */
  readonly person: string
  /** The form's command. */
  readonly form: string
}

export interface StoredDraft extends DraftScope {
  /** The case or customer that it is about (`case:1001`, `follow-up:1001`, `customer:C1`); empty where there is none yet. */
  readonly subject: string
  readonly sealed: string
  readonly savedAt: Date
}

/** What a form is about. */
export type DraftSubject = `${'case' | 'follow-up' | 'customer'}:${string}`

/** The subjects of the drafts that go with a case. */
export function listDraftSubjects(number: number): readonly DraftSubject[] {
  return [`case:${number}`, `follow-up:${number}`]
}

/** Each method is one write or one read, and may be repeated. */
export interface DraftStore {
  /** In the place of the one of the same scope and subject. */
  keep(draft: StoredDraft): Promise<void>
  /** Newest first, the latest few. */
  find(scope: DraftScope): Promise<readonly StoredDraft[]>
  drop(scope: DraftScope, subject: string): Promise<void>
  /** All that was typed as this account: by one person, or by everybody; for one side, or all. Answers how many. */
  dropOf(
    account: Pick<DraftScope, 'account'> & Partial<Pick<DraftScope, 'actor' | 'person'>>,
  ): Promise<number>
  /** As whom there are drafts. */
  owners(): Promise<readonly Pick<DraftScope, 'account' | 'actor'>[]>
  /** Removes those saved before; answers how many. */
  sweep(before: Date): Promise<number>
}

/** So many drafts of one form are looked through when it is opened. */
export const maxDraftsFound = 20

/** Keeps texts from whoever can read the database alone. `context` has to be the same when it is opened. */
export interface TextSeal {
  seal(text: string, context: string): string
  /** Undefined where it was sealed with another key, for another context, or changed. */
  open(sealed: string, context: string): string | undefined
}
