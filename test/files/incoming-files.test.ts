import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileLimit, type IncomingSend } from '../../src/cases/attachments.ts'
import { createIncomingFolder, type IncomingFolder } from '../../src/files/incoming-files.ts'

let parent: string
const opened: IncomingFolder[] = []
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'casethread-test-'))
})
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.close()
  rmSync(parent, { recursive: true })
})

function folder(options: Parameters<typeof createIncomingFolder>[0] = {}): IncomingFolder {
  const made = createIncomingFolder({ parent, ...options })
  opened.push(made)
  return made
}

async function open(from: IncomingFolder, count = 1): Promise<IncomingSend> {
  const send = await from.open(count)
  if (!send.ok) throw new Error('there was no room')
  return send.value
}

async function* pieces(...all: readonly (string | Uint8Array | Error)[]) {
  for (const piece of all) {
    if (piece instanceof Error) throw piece
    yield Buffer.from(piece)
  }
}

const lying = () => readdirSync(parent, { recursive: true, withFileTypes: true }).filter((at) => at.isFile())

describe('files on their way', () => {
  it('lie on disk as they came, known by their hash, readable by nobody else, until the send is over', async () => {
    const send = await open(folder())

    const content = await send.receive(pieces('hel', 'lo'))

    expect(content).toMatchObject({ size: 5, sha256: createHash('sha256').update('hello').digest('hex') })
    const read: Uint8Array[] = []
    for await (const piece of content.read()) read.push(piece)
    expect(Buffer.concat(read).toString()).toBe('hello')
    expect(statSync(content.path).mode & 0o777).toBe(0o600)
    await send.discard()
    expect(lying()).toEqual([])
  })

  it('are taken down in pieces: what comes beyond the limit is not waited for', async () => {
    const send = await open(folder())
    const piece = new Uint8Array(fileLimit / 10)
    let asked = 0
    async function* endless() {
      for (;;) {
        asked += 1
        yield piece
      }
    }

    const content = await send.receive(endless())

    expect(content.size).toBe(fileLimit * 1.1)
    expect(asked).toBe(11)
  })

  it('that break off are gone with their send', async () => {
    const send = await open(folder())

    await expect(send.receive(pieces('hel', new Error('broken off')))).rejects.toThrow('broken off')
    await send.discard()

    expect(lying()).toEqual([])
  })

  it('of one send wait until there is room for all of them', async () => {
    const small = folder({ room: 3 })
    const first = await open(small, 2)
    let second: IncomingSend | undefined
    const waiting = open(small, 2).then((send) => {
      second = send
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(second).toBeUndefined()

    await first.discard()
    await waiting

    expect(second).toBeDefined()
  })

  it('wait for room only so long; who gave a place back twice gave one', async () => {
    const small = folder({ room: 1, patienceMs: 20 })
    const first = await open(small)
    const refused = { ok: false, refusals: [{ code: 'files-busy', rule: 'UPD-1', field: 'files' }] }

    expect(await small.open(1)).toEqual(refused)
    await first.discard()
    await first.discard()

    expect((await small.open(1)).ok).toBe(true)
    expect(await small.open(1)).toEqual(refused)
  })

  it('that a process left which died a day ago are taken away, younger ones are not', async () => {
    const [old, young] = ['old', 'young'].map((name) =>
      mkdtempSync(join(parent, `casethread-incoming-${name}-`)),
    )
    utimesSync(String(old), new Date(0), new Date(0))

    await (await open(folder())).receive(pieces('x'))

    expect(readdirSync(parent).map((name) => join(parent, name))).toContain(young)
    expect(readdirSync(parent).map((name) => join(parent, name))).not.toContain(old)
  })
})
