import { type TracedPerson, toErasedRecord } from '../../cases/erased-people.ts'
import type { ChatUser, LinkedAccount, SeenPerson, SignIn } from '../../cases/identity-store.ts'
import type { StoredInstallation } from '../../cases/installation-store.ts'
import type { Trace, TraceKind, TraceStore } from '../../cases/trace-store.ts'
import { parseChannelKey, toChatUser } from '../chat-keys.ts'
import { describePlace, describeUser, describeWorkspace, isOfSignIn, ofChannel } from '../trace-places.ts'
import { notePurge, ofNoCase } from './purge.ts'
import type { Database, Parameter } from './query.ts'
import { fromLookup, lookup } from './rows.ts'

type Row = readonly Parameter[]

/** Tables of records that name who did something. `place` is read from the key. */
const records: readonly {
  readonly kind: TraceKind
  readonly table: string
  readonly key: readonly string[]
  readonly channel?: string
}[] = [
  { kind: 'declaration', table: 'channel_bindings', key: ['channel'], channel: 'channel' },
  { kind: 'home', table: 'home_channels', key: ['domain', 'workspace'], channel: 'channel' },
  { kind: 'conversation-change', table: 'conversation_changes', key: ['id'], channel: 'channel' },
  { kind: 'grant', table: 'grants', key: ['customer', 'domain'] },
  { kind: 'grant-change', table: 'grant_changes', key: ['customer', 'domain', 'version'] },
]

