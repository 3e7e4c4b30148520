import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { ConfigError } from '../../src/config/config-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'casethread-env-'))

/** What Node makes of it: `node --env-file=.env dist/src/cli/cli.js start`. */
function readAsNode(text: string): Record<string, string> {
  const file = join(folder, '.env')
  writeFileSync(file, text)
  const print = ['-e', 'process.stdout.write(JSON.stringify(process.env))']
  const env = execFileSync(process.execPath, [`--env-file=${file}`, ...print], { env: {}, encoding: 'utf8' })
  return JSON.parse(env) as Record<string, string>
}

/** What `docker run --env-file` makes of it (docker/cli, pkg/kvfile): no quotes, no comments behind a value. */
function readAsDocker(text: string): Record<string, string> {
  const lines = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      const name = line.slice(0, at)
      if (/\s/.test(name)) throw new Error(`docker: variable '${name}' contains whitespaces`)
      return [name, line.slice(at + 1)]
    }),
  )
}

function told(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.issues.map(({ setting, message }) => `${setting} ${message}`)
  }
}

const plain = [
  '# What the bot runs with',
  'SLACK_BOT_TOKEN=xoxb-1',
  'SLACK_SIGNING_SECRET=0123456789abcdef0123456789abcdef',
  '',
  'DATA_DIR=/data',
  'MAIL_FROM=Example Cases <cases@example.com>',
  'SMTP_URL=smtp://mail.example.com',
  '',
]
const expected = readConfig({
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  DATA_DIR: '/data',
  MAIL_FROM: 'Example Cases <cases@example.com>',
  SMTP_URL: 'smtp://mail.example.com',
})

describe.each([
  ['Node', readAsNode],
  ['Docker', readAsDocker],
])('a .env file that %s reads', (reader, read) => {
  it.each([
    ['plain', plain.join('\n')],
    ['with the line ends of Windows', plain.join('\r\n')],
    [
      'with space behind the values',
      plain.map((line) => (line.includes('=') ? `${line} \t` : line)).join('\n'),
    ],
    ['without a line end at its end', plain.join('\n').trimEnd()],
  ])('%s, gives the settings', (_how, text) => {
    expect(readConfig(read(text))).toEqual(expected)
  })

  it('with quotes gives the settings, or says so: never another folder', () => {
    const issues = told(read(plain.join('\n').replace('/data', '"/data"')))
    expect(issues).toEqual(reader === 'Docker' ? ['DATA_DIR has quotes around it: leave them out'] : [])
  })

  it('with a comment behind a value gives the settings, or says so', () => {
    const issues = told(read(plain.join('\n').replace('/data', '/data # all of it')))
    expect(issues).toEqual(
      reader === 'Docker' ? ['DATA_DIR holds a comment: # begins one only on a line of its own'] : [],
    )
  })

  it('with ~ says so', () => {
    expect(told(read(plain.join('\n').replace('/data', '~/data')))).toEqual([
      'DATA_DIR begins with ~, which only a shell fills in: write the whole path',
    ])
  })

  it('with a byte order mark loses no setting unseen', () => {
    const issues = told(read(`\ufeff${plain.slice(1).join('\n')}`))
    expect(issues).toEqual(
      reader === 'Docker'
        ? []
        : [
            'SLACK_BOT_TOKEN has a byte order mark before its name: save the file that it is in as UTF-8 without BOM',
          ],
    )
  })
})
