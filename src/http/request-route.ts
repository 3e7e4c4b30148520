import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Answers the request and resolves when that is done, or leaves it alone and says undefined. What a route throws or
 * rejects with is seen to by `answerRequests`, which also read the address.
 */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<void> | undefined
