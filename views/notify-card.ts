/** PLC-7: how an account is told, and the other ways. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { NotifyChoice } from '../src/cases/notification-store.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { doneNotice } from './notice.ts'
import type { Card, Notice } from './view.ts'

export function notifyCard(
  {
    account,
    choice,
    choices,
    timeZone,
  }: {
    readonly account: string
    readonly choice: NotifyChoice
    readonly choices: readonly NotifyChoice[]
    readonly timeZone: string
  },
  actor: Actor,
  translator: Translator,
): Card {
  const { t } = translator
  return {
    kind: 'card',
    summary: t('notify.title'),
    blocks: [
      { kind: 'heading', text: t('notify.title') },
      { kind: 'quiet', parts: [t('notify.for', { account })] },
      { kind: 'text', text: t(`notify-now.${choice}`, { timeZone }), tone: 'strong' },
      {
        kind: 'actions',
        buttons: choices
          .filter((one) => one !== choice)
          .map((one) => ({
            label: t(`notify-way.${one}`),
            command: 'notify',
            args: { how: one, in: actorKey(actor) },
          })),
      },
    ],
  }
}

export function notifyDone(choice: NotifyChoice, timeZone: string, { t }: Translator): Notice {
  return doneNotice(t(`notify-done.${choice}`, { timeZone }))
}

export function describeChoices(choices: readonly NotifyChoice[], { t }: Translator): string {
  return choices.map((choice) => t(`notify-way.${choice}`)).join(', ')
}
