import { canRead } from './audience.ts'
import type { Author, CaseHead, Entry } from './case.ts'
import type { IdentityLookup } from './identity-store.ts'
import { findNamedEmails, listTexts, type ToldPerson } from './personal-threads.ts'
import { type Actor, listActors, toAuthor, toReader } from './policy.ts'
import type { Refusal } from './refusal.ts'

/**
 * PLC-7: who is named in these entries by their e-mail and may read where they are named, as each side that they read for. Nobody learns
 * from it who there is: whoever wrote is told nothing.
 */
export async function findMentioned(
  entries: readonly Entry[],
  supportCase: CaseHead,
  author: Author,
  deps: { readonly people: IdentityLookup; readonly mayWork: (actor: Actor) => Promise<Refusal | undefined> },
): Promise<readonly ToldPerson[]> {
  const found: ToldPerson[] = []
  for (const email of findNamedEmails(entries)) {
    if (email === author.email.toLowerCase()) continue
    const identity = await deps.people.findIdentityByEmail(email)
    for (const actor of listActors(identity)) {
      const reader = toReader(actor)
      const isRead = entries.some(
        (entry) =>
          canRead(entry, reader, supportCase) &&
          listTexts(entry).some((text) => text.toLowerCase().includes(email)),
      )
      if (isRead && toAuthor(actor).email.toLowerCase() === email && !(await deps.mayWork(actor)))
        found.push({ email, reader })
    }
  }
  return found
}
