import { randomUUID } from 'node:crypto'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Libsql from 'libsql'
import { mongo as driver } from 'mongoose'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import { StoreDidNotAnswer } from '../../src/cases/store-did-not-answer.ts'
import { syncWithGoogle } from '../../src/cli/directory-google-command.ts'
import { findExitCode } from '../../src/cli/doctor-command.ts'
import { withStore } from '../../src/cli/with-store.ts'
import { readConfig } from '../../src/config/config.ts'
import { type DoctorDeps, examine, examineCase, examineDomain } from '../../src/doctor/examine.ts'
import type { Chapter, Finding } from '../../src/doctor/finding.ts'
import type { SyncRound } from '../../src/people/directory-store.ts'
import { recordSyncRound } from '../../src/people/google/sync-rounds.ts'
import { readPrint } from '../../src/store/sqlite/copy-file.ts'
import type { Store } from '../../src/store/store.ts'
import { aFolder, delegateEverything, writeKeyFile } from '../support/google/connect-google.ts'
import { tokenRefused, unavailable } from '../support/google/google-refusals.ts'
import { aLocalGoogle } from '../support/google/google-server.ts'
import { twoResellers } from '../support/google/google-world.ts'
import { makeOlderDatabase } from '../support/older-database.ts'
import { recordingLog } from '../support/recording-log.ts'
import { sampleDirectoryFile } from '../support/sample-world.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'
import { dropDatabase, mongoForTests } from '../support/stores.ts'

type Env = Readonly<Record<string, string>>

const hoshi = 'hoshi-cloud.example.com'
const now = new Date('2026-03-02T09:00:00Z')
const deps = (env: Env): DoctorDeps => ({ config: readConfig(env), log: recordingLog(), now: () => now })

/** All that the doctor finds. Whatever is not in order names its subject and what to do. */
async function look(env: Env, more: Partial<DoctorDeps> = {}): Promise<Looked> {
  return toLooked(await examine({ ...deps(env), ...more }))
}

interface Looked {
  readonly findings: readonly Finding[]
  readonly chapters: readonly string[]
  readonly code: number
  of(kind: Finding['kind']): readonly string[]
}

function toLooked(chapters: readonly Chapter[]): Looked {
  const findings = chapters.flatMap((chapter) => chapter.findings)
  for (const { level, subject, remedy } of findings) {
    expect(subject).not.toBe('')
    if (level !== 'ok') expect(remedy).toBeTruthy()
  }
  return {
    findings,
    chapters: chapters.map(({ title }) => title),
    code: findExitCode(findings),
    of: (kind) =>
      findings.filter((one) => one.kind === kind).map(({ level, message }) => `${level}: ${message}`),
  }
}

function writeDirectory(folder: string, text: string): Env {
  const file = join(folder, 'directory.yaml')
  writeFileSync(file, text)
  return { DATA_DIR: folder, DIRECTORY_FILE: file }
}

const sample = readFileSync(sampleDirectoryFile, 'utf8')

const mongo = mongoForTests()
const places: readonly { readonly name: string; readonly settings: () => Env }[] = [
  { name: 'SQLite', settings: () => ({}) },
  ...(mongo.kind === 'server'
    ? [
        {
          name: mongo.name,
          settings: () => {
            const name = `casethread-doctor-${randomUUID()}`
            onTestFinished(() => dropDatabase(mongo.uri, name))
            return { MONGODB_URI: mongo.uri.replace(/\/(\?|$)/, `/${name}$1`) }
          },
        },
      ]
    : []),
]

const inStore = <T>(env: Env, work: (store: Store) => Promise<T>) => withStore(readConfig(env), work)

