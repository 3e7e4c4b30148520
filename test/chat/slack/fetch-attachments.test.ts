import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSlackAttachments } from '../../../src/chat/slack/fetch-attachments.ts'
import { isFileHost } from '../../../src/chat/slack/file-host.ts'
import { boltLogger } from '../../../src/chat/slack/slack-log.ts'
import { createWeb } from '../../../src/chat/slack/web-client.ts'
import { createIncomingFolder } from '../../../src/files/incoming-files.ts'
import { readContent } from '../../support/offered-files.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { personWith } from '../../support/sample-world.ts'

/** A Web API with file host whose every answer the test sets; it notes who was handed the bot's token. */
let server: Server
let stranger: Server
let info: (id: string) => object
let serve: (response: ServerResponse) => void
let strangerAsked = 0
const incoming = createIncomingFolder()
const urlOf = (of: Server) => `http://127.0.0.1:${(of.address() as AddressInfo).port}`

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (!request.url?.startsWith('/api/')) return serve(response)
      const id = new URLSearchParams(Buffer.concat(chunks).toString()).get('file') ?? ''
      response.setHeader('content-type', 'application/json').end(JSON.stringify(info(id)))
    })
  })
  stranger = createServer((_request, response) => {
    strangerAsked += 1
    response.end('hello')
  })
  for (const one of [server, stranger])
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await incoming.close()
  for (const one of [server, stranger]) {
    one.closeAllConnections()
    one.close()
  }
})

const file = (more: object = {}) => ({
  ok: true,
  file: {
    id: 'F1',
    name: 'a.log',
    user: 'U1',
    size: 5,
    url_private: `${urlOf(server)}/files-pri/F1`,
    ...more,
  },
})

async function fetched(ids: readonly string[] = ['F1']) {
  const attachments = createSlackAttachments({
    web: createWeb({
      botToken: 'xoxb-1',
      apiUrl: `${urlOf(server)}/api/`,
      logger: boltLogger(recordingLog()),
    }),
    botToken: () => 'xoxb-1',
    incoming,
    log: recordingLog(),
    patienceMs: 1_500,
  })
  const person = personWith(null)
  return attachments.fetch({ person, place: { platform: 'slack', tenant: 'T1', channel: 'C1' } }, ids)
}

describe('fetching what a person put into a form', () => {
  it('brings name and bytes', async () => {
    info = () => file()
    serve = (response) => response.end('hello')

    const outcome = await fetched()
    const [got] = outcome.ok ? outcome.value.files : []

    expect(got).toMatchObject({ name: 'a.log', content: { size: 5 } })
    expect(got && (await readContent(got))).toBe('hello')
  })

  it.each([
    ['a channel', { channels: ['C1'] }],
    ['a private one', { groups: ['C1'] }],
    ['one that it was shared in', { shares: { private: { C1: [{ ts: '1.1' }] } } }],
  ])('NOT-4: brings somebody else’s file where it stands in the conversation, %s', async (_what, where) => {
    info = () => file({ user: 'U2', ...where })
    serve = (response) => response.end('hello')

    expect(await fetched()).toMatchObject({ ok: true })
  })

  it.each([
    ['of somebody else in another channel', () => file({ user: 'U2', channels: ['C2'] })],
    ['of somebody else', () => file({ user: 'U2' })],
    ['that lies with another service', () => file({ is_external: true })],
    ['on another host', () => file({ url_private: `${urlOf(stranger)}/F1` })],
    ['that Slack does not know', () => ({ ok: false, error: 'file_not_found' })],
  ])('does not take a file %s', async (_what, answer) => {
    info = answer

    expect(await fetched()).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-unreachable', field: 'files' }],
    })
    expect(strangerAsked).toBe(0)
  })

  it.each([
    [
      'sends it elsewhere',
      (response: ServerResponse) => response.writeHead(302, { location: urlOf(stranger) }).end(),
    ],
    ['answers with a page to sign in', (response: ServerResponse) => response.end('<html>Sign in</html>')],
    ['never ends', (response: ServerResponse) => response.write('he')],
    ['breaks off', (response: ServerResponse) => response.destroy()],
  ])('refuses the file when its host %s', async (_what, answer) => {
    info = () => file()
    serve = (response) => void answer(response)

    expect(await fetched()).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-unreachable', values: { file: 'a.log' } }],
    })
    expect(strangerAsked).toBe(0)
  })

  it('does not begin with a file that is too large, nor with too many', async () => {
    info = () => file({ size: 10_000_001 })
    serve = () => {
      throw new Error('it was fetched')
    }

    expect(await fetched()).toMatchObject({ refusals: [{ code: 'file-too-large' }] })
    const eleven = Array.from({ length: 11 }, (_, index) => `F${index}`)
    expect(await fetched(eleven)).toMatchObject({ refusals: [{ code: 'file-too-many' }] })
  })
})

describe('Slack’s file host', () => {
  const slack = 'https://slack.com/api/'
  it.each([
    ['https://files.slack.com/files-pri/T1-F1/a.log', slack, true],
    ['https://files.slack-gov.com/files-pri/T1-F1/a.log', 'https://slack-gov.com/api/', true],
    ['http://127.0.0.1:4003/files-pri/T1-F1/a.log', 'http://127.0.0.1:4003/api/', true],
    ['https://slack.com/files-pri/T1-F1/a.log', slack, false],
    ['http://files.slack.com/files-pri/T1-F1/a.log', slack, false],
    ['https://files.slack.com.example.org/a.log', slack, false],
    ['https://files.slack.com@example.org/a.log', slack, false],
    ['http://127.0.0.1:4003/a.log', slack, false],
    ['http://127.0.0.1:5000/a.log', 'http://127.0.0.1:4003/api/', false],
    ['no address', slack, false],
  ])('%s for the Web API at %s: %s', (address, api, is) => {
    expect(isFileHost(address, api)).toBe(is)
  })
})
