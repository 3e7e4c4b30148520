import type { LocalSurface } from '../protocol.ts'
import { type Refusal, refuse } from '../shared/result.ts'
import type { Card, Message } from './message-store.ts'
import { type Here, hereOf, messageAt } from './place.ts'
import type { Workspace } from './workspace.ts'
import { directSpace, userOf } from './workspace-state.ts'

/** What carries the card that somebody uses. */
export interface CardSurface {
  readonly here: Here
  /** What JSON pointers begin at. */
  readonly root: unknown
  /** Under which its choices are remembered. */
  readonly key: string
  readonly message?: Message
  readonly thread?: string
  readonly inDialog: boolean
  readonly isHome: boolean
}

export function toCardSurface(space: Workspace, userId: string, at: LocalSurface): CardSurface | Refusal {
  const user = userOf(space.state, userId)
  if (!user || user.is_bot) return refuse('user_not_found', 'Nobody of that name is in this Chat.')
  if (at.type === 'message') {
    const here = hereOf(space, userId, at.channel)
    if ('ok' in here) return here
    const message = messageAt(space, here, at.ts)
    if (!message) return refuse('message_not_found', 'That message is not there any more.')
    const key = `${message.space} ${message.id}`
    const { thread } = message
    return { here, root: message.cards, key, message, thread, inDialog: false, isHome: false }
  }
  if (at.type === 'home') {
    const place = directSpace(space.state, user.id)
    const card = space.dialogs.home(user.id)
    if (!place || !card) return refuse('home_not_found', 'The app has no home here.')
    return { here: { user, place }, root: card, key: `home ${user.id}`, inDialog: false, isHome: true }
  }
  const dialog = space.dialogs.of(user.id)
  const place = dialog && space.state.spaces.get(dialog.from.space)
  if (!dialog || dialog.id !== at.id || !place) return refuse('dialog_not_found', 'That dialog is closed.')
  const { message, thread, isHome } = dialog.from
  return {
    here: { user, place },
    root: dialog.card,
    key: `dialog ${dialog.id}`,
    inDialog: true,
    isHome: isHome === true,
    ...(message ? { message } : {}),
    ...(thread ? { thread } : {}),
  }
}

/** In a message the pointer begins with the number of the card. */
export function cardAt(found: CardSurface, pointer: string): Card {
  if (!Array.isArray(found.root)) return found.root as Card
  const [, index = '0'] = pointer.split('/')
  return (found.root[Number(index)] as { readonly card?: Card } | undefined)?.card ?? {}
}
