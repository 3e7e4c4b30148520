import type { DeliveryAction, DeliveryAudit } from '../../cases/delivery-audit.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'
import { lookup } from './rows.ts'

/** What operators did with deliveries, in the file that the cases are in. */
export function sqliteDeliveryAudit({ query }: Database): DeliveryAudit {
  return {
    async record(action) {
      query(
        'INSERT INTO delivery_actions (id, number, at, doc) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ).run(lookup(action.id), action.number, action.at.getTime(), JSON.stringify(action))
    },
    async list(number) {
      const rows = query('SELECT doc FROM delivery_actions WHERE number = ? ORDER BY at, id').all(number)
      return rows.map(([doc]) => parseDated<DeliveryAction>(doc))
    },
  }
}
