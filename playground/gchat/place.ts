import type { LocalUser } from '../protocol.ts'
import { type Refusal, refuse } from '../shared/result.ts'
import { isVisible, localTs } from './formats.ts'
import type { Message } from './message-store.ts'
import type { Workspace } from './workspace.ts'
import { canRead, type Space, spaceOf, userOf } from './workspace-state.ts'

/** Who acts where. */

export interface Here {
  readonly user: LocalUser
  readonly place: Space
}

export function hereOf(space: Workspace, userId: string, spaceId: string): Here | Refusal {
  const user = userOf(space.state, userId)
  if (!user || user.is_bot) return refuse('user_not_found', 'Nobody of that name is in this Chat.')
  const place = spaceOf(space.state, spaceId)
  if (!place?.members.includes(user.id)) return refuse('channel_not_found', 'You are not in that space.')
  return { user, place }
}

/** Where somebody may look, which in an open space takes no joining. */
export function readableOf(space: Workspace, userId: string, spaceId: string): Here | Refusal {
  const user = userOf(space.state, userId)
  const place = spaceOf(space.state, spaceId)
  if (!user || user.is_bot || !place || !canRead(space.state, place, user.id))
    return hereOf(space, userId, spaceId)
  return { user, place }
}

/** The thread of the message that was sent at this moment. */
export function threadAt(space: Workspace, here: Here, ts: string | undefined): string | undefined {
  return ts === undefined ? undefined : messageAt(space, here, ts)?.thread
}

export function messageAt(space: Workspace, here: Here, ts: string): Message | undefined {
  return space.messageStore
    .list(here.place.id)
    .find((message) => localTs(message) === ts && isVisible(message, here.user.id))
}
