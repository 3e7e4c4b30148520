import { randomUUID } from 'node:crypto'
import type { Connection, mongo } from 'mongoose'
import type { Commit } from '../../cases/case-store.ts'
import type { Log } from '../../config/log.ts'
import {
  type ClaimRef,
  type DeliveryInstance,
  type DeliveryStore,
  type DueSubscription,
  instanceMs,
  type SubscriptionProgressUpdate,
} from '../../delivery/delivery-store.ts'
import { routeKey, shareOut, toDueAt, tooFarAhead } from '../delivery-state.ts'
import { storedName } from '../stored-subscription.ts'
import { toCase, withoutHistory } from './documents.ts'
import { type CaseDocument, dueIndex } from './mongo-schema.ts'
import type { Repeat } from './retry.ts'
import { free, type ThreadDocument, toThreadDocument } from './thread-documents.ts'
import { watchNews } from './watch-news.ts'

type ThreadFilter = { readonly id: string } & Readonly<Record<string, unknown>>

interface InstanceDocument extends Omit<DeliveryInstance, 'owner'> {
  readonly _id: string
}

/** Where one look goes: a route without the channels that are busy. */
interface Place {
  readonly route: string
  readonly busy: readonly string[]
}

/** How long the server keeps an instance that was not seen any more, s. */
const forgottenAfter = 3_600

const waits = [{ parked: { $ne: null } }, { fault: { $ne: null } }, { heldBack: { $ne: null } }]
const hasWaiting = { $or: waits.map((one) => ({ threads: { $elemMatch: one } })) }

/** What the thread `one` is written when somebody asks for it: see `revive`. */
export const reviveOne = {
  $set: { 'threads.$[one].parked': null, 'threads.$[one].retryAt': null, 'threads.$[one].dueAt': free },
  $unset: { 'threads.$[one].fault': '' },
  $min: { 'threads.$[one].tries': 1 },
  $inc: { news: 1 },
} as const

export async function prepareDeliveries(connection: Connection): Promise<void> {
  await instancesOn(connection).createIndex({ seenAt: 1 }, { expireAfterSeconds: forgottenAfter })
}

/** How a change makes a case's threads due and adds its new ones. */
export interface MadeDue {
  /** What has to hold for the write, beside the change's own guards. */
  readonly found: object
  readonly set: object
  readonly arrayFilters?: { readonly [field: string]: null }[]
}

/**
 * No server takes both an array filter and an appended element in one write: with new threads each thread is named by its place, which holds only
 * as long as the same threads stand there.
 */
export async function makeDue(
  cases: mongo.Collection<CaseDocument>,
  { number, next: { updatedAt }, subscriptions = [] }: Commit,
): Promise<MadeDue> {
  if (subscriptions.length === 0) {
    return {
      found: {},
      set: { 'threads.$[alive].dueAt': toDueAt(updatedAt) },
      arrayFilters: [{ 'alive.parked': null }],
    }
  }
  const document = await cases.findOne(
    { _id: number },
    { projection: { 'threads.id': 1, 'threads.parked': 1 } },
  )
  const there = document?.threads ?? []
  const alive = there.flatMap(({ parked }, index) => (parked === null ? [index] : []))
  return {
    found: {
      threads: { $size: there.length },
      ...Object.fromEntries(there.map(({ id }, index) => [`threads.${index}.id`, id])),
    },
    set: {
      ...Object.fromEntries(alive.map((index) => [`threads.${index}.dueAt`, toDueAt(updatedAt)])),
      ...Object.fromEntries(
        subscriptions.map((one, index) => [`threads.${there.length + index}`, toThreadDocument(one)]),
      ),
    },
  }
}

