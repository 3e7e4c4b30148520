import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError, describeConfigIssues } from '../../src/config/config-error.ts'

const secret = '0123456789abcdef0123456789abcdef'

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues.map(({ setting, message }) => `${setting} ${message}`)
  }
  return []
}

describe('the settings', () => {
  it('may all be left out: no Slack, the embedded store, this machine only', () => {
    expect(readConfig({})).toEqual({
      given: [],
      slack: null,
      gchat: null,
      directoryFile: 'data/directory.yaml',
      directoryFileNamed: false,
      directoryGoogle: null,
      categoriesFile: null,
      targetsFile: null,
      publicUrl: null,
      google: null,
      desk: { locale: 'en', timeZone: 'UTC' },
      grantDefault: 'ask',
      mail: null,
      readership: {
        wholeWorkspace: {},
        workspaceOwners: {},
        readsByEmail: { slack: false, gchat: true },
        readsByEmailIn: [],
        organisations: {},
      },
      mongodbUri: null,
      dataDir: './data',
      keepClosedDays: null,
      auditDays: 730,
      partnersKeepUpstream: false,
      host: '127.0.0.1',
      port: 3000,
      metrics: null,
      logLevel: 'info',
    })
  })

  it('that are empty or blank count as not set', () => {
    const blank = { SLACK_BOT_TOKEN: '', PORT: ' ', MONGODB_URI: '', SLACK_TRUST_EMAIL: '', MONGO_URL: '' }

    expect(readConfig(blank)).toEqual(readConfig({}))
  })

  it('of metrics: none without a port, this machine alone without an address', () => {
    expect(readConfig({ METRICS_PORT: '9464' }).metrics).toEqual({
      host: '127.0.0.1',
      port: 9464,
      token: null,
    })
    expect(
      readConfig({ METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0', METRICS_TOKEN: '0123456789abcdef' })
        .metrics,
    ).toEqual({ host: '0.0.0.0', port: 9464, token: '0123456789abcdef' })
  })

  it.each([
    [{ METRICS_PORT: '70000' }, 'METRICS_PORT must be a number'],
    [{ METRICS_PORT: '3000' }, 'METRICS_PORT must differ from PORT'],
    [{ METRICS_PORT: '8080', PORT: '8080' }, 'METRICS_PORT must differ from PORT'],
    [{ METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }, 'METRICS_TOKEN is missing'],
    [{ METRICS_PORT: '9464', METRICS_HOST: '::' }, 'METRICS_TOKEN is missing'],
    [{ METRICS_PORT: '9464', METRICS_TOKEN: 'short' }, 'METRICS_TOKEN must be 16 to 200'],
    [{ METRICS_HOST: '127.0.0.1' }, 'METRICS_PORT is missing'],
    [{ METRICS_TOKEN: '0123456789abcdef' }, 'METRICS_PORT is missing'],
  ])('of metrics that cannot be are told: %j', (env, text) => {
    expect(faultsOf(env)).toEqual([expect.stringContaining(text)])
  })

  it('of Slack over HTTP', () => {
    const config = readConfig({
      SLACK_BOT_TOKEN: ' xoxb-1-abc\n',
      SLACK_SIGNING_SECRET: secret,
      SLACK_API_URL: 'http://localhost:4010/api',
      SLACK_TRUST_EMAIL: 'true',
      SLACK_DESK_CHANNEL: 'C0123',
    })

    expect(config.slack).toEqual({
      botToken: 'xoxb-1-abc',
      shared: null,
      connection: { kind: 'http', signingSecret: secret },
      apiUrl: 'http://localhost:4010/api/',
      trustEmail: true,
      trustedWorkspaces: [],
      deskChannel: 'C0123',
      deskWorkspace: null,
    })
  })

  describe('of an app that workspaces install by themselves', () => {
    const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
    const shared = {
      SLACK_CLIENT_ID: '123.456',
      SLACK_CLIENT_SECRET: secret,
      SLACK_SIGNING_SECRET: secret,
      SLACK_TOKEN_KEYS: `2026:${key(1)}, 2025:${key(2)}`,
      SLACK_WORKSPACES: 'T0123, E0456',
      PUBLIC_URL: 'https://cases.example.com',
    }

    it('are the keys that seal tokens, the workspaces that may install it, and those whose e-mails count', () => {
      const { slack } = readConfig({
        ...shared,
        SLACK_TRUST_EMAIL: 'T0123',
        SLACK_DESK_CHANNEL: 'T0123/C0456',
      })

      expect(slack).toMatchObject({
        botToken: null,
        shared: {
          tokenKeys: [
            { id: '2026', key: Buffer.alloc(32, 1) },
            { id: '2025', key: Buffer.alloc(32, 2) },
          ],
          workspaces: ['T0123', 'E0456'],
        },
        trustEmail: false,
        trustedWorkspaces: ['T0123'],
        deskChannel: 'C0456',
        deskWorkspace: 'T0123',
      })
    })

    it('say of each workspace whose it is, and where an e-mail tells who reads', () => {
      const { readership } = readConfig({
        ...shared,
        SLACK_TRUST_EMAIL: 'T0123',
        SLACK_READERS_BY_EMAIL: 'E0456',
        SLACK_BELONGS_TO: 'T0123=Northwind.example.com, E0456=desk',
      })

      expect(readership).toMatchObject({
        wholeWorkspace: {},
        workspaceOwners: { T0123: 'northwind.example.com', E0456: 'desk' },
        readsByEmail: { slack: false },
        readsByEmailIn: ['E0456', 'T0123'],
      })
    })

    it('may stand beside the token of one workspace', () => {
      const { slack } = readConfig({ ...shared, SLACK_BOT_TOKEN: 'xoxb-1', SLACK_DESK_CHANNEL: 'C0456' })
      expect(slack).toMatchObject({
        botToken: 'xoxb-1',
        shared: { clientId: '123.456' },
        deskWorkspace: null,
      })
    })

    it.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_TOKEN_KEYS', 'SLACK_WORKSPACES', 'PUBLIC_URL'])(
      'serve only together: %s is missing',
      (missing) => {
        const { [missing as keyof typeof shared]: _, ...others } = shared
        expect(faultsOf(others)).toEqual([expect.stringMatching(`^${missing} is missing`)])
      },
    )

    it.each([
      ['SLACK_TOKEN_KEYS', 'only-a-name'],
      ['SLACK_TOKEN_KEYS', `2026:${Buffer.alloc(16, 1).toString('base64')}`],
      ['SLACK_TOKEN_KEYS', `2026:${key(1)},2026:${key(2)}`],
      ['SLACK_WORKSPACES', 'northwind'],
      ['SLACK_WORKSPACES', 'C0123'],
      ['SLACK_DESK_CHANNEL', 'C0456'],
      ['SLACK_TRUST_EMAIL', 'true'],
      ['SLACK_TRUST_EMAIL', 'C0123'],
      ['SLACK_READERS_BY_EMAIL', 'true'],
      ['SLACK_BELONGS_TO', 'northwind.example.com'],
      ['SLACK_BELONGS_TO', 'T0123=nobody'],
      ['SLACK_CLIENT_ID', 'abc'],
    ])('cannot be %s=%s', (name, value) => {
      const faults = faultsOf({ ...shared, [name]: value })
      expect(faults).toEqual([expect.stringMatching(`^${name} `)])
      if (name === 'SLACK_TOKEN_KEYS') expect(faults[0]).not.toContain(value)
    })

    it('trust no list of workspaces where there is only the token of one', () => {
      expect(
        faultsOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: secret, SLACK_TRUST_EMAIL: 'T0123' }),
      ).toEqual([expect.stringMatching('^SLACK_TRUST_EMAIL ')])
    })
  })

  it('of Slack over Socket Mode, which an app-level token chooses; e-mails are not trusted unless told', () => {
    const config = readConfig({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_SIGNING_SECRET: secret,
    })

    expect(config.slack).toMatchObject({
      connection: { kind: 'socket', appToken: 'xapp-1' },
      trustEmail: false,
      apiUrl: null,
    })
  })

  it('of the desk’s channel: a language and a time zone, which have to be ones', () => {
    expect(readConfig({ DESK_LANGUAGE: 'ja', DESK_TIME_ZONE: 'Asia/Tokyo' }).desk).toEqual({
      locale: 'ja',
      timeZone: 'Asia/Tokyo',
    })
    expect(() => readConfig({ DESK_LANGUAGE: 'fr' })).toThrow('must be en or ja')
    expect(() => readConfig({ DESK_TIME_ZONE: 'Tokyo' })).toThrow('must be a time zone, such as Asia/Tokyo')
  })

  it('put the directory beside the other data unless it is named', () => {
    expect(readConfig({ DATA_DIR: '/srv/desk' }).directoryFile).toBe('/srv/desk/directory.yaml')
    expect(readConfig({ DATA_DIR: '/srv/desk', DIRECTORY_FILE: '/etc/d.yaml' }).directoryFile).toBe(
      '/etc/d.yaml',
    )
  })

  it.each(['mongodb://127.0.0.1:27017/desk', 'mongodb+srv://u:p@cluster.example.net'])(
    'take %s as a database',
    (uri) => {
      expect(readConfig({ MONGODB_URI: uri }).mongodbUri).toBe(uri)
    },
  )
})

