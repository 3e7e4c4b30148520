import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startLocalChat } from '../../../playground/gchat/local-chat.ts'
import { chatOptions, setStage } from './support.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chat-memory-'))
})
afterAll(() => rm(folder, { recursive: true }))

const inThread = 'messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD'

it('keeps messages, threads, files and request ids over a restart', async () => {
  const stateFile = join(folder, 'chat.json')
  const first = await setStage({ stateFile })
  const space = first.chat.spaces.get('Support')
  const root = { text: 'root', thread: { threadKey: 'case-1' } }
  const posted = await first.call('POST', `${space}/messages?${inThread}&requestId=r1`, root)
  const file = await first.ben.upload('a.txt', 'bytes')
  await first.ben.say('Support', 'with a file', { files: [file.id] })
  await first.close()

  const second = await setStage({ stateFile })
  expect(second.chat.spaces.get('Support')).toBe(space)
  const again = await second.call('POST', `${space}/messages?${inThread}&requestId=r1`, root)
  expect(again.json.name).toBe(posted.json.name)
  const reply = { text: 'reply', thread: { threadKey: 'case-1' } }
  const later = await second.call('POST', `${space}/messages?${inThread}`, reply)
  expect(later.json.thread.name).toBe(posted.json.thread.name)
  expect(Date.parse(later.json.createTime)).toBeGreaterThan(Date.parse(posted.json.createTime))
  const seen = await second.aiko.messages('Support')
  expect(seen.map(({ text }) => text)).toEqual(['root', 'with a file'])
  expect(Buffer.from(await second.aiko.download(file)).toString()).toBe('bytes')
  await second.close()
})

it('says so when its memory is damaged, and when its port is taken', async () => {
  const stateFile = join(folder, 'damaged.json')
  await writeFile(stateFile, '{"version":1,"messages":[{}]}')
  await expect(startLocalChat(chatOptions({ stateFile }))).rejects.toThrow(
    "The local Google Chat's memory in",
  )

  const chat = await startLocalChat(chatOptions())
  const port = Number(new URL(chat.url).port)
  await expect(startLocalChat(chatOptions({ port }))).rejects.toThrow(`Port ${port} is taken`)
  await chat.close()
})

it('a page of another site may not act here, nor another name for this machine', async () => {
  const chat = await startLocalChat(chatOptions())
  const statusWith = (headers: Record<string, string>) =>
    new Promise((resolve, reject) => {
      request(`${chat.url}/local-chat/state`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })

  expect(await statusWith({})).toBe(200)
  expect(await statusWith({ Origin: 'https://evil.example' })).toBe(403)
  expect(await statusWith({ Host: 'evil.example' })).toBe(403)
  await chat.close()
})
