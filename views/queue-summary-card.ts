/** OWN-2: how the desk's queues stand, in its own channel. */
import type { Case, Reader } from '../src/cases/case.ts'
import type { QueueSummary } from '../src/cases/queue-summary.ts'
import type { QueueName } from '../src/cases/queues.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { dueDetail } from './due-fact.ts'
import { queueButton } from './home-view.ts'
import { sideDetail, standoutMark } from './side-facts.ts'
import type { Block, Card } from './view.ts'

const desk: Reader = { party: 'desk' }

export interface QueueSummaryOptions {
  readonly translator: Translator
  /** When it was read. */
  readonly at: Date
  /** Where a case's thread in this conversation is opened, if the chat tells. */
  readonly threadUrl: (supportCase: Case) => string | undefined
}

/** By number, severity and customer: what people wrote stands in the case's own thread alone (UPD-3). */
export function queueSummaryCard(summary: QueueSummary, options: QueueSummaryOptions): Card {
  const { translator, at } = options
  const { t } = translator
  const { counts, cases, unlisted } = summary
  const countOf = (queue: QueueName) => counts.find((one) => one.queue === queue)?.count ?? 0
  const [unassigned, waiting, overdue] = [countOf('unassigned'), countOf('waiting'), countOf('overdue')]
  return {
    kind: 'card',
    summary: t('summary.line', { unassigned, waiting, overdue }),
    blocks: [
      { kind: 'heading', text: t('summary.title') },
      { kind: 'actions', buttons: counts.map((counted) => queueButton(counted, desk, translator)) },
      ...(cases.length > 0
        ? [{ kind: 'text', text: t('summary.first'), tone: 'strong' } as const]
        : [{ kind: 'text', text: t('summary.none') } as const]),
      ...cases.map((supportCase) => summaryItem(supportCase, options)),
      {
        kind: 'quiet',
        parts: [
          ...(unlisted > 0 ? [t('summary.more', { count: unlisted })] : []),
          t('summary.as-of'),
          { at },
        ],
      },
    ],
  }
}

/** PLC-4: what stands there while somebody can read it who must not: nothing of any case. */
export function summaryOnHold({ t }: Translator): Card {
  return {
    kind: 'card',
    summary: t('summary.title'),
    blocks: [
      { kind: 'heading', text: t('summary.title') },
      { kind: 'text', text: t('summary.on-hold') },
    ],
  }
}

function summaryItem(supportCase: Case, { translator, at, threadUrl }: QueueSummaryOptions): Block {
  const { t } = translator
  const { number, severity, status, customer } = supportCase
  const url = threadUrl(supportCase)
  return {
    kind: 'item',
    title: `${standoutMark(supportCase)}${number} · ${severity} · ${customer.name}`,
    detail: [
      t(`status.${status}`),
      ...sideDetail(supportCase, desk, translator),
      ...dueDetail(supportCase, desk, at, translator),
    ],
    ...(url ? { link: { label: t('list.thread'), url } } : {}),
    button: { label: t('button.open'), command: 'show', args: { number: String(number), in: 'desk' } },
  }
}
