import type { LocalChannel, LocalState, Platform } from '../../protocol.ts'

/** Where a person stands: in the URL's hash, so that reload, back and a copied link work. `#C1`, `#C1/1700.1`, `#D1/home`. */
export interface Route {
  readonly channel: string | null
  readonly thread: string | null
  readonly home: boolean
}

export function parseRoute(hash: string): Route {
  const [channel = '', rest = ''] = hash.replace(/^#/, '').split('/')
  return {
    channel: channel || null,
    thread: /^\d+\.\d+$/.test(rest) ? rest : null,
    home: rest === 'home',
  }
}

export function formatRoute(route: Route): string {
  if (!route.channel) return '#'
  if (route.home) return `#${route.channel}/home`
  return route.thread ? `#${route.channel}/${route.thread}` : `#${route.channel}`
}

/** Who one is: `?as=name`, so that two tabs can be two people. */
export function readPersonName(search: string): string | null {
  return new URLSearchParams(search).get('as')
}

/** Which of the two chats is looked at: `?on=gchat`; Slack without it. */
export function readPlatform(search: string): Platform {
  return new URLSearchParams(search).get('on') === 'gchat' ? 'gchat' : 'slack'
}

export function buildAddress(name: string, platform: Platform): string {
  return `?${platform === 'gchat' ? 'on=gchat&' : ''}as=${encodeURIComponent(name)}`
}

/** Where a person begins who has not gone anywhere: in a channel of their own, else in the direct message with the app. */
export function findStartChannel(
  channels: readonly LocalChannel[],
  bot: LocalState['bot']['user_id'],
): LocalChannel | undefined {
  return (
    channels.find((each) => each.starts_here) ??
    channels.find((each) => each.is_im && each.members.includes(bot)) ??
    channels[0]
  )
}

/** A route to a channel that is not there becomes the one to begin at. */
export function resolveRoute(
  wanted: Route,
  channels: readonly LocalChannel[],
  bot: LocalState['bot']['user_id'],
): Route {
  if (channels.some((each) => each.id === wanted.channel)) return wanted
  return { channel: findStartChannel(channels, bot)?.id ?? null, thread: null, home: false }
}
