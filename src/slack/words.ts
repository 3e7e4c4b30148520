import { wordsOf } from '../platform/words.ts'

/** The sentences that belong to Slack itself and to no command. */
export const wordsFor = wordsOf('Slack')
