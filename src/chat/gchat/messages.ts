import { chatWords, inEachLanguage } from '../../i18n/chat-words.ts'

/** The sentences that belong to the chat itself and to no command. */
export const wordsFor = inEachLanguage('gchat', chatWords)

/** Those that only Google Chat needs. */
export const eventWordsFor = inEachLanguage('gchat', ({ t }) => ({
  formReady: t('gchat.form-ready'),
  formCorrect: t('gchat.form-correct'),
  formTooLong: t('gchat.form-too-long'),
  textTooLong: (label: string, length: number) => t('gchat.text-too-long', { label, length }),
  textCut: (label: string, max: number) => t('gchat.text-cut', { label, max }),
  late: t('gchat.late'),
  lateSubmit: t('gchat.late-submit'),
  notShown: (number: number) => t('gchat.not-shown', { number }),
  unknownCommand: (id: number) => t('gchat.unknown-command', { id }),
}))
