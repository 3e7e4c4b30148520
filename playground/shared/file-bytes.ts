import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** The bytes of uploaded files: in a folder, or in memory where there is none. */
export interface FileBytes {
  readonly put: (id: string, bytes: Buffer) => Promise<void>
  readonly get: (id: string) => Promise<Buffer | undefined>
  readonly remove: (id: string) => Promise<void>
}

export function createFileBytes(folder: string | undefined): FileBytes {
  const memory = new Map<string, Buffer>()
  return {
    async put(id, bytes) {
      if (!folder) {
        memory.set(id, bytes)
        return
      }
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, id), bytes)
    },
    get: async (id) => (folder ? readFile(join(folder, id)).catch(() => undefined) : memory.get(id)),
    async remove(id) {
      memory.delete(id)
      if (folder) await rm(join(folder, id), { force: true })
    },
  }
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

export function extension(name: string): string {
  const type = extname(name).slice(1).toLowerCase()
  return type === 'jpeg' ? 'jpg' : type || 'text'
}

/** What a file is, by the ending of its name. */
export function typeOf(name: string): { readonly mimetype: string; readonly pretty: string } {
  const [mimetype, pretty] = types[extension(name)] ?? ['application/octet-stream', 'Binary']
  return { mimetype, pretty }
}
