import type { Conversation } from '../../commands/define.ts'
import type { ServedTenant } from '../delivery/delivery-store.ts'
import type { Route } from '../http/request-route.ts'
import type { ChatPlatform } from './chat-platform.ts'

/** What the bot serves; grows as the chats join, and as workspaces come and go. */
export interface Served {
  readonly tenants: ServedTenant[]
  /** Of each chat, the workspace that is meant where a setting names none. */
  readonly first: Map<ServedTenant['platform'], string>
  readonly deskPlaces: Conversation[]
  readonly routes: Route[]
}

interface Join {
  /** A chat that has connected, with the workspaces that are there. */
  chat(chat: ChatPlatform, tenants: readonly string[]): Promise<void>
  /** One more of its workspaces, while the bot runs. */
  tenant(here: ServedTenant): Promise<void>
  /** One of them is gone: what waits there waits until it is back. */
  leave(gone: ServedTenant): void
}

/**
 * Takes a chat's requests and lets its threads have what waits for them. What may fail comes first: a join that failed is made again as a
 * whole, and must leave nothing behind that would then be there twice.
 */
export function createJoin(options: {
  readonly served: Served
  /** The desk's channel there, if it has one. */
  readonly findDeskChannel: (here: ServedTenant) => string | undefined
  /** Threads in the desk's channel for the cases that were opened while the chat was away. */
  readonly openDeskThreads: (desk: Conversation) => Promise<unknown>
  readonly listen: (chat: ChatPlatform) => Promise<Route | undefined>
  /** What waits there may go out now: a start mostly comes after what stood in the way was mended. */
  readonly wake: (here: ServedTenant) => Promise<unknown>
}): Join {
  const { served, findDeskChannel, openDeskThreads, listen, wake } = options

  function findDesk(here: ServedTenant): Conversation | undefined {
    const channel = findDeskChannel(here)
    return channel === undefined ? undefined : { ...here, channel }
  }

  async function serve(here: ServedTenant, desk: Conversation | undefined): Promise<void> {
    if (!served.tenants.some((other) => isSame(other, here))) {
      served.tenants.push(here)
      if (desk) served.deskPlaces.push(desk)
    }
    await wake(here)
  }

  return {
    async chat(chat, tenants) {
      const [first] = tenants
      if (first !== undefined) served.first.set(chat.platform, first)
      const places = tenants.map((tenant) => {
        const here = { platform: chat.platform, tenant }
        return { here, desk: findDesk(here) }
      })
      for (const { desk } of places) if (desk) await openDeskThreads(desk)
      const route = await listen(chat)
      if (route) served.routes.push(route)
      for (const { here, desk } of places) await serve(here, desk)
    },
    async tenant(here) {
      const desk = findDesk(here)
      if (desk) await openDeskThreads(desk)
      await serve(here, desk)
    },
    leave(gone) {
      takeOut(served.tenants, gone)
      takeOut(served.deskPlaces, gone)
    },
  }
}

function isSame(one: ServedTenant, other: ServedTenant): boolean {
  return one.platform === other.platform && one.tenant === other.tenant
}

function takeOut(list: ServedTenant[], gone: ServedTenant): void {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    const one = list[index]
    if (one && isSame(one, gone)) list.splice(index, 1)
  }
}

/**
 * DOM-5: lets another channel be the desk's, in each workspace where that was chosen since. One round at a time; a round that fails leaves
 * what it did not come to for the next.
 */
export function createDeskChange(options: {
  readonly served: Served
  readonly findDeskChannel: (here: ServedTenant) => string | undefined
  readonly openDeskThreads: (desk: Conversation) => Promise<unknown>
  /** Who reads there is another matter now. */
  readonly onChange: (place: Conversation) => void
}): () => Promise<void> {
  const { served, findDeskChannel, openDeskThreads, onChange } = options
  let last: Promise<void> = Promise.resolve()

  async function change({ platform, tenant }: ServedTenant): Promise<void> {
    const isHere = (place: Conversation) => place.platform === platform && place.tenant === tenant
    const was = served.deskPlaces.find(isHere)
    const channel = findDeskChannel({ platform, tenant })
    if (was?.channel === channel) return
    if (was) {
      served.deskPlaces.splice(served.deskPlaces.indexOf(was), 1)
      onChange(was)
    }
    if (channel === undefined) return
    const desk = { platform, tenant, channel }
    await openDeskThreads(desk)
    served.deskPlaces.push(desk)
    onChange(desk)
  }

  return () => {
    last = last
      .catch(() => undefined)
      .then(async () => {
        for (const here of [...served.tenants]) await change(here)
      })
    return last
  }
}
