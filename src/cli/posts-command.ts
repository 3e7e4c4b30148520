/** `casethread posts pause`, `resume` and `status`: stops all posts at once, whatever their threads and conversations. */
import type { PostsPause } from '../cases/conversation-store.ts'
import { readConfig } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { orExit } from '../main.ts'
import type { Store } from '../store/store.ts'
import { readUserName } from './user-name.ts'
import { withStore } from './with-store.ts'

type Env = Readonly<Record<string, string | undefined>>

export interface PostsOptions {
  /** Who asks; the name of the system's user without it. */
  readonly by?: string
  readonly json?: boolean
}

export async function pausePosts({ by = readUserName(), json }: PostsOptions, env: Env): Promise<void> {
  await withConversations(env, async (conversations) => {
    await conversations.pausePosts({ since: new Date(), by })
    print(await conversations.readPause(), json)
  })
}

export async function resumePosts({ json }: PostsOptions, env: Env): Promise<void> {
  await withConversations(env, async (conversations) => {
    const wasPaused = await conversations.resumePosts()
    const pause = await conversations.readPause()
    if (json || pause) print(pause, json)
    else console.log(wasPaused ? 'Posts go out again.' : 'Posts were not paused: they go out.')
  })
}

export async function showPause({ json }: PostsOptions, env: Env): Promise<void> {
  await withConversations(env, async (conversations) => print(await conversations.readPause(), json))
}

function withConversations(env: Env, work: (conversations: Store['conversations']) => Promise<void>) {
  return orExit(async () => withStore(readConfig(env), (store) => work(store.conversations)), 'do it')
}

function print(pause: PostsPause | undefined, json = false): void {
  if (json) console.log(JSON.stringify(pause ? { paused: true, ...pause } : { paused: false }, null, 2))
  else if (!pause) console.log('Posts go out.')
  else {
    console.log(`Posts are paused since ${pause.since.toISOString()}, by ${toOneLine(pause.by)}.`)
    console.log('Nothing is lost: what is held back goes out after casethread posts resume.')
  }
}
