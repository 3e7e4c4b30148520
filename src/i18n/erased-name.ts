import type { Author } from '../cases/case.ts'
import type { Translator } from './translator.ts'

/** What an author is called who left and was erased: by their side alone. */
export function erasedName({ party, domain }: Pick<Author, 'party' | 'domain'>, { t }: Translator): string {
  switch (party) {
    case 'partner':
      return domain === undefined ? t('author.former') : t('author.former.from', { from: domain })
    case 'desk':
      return t('author.former.desk')
    case 'customer':
      return t('author.former.customer')
  }
}
