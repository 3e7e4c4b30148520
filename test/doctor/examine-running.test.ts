import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { examine, examineDomain } from '../../src/doctor/examine.ts'
import { recordingLog } from '../support/recording-log.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_name, open) => {
  it('DOM-5: a bot that runs is examined with its own store, which stays open, and with what was chosen in chat', async () => {
    const store = await open()
    const dataDir = mkdtempSync(join(tmpdir(), 'casethread-examined-'))
    const look = async (env: Readonly<Record<string, string>> = {}) => {
      const config = readConfig({ DIRECTORY_FILE: sampleDirectoryFile, DATA_DIR: dataDir, ...env })
      const chapters = await examine({
        config,
        store,
        log: recordingLog(),
        now: () => new Date('2026-03-02'),
      })
      return (title: string) =>
        (chapters.find((one) => one.title === title)?.findings ?? []).map(({ message }) => message)
    }

    const before = await look()
    const chosen = { deskChannels: [], grantDefault: 'assume' } as const
    await store.setup.save({ version: 1, code: null, operators: [], tries: [], chosen })
    const after = await look()

    expect(before('Database')[0]).toBe('The database answers.')
    expect(after('Directory')).not.toEqual(before('Directory'))
    expect((await look({ GRANT_DEFAULT: 'assume' }))('Directory')).toEqual(after('Directory'))
    expect((await look({ GRANT_DEFAULT: 'ask' }))('Directory')).toEqual(before('Directory'))
    await store.ping()

    const config = readConfig({ DIRECTORY_FILE: sampleDirectoryFile, DATA_DIR: dataDir })
    const deps = { config, store, log: recordingLog(), now: () => new Date('2026-03-02') }
    const [chapter] = await examineDomain(deps, 'northwind-apps.example.com')
    expect(chapter?.findings.map(({ message }) => message).join('\n')).toMatch(/\bassumed\b/)
  })
})
