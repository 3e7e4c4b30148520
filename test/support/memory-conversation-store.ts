import { isDeepStrictEqual } from 'node:util'
import type {
  BoundChannel,
  ConversationRecord,
  ConversationStore,
  HomeChannel,
  KeptSummary,
  MemberStay,
  PostsPause,
} from '../../src/cases/conversation-store.ts'
import type { ConversationRef } from '../../src/cases/identity-store.ts'

/**
 * A `ConversationStore` in memory, for tests that look at services alone: what databases add has tests with real ones. It lists
 * the `bindings` as they are when it is asked.
 */
export function memoryConversationStore(bindings: readonly BoundChannel[] = []): ConversationStore {
  const changes: ConversationRecord[] = []
  const stays = new Map<string, readonly MemberStay[]>()
  const lastLists = new Map<string, Date>()
  const notices = new Map<string, Date>()
  const summaries = new Map<string, KeptSummary>()
  let homes: readonly HomeChannel[] = []
  let pause: PostsPause | undefined

  return {
    async listBindings(domain) {
      return bindings.filter(({ binding }) => binding.domain === domain)
    },
    async listHomes(domain) {
      return homes.filter((home) => home.domain === domain)
    },
    async setHome(home) {
      const { platform, tenant } = home.channel
      const isReplaced = (other: HomeChannel) =>
        other.domain === home.domain && other.channel.platform === platform && other.channel.tenant === tenant
      homes = [...homes.filter((other) => !isReplaced(other)), home]
    },
    async removeHome(domain, channel) {
      const left = homes.filter((home) => home.domain !== domain || keyOf(home.channel) !== keyOf(channel))
      const isRemoved = left.length < homes.length
      homes = left
      return isRemoved
    },
    async recordChange(change) {
      if (!changes.some((known) => isDeepStrictEqual(known, change))) changes.push(change)
    },
    async listChanges(channel) {
      return changes
        .filter((change) => keyOf(change.channel) === keyOf(channel))
        .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    },
    async recordMembers(channel, members, at) {
      const key = keyOf(channel)
      const last = lastLists.get(key)
      if (last && last > at) return
      lastLists.set(key, at)
      const seen = new Map(members.map((member) => [member.user, member]))
      const kept: MemberStay[] = []
      for (const stay of stays.get(key) ?? []) {
        const member = seen.get(stay.user)
        if (stay.to !== null) kept.push(stay)
        else if (member?.standing === stay.standing) {
          kept.push({ ...stay, name: member.name })
          seen.delete(stay.user)
        } else if (stay.from.getTime() !== at.getTime()) kept.push({ ...stay, to: at })
      }
      for (const { user, name, standing } of seen.values())
        kept.push({ user, name, standing, from: at, to: null })
      stays.set(key, kept)
    },
    async moveMembers(from, to) {
      const moved = stays.get(keyOf(from)) ?? []
      const until = lastLists.get(keyOf(to))
      stays.set(keyOf(to), [
        ...moved.map((stay) => ({ ...stay, to: stay.to ?? until ?? null })),
        ...(stays.get(keyOf(to)) ?? []),
      ])
      stays.delete(keyOf(from))
    },
    async listStays(channel, since) {
      return (stays.get(keyOf(channel)) ?? [])
        .filter(({ to }) => to === null || to > since)
        .toSorted((a, b) => a.from.getTime() - b.from.getTime() || (a.user < b.user ? -1 : 1))
    },
    async claimNotice(key, until, now) {
      const claimed = notices.get(key)
      if (claimed && claimed > now) return false
      notices.set(key, until)
      return true
    },
    async hasNotice(key, now) {
      return (notices.get(key) ?? now) > now
    },
    async releaseNotice(key) {
      notices.delete(key)
    },
    async readSummary(channel) {
      return summaries.get(keyOf(channel))
    },
    async saveSummary(channel, summary) {
      const before = summaries.get(keyOf(channel))?.version ?? 0
      if (summary.version !== before + 1) return false
      summaries.set(keyOf(channel), summary)
      return true
    },
    async readPause() {
      return pause
    },
    async pausePosts({ since, by }) {
      pause ??= { since, by }
    },
    async resumePosts() {
      const wasPaused = pause !== undefined
      pause = undefined
      return wasPaused
    },
  }
}

function keyOf({ platform, tenant, channel }: ConversationRef): string {
  return JSON.stringify([platform, tenant, channel])
}
