import type { WebClient } from '@slack/web-api'
import { type FoundMessage, type LookThrough, pageSize } from './look-through.ts'

/**
 * Our messages in a thread from a Slack timestamp on, up to where what was found is enough; to the end where nothing is said of that. Asked
 * again with the same key, it goes on from where the last turn ended.
 */
export type LookInThread = (
  place: { readonly channel: string; readonly root: string },
  of: { readonly key: readonly unknown[]; readonly oldest: string },
  isEnough?: (found: readonly FoundMessage[]) => boolean,
) => Promise<readonly FoundMessage[]>

export function createLookInThread(web: WebClient, lookThrough: LookThrough): LookInThread {
  return ({ channel, root }, { key, oldest }, isEnough = () => false) =>
    lookThrough({
      key: JSON.stringify([channel, root, ...key]),
      method: 'conversations.replies',
      oldest,
      page: (from) =>
        web.conversations.replies({
          channel,
          ts: root,
          limit: pageSize,
          include_all_metadata: true,
          ...from,
        }),
      isEnough,
    })
}
