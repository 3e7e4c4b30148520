import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { logInToGoogle, syncWithGoogle } from '../../src/cli/directory-google-command.ts'
import { withStore } from '../../src/cli/with-store.ts'
import { findGoogleSignIn } from '../../src/google/google-sign-in-file.ts'
import { parseDirectoryFile } from '../../src/people/directory-file.ts'
import type { Stored } from '../../src/people/import-plan.ts'
import { aNewCase } from '../support/build-case.ts'
import { aFolder } from '../support/google/connect-google.ts'
import { forbidden, unavailable } from '../support/google/google-refusals.ts'
import { twoResellers } from '../support/google/google-world.ts'
import { databases, hoshi, installed, listen, northwind } from '../support/google/sync-installation.ts'
import { runCli } from '../support/run-cli.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'

afterEach(() => vi.restoreAllMocks())

/** Written by hand: an account of each kind in `twoResellers`. */
const someAccounts = `
admin    | super admin | active    |                |
user-1   |             | active    | Reseller Admin | Access customers' support cases + Support + View customers
user-2   |             | active    |                | Access customers' support cases + View customers
user-3   |             | active    |                |
user-10  |             | active    |                | Access customers' support cases + Support + View customers
user-16  |             | active    |                | Access customers' support cases + Support + View customers
gone     |             | suspended | Reseller Admin | Access customers' support cases + Support + View customers
kept     |             | suspended |                | Support
`

function listAccounts(accounts: Stored['accounts'], domain: string, names: readonly string[]): string {
  const rows = names.map((name) => {
    const account = accounts.find(({ email }) => email === `${name}@${domain}`)
    return [
      name,
      account?.superAdmin ? 'super admin' : '',
      account?.suspended ? 'suspended' : 'active',
      account?.roles.join(' + '),
      account?.privileges.join(' + '),
    ]
  })
  return rows.map((row) => row.join('|')).join('\n')
}

const squeezed = (table: string) => table.trim().replaceAll(/ *\| */g, '|')
const namesIn = (table: string) =>
  squeezed(table)
    .split('\n')
    .map((row) => row.split('|')[0] ?? '')

