/** PLC-2: where the thread of what somebody does goes: the channel they are in if it may show the case, else their direct messages. */
import type { Case } from '../src/cases/case.ts'
import type { ValidCreateCase } from '../src/cases/case-inputs.ts'
import type { ChannelBinding } from '../src/cases/identity-store.ts'
import { canOpenThread } from '../src/cases/thread-audience.ts'
import type { Context } from './define.ts'

export type ThreadPlace = Omit<ValidCreateCase['threads'][number], 'audience'>

export interface PlacedThread {
  readonly place: ThreadPlace
  /** Whom the channel belongs to and is shared with; undefined in direct messages, which nobody else reads. */
  readonly channel?: Pick<ChannelBinding, 'domain' | 'audience'>
  /** Google Chat: an app begins no direct message, the person writes to it first. */
  readonly writesFirst: boolean
}

export async function threadPlaceFor(
  { actor, person, place, links }: Pick<Context, 'actor' | 'person' | 'place' | 'links'>,
  of: Pick<Case, 'partners' | 'customer'>,
): Promise<PlacedThread> {
  const { platform, tenant, channel } = place
  const { locale } = person
  const binding = await links.bindingOf(place)
  if (binding && canOpenThread({ isDesks: links.isDesks(place), binding }, actor, of)) {
    return { place: { platform, tenant, channel, locale }, channel: binding, writesFirst: false }
  }
  return {
    place: {
      platform,
      tenant,
      channel: person.user,
      direct: { user: person.user, email: person.email },
      locale,
    },
    writesFirst: platform === 'gchat',
  }
}
