/** The workspaces that the bot serves, and each of its parts as one for all of them. */
import type { DirectMessages, OnceSent, Recipient } from '../../../commands/define.ts'
import type { ConversationChange } from '../../cases/conversation.ts'
import type { Log } from '../../config/log.ts'
import { DeliveryFailure, type ThreadPublisher } from '../../delivery/publishers.ts'
import type { ChatPlatform } from '../chat-platform.ts'
import type { Workspace } from './create-workspace.ts'
import { describe } from './slack-log.ts'

export interface Workspaces {
  /** One of the same tenant makes room for it. Its requests are taken where those of the others are. */
  add(workspace: Workspace): void
  remove(tenant: string): void
  find(tenant: string): Workspace | undefined
  list(): readonly Workspace[]
}

type Parts = Pick<
  ChatPlatform,
  | 'attachments'
  | 'channelMessages'
  | 'check'
  | 'conversations'
  | 'directMessages'
  | 'members'
  | 'publisher'
  | 'setInstances'
  | 'threadUrl'
> & { readonly sendFiles: NonNullable<ChatPlatform['sendFiles']> }

/** `alone`: there is one workspace at most, whatever what is stored calls it. */
export function createWorkspaces(
  log: Log,
  { alone }: { readonly alone: boolean },
): Workspaces & { readonly parts: Parts } {
  const served = new Map<string, Workspace>()
  const counts = new Map<string, number>()
  let onChange: (change: ConversationChange) => void = () => {}

  function find(tenant: string): Workspace | undefined {
    const [only] = served.values()
    return served.get(tenant) ?? (alone ? only : undefined)
  }

  /** Throws what nothing else comes of than a later try: whoever asks looked whether it is served. */
  function findOrThrow(tenant: string): Workspace {
    const workspace = find(tenant)
    if (!workspace) throw notServed(tenant)
    return workspace
  }

  const publisher: ThreadPublisher = {
    serves: (tenant) => served.has(tenant),
    countParts: (of, thread, entry) => findOrThrow(thread.tenant).publisher.countParts(of, thread, entry),
    open: async (of, thread, how) => findOrThrow(thread.tenant).publisher.open(of, thread, how),
    post: async (of, thread, entry, how) => findOrThrow(thread.tenant).publisher.post(of, thread, entry, how),
    refresh: async (of, thread) => findOrThrow(thread.tenant).publisher.refresh(of, thread),
    rewrite: async (of, thread, entry) => findOrThrow(thread.tenant).publisher.rewrite(of, thread, entry),
    withdraw: async (husk, thread, how) => findOrThrow(thread.tenant).publisher.withdraw(husk, thread, how),
    mention: async (of, thread, told, how) =>
      findOrThrow(thread.tenant).publisher.mention?.(of, thread, told, how),
  }

  /** Who has to be found in a workspace that is not theirs: over Slack Connect everybody keeps their own team. */
  function findFor(tenant: string): Workspace | undefined {
    const [only, ...others] = served.values()
    return served.get(tenant) ?? (others.length === 0 ? only : undefined)
  }

  return {
    add(workspace) {
      const { team } = workspace.installation
      workspace.conversations.onChange((change) => onChange(change))
      const count = counts.get(team)
      if (count !== undefined) workspace.setInstances(count)
      served.set(team, workspace)
    },
    remove: (tenant) => void served.delete(tenant),
    find: (tenant) => served.get(tenant),
    list: () => [...served.values()],

    parts: {
      publisher,
      directMessages: createMessagesOfAll(() => [...served.values()], find, log),
      attachments: {
        fetch: async (from, ids) => findOrThrow(from.place.tenant).attachments.fetch(from, ids),
      },
      channelMessages: {
        post: async (channel, card, how) => findOrThrow(how.tenant).channelMessages.post(channel, card, how),
        edit: async (channel, message, card, how) =>
          findOrThrow(how.tenant).channelMessages.edit(channel, message, card, how),
      },
      conversations: {
        announcesChanges: true,
        organisationOf: (tenant) => find(tenant)?.installation.enterprise,
        onChange(listener) {
          onChange = listener
        },
        async read(channel, tenant) {
          const workspace = find(tenant)
          if (workspace) return workspace.conversations.read(channel)
          return { kind: 'unavailable', why: `the app is not installed in ${tenant}` }
        },
      },
      members: {
        findEmail: async ({ tenant, user }) => (await findFor(tenant)?.profiles.findEmail(user)) ?? null,
      },
      sendFiles: async ({ tenant, user }, files, text) =>
        (await findFor(tenant)?.sendFiles(user, files, text)) ?? false,
      check: async (tenant) => findOrThrow(tenant).check(),
      setInstances(tenant, count) {
        counts.set(tenant, count)
        find(tenant)?.setInstances(count)
      },
      threadUrl: ({ tenant, ...thread }) => find(tenant)?.threadUrl(thread),
    },
  }
}

/** In each workspace where a user of theirs is linked to the e-mail; else in the first one that knows them by the e-mail. */
function createMessagesOfAll(
  list: () => readonly Workspace[],
  find: (tenant: string) => Workspace | undefined,
  log: Log,
): DirectMessages {
  const isLinkedIn = (workspace: Workspace, { chatUsers }: Recipient) =>
    chatUsers.some((value) => value.startsWith(`slack:${workspace.installation.team}/`))

  return {
    async redraw(message, card) {
      const workspace = find(message.tenant)
      return (await workspace?.directMessages.redraw?.(message, card)) ?? false
    },
    async send(to, compose, once?: OnceSent) {
      const faults: unknown[] = []
      const tell = async (workspace: Workspace): Promise<boolean> => {
        try {
          return await workspace.directMessages.send(to, compose, once)
        } catch (error) {
          const { team } = workspace.installation
          log.warn({ team, error: describe(error) }, 'A person could not be written to in a workspace')
          faults.push(error)
          return false
        }
      }
      const all = list()
      const known = all.filter((workspace) => to.everywhere || isLinkedIn(workspace, to))
      if ((await Promise.all(known.map(tell))).includes(true)) return true
      for (const workspace of all) if (!known.includes(workspace) && (await tell(workspace))) return true
      if (faults.length > 0) throw faults[0]
      return false
    },
  }
}

function notServed(tenant: string): DeliveryFailure {
  return new DeliveryFailure(`the app is not installed in ${tenant}`, {
    scope: 'installation',
    code: 'not_installed',
  })
}
