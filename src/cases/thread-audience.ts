/** PLC-1: who can read what is posted in a place. One answer for forms, commands and delivery; where nothing says who reads, nobody does. */
import { canSeeCase } from './audience.ts'
import type { Case, Reader, Subscription } from './case.ts'
import type { ChannelBinding, ConversationRef } from './identity-store.ts'
import { type Actor, toReader } from './policy.ts'

export type SubscriptionAudience =
  /** `along`: who reads beside the thread's reader; an entry is shown only if both may read it (VIS-7). */
  | { readonly kind: 'readers'; readonly reader: Reader; readonly along?: Reader }
  /** Nothing is posted, and nothing is given up on: it waits until somebody may read there again. */
  | { readonly kind: 'held-back'; readonly why: string }

/** What is known of a channel. */
export interface ChannelFacts {
  readonly isDesks: boolean
  readonly binding: Pick<ChannelBinding, 'domain' | 'audience'> | undefined
}

/**
 * Who reads in a channel that holds a thread for `reader`. The desk's channel always reads as the desk, whoever opened a case
 * there. Any other channel shows only cases of the domain that it is bound to, and of the customer that it is shared with.
 */
export function resolveAudience(reader: Reader, { isDesks, binding }: ChannelFacts): SubscriptionAudience {
  if (isDesks) return { kind: 'readers', reader: { party: 'desk' } }
  if (!binding) return { kind: 'held-back', why: 'the channel is bound to no domain' }
  const domain = { party: 'partner', domain: binding.domain } as const
  const guest = binding.audience
  if (reader.party === 'partner' && reader.domain === binding.domain)
    return guest ? { kind: 'readers', reader, along: withoutName(guest) } : { kind: 'readers', reader }
  if (reader.party === 'customer' && guest?.party === 'customer' && guest.customer === reader.customer)
    return { kind: 'readers', reader, along: domain }
  return { kind: 'held-back', why: `the channel is bound to ${binding.domain}` }
}

/** PLC-2: whether a thread that this actor opens may stand in this channel. If not, it goes to their direct messages. */
export function canOpenThread(
  facts: ChannelFacts,
  actor: Actor,
  supportCase: Pick<Case, 'partners' | 'customer'>,
): boolean {
  const own = toReader(actor)
  const audience = resolveAudience(own, facts)
  if (audience.kind === 'held-back' || audience.reader.party !== own.party) return false
  return audience.along === undefined || canSeeCase(supportCase, audience.along)
}

export interface AudienceDeps {
  readonly isDesks: (channel: ConversationRef) => boolean
  readonly bindingOf: (channel: ConversationRef) => Promise<ChannelBinding | undefined>
  /** Whether the person of a direct message may still read as this party (ACC-1, ACC-4, CRE-6). */
  readonly stillReads: (thread: Subscription) => Promise<boolean>
}

/** Who reads a thread at this moment. Asked before each post: a binding, a role and a link may have ended since the last one. */
export function createAudienceResolver({ isDesks, bindingOf, stillReads }: AudienceDeps) {
  return async (thread: Subscription): Promise<SubscriptionAudience> => {
    const { platform, tenant, channel, reader } = thread
    // An address is nobody's channel: what it may be told is decided entry by entry (`canBeMailed`).
    if (platform === 'mail') return { kind: 'readers', reader }
    if (thread.direct) {
      if (await stillReads(thread)) return { kind: 'readers', reader }
      return { kind: 'held-back', why: 'its reader no longer has access' }
    }
    const place = { platform, tenant, channel }
    return resolveAudience(reader, { isDesks: isDesks(place), binding: await bindingOf(place) })
  }
}

function withoutName(guest: NonNullable<ChannelBinding['audience']>): Reader {
  return guest.party === 'customer' ? { party: 'customer', customer: guest.customer } : { party: guest.party }
}
