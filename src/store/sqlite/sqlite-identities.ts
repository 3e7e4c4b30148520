import type {
  ChannelBinding,
  ChatUser,
  ConversationRef,
  IdentityStore,
  LinkedAccount,
  PersonLinks,
  SignIn,
} from '../../cases/identity-store.ts'
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
      write(() => {
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
      write(() => keep(person, { ...find(person), current: domain }))
    },
    async bindingOf(channel) {
      const row = query('SELECT doc FROM channel_bindings WHERE channel = ?').first(channelKey(channel))
      if (!row) return undefined
      const binding = JSON.parse(String(row[0])) as Omit<ChannelBinding, 'at'> & { readonly at: string }
      return { ...binding, at: new Date(binding.at) }
    },
    async bind(channel, binding) {
      query(
        `INSERT INTO channel_bindings (channel, domain, doc) VALUES (?, ?, ?)
         ON CONFLICT (channel) DO UPDATE SET domain = excluded.domain, doc = excluded.doc`,
      ).run(channelKey(channel), lookup(binding.domain), JSON.stringify(binding))
    },
    async unbind(channel, domain) {
      const sql = 'DELETE FROM channel_bindings WHERE channel = ? AND domain = ?'
      return query(sql).run(channelKey(channel), lookup(domain)) === 1
    },
    async keepSignIn(signIn) {
      query(
        'INSERT INTO sign_ins (hash, step, expires_at, doc) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING',
      ).run(lookup(signIn.hash), signIn.step, signIn.expiresAt.getTime(), JSON.stringify(signIn))
    },
    async findSignIn<S extends Step>(hash: string, step: S, now: Date) {
      const sql = 'SELECT doc FROM sign_ins WHERE hash = ? AND step = ? AND expires_at > ?'
      const row = query(sql).first(lookup(hash), step, now.getTime())
      return row && signInFromText<S>(String(row[0]))
    },
    async takeSignIn<S extends Step>(hash: string, step: S, now: Date) {
      const row = query(
        'DELETE FROM sign_ins WHERE hash = ? AND step = ? AND expires_at > ? RETURNING doc',
      ).all(lookup(hash), step, now.getTime())[0]
      return row && signInFromText<S>(String(row[0]))
    },
    async sweepSignIns(now) {
      return query('DELETE FROM sign_ins WHERE expires_at <= ?').run(now.getTime())
    },
  }
}

function personKey({ platform, tenant, user }: ChatUser): string {
  return JSON.stringify([platform, tenant, user])
}

function toChatUser(key: string): ChatUser {
  const [platform, tenant, user] = JSON.parse(key) as [ChatUser['platform'], string, string]
  return { platform, tenant, user }
}

function channelKey({ platform, tenant, channel }: ConversationRef): string {
  return JSON.stringify([platform, tenant, channel])
}

type StoredAccount = Omit<LinkedAccount, 'provedAt'> & { readonly provedAt: string }

function accountFrom(stored: StoredAccount): LinkedAccount {
  return { ...stored, provedAt: new Date(stored.provedAt) }
}

function accountsFromText(text: string): readonly LinkedAccount[] {
  return (JSON.parse(text) as readonly StoredAccount[]).map(accountFrom)
}

function signInFromText<S extends Step>(text: string): SignInAt<S> {
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
