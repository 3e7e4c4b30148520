import { mongo } from 'mongoose'
import type { ChannelBinding, LinkedAccount, SeenPerson, SignIn } from '../../cases/identity-store.ts'
import { draftId } from '../mongo/mongo-drafts.ts'
import { toBinding } from '../mongo/mongo-identities.ts'
import { parseDated } from '../parse-dated.ts'
import { fromLookup } from '../sqlite/rows.ts'
import { signInFromText } from '../sqlite/sqlite-identities.ts'
import { type TransferKind, walkTable } from './transfer-kind.ts'

type StoredAccount = Omit<LinkedAccount, 'provedAt'> & { readonly provedAt: string }

const linkedPeople = walkTable({
  collection: 'linked-people',
  tables: ['linked_people'],
  key: ['person'],
  columns: ['accounts', 'current'],
  toDocuments: ([person, accounts, current]) => [
    {
      _id: String(person),
      accounts: (JSON.parse(String(accounts)) as readonly StoredAccount[]).map((account) => ({
        ...account,
        provedAt: new Date(account.provedAt),
      })),
      ...(current === null ? {} : { current: fromLookup(String(current)) }),
    },
  ],
})

const channelBindings = walkTable({
  collection: 'channel-bindings',
  tables: ['channel_bindings'],
  key: ['channel'],
  columns: ['doc'],
  toDocuments: ([channel, doc]) => [{ _id: String(channel), ...toBinding(parseDated<ChannelBinding>(doc)) }],
})

const signIns = walkTable({
  collection: 'sign-ins',
  tables: ['sign_ins'],
  key: ['hash'],
  columns: ['doc'],
  toDocuments: ([, doc]) => {
    const { hash, ...signIn } = signInFromText<SignIn['step']>(String(doc))
    return [{ _id: hash, ...signIn }]
  },
})

/** The highest row was seen last: what is seen from now on has a later id. */
const seenPeople = walkTable({
  collection: 'seen-people',
  tables: ['seen_people'],
  key: ['id'],
  columns: ['person', 'address', 'doc'],
  toDocuments: ([id, person, address, doc]) => {
    const { directChannel, ...seen } = JSON.parse(String(doc)) as SeenPerson
    return [
      {
        _id: String(person),
        ...seen,
        seen: toEarlyId(Number(id)),
        ...(address === null ? {} : { address: String(address) }),
        // Who was seen before direct messages were kept has none.
        ...(directChannel ? { directChannel } : {}),
      },
    ]
  },
})

const drafts = walkTable({
  collection: 'drafts',
  tables: ['drafts'],
  key: ['account', 'actor', 'person', 'form', 'subject'],
  columns: ['sealed', 'saved_at'],
  toDocuments: ([...row]) => {
    const [account = '', actor = '', person = '', form = '', subject = ''] = row
      .slice(0, 5)
      .map((text) => fromLookup(String(text)))
    const [sealed, savedAt] = row.slice(5)
    return [
      {
        _id: draftId({ account, actor, person, form }, subject),
        ...{ account, actor, person, form, subject },
        sealed: String(sealed),
        savedAt: new Date(Number(savedAt)),
      },
    ]
  },
})

const notifyChoices = walkTable({
  collection: 'notify_choices',
  tables: ['notify_choices'],
  key: ['email'],
  columns: ['choice', 'time_zone', 'digested_on', 'platform'],
  toDocuments: ([email, choice, timeZone, digestedOn, platform]) => [
    { _id: fromLookup(String(email)), choice, timeZone, digestedOn, platform },
  ],
})

export const peopleKinds: readonly TransferKind[] = [
  linkedPeople,
  channelBindings,
  signIns,
  seenPeople,
  drafts,
  notifyChoices,
]

/** In the order of rows, and before every id that is made now. */
export function toEarlyId(row: number): mongo.ObjectId {
  return mongo.ObjectId.createFromHexString(row.toString(16).padStart(24, '0'))
}