describe('nothing is said of what was not looked at', () => {
  /** Nothing listens there. */
  const away = { MONGODB_URI: 'mongodb://127.0.0.1:9/casethread?serverSelectionTimeoutMS=200' }

  it('a database that is away hides neither the directory file nor the rest, and is all that is wrong', async () => {
    const { of, code, chapters, findings } = await look({
      ...writeDirectory(aFolder(), sample),
      ...away,
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
    })
    expect(of('database')).toEqual([expect.stringMatching(/^fault: /)])
    expect(of('directory')).toEqual([
      expect.stringMatching(/^ok: The directory comes from .*directory\.yaml/),
    ])
    expect(chapters).toContain('Mail')
    // Linked accounts are in the database, and so is what channels are declared for.
    for (const text of of('who-can-act'))
      expect(text).toMatch(
        /^by-hand: Nobody of .* was found in chat: .*linked their account, which could not be read/,
      )
    expect(of('readership')).toEqual([
      "by-hand: Who can read in channels and spaces wasn't looked at: what they are declared for is in the database.",
    ])
    expect(findings.filter(({ level }) => level === 'fault').map(({ kind }) => kind)).toEqual([
      'database',
      'slack',
    ])
    expect(code).toBe(69)
  })

  it('a database that is away with a directory in it: no directory is not what is said', async () => {
    const whole = await look({ DATA_DIR: aFolder(), ...away })
    expect(whole.of('directory')).toEqual([expect.stringMatching(/^by-hand: The directory wasn't looked at/)])
    expect(whole.of('readership')).toEqual([
      expect.stringContaining("wasn't looked at: there is no directory"),
    ])
    expect(whole.code).toBe(69)

    const domain = toLooked(await examineDomain(deps({ DATA_DIR: aFolder(), ...away }), hoshi))
    expect(domain.of('database')).toEqual([expect.stringMatching(/^fault: /)])
    expect(domain.code).toBe(69)
  })

  it('a case is not missing because its database is', async () => {
    const { findings, code } = toLooked(await examineCase(deps({ DATA_DIR: aFolder(), ...away }), 1001))
    expect(findings.map(({ kind }) => kind)).toEqual(['database'])
    expect(code).toBe(69)
  })

  it.each<[string, (folder: string) => string, string]>([
    ['a folder that nobody may write to', (folder) => folder, "this user can't write to"],
    ['a folder below it', (folder) => join(folder, 'new', 'data'), "this user can't write to"],
    ['a file in place of it', () => sampleDirectoryFile, 'is no folder'],
  ])('the first start cannot make its database in %s', async (_what, place, expected) => {
    const folder = aFolder()
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
    // Root may write anywhere.
    if (process.getuid?.() === 0 && place(folder) !== sampleDirectoryFile) return
    const { of } = await look({ DATA_DIR: place(folder) })
    expect(of('data-folder')).toEqual([expect.stringContaining(expected)])
    expect(of('database')).toEqual([])
  })

  it('what is left of a database that was moved away is no first start', async () => {
    const folder = aFolder()
    writeFileSync(join(folder, 'casethread.db-wal'), 'x'.repeat(4_096))
    const { of } = await look({ DATA_DIR: folder })
    expect(of('database')).toEqual([expect.stringMatching(/^fault: .*was emptied or moved away/)])
  })

  it('a database of an older version is told, and is of that version still', async () => {
    const folder = aFolder()
    const file = join(folder, 'casethread.db')
    makeOlderDatabase(file, [{ number: 1001, subscriptions: [] }])
    const print = await readPrint(file)

    const { of } = await look({ DATA_DIR: folder, DIRECTORY_FILE: sampleDirectoryFile })

    expect(of('database')).toEqual([expect.stringMatching(/^warning: .*older version .*was not looked at/)])
    expect(await readPrint(file)).toEqual(print)
  })

  it('one of a newer version is told with what to do', async () => {
    const folder = aFolder()
    const file = join(folder, 'casethread.db')
    makeOlderDatabase(file, [])
    const libsql = new Libsql(file)
    libsql.exec('PRAGMA user_version = 999')
    libsql.close()

    const { of } = await look({ DATA_DIR: folder, DIRECTORY_FILE: sampleDirectoryFile })

    expect(of('database')).toEqual([expect.stringMatching(/^fault: .*newer version .* restore a backup/)])
  })

  const server = mongoForTests()
  it.skipIf(server.kind === 'none')('an empty MongoDB database is no fault, and stays empty', async () => {
    const dbName = `casethread-test-${randomUUID()}`
    const uri = server.kind === 'server' ? server.uri.replace(/(:\/\/[^/?]+)\/?[^?]*/, `$1/${dbName}`) : ''

    const { of } = await look({ MONGODB_URI: uri, DIRECTORY_FILE: sampleDirectoryFile, DATA_DIR: aFolder() })

    expect(of('database')).toEqual([expect.stringMatching(/^ok: .*The first start prepares it/)])
    const client = await new driver.MongoClient(uri).connect()
    expect(await client.db(dbName).collections()).toEqual([])
    await client.close()
  })
})

describe('one chapter that cannot be looked at', () => {
  it.each<[string, Error, Partial<Finding>, number]>([
    [
      'by a fault of the doctor',
      new TypeError('mail is not what it was'),
      { kind: 'unexpected', subject: 'Mail', message: expect.stringContaining('mail is not what it was') },
      1,
    ],
    [
      'since the database went away meanwhile',
      new StoreDidNotAnswer('no'),
      { kind: 'database', subject: 'Mail', cause: 'unreachable' },
      69,
    ],
  ])('%s hides no other', async (_what, error, expected, code) => {
    const config = {
      ...readConfig(writeDirectory(aFolder(), sample)),
      get mail(): never {
        throw error
      },
    }
    const looked = await look({}, { config })
    const mail = looked.findings.filter(({ subject }) => subject === 'Mail')
    expect(mail).toMatchObject([{ level: 'fault', ...expected }])
    expect(looked.chapters).toContain('Response targets')
    expect(looked.of('directory')).toEqual([expect.stringMatching(/^ok: /)])
    expect(findExitCode(mail)).toBe(code)
  })
})

describe('the directory', () => {
  it.each<[string, (folder: string) => string, string]>([
    ['not there', (folder) => join(folder, 'none.yaml'), 'There is no file'],
    ['a folder', (folder) => folder, 'is a folder, not a file'],
  ])('that is named and %s is told so', async (_what, place, expected) => {
    const folder = aFolder()
    const { of, code } = await look({ DATA_DIR: folder, DIRECTORY_FILE: place(folder) })
    expect(of('directory')).toEqual([expect.stringContaining(expected)])
    expect(code).toBe(78)
  })

  it('with a desk and no reseller domain: there is nobody who could open a case', async () => {
    const { of } = await look(
      writeDirectory(
        aFolder(),
        'domains: []\naccounts: []\ncustomers: []\nrelationships: []\ngrants: []\npeople: []\ndesk:\n  - email: aoi@desk.example.org\n    name: Aoi\n',
      ),
    )
    expect(of('reseller-domain')).toEqual([
      'fault: The directory names no reseller domain, so no partner can open a case.',
    ])
  })

  it('of two reseller domains of which one has nobody, tells of that one alone', async () => {
    const northwind = 'northwind-apps.example.com'
    const directory = parse(sample)
    for (const account of directory.accounts) if (account.domain === northwind) account.suspended = true
    const env = {
      ...writeDirectory(aFolder(), stringify(directory)),
      ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' },
      ...{ SLACK_API_URL: 'http://127.0.0.1:9/api/', SLACK_TRUST_EMAIL: 'true' },
    }
    const { findings } = await look(env)
    const told = findings.filter(({ kind }) => kind === 'who-can-act')
    expect(told.map(({ level, subject }) => [level, subject])).toEqual([
      ['by-hand', hoshi],
      ['fault', northwind],
      ['by-hand', 'desk'],
    ])
    expect(told[1]?.message).toContain('are suspended')
  })

  it('DOM-4: a renamed reseller domain goes by its name of today throughout', async () => {
    const renamed = sample.replace(
      `- domain: ${hoshi}\n`,
      '- domain: hoshi.example.com\n    formerly: [hoshi-cloud.example.com]\n',
    )
    expect(renamed).not.toBe(sample)
    const env = { ...writeDirectory(aFolder(), renamed), SLACK_BOT_TOKEN: 'xoxb-1' }
    const slack = {
      ...env,
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
      SLACK_TRUST_EMAIL: 'true',
    }
    for (const typed of [hoshi, 'hoshi.example.com']) {
      const { of } = toLooked(await examineDomain(deps(slack), typed))
      expect(of('case-accounts')).toEqual(['ok: hoshi.example.com: 4 of 8 accounts may work with cases.'])
      expect(of('who-can-act')).toEqual([
        expect.stringContaining('Nobody of hoshi.example.com was found in chat: 4 accounts'),
      ])
    }
    const subjects = (await look(slack)).findings
      .filter(({ kind }) => kind === 'who-can-act')
      .map(({ subject }) => subject)
    expect(subjects).toContain('hoshi.example.com')
    expect(subjects).not.toContain(hoshi)
  })

  it('a categories file that a start refuses is told', async () => {
    const folder = aFolder()
    const file = join(folder, 'categories.yaml')
    writeFileSync(file, 'nonsense: [')
    const { of, code } = await look({ ...writeDirectory(folder, sample), CATEGORIES_FILE: file })
    expect(of('categories')).toEqual([expect.stringContaining(`fault: `)])
    expect(code).toBe(78)
  })
})

describe.each(places)('what chat has settled, on $name', ({ settings }) => {
  it('GRA-1: a grant that a customer gave in chat counts beside the directory file', async () => {
    const env = {
      ...writeDirectory(aFolder(), sample.replace(/\ngrants:\n(?:[ #].*\n|\n)*/, '\ngrants: []\n')),
      ...settings(),
    }
    const before = await look(env)
    expect(before.of('grants')).toContainEqual(expect.stringContaining(`${hoshi}: 0 of 7 customers granted`))
    const customer = /customer: (\S+)/.exec(sample.slice(sample.indexOf('\nrelationships:')))?.[1] ?? ''
    const change = {
      customer,
      domain: hoshi,
      from: 'unknown',
      to: 'granted',
      at: now,
      by: 'a@c.example',
    } as const
    await inStore(env, ({ directory }) =>
      directory.recordGrant({ ...change, evidence: null, source: 'chat', expected: 0 }),
    )
    expect((await look(env)).of('grants')).toContainEqual(
      expect.stringContaining(`${hoshi}: 1 of 7 customers granted`),
    )
  })

  it('an account that was linked in a chat that is not set up any more is nobody who can act', async () => {
    const env = {
      ...writeDirectory(aFolder(), sample),
      ...settings(),
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_API_URL: 'http://127.0.0.1:9/api/',
    }
    const link = (platform: 'slack' | 'gchat', user: string) =>
      inStore(env, ({ identities }) =>
        identities.link(
          { platform, tenant: platform === 'slack' ? 'T1' : '', user },
          {
            email: 'haruka.sato@hoshi-cloud.example.com',
            domain: hoshi,
            provedAt: now,
            proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1' },
          },
        ),
      )
    await link('gchat', 'users/1')
    expect(toLooked(await examineDomain(deps(env), hoshi)).of('who-can-act')).toEqual([
      expect.stringMatching(/^fault: Nobody of hoshi-cloud\.example\.com can act/),
    ])
    await link('slack', 'U1')
    expect(toLooked(await examineDomain(deps(env), hoshi)).of('who-can-act')).toEqual([
      expect.stringMatching(/1 by an account that they linked/),
    ])
  })
})

describe.each(places)('DIRECTORY_SYNC_EVERY, on $name', ({ settings }) => {
  function synced(): Env {
    const folder = aFolder()
    const file = join(folder, 'google.yaml')
    writeFileSync(file, `domains: [{ domain: ${hoshi}, admin: admin@${hoshi} }]\n`)
    return {
      ...writeDirectory(folder, sample),
      ...settings(),
      DIRECTORY_GOOGLE_FILE: file,
      DIRECTORY_SYNC_EVERY: '6h',
    }
  }
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  const keep = (env: Env, round: Omit<SyncRound, 'which'>) =>
    inStore(env, ({ directory }) => recordSyncRound(directory, round, recordingLog()))
  const rounds = ({ findings }: Looked) => findings.filter(({ kind }) => kind === 'google-sync')

  it('is said never to have come where none has, without making a database', async () => {
    expect((await look(synced())).of('google-sync')).toEqual([
      'by-hand: The directory was never synced with Google.',
    ])
  })

  it('is said when it succeeded, when it failed and why, and what to do', async () => {
    const env = synced()
    await keep(env, { at: hoursAgo(5), outcome: 'written', details: [] })
    expect((await look(env)).of('google-sync')).toEqual([
      `ok: The directory was last synced with Google at ${hoursAgo(5).toISOString()} (5 h ago): changes were written.`,
    ])

    const details = ["Google doesn't accept the credentials for hoshi. Sign in again."]
    await keep(env, { at: hoursAgo(2), outcome: 'unread', details, passes: false })
    const failed = await look(env)
    expect(rounds(failed)).toEqual([
      {
        level: 'fault',
        kind: 'google-sync',
        subject: 'casethread directory google sync',
        message: `The last sync with Google failed at ${hoursAgo(2).toISOString()} (2 h ago): ${details[0]} The last one that succeeded was at ${hoursAgo(5).toISOString()} (5 h ago).`,
        remedy: 'Fix that, then run: casethread directory google sync',
      },
    ])

    await keep(env, { at: hoursAgo(2), outcome: 'unread', details, passes: true })
    expect(rounds(await look(env))).toMatchObject([{ level: 'fault', cause: 'unreachable' }])
  })

  it.each<[SyncRound['outcome'], string]>([
    ['unfit', "doesn't fit the directory: relationship C1: overlaps. None has succeeded yet."],
    ['too-much', 'a person has to agree: relationship C1: overlaps'],
    ['changed-meanwhile', 'the directory was changed meanwhile. None has succeeded yet.'],
    ['failed', 'relationship C1: overlaps. None has succeeded yet.'],
  ])('that ended as %s is told', async (outcome, expected) => {
    const env = synced()
    await keep(env, { at: hoursAgo(1), outcome, details: ['relationship C1: overlaps'] })
    expect((await look(env)).of('google-sync')).toEqual([expect.stringContaining(expected)])
  })

  it('that does not come any more gets no ✓, whatever the last one came to', async () => {
    const env = synced()
    await keep(env, { at: hoursAgo(50), outcome: 'nothing', details: [] })
    expect((await look(env)).of('google-sync')).toEqual([
      `warning: The directory should be synced with Google every 6 hours, but was last at ${hoursAgo(50).toISOString()} (2 days ago).`,
    ])
  })

  it('that lies in the future shows two clocks that differ', async () => {
    const env = synced()
    await keep(env, { at: hoursAgo(-1), outcome: 'nothing', details: [] })
    expect((await look(env)).of('google-sync')).toContainEqual(
      expect.stringMatching(/^warning: .*is ahead of this machine's clock/),
    )
  })
})

describe('DIRECTORY_GOOGLE_FILE', () => {
  it('that cannot be used is told, and nothing is said of sign-ins', async () => {
    const folder = aFolder()
    const file = join(folder, 'google.yaml')
    writeFileSync(file, 'mappings: {}\n')
    const env = { ...writeDirectory(folder, sample), DIRECTORY_GOOGLE_FILE: file }
    const { of, code } = await look(env)
    expect(of('google-sync-file')).toEqual([expect.stringContaining('did you mean "mapping"')])
    expect(of('google-sync-sign-in')).toEqual([])
    expect(code).toBe(78)
    const gone = await look({ ...env, DIRECTORY_GOOGLE_FILE: join(folder, 'none.yaml') })
    expect(gone.of('google-sync-file')).toEqual([expect.stringContaining('none.yaml')])
  })

  async function connected() {
    const folder = aFolder()
    const google = await aLocalGoogle(twoResellers([3, 2]), { pageSize: 100 })
    writeKeyFile(delegateEverything(google.world), folder)
    const file = join(folder, 'google.yaml')
    const domains = [hoshi, 'northwind-apps.example.com']
    const lines = domains.map((domain) => `  - { domain: ${domain}, admin: admin@${domain} }`)
    writeFileSync(file, ['keyFile: key.json', 'domains:', ...lines, ''].join('\n'))
    const env = { DATA_DIR: folder, DIRECTORY_GOOGLE_FILE: file }
    const told = async () => look(env, { network: google.network, now: () => new Date() })
    return { google, env, folder, told }
  }
  const signIns = ({ findings }: Looked) =>
    findings
      .filter(({ kind }) => kind === 'google-sync-sign-in')
      .map(({ level, subject, cause }) => [level, subject, cause])

  it('has a ✓ for each domain that Google lets it read, and the last sync by hand is known', async () => {
    const { google, env, told } = await connected()
    const before = await told()
    expect(before.of('google-sync-file')).toEqual([
      expect.stringMatching(/^ok: .* names 2 reseller domains: /),
    ])
    expect(signIns(before).map(([level]) => level)).toEqual(['ok', 'ok'])
    expect(before.of('google-sync')).toEqual(['by-hand: The directory was never synced with Google.'])

    vi.spyOn(console, 'log').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const calls = { clock: aSkippingClock(), random: () => 1 }
    const sync = async (more: object) => {
      await syncWithGoogle({ yes: true, ...more }, env, { network: google.network, calls })
      process.exitCode = undefined
    }
    await sync({ dryRun: true })
    expect((await told()).of('google-sync')).toEqual(before.of('google-sync'))
    await sync({})
    expect((await told()).of('google-sync')).toEqual([expect.stringContaining('changes were written')])
    google.instead(({ method }) => method === 'directory.users.list', unavailable())
    await sync({})
    expect((await told()).findings.filter(({ kind }) => kind === 'google-sync')).toMatchObject([
      {
        level: 'fault',
        cause: 'unreachable',
        message: expect.stringContaining('could not be reached for the users of'),
      },
    ])
    vi.restoreAllMocks()
  })

  it('says which domain Google does not let it read, and that the other is in order', async () => {
    const { google, told } = await connected()
    const [first] = google.world.organizations
    google.world.serviceAccounts[0]?.delegations.delete(first?.customerId ?? '')
    const looked = await told()
    expect(signIns(looked)).toEqual([
      ['fault', hoshi, undefined],
      ['ok', 'northwind-apps.example.com', undefined],
    ])
    expect(looked.of('google-sync-sign-in')[0]).toMatch(/Google doesn't let .* speak for admin@hoshi/)
  })

  it.each([
    ['that is away may be back', unavailable(), 'unreachable'],
    [
      'that refuses by the clock of this machine says so',
      tokenRefused(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      ),
      undefined,
    ],
  ])('a token server %s', async (_what, answer, cause) => {
    const { google, told } = await connected()
    google.instead(({ method }) => method === 'token', answer)
    const looked = await told()
    expect(signIns(looked).map(([level, , why]) => [level, why])).toEqual([
      ['fault', cause],
      ['fault', cause],
    ])
  })

  it.each([
    ['is not there', (folder: string) => rmSync(join(folder, 'key.json')), 'is not there'],
    ['is no key', (folder: string) => writeFileSync(join(folder, 'key.json'), '{}'), 'it has no type'],
  ])('a key that %s is told for each domain', async (_what, spoil, expected) => {
    const { folder, told } = await connected()
    spoil(folder)
    const looked = await told()
    expect(looked.of('google-sync-sign-in')).toEqual([
      expect.stringContaining(expected),
      expect.stringContaining(expected),
    ])
  })
})
