import type { Attachments, Command, DirectMessages } from '../../../commands/define.ts'
import type { Dispatcher } from '../../../commands/dispatcher.ts'
import type { Log } from '../../config/log.ts'
import type { ThreadPublisher } from '../../delivery/publishers.ts'
import type { Route } from '../../http/route.ts'
import type { ThreadViews } from '../thread-views.ts'
import { type ApiRetry, createChatApi } from './api.ts'
import { createGchatAttachments } from './attachments.ts'
import { createDirectMessages } from './direct-messages.ts'
import { createEndpoint, eventsPath } from './endpoint.ts'
import { createKnownPeople } from './members.ts'
import { createPublisher, type Render } from './publisher.ts'
import { toMessage } from './render/message.ts'
import { createVerify } from './verify.ts'
import { createWriteQuota } from './write-quota.ts'

export interface GchatOptions {
  /** The Google Cloud project of the Chat app. */
  readonly projectNumber: string
  /** What a classic app's tokens are made for. */
  readonly audience: 'project-number' | 'url'
  /** Where Google reaches this server, without a slash at its end. */
  readonly publicUrl: string
  /** The service account's key; null: the machine's own credentials. */
  readonly keyFile: string | null
  /** Where the Chat API is, if not at Google: `http://localhost:4004/`. */
  readonly apiUrl: string | null
  /** Where the certificates are that Google's tokens are verified with, if not at Google. */
  readonly certsUrl: string | null
  readonly runner: Dispatcher
  readonly commands: readonly Command[]
  readonly threadViews: ThreadViews
  readonly log: Log
  readonly now: () => Date
  readonly patience?: ApiRetry
}

export interface Gchat {
  /** Checks the credentials. Throws `GchatUnavailable`. */
  start(): Promise<void>
  /** Sees the requests through that are under way. */
  stop(): Promise<void>
  /** Google's requests, at `POST /gchat/events`. */
  readonly route: Route
  readonly publisher: ThreadPublisher
  readonly directMessages: DirectMessages
  readonly attachments: Attachments
}

/** Google Chat: HTTP events in, the Chat API out. Throws `GchatUnavailable` where the key file cannot be used. */
export function createGchat(options: GchatOptions): Gchat {
  const { log, now } = options
  const api = createChatApi({
    keyFile: options.keyFile,
    apiUrl: options.apiUrl,
    log,
    ...(options.patience ? { patience: options.patience } : {}),
  })
  const callback = `${options.publicUrl}${eventsPath}`
  const people = createKnownPeople()
  const render: Render = (card, how) => toMessage(card, { ...how, callback })
  const endpoint = createEndpoint({
    runner: people.listening(options.runner),
    verify: createVerify({
      projectNumber: options.projectNumber,
      url: callback,
      trustUrl: options.audience === 'url',
      ...(options.certsUrl === null ? {} : { certsUrl: options.certsUrl }),
      log,
      now,
    }),
    commands: options.commands,
    url: callback,
    log,
  })

  return {
    route: endpoint.route,
    publisher: createPublisher({
      api,
      pace: createWriteQuota(() => performance.now()),
      views: options.threadViews,
      render,
      log,
    }),
    directMessages: createDirectMessages({ api, people, render, log }),
    attachments: createGchatAttachments({ api, log }),
    async start() {
      await api.check()
      log.info({ project: options.projectNumber }, 'Google Chat is connected')
    },
    stop: () => endpoint.idle(),
  }
}
