import type { IncomingMessage } from 'node:http'

/** The client was gone, or cut off for its slowness, before its whole request was here. No fault of ours. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

/** A request's body; undefined where it is longer than `longest` bytes. Throws `BrokenOff`. */
export async function readBody(request: IncomingMessage, longest: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > longest) return undefined
  const pieces: Buffer[] = []
  let size = 0
  try {
    // To destroy the request is to hang up, and whoever sent too much is still to be told so.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      size += (piece as Buffer).byteLength
      if (size > longest) return undefined
      pieces.push(piece as Buffer)
    }
  } catch (cause) {
    throw new BrokenOff('The request was broken off', { cause })
  }
  return Buffer.concat(pieces)
}
