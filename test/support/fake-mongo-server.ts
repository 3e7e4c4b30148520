import { createServer, type Socket } from 'node:net'
import { mongo } from 'mongoose'

/** What a server says of itself, and how it answers everything after the handshake. */
export interface FakeAnswers {
  readonly maxWireVersion: number
  readonly toCommands: Readonly<Record<string, unknown>>
}

export interface FakeMongoServer {
  readonly port: number
  close(): Promise<void>
}

const replyOpcode = 1
const queryOpcode = 2004
const messageOpcode = 2013

/** Speaks just enough of MongoDB's wire protocol to be too old, or to refuse: what no server at hand would do on demand. */
export async function startFakeMongo(answers: FakeAnswers): Promise<FakeMongoServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let received = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      while (received.length >= 16 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0)
        socket.write(answerTo(received.subarray(0, length), answers))
        received = received.subarray(length)
      }
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The fake server has no port')
  return {
    port: address.port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function answerTo(request: Buffer, { maxWireVersion, toCommands }: FakeAnswers): Buffer {
  const id = request.readInt32LE(4)
  const opcode = request.readInt32LE(12)
  const hello = {
    ok: 1,
    ismaster: true,
    helloOk: true,
    minWireVersion: 0,
    maxWireVersion,
    maxBsonObjectSize: 16_777_216,
  }
  if (opcode === queryOpcode) {
    // Flags, cursor, start, and that one document follows.
    const head = Buffer.alloc(20)
    head.writeInt32LE(1, 16)
    return packet(id, replyOpcode, Buffer.concat([head, mongo.BSON.serialize(hello)]))
  }
  const command = Object.keys(mongo.BSON.deserialize(request.subarray(21)))[0]
  const document = command === 'hello' || command === 'isMaster' ? hello : toCommands
  return packet(id, messageOpcode, Buffer.concat([Buffer.alloc(5), mongo.BSON.serialize(document)]))
}

function packet(responseTo: number, opcode: number, body: Buffer): Buffer {
  const header = Buffer.alloc(16)
  header.writeInt32LE(16 + body.length, 0)
  header.writeInt32LE(responseTo, 8)
  header.writeInt32LE(opcode, 12)
  return Buffer.concat([header, body])
}
