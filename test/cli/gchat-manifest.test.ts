import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { GchatManifest } from '../../src/chat/gchat/setup/manifest.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { runCli } from '../support/run-cli.ts'

const env = { PUBLIC_URL: 'https://cases.example.com' }

/** The rows of all tables that are generated, without Markdown. */
function readTables(path: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(path, packageRoot()), 'utf8')
  return [...text.matchAll(/<!-- generated: [a-z-]+ .*?-->\n(.*?)<!-- generated: end -->/gs)].flatMap(
    ([, part = '']) =>
      part
        .trim()
        .split('\n')
        .slice(2)
        .map((line) =>
          line
            .slice(2, -2)
            .split(' | ')
            .map((cell) => cell.replaceAll('\\', '').replaceAll('`', '')),
        ),
  )
}

it.each([
  ['en', 'docs/google-chat.md'],
  ['ja', 'docs/google-chat.ja.md'],
])('prints in %s what the tables of %s say', async (language, path) => {
  const ended = await runCli(['gchat', 'manifest', '--language', language, '--json'], env)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  const manifest: GchatManifest = JSON.parse(ended.stdout)

  const told = manifest.pages.flatMap(({ id: page, fields }) => [
    ...fields.flatMap(({ label, value, hint }) => [
      [label, [value, hint].filter((one) => one !== null).join('<br>')],
    ]),
    ...(page === 'chat'
      ? manifest.commands.map(({ id, name, description }) => [String(id), name, description])
      : []),
  ])

  // Beside a field's name there may be the English one.
  const tables = readTables(path).map(([first = '', ...row]) =>
    /^\d+$/.test(first) ? [first, ...row.slice(0, 2)] : [first.split('<br>')[0], ...row.slice(0, 1)],
  )
  expect(tables).toEqual(told)
})

it('prints the same for people, in the order of the console, each value alone on its line', async () => {
  const { stdout } = await runCli(['gchat', 'manifest'], { ...env, GCHAT_PROJECT_NUMBER: '123456789012' })

  const wanted = [
    'Casethread',
    'openid, email',
    'https://cases.example.com/gchat/avatar.png',
    'Support cases in chat',
    'https://cases.example.com/gchat/events',
    'service-123456789012@gcp-sa-gsuiteaddons.iam.gserviceaccount.com',
    'Command ID: 100',
    'Name: /case',
    'Open a dialog: yes',
    'data/listing/icon-128.png, data/listing/icon-32.png',
  ]
  const lines = stdout.split('\n').map((line) => line.trim())
  const at = wanted.map((line) => lines.indexOf(line))
  expect(at).not.toContain(-1)
  expect(at).toEqual(at.toSorted((one, other) => one - other))
})

it('says what it needs where PUBLIC_URL is missing', async () => {
  const ended = await runCli(['gchat', 'manifest'], {})
  expect(ended).toMatchObject({ code: 78, stdout: '' })
  expect(ended.stderr).toMatch(/PUBLIC_URL +is missing/)
})
