import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFileFolder } from '../../src/store/sqlite/file-folder.ts'

/** Which calls of the disk never come back. */
const disk = vi.hoisted(() => ({ hangs: new Set<string>() }))
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>()
  const hanging = ['mkdir', 'open', 'rename', 'stat', 'unlink'].map((name) => [
    name,
    (...parameters: never[]) =>
      disk.hangs.has(name)
        ? new Promise(() => {})
        : (real[name as 'stat'] as (...given: never[]) => unknown)(...parameters),
  ])
  return { ...real, ...Object.fromEntries(hanging) }
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'casethread-folder-'))
})
afterEach(() => {
  disk.hangs.clear()
  rmSync(folder, { recursive: true })
})

const id = 'aa000001'
const silent = { name: 'StoreDidNotAnswer' }

it.each(['mkdir', 'open', 'rename'])(
  'a disk that hangs at %s ends a write, and takes the next one when it is back',
  async (name) => {
    const { store } = createFileFolder({ folder, isNamed: () => true, stepMs: 100 })
    disk.hangs.add(name)

    await expect(store.put(id, Buffer.from('a'))).rejects.toMatchObject(silent)

    disk.hangs.clear()
    expect(await store.open(id)).toBeUndefined()
    await store.put(id, Buffer.from('a'))
    const pieces: Uint8Array[] = []
    for await (const piece of (await store.open(id)) ?? []) pieces.push(piece)
    expect(Buffer.concat(pieces).toString()).toBe('a')
  },
)

it('a disk that hangs ends reading and removing, too', async () => {
  const { store } = createFileFolder({ folder, isNamed: () => true, stepMs: 100 })
  await store.put(id, Buffer.from('a'))
  disk.hangs.add('stat').add('unlink')

  await expect(store.open(id)).rejects.toMatchObject(silent)
  await expect(store.remove(id)).rejects.toMatchObject(silent)
})
