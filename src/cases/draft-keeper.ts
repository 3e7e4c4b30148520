/** What people typed survives a refusal, a closed form and a missing grant: kept for a week, sealed, offered again to whoever typed it. */
import { actorKey, parseActorKey } from './actor-key.ts'
import type { Reader } from './case.ts'
import type { Person } from './directory.ts'
import type { DraftScope, DraftStore, StoredDraft, TextSeal } from './draft-store.ts'
import { type Actor, toAuthor } from './policy.ts'

/** How long a draft is kept, ms. */
export const draftMs = 7 * 24 * 60 * 60 * 1000
/** More than any form takes. */
const mostCharacters = 50_000

export type DraftValues = Readonly<Record<string, string | readonly string[]>>

export interface Draft {
  readonly subject: string
  readonly values: DraftValues
  readonly savedAt: Date
}

export interface Drafts {
  /** What CRE-3 objects to is masked in it; what is too much is not kept. */
  keep(scope: DraftScope, subject: string, values: DraftValues, region: string): Promise<void>
  /** Newest first, none that is older than a week. */
  find(scope: DraftScope): Promise<readonly Draft[]>
  discard(scope: DraftScope, subject: string): Promise<void>
  /** Removes what is past its time, and what was typed as accounts that may no longer work. */
  sweep(): Promise<number>
}

/** The text with personal data masked, as the person may keep it. */
export type MaskPersonalData = (text: string, region: string) => Promise<string>

export function createDrafts(deps: {
  readonly store: DraftStore
  readonly seal: TextSeal
  readonly mask: MaskPersonalData
  readonly stillWorks: (email: string, reader: Reader) => Promise<boolean>
  readonly now: () => Date
}): Drafts {
  const { store, seal, mask, stillWorks, now } = deps

  async function masked(values: DraftValues, region: string): Promise<DraftValues> {
    const entries = Object.entries(values).map(async ([name, value]) => {
      return [name, typeof value === 'string' ? await mask(value, region) : value] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  function opened(draft: StoredDraft): readonly Draft[] {
    const { sealed, subject, savedAt } = draft
    if (savedAt.getTime() + draftMs <= now().getTime()) return []
    const text = seal.open(sealed, toContext(draft, subject))
    return text === undefined ? [] : [{ subject, savedAt, values: JSON.parse(text) as DraftValues }]
  }

  return {
    async keep(scope, subject, values, region) {
      if (JSON.stringify(values).length > mostCharacters) return
      const text = JSON.stringify(await masked(values, region))
      const sealed = seal.seal(text, toContext(scope, subject))
      await store.keep({ ...scope, subject, sealed, savedAt: now() })
    },
    find: async (scope) => (await store.find(scope)).flatMap(opened),
    discard: (scope, subject) => store.drop(scope, subject),
    async sweep() {
      let removed = await store.sweep(new Date(now().getTime() - draftMs))
      for (const owner of await store.owners())
        if (!(await stillWorks(owner.account, parseActorKey(owner.actor))))
          removed += await store.dropOf(owner)
      return removed
    },
  }
}

/** A sealed draft is good for its own place alone. */
function toContext({ account, actor, person, form }: DraftScope, subject: string): string {
  return JSON.stringify([account, actor, person, form, subject])
}

export function toDraftScope(actor: Actor, person: Person, form: string): DraftScope {
  return { account: toAuthor(actor).email, actor: actorKey(actor), person: draftPersonKey(person), form }
}

/** By what stays the same when a name or e-mail changes. */
export function draftPersonKey({
  platform,
  tenant,
  user,
}: Pick<Person, 'platform' | 'tenant' | 'user'>): string {
  return JSON.stringify([platform, tenant, user])
}
