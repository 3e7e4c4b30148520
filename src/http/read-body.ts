import type { IncomingMessage } from 'node:http'

/** The client was gone, or cut off for its slowness, before its whole request was here. No fault of ours. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

/** A request's body; undefined where it is longer than `longest` bytes. Throws `BrokenOff`. */
export function readBody(request: IncomingMessage, longest: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    const stop = () => request.off('data', take).off('end', end).off('error', fail).off('close', fail)
    const take = (piece: Buffer) => {
      size += piece.byteLength
      pieces.push(piece)
      if (size <= longest) return
      // To destroy the request is to hang up, and whoever sent too much is still to be told so.
      stop()
      request.pause()
      resolve(undefined)
    }
    const end = () => {
      stop()
      const [only] = pieces
      resolve(only && pieces.length === 1 ? only : Buffer.concat(pieces))
    }
    const fail = (cause?: Error) => {
      stop()
      reject(new BrokenOff('The request was broken off', { cause }))
    }
    if (request.destroyed && !request.readableEnded) return fail()
    request.on('data', take).on('end', end).on('error', fail).on('close', fail)
  })
}