/** Leases on subscriptions and how far each has come, in the documents of their cases. */
export function mongoDeliveries(
  connection: Connection,
  { repeat, log }: { readonly repeat: Repeat; readonly log?: Log | undefined },
): Omit<DeliveryStore, 'get' | 'history' | 'purge'> {
  const cases = databaseOf(connection).collection<CaseDocument>('cases')
  const instances = instancesOn(connection)

  async function find(
    places: readonly Place[],
    { now, limit }: { readonly now: Date; readonly limit: number },
  ): Promise<readonly (readonly DueSubscription[])[]> {
    const documents = await cases
      .find(
        { $or: places.flatMap((place) => whatIsDue(place, now)) },
        {
          projection: {
            'threads.id': 1,
            'threads.platform': 1,
            'threads.tenant': 1,
            'threads.channel': 1,
            'threads.route': 1,
            'threads.dueAt': 1,
            'threads.leaseUntil': 1,
          },
          hint: dueIndex,
        },
      )
      .limit(limit)
      .toArray()
    return places.map(({ route, busy }) =>
      documents
        .flatMap(({ _id, threads }) =>
          threads.flatMap((thread) =>
            thread.route === route && !busy.includes(thread.channel) && isDue(thread, now)
              ? [toDue(_id, thread)]
              : [],
          ),
        )
        .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime()),
    )
  }

  async function update(
    found: ReturnType<typeof threadOf> & { readonly news?: number },
    change: mongo.UpdateFilter<CaseDocument>,
  ): Promise<boolean> {
    const { id } = found.threads.$elemMatch
    const { matchedCount } = await cases.updateOne(found, change, oneLike({ id }))
    return matchedCount === 1
  }

  /** Ends a husk (`toHusk`) of which no post is left that could be taken away. */
  async function endHusk(number: number): Promise<void> {
    const husk = { _id: number, goneAt: { $exists: true } }
    await cases.deleteOne({ ...husk, $nor: [{ threads: { $elemMatch: { parked: null } } }] })
  }

  return {
    async findDue({ routes, except = [], ...wanted }) {
      if (routes.length === 0) return []
      const places = routes.map((route) => ({
        route: routeKey(route),
        busy: except.filter((one) => routeKey(one) === routeKey(route)).map(({ channel }) => channel),
      }))
      const found = await find(places, wanted)
      const isAll = found.flat().length < wanted.limit || places.length === 1
      // One route's backlog may have left no room for the others.
      const each = isAll
        ? found
        : await Promise.all(places.map(async (place) => (await find([place], wanted)).flat()))
      return shareOut(each, wanted.limit)
    },

    async claim({ number, thread, owner, now, leaseMs }) {
      const leaseOwner = `${owner} ${randomUUID()}`
      const mine = threadOf(number, { id: thread, leaseOwner, held: true })
      let again = false
      return repeat(async () => {
        const repeated = again
        again = true
        const before = await cases.findOneAndUpdate(
          threadOf(number, { id: thread, ...dueWindow(now), ...freeLease(now) }),
          {
            $set: {
              'threads.$[one].held': true,
              'threads.$[one].leaseOwner': leaseOwner,
              'threads.$[one].leaseUntil': new Date(now.getTime() + leaseMs),
            },
            $inc: { 'threads.$[one].token': 1 },
          },
          { returnDocument: 'before', projection: withoutHistory, ...oneLike({ id: thread }) },
        )
        if (!before && !repeated) return undefined
        // It may have been made, and only its answer lost.
        const document = before ?? (await cases.findOne(mine, { projection: withoutHistory }))
        const held = document?.threads.find(({ id }) => id === thread)
        if (!document || !held) return undefined
        return {
          case: toCase(document),
          thread,
          token: before ? held.token + 1 : held.token,
          pendingDeliveries: document.news,
          uncertain: held.held,
        }
      })
    },

    renew: ({ until, ...claim }) => update(heldBy(claim), { $set: { 'threads.$[one].leaseUntil': until } }),

    async saveProgress({ progress, ...claim }) {
      const { suspended, fault, heldBack } = progress
      return update(heldBy(claim), {
        $set: {
          'threads.$[one].held': true,
          ...threadFields(progress),
          ...(suspended || fault || heldBack ? { waiting: claim.number } : {}),
        },
      })
    },

    async removeSubscription({ pendingDeliveries, ...claim }) {
      const { number, thread: id } = claim
      const ended = {
        ...heldBy(claim),
        ...(pendingDeliveries === undefined ? {} : { news: pendingDeliveries }),
      }
      const { matchedCount } = await cases.updateOne(ended, { $pull: { threads: { id } } })
      // Gone already, with its case if that was a husk: this is the same call once more.
      if (
        matchedCount === 0 &&
        (await cases.findOne({ _id: number, 'threads.id': id }, { projection: { _id: 1 } }))
      )
        return false
      await endHusk(number)
      return true
    },

    async releaseClaim({ pendingDeliveries, retryAt, ...claim }) {
      const back = {
        'threads.$[one].held': false,
        'threads.$[one].leaseOwner': null,
        'threads.$[one].leaseUntil': free,
      }
      const newest = { ...heldBy(claim), news: pendingDeliveries }
      if (await update(newest, { $set: { ...back, 'threads.$[one].dueAt': retryAt } })) return false
      // What came in between, and only ever more, has set `dueAt`, or left it as it was when the claim was made: that stands.
      return update(heldBy(claim), { $set: back })
    },

    async wakeConversation({ channel, ...route }) {
      const here = { route: routeKey(route), parked: null, ...(channel === undefined ? {} : { channel }) }
      const waiting = [{ fault: { $ne: null } }, { heldBack: { $ne: null } }]
      const { matchedCount } = await cases.updateMany(
        {
          waiting: { $gt: 0 },
          $or: waiting.map((one) => ({ threads: { $elemMatch: { ...here, ...one } } })),
        },
        { $set: { 'threads.$[one].dueAt': free, 'threads.$[one].retryAt': null }, $inc: { news: 1 } },
        oneLike(here),
      )
      await cases.updateMany({ waiting: { $gt: 0 }, $nor: hasWaiting.$or }, { $unset: { waiting: '' } })
      return matchedCount
    },

    async moveConversation({ channel, ...route }, to) {
      const here = { route: routeKey(route), channel }
      await cases.updateMany(
        { threads: { $elemMatch: here } },
        // In this order: not every server looks for the elements before it changes any.
        { $set: { 'threads.$[one].retryAt': null, 'threads.$[one].channel': to } },
        oneLike(here),
      )
      // Those that were there before are only looked at.
      const alive = { route: routeKey(route), channel: to, parked: null }
      await cases.updateMany(
        { threads: { $elemMatch: alive } },
        { $set: { 'threads.$[one].dueAt': free }, $inc: { news: 1 } },
        oneLike(alive),
      )
    },

    async listWaiting({ after = 0, limit }) {
      const documents = await cases
        .find({ waiting: { $gt: after }, ...hasWaiting }, { projection: withoutHistory })
        .sort({ waiting: 1 })
        .limit(limit + 1)
        .toArray()
      const found = documents.slice(0, limit).map(toCase)
      const last = found.at(-1)
      return { cases: found, ...(documents.length > limit && last && { next: last.number }) }
    },

    retrySubscription: (number, id) => update(threadOf(number, { id }), reviveOne),

    async dropSubscription(number, id, why) {
      const isThere = await update(threadOf(number, { id }), {
        $set: { 'threads.$[one].parked': why, 'threads.$[one].dueAt': null, waiting: number },
      })
      await endHusk(number)
      return isThere
    },

    async beat({ owner, seenAt, routes }) {
      await instances.updateOne({ _id: owner }, { $set: { seenAt, routes } }, { upsert: true })
      const moment = seenAt.getTime()
      const seen = { $gt: new Date(moment - instanceMs), $lt: new Date(moment + instanceMs) }
      const alive = await instances.find({ seenAt: seen }).sort({ _id: 1 }).toArray()
      return alive.map(({ _id, ...instance }) => ({ owner: _id, ...instance }))
    },

    async leave(owner) {
      await instances.deleteOne({ _id: owner })
    },

    watch: (onChange) =>
      // Only what makes something due: the writes of a delivery itself are no news.
      watchNews(
        (options) =>
          cases.watch(
            [
              {
                $match: {
                  $or: [
                    { operationType: 'insert' },
                    { 'updateDescription.updatedFields.news': { $exists: true } },
                  ],
                },
              },
              { $project: { _id: 1, operationType: 1, documentKey: 1 } },
            ],
            options,
          ),
        onChange,
        log,
      ),
  }
}