/** Where people stand beside cases and directory, in the file that they are in. */
export function sqliteTraces({ query, write }: Database): TraceStore {
  function listRecords(person: TracedPerson, tombstone: string) {
    return records.flatMap(({ kind, table, key, channel }) =>
      query(`SELECT doc, ${channel ?? "''"}, ${key.join(', ')} FROM ${table}`)
        .all()
        .flatMap(([doc, of, ...keys]) => {
          const record: unknown = JSON.parse(String(doc))
          const place = channel ? parseChannelKey(String(of)) : undefined
          const next = toErasedRecord(record, place ? ofChannel(person, place) : noUser(person), tombstone)
          if (next === record) return []
          const where = place
            ? describePlace(place)
            : `${fromLookup(String(keys[0]))} ${fromLookup(String(keys[1]))}`
          return [{ kind, table, key, keys, where, doc: JSON.stringify(next) }]
        }),
    )
  }

  function listStays(person: TracedPerson) {
    return query('SELECT channel, user, from_at, to_at, doc FROM member_stays')
      .all()
      .filter(([channel, user]) =>
        ofChannel(person, parseChannelKey(String(channel))).isUser(fromLookup(String(user))),
      )
  }

  function listLinks({ isEmail, isUser }: TracedPerson) {
    return query('SELECT person, accounts FROM linked_people')
      .all()
      .flatMap(([key, text]) => {
        const accounts = JSON.parse(String(text)) as readonly LinkedAccount[]
        const user = toChatUser(String(key))
        const left = isUser(user) ? [] : accounts.filter(({ email }) => !isEmail(email))
        return left.length < accounts.length || isUser(user) ? [{ key, user, accounts, left }] : []
      })
  }

  function listSeen({ isEmail, isUser }: TracedPerson) {
    return query('SELECT id, doc FROM seen_people')
      .all()
      .map(([id, doc]) => ({ id, seen: JSON.parse(String(doc)) as SeenPerson }))
      .filter(({ seen }) => isUser(seen) || (seen.email !== null && isEmail(seen.email)))
  }

  function listDrafts({ isEmail, isUser }: TracedPerson): readonly Row[] {
    return query('SELECT account, person, actor, form, subject FROM drafts')
      .all()
      .filter(([account, person]) => {
        return isEmail(fromLookup(String(account))) || isUser(toChatUser(fromLookup(String(person))))
      })
  }

  function listSignIns(person: TracedPerson) {
    return query('SELECT hash, doc FROM sign_ins')
      .all()
      .map(([hash, doc]) => ({ hash, signIn: JSON.parse(String(doc)) as SignIn }))
      .filter(({ signIn }) => isOfSignIn(person, signIn))
  }

  function listChoices({ isEmail }: TracedPerson): readonly Row[] {
    return query('SELECT email FROM notify_choices')
      .all()
      .filter(([email]) => isEmail(fromLookup(String(email))))
  }

  function listInstallations({ isUser }: TracedPerson) {
    return query('SELECT platform, tenant, doc FROM installations')
      .all()
      .map(([platform, tenant, doc]) => ({
        row: [platform, tenant] as readonly Parameter[],
        kept: JSON.parse(String(doc)) as StoredInstallation,
      }))
      .filter(({ kept }) => isUser({ ...kept, user: kept.installedBy }))
  }

  function listKept({ isEmail }: TracedPerson): readonly Trace[] {
    const of = (kind: TraceKind, table: string) =>
      query(`SELECT doc FROM ${table}`)
        .all()
        .map(([doc]) => JSON.parse(String(doc)) as { readonly by: string; readonly number?: number })
        .filter(({ by }) => isEmail(by))
        .map(({ number }) => ({ kind, where: number === undefined ? '' : String(number) }))
    return [...of('audit', 'audit_log'), ...of('delivery-action', 'delivery_actions')]
  }

  return {
    async listNumbers({ after = -1, limit }) {
      return query('SELECT number FROM cases WHERE number > ? ORDER BY number LIMIT ?')
        .all(after, limit)
        .map(([number]) => Number(number))
    },
    async findUsers(isEmail) {
      const person: TracedPerson = { isEmail, isUser: () => false }
      const found = [
        ...listLinks(person).map(({ user }) => user),
        ...listSeen(person).map(({ seen }) => seen),
      ]
      return found.map(({ platform, tenant, user }): ChatUser => ({ platform, tenant, user }))
    },
    async find(person) {
      return [
        ...listLinks(person).map(({ user }): Trace => ({ kind: 'link', where: describeUser(user) })),
        ...listSignIns(person).map(
          ({ signIn }): Trace => ({ kind: 'sign-in', where: describeUser(signIn.person) }),
        ),
        ...listSeen(person).map(({ seen }): Trace => ({ kind: 'seen', where: describeUser(seen) })),
        ...listDrafts(person).map(
          ([, , , form, subject]): Trace => ({ kind: 'draft', where: `${form} ${subject}`.trim() }),
        ),
        ...listChoices(person).map((): Trace => ({ kind: 'notify-choice', where: '' })),
        ...listRecords(person, '').map(({ kind, where }): Trace => ({ kind, where })),
        ...listInstallations(person).map(
          ({ kept }): Trace => ({ kind: 'installation', where: describeWorkspace(kept) }),
        ),
        ...listStays(person).map(
          ([channel, , , to]): Trace => ({
            kind: to === null ? 'member' : 'stay',
            where: describePlace(parseChannelKey(String(channel))),
          }),
        ),
        ...listKept(person),
      ]
    },
    async erase(person, tombstone) {
      await write(() => {
        for (const { table, key, keys, doc } of listRecords(person, tombstone)) {
          const which = key.map((name) => `${name} = ?`).join(' AND ')
          // Two of one moment may be the same from now on.
          const changed = query(`UPDATE OR IGNORE ${table} SET doc = ? WHERE ${which}`).run(doc, ...keys)
          if (changed === 0) query(`DELETE FROM ${table} WHERE ${which}`).run(...keys)
        }
        for (const [channel = null, user = null, from = null, to, doc] of listStays(person)) {
          if (to === null) continue
          const stay = { ...(JSON.parse(String(doc)) as object), user: tombstone, name: '' }
          query(
            'UPDATE OR REPLACE member_stays SET user = ?, doc = ? WHERE channel = ? AND user = ? AND from_at = ?',
          ).run(lookup(tombstone), JSON.stringify(stay), channel, user, from)
        }
        for (const { row } of listInstallations(person))
          query(
            "UPDATE installations SET doc = json_set(doc, '$.installedBy', ?) WHERE platform = ? AND tenant = ?",
          ).run(tombstone, ...row)
        for (const row of listDrafts(person)) {
          const sql =
            'DELETE FROM drafts WHERE account = ? AND person = ? AND actor = ? AND form = ? AND subject = ?'
          query(sql).run(...row)
        }
        for (const [email = null] of listChoices(person))
          query('DELETE FROM notify_choices WHERE email = ?').run(email)
        for (const { hash = null } of listSignIns(person))
          query('DELETE FROM sign_ins WHERE hash = ?').run(hash)
        for (const { id = null } of listSeen(person)) query('DELETE FROM seen_people WHERE id = ?').run(id)
        for (const { key = null, left } of listLinks(person))
          if (left.length === 0) query('DELETE FROM linked_people WHERE person = ?').run(key)
          else query('UPDATE linked_people SET accounts = ? WHERE person = ?').run(JSON.stringify(left), key)
        notePurge({ query }, ofNoCase, { files: [] })
      })
    },
  }
}

function noUser({ isEmail }: TracedPerson) {
  return { isEmail, isUser: () => false }
}