describe('signing in with Google', () => {
  const google = {
    PUBLIC_URL: 'https://cases.example.com/',
    GOOGLE_CLIENT_ID: '1-a.apps.googleusercontent.com',
    GOOGLE_CLIENT_SECRET: 'GOCSPX-secret',
  }

  it('takes an address and an OAuth client', () => {
    expect(readConfig(google)).toMatchObject({
      publicUrl: 'https://cases.example.com',
      google: { clientId: '1-a.apps.googleusercontent.com', clientSecret: 'GOCSPX-secret', issuer: null },
    })
    expect(readConfig({ ...google, GOOGLE_ISSUER: 'http://127.0.0.1:4002/' }).google?.issuer).toBe(
      'http://127.0.0.1:4002',
    )
  })

  it.each(['PUBLIC_URL', 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'])('is a fault without %s', (name) => {
    const faults = faultsOf({ ...google, [name]: '' })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(`${name} is missing: GOOGLE_CLIENT`)
  })

  it('may be left out where only the address is known', () => {
    expect(readConfig({ PUBLIC_URL: 'https://cases.example.com' }).google).toBeNull()
  })

  it.each([
    'cases.example.com',
    'http://cases.example.com',
    'https://cases.example.com/desk',
    'https://cases.example.com?a=b',
    'ftp://cases.example.com',
  ])('has no use for the address %s', (PUBLIC_URL) => {
    expect(faultsOf({ ...google, PUBLIC_URL })).toEqual([
      'PUBLIC_URL must be the https address at which browsers reach this server, without a path, such as https://cases.example.com',
    ])
  })

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'may be at %s',
    (PUBLIC_URL) => {
      expect(readConfig({ ...google, PUBLIC_URL }).publicUrl).toBe(PUBLIC_URL)
    },
  )
})

