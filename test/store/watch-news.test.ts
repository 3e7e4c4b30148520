import { EventEmitter, once } from 'node:events'
import { mongo } from 'mongoose'
import { describe, expect, it } from 'vitest'
import { type NewsStream, watchNews } from '../../src/store/mongo/watch-news.ts'
import { aNewCase, aThread } from '../support/build-case.ts'
import { onMongo } from '../support/stores.ts'

/** Streams that answer what they are told to, one after the other; then nothing until they are closed. */
function playedServer(...answers: readonly (object | null | Error)[]) {
  const left = [...answers]
  const opened: unknown[] = []
  const events = new EventEmitter()
  let token = 0
  function open({ resumeAfter }: { readonly resumeAfter?: unknown }): NewsStream {
    opened.push(resumeAfter)
    events.emit('opened')
    const closing = new EventEmitter()
    let closed = false
    return {
      get resumeToken() {
        return token || undefined
      },
      async tryNext() {
        const next = left.shift()
        if (next instanceof Error) throw next
        if (next === undefined) {
          events.emit('drained')
          if (!closed) await once(closing, 'closed')
          throw new Error('closed')
        }
        if (next) token += 1
        return next
      },
      async close() {
        closed = true
        closing.emit('closed')
      },
    }
  }
  return { open, opened, drained: once(events, 'drained') }
}

describe('news of the database', () => {
  it('goes on after a break from where it was, and tells that something may have been missed', async () => {
    const cut = new mongo.MongoNetworkError('cut')
    const server = playedServer(null, { one: 1 }, { two: 2 }, cut, { three: 3 })
    let told = 0

    const watching = await watchNews(server.open, () => (told += 1), undefined, 1)
    await server.drained

    expect(server.opened).toEqual([undefined, undefined, 2])
    expect(told).toBe(4)
    await watching?.close()
  })

  it('goes on from now where the server has forgotten what came since', async () => {
    const server = playedServer(
      { one: 1 },
      new mongo.MongoServerError({ message: 'history lost', code: 286 }),
    )
    let told = 0

    const watching = await watchNews(server.open, () => (told += 1), undefined, 1)
    await server.drained

    expect(server.opened).toEqual([undefined, 1, undefined])
    expect(told).toBe(2)
    await watching?.close()
  })

  it('is not to be had where the server knows of no such thing', async () => {
    const refusal = new mongo.MongoServerError({ message: 'only supported on replica sets', code: 40_573 })

    expect(await watchNews(playedServer(refusal).open, () => {})).toBeUndefined()
  })

  it('that could not be asked for is no answer', async () => {
    const cut = new mongo.MongoNetworkError('cut')

    await expect(watchNews(playedServer(cut).open, () => {})).rejects.toBe(cut)
  })
})

onMongo((_, open) =>
  it('a case that another process opens is told of', async () => {
    const [store, other] = [await open('shared'), await open('shared')] as const
    const told = new EventEmitter()
    const heard = once(told, 'change')

    const watching = await store.watch?.(() => told.emit('change'))
    if (watching) {
      await other.create(aNewCase({ subscriptions: [aThread()] }))
      await heard
    }

    expect((await other.get(1001)) !== undefined).toBe(watching !== undefined)
    await watching?.close()
  }),
)
