import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { JWT } from 'google-auth-library'
import { type ChatPerson, createChatPerson } from '../../../playground/chat-person.ts'
import {
  type LocalChat,
  type LocalChatOptions,
  startLocalChat,
} from '../../../playground/gchat/local-chat.ts'
import { listen } from '../../../playground/shared/listen.ts'

export const people = [
  {
    name: 'aiko',
    real_name: '佐藤 愛子',
    email: 'aiko@hoshi.example',
    locale: 'ja-JP',
    tz: 'Asia/Tokyo',
    title: '',
  },
  {
    name: 'ben',
    real_name: 'Ben Carter',
    email: 'ben@north.example',
    locale: 'en-GB',
    tz: 'Europe/London',
    title: '',
  },
]

export function chatOptions(changes: Partial<LocalChatOptions> = {}): LocalChatOptions {
  return {
    port: 0,
    app: { name: 'Testbot' },
    bot: { url: 'http://127.0.0.1:9' },
    people,
    spaces: [{ name: 'Support' }, { name: 'Only Ben', members: ['ben'] }],
    commands: [
      { id: 1, name: '/form', description: 'A form', dialog: true },
      { id: 2, name: '/plain', description: 'No form', dialog: false },
    ],
    ...changes,
  }
}

export interface Received {
  readonly headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: whatever came, as it came
  readonly body: any
}

export interface Stage {
  readonly chat: LocalChat
  readonly aiko: ChatPerson
  readonly ben: ChatPerson
  /** What the app was sent, newest last. */
  readonly received: Received[]
  /** What the app answers from now on. */
  answer: (received: Received) => unknown
  readonly endpoint: string
  /** A call of the Chat API with the app's own credentials. */
  readonly call: (method: string, path: string, body?: object) => Promise<Called>
  readonly close: () => Promise<void>
}

export interface Called {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever came, as it came
  readonly json: any
}

/** A local Google Chat and an app that answers what it is told to. */
export async function setStage(changes: Partial<LocalChatOptions> = {}): Promise<Stage> {
  const chat = await startLocalChat(chatOptions(changes))
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const got = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
      received.push(got)
      const answer = stage.answer(got)
      response.writeHead(typeof answer === 'number' ? answer : 200, { 'Content-Type': 'application/json' })
      response.end(typeof answer === 'number' ? '' : JSON.stringify(answer))
    })
  })
  const url = await listen(server, 0, '127.0.0.1')
  chat.setBotUrl(url)
  const { client_email: email, private_key: key } = JSON.parse(readFileSync(chat.keyFile, 'utf8'))
  const account = new JWT({ email, key, scopes: ['https://www.googleapis.com/auth/chat.bot'] })
  account.useJWTAccessWithScope = true
  const stage: Stage = {
    chat,
    aiko: createChatPerson(chat.url, 'aiko'),
    ben: createChatPerson(chat.url, 'ben'),
    received,
    answer: () => ({}),
    endpoint: `${url}/gchat/events`,
    async call(method, path, body) {
      const headers = await account.getRequestHeaders()
      headers.set('Content-Type', 'application/json')
      const response = await fetch(`${chat.apiUrl}v1/${path}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json')
      return { status: response.status, json: isJson ? JSON.parse(text) : text }
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await chat.close()
    },
  }
  return stage
}

/** A dialog's card with a title, a choice that redraws, a search, check boxes and a date. */
export function formCard(note = ''): object {
  return {
    header: { title: 'New case' },
    sections: [
      {
        widgets: [
          ...(note ? [{ textParagraph: { text: note } }] : []),
          { textInput: { name: 'title', label: 'Title', validation: { characterLimit: 20 } } },
          {
            selectionInput: {
              name: 'severity',
              label: 'Severity',
              type: 'DROPDOWN',
              items: [
                { text: 'P1', value: 'p1' },
                { text: 'P2', value: 'p2', selected: true },
              ],
              onChangeAction: {
                function: 'https://app.example/redraw',
                parameters: [{ key: 'k', value: 'v' }],
              },
            },
          },
          {
            selectionInput: {
              name: 'customer',
              label: 'Customer',
              type: 'MULTI_SELECT',
              multiSelectMaxSelectedItems: 1,
              multiSelectMinQueryLength: 1,
              externalDataSource: { function: 'https://app.example/search' },
            },
          },
          {
            selectionInput: {
              name: 'checks',
              label: 'Checks',
              type: 'CHECK_BOX',
              items: [{ text: 'One', value: '1' }],
            },
          },
          { dateTimePicker: { name: 'when', label: 'When', type: 'DATE_ONLY' } },
        ],
      },
    ],
    fixedFooter: {
      primaryButton: {
        text: 'Send',
        onClick: {
          action: {
            function: 'https://app.example/submit',
            parameters: [{ key: 'k', value: 'v' }],
            requiredWidgets: ['title'],
          },
        },
      },
    },
  }
}
