import { connect, createServer, type Server, type Socket } from 'node:net'
import { mongo } from 'mongoose'

/**
 * What becomes of one command: nothing out of the way; cut off before the server has it; cut off with the server's answer on its way;
 * given to the server twice, and answered with what it says the second time (a server that takes retries and does not know them
 * again); or this answer.
 */
export type Fault =
  | 'pass'
  | 'lose the command'
  | 'lose the answer'
  | 'ask twice'
  | Readonly<Record<string, unknown>>

export interface FaultyMongo {
  readonly uri: string
  /** Every command that came since the start, by its name and collection. */
  readonly seen: readonly string[]
  /** These faults befall the next commands of this name on this collection, one each. */
  befall(command: string, collection: string, faults: readonly Fault[]): void
  /** How many of these faults are still to come. */
  countAhead(): number
  /** The lines stay up, and nothing that is sent is passed on: no command, and no answer. */
  hang(): void
  /** What was held is passed on where somebody still listens. */
  goOn(): void
  /** Nobody gets through, and who was is cut off. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** Stands before a real server and passes all on, but for the faults: what a primary's step-down or a torn cable do. */
export async function startFaultyMongo(serverUri: string): Promise<FaultyMongo> {
  const address = new mongo.MongoClient(serverUri).options.hosts[0]
  const seen: string[] = []
  const planned: { readonly name: string; readonly faults: Fault[] }[] = []
  const sockets = new Set<Socket>()
  const held: (() => void)[] = []
  let hangs = false
  let port = 0
  let server: Server | undefined

  function pass(client: Socket): void {
    const upstream = connect({ host: address?.host ?? '127.0.0.1', port: address?.port ?? 27017 })
    const lost = new Set<number>()
    const twice = new Map<number, Buffer>()
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      const ended = () => {
        client.destroy()
        upstream.destroy()
        sockets.delete(socket)
      }
      socket.on('error', ended).on('close', ended)
    }
    client.on(
      'data',
      byMessage((message) => {
        const name = nameOf(message)
        if (name) seen.push(name)
        const fault = planned.find((plan) => plan.name === name && plan.faults.length > 0)?.faults.shift()
        if (hangs) return held.push(() => upstream.write(message))
        if (fault === undefined || fault === 'pass') return upstream.write(message)
        if (fault === 'lose the command') return client.destroy()
        if (fault === 'lose the answer') lost.add(message.readInt32LE(4))
        else if (fault === 'ask twice') twice.set(message.readInt32LE(4), Buffer.from(message))
        else return client.write(answer(message, fault))
        return upstream.write(message)
      }),
    )
    upstream.on(
      'data',
      byMessage((message) => {
        const to = message.readInt32LE(8)
        const again = twice.get(to)
        twice.delete(to)
        if (hangs) held.push(() => client.write(message))
        else if (again) upstream.write(again)
        else if (lost.has(to)) client.destroy()
        else client.write(message)
      }),
    )
  }

  async function comeBack(): Promise<void> {
    const made = createServer(pass)
    server = made
    await new Promise<void>((listening) => made.listen(port, '127.0.0.1', listening))
    const bound = made.address()
    port = bound !== null && typeof bound === 'object' ? bound.port : port
  }

  async function goAway(): Promise<void> {
    const closing = server
    server = undefined
    for (const socket of sockets) socket.destroy()
    if (closing) await new Promise((closed) => closing.close(closed))
  }

  await comeBack()
  const uri = new URL(serverUri.replace(/^mongodb:\/\/((?:[^@/]*@)?)[^/?]+/, `mongodb://$1127.0.0.1:${port}`))
  uri.searchParams.delete('replicaSet')
  uri.searchParams.set('directConnection', 'true')
  return {
    uri: uri.href,
    seen,
    befall: (command, collection, faults) =>
      planned.push({ name: `${command} ${collection}`, faults: [...faults] }),
    countAhead: () => planned.reduce((sum, { faults }) => sum + faults.length, 0),
    hang() {
      hangs = true
    },
    goOn() {
      hangs = false
      for (const passOn of held.splice(0)) passOn()
    },
    goAway,
    comeBack,
    close: goAway,
  }
}

/** Cuts what comes into the protocol's messages, each of which begins with its length. */
function byMessage(take: (message: Buffer) => unknown): (chunk: Buffer) => void {
  let received = Buffer.alloc(0)
  return (chunk) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 16 && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0)
      take(received.subarray(0, length))
      received = received.subarray(length)
    }
  }
}

const messageOpcode = 2013

/** As `insert cases`; undefined where it is no command on a collection. */
function nameOf(message: Buffer): string | undefined {
  if (message.readInt32LE(12) !== messageOpcode) return undefined
  const body = mongo.BSON.deserialize(message.subarray(21), { allowObjectSmallerThanBufferSize: true })
  const [command, collection] = Object.entries(body)[0] ?? []
  return typeof collection === 'string' ? `${command} ${collection}` : undefined
}

function answer(message: Buffer, document: Readonly<Record<string, unknown>>): Buffer {
  const body = mongo.BSON.serialize(document)
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length, 0)
  head.writeInt32LE(message.readInt32LE(4), 8)
  head.writeInt32LE(messageOpcode, 12)
  return Buffer.concat([head, body])
}
