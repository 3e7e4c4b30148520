import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readDirectoryState } from '../../src/people/directory-state.ts'
import type { DirectoryStore } from '../../src/people/directory-store.ts'
import { noon } from '../support/build-case.ts'

const rounds = (found: readonly object[]) =>
  ({ find: async () => found }) as unknown as Pick<DirectoryStore, 'find'>
const none = rounds([])

async function aFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'casethread-directory-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, 'directory.yaml')
}

it('is as old as the last sync that left it as Google says, where it is synced; not as one that failed', async () => {
  const settings = { directoryGoogle: {}, directoryFile: await aFile(), directoryFileNamed: true }
  const last = { which: 'last', at: new Date(), outcome: 'unread', details: [] }

  expect(await readDirectoryState(settings, rounds([last]))).toBeUndefined()
  const success = { which: 'success', at: noon, outcome: 'nothing', details: [] }
  expect(await readDirectoryState(settings, rounds([last, success]))).toEqual({
    source: 'google',
    since: noon,
  })
})

it('is as old as its file; nothing tells where it is in the database', async () => {
  const settings = { directoryGoogle: null, directoryFile: await aFile(), directoryFileNamed: false }
  expect(await readDirectoryState(settings, none)).toBeUndefined()

  await writeFile(settings.directoryFile, '')
  await utimes(settings.directoryFile, noon, noon)

  expect(await readDirectoryState(settings, none)).toEqual({ source: 'file', since: noon })
})
