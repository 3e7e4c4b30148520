import type {
  InstallationRef,
  InstallationStore,
  StoredInstallation,
} from '../../cases/installation-store.ts'
import type { Database, Parameter } from './query.ts'
import { lookup } from './rows.ts'

const byName = 'platform = ? AND tenant = ?'

/** The workspaces that installed the app, in the file that the cases are in. */
export function sqliteInstallations({ query, write }: Database): InstallationStore {
  const toName = ({ platform, tenant }: InstallationRef) => [platform, lookup(tenant)] as const

  return {
    async list(platform) {
      return query('SELECT doc FROM installations WHERE platform = ? ORDER BY tenant')
        .all(platform)
        .map(installationFromRow)
    },
    async find(installation) {
      const row = query(`SELECT doc FROM installations WHERE ${byName}`).first(...toName(installation))
      return row && installationFromRow(row)
    },
    async put(installation) {
      await write(() =>
        query(
          `INSERT INTO installations (platform, tenant, sealed, doc) VALUES (?, ?, ?, ?)
         ON CONFLICT (platform, tenant) DO UPDATE SET sealed = excluded.sealed, doc = excluded.doc,
           lease_owner = NULL, lease_until = 0`,
        ).run(...toName(installation), installation.sealed, toDoc(installation)),
      )
    },
    async replace(installation, sealed) {
      const { sealed: next, sealedWith, expiresAt } = installation
      const sql = `UPDATE installations SET lease_owner = NULL, lease_until = 0, sealed = ?1,
        doc = json_set(doc, '$.sealed', ?1, '$.sealedWith', ?2, '$.expiresAt', ?3)
        WHERE platform = ?4 AND tenant = ?5 AND sealed = ?6`
      const until = expiresAt?.toISOString() ?? null
      const change = [next, sealedWith, until, ...toName(installation), sealed] as const
      return write(() => query(sql).run(...change) === 1)
    },
    async remove({ sealed, ...installation }) {
      const sql = `DELETE FROM installations WHERE ${byName} AND sealed = ?`
      await write(() => query(sql).run(...toName(installation), sealed))
    },
    async claimRenewal({ sealed, ...installation }, { owner, now, until }) {
      const sql = `UPDATE installations SET lease_owner = ?, lease_until = ?
        WHERE ${byName} AND sealed = ? AND (lease_until <= ? OR lease_owner = ?)`
      const claim = [owner, until.getTime(), ...toName(installation), sealed, now.getTime(), owner] as const
      return write(() => query(sql).run(...claim) === 1)
    },
  }
}

function toDoc(installation: StoredInstallation): string {
  const { platform, tenant, name, installedBy, installedAt, sealed, sealedWith, expiresAt } = installation
  return JSON.stringify({ platform, tenant, name, installedBy, installedAt, sealed, sealedWith, expiresAt })
}

/** A row of `doc`. */
export function installationFromRow([doc]: readonly Parameter[]): StoredInstallation {
  const kept = JSON.parse(String(doc)) as StoredInstallation & {
    readonly installedAt: string
    readonly expiresAt: string | null
  }
  return {
    ...kept,
    installedAt: new Date(kept.installedAt),
    expiresAt: kept.expiresAt === null ? null : new Date(kept.expiresAt),
  }
}
