/** What commands ask and say of conversations. */
import type { ConversationRef } from '../cases/identity-store.ts'
import type { Declarations } from './declarations.ts'
import type { Readers } from './readership.ts'
import type { ThreadPlaces } from './thread-places.ts'

export interface ConversationService
  extends Declarations,
    Pick<Readers, 'whoReads' | 'bindingOf'>,
    Pick<ThreadPlaces, 'listOptions'> {
  /** Whether the channel is the desk's own, by the operator's setting. */
  isDesks(channel: ConversationRef): boolean
}
