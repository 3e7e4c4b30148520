import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Card, Notice } from '../../../../views/view.ts'
import { toCard } from './card.ts'
import { limits } from './limits.ts'
import type { Speaker } from './speaker.ts'
import { line } from './text.ts'

/**
 * What a message is made of. It has no `text`: Chat reads mentions and markup there, and no escape keeps them from coming
 * alive. Notifications and screen readers say the fallback text.
 */
export interface ChatMessage {
  readonly fallbackText: string
  readonly cardsV2: chat_v1.Schema$CardWithId[]
}

/** The same in every message of ours, so that a card can be drawn anew in its place. */
const cardId = 'casethread'

/** A card or notice as a message, within 32 KB and 100 widgets. */
export function toMessage(view: Card | Notice, how: Speaker): ChatMessage {
  const said = view.kind === 'card' ? view.summary : view.text
  return {
    fallbackText: line(said, limits.fallback),
    cardsV2: [{ cardId, card: toCard(view, how, 'message') }],
  }
}
