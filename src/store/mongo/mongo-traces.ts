import type { Connection, mongo } from 'mongoose'
import { type TracedPerson, toErasedRecord } from '../../cases/erased-people.ts'
import type { ChatUser, LinkedAccount, SeenPerson, SignIn } from '../../cases/identity-store.ts'
import type { StoredInstallation } from '../../cases/installation-store.ts'
import type { Trace, TraceKind, TraceStore } from '../../cases/trace-store.ts'
import { parseChannelKey, toChatUser } from '../chat-keys.ts'
import { describePlace, describeUser, describeWorkspace, isOfSignIn, ofChannel } from '../trace-places.ts'
import type { Patience } from './retry.ts'
import { walkCollection } from './walk-collection.ts'

interface Document {
  readonly _id: string
  readonly [field: string]: unknown
}

interface Found {
  /** Missing for a write of what is told already. */
  readonly kind?: TraceKind
  readonly where: string
  /** Missing for what stays. */
  readonly change?: () => Promise<unknown>
}

/** Collections of records that name who did something, and how a record's place is read. */
const records: readonly {
  readonly kind: TraceKind
  readonly name: string
  readonly channel?: '_id' | 'channel'
}[] = [
  { kind: 'declaration', name: 'channel-bindings', channel: '_id' },
  { kind: 'home', name: 'home-channels', channel: 'channel' },
  { kind: 'conversation-change', name: 'conversation-changes', channel: 'channel' },
  { kind: 'grant', name: 'grants' },
]

