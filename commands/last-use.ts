import type { Person } from '../src/cases/directory.ts'
import { type Drafts, toDraftScope } from '../src/cases/draft-keeper.ts'
import { resolveRegion } from '../src/cases/personal-data.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { LastUse } from './define.ts'

/** What a draft is about, where it is no draft: what somebody chose last. */
const subject = 'last-use'

/** Kept as drafts are: sealed, for one person as one account, and removed with it. It is a help: without it all goes on. */
export function createLastUse(
  drafts: Drafts,
  actor: Actor,
  person: Person,
  log: { error(fields: object, message: string): void },
): LastUse {
  return {
    async find(form) {
      try {
        const found = await drafts.find(toDraftScope(actor, person, form))
        return found.find((draft) => draft.subject === subject)?.values
      } catch (err) {
        log.error({ err }, 'The last use of a form could not be found')
        return undefined
      }
    },
    async keep(form, values) {
      try {
        const region = resolveRegion({ language: person.locale })
        await drafts.keep(toDraftScope(actor, person, form), subject, values, region)
      } catch (err) {
        log.error({ err }, 'The last use of a form could not be kept')
      }
    },
  }
}
