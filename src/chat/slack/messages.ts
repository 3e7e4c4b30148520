import { chatWords, inEachLanguage } from '../../i18n/chat-words.ts'
import type { Translator } from '../../i18n/translator.ts'

/** The sentences that belong to Slack itself and to no command. */
export const wordsFor = inEachLanguage('slack', (translator: Translator) => ({
  ...chatWords(translator),
  notServed: translator.t('chat.not-served'),
  notNow: translator.t('chat.not-now'),
  ticket: translator.t('slack.ticket'),
  messageGone: translator.t('slack.message-gone'),
  formReady: translator.t('gchat.form-ready'),
  talk: {
    add: translator.t('button.talk.add'),
    edit: translator.t('button.talk.edit'),
    confirm: translator.t('button.talk.confirm'),
    again: translator.t('button.try-again'),
  },
  talkGone: translator.t('talk.gone'),
  talkLookAgain: translator.t('talk.look-again'),
  talkNotSaved: translator.t('talk.not-saved'),
  notInCaseThread: translator.t('chat.not-in-case-thread'),
}))
