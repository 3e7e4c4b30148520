import type { EvidenceRemoved, GrantChange, RecordedGrant } from '../../cases/grant-repository.ts'
import {
  type DirectoryItems,
  type DirectoryStore,
  isWhoIsWho,
  itemKey,
  listRefs,
  renamedRef,
  type Section,
} from '../../people/directory-store.ts'
import { afterChange, itemId, itemRef, listRenamings } from '../directory-items.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'
import { lookup } from './rows.ts'

/** Who is who, in the same file as the cases. */
export function sqliteDirectory(database: Database): DirectoryStore {
  const { query, write } = database
  const id = (section: Section, key: string) => lookup(itemId(section, key))

  function put<S extends Section>(section: S, item: DirectoryItems[S]): void {
    const own = id(section, itemKey(section, item))
    query(
      'INSERT INTO directory (id, doc) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc',
    ).run(own, JSON.stringify(item))
    query('DELETE FROM directory_refs WHERE id = ?').run(own)
    const refer = query('INSERT INTO directory_refs (ref, id) VALUES (?, ?)')
    for (const ref of listRefs(section, item)) refer.run(lookup(itemRef(section, ref)), own)
    if (isWhoIsWho(section)) countChange()
  }

  function remove(section: Section, key: string): void {
    const own = id(section, key)
    query('DELETE FROM directory WHERE id = ?').run(own)
    query('DELETE FROM directory_refs WHERE id = ?').run(own)
    countChange()
  }

  function readRevision(): number {
    return Number(query("SELECT value FROM counters WHERE name = 'directory'").first()?.[0] ?? 0)
  }

  function countChange(): void {
    query(
      `INSERT INTO counters (name, value) VALUES ('directory', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`,
    ).run()
  }

  function recordedGrant(customer: string, domain: string): RecordedGrant | undefined {
    const row = query('SELECT doc FROM grants WHERE customer = ? AND domain = ?').first(
      lookup(customer),
      lookup(domain),
    )
    return row && parseDated<RecordedGrant>(row[0])
  }

  function recordGrant(change: GrantChange, expected: number, checkedAt?: Date): boolean {
    const { customer, domain } = change
    if ((recordedGrant(customer, domain)?.version ?? 0) !== expected) return false
    const next = afterChange(change, expected, checkedAt)
    query(
      `INSERT INTO grants (customer, domain, version, doc) VALUES (?, ?, ?, ?)
       ON CONFLICT (customer, domain) DO UPDATE SET version = excluded.version, doc = excluded.doc`,
    ).run(lookup(customer), lookup(domain), next.version, JSON.stringify(next))
    query('INSERT INTO grant_changes (customer, domain, version, doc) VALUES (?, ?, ?, ?)').run(
      lookup(customer),
      lookup(domain),
      next.version,
      JSON.stringify(change),
    )
    return true
  }

  function removeEvidence(customer: string, domain: string, removed: EvidenceRemoved): boolean {
    const grant = [lookup(customer), lookup(domain)] as const
    const kept = recordedGrant(customer, domain)
    const told = query('SELECT version, doc FROM grant_changes WHERE customer = ? AND domain = ?')
      .all(...grant)
      .map(([version, doc]) => ({ version: Number(version), change: parseDated<GrantChange>(doc) }))
      .filter(({ change }) => change.evidence !== null)
    if (!kept || told.length === 0) return false
    const doc = JSON.stringify({ ...kept, evidence: null })
    query('UPDATE grants SET doc = ? WHERE customer = ? AND domain = ?').run(doc, ...grant)
    const update = query('UPDATE grant_changes SET doc = ? WHERE customer = ? AND domain = ? AND version = ?')
    for (const { version, change } of told)
      update.run(JSON.stringify({ ...change, evidence: null, evidenceRemoved: removed }), ...grant, version)
    return true
  }

  return {
    async find<S extends Section>(section: S, keys: readonly string[]) {
      if (keys.length === 0) return []
      const ids = JSON.stringify(keys.map((key) => id(section, key)))
      return query('SELECT doc FROM directory WHERE id IN (SELECT value FROM json_each(?))')
        .all(ids)
        .map(([doc]) => parseDated<DirectoryItems[S]>(doc))
    },
    async referring<S extends Section>(section: S, ref: string) {
      return query(
        'SELECT d.doc FROM directory_refs r CROSS JOIN directory d ON d.id = r.id WHERE r.ref = ? ORDER BY r.id',
      )
        .all(id(section, ref))
        .map(([doc]) => parseDated<DirectoryItems[S]>(doc))
    },
    async renamed() {
      const rows = query(
        'SELECT d.id, d.doc FROM directory_refs r CROSS JOIN directory d ON d.id = r.id WHERE r.ref = ?',
      )
      return listRenamings(rows.all(renamedRef).map(([own, doc]) => [String(own), parseDated<object>(doc)]))
    },
    async all<S extends Section>(section: S) {
      // `0` is the character after the slash.
      return query('SELECT doc FROM directory WHERE id >= ? AND id < ? ORDER BY id')
        .all(`${section}/`, `${section}0`)
        .map(([doc]) => parseDated<DirectoryItems[S]>(doc))
    },
    async put(section, item) {
      await write(() => put(section, item))
    },
    async remove(section, key) {
      await write(() => remove(section, key))
    },
    async writeTogether(writes, revision) {
      return write(() => {
        if (readRevision() !== revision) return false
        for (const one of writes) {
          if (one.op === 'put') put(one.section, one.item)
          else remove(one.section, one.key)
        }
        return true
      })
    },
    async revision() {
      return readRevision()
    },
    async recordedGrants() {
      return query('SELECT doc FROM grants ORDER BY customer, domain')
        .all()
        .map(([doc]) => parseDated<RecordedGrant>(doc))
    },
    async recordedGrant(customer, domain) {
      return recordedGrant(customer, domain)
    },
    async recordGrant({ expected, checkedAt, ...change }) {
      return write(() => recordGrant(change, expected, checkedAt))
    },
    async grantHistory(customer, domain) {
      return query('SELECT doc FROM grant_changes WHERE customer = ? AND domain = ? ORDER BY version')
        .all(lookup(customer), lookup(domain))
        .map(([doc]) => parseDated<GrantChange>(doc))
    },
    async removeEvidence(customer, domain, removed) {
      const gone = await write(() => removeEvidence(customer, domain, removed))
      // Where somebody reads just now the log of writes is emptied with the next removal, or at the end.
      if (gone) await database.forget()
      return gone
    },
    async noteAsked({ customer, domain, at, notSince, request, version }) {
      return write(
        () =>
          query(
            `INSERT INTO grant_asks (customer, domain, at, request, version) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (customer, domain) DO UPDATE
           SET at = excluded.at, request = excluded.request, version = excluded.version
           WHERE grant_asks.at <= ? OR grant_asks.version IS NOT excluded.version`,
          ).run(lookup(customer), lookup(domain), at.getTime(), request, version, notSince.getTime()) === 1,
      )
    },
    async forgetAsked({ customer, domain, at }) {
      const sql = 'DELETE FROM grant_asks WHERE customer = ? AND domain = ? AND at = ?'
      await write(() => query(sql).run(lookup(customer), lookup(domain), at.getTime()))
    },
    async findAsk(customer, domain) {
      const row = query('SELECT request, version FROM grant_asks WHERE customer = ? AND domain = ?').first(
        lookup(customer),
        lookup(domain),
      )
      if (!row || row[0] === null) return undefined
      return { customer, domain, request: String(row[0]), version: Number(row[1]) }
    },
    async addSupportPartner(relationship) {
      await write(() => put('askedFor', relationship))
    },
  }
}
