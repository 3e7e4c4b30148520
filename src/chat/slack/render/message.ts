import type { KnownBlock } from '@slack/types'
import type { Card, Notice } from '../../../../views/view.ts'
import { onceForEach } from '../../../cases/once-for-each.ts'
import { asBlocks } from '../../to-blocks.ts'
import { fitBlocks, type Group, renderBlock } from './blocks.ts'
import { linkButton, numbering } from './buttons.ts'
import { limits } from './limits.ts'
import { fallbackText } from './text.ts'

/** What `chat.postMessage`, `chat.postEphemeral`, a command's answer and a `response_url` all take. */
export interface SlackMessage {
  readonly text: string
  readonly blocks: KnownBlock[]
}

/** A card or notice as a message: at most 50 blocks and about 12,500 characters, its buttons always among them. */
export const message = onceForEach(drawMessage)

function drawMessage(view: Card | Notice): SlackMessage {
  const blocks = fitBlocks(groups(view), {
    blocks: limits.messageBlocks,
    characters: limits.messageCharacters,
  })
  const text = fallbackText(view.kind === 'card' ? view.summary : view.text)
  return { text, blocks: blocks.length > 0 ? blocks : [{ type: 'divider' }] }
}

/** The blocks of a card or notice, before they are fitted to a surface. */
export function groups(view: Card | Notice): readonly Group[] {
  const next = numbering()
  const [first, ...rest] = asBlocks(view).map((block) => renderBlock(block, next))
  if (!first) return []
  const link = view.kind === 'notice' && view.link ? [{ kept: true, blocks: [linkButton(view.link)] }] : []
  return [first, ...link, ...rest]
}
