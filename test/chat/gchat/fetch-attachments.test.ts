import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Attachments } from '../../../commands/define.ts'
import { fileLimit } from '../../../src/cases/attachments.ts'
import { createGchatAttachments } from '../../../src/chat/gchat/fetch-attachments.ts'
import { createIncomingFolder } from '../../../src/files/incoming-files.ts'
import { readContent } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { apiAt, space } from './support/fixtures.ts'
import { type ChatServer, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
let attachments: Attachments
const log = recordingLog()
const incoming = createIncomingFolder()
beforeAll(async () => {
  server = await startChatServer()
  attachments = createGchatAttachments({ api: apiAt(server.apiUrl), incoming, log })
})
afterAll(() => Promise.all([server.close(), incoming.close()]))
beforeEach(() => server.clear())

const person = {
  platform: 'gchat',
  tenant: '',
  user: 'users/1',
  name: 'Kenji',
  email: null,
  locale: 'en',
  timeZone: 'UTC',
} as const
const from = { person, place: { platform: 'gchat', tenant: '', channel: space } } as const

let messages = 0
/** A message with one attachment; answers the attachment's name. */
function attached(
  bytes: Uint8Array,
  more: { sender?: string; in?: string; attachment?: object } = {},
): string {
  messages += 1
  const name = `${more.in ?? space}/messages/F${messages}.F${messages}`
  const id = `${name}/attachments/A1`
  const resourceName = `ClxzcGFjZXM-${messages}=`
  server.putMedia(resourceName, bytes)
  server.put({
    name,
    sender: { name: more.sender ?? 'users/1' },
    attachment: [
      {
        name: id,
        contentName: `notes-${messages}.txt`,
        source: 'UPLOADED_CONTENT',
        attachmentDataRef: { resourceName },
        ...more.attachment,
      },
    ],
  })
  return id
}

const text = (words: string) => new TextEncoder().encode(words)

describe('files of a message', () => {
  it('are fetched with their names, each once', async () => {
    const [one, two] = [attached(text('one')), attached(text('two'))]

    const outcome = await attachments.fetch(from, [one, two, one])

    expect(outcome).toMatchObject({
      ok: true,
      value: { files: [{ name: expect.stringMatching(/^notes-/) }, {}] },
    })
    const files = outcome.ok ? outcome.value.files : []
    expect(await Promise.all(files.map(readContent))).toEqual(['one', 'two'])
  })

  it('of somebody else are not fetched, whoever names them', async () => {
    expect(await attachments.fetch(from, [attached(text('x'), { sender: 'users/2' })])).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-unreachable', field: 'files' }],
    })
    expect(server.callsOf('download')).toEqual([])
  })

  it('of another space are not fetched: what the app reads there is not for here', async () => {
    const id = attached(text('x'), { in: 'spaces/OTHER' })

    expect(await attachments.fetch(from, [id])).toMatchObject({ ok: false })
    expect(server.calls).toEqual([])
  })

  it.each(['', 'F123', `${space}/messages/M1`, `${space}/../spaces/OTHER/messages/M1/attachments/A`])(
    'under the made-up id "%s" are none',
    async (id) => {
      expect(await attachments.fetch(from, [id])).toMatchObject({
        ok: false,
        refusals: [{ code: 'file-unreachable' }],
      })
      expect(server.callsOf('download')).toEqual([])
    },
  )

  it('in Google Drive are refused with what to do', async () => {
    const id = attached(text(''), {
      attachment: { source: 'DRIVE_FILE', driveDataRef: { driveFileId: '1' }, attachmentDataRef: undefined },
    })

    expect(await attachments.fetch(from, [id])).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-in-drive', values: { file: expect.stringMatching(/^notes-/) } }],
    })
  })

  it('that are too large are refused, and not read to their end', async () => {
    const id = attached(new Uint8Array(fileLimit + 5_000_000))

    expect(await attachments.fetch(from, [id])).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-too-large', values: { most: 10 } }],
    })
  })

  it('as large as may be are taken whole', async () => {
    const outcome = await attachments.fetch(from, [attached(new Uint8Array(fileLimit))])

    expect(outcome.ok && outcome.value.files[0]?.content.size).toBe(fileLimit)
  })

  it('that do not come in time are unreachable, and nothing waits longer', async () => {
    const id = attached(text('x'))
    // Whoever waited for it would have it in the end.
    server.substitute('download', { delayMs: 5_000 }, 3)
    const impatient = createGchatAttachments({ api: apiAt(server.apiUrl), incoming, log, patienceMs: 300 })

    expect(await impatient.fetch(from, [id])).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-unreachable' }],
    })
  })

  it('of which one fails are refused together, and the others are not lost to a half', async () => {
    const [good, gone] = [attached(text('x')), attached(text('y'))]
    server.remove(gone.slice(0, gone.indexOf('/attachments/')))

    expect(await attachments.fetch(from, [good, gone])).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-unreachable' }],
    })
  })

  it('are ten at most', async () => {
    const ids = Array.from({ length: 11 }, (_, index) => `${space}/messages/M/attachments/${index}`)

    expect(await attachments.fetch(from, ids)).toMatchObject({ refusals: [{ code: 'file-too-many' }] })
    expect(server.calls).toEqual([])
  })
})
