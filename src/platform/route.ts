import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers the request and says true, or leaves it alone and says false. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean
