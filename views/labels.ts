/** Words for the domain's values, shared by several views. */
import type { Author, Case, Reader, Upstream } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import type { Grant } from '../src/cases/directory.ts'
import { isTombstone } from '../src/cases/erased-people.ts'
import { erasedName } from '../src/i18n/erased-name.ts'
import type { Translator } from '../src/i18n/translator.ts'

/** UPD-3: a title that was removed leaves what the case is filed under in its place. */
export function caseTitle(
  { title, titleRemoved }: Pick<Case, 'title' | 'titleRemoved'>,
  { t }: Translator,
): string {
  return titleRemoved ? t('removed.title', { category: title }) : title
}

export function productName(
  supportCase: Pick<Case, 'product'>,
  categories: Categories,
  translator: Translator,
): string {
  return categories.product(supportCase.product)?.name[translator.locale] ?? supportCase.product
}

export function categoryName(
  supportCase: Pick<Case, 'category'>,
  categories: Categories,
  translator: Translator,
): string {
  return categories.category(supportCase.category)?.path[translator.locale] ?? supportCase.category
}

/** Where the reader or actor stands: a reseller domain or the desk. Every card names it (DOM-1). */
export function describeReader(reader: Reader, translator: Translator): string {
  if (reader.party === 'partner') return translator.nameOf(reader.domain)
  return reader.party === 'desk' ? translator.t('party.desk') : translator.t('party.customer')
}

/** A person with where they speak from; the name alone would not tell partner from desk. */
export function authorName(author: Author, translator: Translator): string {
  if (isTombstone(author.email)) return erasedName(author, translator)
  const from =
    author.party === 'partner'
      ? author.domain
      : translator.t(author.party === 'desk' ? 'party.desk' : 'party.customer')
  const { name } = author
  return from ? translator.t('author.from', { name, from }) : translator.t('author.alone', { name })
}

/** Addresses that a case was shared with. */
export function addressNames(addresses: readonly string[], { t }: Translator): string {
  return addresses.map((address) => (isTombstone(address) ? t('author.former') : address)).join(', ')
}

/** A person whose side is told beside them. */
export function personName({ email, name }: Pick<Author, 'email' | 'name'>, { t }: Translator): string {
  return isTombstone(email) ? t('author.former') : name
}

/** REP-4: `12345678 · Waiting for Google`. The date is the reader's. */
export function upstreamText(
  { number, state, followUp }: Upstream,
  { t, locale, timeZone }: Translator,
): string {
  const told = { number, state: t(`upstream-state.${state}`) }
  if (!followUp) return t('upstream.told', told)
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(followUp)
  return t('upstream.told.follow-up', { ...told, date })
}

const hourMs = 60 * 60 * 1000

/** GRA-3: while a change is younger than 24 hours its age is told. Beneath the label "Access" the state alone is enough. */
export function grantLine(
  grant: Grant,
  translator: Translator,
  now: Date,
  states: 'grant' | 'grant.state' = 'grant',
): string {
  const state = translator.t(`${states}.${grant.state}`)
  if (!grant.changedAt) return state
  const age = now.getTime() - grant.changedAt.getTime()
  if (age < 0 || age >= 24 * hourMs) return state
  return translator.t('grant.recent', { state, hours: Math.floor(age / hourMs) })
}
