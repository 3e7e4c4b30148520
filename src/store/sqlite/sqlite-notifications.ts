import type { Platform } from '../../cases/case.ts'
import type { NotificationStore, NotifyChoice, NotifyPreference } from '../../cases/notification-store.ts'
import type { Database, Parameter } from './query.ts'
import { fromLookup, lookup } from './rows.ts'

const columns = 'email, choice, time_zone, digested_on, platform'

/** How accounts want to be told, in the file that the cases are in. */
export function sqliteNotifications({ query, write }: Database): NotificationStore {
  return {
    async find(email) {
      const row = query(`SELECT ${columns} FROM notify_choices WHERE email = ?`).first(lookup(email))
      return row && preferenceFromRow(row)
    },
    async choose({ email, choice, timeZone, platform = null }) {
      await write(() =>
        query(
          `INSERT INTO notify_choices (email, choice, time_zone, platform) VALUES (?, ?, ?, ?)
         ON CONFLICT (email) DO UPDATE SET choice = excluded.choice, time_zone = excluded.time_zone,
           platform = excluded.platform`,
        ).run(lookup(email), choice, timeZone, platform),
      )
    },
    async forget(email) {
      return write(() => query('DELETE FROM notify_choices WHERE email = ?').run(lookup(email)) === 1)
    },
    async listDigests({ after = '', limit }) {
      return query(
        `SELECT ${columns} FROM notify_choices WHERE choice = 'digest' AND email > ? ORDER BY email LIMIT ?`,
      )
        .all(lookup(after), limit)
        .map(preferenceFromRow)
    },
    async settleDigest(email, day) {
      const sql = `UPDATE notify_choices SET digested_on = ? WHERE email = ? AND (digested_on IS NULL OR digested_on < ?)`
      await write(() => query(sql).run(day, lookup(email), day))
    },
  }
}

function preferenceFromRow([
  email,
  choice,
  timeZone,
  digestedOn,
  platform,
]: readonly Parameter[]): NotifyPreference {
  return {
    email: fromLookup(String(email)),
    choice: String(choice) as NotifyChoice,
    timeZone: String(timeZone),
    ...(platform === null ? {} : { platform: String(platform) as Platform }),
    digestedOn: digestedOn === null ? null : String(digestedOn),
  }
}