describe.each(databases)('directory google sync, into the database on $name', ({ settings }) => {
  it('makes the directory what Google says, and the second time has nothing to write', async () => {
    const { sync, stored } = await installed(settings())
    const first = await sync()
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('Written to the database')
    expect(first.out).toContain(
      '_INDIRECT_RESELLER_ADMIN_ROLE, which is Indirect Reseller Admin (3 account(s))',
    )

    const { domains, accounts, customers, relationships, ...others } = await stored()
    expect(
      domains.map(({ domain, name, superAdmin, language }) => [domain, name, superAdmin, language]),
    ).toEqual([
      [hoshi, 'ホシクラウド', `admin@${hoshi}`, 'ja'],
      [northwind, northwind, `admin@${northwind}`, 'en'],
    ])
    expect([accounts.length, customers.length, relationships.length]).toEqual([40, 300, 300])
    for (const domain of [hoshi, northwind])
      expect(squeezed(listAccounts(accounts, domain, namesIn(someAccounts)))).toBe(squeezed(someAccounts))
    expect(customers.find(({ id }) => id === 'C2sold0007')).toEqual({
      id: 'C2sold0007',
      name: `Customer 7 of ${northwind}`,
      domain: `customer-7.${northwind}`,
      tier: 'standard',
      language: 'en',
      timeZone: 'Asia/Tokyo',
      address: '7 Main Street, Chiyoda, Tokyo, 100-0001, JP',
      contact: { name: 'Contact 7', email: 'it-7@contact.example.com', phone: '+81 3-1234-0007' },
    })
    expect(relationships.filter(({ domain, to }) => domain === hoshi && to === null)).toHaveLength(200)
    expect(others).toEqual({ desk: [], customerUsers: [], operators: [], people: [], grants: [] })

    const before = await stored()
    const second = await sync()
    expect(second).toMatchObject({ code: 0 })
    expect(second.out).toContain('Nothing to write: the database is as Google says.')
    expect(await stored()).toEqual(before)
  }, 60_000)

  it('takes over what changed at Google; what was renamed stays what it was, by its name of today (DOM-4)', async () => {
    const { sync, stored, google } = await installed(settings(), twoResellers([6, 4]))
    await sync()
    const [first, second] = google.world.organizations
    if (!first || !second) throw new Error('two organisations')
    const leaver = first.users.find(({ primaryEmail }) => primaryEmail === `user-1@${hoshi}`)
    first.users = first.users.filter((user) => user !== leaver)
    first.assignments = first.assignments.filter(({ assignedTo }) => assignedTo !== leaver?.id)
    const renamed = first.users.find(({ primaryEmail }) => primaryEmail === `user-4@${hoshi}`)
    Object.assign(renamed ?? {}, { primaryEmail: `married@${hoshi}`, aliases: [`user-4@${hoshi}`] })
    const sold = second.customers.find(({ customerId }) => customerId === 'C2sold0001')
    Object.assign(sold ?? {}, { customerDomain: 'renamed.example.net' })
    second.subscriptions = second.subscriptions.filter(({ customerId }) => customerId !== 'C2sold0002')

    const { code, out } = await sync()
    expect(code).toBe(0)
    expect(out).toContain(`= Renamed\n    account married@${hoshi} (formerly user-4@${hoshi})`)
    const { accounts, customers, relationships } = await stored()
    expect(accounts.find(({ email }) => email === `user-1@${hoshi}`)).toMatchObject({ suspended: true })
    expect(accounts.find(({ email }) => email === `user-4@${hoshi}`)).toMatchObject({
      renamedTo: `married@${hoshi}`,
      formerly: [`user-4@${hoshi}`],
      suspended: false,
      roles: ['Reseller Admin'],
    })
    expect(customers.map(({ id, domain }) => [id, domain])).toContainEqual([
      'C2sold0001',
      'renamed.example.net',
    ])
    expect(customers).toHaveLength(10)
    expect(relationships.filter(({ to }) => to !== null)).toMatchObject([
      { customer: 'C2sold0002', domain: northwind },
    ])
  }, 60_000)

  it('joins cases that were stored under a later name with the others, also after a sync that was broken off', async () => {
    const where: Readonly<Record<string, string>> = settings()
    const { sync, google, folder } = await installed(where, twoResellers([2, 2]))
    await sync()
    const renamed = 'renamed.example.net'
    const domains = google.world.organizations[0]?.domains ?? []
    domains[0] = { domainName: renamed, isPrimary: true, domainAliases: [{ domainAliasName: hoshi }] }
    const database = { dataDir: folder, mongodbUri: where.MONGODB_URI ?? null }
    const under = (number: number) =>
      withStore(database, async (store) => {
        await store.create(
          aNewCase({ number, domain: renamed, partners: [{ domain: renamed, kind: 'reseller' }] }),
        )
      })
    const read = (number: number) => withStore(database, (store) => store.get(number))

    await under(1001)
    const { out } = await sync()
    expect(out).toContain(
      `= Cases that are joined with the others\n    1 case is stored under ${renamed}, a later name of ${hoshi}.`,
    )
    expect(await read(1001)).toMatchObject({ domain: hoshi, partners: [{ domain: hoshi }] })

    await under(1002)
    expect((await sync({ dryRun: true })).out).toContain('1 case is stored under')
    expect(await read(1002)).toMatchObject({ domain: renamed })
    expect((await sync()).out).toContain('The cases are joined.')
    expect(await read(1002)).toMatchObject({ domain: hoshi })
    expect((await sync()).out).toContain('Nothing to write')
  }, 60_000)

  it.each([
    ['later', unavailable(), 69],
    ['once it is mended', forbidden(), 78],
  ])(
    'changes nothing where one page of one domain fails, which can be read %s',
    async (_, answer, expected) => {
      const { sync, stored, google } = await installed(settings(), twoResellers([6, 4]))
      google.instead(
        ({ method, email }) => method === 'directory.users.list' && email === `admin@${northwind}`,
        answer,
      )
      const { code, out, err } = await sync()
      expect([code, out]).toEqual([expected, ''])
      expect(err).toContain(northwind)
      expect((await stored()).domains).toEqual([])
    },
    60_000,
  )

  it('shows and writes nothing without being told to, and not what ends more than half unattended', async () => {
    const { sync, stored, google } = await installed(settings(), twoResellers([6, 4]))
    const dry = await sync({ dryRun: true })
    expect(dry).toMatchObject({ code: 0 })
    expect(dry.out).toContain('+ Added\n    reseller domain hoshi-cloud.example.com')
    expect(await sync({})).toMatchObject({ code: 1 })
    expect((await stored()).domains).toEqual([])

    const told = JSON.parse((await sync({ yes: true, json: true })).out)
    expect(told).toMatchObject({ outcome: 'written', faults: [], cautions: [] })
    expect(told.steps).toContainEqual({ kind: 'added', text: 'account user-1@hoshi-cloud.example.com' })

    const [first] = google.world.organizations
    if (first) first.subscriptions = []
    const before = await stored()
    const guarded = await sync()
    expect(guarded).toMatchObject({ code: 1 })
    expect(guarded.out).toContain(`This would end the sales to 6 of the 6 customers of ${hoshi}.`)
    expect(await stored()).toEqual(before)
  }, 60_000)
})

