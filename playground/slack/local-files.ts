import { createFileBytes, extension, typeOf } from '../shared/file-bytes.ts'
import { randomId } from './ids.ts'
import type { MessageStore, StoredFile } from './message-store.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** Uploaded files: what is known of them stands in the message store, their bytes beside the state file or in memory. */
export interface Files {
  readonly add: (
    file: Pick<StoredFile, 'name' | 'user'> & Partial<StoredFile>,
    bytes: Buffer,
  ) => Promise<StoredFile>
  readonly change: (id: string, to: Partial<StoredFile>) => StoredFile | undefined
  readonly get: (id: string) => StoredFile | undefined
  readonly bytes: (id: string) => Promise<Buffer | undefined>
  readonly remove: (id: string) => Promise<void>
  /** The file object as the Web API and events give it. */
  readonly slackFile: (file: StoredFile) => Readonly<Record<string, unknown>>
  /** The app sees what it uploaded, what was handed to it with a form, and what was shared where it is. */
  readonly seenByBot: (file: StoredFile) => boolean
}

export function createFiles(options: {
  readonly state: WorkspaceState
  readonly messageStore: MessageStore
  readonly url: string
  readonly folder?: string | undefined
  readonly changed: () => void
}): Files {
  const { state, messageStore, url, folder } = options
  const stored = createFileBytes(folder)

  return {
    async add(given, bytes) {
      const id = given.id ?? randomId('F')
      const file: StoredFile = {
        title: given.name,
        mimetype: typeOf(given.name).mimetype,
        size: bytes.byteLength,
        created: Math.floor(Date.now() / 1000),
        channels: [],
        given: false,
        ...given,
        id,
      }
      await stored.put(id, bytes)
      messageStore.files.set(id, file)
      options.changed()
      return file
    },
    change(id, to) {
      const file = messageStore.files.get(id)
      if (!file) return undefined
      const next = { ...file, ...to }
      messageStore.files.set(id, next)
      options.changed()
      return next
    },
    get: (id) => messageStore.files.get(id),
    bytes: async (id) => (messageStore.files.has(id) ? stored.get(id) : undefined),
    async remove(id) {
      messageStore.files.delete(id)
      await stored.remove(id)
      options.changed()
    },
    slackFile(file) {
      const type = extension(file.name)
      const place = `${url}/files-pri/${state.team.id}-${file.id}`
      const name = encodeURIComponent(file.name)
      const groupsOf = (kind: 'channel' | 'group' | 'im') =>
        file.channels.filter((id) => {
          const channel = state.channels.get(id)
          return channel && (channel.is_im ? 'im' : channel.is_private ? 'group' : 'channel') === kind
        })
      return {
        id: file.id,
        created: file.created,
        timestamp: file.created,
        name: file.name,
        title: file.title,
        mimetype: file.mimetype,
        filetype: type,
        pretty_type: typeOf(file.name).pretty,
        user: file.user,
        user_team: state.team.id,
        editable: false,
        size: file.size,
        mode: 'hosted',
        is_external: false,
        external_type: '',
        is_public: groupsOf('channel').length > 0,
        public_url_shared: false,
        display_as_bot: false,
        username: '',
        url_private: `${place}/${name}`,
        url_private_download: `${place}/download/${name}`,
        permalink: `https://${state.team.domain}.slack.com/files/${file.user}/${file.id}/${name}`,
        has_rich_preview: false,
        file_access: 'visible',
        channels: groupsOf('channel'),
        groups: groupsOf('group'),
        ims: groupsOf('im'),
        comments_count: 0,
      }
    },
    seenByBot(file) {
      return (
        file.user === state.bot.id ||
        file.given ||
        file.channels.some((id) => state.channels.get(id)?.members.includes(state.bot.id))
      )
    },
  }
}
