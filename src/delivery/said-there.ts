import type { Entry, Subscription } from '../cases/case.ts'

/** NOT-4: whether an entry tells of what was said in this very two-way thread, which shows it already; all others get it. */
export function isSaidThere({ event }: Pick<Entry, 'event'>, thread: Subscription): boolean {
  const said = event.type === 'message' ? event.source : 'saidIn' in event ? event.saidIn : undefined
  return (
    said?.thread !== undefined &&
    said.thread === thread.root &&
    said.platform === thread.platform &&
    said.tenant === thread.tenant &&
    said.channel === thread.channel
  )
}
