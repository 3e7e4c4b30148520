import { z } from 'zod'
import type { Message, StoredFile } from './message-store.ts'
import type { Channel } from './workspace-state.ts'

/** What outlives a restart. */
export interface SavedState {
  readonly messages: readonly Message[]
  readonly files: readonly StoredFile[]
  readonly channels: readonly Channel[]
  /** Of channels where somebody came or went. */
  readonly memberships: readonly { readonly channel: string; readonly members: readonly string[] }[]
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
