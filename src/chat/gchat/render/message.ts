import type { chat_v1 } from 'googleapis/build/src/apis/chat/v1.js'
import type { Card, Mention, Notice } from '../../../../views/view.ts'
import { RenderError } from '../../render-error.ts'
import { splitCard } from '../../split-card.ts'
import { wordsFor } from '../messages.ts'
import { renderBlock } from './blocks.ts'
import { toCard } from './card.ts'
import { fitsWhole } from './fit.ts'
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

/** The whole of a card, in as many as it takes; each says in the speaker's language which of them it is. */
export function splitCardFor(card: Card, how: Speaker): readonly Card[] {
  const drawing = { speaker: how, surface: 'message', most: Number.POSITIVE_INFINITY } as const
  const fits = (blocks: Card['blocks']) => fitsWhole(blocks.map((block) => renderBlock(block, drawing)))
  return splitCard(card, fits, wordsFor(how.locale).part)
}

/** The one message that has a text: who is called, and words of ours in which nothing could come alive. */
export function mentionText({ user, text }: Mention): string {
  if (!/^users\/[\w-]+$/.test(user) || user === 'users/all')
    throw new RenderError('a mention of nobody that Google Chat knows')
  return `<${user}>${text.replace(/[<>*_~`]/g, ' ')}`
}
