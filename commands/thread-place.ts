/** PLC-2: where the thread of what somebody does goes: the channel they are in if it may show the case, else their direct messages. */
import type { Case } from '../src/cases/case.ts'
import type { ValidCreateCase } from '../src/cases/case-inputs.ts'
import { canOpenThread } from '../src/cases/thread-audience.ts'
import type { Context } from './define.ts'

export type ThreadPlace = Omit<ValidCreateCase['threads'][number], 'audience'>

export interface PlacedThread {
  readonly place: ThreadPlace
  /** Who reads there beside the actor's own side; undefined in direct messages, which nobody else reads. */
  readonly channel?: { readonly domain: string; readonly guest: 'desk' | string | undefined }
}

export async function threadPlaceFor(
  { actor, person, place, links }: Pick<Context, 'actor' | 'person' | 'place' | 'links'>,
  of: Pick<Case, 'partners' | 'customer'>,
): Promise<PlacedThread> {
  const { platform, tenant, channel } = place
  const { locale } = person
  const binding = await links.bindingOf(place)
  if (binding && canOpenThread({ isDesks: links.isDesks(place), binding }, actor, of)) {
    const guest = binding.audience?.party === 'customer' ? binding.audience.name : binding.audience?.party
    return { place: { platform, tenant, channel, locale }, channel: { domain: binding.domain, guest } }
  }
  return {
    place: {
      platform,
      tenant,
      channel: person.user,
      direct: { user: person.user, email: person.email },
      locale,
    },
  }
}
