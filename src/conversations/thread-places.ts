/** PLC-2: where a case's thread may stand, and who reads there: to be shown and chosen from before anything is posted. */
import { actorKey } from '../cases/actor-key.ts'
import type { Visible } from '../cases/audience.ts'
import type { ConversationStore } from '../cases/conversation-store.ts'
import type { Person } from '../cases/directory.ts'
import type { ConversationRef } from '../cases/identity-store.ts'
import type { Actor } from '../cases/policy.ts'
import type { DeclaredReadership, Readers } from './readership.ts'
import { canOpenThread } from './thread-audience.ts'

export type ThreadOption =
  | {
      readonly kind: 'here' | 'home' | 'declared'
      /** What a choice is named by. */
      readonly key: string
      readonly channel: ConversationRef
      readonly readership: DeclaredReadership
    }
  | { readonly kind: 'direct'; readonly key: 'direct' }

/** More are not offered: each costs a look at who is there. */
const maxOptions = 10

export interface ThreadPlaces {
  /** The best one first: here, the domain's home, else direct messages; then what else may be chosen. */
  listOptions(input: {
    readonly actor: Actor
    readonly person: Pick<Person, 'user' | 'tenant' | 'platform'>
    readonly here: ConversationRef
    readonly supportCase: Visible
  }): Promise<readonly ThreadOption[]>
  /** PLC-6: the homes of a domain in which its cases may be shown now. */
  listHomes(domain: string): Promise<readonly ConversationRef[]>
}

export function createThreadPlaces({
  readers,
  conversations,
}: {
  readonly readers: Pick<Readers, 'whoReads'>
  readonly conversations: Pick<ConversationStore, 'listBindings' | 'listHomes'>
}): ThreadPlaces {
  return {
    async listOptions({ actor, person, here, supportCase }) {
      const options: ThreadOption[] = []
      const add = async (kind: 'here' | 'home' | 'declared', channel: ConversationRef): Promise<void> => {
        const key = toPlaceKey(channel)
        if (options.length >= maxOptions || options.some((option) => option.key === key)) return
        const readership = await readers.whoReads(channel)
        if (!canOpenThread(readership, actor, supportCase)) return
        // Whoever is not there learns neither its name nor who is.
        if (kind === 'declared' && !readership.members.some(({ user }) => user === person.user)) return
        options.push({ kind, key, channel, readership })
      }
      await add('here', here)
      if (actor.party !== 'partner') return [...options, direct]
      const domain = actorKey(actor)
      const homes = await conversations.listHomes(domain)
      for (const { channel } of homes.toSorted(
        (a, b) => nearness(b.channel, here) - nearness(a.channel, here),
      ))
        await add('home', channel)
      const first: readonly ThreadOption[] = options.length > 0 ? [] : [direct]
      for (const { channel } of await conversations.listBindings(domain)) await add('declared', channel)
      return first.length > 0 ? [...first, ...options] : [...options, direct]
    },

    async listHomes(domain) {
      const homes = await conversations.listHomes(domain)
      return homes.map(({ channel }) => channel)
    },
  }
}

const direct: ThreadOption = { kind: 'direct', key: 'direct' }

export function toPlaceKey({ platform, tenant, channel }: ConversationRef): string {
  return [platform, tenant, channel].join(':')
}

/** Undefined for what is no such key. */
export function parsePlaceKey(key: string): ConversationRef | undefined {
  const [platform, tenant, ...rest] = key.split(':')
  const channel = rest.join(':')
  if ((platform !== 'slack' && platform !== 'gchat') || tenant === undefined || channel === '')
    return undefined
  return { platform, tenant, channel }
}

/** Of several homes the one in the chat that the person is in. */
function nearness(home: ConversationRef, here: ConversationRef): number {
  return Number(home.platform === here.platform) + Number(home.tenant === here.tenant)
}
