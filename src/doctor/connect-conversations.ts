/** The conversations of every chat that is set up, with what the store keeps of them, for looking only. */
import { createAccess } from '../cases/access.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import { openGchatConversations } from '../chat/gchat/open-conversations.ts'
import { createSlackConversations } from '../chat/slack/conversations.ts'
import type { OpenWorkspace } from '../chat/slack/open-workspaces.ts'
import type { Config } from '../config/config.ts'
import type { Log } from '../config/log.ts'
import { type ConversationSource, createReaders, type ReadersDeps } from '../conversations/readership.ts'
import { linkedDirectory } from '../people/linked-directory.ts'
import { openDirectory } from '../people/open-directory.ts'
import type { Store } from '../store/store.ts'
import type { ConversationChecks } from './check-conversations.ts'
import { openSlack } from './open-slack.ts'

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
  const workspaces = slack ? await openSlack(slack, store.installations, log) : undefined
  const space = gchat ? await orNone(openGchatConversations({ ...gchat, identities, log, now })) : undefined
  const sources: ReadersDeps['sources'] = {
    ...(workspaces ? { slack: joinWorkspaces(workspaces.open, { log, now }) } : {}),
    ...(space ? { gchat: space.conversations } : {}),
  }
  const served: ConversationChecks['connected'] = [
    ...(workspaces?.open ?? []).map(({ installation }) => ({
      platform: 'slack' as const,
      tenant: installation.team,
    })),
    ...(space ? [{ platform: 'gchat' as const, tenant: space.tenant }] : []),
  ]
  const deskPlaces: ConversationRef[] = []
  const deskTenant = slack?.deskWorkspace ?? workspaces?.open.find(({ isOwn }) => isOwn)?.installation.team
  if (slack?.deskChannel && deskTenant)
    deskPlaces.push({ platform: 'slack', tenant: deskTenant, channel: slack.deskChannel })
  if (gchat?.deskSpace && space)
    deskPlaces.push({ platform: 'gchat', tenant: space.tenant, channel: gchat.deskSpace })
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
  const unreached: ConversationChecks['unreached'] = [
    // A token in the settings that is not taken tells of no workspace: any may be its own.
    ...(workspaces?.unreached ?? []).map((tenant) => ({
      platform: 'slack' as const,
      ...(tenant === null ? {} : { tenant }),
    })),
    ...(gchat && !space ? [{ platform: 'gchat' as const }] : []),
  ]
  return { readers, conversations, connected: served, unreached, deskPlaces }
}

/** Each conversation is asked for in its own workspace. */
function joinWorkspaces(
  open: readonly OpenWorkspace[],
  options: { readonly log: Log; readonly now: () => Date },
): ConversationSource {
  const byTenant = new Map(
    open.map(({ web, installation, teams }) => [
      installation.team,
      createSlackConversations({ ...options, web, home: () => ({ ...installation, teams }) }),
    ]),
  )
  const installations = new Map(open.map(({ installation }) => [installation.team, installation]))
  return {
    announcesChanges: true,
    organisationOf: (tenant) => installations.get(tenant)?.enterprise,
    read: async (channel, tenant) =>
      (await byTenant.get(tenant)?.read(channel)) ?? {
        kind: 'unavailable',
        why: `the app is not installed in ${tenant}`,
      },
  }
}

/** That a chat cannot be called, and why, is told in its own chapter. */
async function orNone(connecting: Promise<Connected>): Promise<Connected | undefined> {
  try {
    return await connecting
  } catch {
    return undefined
  }
}
