/** VIS-9: what people are told of a customer that moved to another partner. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case } from '../src/cases/case.ts'
import type { MovedCustomer } from '../src/cases/moved-customers.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { caseTitle } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

/** For a super admin: of the domain that served the customer, or of one that does now, which learns nothing of the other (VIS-2). */
export function movedNotice(
  { customer, open }: Pick<MovedCustomer, 'customer' | 'open'>,
  domain: string,
  side: 'former' | 'present',
  { t }: Translator,
): Card {
  const text = t(`moved.${side}`, { domain, customer: customer.name, open })
  const blocks: readonly Block[] = [{ kind: 'text', text }]
  if (side === 'present') return { kind: 'card', summary: text, blocks }
  const list: Button = {
    label: t('button.list-customer'),
    command: 'list',
    args: { in: domain, customer: customer.id, words: 'open' },
  }
  return { kind: 'card', summary: text, blocks: [...blocks, { kind: 'actions', buttons: [list] }] }
}

/** For an admin of the customer, who allows it. */
export function handOverQuestion(supportCase: Case, translator: Translator): Card {
  const { t } = translator
  const { number, customer } = supportCase
  const title = t('handover.question', { number })
  const args = { number: String(number), in: actorKey({ party: 'customer', customer: customer.id }) }
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'text', text: title, tone: 'strong' },
      {
        kind: 'text',
        text: t('handover.question.detail', { number, title: caseTitle(supportCase, translator) }),
      },
      {
        kind: 'actions',
        buttons: [
          { label: t('button.handover.allow'), command: 'handover', args, style: 'primary' },
          { label: t('button.show'), command: 'show', args },
        ],
      },
    ],
  }
}
