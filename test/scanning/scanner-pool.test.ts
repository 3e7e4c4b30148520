import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IncomingSend, OfferedFile } from '../../src/cases/attachments.ts'
import { createIncomingFolder } from '../../src/files/incoming-files.ts'
import { createScannerPool } from '../../src/scanning/scanner-pool.ts'
import { startBuilt } from '../support/built-entry.ts'
import { recordingLog } from '../support/recording-log.ts'

const incoming = createIncomingFolder()
const log = recordingLog()
const scanner = createScannerPool({ log })
let send: IncomingSend
beforeAll(async () => {
  const opened = await incoming.open(10)
  if (!opened.ok) throw new Error('there was no room')
  send = opened.value
})
afterAll(() => Promise.all([scanner.close(), incoming.close()]))

async function aFile(name: string, text: string): Promise<OfferedFile> {
  async function* pieces() {
    yield Buffer.from(text)
  }
  return { name, content: await send.receive(pieces()) }
}

/** Numbers that nearly are cards and phones, each another one. */
const almost = (count: number) =>
  Array.from({ length: count }, (_, index) => `4${String(index * 7919).padStart(14, '1')} `).join('')

describe('CRE-3: files are looked at in threads of their own', () => {
  it('which say what a file is, and what personal data it holds where', async () => {
    const file = await aFile('a.log', 'first\ntel 03-3210-7000')

    expect(await scanner.recognise(file)).toEqual({ type: 'text/plain', isText: true })
    expect((await scanner.findPersonalData(file, 'JP', 3_000.5)).found).toMatchObject([
      { code: 'personal-data-in-file', field: 'files', values: { file: 'a.log', line: 2 } },
    ])
  })

  it('and everybody else is served meanwhile', async () => {
    const file = await aFile('cards.txt', almost(600_000))
    await scanner.recognise(await aFile('warm.txt', 'x'))
    const work = scanner.findPersonalData(file, 'JP', 3_000)
    let ended = false
    let turns = 0
    const counted = (async () => {
      while (!ended) {
        await new Promise((resolve) => setImmediate(resolve))
        turns += 1
      }
    })()

    await work
    ended = true
    await counted

    // On the loop itself a turn came every ten milliseconds at most: some three hundred.
    expect(turns).toBeGreaterThan(2_000)
  })

  it('one that goes over its time is ended, its file told as not searched, and the next one served by another', async () => {
    const strict = createScannerPool({ log, limits: { recogniseMs: 0, graceMs: 0 } })
    const file = await aFile('big.log', almost(10_000))

    expect((await strict.findPersonalData(file, 'JP', 0)).found).toEqual([
      {
        code: 'file-not-searched',
        rule: 'CRE-3',
        field: 'files',
        values: { file: 'big.log', kind: 'not-searched' },
      },
    ])
    expect(await strict.recognise(file)).toEqual({ type: 'application/octet-stream', isText: false })
    expect(log.lines.map(({ message }) => message)).toContain('A file could not be scanned')
    expect(
      await strict.findPersonalData(await aFile('a.log', 'tel 03-3210-7000'), 'JP', 60_000),
    ).toMatchObject({ found: [{ code: 'personal-data-in-file' }] })
    await strict.close()
  })

  it('a fault of the scan is no end of its time', async () => {
    const gone = { name: 'gone.log', content: { ...(await aFile('x', 'x')).content, path: '/nowhere' } }

    await expect(scanner.recognise(gone)).rejects.toThrow('ENOENT')
  })

  it('also as built', async () => {
    const running = await startBuilt('test/scanning/built-scan', process.cwd(), {})

    expect(await running.ended).toBe(0)
    expect(running.printed()).toBe('{"type":"text/plain","isText":true,"found":["personal-data-in-file"]}\n')
  })
})
