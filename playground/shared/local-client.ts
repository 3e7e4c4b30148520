import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../protocol.ts'

/** One person's way into a local chat, by HTTP. */
export interface LocalClient {
  get<T>(path: string, query?: Readonly<Record<string, string>>): Promise<T>
  send<T = object>(path: string, body: object): Promise<Answer<T>>
  /** Looks again and again until there is something; throws when the patience is over. */
  waitFor<T>(look: () => Promise<T | undefined | false>, what?: string): Promise<T>
}

/** `base` is the address before the path, without a slash at its end. */
export function createLocalClient(base: string, user: string, patienceMs = 10_000): LocalClient {
  return {
    async get<T>(path: string, query: Readonly<Record<string, string>> = {}) {
      const response = await fetch(`${base}/${path}?${new URLSearchParams({ user, ...query })}`)
      return (await response.json()) as T
    },
    async send<T>(path: string, body: object) {
      const response = await fetch(`${base}/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user, ...body }),
      })
      return (await response.json()) as Answer<T>
    },
    async waitFor<T>(look: () => Promise<T | undefined | false>, what = 'what was waited for') {
      const end = Date.now() + patienceMs
      for (;;) {
        const found = await look()
        if (found !== undefined && found !== false) return found
        if (Date.now() > end) throw new Error(`${user} waited ${patienceMs} ms for ${what}, in vain`)
        await sleep(25)
      }
    },
  }
}
