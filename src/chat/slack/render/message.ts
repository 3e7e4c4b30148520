import type { KnownBlock } from '@slack/types'
import type { Block, Card, Mention, Notice } from '../../../../views/view.ts'
import { onceForEach } from '../../../cases/once-for-each.ts'
import { RenderError } from '../../render-error.ts'
import { splitCard } from '../../split-card.ts'
import { asBlocks } from '../../to-blocks.ts'
import { fitBlocks, type Group, renderBlock, weight } from './blocks.ts'
import { linkButton, numbering } from './buttons.ts'
import { limits } from './limits.ts'
import { escapeMrkdwn, fallbackText, plain } from './text.ts'

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

/** The whole of a card, in as many messages as it takes; `mark` says in words which of them one is. */
export function splitMessage(
  card: Card,
  mark: (part: number, parts: number) => string,
): readonly SlackMessage[] {
  return splitCard(card, fitsMessage, mark).map(message)
}

/** Whether Slack shows all of it in one message. A note that says so when something is left out takes room as well. */
function fitsMessage(blocks: readonly Block[]): boolean {
  const drawn = groups({ kind: 'card', summary: '', blocks }).flatMap((group) => group.blocks)
  return drawn.length < limits.messageBlocks && weight(drawn) + noteWeight <= limits.messageCharacters
}

/** What `fitBlocks` keeps free. */
const noteWeight = 100

/** A sentence of ours, with nothing in it that Slack could refuse. */
export function plainMessage(text: string): SlackMessage {
  return { text: fallbackText(text), blocks: [{ type: 'section', text: plain(text, limits.section) }] }
}

/** The blocks of a card or notice, before they are fitted to a surface. */
export function groups(view: Card | Notice): readonly Group[] {
  const next = numbering()
  const [first, ...rest] = asBlocks(view).map((block) => renderBlock(block, next))
  if (!first) return []
  const link = view.kind === 'notice' && view.link ? [{ kept: true, blocks: [linkButton(view.link)] }] : []
  return [first, ...link, ...rest]
}

/** The one message whose text holds markup of ours: who is called. */
export function mentionMessage({ user, text }: Mention): Pick<SlackMessage, 'text'> {
  if (!/^[UW][A-Z0-9]+$/.test(user)) throw new RenderError('a mention of nobody that Slack knows')
  return { text: `<@${user}>${escapeMrkdwn(text)}` }
}
