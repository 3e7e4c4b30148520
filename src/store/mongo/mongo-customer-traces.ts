import type { Connection, mongo } from 'mongoose'
import type { CustomerTrace, CustomerTraceStore, IsCustomer } from '../../cases/customer-trace-store.ts'
import {
  readDraftCustomer,
  readGuestCustomer,
  readNoticeParts,
  readSharingCustomer,
} from '../customer-names.ts'
import type { Patience } from './retry.ts'
import { walkCollection } from './walk-collection.ts'

type Document = mongo.Document & { readonly _id: string }

interface Place {
  readonly kind: CustomerTrace['kind']
  readonly name: string
  readonly readCustomers: (document: Document) => readonly (string | undefined)[]
}

/** The id of a grant and of a question is `[customer, domain]`. */
const readGrant = ({ _id }: Document) => (JSON.parse(_id) as readonly string[]).slice(0, 1)

const places: readonly Place[] = [
  { kind: 'grant', name: 'grants', readCustomers: readGrant },
  { kind: 'grant-ask', name: 'grant_asks', readCustomers: readGrant },
  {
    kind: 'declaration',
    name: 'channel-bindings',
    readCustomers: ({ audience }) => [readGuestCustomer(audience)],
  },
  {
    kind: 'conversation-change',
    name: 'conversation-changes',
    readCustomers: ({ sharedWith }) => [readSharingCustomer(sharedWith)],
  },
  { kind: 'draft', name: 'drafts', readCustomers: ({ subject }) => [readDraftCustomer(String(subject))] },
  { kind: 'notice', name: 'notices', readCustomers: ({ _id }) => readNoticeParts(_id) },
]

/** Where customers stand beside cases and directory, in their database. Each is one write of one document. */
export function mongoCustomerTraces(
  connection: Connection,
  { step }: Pick<Patience, 'step'>,
): CustomerTraceStore {
  function collection(name: string): mongo.Collection<Document> {
    const { db } = connection
    if (!db) throw new Error('the connection is open')
    return db.collection<Document>(name)
  }

  async function* walk(isCustomer: IsCustomer) {
    for (const { kind, name, readCustomers } of places)
      for await (const document of walkCollection(collection(name), step)) {
        const customer = readCustomers(document).find((id) => id !== undefined && isCustomer(id))
        if (customer !== undefined) yield { kind, customer, name, document }
      }
  }

  return {
    async find(isCustomer) {
      const found: CustomerTrace[] = []
      for await (const { kind, customer, document } of walk(isCustomer)) {
        found.push({ kind, customer })
        // One document holds a grant with all of its changes.
        if (kind === 'grant')
          for (const _ of (document.history ?? []) as readonly unknown[])
            found.push({ kind: 'grant-change', customer })
      }
      return found
    },
    async erase(isCustomer) {
      for await (const { name, document } of walk(isCustomer))
        await step(() => collection(name).deleteOne({ _id: document._id }))
    },
  }
}
