import { z } from 'zod'
import type { Message, StoredFile } from './message-store.ts'
import type { KeptChannels } from './workspace-state.ts'

/** What outlives a restart. */
export interface SavedState extends KeptChannels {
  readonly messages: readonly Message[]
  readonly files: readonly StoredFile[]
}

export const SavedFile = z.object({
  version: z.literal(1),
  messages: z.array(
    z.looseObject({ ts: z.string(), channel: z.string(), user: z.string(), text: z.string() }),
  ),
  files: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  channels: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  // States of older versions have none.
  memberships: z.array(z.object({ channel: z.string(), members: z.array(z.string()) })).default([]),
})

export const emptyState: SavedState = { messages: [], files: [], channels: [], memberships: [] }
