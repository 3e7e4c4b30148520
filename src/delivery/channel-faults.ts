/**
 * Channels that took no posts when they were tried last: their other threads wait with the one that tried, instead of each asking. Kept
 * in this process, beside what stands on each subscription.
 */
import type { ConversationRef } from '../cases/identity-store.ts'
import { isWithin, type Span, toChannelKey } from './lanes.ts'
import type { DeliveryFailure } from './publishers.ts'

type Place = Omit<ConversationRef, 'platform'> & {
  readonly platform: ConversationRef['platform'] | 'mail' | 'person'
}

export interface ChannelFaults {
  /** What it was, and until when nobody need try again; undefined when somebody may. */
  find(place: Place, now: Date): { readonly failure: DeliveryFailure; readonly until: Date } | undefined
  note(place: Place, failure: DeliveryFailure, span: Span): void
  /** It takes posts, or somebody said that it does. Answers whether that is news to this process. */
  clear(place: Place): boolean
  clearRoute(route: Omit<Place, 'channel'>): void
}

/** Channels known to take posts are remembered up to this number: for others the database is asked once whether somebody waits there. */
const maxKnown = 10_000

export function createChannelFaults(): ChannelFaults {
  const faults = new Map<
    string,
    { readonly place: Place; readonly failure: DeliveryFailure; readonly span: Span }
  >()
  const sound = new Set<string>()

  return {
    find(place, now) {
      const fault = faults.get(toChannelKey(place))
      return fault && isWithin(fault.span, now)
        ? { failure: fault.failure, until: fault.span.until }
        : undefined
    },
    note(place, failure, span) {
      faults.set(toChannelKey(place), { place, failure, span })
      sound.delete(toChannelKey(place))
    },
    clear(place) {
      const key = toChannelKey(place)
      faults.delete(key)
      if (sound.has(key)) return false
      if (sound.size >= maxKnown) sound.clear()
      sound.add(key)
      return true
    },
    clearRoute({ platform, tenant }) {
      for (const [key, { place }] of faults)
        if (place.platform === platform && place.tenant === tenant) faults.delete(key)
    },
  }
}
