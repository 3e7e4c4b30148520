import { inEachLanguage } from '../../../i18n/chat-words.ts'

/** The few words that belong to Google Chat's widgets and to no command. */
export const wordsFor = inEachLanguage('gchat', ({ t }) => ({
  ok: t('gchat.ok'),
  more: t('gchat.more'),
  quote: t('gchat.quote'),
  refresh: t('gchat.refresh'),
  cut: t('gchat.cut'),
  files: t('gchat.files'),
  optional: (label: string) => t('gchat.optional', { label }),
}))
