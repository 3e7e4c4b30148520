import type { Audience, Author } from '../cases/case.ts'
import type { Translator } from './translator.ts'

/** Whom an entry is to, in the words of those who are not its author's side: nobody writes to themselves. */
export function audienceName(
  audience: Audience,
  { party }: Pick<Author, 'party'>,
  { t }: Pick<Translator, 't'>,
): string {
  if (audience === 'desk' && party === 'desk') return t('audience.partners')
  if (audience === 'everyone' && party === 'desk') return t('audience.customer-and-partners')
  if (audience === 'customer' && party === 'customer') return t('audience.partners')
  if (audience === 'everyone' && party === 'customer') return t('audience.partners-and-desk')
  return t(`audience.${audience}`)
}
