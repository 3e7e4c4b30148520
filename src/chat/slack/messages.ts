import { chatWords, inEachLanguage } from '../../i18n/chat-words.ts'

/** The sentences that belong to Slack itself and to no command. */
export const wordsFor = inEachLanguage('slack', chatWords)