function databaseOf({ db }: Connection): NonNullable<Connection['db']> {
  if (!db) throw new Error('the connection is open')
  return db
}

function instancesOn(connection: Connection): mongo.Collection<InstanceDocument> {
  return databaseOf(connection).collection<InstanceDocument>('instances')
}

/** By now, or so far ahead that a wrong clock must have written it; null is neither. */
function dueWindow(now: Date): object {
  return { dueAt: { $ne: null, $not: { $gt: now, $lte: tooFarAhead(now) } } }
}

function freeLease(now: Date): object {
  return { leaseUntil: { $not: { $gt: now, $lte: tooFarAhead(now) } } }
}

/** `dueWindow` as two, each of which is one range of the index. */
export function whatIsDue({ route, busy }: Place, now: Date): readonly object[] {
  return [{ $lte: now }, { $gt: tooFarAhead(now) }].map((dueAt) => ({
    threads: {
      $elemMatch: {
        route,
        dueAt,
        ...freeLease(now),
        ...(busy.length > 0 && { channel: { $nin: busy } }),
      },
    },
  }))
}

function isDue({ dueAt, leaseUntil }: Pick<ThreadDocument, 'dueAt' | 'leaseUntil'>, now: Date): boolean {
  const isAhead = (moment: Date) => moment > now && moment <= tooFarAhead(now)
  return dueAt !== null && !isAhead(dueAt) && !isAhead(leaseUntil)
}

function toDue(number: number, { id, platform, tenant, channel, dueAt }: ThreadDocument): DueSubscription {
  return { number, thread: id, platform, tenant, channel, dueAt: dueAt ?? free }
}

/** A case with such a thread. Which one it is a write is told once more (`oneLike`): not all servers know that from here. */
function threadOf(number: number, thread: ThreadFilter) {
  return { _id: number, threads: { $elemMatch: thread } }
}

function heldBy({ number, thread, token }: ClaimRef) {
  return threadOf(number, { id: thread, token, held: true })
}

/** What a write calls the thread `one`. */
export function oneLike(fields: object): { arrayFilters: Record<string, unknown>[] } {
  const named = Object.entries(fields).map(([field, value]) => [`one.${field}`, value])
  return { arrayFilters: [Object.fromEntries(named)] }
}

function threadFields(progress: SubscriptionProgressUpdate): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(progress).map(([name, value]) => [`threads.$[one].${storedName(name)}`, value]),
  )
}
