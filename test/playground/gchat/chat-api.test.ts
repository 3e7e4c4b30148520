import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Stage, setStage } from './support.ts'

let stage: Stage
let space: string
let now = Date.UTC(2026, 10, 22, 9)

beforeAll(async () => {
  stage = await setStage({ rateLimit: true, now: () => now })
  space = stage.chat.spaces.get('Support') ?? ''
})
afterAll(() => stage.close())

const send = (query: string, body: object) => stage.call('POST', `${space}/messages?${query}`, body)
const card = (widgets: readonly object[], more: object = {}) => ({
  cardsV2: [{ cardId: 'c', card: { sections: [{ widgets }], ...more } }],
})
const inThread = 'messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD'

describe('spaces.messages', () => {
  it('answers a repeated requestId with the first message', async () => {
    const first = await send('requestId=r1', { text: 'once' })
    const again = await send('requestId=r1', { text: 'twice' })

    expect(again.json.name).toBe(first.json.name)
    expect((await stage.ben.messages('Support')).map(({ text }) => text)).toEqual(['once'])
  })

  it('keeps a thread by its key, and begins one where there is none', async () => {
    const root = await send(inThread, { text: 'root', thread: { threadKey: 'case-1' } })
    const reply = await send(inThread, { text: 'reply', thread: { threadKey: 'case-1' } })
    const named = await send(inThread, { text: 'by name', thread: { name: root.json.thread.name } })
    const other = await send(inThread, { text: 'other', thread: { threadKey: 'case-2' } })
    const fails = await send('messageReplyOption=REPLY_MESSAGE_OR_FAIL', {
      text: 'x',
      thread: { threadKey: 'case-3' },
    })

    expect(reply.json.thread.name).toBe(root.json.thread.name)
    expect(reply.json).toMatchObject({ threadReply: true, thread: { threadKey: 'case-1' } })
    expect(named.json.thread.name).toBe(root.json.thread.name)
    expect(other.json.thread.name).not.toBe(root.json.thread.name)
    expect(fails).toMatchObject({ status: 404, json: { error: { status: 'NOT_FOUND' } } })
    const seen = (await stage.ben.messages('Support')).find(({ text }) => text === 'root')
    expect(seen?.reply_count).toBe(2)
    expect((await stage.ben.messages('Support', seen?.ts)).map(({ text }) => text)).toEqual([
      'root',
      'reply',
      'by name',
    ])
  })

  it('knows a message by the id that the app gave it, and takes none twice', async () => {
    const made = await send('messageId=client-case-7', { text: 'seven' })
    const found = await stage.call('GET', `${space}/messages/client-case-7`)
    const twice = await send('messageId=client-case-7', { text: 'seven again' })
    const wrong = await send('messageId=case-7', { text: 'x' })

    expect(found.json).toMatchObject({ name: made.json.name, clientAssignedMessageId: 'client-case-7' })
    expect(twice).toMatchObject({ status: 409, json: { error: { status: 'ALREADY_EXISTS' } } })
    expect(wrong.status).toBe(400)
  })

  it('patches what the mask names, and nothing of other people', async () => {
    await send('messageId=client-p', { text: 'before', ...card([{ textParagraph: { text: 'card' } }]) })
    const patched = await stage.call('PATCH', `${space}/messages/client-p?updateMask=cardsV2`, {
      text: 'not this',
      ...card([{ textParagraph: { text: 'card, later' } }]),
    })
    const said = await stage.ben.say('Support', 'mine')
    const mine = (await stage.ben.messages('Support')).find(({ ts }) => said.ok && ts === said.ts)
    const theirs = await stage.call('PATCH', `${mine?.name}?updateMask=text`, { text: 'theirs' })
    const unmasked = await stage.call('PATCH', `${space}/messages/client-p`, { text: 'x' })

    expect(patched.json.text).toBe('before')
    expect(patched.json.lastUpdateTime).toMatch(/^2026-11-22T09:00:00\.\d{6}Z$/)
    expect(JSON.stringify(patched.json.cardsV2)).toContain('card, later')
    expect(theirs.json.error.status).toBe('PERMISSION_DENIED')
    expect(unmasked.json.error.status).toBe('INVALID_ARGUMENT')
  })

  it('shows a private message to its reader alone', async () => {
    const viewer = stage.chat.users.get('aiko')
    await send('', { text: 'for Aiko', privateMessageViewer: { name: viewer } })

    expect((await stage.aiko.messages('Support')).at(-1)).toMatchObject({ text: 'for Aiko', ephemeral: true })
    expect(JSON.stringify(await stage.ben.messages('Support'))).not.toContain('for Aiko')
  })

  it('deletes; what is gone is not found', async () => {
    await send('messageId=client-gone', { text: 'gone' })
    await stage.call('DELETE', `${space}/messages/client-gone`)

    expect((await stage.call('GET', `${space}/messages/client-gone`)).status).toBe(404)
  })

  it.each([
    ['nothing', {}, /empty/],
    ['an unknown field', { cardz: [] }, /Unknown name "cardz"/],
    ['an unknown field of a widget', card([{ textParagraph: { text: 'x', colour: 'red' } }]), /"colour"/],
    ['an unknown widget', card([{ fileInput: { name: 'f' } }]), /"fileInput"/],
    ['two kinds in one widget', card([{ textParagraph: { text: 'x' }, divider: {} }]), /oneof/],
    ['a value that its enumeration lacks', card([{ selectionInput: { name: 'a', type: 'MENU' } }]), /MENU/],
    ['an empty section', card([]), /needs a widget/],
    ['101 widgets', card(Array.from({ length: 101 }, () => ({ divider: {} }))), /at most 100 widgets/],
    ['33 KB', card([{ textParagraph: { text: 'x'.repeat(33_000) } }]), /too large/],
    ['a dialog’s footer', card([{ divider: {} }], { fixedFooter: {} }), /no fixed footer/],
    ['101 items', card([{ selectionInput: manyItems(101) }]), /at most 100 items/],
    ['a button that does nothing', card([{ buttonList: { buttons: [{ text: 'x' }] } }]), /something to do/],
  ])('refuses a message with %s, with its place', async (_, body, fault) => {
    const refused = await send('', body)

    expect(refused).toMatchObject({ status: 400, json: { error: { status: 'INVALID_ARGUMENT' } } })
    expect(refused.json.error.message).toMatch(fault)
  })

  it('takes 60 writes per minute and space, and 429 beyond; other spaces and reading go on', async () => {
    now += 61_000
    const statuses: number[] = []
    for (let count = 0; count < 61; count += 1) statuses.push((await send('', { text: `m${count}` })).status)
    const elsewhere = await stage.call('POST', `${stage.chat.spaces.get('Only Ben')}/messages`, { text: 'x' })
    const read = await stage.call('GET', space)
    now += 60_001
    const later = await send('', { text: 'later' })

    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), 429])
    expect([elsewhere.status, read.status, later.status]).toEqual([200, 200, 200])
  })

  it('fails on purpose: before it does anything, or after', async () => {
    stage.chat.fail('spaces.messages.create', { status: 503, error: 'UNAVAILABLE', retryAfter: 2, times: 1 })
    stage.chat.fail('spaces.messages.create', { lose: true, times: 1 })

    const refused = await send('requestId=doubt', { text: 'uncertain' })
    await expect(send('requestId=doubt', { text: 'uncertain' })).rejects.toThrow()
    await send('requestId=doubt', { text: 'uncertain' })

    expect(refused).toMatchObject({ status: 503, json: { error: { status: 'UNAVAILABLE' } } })
    const seen = (await stage.ben.messages('Support')).filter(({ text }) => text === 'uncertain')
    expect(seen).toHaveLength(1)
  })
})

