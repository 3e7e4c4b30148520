/** PLC-7: once a day, what waits for one account. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Reader } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import { toReaderFacts } from '../src/cases/reader-facts.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { categoryName, describeReader } from './labels.ts'
import type { Block, Card, Inline } from './view.ts'

/** What waits for the account on one of its sides, the soonest due first. */
export interface DigestPart {
  readonly reader: Reader
  readonly cases: readonly Case[]
  /** How many there are, those included that are not listed. */
  readonly count: number
}

/** By number, customer and category: what people wrote could not be called back from here (UPD-3). */
export function digestCard(
  parts: readonly DigestPart[],
  { categories, now }: { readonly categories: Categories; readonly now: Date },
  translator: Translator,
): Card {
  const { t } = translator
  const count = parts.reduce((sum, part) => sum + part.count, 0)
  const title = t('digest.title', { count })
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      ...parts.flatMap((part): readonly Block[] => [
        { kind: 'quiet', parts: [t('digest.for', { account: describeReader(part.reader, translator) })] },
        ...part.cases.map((one) => caseItem(one, part.reader, categories, now, translator)),
        ...(part.count > part.cases.length
          ? [{ kind: 'quiet', parts: [t('digest.more', { count: part.count - part.cases.length })] } as const]
          : []),
      ]),
      {
        kind: 'actions',
        buttons: [{ label: t('button.notify.settings'), command: 'notify', args: {} }],
      },
    ],
  }
}

function caseItem(
  supportCase: Case,
  reader: Reader,
  categories: Categories,
  now: Date,
  translator: Translator,
): Block {
  const { t } = translator
  const { dueAt } = toReaderFacts(supportCase, reader)
  const due: readonly Inline[] = dueAt
    ? [t(dueAt <= now ? 'digest.overdue' : 'digest.due'), { at: dueAt }]
    : [t('digest.no-due')]
  return {
    kind: 'item',
    title: `${supportCase.number} · ${supportCase.severity} · ${supportCase.customer.name}`,
    detail: [categoryName(supportCase, categories, translator), ...due],
    button: {
      label: t('button.open'),
      command: 'show',
      args: { number: String(supportCase.number), in: actorKey(reader) },
    },
  }
}
