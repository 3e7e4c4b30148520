import { randomUUID } from 'node:crypto'
import { type Connection, type Model, mongo, Schema } from 'mongoose'
import type {
  ChannelBinding,
  IdentityStore,
  LinkedAccount,
  SeenPerson,
  SignIn,
} from '../../cases/identity-store.ts'
import { addressKey, channelKey, personKey, toChatUser } from '../chat-keys.ts'
import type { Repeat } from './retry.ts'
import { isDuplicate, withSecondTry } from './write-errors.ts'
import { deleteManyOnce, deleteOnce, type Written, writeOnce } from './write-once.ts'

/** One document per person, one per bound channel, one per sign-in under way: every write is one write of one of them. */
interface PersonDocument extends Written {
  readonly accounts: readonly LinkedAccount[]
  readonly current?: string | null
}

export interface BindingDocument extends ChannelBinding, Written {}

interface SeenDocument extends SeenPerson, Written {
  readonly address?: string
  readonly seen: mongo.ObjectId
}

/** `taken` is the write that took it, once there is one: nobody finds it any more. */
type SignInDocument = Omit<SignIn, 'hash'> & { readonly _id: string; readonly taken?: string }

const part = { _id: false, strict: 'throw', minimize: false } as const
const whole = {
  versionKey: false,
  strict: 'throw',
  minimize: false,
  autoIndex: false,
  autoCreate: false,
} as const

const account = new Schema(
  {
    email: String,
    domain: String,
    provedAt: Date,
    proof: new Schema({ kind: String, issuer: String, subject: String }, part),
  },
  part,
)
const personSchema = new Schema({ _id: String, accounts: [account], current: String, write: String }, whole)
personSchema.index({ 'accounts.email': 1 })
const chatUser = { platform: String, tenant: String, user: String }
const confirmation = new Schema({ user: String, name: String, standing: String, by: String, at: Date }, part)
const declaration = new Schema(
  {
    by: String,
    at: Date,
    confirmed: [confirmation],
    saidPrivate: Boolean,
    external: Boolean,
    agreed: new Schema({ by: String, at: Date }, part),
  },
  part,
)
const bindingSchema = new Schema(
  {
    _id: String,
    domain: String,
    by: String,
    at: Date,
    audience: Schema.Types.Mixed,
    declared: declaration,
    talk: String,
    write: String,
  },
  whole,
)
bindingSchema.index({ domain: 1 })
const signInSchema = new Schema(
  {
    _id: String,
    step: String,
    person: new Schema(
      { ...chatUser, name: String, locale: String, handle: String, workspace: String, address: String },
      part,
    ),
    code: String,
    undo: new Schema({ user: new Schema(chatUser, part), email: String }, part),
    account,
    expiresAt: Date,
    taken: String,
  },
  whole,
)
signInSchema.index({ expiresAt: 1 })

const seenSchema = new Schema(
  {
    _id: String,
    address: String,
    seen: Schema.Types.ObjectId,
    platform: String,
    tenant: String,
    user: String,
    name: String,
    email: String,
    locale: String,
    timeZone: String,
    directChannel: String,
    write: String,
  },
  whole,
)
seenSchema.index({ address: 1, seen: -1 }, { sparse: true })

export interface IdentityModels {
  readonly people: Model<PersonDocument>
  readonly bindings: Model<BindingDocument>
  readonly signIns: Model<SignInDocument>
  readonly seen: Model<SeenDocument>
}

/** The models of one connection; nothing is registered globally. */
export function identityModelsOn(connection: Connection): IdentityModels {
  return {
    people: connection.model<PersonDocument>(
      'LinkedPerson',
      personSchema as unknown as Schema<PersonDocument>,
      'linked-people',
    ),
    bindings: connection.model<BindingDocument>(
      'ChannelBinding',
      bindingSchema as unknown as Schema<BindingDocument>,
      'channel-bindings',
    ),
    signIns: connection.model<SignInDocument>(
      'SignIn',
      signInSchema as unknown as Schema<SignInDocument>,
      'sign-ins',
    ),
    seen: connection.model<SeenDocument>(
      'SeenPerson',
      seenSchema as unknown as Schema<SeenDocument>,
      'seen-people',
    ),
  }
}

