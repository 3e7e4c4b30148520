import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { noNames } from '../../src/cases/names.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { exportCustomer } from '../../src/import-export/customer-export.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, noon } from '../support/build-case.ts'
import { eachStore, type OpenStore } from '../support/stores.ts'
import { catalogueFile } from '../support/test-catalogue.ts'

const kusa = { id: 'C-kusa', name: 'Kusa', domain: 'kusa.example' }
const fileId = '0123456789abcdef'
const secretId = 'fedcba9876543210'
const attachment = (id: string, name: string) => ({ id, name, type: 'text/plain', size: 5, sha256: 'ab' })

eachStore((_, open: OpenStore) => {
  let store: Store
  let folder: string

  beforeEach(async () => {
    store = await open()
    folder = mkdtempSync(join(tmpdir(), 'casethread-customer-'))
    await store.files.put(fileId, Buffer.from('hello'))
    await store.files.put(secretId, Buffer.from('quiet'))
    const made = aNewCase({ number: 1001, customer: kusa, seq: 4 })
    const entries = made.entries.map((entry) => ({
      ...entry,
      audience: entry.seq === 3 ? ('internal' as const) : ('everyone' as const),
      ...(entry.seq === 2
        ? {
            event: {
              type: 'message',
              text: 'For all',
              attachments: [attachment(fileId, '../a.txt')],
            } as const,
          }
        : {}),
      ...(entry.seq === 3
        ? {
            event: { type: 'message', text: 'Secret', attachments: [attachment(secretId, 'b.txt')] } as const,
          }
        : {}),
      ...(entry.seq === 4
        ? {
            event: {
              type: 'message',
              text: 'Last',
              attachments: [attachment('00000000deadbeef', 'c.txt')],
            } as const,
          }
        : {}),
    }))
    await store.create({ ...made, entries })
    await store.create(aNewCase({ number: 1002, customer: kusa, hiddenFromCustomer: true }))
    await store.create(aNewCase({ number: 1003, customer: kusa, firstLine: 'partner' }))
    await store.create(aNewCase({ number: 1004 }))
    const grant = { customer: kusa.id, domain: 'hoshi.example.com', from: 'unknown', at: noon } as const
    await store.directory.recordGrant({
      ...grant,
      to: 'granted',
      by: 'admin@kusa.example',
      evidence: 'A mail',
      source: 'chat',
      expected: 0,
    })
  })

  const take = (out: string, all: boolean) =>
    exportCustomer({
      customer: kusa.id,
      all,
      out,
      store,
      categories: readCategories(catalogueFile),
      names: noNames,
      now: () => noon,
    })
  const read = (out: string, name: string) =>
    readFileSync(join(out, name), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('a customer’s export holds what its own people may read, with files and grants, and nothing else', async () => {
    const out = join(folder, 'midori')
    expect(await take(out, false)).toEqual({ cases: 2, entries: 4, files: 1, missing: 1, grants: 1 })

    expect(new Set(read(out, 'cases.jsonl').map(({ number }) => number))).toEqual(new Set([1001, 1003]))
    const texts = readFileSync(join(out, 'entries.jsonl'), 'utf8')
    expect(texts).toContain('For all')
    expect(texts).not.toContain('Secret')
    expect(read(out, 'files.jsonl')).toEqual([
      { case: 1001, entry: 2, ...attachment(fileId, '../a.txt'), id: undefined, path: `files/${fileId}` },
      { case: 1001, entry: 3, ...attachment('', 'c.txt'), id: undefined, path: null },
    ])
    expect(readdirSync(join(out, 'files'))).toEqual([fileId])
    expect(readFileSync(join(out, 'files', fileId), 'utf8')).toBe('hello')
    expect(read(out, 'grants.jsonl')).toEqual([
      {
        domain: 'hoshi.example.com',
        from: 'unknown',
        to: 'granted',
        at: noon.toISOString(),
        by: 'admin@kusa.example',
      },
    ])
    expect(readFileSync(join(out, 'README.txt'), 'utf8')).toContain("customer's own people may read")
    expect(statSync(join(out, 'cases.jsonl')).mode & 0o77).toBe(0)
    expect(statSync(out).mode & 0o77).toBe(0)
    expect(readdirSync(folder)).toEqual(['midori'])
  })

  it('leaves what somebody else put into its folder meanwhile', async () => {
    const out = join(folder, 'midori')
    const { history } = store
    store = {
      ...store,
      history(...of) {
        writeFileSync(join(out, 'notes.txt'), 'mine')
        return history(...of)
      },
    }

    await expect(take(out, false)).rejects.toMatchObject({ code: 'ENOTEMPTY' })

    expect(readdirSync(folder)).toEqual(['midori'])
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('an operator’s holds all of it, and no other customer’s', async () => {
    const out = join(folder, 'all')
    expect(await take(out, true)).toEqual({ cases: 3, entries: 6, files: 2, missing: 1, grants: 1 })
    expect(read(out, 'cases.jsonl').map(({ number }) => number)).toEqual([1001, 1002, 1003])
    expect(readFileSync(join(out, 'entries.jsonl'), 'utf8')).toContain('Secret')
    expect(read(out, 'grants.jsonl')).toMatchObject([{ evidence: 'A mail' }])
    expect(readFileSync(join(out, 'README.txt'), 'utf8')).toContain('not for the customer')
  })

  it('is written over nothing, and a fault leaves nothing behind', async () => {
    const out = join(folder, 'midori')
    await take(out, false)
    const before = readFileSync(join(out, 'README.txt'), 'utf8')
    await expect(take(out, true)).rejects.toMatchObject({ code: 'EEXIST' })
    expect(readFileSync(join(out, 'README.txt'), 'utf8')).toBe(before)

    store = { ...store, history: () => Promise.reject(new Error('gone')) }
    await expect(take(join(folder, 'other'), true)).rejects.toThrow('gone')
    expect(readdirSync(folder)).toEqual(['midori'])
  })

  it('leaves what somebody else put into its folder meanwhile', async () => {
    const out = join(folder, 'midori')
    const { history } = store
    store = {
      ...store,
      history(...of) {
        writeFileSync(join(out, 'notes.txt'), 'mine')
        return history(...of)
      },
    }

    await expect(take(out, false)).rejects.toMatchObject({ code: 'ENOTEMPTY' })

    expect(readdirSync(folder)).toEqual(['midori'])
    expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine')
  })
})
