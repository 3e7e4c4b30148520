/** The conversations of every chat that is set up, with what the store keeps of them, for looking only. */
import { createAccess } from '../cases/access.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import { openGchatConversations } from '../chat/gchat/open-conversations.ts'
import { openSlackConversations } from '../chat/slack/open-conversations.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import { type ConversationSource, createReaders, type ReadersDeps } from '../conversations/readership.ts'
import { linkedDirectory } from '../people/linked-directory.ts'
import { openDirectory } from '../people/open-directory.ts'
import type { Store } from '../store/store.ts'
import type { ConversationChecks } from './check-conversations.ts'

interface Connected {
  readonly tenant: string
  readonly conversations: ConversationSource
}

export async function connectConversations(
  { config, log, now }: { readonly config: Config; readonly log: Log; readonly now: () => Date },
  store: Store,
): Promise<Omit<ConversationChecks, 'known' | 'now'>> {
  const { slack, gchat, readership } = config
  const { identities, conversations } = store
  const people = await openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log,
  })
  const directory = linkedDirectory(people, identities)
  const connected = {
    slack: slack?.botToken
      ? await orNone(openSlackConversations({ ...slack, botToken: slack.botToken, log, now }))
      : undefined,
    gchat: gchat ? await orNone(openGchatConversations({ ...gchat, identities, log, now })) : undefined,
  }
  const sources: ReadersDeps['sources'] = {
    ...(connected.slack ? { slack: connected.slack.conversations } : {}),
    ...(connected.gchat ? { gchat: connected.gchat.conversations } : {}),
  }
  const deskPlaces: ConversationRef[] = []
  const tenants: ConversationChecks['connected'][number][] = []
  for (const [platform, channel] of [
    ['slack', slack?.deskChannel],
    ['gchat', gchat?.deskSpace],
  ] as const) {
    const tenant = connected[platform]?.tenant
    if (tenant === undefined) continue
    tenants.push({ platform, tenant })
    if (channel) deskPlaces.push({ platform, tenant, channel })
  }
  const readers = createReaders({
    sources,
    // Looking ends no declaration and records nobody's stay: the bot does, once it looks.
    identities: { bindingOf: identities.bindingOf, bind: async () => {} },
    conversations: { recordMembers: async () => {}, recordChange: async () => {} },
    directory,
    mayWork: createAccess({ store, directory, now }).mayWork,
    deskPlaces,
    settings: readership,
    now,
    log,
  })
  const unreached = (['slack', 'gchat'] as const).filter(
    // Workspaces that installed the app are asked for their token by the bot alone.
    (platform) => config[platform] && !connected[platform] && !(platform === 'slack' && !slack?.botToken),
  )
  return { readers, conversations, connected: tenants, unreached, deskPlaces }
}

/** That a chat cannot be called, and why, is told in its own chapter. */
async function orNone(connecting: Promise<Connected>): Promise<Connected | undefined> {
  try {
    return await connecting
  } catch {
    return undefined
  }
}
