import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkDataFolder } from '../../src/doctor/check-data.ts'

const megabyte = 1024 * 1024
const dataDir = mkdtempSync(join(tmpdir(), 'casethread-check-data-'))
mkdirSync(join(dataDir, 'files'))

it.each([
  [0, 'fault', /is full: nothing new can be saved/],
  [12.5 * megabyte, 'warning', /^12 MB are left/],
  [255 * megabyte, 'warning', /^255 MB are left/],
  [256 * megabyte, 'ok', /^256 MB are left/],
])('a disk with %i bytes left is a finding of the kind %s', (room, level, message) => {
  expect(checkDataFolder(dataDir, () => room)).toEqual([
    expect.objectContaining({ level, message: expect.stringMatching(message) }),
  ])
})

it('asks the system how much room there is', () => {
  const [finding] = checkDataFolder(dataDir)

  expect(finding?.message).toMatch(/^\d+ MB are left on the disk of|is full/)
})

it.skipIf(process.getuid?.() === 0)('a folder that may only be read is a fault', () => {
  const closed = join(mkdtempSync(join(tmpdir(), 'casethread-check-data-')), 'closed')
  mkdirSync(closed, { mode: 0o500 })

  expect(checkDataFolder(closed)).toMatchObject([{ level: 'fault' }])
})
