import type { LocalChannel, LocalState, Platform } from '../../protocol.ts'

/** Where a person stands: in the URL's hash, so that reload, back and a copied link work. `#C1`, `#C1/1700.1`, `#D1/home`. */
export interface Place {
  readonly channel: string | null
  readonly thread: string | null
  readonly home: boolean
}

export function readPlace(hash: string): Place {
  const [channel = '', rest = ''] = hash.replace(/^#/, '').split('/')
  return {
    channel: channel || null,
    thread: /^\d+\.\d+$/.test(rest) ? rest : null,
    home: rest === 'home',
  }
}

export function writePlace(place: Place): string {
  if (!place.channel) return '#'
  if (place.home) return `#${place.channel}/home`
  return place.thread ? `#${place.channel}/${place.thread}` : `#${place.channel}`
}

/** Who one is: `?as=name`, so that two tabs can be two people. */
export function readName(search: string): string | null {
  return new URLSearchParams(search).get('as')
}

/** Which of the two chats is looked at: `?on=gchat`; Slack without it. */
export function readPlatform(search: string): Platform {
  return new URLSearchParams(search).get('on') === 'gchat' ? 'gchat' : 'slack'
}

export function addressAs(name: string, platform: Platform): string {
  return `?${platform === 'gchat' ? 'on=gchat&' : ''}as=${encodeURIComponent(name)}`
}

/** Where a person begins who has not gone anywhere: in a channel of their own, else in the direct message with the app. */
export function startChannel(
  channels: readonly LocalChannel[],
  bot: LocalState['bot']['user_id'],
): LocalChannel | undefined {
  return (
    channels.find((each) => each.starts_here) ??
    channels.find((each) => each.is_im && each.members.includes(bot)) ??
    channels[0]
  )
}

/** A place that is not there becomes the one to begin at. */
export function settle(
  wanted: Place,
  channels: readonly LocalChannel[],
  bot: LocalState['bot']['user_id'],
): Place {
  if (channels.some((each) => each.id === wanted.channel)) return wanted
  return { channel: startChannel(channels, bot)?.id ?? null, thread: null, home: false }
}
