import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDirectoryPlace } from '../../src/people/directory-place.ts'
import { aFolder } from '../support/google/connect-google.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

onSqlite((_, open) => {
  describe('the directory that counts', () => {
    it('is the file where there is one or it is named, else the database', async () => {
      const { directory: store } = await open()
      const file = join(aFolder(), 'directory.yaml')
      expect(findDirectoryPlace({ file, named: false, store }).name).toBe('the database')
      await expect(findDirectoryPlace({ file, named: true, store }).read()).rejects.toThrow('ENOENT')
      writeFileSync(file, readFileSync(sampleDirectoryFile))
      const place = findDirectoryPlace({ file, named: false, store })
      expect(place.name).toBe(`the file ${file}`)
      expect((await place.read()).stored.accounts.length).toBeGreaterThan(5)
    })

    it('is written by one of two that read it at the same time', async () => {
      const { directory: store } = await open()
      const file = join(aFolder(), 'directory.yaml')
      const write = [
        { op: 'put', section: 'desk', item: { email: 'new@desk.example.org', name: 'N' } },
      ] as const
      const inDatabase = findDirectoryPlace({ file, named: false, store })
      const readings = [await inDatabase.read(), await inDatabase.read()]
      expect([await readings[0]?.write(write), await readings[1]?.write(write)]).toEqual([true, false])

      writeFileSync(file, readFileSync(sampleDirectoryFile))
      const inFile = findDirectoryPlace({ file, named: false, store })
      const files = [await inFile.read(), await inFile.read()]
      expect([await files[0]?.write(write), await files[1]?.write(write)]).toEqual([true, false])
      expect((await inFile.read()).stored.desk.at(-1)).toEqual({ email: 'new@desk.example.org', name: 'N' })
    })

    it('says what to do where the file cannot be replaced', async () => {
      const { directory: store } = await open()
      const file = join(aFolder(), 'directory.yaml')
      writeFileSync(file, readFileSync(sampleDirectoryFile))
      const { write } = await findDirectoryPlace({ file, named: true, store }).read()
      rmSync(file)
      const written = write([
        { op: 'put', section: 'desk', item: { email: 'n@desk.example.org', name: 'N' } },
      ])
      await expect(written).rejects.toThrow('cannot be replaced (ENOENT)')
    })

    it('refuses to change what items share, and says why', async () => {
      const { directory: store } = await open()
      const file = join(aFolder(), 'directory.yaml')
      const yaml = `
domains: [{ domain: a.example.com, name: &shared Hoshi, superAdmin: a@a.example.com }]
accounts: [{ email: a@a.example.com, name: *shared, domain: a.example.com }]
customers: []
relationships: []
`
      writeFileSync(file, yaml)
      const { stored, write } = await findDirectoryPlace({ file, named: true, store }).read()
      const [domain] = stored.domains
      if (!domain) throw new Error('a domain')
      const renamed = write([{ op: 'put', section: 'domains', item: { ...domain, name: 'Other' } }])
      await expect(renamed).rejects.toThrow('share parts by an anchor')
      expect(readFileSync(file, 'utf8')).toBe(yaml)
    })
  })
})
