import { createHash } from 'node:crypto'
import { type Connection, type Model, mongo, Schema } from 'mongoose'
import type {
  ConversationRecord,
  ConversationStore,
  HomeChannel,
  KeptSummary,
  MemberStay,
  PostsPause,
  SeenMember,
} from '../../cases/conversation-store.ts'
import type { ConversationRef } from '../../cases/identity-store.ts'
import { channelKey, parseChannelKey } from '../chat-keys.ts'
import { compareMembers, compareStays } from '../member-stays.ts'
import { toStoredChange } from '../stored-change.ts'
import { type BindingDocument, toBinding } from './mongo-identities.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate, withSecondTry } from './write-errors.ts'
import { deleteOnce, type Written, writeOnce } from './write-once.ts'

/** `channel` is the channel's key, here and below. */
interface HomeDocument extends Omit<HomeChannel, 'channel'>, Written {
  readonly channel: string
}

/** `_id` is made of the content, so that a repeat finds itself; `recorded` tells the order within one moment. */
interface ChangeDocument extends Omit<ConversationRecord, 'channel'> {
  readonly _id: string
  readonly channel: string
  readonly recorded: mongo.ObjectId
}

/**
 * Who is in a channel as the newest list told, at `at`. One document, so that a list is taken over whole or not at all, and
 * `version` guards it. `ended` is what that list ended: it is copied into `StayDocument`s before the next list replaces it.
 */
interface MembersDocument {
  readonly _id: string
  readonly at: Date
  readonly version: number
  readonly present: readonly (SeenMember & { readonly from: Date })[]
  readonly ended: readonly EndedStay[]
}

type EndedStay = SeenMember & { readonly from: Date; readonly to: Date }

/** A stay that ended: of one user in one channel from one moment. Written once, never changed. */
interface StayDocument extends EndedStay {
  readonly _id: string
  readonly channel: string
}

interface NoticeDocument extends Written {
  readonly until: Date
}

/** `_id` is the channel's key. */
interface SummaryDocument extends KeptSummary, Written {}

interface PauseDocument extends PostsPause, Written {}

const part = { _id: false, strict: 'throw', minimize: false } as const
const whole = {
  versionKey: false,
  strict: 'throw',
  minimize: false,
  autoIndex: false,
  autoCreate: false,
} as const

const homeSchema = new Schema(
  { _id: String, domain: String, channel: String, by: String, at: Date, write: String },
  whole,
)
homeSchema.index({ domain: 1 })

const changeSchema = new Schema(
  {
    _id: String,
    channel: String,
    at: Date,
    by: String,
    what: String,
    domain: String,
    sharedWith: String,
    people: { type: [new Schema({ user: String, name: String }, part)], default: undefined },
    recorded: Schema.Types.ObjectId,
  },
  whole,
)
changeSchema.index({ channel: 1, at: 1, recorded: 1 })

const member = { user: String, name: String, standing: String, from: Date }
const membersSchema = new Schema(
  {
    _id: String,
    at: Date,
    version: Number,
    present: [new Schema(member, part)],
    ended: [new Schema({ ...member, to: Date }, part)],
  },
  whole,
)

const staySchema = new Schema({ _id: String, channel: String, ...member, to: Date }, whole)
staySchema.index({ channel: 1, to: 1 })

const noticeSchema = new Schema({ _id: String, until: Date, write: String }, whole)
noticeSchema.index({ until: 1 })

const summarySchema = new Schema(
  {
    _id: String,
    version: Number,
    generation: Number,
    message: String,
    since: Date,
    shows: String,
    at: Date,
    write: String,
  },
  whole,
)

const pauseSchema = new Schema({ _id: String, since: Date, by: String, write: String }, whole)
/** There is one pause, or none. */
export const onlyPause = 'posts'

export interface ConversationModels {
  readonly homes: Model<HomeDocument>
  readonly changes: Model<ChangeDocument>
  readonly members: Model<MembersDocument>
  readonly stays: Model<StayDocument>
  readonly notices: Model<NoticeDocument>
  readonly summaries: Model<SummaryDocument>
  readonly pauses: Model<PauseDocument>
}

