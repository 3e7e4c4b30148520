import type { chat_v1 } from 'googleapis/build/src/apis/chat/index.js'
import type {
  Answer,
  LocalFile,
  LocalMessage,
  LocalState,
  LocalView,
  LocalWelcome,
  SuggestRequest,
} from '../../protocol.ts'
import { selectPageTexts } from './page-texts.ts'
import { readPlatform } from './route.ts'

type Card = chat_v1.Schema$GoogleAppsCardV1Card

const roots = { slack: 'local', gchat: 'local-chat' } as const

/** Every path is relative, so that the page works wherever it is served; the address says of which chat. */
function buildApiAddress(path: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, value)
  const search = parameters.toString()
  return `./${roots[readPlatform(location.search)]}/${path}${search ? `?${search}` : ''}`
}

async function get<T>(path: string, query: Readonly<Record<string, string | undefined>>): Promise<T> {
  const response = await fetch(buildApiAddress(path, query), { headers: { accept: 'application/json' } })
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`)
  return (await response.json()) as T
}

/** A POST never throws: a server that cannot be reached is an answer, too. */
async function send<T>(url: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(url, { method: 'POST', ...init })
    return (await response.json()) as Answer<T>
  } catch {
    const message = selectPageTexts(document.documentElement.lang, readPlatform(location.search)).notConnected
    return { ok: false, error: 'not_connected', message }
  }
}

export function post<T = object>(path: string, body: object): Promise<Answer<T>> {
  return send<T>(buildApiAddress(path), {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** Without a user: as the first person. */
export function fetchState(user?: string): Promise<LocalState> {
  return get<LocalState>('state', { user })
}

export async function fetchMessages(
  user: string,
  channel: string,
  thread?: string,
): Promise<readonly LocalMessage[]> {
  const answer = await get<Answer<{ readonly messages: readonly LocalMessage[] }>>('messages', {
    user,
    channel,
    thread_ts: thread,
  })
  if (!answer.ok) throw new Error(answer.message)
  return answer.messages
}

export async function fetchWelcome(user: string): Promise<LocalWelcome | null> {
  const response = await fetch(buildApiAddress('welcome', { user }))
  return response.ok ? ((await response.json()) as LocalWelcome) : null
}

/** Google Chat's: the app's answer is the card. */
export function openChatHome(user: string): Promise<Answer<{ readonly card: Card | null }>> {
  return post('home', { user })
}

export function openHome(user: string): Promise<Answer<{ readonly view: LocalView | null }>> {
  return post('home', { user })
}

interface Option {
  readonly text: { readonly text: string; readonly type: string }
  readonly value?: string
}

export type Suggestions = {
  readonly options?: readonly Option[]
  readonly option_groups?: readonly {
    readonly label: { readonly text: string }
    readonly options: readonly Option[]
  }[]
}

export function fetchSuggestions(request: SuggestRequest): Promise<Answer<Suggestions>> {
  return post<Suggestions>('suggest', request)
}

export function uploadFile(user: string, file: File): Promise<Answer<{ readonly file: LocalFile }>> {
  return send(buildApiAddress('file', { user, name: file.name }), {
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file,
  })
}

export function buildFileAddress(user: string, id: string): string {
  return buildApiAddress(`file/${encodeURIComponent(id)}`, { user })
}

export function buildEventsAddress(user: string): string {
  return buildApiAddress('events', { user })
}
