import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ChatUnavailable } from '../../../src/chat/chat-unavailable.ts'
import { ChatError } from '../../../src/chat/gchat/chat-error.ts'
import { createChatApi } from '../../../src/chat/gchat/google-chat-api.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { aFile, aKeyFile, apiAt, quick, space } from './support/fixtures.ts'
import { type ChatServer, refusal, startChatServer } from './support/recording-chat-api.ts'

let server: ChatServer
beforeAll(async () => {
  server = await startChatServer()
})
afterAll(() => server.close())
beforeEach(() => server.clear())

const create = (api: ReturnType<typeof apiAt>, requestId: string) =>
  api.call((chat, how) =>
    chat.spaces.messages.create({ parent: space, requestId, requestBody: { text: 'hello' } }, how),
  )

async function failed(work: Promise<unknown>): Promise<ChatError> {
  const error = await work.then(
    () => new Error('It went through'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ChatError)) throw error
  return error
}

describe('a call', () => {
  it.each([
    ['no answer comes', { lost: true }],
    ['the answer takes too long', { delayMs: 1_500 }],
    ['the server fails', { status: 503 }],
    ['a short rest is asked for', { status: 429, headers: { 'retry-after': '0' } }],
  ])('is made again where %s, and a write stands once', async (name, answer) => {
    server.substitute('create', answer)
    const before = server.messagesIn(space).length

    const message = await create(apiAt(server.apiUrl, { tryMs: 700, pausesMs: [5, 10] }), `again-${name}`)

    expect(message.text).toBe('hello')
    expect(server.messagesIn(space)).toHaveLength(before + 1)
  })

  it('is given up after three tries, with what went wrong', async () => {
    server.substitute('create', { status: 500, body: refusal('INTERNAL', 'Internal error') }, 5)

    expect(await failed(create(apiAt(server.apiUrl), 'a'))).toMatchObject({
      status: 500,
      message: 'INTERNAL: Internal error',
    })
    expect(server.callsOf('create')).toHaveLength(3)
  })

  it.each([400, 401, 403, 404, 409])('that is answered %d is not made again', async (status) => {
    server.substitute('create', { status, body: refusal('REFUSED', 'no') })

    expect(await failed(create(apiAt(server.apiUrl), 'b'))).toMatchObject({ status, code: 'REFUSED' })
    expect(server.callsOf('create')).toHaveLength(1)
  })

  it('that has to rest for long comes back at once with the time', async () => {
    server.substitute('create', { status: 429, headers: { 'retry-after': '7' } })

    expect(await failed(create(apiAt(server.apiUrl), 'c'))).toMatchObject({ retryAfterMs: 7_000 })
    expect(server.callsOf('create')).toHaveLength(1)
  })

  it('tells of no token and no address in its error', async () => {
    server.substitute('create', {
      status: 400,
      body: refusal('INVALID', 'Bearer ya29.secret-token at https://internal.example.com/x?key=1'),
    })

    const { message } = await failed(create(apiAt(server.apiUrl), 'd'))
    expect(message).toBe('INVALID: Bearer [token] at [address]')
  })

  it('waits no longer than its patience in all', async () => {
    // Whoever waited for the third would be answered well.
    server.substitute('create', { delayMs: 5_000 }, 3)

    expect(await failed(create(apiAt(server.apiUrl, { tryMs: 100, pausesMs: [5, 5] }), 'e'))).toMatchObject({
      status: undefined,
    })
  })
})

