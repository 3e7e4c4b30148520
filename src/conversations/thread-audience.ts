/** PLC-1: who can read what is posted in a thread. Where nothing says who reads, nobody does. */

import { actorKey } from '../cases/actor-key.ts'
import { canRead, canSeeCase, type Visible } from '../cases/audience.ts'
import type { Entry, HeldBack, Reader, Subscription } from '../cases/case.ts'
import { CouldNotAsk } from '../cases/could-not-ask.ts'
import { type Actor, toReader } from '../cases/policy.ts'
import { type PresentMember, readsByRight } from './member-standing.ts'
import type { DeclaredReadership, Readers, Readership } from './readership.ts'

export type SubscriptionAudience =
  /**
   * `along`: who reads beside the thread's reader; an entry is shown only if both may read it (VIS-7). `members`: who is there, of
   * whom each must be entitled to what is posted (PLC-4); in direct messages nobody but the reader.
   */
  | {
      readonly kind: 'readers'
      readonly reader: Reader
      readonly along?: Reader
      readonly members?: readonly PresentMember[]
    }
  /** Nothing is posted, and nothing is given up on: it waits until somebody may read there again. */
  | { readonly kind: 'held-back'; readonly why: HeldBack['why'] }

/**
 * Who reads in a declared channel that holds a thread for `reader`. The desk's channel always reads as the desk, whoever opened a case
 * there. Any other channel shows only cases of the domain that it is declared for, and of the customer that it is shared with.
 */
export function resolveAudience(reader: Reader, readership: Readership): SubscriptionAudience {
  if (readership.kind === 'nobody') return { kind: 'held-back', why: readership.why }
  const { party, along, members } = readership
  if (party.party === 'desk') return { kind: 'readers', reader: party, members }
  if (actorKey(reader) === actorKey(party))
    return along ? { kind: 'readers', reader, along, members } : { kind: 'readers', reader, members }
  if (along && actorKey(reader) === actorKey(along)) return { kind: 'readers', reader, along: party, members }
  return { kind: 'held-back', why: 'other-domain' }
}

/** PLC-4: who is there and may neither read this entry (the card, where none is given) nor was let in on purpose. */
export function findUnentitled(
  members: readonly PresentMember[],
  supportCase: Visible,
  entry?: Pick<Entry, 'audience' | 'author'>,
): readonly PresentMember[] {
  return members.filter((member) => {
    // What the parties of the conversation may read is settled beforehand (`resolveAudience`, VIS-7).
    if (readsByRight(member)) return false
    return !member.readers.some((reader) =>
      entry ? canRead(entry, reader, supportCase) : canSeeCase(supportCase, reader),
    )
  })
}

/** PLC-2: whether a thread that this actor opens may stand in this channel. If not, it goes elsewhere. */
export function canOpenThread(
  readership: Readership,
  actor: Actor,
  supportCase: Visible,
): readership is DeclaredReadership {
  const own = toReader(actor)
  const audience = resolveAudience(own, readership)
  if (audience.kind === 'held-back' || audience.reader.party !== own.party) return false
  if (audience.along && !canSeeCase(supportCase, audience.along)) return false
  return findUnentitled(audience.members ?? [], supportCase).length === 0
}

export interface AudienceDeps {
  readonly readers: Pick<Readers, 'whoReads'>
  /** Whether the person of a direct message may still read as this party (ACC-1, ACC-4, CRE-6). */
  readonly stillReads: (thread: Subscription) => Promise<boolean>
}

/** Who reads a thread at this moment. Asked before each post: a declaration, a role and a link may have ended since the last one. */
export function createAudienceResolver({ readers, stillReads }: AudienceDeps) {
  async function resolveDirect(thread: Subscription): Promise<SubscriptionAudience> {
    try {
      return (await stillReads(thread))
        ? { kind: 'readers', reader: thread.reader }
        : { kind: 'held-back', why: 'reader-without-access' }
    } catch (error) {
      // No answer is no "no": it is asked again soon.
      if (error instanceof CouldNotAsk) return { kind: 'held-back', why: 'members-unknown' }
      throw error
    }
  }

  return async (thread: Subscription): Promise<SubscriptionAudience> => {
    const { platform, tenant, channel, reader } = thread
    // An address is nobody's channel: what it may be told is decided entry by entry (`canBeMailed`).
    if (platform === 'mail' || platform === 'person') return { kind: 'readers', reader }
    if (thread.direct) return resolveDirect(thread)
    return resolveAudience(reader, await readers.whoReads({ platform, tenant, channel }))
  }
}
