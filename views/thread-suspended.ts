/** What the opener of a case is told when its thread could not be opened where the app is not in the channel. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Case, Subscription } from '../src/cases/case.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { Button, Card } from './view.ts'

/**
 * With what to do, and a button that has the thread tried again. The case goes by its number alone: whom a chat takes the
 * opener's e-mail for is not proved. What the case is about is told where the button is pressed, to whoever may see it.
 */
export function threadSuspended(
  supportCase: Pick<Case, 'number'>,
  thread: Pick<Subscription, 'platform' | 'tenant' | 'channel' | 'reader'>,
  { invitesByCommand }: { readonly invitesByCommand: boolean },
  { t }: Translator,
): Card {
  const { platform, tenant, channel } = thread
  const text = t(invitesByCommand ? 'thread.uninvited.by-command' : 'thread.uninvited', {
    number: supportCase.number,
  })
  const again: Button = {
    label: t('button.open-thread'),
    command: 'show',
    // The whole place: who opened it in one chat may be told of it in another.
    args: { number: String(supportCase.number), in: actorKey(thread.reader), platform, tenant, channel },
    style: 'primary',
  }
  return {
    kind: 'card',
    summary: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', buttons: [again] },
    ],
  }
}
