import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { randomId } from './ids.ts'
import type { Ledger, StoredFile } from './ledger.ts'
import type { World } from './world.ts'

/** Uploaded files: what is known of them stands in the ledger, their bytes beside the state file or in memory. */
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

const types: Readonly<Record<string, readonly [mimetype: string, pretty: string]>> = {
  csv: ['text/csv', 'CSV'],
  gif: ['image/gif', 'GIF'],
  html: ['text/html', 'HTML'],
  jpg: ['image/jpeg', 'JPEG'],
  json: ['application/json', 'JSON'],
  log: ['text/plain', 'Plain Text'],
  md: ['text/markdown', 'Markdown'],
  pdf: ['application/pdf', 'PDF'],
  png: ['image/png', 'PNG'],
  txt: ['text/plain', 'Plain Text'],
  xml: ['application/xml', 'XML'],
  zip: ['application/zip', 'Zip'],
}

export function createFiles(options: {
  readonly world: World
  readonly ledger: Ledger
  readonly url: string
  readonly folder?: string | undefined
  readonly changed: () => void
}): Files {
  const { world, ledger, url, folder } = options
  const memory = new Map<string, Buffer>()

  return {
    async add(given, bytes) {
      const id = given.id ?? randomId('F')
      const file: StoredFile = {
        title: given.name,
        mimetype: types[extension(given.name)]?.[0] ?? 'application/octet-stream',
        size: bytes.byteLength,
        created: Math.floor(Date.now() / 1000),
        channels: [],
        given: false,
        ...given,
        id,
      }
      if (folder) {
        await mkdir(folder, { recursive: true })
        await writeFile(join(folder, id), bytes)
      } else memory.set(id, bytes)
      ledger.files.set(id, file)
      options.changed()
      return file
    },
    change(id, to) {
      const file = ledger.files.get(id)
      if (!file) return undefined
      const next = { ...file, ...to }
      ledger.files.set(id, next)
      options.changed()
      return next
    },
    get: (id) => ledger.files.get(id),
    async bytes(id) {
      if (!ledger.files.has(id)) return undefined
      return folder ? readFile(join(folder, id)).catch(() => undefined) : memory.get(id)
    },
    async remove(id) {
      ledger.files.delete(id)
      memory.delete(id)
      if (folder) await rm(join(folder, id), { force: true })
      options.changed()
    },
    slackFile(file) {
      const type = extension(file.name)
      const place = `${url}/files-pri/${world.team.id}-${file.id}`
      const name = encodeURIComponent(file.name)
      const groupsOf = (kind: 'channel' | 'group' | 'im') =>
        file.channels.filter((id) => {
          const channel = world.channels.get(id)
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
        pretty_type: types[type]?.[1] ?? 'Binary',
        user: file.user,
        user_team: world.team.id,
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
        permalink: `https://${world.team.domain}.slack.com/files/${file.user}/${file.id}/${name}`,
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
        file.user === world.bot.id ||
        file.given ||
        file.channels.some((id) => world.channels.get(id)?.members.includes(world.bot.id))
      )
    },
  }
}

function extension(name: string): string {
  const type = extname(name).slice(1).toLowerCase()
  return type === 'jpeg' ? 'jpg' : type || 'text'
}