describe('Google Chat', () => {
  const gchat = { GCHAT_PROJECT_NUMBER: '123456789012', PUBLIC_URL: 'https://cases.example.com' }

  it('takes the project and where we are; the key may be the machine’s own', () => {
    expect(readConfig(gchat).gchat).toEqual({
      projectNumber: '123456789012',
      audience: 'project-number',
      publicUrl: 'https://cases.example.com',
      keyFile: null,
      deskSpace: null,
      apiUrl: null,
      requireLinking: false,
      certsUrl: null,
    })
  })

  it('takes a key file, the desk’s space, and other addresses than Google’s', () => {
    const more = {
      GOOGLE_APPLICATION_CREDENTIALS: '/etc/key.json',
      GCHAT_DESK_SPACE: 'spaces/AAAA-b_c',
      GCHAT_REQUIRE_LINKING: 'true',
      GCHAT_API_URL: 'http://127.0.0.1:4004',
      GCHAT_CERTS_URL: 'http://127.0.0.1:4004/certs',
    }
    expect(readConfig({ ...gchat, ...more }).gchat).toMatchObject({
      keyFile: '/etc/key.json',
      deskSpace: 'spaces/AAAA-b_c',
      apiUrl: 'http://127.0.0.1:4004/',
      requireLinking: true,
      certsUrl: 'http://127.0.0.1:4004/certs',
    })
  })

  it('has to be reached: without PUBLIC_URL it is a fault', () => {
    expect(faultsOf({ GCHAT_PROJECT_NUMBER: '123456789012' })).toEqual([
      'PUBLIC_URL is missing beside GCHAT_PROJECT_NUMBER: Google Chat calls this server there',
    ])
  })

  it.each([
    ['GCHAT_DESK_SPACE', 'spaces/A'],
    ['GCHAT_API_URL', 'http://127.0.0.1:1'],
    ['GCHAT_CERTS_URL', 'http://127.0.0.1:1'],
  ])('is not half configured by %s alone', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      `GCHAT_PROJECT_NUMBER is missing: ${name} cannot be used without it`,
    ])
  })

  it('is not configured by Google’s credentials alone: other programs use them too', () => {
    expect(readConfig({ GOOGLE_APPLICATION_CREDENTIALS: '/etc/key.json' }).gchat).toBeNull()
  })

  it.each([
    ['GCHAT_PROJECT_NUMBER', 'my-project'],
    ['GCHAT_DESK_SPACE', 'https://chat.google.com/room/AAAA'],
    ['GCHAT_DESK_SPACE', 'AAAA'],
    ['GCHAT_API_URL', 'chat.googleapis.com'],
    ['GCHAT_CERTS_URL', 'certs'],
  ])('has no use for the %s %s', (name, value) => {
    const faults = faultsOf({ ...gchat, [name]: value })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^${name} must be`))
  })

  it('stands beside Slack', () => {
    const both = readConfig({ ...gchat, SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: secret })
    expect([both.slack, both.gchat]).not.toContain(null)
  })
})

describe('a fault in the settings', () => {
  it('comes with all others at once, each with how to mend it', () => {
    expect(
      faultsOf({
        SLACK_BOT_TOKEN: 'abc',
        SLACK_API_URL: 'slack.com',
        SLACK_TRUST_EMAIL: 'yes',
        SLACK_DESK_CHANNEL: '#desk',
        MONGODB_URI: 'localhost:27017',
        PORT: '65536',
        HOST: 'a b',
        LOG_LEVEL: 'loud',
      }),
    ).toEqual([
      'SLACK_BOT_TOKEN must begin with xoxb-: copy it from "OAuth & Permissions" of your Slack app',
      'SLACK_SIGNING_SECRET is missing beside SLACK_BOT_TOKEN: set it to be called over HTTP, or set SLACK_APP_TOKEN for Socket Mode',
      'SLACK_API_URL must be an address such as https://slack.com/api/',
      'SLACK_TRUST_EMAIL must be true or false; with several workspaces, the ids of those whose e-mails you trust, such as T0123ABCD',
      'SLACK_DESK_CHANNEL must be the id of a channel, such as C0123456789, not its name: see its details in Slack',
      'MONGODB_URI must begin with mongodb:// or mongodb+srv:// and name a host',
      'HOST must be an address to listen on, such as 127.0.0.1 or 0.0.0.0',
      'PORT must be a number from 1 to 65535',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    ])
  })

  it.each([
    ['SLACK_SIGNING_SECRET', secret],
    ['SLACK_APP_TOKEN', 'xapp-1'],
    ['SLACK_DESK_CHANNEL', 'C1'],
  ])('is %s without the bot token', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([
      `SLACK_BOT_TOKEN is missing: ${name} cannot be used without it`,
    ])
  })

  it.each(['0', '-1', '3e3', '80.5', 'http', '123456'])('is the port %s', (PORT) => {
    expect(faultsOf({ PORT })).toEqual(['PORT must be a number from 1 to 65535'])
  })

  it.each([
    ['SLACK_BOT_TOKEN', 'xapp-verysecret'],
    ['SLACK_BOT_TOKEN', 'xoxp-verysecret'],
    ['SLACK_BOT_TOKEN', '"xoxb-verysecret"'],
    ['SLACK_SIGNING_SECRET', 'verysecret'],
    ['SLACK_APP_TOKEN', 'xoxb-verysecret'],
    ['MONGODB_URI', 'postgres://me:verysecret@db'],
    ['SLACK_BOT_TOKN', 'xoxb-verysecret'],
  ])('in %s never repeats the value', (name, value) => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: secret, [name]: value }
    if (name === 'SLACK_BOT_TOKN') env.SLACK_BOT_TOKEN = ''
    let told = ''
    try {
      readConfig(env)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      told = `${describeConfigIssues(error)} ${error.message} ${error.stack} ${JSON.stringify(error)}`
    }

    expect(told).toContain(name)
    expect(told).not.toContain('verysecret')
  })

  it.each([
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['SLACK_TOKEN', 'SLACK_BOT_TOKEN'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['MONGO_URI', 'MONGODB_URI'],
    ['MONGODB_URL', 'MONGODB_URI'],
    ['MONGO_URL', 'MONGODB_URI'],
    ['DIRECTORY_FLIE', 'DIRECTORY_FILE'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('is %s, which probably means %s', (name, meant) => {
    expect(faultsOf({ [name]: 'x' })).toEqual([`${name} is no setting of Casethread; did you mean ${meant}?`])
  })

  it.each(['HOSTNAME', 'HOME', 'PATH', 'TEST_MONGODB_URI', 'MONGODB_VERSION', 'XDG_DATA_DIRS'])(
    'is not %s, which belongs to others',
    (name) => {
      expect(faultsOf({ [name]: 'x' })).toEqual([])
    },
  )

  it('is not a likely slip whose right name is set as well', () => {
    expect(faultsOf({ MONGO_URL: 'x', MONGODB_URL: 'x', MONGODB_URI: 'mongodb://db' })).toEqual([])
  })

  it('is told on a line of its own, under one sentence and without a stack trace', () => {
    const error = new ConfigError([
      { setting: 'PORT', message: 'must be a number' },
      { setting: 'LOG_LEVEL', message: 'must be a word' },
    ])

    expect(error.exitCode).toBe(78)
    expect(describeConfigIssues(error)).toBe(
      'Casethread cannot start: 2 settings are invalid.\n\n  PORT       must be a number\n  LOG_LEVEL  must be a word\n',
    )
  })
})

describe('the settings of mail', () => {
  const from = { MAIL_FROM: 'cases@example.com' }

  it.each([
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, secure: false, login: null }],
    ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, secure: true, login: null }],
    ['smtp://[::1]:2525/', { host: '::1', port: 2525, secure: false, login: null }],
    [
      'smtps://cases%40example.com:p%40ss%3Aw%2Frd%25@mail.example.com:2465',
      {
        host: 'mail.example.com',
        port: 2465,
        secure: true,
        login: { user: 'cases@example.com', pass: 'p@ss:w/rd%' },
      },
    ],
  ])('%s', (SMTP_URL, expected) => {
    expect(readConfig({ SMTP_URL, ...from }).mail).toEqual({
      ...expected,
      from: { name: '', address: 'cases@example.com' },
      replyTo: null,
    })
  })

  it('take addresses with a name before them', () => {
    const mail = readConfig({
      SMTP_URL: 'smtp://localhost',
      MAIL_FROM: 'Example Cases <Cases@Example.com>',
      MAIL_REPLY_TO: '"窓口, Desk" <help@example.com>',
    }).mail

    expect([mail?.from, mail?.replyTo]).toEqual([
      { name: 'Example Cases', address: 'cases@example.com' },
      { name: '窓口, Desk', address: 'help@example.com' },
    ])
  })

  it.each([
    ['mail.example.com:587', 'must be the address of your mail server'],
    ['https://mail.example.com', 'must be the address of your mail server'],
    ['smtp://', 'must be the address of your mail server'],
    ['smtp://cases:hunter2/x@mail.example.com', 'is not readable'],
    ['smtp://cases:hunter2#x@mail.example.com', 'is not readable'],
    ['smtp://cases:hunter2?x@mail.example.com', 'is not readable'],
    ['smtp://cases:hunter2%@mail.example.com', 'is not readable'],
    ['smtp://mail.example.com?pool=true', 'is not readable'],
    ['smtp://cases@mail.example.com', 'has a user or a password alone'],
  ])('tell what is wrong with %s, and keep the password to themselves', (SMTP_URL, message) => {
    const faults = faultsOf({ SMTP_URL, ...from })

    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^SMTP_URL ${message}`))
    expect(faults[0]).not.toContain('hunter2')
  })

  it.each([
    'nobody',
    'Cases cases@example.com',
    'a@example.com, b@example.com',
    'X\nBcc: v@example.net <a@b.example>',
  ])('refuse %j as a sender', (MAIL_FROM) => {
    expect(faultsOf({ SMTP_URL: 'smtp://localhost', MAIL_FROM })[0]).toMatch(
      /^MAIL_FROM (must be an address|has more than one line)/,
    )
  })

  it('need both a server and a sender', () => {
    expect(faultsOf({ SMTP_URL: 'smtp://localhost' })).toEqual([
      'MAIL_FROM is missing: SMTP_URL cannot be used without it',
    ])
    expect(faultsOf(from)).toEqual(['SMTP_URL is missing: MAIL_FROM cannot be used without it'])
    expect(faultsOf({ MAIL_REPLY_TO: 'a@example.com' })).toHaveLength(2)
  })

  it('do not take MAIL and MAILTO, which systems set, for slips', () => {
    expect(readConfig({ MAIL: '/var/mail/root', MAILTO: 'root', MAILCHECK: '60' })).toEqual(readConfig({}))
  })
})
