import { chatWords, inEachLanguage } from '../../i18n/chat-words.ts'

/** The sentences that belong to the chat itself and to no command. */
export const wordsFor = inEachLanguage('gchat', chatWords)

/** Those that only Google Chat needs. */
export const eventWordsFor = inEachLanguage('gchat', ({ t }) => ({
  formReady: t('gchat.form-ready'),
  formTooLong: t('gchat.form-too-long'),
  late: t('gchat.late'),
  lateSubmit: t('gchat.late-submit'),
  notShown: (number: number) => t('gchat.not-shown', { number }),
  unknownCommand: (id: number) => t('gchat.unknown-command', { id }),
}))
