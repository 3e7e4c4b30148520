import type { Command } from '../../../commands/define.ts'
import type { IncomingFiles } from '../../cases/attachments.ts'
import type { IdentityStore } from '../../cases/identity-store.ts'
import type { FindTerms } from '../../cases/reader-terms.ts'
import type { Log } from '../../config/log.ts'
import { composeHandlers } from '../../http/compose-handlers.ts'
import { type BudgetClock, createBudgets } from '../budgets.ts'
import type { ChatPlatform } from '../chat-platform.ts'
import { createRecentEvents } from '../recent-events.ts'
import type { ThreadViews } from '../thread-views.ts'
import { createAvatarRoute } from './avatar-route.ts'
import { capabilities } from './capabilities.ts'
import { createChannelMessages } from './channel-messages.ts'
import { createGchatConversations } from './conversations.ts'
import { toInstallationFailure } from './delivery-failure.ts'
import { createDirectMessages } from './direct-messages.ts'
import { createEndpoint, type Endpoint, eventsPath } from './endpoint.ts'
import { createGchatAttachments } from './fetch-attachments.ts'
import { type ApiRetry, createChatApi } from './google-chat-api.ts'
import { createKnownPeople, withoutEmails } from './members.ts'
import { createPacedWrites } from './paced-writes.ts'
import { createPublisher, type Render } from './publisher.ts'
import { splitCardFor, toMessage } from './render/message.ts'
import { createVerify } from './verify.ts'

export interface GchatOptions {
  /** The Google Cloud project of the Chat app. */
  readonly projectNumber: string
  /** What a classic app's tokens are made for. */
  readonly audience: 'project-number' | 'url'
  /** Where Google reaches this server, without a slash at its end. */
  readonly publicUrl: string
  /** Whether the e-mail that Google sends with a request proves nothing, and people link their accounts. */
  readonly requireLinking: boolean
  /** The service account's key; null: the machine's own credentials. */
  readonly keyFile: string | null
  /** Where the Chat API is, if not at Google: `http://localhost:4004/`. */
  readonly apiUrl: string | null
  /** Where the certificates are that Google's tokens are verified with, if not at Google. */
  readonly certsUrl: string | null
  readonly commands: readonly Command[]
  readonly threadViews: ThreadViews
  /** Where those who were seen are kept. */
  readonly identities: Pick<IdentityStore, 'rememberPerson' | 'findPerson' | 'findPersonByEmail'>
  readonly findTerms: FindTerms
  readonly incoming: IncomingFiles
  readonly log: Log
  readonly now: () => Date
  readonly retry?: ApiRetry
  /** What Google's quotas are kept by. */
  readonly budgetClock?: BudgetClock
}

/** Answers that are kept for an event that comes again; one with a card is some kilobytes. */
const maxAnswers = 1_000

/** Google Chat: HTTP events in, the Chat API out. Throws `ChatUnavailable` where the key file cannot be used. */
export function createGchat(options: GchatOptions): ChatPlatform {
  const { log, now } = options
  const api = createChatApi({
    keyFile: options.keyFile,
    apiUrl: options.apiUrl,
    log,
    ...(options.retry ? { patience: options.retry } : {}),
  })
  const callback = `${options.publicUrl}${eventsPath}`
  const people = createKnownPeople(options.identities, log)
  const conversations = createGchatConversations({ api, people, log, now })
  const render: Render = (card, how) => toMessage(card, { ...how, callback })
  let endpoint: Endpoint | undefined
  let instances = 1
  const budgets = createBudgets(() => instances, options.budgetClock)
  const write = createPacedWrites(api, budgets)

  return {
    platform: 'gchat',
    name: 'Google Chat',
    capabilities,
    conversations,
    members: { findEmail: async ({ email }) => (options.requireLinking ? null : email) },
    publisher: createPublisher({
      api,
      write,
      views: options.threadViews,
      render,
      split: (card, how) => splitCardFor(card, { ...how, callback }),
      log,
    }),
    directMessages: createDirectMessages({ api, people, findTerms: options.findTerms, render, log }),
    channelMessages: createChannelMessages({ write, render }),
    attachments: createGchatAttachments({ api, incoming: options.incoming, log }),

    async check() {
      try {
        await api.ask()
      } catch (error) {
        throw toInstallationFailure(error)
      }
    },
    // Google tells of spaces alone.
    onInstallationChange() {},
    threadUrl({ root }) {
      // As `Copy link` in a space's thread has it.
      const [, space, thread] = /^spaces\/([\w-]+)\/threads\/([\w-]+)$/.exec(root ?? '') ?? []
      return space && thread ? `https://chat.google.com/room/${space}/${thread}` : undefined
    },
    setInstances(_tenant, count) {
      instances = count
    },

    async connect() {
      await api.check()
      log.info({ project: options.projectNumber }, 'Google Chat is connected')
      return { tenants: [''] }
    },

    async listen(dispatcher) {
      endpoint = createEndpoint({
        dispatcher: options.requireLinking ? withoutEmails(dispatcher) : dispatcher,
        people,
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
        recent: createRecentEvents({ now, max: maxAnswers }),
        onPresence: (space) => conversations.tell(space),
        log,
      })
      return composeHandlers(endpoint.route, createAvatarRoute())
    },

    stop: async () => endpoint?.idle(),
  }
}
