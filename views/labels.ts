/** Words for the domain's values, shared by several views. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Author, Case, Reader } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Grant } from '../src/cases/ports.ts'
import type { Speech } from '../src/i18n/speech.ts'

export function productName(of: Pick<Case, 'product'>, categories: Categories, speech: Speech): string {
  return categories.product(of.product)?.name[speech.locale] ?? of.product
}

export function categoryName(of: Pick<Case, 'category'>, categories: Categories, speech: Speech): string {
  return categories.category(of.category)?.path[speech.locale] ?? of.category
}

/** Where the reader or actor stands: a reseller domain or the desk. Every card names it (DOM-1). */
export function standing(reader: Reader, speech: Speech): string {
  if (reader.party === 'partner') return reader.domain
  return reader.party === 'desk' ? speech.t('party.desk') : speech.t('party.customer')
}

/** What a button carries so that it acts for the same side as the card it stands on. */
export const actingAs = actorKey

/** A person with where they speak from; the name alone would not tell partner from desk. */
export function authorName(author: Author, speech: Speech): string {
  const from =
    author.party === 'partner'
      ? author.domain
      : speech.t(author.party === 'desk' ? 'party.desk' : 'party.customer')
  return from ? `${author.name} (${from})` : author.name
}

const hourMs = 60 * 60 * 1000

/** GRA-3: while a change is younger than 24 hours its age is told. */
export function grantLine(grant: Grant, speech: Speech, now: Date): string {
  const state = speech.t(`grant.${grant.state}`)
  if (!grant.changedAt) return state
  const age = now.getTime() - grant.changedAt.getTime()
  if (age < 0 || age >= 24 * hourMs) return state
  return speech.t('grant.recent', { state, hours: Math.floor(age / hourMs) })
}
