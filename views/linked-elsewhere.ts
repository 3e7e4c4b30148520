/** DOM-1: what an account's chat users are told of each other, so that nobody acts with it unseen. */
import { chatUserKey, type Person } from '../src/cases/directory.ts'
import type { ChatUser } from '../src/cases/identity-store.ts'
import { type KnownChatUser, listChatUserFacts } from '../src/i18n/chat-user-facts.ts'
import type { Translator, TranslatorFactory } from '../src/i18n/translator.ts'
import type { Block, Button, Card } from './view.ts'

/** For those who had the account before: who linked it now. The facts are told in the words of that one's chat. */
export function linkedElsewhere(
  account: string,
  person: KnownChatUser & Pick<Person, 'platform' | 'tenant'>,
  { locale, timeZone, t }: Translator,
  createTranslator: TranslatorFactory,
): Card {
  const theirs = createTranslator(locale, timeZone, person.platform)
  return {
    kind: 'card',
    summary: t('link.told', { account }),
    blocks: [
      { kind: 'text', text: t('link.told', { account }), tone: 'strong' },
      { kind: 'fields', fields: listChatUserFacts(person, theirs) },
      { kind: 'text', text: t('link.told.detail', { account }) },
      { kind: 'actions', buttons: [undoButton(account, person, t)] },
    ],
  }
}

/** For the one who linked it now: who had linked it before. */
export function linkedBefore(account: string, others: readonly ChatUser[], { t }: Translator): Card {
  return {
    kind: 'card',
    summary: t('link.others', { account }),
    blocks: [
      { kind: 'text', text: t('link.others', { account }), tone: 'strong' },
      ...others.map(
        (other): Block => ({
          kind: 'item',
          title: other.user,
          detail: [chatUserKey(other)],
          button: undoButton(account, other, t),
        }),
      ),
      { kind: 'text', text: t('link.others.detail', { account }) },
    ],
  }
}

function undoButton(account: string, user: ChatUser, t: Translator['t']): Button {
  return {
    label: t('button.undo-link'),
    command: 'link',
    args: { undo: chatUserKey(user), account },
    style: 'danger',
  }
}
