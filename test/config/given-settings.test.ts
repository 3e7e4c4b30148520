import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConfig, settingNames, settingVariables } from '../../src/config/config.ts'
import { ConfigError, type ConfigIssue } from '../../src/config/config-error.ts'
import { fileVariable, pathSettings, secretSettings } from '../../src/config/given-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-settings-'))

/** A good value for every setting: one that is added has to come in here. */
const good: Readonly<Record<(typeof settingNames)[number], string>> = {
  SLACK_BOT_TOKEN: 'xoxb-1-verysecret',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_APP_TOKEN: 'xapp-1-verysecret',
  SLACK_API_URL: 'https://slack.example.com/api/',
  SLACK_CLIENT_ID: '1234567890.1234567890',
  SLACK_CLIENT_SECRET: '0123456789abcdef0123456789abcdee',
  SLACK_TOKEN_KEYS: `2026:${'A'.repeat(43)}=`,
  SLACK_WORKSPACES: 'T0123ABCD',
  SLACK_TRUST_EMAIL: 'T0123ABCD',
  SLACK_DESK_CHANNEL: 'T0123ABCD/C0123456789',
  PUBLIC_URL: 'https://cases.example.com',
  GOOGLE_CLIENT_ID: '1-a.apps.googleusercontent.com',
  GOOGLE_CLIENT_SECRET: 'GOCSPX-verysecret',
  GOOGLE_ISSUER: 'https://accounts.example.com',
  GCHAT_PROJECT_NUMBER: '123456789012',
  GCHAT_AUDIENCE: 'project-number',
  GCHAT_REQUIRE_LINKING: 'true',
  GOOGLE_APPLICATION_CREDENTIALS: '/etc/casethread/key.json',
  GCHAT_DESK_SPACE: 'spaces/AAAA',
  GCHAT_API_URL: 'https://chat.example.com/',
  GCHAT_CERTS_URL: 'https://chat.example.com/certs',
  SMTP_URL: 'smtps://cases:verysecret@mail.example.com',
  MAIL_FROM: 'Example Cases <cases@example.com>',
  MAIL_REPLY_TO: 'help@example.com',
  SLACK_BELONGS_TO: 'T0123ABCD=northwind.example.com',
  GCHAT_BELONGS_TO: 'desk',
  SLACK_READERS_BY_EMAIL: 'T0123ABCD',
  ORGANIZATIONS: 'T0123=northwind.example.com',
  GRANT_DEFAULT: 'assume',
  DESK_LANGUAGE: 'ja',
  DESK_TIME_ZONE: 'Asia/Tokyo',
  DIRECTORY_FILE: '/etc/casethread/directory.yaml',
  DIRECTORY_GOOGLE_FILE: '/etc/casethread/google.yaml',
  DIRECTORY_SYNC_EVERY: '6h',
  CATEGORIES_FILE: 'own categories.yaml',
  TARGETS_FILE: './targets.yaml',
  MONGODB_URI: 'mongodb://cases:verysecret@db.example.com/desk',
  AUDIT_DAYS: '365',
  KEEP_CLOSED_CASES: '1095d',
  UPSTREAM_BY: 'partners',
  DATA_DIR: '/srv/casethread data',
  HOST: '0.0.0.0',
  PORT: '8080',
  METRICS_PORT: '9464',
  METRICS_HOST: '127.0.0.1',
  METRICS_TOKEN: '0123456789abcdef',
  LOG_LEVEL: 'debug',
}
const expected = readConfig(good)

function issuesOf(env: Readonly<Record<string, string>>): readonly ConfigIssue[] {
  try {
    readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues
  }
  return []
}

/** What surrounds a value without meaning anything: what editors, shells and copying leave there. */
const around = fc
  .array(fc.constantFrom(' ', '\t', '\r', '\n', '\r\n', '\ufeff', '\u3000', '\u00a0'), { maxLength: 3 })
  .map((parts) => parts.join(''))
const setting = fc.constantFrom(...settingNames)

/** What nobody can mean, with a word of what is told. */
const slips: readonly (readonly [what: string, spoil: (value: string) => string, told: RegExp])[] = [
  ['quotes', (value) => `"${value}"`, /quotes around it/],
  ['single quotes', (value) => `'${value}'`, /quotes around it/],
  ['quotes of a word processor', (value) => `“${value}”`, /quotes around it/],
  ['quotes of Japanese', (value) => `「${value}」`, /quotes around it/],
  ['quotes and space around them', (value) => ` "${value}"\r\n`, /quotes around it/],
  ['a home folder', (value) => `~/${value}`, /begins with ~/],
  ['a comment after it', (value) => `${value} # ours`, /comment/],
  ['a variable in its place', () => '$' + '{CASETHREAD_VALUE}', /variable/],
  ['a variable of Windows in its place', () => '%CASETHREAD_VALUE%', /variable/],
  ['a second line', (value) => `${value}\n${value}`, /more than one line/],
  ['a carriage return inside', (value) => `${value}\r${value}`, /more than one line/],
  ['a broken character', (value) => `${value}\ufffd`, /U\+FFFD/],
]

