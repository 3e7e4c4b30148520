/** The customers of one reseller domain with their access (GRA-1, GRA-3) and support tier. */
import type { CustomerAccess } from '../src/cases/case-service.ts'
import { givesAccess } from '../src/cases/directory.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { grantLine } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

export interface CustomerListOptions {
  readonly domain: string
  readonly filter: string
  readonly total: number
  /** Whether this account may work with cases (ACC-1): it is offered none otherwise. */
  readonly mayWork: boolean
  readonly translator: Translator
  readonly now: Date
  /** VIS-8: the person's other reseller domains, to look there. */
  readonly elsewhere: readonly string[]
}

export function customerList(customers: readonly CustomerAccess[], options: CustomerListOptions): Card {
  const { translator, domain, total } = options
  const title = translator.t('customers.title', { domain })
  const blocks: readonly Block[] =
    customers.length === 0
      ? [{ kind: 'text', text: emptyText(options) }]
      : [
          { kind: 'quiet', parts: [translator.t('customers.count', { shown: customers.length, total })] },
          ...customers.map((customerAccess) => customerItem(customerAccess, options)),
        ]
  return {
    kind: 'card',
    summary: title,
    blocks: [{ kind: 'heading', text: title }, ...blocks, ...elsewhereBlocks(options)],
  }
}

function emptyText({ translator, domain, filter }: CustomerListOptions): string {
  return filter
    ? translator.t('customers.empty-filtered', { filter, domain })
    : translator.t('customers.empty', { domain })
}

function customerItem(
  { customer, grant, relationship }: CustomerAccess,
  { translator, domain, now, mayWork }: CustomerListOptions,
): Block {
  const { t } = translator
  const open: Button = { label: t('button.new'), command: 'new', args: { customer: customer.id, in: domain } }
  const ask: Button = {
    label: t('button.ask', { contact: customer.contact.name }),
    command: 'grant',
    args: { whom: customer.id, in: domain },
  }
  return {
    kind: 'item',
    title: customer.name,
    detail: [
      translator.nameOf(customer.domain),
      grantLine(grant, translator, now),
      t(`tier.${customer.tier}`),
      t(`relationship.${relationship.kind}`),
    ],
    ...(mayWork ? { button: givesAccess(grant) ? open : ask } : {}),
  }
}

/** VIS-8: a customer that is missing here may be one of another domain of this person. */
function elsewhereBlocks({ translator, filter, elsewhere }: CustomerListOptions): readonly Block[] {
  if (elsewhere.length === 0) return []
  const buttons = elsewhere.slice(0, 5).map(
    (domain): Button => ({
      label: translator.t('button.act-for', { domain }),
      command: 'customers',
      args: { in: domain, ...(filter ? { words: filter } : {}) },
    }),
  )
  return [{ kind: 'actions', buttons }]
}
