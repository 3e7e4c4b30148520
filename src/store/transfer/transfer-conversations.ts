import type {
  ConversationRecord,
  HomeChannel,
  KeptSummary,
  PostsPause,
  SeenMember,
} from '../../cases/conversation-store.ts'
import { parseChannelKey } from '../chat-keys.ts'
import { homeId, onlyPause, stayKey, toChangeId } from '../mongo/mongo-conversations.ts'
import { parseDated } from '../parse-dated.ts'
import type { Parameter } from '../sqlite/query.ts'
import { fromLookup } from '../sqlite/rows.ts'
import { toStoredChange } from '../stored-change.ts'
import { type TransferKind, walkTable } from './transfer-kind.ts'
import { toEarlyId } from './transfer-people.ts'

const homes = walkTable({
  collection: 'home-channels',
  tables: ['home_channels'],
  key: ['domain', 'workspace'],
  columns: ['channel', 'doc'],
  toDocuments: ([, , key, doc]) => {
    const channel = String(key)
    const { domain, by, at } = parseDated<HomeChannel>(doc)
    return [{ _id: homeId(domain, parseChannelKey(channel)), domain, channel, by, at }]
  },
})

const changes = walkTable({
  collection: 'conversation-changes',
  tables: ['conversation_changes'],
  key: ['id'],
  columns: ['channel', 'doc'],
  toDocuments: ([id, key, doc]) => {
    const channel = String(key)
    const kept = parseDated<Omit<ConversationRecord, 'channel'>>(doc)
    const stored = toStoredChange({ ...kept, channel: parseChannelKey(channel) })
    return [{ _id: toChangeId(channel, stored), channel, ...stored, recorded: toEarlyId(Number(id)) }]
  },
})

/** The newest list of each conversation, with those who are still there. */
const members = walkTable({
  collection: 'conversation-members',
  tables: ['member_lists', 'member_stays'],
  key: ['channel'],
  columns: ['at'],
  limit: 100,
  toDocuments: ([channel, at], { query }) => {
    const present = query(
      'SELECT from_at, doc FROM member_stays WHERE channel = ? AND to_at IS NULL ORDER BY from_at, user',
    ).all(channel ?? null)
    return [
      {
        _id: String(channel),
        at: new Date(Number(at)),
        version: 1,
        present: present.map(([from, doc]) => toMember(doc, from)),
        ended: [],
      },
    ]
  },
})

const stays = walkTable({
  collection: 'member-stays',
  tables: ['member_stays'],
  key: ['channel', 'user', 'from_at'],
  columns: ['to_at', 'doc'],
  toDocuments: ([key, , from, to, doc]) => {
    if (to === null) return []
    const channel = String(key)
    const member = toMember(doc, from)
    return [{ _id: stayKey(channel, member), channel, ...member, to: new Date(Number(to)) }]
  },
})

function toMember(doc: Parameter | undefined, from: Parameter | undefined) {
  const { user, name, standing } = JSON.parse(String(doc)) as SeenMember
  return { user, name, standing, from: new Date(Number(from)) }
}

const notices = walkTable({
  collection: 'notices',
  tables: ['notices'],
  key: ['key'],
  columns: ['until'],
  toDocuments: ([key, until]) => [{ _id: fromLookup(String(key)), until: new Date(Number(until)) }],
})

const summaries = walkTable({
  collection: 'queue-summaries',
  tables: ['queue_summaries'],
  key: ['channel'],
  columns: ['doc'],
  toDocuments: ([channel, doc]) => [{ _id: String(channel), ...parseDated<KeptSummary>(doc) }],
})

const pauses = walkTable({
  collection: 'posts-pauses',
  tables: ['posts_pause'],
  key: ['only'],
  columns: ['doc'],
  toDocuments: ([, doc]) => {
    const { since, by } = parseDated<PostsPause>(doc)
    return [{ _id: onlyPause, since, by }]
  },
})

export const conversationKinds: readonly TransferKind[] = [
  homes,
  changes,
  members,
  stays,
  notices,
  summaries,
  pauses,
]
