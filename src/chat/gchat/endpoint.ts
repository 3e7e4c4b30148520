/** `POST /gchat/events`: who asks is verified before anything is read, and nothing is done for anybody else. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Command } from '../../../commands/define.ts'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { Notice } from '../../../views/view.ts'
import type { Log } from '../../config/log.ts'
import { timedOut, withTimeout } from '../../config/with-timeout.ts'
import { readBody } from '../../http/read-body.ts'
import type { Route } from '../../http/request-route.ts'
import { remainingMs, withFallback } from '../deadline.ts'
import type { RecentEvents } from '../recent-events.ts'
import { type Reply, toEnvelope } from './envelope-response.ts'
import { type GchatEvent, readEvent } from './event.ts'
import { createEventHandler } from './event-handler.ts'
import { readEventIds } from './interactions.ts'
import type { KnownPeople } from './members.ts'
import { eventWordsFor } from './messages.ts'
import { createResponder } from './responder.ts'
import type { Sender, Verify } from './verify.ts'

export const eventsPath = '/gchat/events'

export interface EndpointOptions {
  readonly dispatcher: Dispatcher
  readonly commands: readonly Command[]
  readonly verify: Verify
  readonly log: Log
  /** The app came into a space, or is out of it. */
  readonly onPresence?: (space: string) => void
  /** Whom Google tells of, and whose direct messages with the app are known. */
  readonly people: Pick<KnownPeople, 'remember' | 'findDirectSpace'>
  /** What came in lately: an event that Google delivers again gets the first one's answer. */
  readonly recent: RecentEvents<Reply>
  /** The endpoint's own address, which an add-on's buttons call. */
  readonly url: string
  /** How long the runner may take before Google Chat, which gives up after 30 s, is answered without it. In ms. */
  readonly answerMs?: number
}

export interface Endpoint {
  readonly route: Route
  /** Resolves when every request that is under way was answered and its work seen through. */
  idle(): Promise<void>
}

/** A search field takes nothing else, also where something went wrong. */
const noSuggestions: Reply = { kind: 'suggestions', items: [] }

const longestBody = 1_000_000
/** What is left of Google Chat's 30 s is for the way. */
const patienceMs = 25_000

interface Answer {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

export function createEndpoint({ verify, log, ...options }: EndpointOptions): Endpoint {
  const answerMs = options.answerMs ?? patienceMs
  const responder = createResponder({ callback: options.url, log })
  const handleEvent = createEventHandler({ ...options, responder: responder, log })
  const underway = new Set<Promise<unknown>>()

  function refuse(status: number, why: string, headers: Readonly<Record<string, string>> = {}): Answer {
    log.warn({ status, why }, 'A request to the Google Chat endpoint was refused; nothing was done')
    return { status, body: { error: status === 503 ? 'try again later' : 'refused' }, headers }
  }

  async function answer(request: IncomingMessage, begun: number): Promise<Answer> {
    if (request.method !== 'POST') return refuse(405, `the method is ${request.method}`, { Allow: 'POST' })
    const verdict = await verify(request.headers.authorization)
    if (!verdict.ok) {
      const headers = verdict.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : { 'Retry-After': '10' }
      return refuse(verdict.status, verdict.why, headers)
    }
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(415, 'the content type is not application/json')
    const body = await readBody(request, longestBody)
    if (body === undefined) return refuse(413, `the body is larger than ${longestBody} bytes`)
    const json = parsed(body)
    if (json === undefined) return refuse(400, 'the body is no JSON')
    const read = readEvent(json)
    if (read.kind === 'unknown') return refuse(400, `the envelope is not known: ${read.looks}`)
    if (read.kind === 'ignored') {
      log.warn(
        { looks: read.looks },
        'An event of Google Chat is of no known kind or shape; nothing was done',
      )
      return { status: 200, body: {} }
    }
    if (!fits(verdict.sender, read.event))
      return refuse(401, `the token is that of ${verdict.sender}, the envelope ${read.event.envelope}`)
    return { status: 200, body: toEnvelope(read.event.envelope, await replyTo(read.event, begun)) }
  }

  async function replyTo(event: GchatEvent, begun: number): Promise<Reply> {
    if (event.presence) options.onPresence?.(event.space.name)
    // A thread that waits for somebody's direct messages goes by the person.
    if (event.presence && event.space.direct) options.onPresence?.(event.user.name)
    const work = withFallback(
      options.recent.once(readEventIds(event), () => handleEvent(event)),
      (error) => failed(event, error),
    )
    underway.add(work)
    work.finally(() => underway.delete(work))
    const first = await withTimeout(work, remainingMs(begun, answerMs))
    if (first !== timedOut) return first
    log.warn({ kind: event.kind, ms: answerMs }, 'Google Chat was answered before the work was done')
    const words = eventWordsFor(event.locale)
    if (event.dialog === 'submit' && event.kind === 'clicked') return { kind: 'say', said: words.lateSubmit }
    return tell(event, { kind: 'notice', tone: 'info', text: words.late })
  }

  function failed(event: GchatEvent, error: unknown): Reply {
    const notice = responder.fault(event, error, `answering a ${event.kind} of Google Chat`)
    return tell(event, notice)
  }

  /** In the form that Google takes for the event. */
  function tell(event: GchatEvent, notice: Notice): Reply {
    switch (event.kind) {
      case 'typing':
        return noSuggestions
      case 'home':
        return responder.home(event, notice)
      default:
        return responder.show(event, notice)
    }
  }

  const route: Route = (request, response, url) => {
    const begun = performance.now()
    if (url.pathname !== eventsPath) return undefined
    const sent = answer(request, begun)
      .then((answer) => send(response, answer))
      .finally(() => underway.delete(sent))
    underway.add(sent)
    return sent
  }

  return {
    route,
    async idle() {
      while (underway.size > 0) await Promise.allSettled(underway)
    },
  }
}

/** Each envelope comes with the token that Google documents for it; a home page comes in the same one from both. */
function fits(sender: Sender, { envelope }: GchatEvent): boolean {
  if (envelope === 'home') return true
  return (sender === 'add-on') === (envelope === 'add-on')
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  // What was refused may still be on its way here: it is not waited for.
  const end = status === 200 ? {} : { Connection: 'close' }
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...end, ...headers })
  response.end(JSON.stringify(body))
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
