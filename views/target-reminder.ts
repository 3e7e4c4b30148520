/** OWN-3: for whoever works on the case, directly. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Reader } from '../src/cases/case.ts'
import type { Reminder } from '../src/cases/response-clocks.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { caseTitle } from './labels.ts'
import { formatMoment } from './moment.ts'
import type { Button, Card } from './view.ts'

export function targetReminder(
  { supportCase, side, clock, stage, dueAt }: Reminder,
  now: Date,
  translator: Translator,
): Card {
  const { t } = translator
  const { number, severity, customer } = supportCase
  const reader: Reader = side === 'desk' ? { party: 'desk' } : { party: 'partner', domain: side.domain }
  const text = t(`reminder.${stage}`, {
    number,
    clock: t(`clock.${clock}`),
    due: formatMoment(dueAt, now, translator),
  })
  const button = (command: string, label: string): Button => ({
    label,
    command,
    args: { number: String(number), in: actorKey(reader) },
  })
  return {
    kind: 'card',
    summary: text,
    blocks: [
      { kind: 'text', text, tone: 'strong' },
      {
        kind: 'quiet',
        parts: [
          severity,
          caseTitle(supportCase, translator),
          customer.name,
          t(`status.${supportCase.status}`),
        ],
      },
      {
        kind: 'actions',
        buttons: [button('show', t('button.open')), button('reply', t('button.reply'))],
      },
    ],
  }
}
