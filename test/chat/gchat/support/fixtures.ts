import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Case, Entry, Subscription } from '../../../../src/cases/case.ts'
import { createChatApi } from '../../../../src/chat/gchat/google-chat-api.ts'
import type { Render, Split } from '../../../../src/chat/gchat/publisher.ts'
import type { ThreadViews } from '../../../../src/chat/thread-views.ts'
import type { Card } from '../../../../views/view.ts'
import { aThread } from '../../../support/build-case.ts'
import { recordingLog } from '../../../support/recording-log.ts'

export const quick = { tryMs: 3_000, pausesMs: [5, 10] }

/** The Chat API at this address, without credentials, that tries again at once. */
export function apiAt(apiUrl: string, patience = quick) {
  return createChatApi({ keyFile: null, apiUrl, log: recordingLog(), patience })
}

/** Cards that tell which case and entry they show, and to which reader. */
export const plainViews: Pick<ThreadViews, 'root' | 'entry' | 'title' | 'mention'> = {
  mention: (_of, _thread, { user }) => ({ kind: 'mention', user, text: ' is called' }),
  root: async (of: Case, thread: Subscription) =>
    aCard(`Case ${of.number} ${of.title} for ${thread.reader.party}`),
  title: (of: Case) => aCard(`Case ${of.number} ${of.title}`),
  entry: (of: Case, _thread: Subscription, entry: Entry) => aCard(`Entry ${entry.seq} of case ${of.number}`),
}

export function aCard(summary: string): Card {
  return { kind: 'card', summary, blocks: [{ kind: 'text', text: summary }] }
}

/** One card with the summary in a text widget. */
export const plainRender: Render = ({ summary }, { locale }) => ({
  fallbackText: summary,
  cardsV2: [
    {
      cardId: 'case',
      card: { sections: [{ widgets: [{ textParagraph: { text: `${locale}: ${summary}` } }] }] },
    },
  ],
})

/** Each card is one message. */
export const plainSplit: Split = (card) => [card]

export const space = 'spaces/AAAA'

export function aGchatThread(overrides: Partial<Subscription> = {}): Subscription {
  return aThread({ id: 'thread-1', platform: 'gchat', tenant: '', channel: space, ...overrides })
}

/** A file with this content, gone after the test. */
export function aFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'key.json')
  writeFileSync(file, content)
  return file
}

/** A service account's key as Google's console hands it out. */
export function aKeyFile(over: object = {}): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return aFile(
    JSON.stringify({
      type: 'service_account',
      client_email: 'desk@project.iam.gserviceaccount.com',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      ...over,
    }),
  )
}