describe('the rest of the Chat API', () => {
  it('lists spaces and members by pages, and finds a direct message', async () => {
    const first = await stage.call('GET', 'spaces?pageSize=3')
    const rest = await stage.call('GET', `spaces?pageSize=3&pageToken=${first.json.nextPageToken}`)
    const members = await stage.call('GET', `${stage.chat.spaces.get('Only Ben')}/members`)
    const direct = await stage.call('GET', `spaces:findDirectMessage?name=${stage.chat.users.get('ben')}`)
    const nobody = await stage.call('GET', 'spaces:findDirectMessage?name=users/1')

    expect(first.json.spaces.length + rest.json.spaces.length).toBe(4)
    const { member } = members.json.memberships[0]
    expect(member).toEqual({ name: stage.chat.users.get('ben'), type: 'HUMAN', domainId: expect.any(String) })
    expect(JSON.stringify(members.json)).not.toMatch(/north\.example|Ben Carter/)
    expect(direct.json).toMatchObject({ spaceType: 'DIRECT_MESSAGE', singleUserBotDm: true })
    expect(nobody.status).toBe(404)
  })

  it('gives an attachment’s bytes by its resource name', async () => {
    const file = await stage.ben.upload('bounce.log', '550 no such user')
    await stage.ben.say('Support', 'See this', { files: [file.id] })
    const name = (await stage.ben.messages('Support')).at(-1)?.name
    const message = await stage.call('GET', `${name}`)

    const [attachment] = message.json.attachment
    expect(attachment).toMatchObject({ contentName: 'bounce.log', contentType: 'text/plain' })
    expect(attachment.name).toMatch(new RegExp(`^${name}/attachments/`))
    const { resourceName } = attachment.attachmentDataRef
    expect((await stage.call('GET', `media/${resourceName}?alt=media`)).json).toBe('550 no such user')
    expect(Buffer.from(await stage.aiko.download(file)).toString()).toBe('550 no such user')
  })
})

function manyItems(count: number): object {
  const items = Array.from({ length: count }, (_, index) => ({ text: `t${index}`, value: `${index}` }))
  return { name: 'many', type: 'DROPDOWN', items }
}