/** The models of one connection; nothing is registered globally. */
export function conversationModelsOn(connection: Connection): ConversationModels {
  const model = <T>(name: string, schema: unknown, collection: string) =>
    connection.model<T>(name, schema as Schema<T>, collection)
  return {
    homes: model<HomeDocument>('HomeChannel', homeSchema, 'home-channels'),
    changes: model<ChangeDocument>('ConversationChange', changeSchema, 'conversation-changes'),
    members: model<MembersDocument>('ConversationMembers', membersSchema, 'conversation-members'),
    stays: model<StayDocument>('MemberStay', staySchema, 'member-stays'),
    notices: model<NoticeDocument>('Notice', noticeSchema, 'notices'),
    summaries: model<SummaryDocument>('QueueSummary', summarySchema, 'queue-summaries'),
    pauses: model<PauseDocument>('PostsPause', pauseSchema, 'posts-pauses'),
  }
}

/** Makes the indexes that the questions need; all else is asked by `_id`. */
export async function prepareConversations({
  homes,
  changes,
  stays,
  notices,
}: ConversationModels): Promise<void> {
  await Promise.all([homes, changes, stays, notices].map((model) => model.createIndexes()))
}

/** What is kept of conversations, in the database that the cases are in. */
export function mongoConversations(
  { homes, changes, members, stays, notices, summaries, pauses }: ConversationModels,
  bindings: Model<BindingDocument>,
  repeat: Repeat,
): ConversationStore {
  async function keepEnded(channel: string, ended: readonly EndedStay[]): Promise<void> {
    if (ended.length === 0) return
    const upserts = ended.map((stay) => ({
      updateOne: {
        filter: { _id: stayKey(channel, stay) },
        update: { $setOnInsert: { channel, ...stay } },
        upsert: true,
      },
    }))
    await withSecondTry(() => stays.bulkWrite(upserts, { ordered: false }))
  }

  /** False when another list was taken over in between. */
  async function replaceMembers(
    channel: string,
    before: MembersDocument | null,
    next: Pick<MembersDocument, 'at' | 'ended'> & Partial<Pick<MembersDocument, 'present'>>,
  ): Promise<boolean> {
    if (before) {
      const { modifiedCount } = await members.updateOne(
        { _id: channel, version: before.version },
        { $set: next, $inc: { version: 1 } },
      )
      return modifiedCount === 1
    }
    try {
      await members.create({ _id: channel, version: 1, ...next })
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  async function readStays(channel: string, since: Date): Promise<readonly MemberStay[]> {
    // In this order: what the next list ends meanwhile is in one of the two, or in both.
    const newest = await members.findById(channel).lean<MembersDocument>()
    const kept = await stays.find({ channel, to: { $gt: since } }).lean<StayDocument[]>()
    const found = new Map<string, MemberStay>()
    for (const { user, name, standing, from } of newest?.present ?? [])
      found.set(stayKey(channel, { user, from }), { user, name, standing, from, to: null })
    for (const { user, name, standing, from, to } of [...(newest?.ended ?? []), ...kept])
      if (to > since) found.set(stayKey(channel, { user, from }), { user, name, standing, from, to })
    return [...found.values()].sort(compareStays)
  }

  return {
    async listBindings(domain) {
      const found = await bindings.find({ domain }).lean<BindingDocument[]>()
      return found.map((document) => ({
        channel: parseChannelKey(document._id),
        binding: toBinding(document),
      }))
    },
    async listHomes(domain) {
      const found = await homes.find({ domain }).lean<HomeDocument[]>()
      return found.map(({ channel, by, at }) => ({ domain, channel: parseChannelKey(channel), by, at }))
    },
    async setHome({ domain, channel, by, at }) {
      const _id = homeId(domain, channel)
      const home = { domain, channel: channelKey(channel), by, at }
      await withSecondTry(() => homes.updateOne({ _id }, { $set: home }, { upsert: true }))
    },
    async removeHome(domain, channel) {
      const _id = homeId(domain, channel)
      return deleteOnce(homes, { _id, channel: channelKey(channel) }, repeat)
    },
    async recordChange(change) {
      const channel = channelKey(change.channel)
      const stored = toStoredChange(change)
      const _id = toChangeId(channel, stored)
      const made = { channel, ...stored, recorded: new mongo.ObjectId() }
      await withSecondTry(() => changes.updateOne({ _id }, { $setOnInsert: made }, { upsert: true }))
    },
    async listChanges({ platform, tenant, channel }) {
      const found = await changes
        .find({ channel: channelKey({ platform, tenant, channel }) })
        .sort({ at: 1, recorded: 1 })
        .lean<ChangeDocument[]>()
      return found.map((document) => ({
        channel: { platform, tenant, channel },
        ...toStoredChange({ ...document, channel: { platform, tenant, channel } }),
      }))
    },
    async recordMembers(conversation, seen, at) {
      const channel = channelKey(conversation)
      for (;;) {
        const before = await members.findById(channel).lean<MembersDocument>()
        if (before && before.at > at) return
        await keepEnded(channel, before?.ended ?? [])
        const open = (before?.present ?? []).map((stay) => ({ ...stay, to: null }))
        const { present, changed, ended, dropped } = compareMembers(open, seen, at)
        const isSame = changed.length + ended.length + dropped.length === 0
        const next = {
          at,
          ended: ended.map((stay) => ({ ...stay, to: at })),
          // Most lists tell nothing new: those write next to nothing.
          ...(isSame ? {} : { present: present.map(({ to: _, ...stay }) => stay) }),
        }
        if (await replaceMembers(channel, before, next)) return
      }
    },
    async listStays(conversation, since) {
      return readStays(channelKey(conversation), since)
    },
    async moveMembers(from, to) {
      const [old, next] = [channelKey(from), channelKey(to)]
      const last = await members.findById(old).lean<MembersDocument>()
      if (old === next) return
      const moved = await readStays(old, new Date(0))
      let newest = await members.findById(next).lean<MembersDocument>()
      if (!newest && last) {
        await replaceMembers(next, null, { at: last.at, ended: [], present: last.present })
        newest = await members.findById(next).lean<MembersDocument>()
      }
      // A try before this one may have got so far: who is there by the same stay is there still.
      const present = new Set(newest?.present.map((stay) => stayKey(next, stay)))
      const lookedAt = newest?.at.getTime() ?? 0
      const ended = moved
        .filter((stay) => !present.has(stayKey(next, stay)))
        .map((stay) => ({ ...stay, to: stay.to ?? new Date(Math.max(lookedAt, stay.from.getTime())) }))
      await keepEnded(next, ended)
      await stays.deleteMany({ channel: old })
      await members.deleteOne({ _id: old })
    },
    async claimNotice(key, until, now) {
      const attempt = async (write: string) => {
        await notices.deleteMany({ until: { $lte: now } })
        try {
          await notices.create({ _id: key, until, write })
          return true
        } catch (error) {
          if (isDuplicate(error)) return false
          throw error
        }
      }
      return writeOnce(notices, key, attempt, repeat)
    },
    async hasNotice(key, now) {
      return (await notices.exists({ _id: key, until: { $gt: now } })) !== null
    },
    async releaseNotice(key) {
      await notices.deleteOne({ _id: key })
    },
    async readSummary(conversation) {
      const found = await summaries.findById(channelKey(conversation)).lean<SummaryDocument>()
      if (!found) return undefined
      const { _id, write: _, ...summary } = found
      return summary
    },
    async saveSummary(conversation, summary) {
      const _id = channelKey(conversation)
      const attempt = async (write: string) => {
        if (summary.version > 1) {
          const before = { _id, version: summary.version - 1 }
          return (await summaries.updateOne(before, { $set: { ...summary, write } })).matchedCount === 1
        }
        try {
          await summaries.create({ _id, ...summary, write })
          return true
        } catch (error) {
          if (isDuplicate(error)) return false
          throw error
        }
      }
      return writeOnce(summaries, _id, attempt, repeat)
    },
    async readPause() {
      const pause = await pauses.findById(onlyPause).lean<PauseDocument>()
      return pause ? { since: pause.since, by: pause.by } : undefined
    },
    async pausePosts({ since, by }) {
      await withSecondTry(() =>
        pauses.updateOne({ _id: onlyPause }, { $setOnInsert: { since, by } }, { upsert: true }),
      )
    },
    async resumePosts() {
      return deleteOnce(pauses, { _id: onlyPause }, repeat)
    },
  }
}

export function homeId(
  domain: string,
  { platform, tenant }: Pick<ConversationRef, 'platform' | 'tenant'>,
): string {
  return JSON.stringify([domain, platform, tenant])
}

/** Made of the content, so that a repeat finds itself. */
export function toChangeId(channel: string, stored: ReturnType<typeof toStoredChange>): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, stored]))
    .digest('hex')
}

export function stayKey(channel: string, { user, from }: Pick<MemberStay, 'user' | 'from'>): string {
  return JSON.stringify([channel, user, from.getTime()])
}