describe('directory google sync, into a directory file', () => {
  it('keeps comments and what Google does not know, and the second time leaves the file alone', async () => {
    const { sync, folder } = await installed({}, twoResellers([6, 4]))
    const file = join(folder, 'directory.yaml')
    copyFileSync(sampleDirectoryFile, file)
    const yaml = readFileSync(file, 'utf8')
    const before = parseDirectoryFile(yaml, file)
    // The sample's people are none of this Google's: that is more than half, and takes a person.
    expect(await sync()).toMatchObject({ code: 1 })
    expect(readFileSync(file, 'utf8')).toBe(yaml)

    const others = yaml
      .replaceAll(northwind, 'elsewhere.example.com')
      .replaceAll(hoshi, 'nowhere.example.com')
    writeFileSync(file, others)
    const { code, out } = await sync()
    expect([code, out]).toEqual([0, expect.stringContaining(`Written to the file ${file}`)])
    const text = readFileSync(file, 'utf8')
    const after = parseDirectoryFile(text, file)
    for (const [comment] of others.matchAll(/#.*$/gm)) expect(text).toContain(comment)
    expect(after.desk).toEqual(before.desk)
    expect(after.customerUsers).toEqual(before.customerUsers)
    expect(after.grants).toHaveLength(before.grants.length)
    expect(after.accounts).toHaveLength(before.accounts.length + 40)
    expect(after.customers).toHaveLength(before.customers.length + 10)

    expect((await sync()).out).toContain('Nothing to write')
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(existsSync(`${file}.draft`)).toBe(false)
  }, 60_000)
})

describe('directory google login', () => {
  it('keeps a sign-in that syncs go by from then on', async () => {
    const { google, folder, env } = await installed({}, twoResellers([2, 1]))
    const { id, secret } = google.world.client
    const client = join(folder, 'client.json')
    writeFileSync(client, JSON.stringify({ installed: { client_id: id, client_secret: secret } }))
    let shown = ''
    const terminal = {
      show: (text: string) => {
        shown += text
      },
      ask: async () =>
        google.tokens.consent(/https:\/\/accounts\.google\.com\S+/.exec(shown)?.[0] ?? '', {
          email: `admin@${hoshi}`,
        }),
    }
    const settings = { ...env, SSH_TTY: '/dev/pts/1' }
    const logIn = (options: { domain?: string; client?: string }) =>
      listen(() => logInToGoogle(options, settings, { network: google.network, terminal }))

    expect(await logIn({ client })).toMatchObject({ code: 78, err: expect.stringContaining('--domain') })
    expect(await logIn({ domain: hoshi })).toMatchObject({
      code: 78,
      err: expect.stringContaining('--client'),
    })
    expect(await logIn({ domain: 'Hoshi-Cloud.example.com', client })).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Signed in for ${hoshi}`),
    })
    expect(findGoogleSignIn(folder, hoshi)).toMatchObject({ admin: `admin@${hoshi}`, clientId: id })

    writeFileSync(env.DIRECTORY_GOOGLE_FILE ?? '', `domains: [{ domain: ${hoshi}, admin: admin@${hoshi} }]`)
    const calls = { clock: aSkippingClock(), random: () => 1 }
    const synced = await listen(() => syncWithGoogle({ yes: true }, env, { network: google.network, calls }))
    expect(synced).toMatchObject({ code: 0, err: '' })
  }, 60_000)
})

describe('directory google login, where nobody signs in', () => {
  async function begun() {
    const { google, folder, env } = await installed({}, twoResellers([1, 1]))
    const { id, secret } = google.world.client
    const client = join(folder, 'client.json')
    writeFileSync(client, JSON.stringify({ installed: { client_id: id, client_secret: secret } }))
    return { google, folder, client, settings: { ...env, SSH_TTY: '/dev/pts/1' } }
  }

  it('gives up after two minutes', async () => {
    const { google, folder, client, settings } = await begun()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never)
    let wait = () => {}
    const isAsked = new Promise<void>((resolve) => {
      wait = resolve
    })
    const terminal = {
      show: () => {},
      ask: () => {
        wait()
        return new Promise<string>(() => {})
      },
    }
    let ended = false
    const login = listen(() =>
      logInToGoogle({ domain: hoshi, client }, settings, { network: google.network, terminal }),
    ).finally(() => {
      ended = true
    })
    await isAsked
    await vi.advanceTimersByTimeAsync(119_999)
    expect(ended).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await login).toMatchObject({ code: 1, err: 'Nobody signed in within 2 minutes. Start again.' })
    expect(exit).toHaveBeenCalledOnce()
    expect(findGoogleSignIn(folder, hoshi)).toBeUndefined()
  }, 60_000)

  it('ends at once where nobody is at a terminal, with the address on stderr', async () => {
    const { client, settings } = await begun()
    const args = ['directory', 'google', 'login', '--domain', hoshi, '--client', client]
    const { code, stdout, stderr } = await runCli(args, settings)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('https://accounts.google.com/o/oauth2/v2/auth')
    expect(stderr).toContain('There is nobody at a terminal who could sign in. Run this in a terminal.')
  }, 60_000)
})

describe('what has to be mended first', () => {
  it('is told with its line for a file with faults', async () => {
    const { env } = await installed({}, twoResellers([1, 1]), 'mappings: {}\n')
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`)
    })
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(syncWithGoogle({ yes: true }, env)).rejects.toThrow('exit 78')
    expect(errors.mock.calls.join()).toMatch(/line 6, mappings: .*did you mean "mapping"/)
    exit.mockRestore()
  })

  it('is named where no file is set', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Error(`exit ${code}`)
    })
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    await expect(syncWithGoogle({}, { DATA_DIR: aFolder() })).rejects.toThrow('exit 78')
    expect(errors.mock.calls.join()).toContain('DIRECTORY_GOOGLE_FILE')
    exit.mockRestore()
  })
})
