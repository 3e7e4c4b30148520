import type {
  ChannelBinding,
  ChatUser,
  IdentityStore,
  LinkedAccount,
  PersonLinks,
  SeenPerson,
  SignIn,
} from '../../cases/identity-store.ts'
import { addressKey, channelKey, personKey, toChatUser } from '../chat-keys.ts'
import { parseDated } from '../parse-dated.ts'
import type { Database } from './query.ts'
import { lookup } from './rows.ts'

type Step = SignIn['step']
type SignInAt<S extends Step> = Extract<SignIn, { readonly step: S }>

/** Linked accounts, bound channels and sign-ins under way, in the file that the cases are in. */
export function sqliteIdentities({ query, write }: Database): IdentityStore {
  function find(person: ChatUser): PersonLinks {
    const row = query('SELECT accounts, current FROM linked_people WHERE person = ?').first(personKey(person))
    if (!row) return { accounts: [], current: null }
    return {
      accounts: accountsFromText(String(row[0])),
      current: row[1] === null ? null : (JSON.parse(`"${row[1]}"`) as string),
    }
  }

  function findSeen(person: ChatUser): SeenPerson | undefined {
    const row = query('SELECT doc FROM seen_people WHERE person = ?').first(personKey(person))
    return row && seenFromText(String(row[0]))
  }

  function keep(person: ChatUser, { accounts, current }: PersonLinks): void {
    query(
      `INSERT INTO linked_people (person, accounts, current) VALUES (?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET accounts = excluded.accounts, current = excluded.current`,
    ).run(personKey(person), JSON.stringify(accounts), current === null ? null : lookup(current))
  }

  return {
    async linksOf(person) {
      return find(person)
    },
    async link(person, account) {
      await write(() => {
        const before = find(person)
        const known = before.accounts.some(({ domain }) => domain === account.domain)
        const accounts = known
          ? before.accounts.map((one) => (one.domain === account.domain ? account : one))
          : [...before.accounts, account]
        keep(person, { ...before, accounts })
      })
    },
    async unlink(person, email) {
      return write(() => {
        const before = find(person)
        const accounts = before.accounts.filter((account) => account.email !== email)
        if (accounts.length === before.accounts.length) return false
        keep(person, { ...before, accounts })
        return true
      })
    },
    async chatUsersLinkedTo(email) {
      const sql = `SELECT person FROM linked_people WHERE EXISTS
        (SELECT 1 FROM json_each(accounts) WHERE json_extract(value, '$.email') = ?)`
      return query(sql)
        .all(email)
        .map(([person]) => toChatUser(String(person)))
    },
    async chooseCurrent(person, domain) {
      await write(() => keep(person, { ...find(person), current: domain }))
    },
    async bindingOf(channel) {
      const row = query('SELECT doc FROM channel_bindings WHERE channel = ?').first(channelKey(channel))
      return row && parseDated<ChannelBinding>(row[0])
    },
    async bind(channel, binding) {
      await write(() =>
        query(
          `INSERT INTO channel_bindings (channel, domain, doc) VALUES (?, ?, ?)
         ON CONFLICT (channel) DO UPDATE SET domain = excluded.domain, doc = excluded.doc`,
        ).run(channelKey(channel), lookup(binding.domain), JSON.stringify(binding)),
      )
    },
    async unbind(channel, domain) {
      const sql = 'DELETE FROM channel_bindings WHERE channel = ? AND domain = ?'
      return write(() => query(sql).run(channelKey(channel), lookup(domain)) === 1)
    },
    async rememberPerson(person) {
      const address = person.email === null ? null : addressKey(person.platform, person.email)
      // A new row each time, so that the highest is the one who was seen last.
      await write(() => {
        const directChannel = person.directChannel ?? findSeen(person)?.directChannel ?? null
        query('DELETE FROM seen_people WHERE person = ?').run(personKey(person))
        query('INSERT INTO seen_people (person, address, doc) VALUES (?, ?, ?)').run(
          personKey(person),
          address,
          JSON.stringify({ ...person, directChannel }),
        )
      })
    },
    findPerson: async (person) => findSeen(person),
    async findPersonByEmail(platform, email) {
      const row = query('SELECT doc FROM seen_people WHERE address = ? ORDER BY id DESC LIMIT 1').first(
        addressKey(platform, email),
      )
      return row && seenFromText(String(row[0]))
    },
    async forgetPerson(person) {
      return write(() => query('DELETE FROM seen_people WHERE person = ?').run(personKey(person)) === 1)
    },
    async keepSignIn(signIn) {
      await write(() =>
        query(
          'INSERT INTO sign_ins (hash, step, expires_at, doc) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING',
        ).run(lookup(signIn.hash), signIn.step, signIn.expiresAt.getTime(), JSON.stringify(signIn)),
      )
    },
    async findSignIn<S extends Step>(hash: string, step: S, now: Date) {
      const sql = 'SELECT doc FROM sign_ins WHERE hash = ? AND step = ? AND expires_at > ?'
      const row = query(sql).first(lookup(hash), step, now.getTime())
      return row && signInFromText<S>(String(row[0]))
    },
    async takeSignIn<S extends Step>(hash: string, step: S, now: Date) {
      const row = await write(
        () =>
          query('DELETE FROM sign_ins WHERE hash = ? AND step = ? AND expires_at > ? RETURNING doc').all(
            lookup(hash),
            step,
            now.getTime(),
          )[0],
      )
      return row && signInFromText<S>(String(row[0]))
    },
    async sweepSignIns(now) {
      return write(() => query('DELETE FROM sign_ins WHERE expires_at <= ?').run(now.getTime()))
    },
  }
}

/** Who was seen before direct messages were kept has none. */
function seenFromText(text: string): SeenPerson {
  return { directChannel: null, ...(JSON.parse(text) as Omit<SeenPerson, 'directChannel'>) }
}

type StoredAccount = Omit<LinkedAccount, 'provedAt'> & { readonly provedAt: string }

function accountFrom(stored: StoredAccount): LinkedAccount {
  return { ...stored, provedAt: new Date(stored.provedAt) }
}

function accountsFromText(text: string): readonly LinkedAccount[] {
  return (JSON.parse(text) as readonly StoredAccount[]).map(accountFrom)
}

export function signInFromText<S extends Step>(text: string): SignInAt<S> {
  const stored = JSON.parse(text) as Omit<SignInAt<S>, 'expiresAt'> & {
    readonly expiresAt: string
    readonly account?: StoredAccount
  }
  return {
    ...stored,
    expiresAt: new Date(stored.expiresAt),
    ...(stored.account ? { account: accountFrom(stored.account) } : {}),
  } as unknown as SignInAt<S>
}