/** Linked accounts, bound channels and sign-ins under way, in the database that the cases are in. */
export function mongoIdentities(
  { people, bindings, signIns, seen }: IdentityModels,
  repeat: Repeat,
): IdentityStore {
  /** Replaces the domain's account, or adds it. Each is guarded by what it relies on, so that one of the two holds. */
  async function putAccount(_id: string, linked: LinkedAccount): Promise<boolean> {
    const { domain } = linked
    const replaced = await people.updateOne(
      { _id, 'accounts.domain': domain },
      { $set: { 'accounts.$': linked } },
    )
    if (replaced.matchedCount === 1) return true
    try {
      await people.updateOne(
        { _id, 'accounts.domain': { $ne: domain } },
        { $push: { accounts: linked } },
        { upsert: true },
      )
      return true
    } catch (error) {
      // Somebody linked this very domain, or was the first to link any, in between.
      if (isDuplicate(error)) return false
      throw error
    }
  }

  return {
    async linksOf(person) {
      const document = await people.findOne({ _id: personKey(person) }).lean<PersonDocument>()
      return { accounts: document?.accounts ?? [], current: document?.current ?? null }
    },
    async link(person, linked) {
      for (let times = 0; times < 5; times += 1) if (await putAccount(personKey(person), linked)) return
      throw new Error('A linked account could not be stored: it was changed too often at once')
    },
    async unlink(person, email) {
      const _id = personKey(person)
      const attempt = async (write: string) => {
        const { matchedCount } = await people.updateOne(
          { _id, 'accounts.email': email },
          { $pull: { accounts: { email } }, $set: { write } },
        )
        return matchedCount === 1
      }
      return writeOnce(people, _id, attempt, repeat)
    },
    async chatUsersLinkedTo(email) {
      const documents = await people.find({ 'accounts.email': email }, { _id: 1 }).lean<PersonDocument[]>()
      return documents.map(({ _id }) => toChatUser(_id))
    },
    async chooseCurrent(person, domain) {
      await withSecondTry(() =>
        people.updateOne(
          { _id: personKey(person) },
          { $set: { current: domain }, $setOnInsert: { accounts: [] } },
          { upsert: true },
        ),
      )
    },
    async bindingOf(channel) {
      const document = await bindings.findOne({ _id: channelKey(channel) }).lean<BindingDocument>()
      return document ? toBinding(document) : undefined
    },
    async bind(channel, binding) {
      await withSecondTry(() =>
        bindings.replaceOne({ _id: channelKey(channel) }, toBinding(binding), { upsert: true }),
      )
    },
    async unbind(channel, domain) {
      return deleteOnce(bindings, { _id: channelKey(channel), domain }, repeat)
    },
    async rememberPerson(person) {
      const { directChannel, ...rest } = person
      const { email, platform } = rest
      const told = { ...rest, seen: new mongo.ObjectId() }
      const direct = directChannel === null ? {} : { directChannel }
      const change =
        email === null
          ? { $set: { ...told, ...direct }, $unset: { address: '' } }
          : { $set: { ...told, ...direct, address: addressKey(platform, email) } }
      await withSecondTry(() => seen.updateOne({ _id: personKey(person) }, change, { upsert: true }))
    },
    async findPerson(person) {
      const document = await seen.findOne({ _id: personKey(person) }).lean<SeenDocument>()
      return document ? toSeenPerson(document) : undefined
    },
    async findPersonByEmail(platform, email) {
      const document = await seen
        .findOne({ address: addressKey(platform, email) })
        .sort({ seen: -1 })
        .lean<SeenDocument>()
      return document ? toSeenPerson(document) : undefined
    },
    async forgetPerson(person) {
      return deleteOnce(seen, { _id: personKey(person) }, repeat)
    },
    async keepSignIn({ hash, ...signIn }) {
      await withSecondTry(() => signIns.updateOne({ _id: hash }, { $setOnInsert: signIn }, { upsert: true }))
    },
    async findSignIn<Step extends SignIn['step']>(hash: string, step: Step, now: Date) {
      const found = await signIns
        .findOne({ _id: hash, step, expiresAt: { $gt: now }, taken: null })
        .lean<SignInDocument>()
      return found ? toSignIn<Step>(found) : undefined
    },
    async takeSignIn<Step extends SignIn['step']>(hash: string, step: Step, now: Date) {
      const write = randomUUID()
      const taken = await repeat(async () => {
        const found = await signIns
          .findOneAndUpdate(
            { _id: hash, step, expiresAt: { $gt: now }, taken: null },
            { $set: { taken: write } },
          )
          .lean<SignInDocument>()
        return found ?? signIns.findOne({ _id: hash, taken: write }).lean<SignInDocument>()
      })
      if (!taken) return undefined
      // It is nobody's any more; a sweep takes it away where this fails.
      await signIns.deleteOne({ _id: hash, taken: write }).catch(() => undefined)
      return toSignIn<Step>(taken)
    },
    async sweepSignIns(now) {
      return deleteManyOnce(signIns, { expiresAt: { $lte: now } }, repeat)
    },
  }
}

export function toBinding({ domain, by, at, audience, declared, talk }: ChannelBinding): ChannelBinding {
  return {
    domain,
    by,
    at,
    ...(audience ? { audience } : {}),
    ...(declared ? { declared } : {}),
    ...(talk ? { talk } : {}),
  }
}

/** Who was seen before direct messages were kept has none. */
function toSeenPerson(document: SeenDocument): SeenPerson {
  const { platform, tenant, user, name, email, locale, timeZone, directChannel } = document
  return {
    platform,
    tenant,
    user,
    name,
    email: email ?? null,
    locale,
    timeZone,
    directChannel: directChannel ?? null,
  }
}

function toSignIn<Step extends SignIn['step']>({
  _id,
  taken: _,
  ...signIn
}: SignInDocument): Extract<SignIn, { readonly step: Step }> {
  return { hash: _id, ...signIn } as unknown as Extract<SignIn, { readonly step: Step }>
}