describe('the credentials', () => {
  const withKey = (keyFile: string | null) =>
    createChatApi({ keyFile, apiUrl: server.apiUrl, log: recordingLog(), patience: quick })

  it('of a service account sign their own tokens for the one scope of a Chat app', async () => {
    await withKey(aKeyFile()).check()

    const [call] = server.callsOf('list-spaces')
    const [, payload = ''] = call?.authorization?.replace('Bearer ', '').split('.') ?? []
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: 'desk@project.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/chat.bot',
    })
  })

  it('may be none where the Chat API is not Google’s', async () => {
    await withKey(null).check()

    expect(server.callsOf('list-spaces')[0]?.authorization).toBeUndefined()
  })

  it.each([
    ['is not there', () => '/nowhere/key.json', 'is not there'],
    ['is not JSON', () => aFile('{'), 'is not JSON'],
    ['is no key file', () => aFile('[]'), 'is no key file of Google'],
    ['is an OAuth client', () => aFile('{"web":{"client_id":"x"}}'), 'it has no type'],
    ['is a person’s', () => aKeyFile({ type: 'authorized_user' }), 'of the type authorized_user'],
    ['has no e-mail', () => aKeyFile({ client_email: undefined }), 'has no client_email and private_key'],
    ['has no readable key', () => aKeyFile({ private_key: 'MIIsecret' }), 'private_key that cannot be read'],
  ])('in a file that %s are told as that, without what is in it', (_, file, told) => {
    let fault: unknown
    try {
      withKey(file())
    } catch (error) {
      fault = error
    }

    expect(fault).toBeInstanceOf(ChatUnavailable)
    expect(fault).toMatchObject({ refused: true, message: expect.stringContaining(told) })
    expect(String(fault)).toContain('GOOGLE_APPLICATION_CREDENTIALS')
    expect(String(fault)).not.toContain('MIIsecret')
  })

  it.each([401, 403])('that Google refuses with %d are the operator’s to mend', async (status) => {
    server.substitute('list-spaces', { status, body: refusal('PERMISSION_DENIED', 'API disabled') })

    await expect(withKey(null).check()).rejects.toMatchObject({
      name: 'ChatUnavailable',
      refused: true,
      message: expect.stringContaining('API disabled'),
    })
  })

  it.each([
    [
      'no app is configured',
      404,
      refusal(
        'NOT_FOUND',
        'Google Chat app not found. To create a Chat app, you must turn on the Chat API and configure the app in the Google Cloud console.',
      ),
      'knows no app in the project of these credentials',
      'save the Configuration page of the Google Chat API',
    ],
    [
      'the app is not live',
      403,
      refusal('PERMISSION_DENIED', 'Google Chat app is inactive.'),
      'the Chat app is not live',
      'set its App status to "Live - available to users"',
    ],
    [
      'the API is not enabled, as its reason says',
      403,
      refusal('PERMISSION_DENIED', 'Off.', [
        { reason: 'SERVICE_DISABLED', metadata: { consumer: 'projects/123456789012' } },
      ]),
      'is not enabled in the project',
      'enable it at https://console.cloud.google.com/apis/library/chat.googleapis.com?project=123456789012,',
    ],
    [
      'the API is not enabled, as its words say',
      403,
      refusal(
        'PERMISSION_DENIED',
        'Google Chat API has not been used in project 123456789012 before or it is disabled.',
      ),
      'is not enabled in the project',
      'enable it at https://console.cloud.google.com/apis/library/chat.googleapis.com,',
    ],
    [
      'the project is of no organization',
      400,
      refusal('INVALID_ARGUMENT', 'Google Chat API is only available to Google Workspace users.'),
      'belongs to no Google Workspace organization',
      'with a Google Workspace account',
    ],
    [
      'the machine lends no token for Chat',
      403,
      refusal('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
        { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' },
      ]),
      'the credentials are not for Google Chat',
      'the access scope https://www.googleapis.com/auth/chat.bot',
    ],
    [
      'something else is refused',
      404,
      refusal('NOT_FOUND', 'no'),
      'does not accept the credentials (NOT_FOUND: no)',
      'GOOGLE_APPLICATION_CREDENTIALS is a key of that project',
    ],
  ])('are told by what has to be done where %s', async (_, status, body, what, remedy) => {
    server.substitute('list-spaces', { status, body })

    await expect(withKey(null).check()).rejects.toMatchObject({
      name: 'ChatUnavailable',
      refused: true,
      what: expect.stringContaining(what),
      remedy: expect.stringContaining(remedy),
    })
    expect(server.callsOf('list-spaces')).toHaveLength(1)
  })

  it('cannot be checked where Google does not answer: it may be back later', async () => {
    server.substitute('list-spaces', { status: 503 }, 3)

    await expect(withKey(null).check()).rejects.toMatchObject({
      name: 'ChatUnavailable',
      refused: false,
      message: expect.stringContaining('nothing is wrong with the credentials'),
    })
  })

  it('that its token server refuses are the operator’s to mend', async () => {
    const body = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }
    server.substitute('list-spaces', { status: 400, body })

    await expect(withKey(null).check()).rejects.toMatchObject({
      refused: true,
      message: expect.stringContaining('invalid_grant: Invalid JWT Signature.'),
    })
  })

  it('cannot be checked where Google is not reached', async () => {
    server.substitute('list-spaces', { lost: true }, 3)

    await expect(withKey(null).check()).rejects.toMatchObject({
      refused: false,
      message: expect.stringContaining('check the network'),
    })
  })
})
