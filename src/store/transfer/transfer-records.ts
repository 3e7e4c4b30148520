import type { AuditRecord } from '../../cases/audit-log.ts'
import type { DeliveryAction } from '../../cases/delivery-audit.ts'
import type { GrantChange, RecordedGrant } from '../../cases/grant-repository.ts'
import type { DirectoryItems, Section } from '../../people/directory-store.ts'
import { firstNumber } from '../invariants.ts'
import { grantId } from '../mongo/mongo-directory.ts'
import { toStored } from '../mongo/staged-writes.ts'
import { parseDated } from '../parse-dated.ts'
import { fromLookup } from '../sqlite/rows.ts'
import { type TransferKind, walkTable } from './transfer-kind.ts'

/** What the case counter starts from differs. `vacuum` is of the file alone. */
const counters = walkTable({
  collection: 'counters',
  tables: ['counters'],
  key: ['name'],
  columns: ['value'],
  toDocuments: ([name, value]) => {
    if (name === 'case') return [{ _id: 'case', value: Number(value) - firstNumber + 1 }]
    return name === 'directory' ? [{ _id: 'directory', value: Number(value) }] : []
  },
})

const directory = walkTable({
  collection: 'directory',
  tables: ['directory'],
  key: ['id'],
  columns: ['doc'],
  toDocuments: ([id, doc]) => {
    const _id = fromLookup(String(id))
    const section = _id.slice(0, _id.indexOf('/')) as Section
    return [{ _id, ...toStored(section, parseDated<DirectoryItems[Section]>(doc)) }]
  },
})

const grants = walkTable({
  collection: 'grants',
  tables: ['grants', 'grant_changes'],
  key: ['customer', 'domain'],
  columns: ['doc'],
  toDocuments: ([customer, domain, doc], { query }) => {
    const grant = parseDated<RecordedGrant>(doc)
    const history = query(
      'SELECT doc FROM grant_changes WHERE customer = ? AND domain = ? ORDER BY version',
    ).all(customer ?? null, domain ?? null)
    return [
      {
        _id: grantId(grant.customer, grant.domain),
        ...grant,
        history: history.map(([change]) => parseDated<GrantChange>(change)),
      },
    ]
  },
})

const asks = walkTable({
  collection: 'grant_asks',
  tables: ['grant_asks'],
  key: ['customer', 'domain'],
  columns: ['at', 'request', 'version'],
  toDocuments: ([customer, domain, at, request, version]) => [
    {
      _id: grantId(fromLookup(String(customer)), fromLookup(String(domain))),
      at: new Date(Number(at)),
      // One from before requests had an id answers nothing.
      ...(request === null ? {} : { request, version }),
    },
  ],
})

const deliveryActions = walkTable({
  collection: 'delivery-actions',
  tables: ['delivery_actions'],
  key: ['id'],
  columns: ['doc'],
  toDocuments: ([, doc]) => {
    const { id, ...action } = parseDated<DeliveryAction>(doc)
    return [{ _id: id, ...action }]
  },
})

const auditLog = walkTable({
  collection: 'audit-log',
  tables: ['audit_log'],
  key: ['id'],
  columns: ['doc'],
  toDocuments: ([, doc]) => {
    const { id, ...record } = parseDated<AuditRecord>(doc)
    return [{ _id: id, ...record }]
  },
})

export const recordKinds: readonly TransferKind[] = [
  counters,
  directory,
  grants,
  asks,
  deliveryActions,
  auditLog,
]
