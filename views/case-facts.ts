/** What everybody who reads a case may know of it, on its card as in a mail. */
import type { Case } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import { isOwnCase } from '../src/cases/own-cases.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { authorName, categoryName, productName } from './labels.ts'
import type { Block } from './view.ts'

type Facts = Extract<Block, { readonly kind: 'fields' }>['fields']

export function caseFacts(
  supportCase: Case,
  { translator, categories }: { readonly translator: Translator; readonly categories: Categories },
): Facts {
  const { t } = translator
  return [
    { label: t(isOwnCase(supportCase) ? 'label.own' : 'label.customer'), value: supportCase.customer.name },
    { label: t('label.status'), value: t(`status.${supportCase.status}`) },
    { label: t('label.severity'), value: t(`severity.${supportCase.severity}`) },
    {
      label: t('label.category'),
      value: `${productName(supportCase, categories, translator)} › ${categoryName(supportCase, categories, translator)}`,
    },
    ...(supportCase.escalation
      ? [{ label: t('label.escalated'), value: t(`escalation.${supportCase.escalation.reason}`) }]
      : []),
    { label: t('label.opened-by'), value: authorName(supportCase.createdBy, translator) },
    supportCase.closedAt
      ? { label: t('label.closed'), value: { at: supportCase.closedAt } }
      : { label: t('label.opened'), value: { at: supportCase.createdAt } },
  ]
}
