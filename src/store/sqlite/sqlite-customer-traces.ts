import type { CustomerTrace, CustomerTraceStore, IsCustomer } from '../../cases/customer-trace-store.ts'
import {
  readDraftCustomer,
  readGuestCustomer,
  readNoticeParts,
  readSharingCustomer,
} from '../customer-names.ts'
import { notePurge, ofNoCase } from './purge.ts'
import type { Database, Parameter } from './query.ts'
import { fromLookup } from './rows.ts'

interface Place {
  readonly kind: CustomerTrace['kind']
  readonly table: string
  readonly key: readonly string[]
  /** What tells the customer; it is read with the key. */
  readonly column: string
  readonly readCustomers: (value: string) => readonly (string | undefined)[]
}

const readName = (value: string) => [fromLookup(value)]

const places: readonly Place[] = [
  {
    kind: 'grant',
    table: 'grants',
    key: ['customer', 'domain'],
    column: 'customer',
    readCustomers: readName,
  },
  {
    kind: 'grant-change',
    table: 'grant_changes',
    key: ['customer', 'domain', 'version'],
    column: 'customer',
    readCustomers: readName,
  },
  {
    kind: 'grant-ask',
    table: 'grant_asks',
    key: ['customer', 'domain'],
    column: 'customer',
    readCustomers: readName,
  },
  {
    kind: 'declaration',
    table: 'channel_bindings',
    key: ['channel'],
    column: 'doc',
    readCustomers: (doc) => [readGuestCustomer((JSON.parse(doc) as { audience?: unknown }).audience)],
  },
  {
    kind: 'conversation-change',
    table: 'conversation_changes',
    key: ['id'],
    column: 'doc',
    readCustomers: (doc) => [readSharingCustomer((JSON.parse(doc) as { sharedWith?: unknown }).sharedWith)],
  },
  {
    kind: 'draft',
    table: 'drafts',
    key: ['account', 'actor', 'person', 'form', 'subject'],
    column: 'subject',
    readCustomers: (subject) => [readDraftCustomer(fromLookup(subject))],
  },
  {
    kind: 'notice',
    table: 'notices',
    key: ['key'],
    column: 'key',
    readCustomers: (key) => readNoticeParts(fromLookup(key)),
  },
]

/** Where customers stand beside cases and directory, in the file that they are in. */
export function sqliteCustomerTraces({ query, write }: Database): CustomerTraceStore {
  function list(isCustomer: IsCustomer) {
    return places.flatMap(({ kind, table, key, column, readCustomers }) =>
      query(`SELECT ${column}, ${key.join(', ')} FROM ${table}`)
        .all()
        .flatMap(([value, ...keys]) => {
          const customer = readCustomers(String(value)).find((id) => id !== undefined && isCustomer(id))
          return customer === undefined ? [] : [{ kind, customer, table, key, keys }]
        }),
    )
  }

  function remove(table: string, key: readonly string[], keys: readonly Parameter[]): void {
    query(`DELETE FROM ${table} WHERE ${key.map((name) => `${name} = ?`).join(' AND ')}`).run(...keys)
  }

  return {
    async find(isCustomer) {
      return list(isCustomer).map(({ kind, customer }) => ({ kind, customer }))
    },
    async erase(isCustomer) {
      await write(() => {
        for (const { table, key, keys } of list(isCustomer)) remove(table, key, keys)
        notePurge({ query }, ofNoCase, { files: [] })
      })
    },
  }
}
