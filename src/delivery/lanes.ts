/** How much of this process's work goes where at a time, so that what is slow or stands still takes nobody else's turn. */
import type { ConversationRef } from '../cases/identity-store.ts'
import type { DeliveryRoute, DueSubscription } from './delivery-store.ts'

/** Deliveries under way at a time, by route: mails share one server, which many at once must not fall upon; what
 * people are told personally must not take the threads' turn. */
const roomOf = { slack: 24, gchat: 24, mail: 4, person: 8 } as const
/** Channels that gave no answer last time share room of their own, beside the rest: however many there are, they hold up none but each other. */
const roomForTroubled = 4

/** A clock that was set back since makes nothing last longer: what begins in the future is over. */
export interface Span {
  readonly from: Date
  readonly until: Date
}

export function isWithin({ from, until }: Span, now: Date): boolean {
  return from <= now && now < until
}

type Place = Pick<DueSubscription, 'platform' | 'tenant' | 'channel'>

export interface Lanes {
  /** Whether a delivery to this place may begin: one at a time to a channel, as many to a route as it has room for. */
  hasRoom(place: Place, now: Date): boolean
  /** Whether anything may begin on this route. */
  isOpen(route: DeliveryRoute, now: Date): boolean
  /** A delivery begins; call what is answered when it has ended. */
  enter(place: Place): () => void
  /** The platform asked for a rest, of the channel or of the whole route. */
  rest(place: DeliveryRoute & { readonly channel?: string }, span: Span): void
  /** Undefined when it may be called. */
  restsUntil(place: Place, now: Date): Date | undefined
  /** Whether the last call to this channel got no answer. */
  note(place: Place, answered: boolean): void
  /** The channels where nothing may begin now: what is due there need not be looked at, nor hide what is due elsewhere. */
  listBusy(now: Date): readonly ConversationRef[]
}

/** `atOnce`: how many deliveries are under way at a time over all routes. */
export function createLanes(atOnce = Number.POSITIVE_INFINITY): Lanes {
  /** By channel: who is there now. */
  const busy = new Map<string, Place>()
  const underWay = new Map<string, number>()
  const resting = new Map<
    string,
    { readonly span: Span; readonly place: DeliveryRoute & { channel?: string } }
  >()
  const troubled = new Map<string, Place>()

  function restOf(key: string, now: Date): Date | undefined {
    const rest = resting.get(key)
    if (rest && isWithin(rest.span, now)) return rest.span.until
    resting.delete(key)
    return undefined
  }

  function roomFor(place: Place): { readonly key: string; readonly size: number } {
    return troubled.has(toChannelKey(place))
      ? { key: toTroubledKey(place), size: roomForTroubled }
      : { key: toRouteKey(place), size: roomOf[place.platform] }
  }

  function restsUntil(place: Place, now: Date): Date | undefined {
    const route = restOf(toRouteKey(place), now)
    const channel = restOf(toChannelKey(place), now)
    return route && channel && channel > route ? channel : (route ?? channel)
  }

  return {
    restsUntil,
    hasRoom(place, now) {
      const { key, size } = roomFor(place)
      return (
        busy.size < atOnce &&
        !busy.has(toChannelKey(place)) &&
        (underWay.get(key) ?? 0) < size &&
        restsUntil(place, now) === undefined
      )
    },
    isOpen: (route, now) =>
      restOf(toRouteKey(route), now) === undefined &&
      (underWay.get(toRouteKey(route)) ?? 0) < roomOf[route.platform],
    enter(place) {
      const channel = toChannelKey(place)
      const { key } = roomFor(place)
      busy.set(channel, place)
      underWay.set(key, (underWay.get(key) ?? 0) + 1)
      return () => {
        busy.delete(channel)
        underWay.set(key, (underWay.get(key) ?? 1) - 1)
      }
    },
    rest(place, span) {
      const key =
        place.channel === undefined ? toRouteKey(place) : toChannelKey({ ...place, channel: place.channel })
      const known = resting.get(key)
      if (!known || known.span.until < span.until) resting.set(key, { span, place })
    },
    note(place, answered) {
      if (answered) troubled.delete(toChannelKey(place))
      else troubled.set(toChannelKey(place), place)
    },
    listBusy(now) {
      const rested = [...resting.keys()]
        .filter((key) => restOf(key, now))
        .map((key) => resting.get(key)?.place)
      const silent = [...troubled.values()].filter(
        (place) => (underWay.get(toTroubledKey(place)) ?? 0) >= roomForTroubled,
      )
      return [...busy.values(), ...rested, ...silent].flatMap((place) =>
        place?.channel === undefined ? [] : [place as ConversationRef],
      )
    },
  }
}

function toTroubledKey(route: DeliveryRoute): string {
  return `${toRouteKey(route)} troubled`
}

export function toRouteKey({ platform, tenant }: DeliveryRoute): string {
  return JSON.stringify([platform, tenant])
}

export function toChannelKey({ platform, tenant, channel }: Place): string {
  return JSON.stringify([platform, tenant, channel])
}