/** Where people stand beside cases and directory, in their database. Each change is one write of one document, as it was read. */
export function mongoTraces(connection: Connection, { step }: Pick<Patience, 'step'>): TraceStore {
  function collection(name: string): mongo.Collection<Document> {
    const { db } = connection
    if (!db) throw new Error('the connection is open')
    return db.collection<Document>(name)
  }

  const walk = (name: string) => walkCollection(collection(name), step)

  const remove = (name: string, { _id }: Document) => step(() => collection(name).deleteOne({ _id }))

  /** Puts the fields that are others now in the place of what was read; whoever wrote in between is found by the next walk. */
  const put = (name: string, before: Document, next: Document) => {
    const changed = Object.keys(next).filter((field) => next[field] !== before[field])
    const guard = Object.fromEntries(changed.map((field) => [field, before[field]]))
    const $set = Object.fromEntries(changed.map((field) => [field, next[field]]))
    return step(() => collection(name).updateOne({ ...guard, _id: before._id }, { $set }))
  }

  async function* walkRecords(person: TracedPerson, tombstone: string): AsyncGenerator<Found> {
    for (const { kind, name, channel } of records)
      for await (const document of walk(name)) {
        const place = channel && parseChannelKey(String(document[channel]))
        const { isEmail } = person
        const next = toErasedRecord(
          document,
          place ? ofChannel(person, place) : { isEmail, isUser: () => false },
          tombstone,
        )
        if (next === document) continue
        const where = place ? describePlace(place) : (JSON.parse(document._id) as readonly string[]).join(' ')
        const change = () => put(name, document, next)
        if (kind !== 'grant') {
          yield { kind, where, change }
          continue
        }
        // One document holds a grant with all of its changes, and is written at once.
        const asItStands = Object.keys(next).some(
          (field) => field !== 'history' && next[field] !== document[field],
        )
        const changes = (next.history as readonly unknown[]).filter(
          (one, index) => one !== (document.history as readonly unknown[])[index],
        )
        if (asItStands) yield { kind, where }
        for (const _ of changes) yield { kind: 'grant-change', where }
        yield { where, change }
      }
  }

  async function* walkStays(person: TracedPerson, tombstone: string): AsyncGenerator<Found> {
    for await (const document of walk('conversation-members')) {
      const place = parseChannelKey(document._id)
      const { isUser } = ofChannel(person, place)
      const where = describePlace(place)
      for (const { user } of (document.present ?? []) as readonly { readonly user: string }[])
        if (isUser(user)) yield { kind: 'member', where }
      const next = toErasedRecord({ ended: document.ended }, { isEmail: () => false, isUser }, tombstone)
      if (next.ended !== document.ended)
        yield {
          kind: 'stay',
          where,
          change: () => put('conversation-members', document, { ...document, ...next }),
        }
    }
    for await (const document of walk('member-stays')) {
      const place = parseChannelKey(String(document.channel))
      if (!ofChannel(person, place).isUser(String(document.user))) continue
      const from = document.from as Date
      const _id = JSON.stringify([document.channel, tombstone, from.getTime()])
      const next = { ...document, _id, user: tombstone, name: '' }
      yield {
        kind: 'stay',
        where: describePlace(place),
        // Its id names the user: the new one first, so that nothing is lost in between.
        async change() {
          await step(() => collection('member-stays').replaceOne({ _id }, next, { upsert: true }))
          await remove('member-stays', document)
        },
      }
    }
  }

  async function* walkInstallations({ isUser }: TracedPerson, tombstone: string): AsyncGenerator<Found> {
    for await (const document of walk('installations')) {
      const { platform, tenant, installedBy } = document as unknown as StoredInstallation
      if (!isUser({ platform, tenant, user: installedBy })) continue
      yield {
        kind: 'installation',
        where: describeWorkspace({ platform, tenant }),
        change: () => put('installations', document, { ...document, installedBy: tombstone }),
      }
    }
  }

  async function* walkOwn({ isEmail, isUser }: TracedPerson): AsyncGenerator<Found> {
    for await (const document of walk('drafts')) {
      if (isEmail(String(document.account)) || isUser(toChatUser(String(document.person))))
        yield {
          kind: 'draft',
          where: `${document.form} ${document.subject}`.trim(),
          change: () => remove('drafts', document),
        }
    }
    for await (const document of walk('notify_choices'))
      if (isEmail(document._id))
        yield { kind: 'notify-choice', where: '', change: () => remove('notify_choices', document) }
    for await (const document of walk('sign-ins')) {
      const signIn = document as unknown as Omit<SignIn, 'hash'>
      if (isOfSignIn({ isEmail, isUser }, signIn))
        yield {
          kind: 'sign-in',
          where: describeUser(signIn.person),
          change: () => remove('sign-ins', document),
        }
    }
  }

  /** What leads from an address to chat users. */
  async function* walkIdentities({
    isEmail,
    isUser,
  }: TracedPerson): AsyncGenerator<Found & { readonly user: ChatUser }> {
    for await (const document of walk('seen-people')) {
      const { platform, tenant, user, email } = document as unknown as Partial<SeenPerson> & ChatUser
      const seen = { platform, tenant, user }
      if (isUser(seen) || (typeof email === 'string' && isEmail(email)))
        yield {
          kind: 'seen',
          user: seen,
          where: describeUser(seen),
          change: () => remove('seen-people', document),
        }
    }
    for await (const document of walk('linked-people')) {
      const user = toChatUser(document._id)
      const accounts = (document.accounts ?? []) as readonly LinkedAccount[]
      const left = isUser(user) ? [] : accounts.filter(({ email }) => !isEmail(email))
      if (left.length === accounts.length && !isUser(user)) continue
      const change = () =>
        left.length === 0
          ? remove('linked-people', document)
          : put('linked-people', document, { ...document, accounts: left })
      yield { kind: 'link', user, where: describeUser(user), change }
    }
  }

  async function* walkKept({ isEmail }: TracedPerson): AsyncGenerator<Found> {
    for (const [kind, name] of [
      ['audit', 'audit-log'],
      ['delivery-action', 'delivery-actions'],
    ] as const)
      for await (const { by, number } of walk(name))
        if (isEmail(String(by))) yield { kind, where: number === undefined ? '' : String(number) }
  }

  async function* walkAll(person: TracedPerson, tombstone: string): AsyncGenerator<Found> {
    yield* walkOwn(person)
    yield* walkRecords(person, tombstone)
    yield* walkStays(person, tombstone)
    yield* walkInstallations(person, tombstone)
    yield* walkKept(person)
    yield* walkIdentities(person)
  }

  return {
    async listNumbers({ after = -1, limit }) {
      const { db } = connection
      if (!db) throw new Error('the connection is open')
      const found = await db
        .collection<{ readonly _id: number }>('cases')
        .find({ _id: { $gt: after } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id }) => _id)
    },
    async findUsers(isEmail) {
      const found: ChatUser[] = []
      for await (const { user } of walkIdentities({ isEmail, isUser: () => false })) found.push(user)
      return found
    },
    async find(person) {
      const found: Trace[] = []
      for await (const { kind, where } of walkAll(person, '')) if (kind) found.push({ kind, where })
      return found
    },
    async erase(person, tombstone) {
      for await (const { change } of walkAll(person, tombstone)) await change?.()
    },
  }
}
