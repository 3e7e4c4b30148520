import type {
  ConversationRecord,
  ConversationStore,
  HomeChannel,
  KeptSummary,
  MemberStay,
  PostsPause,
  SeenMember,
} from '../../cases/conversation-store.ts'
import type { ChannelBinding, ConversationRef } from '../../cases/identity-store.ts'
import { channelKey, parseChannelKey } from '../chat-keys.ts'
import { compareMembers, compareStays } from '../member-stays.ts'
import { parseDated } from '../parse-dated.ts'
import { toStoredChange } from '../stored-change.ts'
import type { Database, Parameter } from './query.ts'
import { lookup } from './rows.ts'

/** The channels of a domain, by their index. */
export const boundTo = 'SELECT channel, doc FROM channel_bindings WHERE domain = ?'

/** The stays of a channel that had not ended by a moment. */
export const staysSince =
  'SELECT from_at, to_at, doc FROM member_stays WHERE channel = ? AND (to_at IS NULL OR to_at > ?)'

/** What is kept of conversations, in the file that the cases are in. */
export function sqliteConversations({ query, write }: Database): ConversationStore {
  function recordMembers(channel: string, members: readonly SeenMember[], at: Date): void {
    const moment = at.getTime()
    const isNewest = query(
      `INSERT INTO member_lists (channel, at) VALUES (?, ?)
       ON CONFLICT (channel) DO UPDATE SET at = excluded.at WHERE member_lists.at <= excluded.at`,
    ).run(channel, moment)
    if (isNewest === 0) return
    const before = query('SELECT from_at, to_at, doc FROM member_stays WHERE channel = ? AND to_at IS NULL')
      .all(channel)
      .map(stayFromRow)
    const { changed, ended, dropped } = compareMembers(before, members, at)
    const drop = query('DELETE FROM member_stays WHERE channel = ? AND user = ? AND from_at = ?')
    for (const { user, from } of dropped) drop.run(channel, lookup(user), from.getTime())
    const put = query(
      `INSERT INTO member_stays (channel, user, from_at, to_at, doc) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (channel, user, from_at) DO UPDATE SET to_at = excluded.to_at, doc = excluded.doc`,
    )
    for (const { user, name, standing, from, to } of [...ended, ...changed]) {
      const doc = JSON.stringify({ user, name, standing })
      put.run(channel, lookup(user), from.getTime(), to?.getTime() ?? null, doc)
    }
  }

  return {
    async listBindings(domain) {
      const rows = query(boundTo).all(lookup(domain))
      return rows.map(([channel, doc]) => ({
        channel: parseChannelKey(String(channel)),
        binding: parseDated<ChannelBinding>(doc),
      }))
    },
    async listHomes(domain) {
      const rows = query('SELECT doc FROM home_channels WHERE domain = ?').all(lookup(domain))
      return rows.map(([doc]) => parseDated<HomeChannel>(doc))
    },
    async setHome({ domain, channel, by, at }) {
      const doc = JSON.stringify({ domain, channel: parseChannelKey(channelKey(channel)), by, at })
      await write(() =>
        query(
          `INSERT INTO home_channels (domain, workspace, channel, doc) VALUES (?, ?, ?, ?)
         ON CONFLICT (domain, workspace) DO UPDATE SET channel = excluded.channel, doc = excluded.doc`,
        ).run(lookup(domain), workspaceKey(channel), channelKey(channel), doc),
      )
    },
    async removeHome(domain, channel) {
      const sql = 'DELETE FROM home_channels WHERE domain = ? AND channel = ?'
      return write(() => query(sql).run(lookup(domain), channelKey(channel)) === 1)
    },
    async recordChange(change) {
      const doc = JSON.stringify(toStoredChange(change))
      await write(() =>
        query(
          'INSERT INTO conversation_changes (channel, at, doc) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        ).run(channelKey(change.channel), change.at.getTime(), doc),
      )
    },
    async listChanges({ platform, tenant, channel }) {
      const rows = query('SELECT doc FROM conversation_changes WHERE channel = ? ORDER BY at, id').all(
        channelKey({ platform, tenant, channel }),
      )
      return rows.map(([doc]) => ({
        channel: { platform, tenant, channel },
        ...parseDated<Omit<ConversationRecord, 'channel'>>(doc),
      }))
    },
    async recordMembers(channel, members, at) {
      await write(() => recordMembers(channelKey(channel), members, at))
    },
    async moveMembers(from, to) {
      const [old, next] = [channelKey(from), channelKey(to)]
      if (old === next) return
      await write(() => {
        query(
          `UPDATE OR IGNORE member_stays SET channel = ?1, to_at = coalesce(to_at,
             (SELECT max(at, member_stays.from_at) FROM member_lists WHERE channel = ?1))
           WHERE channel = ?2`,
        ).run(next, old)
        query('DELETE FROM member_stays WHERE channel = ?').run(old)
        query('UPDATE OR IGNORE member_lists SET channel = ? WHERE channel = ?').run(next, old)
        query('DELETE FROM member_lists WHERE channel = ?').run(old)
      })
    },
    async listStays(channel, since) {
      const rows = query(staysSince).all(channelKey(channel), since.getTime())
      return rows.map(stayFromRow).sort(compareStays)
    },
    async claimNotice(key, until, now) {
      return write(() => {
        query('DELETE FROM notices WHERE until <= ?').run(now.getTime())
        const claim = query('INSERT INTO notices (key, until) VALUES (?, ?) ON CONFLICT DO NOTHING')
        return claim.run(lookup(key), until.getTime()) === 1
      })
    },
    async hasNotice(key, now) {
      const row = query('SELECT until FROM notices WHERE key = ?').first(lookup(key))
      return row !== undefined && Number(row[0]) > now.getTime()
    },
    async releaseNotice(key) {
      await write(() => query('DELETE FROM notices WHERE key = ?').run(lookup(key)))
    },
    async readSummary(channel) {
      const row = query('SELECT doc FROM queue_summaries WHERE channel = ?').first(channelKey(channel))
      return row && parseDated<KeptSummary>(row[0])
    },
    async saveSummary(channel, summary) {
      const { version } = summary
      const doc = JSON.stringify(summary)
      return write(() => {
        if (version === 1) {
          const insert =
            'INSERT INTO queue_summaries (channel, version, doc) VALUES (?, 1, ?) ON CONFLICT DO NOTHING'
          return query(insert).run(channelKey(channel), doc) === 1
        }
        const update = 'UPDATE queue_summaries SET version = ?, doc = ? WHERE channel = ? AND version = ?'
        return query(update).run(version, doc, channelKey(channel), version - 1) === 1
      })
    },
    async readPause() {
      const row = query('SELECT doc FROM posts_pause').first()
      return row && parseDated<PostsPause>(row[0])
    },
    async pausePosts({ since, by }) {
      const sql = 'INSERT INTO posts_pause (only, doc) VALUES (1, ?) ON CONFLICT DO NOTHING'
      await write(() => query(sql).run(JSON.stringify({ since, by })))
    },
    async resumePosts() {
      return write(() => query('DELETE FROM posts_pause').run() === 1)
    },
  }
}

function workspaceKey({ platform, tenant }: ConversationRef): string {
  return JSON.stringify([platform, tenant])
}

function stayFromRow([from, to, doc]: readonly Parameter[]): MemberStay {
  const member = JSON.parse(String(doc)) as SeenMember
  return { ...member, from: new Date(Number(from)), to: to === null ? null : new Date(Number(to)) }
}
