import { wordsOf } from '../chat-messages.ts'

/** The sentences that belong to Slack itself and to no command. */
export const wordsFor = wordsOf('Slack')
