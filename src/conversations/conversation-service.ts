/** What commands ask and say of conversations. */
import type { HeldBack } from '../cases/case.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import type { Declarations } from './declarations.ts'
import { findOpening, findWorkspaceOwner, type Readers, type ReadershipSettings } from './readership.ts'
import type { ThreadPlaces } from './thread-places.ts'

export interface ConversationService
  extends Declarations,
    Pick<Readers, 'whoReads' | 'bindingOf'>,
    Pick<ThreadPlaces, 'listOptions'> {
  /** PLC-1: why nothing is posted there, as far as it is no direct message with the app; undefined in one. */
  whyNothing(channel: ConversationRef): Promise<HeldBack['why'] | undefined>
  /** Whether the channel is the desk's own, by the operator's setting. */
  isDesks(channel: ConversationRef): boolean
}

/** See `ConversationService`. What nobody declared is told by what stands against declaring it, where something does. */
export function createWhyNothing(
  readers: Pick<Readers, 'whoReads' | 'describe'>,
  settings: Pick<ReadershipSettings, 'wholeWorkspace' | 'workspaceOwners'>,
): ConversationService['whyNothing'] {
  return async (channel) => {
    const readership = await readers.whoReads(channel)
    if (readership.kind === 'declared') return 'other-domain'
    if (readership.why !== 'undeclared') return readership.why
    const info = await readers.describe(channel)
    if (info?.kind === 'direct') return undefined
    const isWhole = findWorkspaceOwner(settings, channel) !== undefined
    return (info && findOpening(info, isWhole, { saidPrivate: true, external: true })) ?? 'undeclared'
  }
}