describe('every setting', () => {
  it('may have space, line ends and a byte order mark around it, which change nothing', () => {
    fc.assert(
      fc.property(setting, around, around, (name, before, after) => {
        expect(readConfig({ ...good, [name]: `${before}${good[name]}${after}` })).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it.each(slips)('is refused with %s, by its name and without its value', (_what, spoil, told) => {
    for (const name of settingNames) {
      const issues = issuesOf({ ...good, [name]: spoil(good[name]) })
      expect(issues, name).toEqual([{ setting: name, message: expect.stringMatching(told) }])
      expect(JSON.stringify(issues), name).not.toContain('verysecret')
    }
  })

  it('is refused with a character in it that cannot be seen', () => {
    const unseen = fc.constantFrom(
      '\u0000',
      '\u0007',
      '\u001b',
      '\u00ad',
      '\u200b',
      '\u200e',
      '\u202e',
      '\u2060',
      '\ufeff',
    )
    fc.assert(
      fc.property(setting, unseen, fc.nat(), (name, character, at) => {
        const value = good[name]
        const place = 1 + (at % (value.length - 1))
        const spoilt = `${value.slice(0, place)}${character}${value.slice(place)}`
        expect(issuesOf({ ...good, [name]: spoilt })).toEqual([
          { setting: name, message: expect.stringMatching(/cannot be seen \(U\+[0-9A-F]{4}\)/) },
        ])
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['a byte order mark', (name: string) => `\ufeff${name}`, /byte order mark/],
    ['a byte order mark that was read as Latin-1', (name: string) => `ï»¿${name}`, /byte order mark/],
    ['export', (name: string) => `export ${name}`, /"export"/],
    ['space', (name: string) => `${name} `, /something around its name/],
    ['quotes', (name: string) => `"${name}"`, /something around its name/],
  ])('is told where its name has %s around it', (_what, spoil, told) => {
    for (const name of settingVariables) {
      const { [name]: value, ...others } = good as Record<string, string>
      const issues = issuesOf({ ...others, [spoil(name)]: value ?? '/run/x' })
      expect(issues, name).toEqual([{ setting: name, message: expect.stringMatching(told) }])
    }
  })

  it.each(['"', '“', '’', '」'])(
    'is refused with one %s at an end, but for names before addresses',
    (mark) => {
      for (const name of settingNames) {
        if (name === 'MAIL_FROM' || name === 'MAIL_REPLY_TO') continue
        for (const value of [`${mark}${good[name]}`, `${good[name]}${mark}`])
          expect(issuesOf({ ...good, [name]: value }), name).toEqual([
            { setting: name, message: expect.stringContaining('quote') },
          ])
      }
      expect(readConfig({ ...good, MAIL_FROM: '"Desk, Tokyo" <cases@example.com>' }).mail?.from.name).toBe(
        'Desk, Tokyo',
      )
    },
  )
})

describe('a path', () => {
  it.each(['~operator/data', '$HOME/data', '$' + '{HOME}/data', '/srv/$(hostname)', '%APPDATA%\\data'])(
    'is refused as %s, which only a shell understands',
    (value) => {
      for (const name of pathSettings)
        expect(issuesOf({ ...good, [name]: value }), name).toEqual([
          { setting: name, message: expect.stringContaining('only a shell fills in') },
        ])
    },
  )

  it.each(["/srv/O'Brien", '/srv/my data', './~backup', 'C:\\data', '/srv/a#b', '/srv/データ'])(
    'may be %s',
    (value) => {
      for (const name of pathSettings) expect(issuesOf({ ...good, [name]: value }), name).toEqual([])
    },
  )

  it('is every setting that names a file or a folder', () => {
    const byName = settingNames.filter((name) => /_(FILE|DIR|CREDENTIALS)$/.test(name))
    expect([...pathSettings].toSorted()).toEqual(byName.toSorted())
  })
})

describe('a secret', () => {
  const written = (name: string, content: string | Uint8Array): string => {
    const file = join(folder, name)
    writeFileSync(file, content)
    return file
  }
  /** All settings, this one from a file. */
  const from = (name: string, file: string) => {
    const { [name]: _value, ...others } = good as Record<string, string>
    return { ...others, [fileVariable(name)]: file }
  }

  it('is every setting that holds one: also those to come', () => {
    const byName = settingNames.filter((name) => /TOKEN|SECRET|PASSWORD|_KEY|SMTP_URL|MONGODB_URI/.test(name))
    expect([...secretSettings].toSorted()).toEqual(byName.toSorted())
    const holding = settingNames.filter((name) => good[name].includes('verysecret'))
    expect(secretSettings).toEqual(expect.arrayContaining(holding))
  })

  it('may stand in a file, with the line end of an editor or a byte order mark', () => {
    for (const name of secretSettings) {
      for (const content of [
        good[name],
        `${good[name]}\n`,
        `\ufeff${good[name]}\r\n`,
        `\n ${good[name]} \n\n`,
      ]) {
        const file = written('secret', content)
        expect(readConfig(from(name, file)), name).toEqual(expected)
        expect(readConfig(from(name, ` ${file}\r`)), name).toEqual(expected)
      }
    }
  })

  it.each([
    ['that is not there', () => join(folder, 'none'), /none, which is not there/],
    ['whose folder is not there', () => join(folder, 'none/token'), /token, which is not there/],
    ['that is a folder', () => folder, /which is no file/],
    ['that is a device', () => '/dev/zero', /which is no file/],
    ['that is empty', () => written('empty', '\n'), /which is empty/],
    ['that is much too large', () => written('large', 'x'.repeat(70_000)), /which is larger/],
    ['with quotes in it', () => written('quotes', '"verysecret"\n'), /which has quotes around it/],
    ['with two lines', () => written('lines', 'verysecret\nverysecret\n'), /which has more than one line/],
    [
      'that is not text',
      () => written('binary', Buffer.from([0x80, 0xff, 0x41])),
      /which holds a broken character/,
    ],
    ['in UTF-16', () => written('utf16', Buffer.from('\ufeffverysecret', 'utf16le')), /which holds a/],
    ['named with quotes', () => `"${written('quoted', 'x')}"`, /quotes around it/],
    ['named with ~', () => '~/token', /begins with ~/],
  ])('is refused in a file %s, by the file’s name and without its content', (_what, make, told) => {
    for (const name of secretSettings) {
      const issues = issuesOf(from(name, make()))
      expect(issues, name).toEqual([{ setting: fileVariable(name), message: expect.stringMatching(told) }])
      expect(JSON.stringify(issues)).not.toContain('verysecret')
    }
  })

  it('that does not fit is told by the file that it is from', () => {
    const file = written('wrong', 'xapp-verysecret\n')
    expect(issuesOf(from('SLACK_BOT_TOKEN', file))).toEqual([
      {
        setting: 'SLACK_BOT_TOKEN_FILE',
        message: `names ${file}, which is an app-level token: that one belongs into SLACK_APP_TOKEN; this one begins with xoxb-`,
      },
    ])
  })

  it('is not given twice', () => {
    const file = written('twice', good.MONGODB_URI)
    expect(issuesOf({ ...good, MONGODB_URI_FILE: file })).toEqual([
      { setting: 'MONGODB_URI_FILE', message: 'is set beside MONGODB_URI: leave one of them out' },
    ])
  })

  it('that is misspelt is guessed with its file', () => {
    expect(issuesOf({ MONGODB_URL_FILE: '/run/secrets/db' })).toEqual([
      {
        setting: 'MONGODB_URL_FILE',
        message: 'is no setting of Casethread; did you mean MONGODB_URI_FILE?',
      },
    ])
  })

  it('follows links, as Kubernetes mounts secrets', () => {
    mkdirSync(join(folder, '..data'), { recursive: true })
    writeFileSync(join(folder, '..data/token'), 'xoxb-1-verysecret')
    symlinkSync('..data/token', join(folder, 'linked'))
    expect(readConfig(from('SLACK_BOT_TOKEN', join(folder, 'linked')))).toEqual(expected)
  })
})

describe('a bot token that expires', () => {
  it.each(['xoxe.xoxb-1-verysecret', 'xoxe-1-verysecret', 'xoxe.xoxp-1-verysecret'])(
    'is refused (%s), with what to do',
    (SLACK_BOT_TOKEN) => {
      const [issue, ...others] = issuesOf({ ...good, SLACK_BOT_TOKEN })
      expect(others).toEqual([])
      expect(issue).toEqual({
        setting: 'SLACK_BOT_TOKEN',
        message: expect.stringMatching(
          /^expires after 12 hours.*SLACK_CLIENT_ID.*\/slack\/install.*several-workspaces\.md.*without token rotation/,
        ),
      })
    },
  )
})
