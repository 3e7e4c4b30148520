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
  /** The app cannot begin a direct message here: the person has to write to it first. */
  readonly needsFirstMessage: boolean
}

export async function threadPlaceFor(
  {
    actor,
    person,
    place,
    links,
    capabilities,
  }: Pick<Context, 'actor' | 'person' | 'place' | 'links' | 'capabilities'>,
  supportCase: Pick<Case, 'partners' | 'customer'>,
): Promise<PlacedThread> {
  const { platform, tenant, channel } = place
  const { locale } = person
  const binding = await links.bindingOf(place)
  if (binding && canOpenThread({ isDesks: links.isDesks(place), binding }, actor, supportCase)) {
    return { place: { platform, tenant, channel, locale }, channel: binding, needsFirstMessage: false }
  }
  return {
    place: {
      platform,
      tenant,
      channel: person.user,
      direct: { user: person.user, email: person.email },
      locale,
    },
    needsFirstMessage: !capabilities.startsDirectMessages,
  }
}
