/** docs/parity.md says where each thing is on both chats. What it names has to be there. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commands } from '../../commands/index.ts'
import { findCommand } from '../../commands/parse-line.ts'
import { commandIds } from '../../src/chat/gchat/command-ids.ts'
import { ticket } from '../../src/chat/slack/listeners/reactions.ts'
import { settingNames } from '../../src/config/config.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { en } from '../../src/i18n/catalogue.ts'

const read = (path: string) => readFileSync(new URL(path, packageRoot()), 'utf8')

interface Manifest {
  readonly features: { readonly shortcuts: readonly { readonly name: string }[] }
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } }
  readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } }
}
const manifest: Manifest = parse(read('manifest.yml'))
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: object }
const commandLine = read('src/cli/cli.ts')

const columns = ['What', 'On Slack', 'On Google Chat', 'Notes'] as const
type Row = Readonly<Record<(typeof columns)[number], string>>

/** The first table of the page. */
function readRows(page: string): readonly Row[] {
  const [, table = ''] = /^\| What \| On Slack .*\n\|[ |-]+\|\n((?:\|.*\n)+)/m.exec(page) ?? []
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const cells = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
      expect(cells, line).toHaveLength(columns.length)
      return Object.fromEntries(
        columns.map((column, index) => [column, cells[index] ?? '']),
      ) as unknown as Row
    })
}

/** A command by a name that people may type, with words that its usage has. */
function isTyped(line: string): boolean {
  const [word = '', ...more] = line.split(' ')
  const command = findCommand(commands, word)
  return command !== undefined && more.every((one) => en[command.usage].includes(one))
}

function isReaction(name: string): boolean {
  const { oauth_config: oauth, settings } = manifest
  return (
    name === ticket &&
    settings.event_subscriptions.bot_events.includes('reaction_added') &&
    oauth.scopes.bot.includes('reactions:read')
  )
}

/** Each kind of thing that stands in backquotes, and whether it is there. */
const kinds: readonly (readonly [RegExp, (name: string) => boolean])[] = [
  [/^\/case$/, () => true],
  [/^(?:\/case|@Casethread) (.+)$/, isTyped],
  [/^\/case-(.+)$/, (name) => name in commandIds],
  [/^(@Casethread|in:<domain>)$/, () => true],
  [/^:(.+):$/, isReaction],
  [
    /^casethread (.+)$/,
    (name) => name.split(' ').every((word) => commandLine.includes(`.command('${word}')`)),
  ],
  [/^npm (?:run )?(.+)$/, (name) => name in scripts],
  [/^([A-Z]+(?:_[A-Z]+)*)$/, (name) => settingNames.some((one) => one === name)],
]

function isThere(quoted: string): boolean {
  return kinds.some(([pattern, holds]) => {
    const match = pattern.exec(quoted)
    return match !== null && holds(match[1] ?? '')
  })
}

function listLabels(isListed: (key: string) => boolean): ReadonlySet<string> {
  return new Set(Object.entries(en).flatMap(([key, text]) => (isListed(key) ? [text] : [])))
}

const buttons = (key: string) => /^(button|queue)\./.test(key)
const shortcuts = manifest.features.shortcuts.map(({ name }) => name)
const onSlack = new Set([...listLabels(buttons), ...shortcuts])
/** Chat brings apps no plain text of a thread, and so none of the buttons below it. */
const onChat = listLabels((key) => buttons(key) && !key.startsWith('button.talk.'))

function findUnknown(row: Row): readonly string[] {
  return columns.flatMap((column) => {
    const cell = row[column]
    const quoted = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    const labels = [...cell.replace(/`[^`]*`/g, '').matchAll(/_([^_]+)_/g)].map(([, label = '']) => label)
    const known = column === 'On Google Chat' ? onChat : onSlack
    return [...quoted.filter((name) => !isThere(name)), ...labels.filter((label) => !known.has(label))]
  })
}

describe('the table of docs/parity.md', () => {
  const rows = readRows(read('docs/parity.md'))

  it('names only commands, buttons, shortcuts, reactions, settings and scripts that are there', () => {
    expect(rows.flatMap(findUnknown)).toEqual([])
  })

  it('names something for each row on one of the chats, and says why where it is not on the other', () => {
    expect(rows.length).toBeGreaterThan(20)
    for (const { What: what, 'On Slack': slack, 'On Google Chat': chat } of rows) {
      expect([slack, chat], what).not.toContain('')
      if (/^Not |\. Not /.test(chat)) expect(chat, what).toMatch(/Not (?:on Google Chat, because|yet: ) ?\S/)
    }
  })

  it.each([
    ['On Slack', '`/case frobnicate`'],
    ['On Slack', '`/case notify loudly`'],
    ['On Slack', '`@Casethread frobnicate`'],
    ['On Slack', '_Frobnicate_'],
    ['On Slack', '🎉 (`:tada:`)'],
    ['On Google Chat', '`/case-frobnicate`'],
    ['On Google Chat', '_Create a case_'],
    ['On Google Chat', '_Add to case history_'],
    ['Notes', '`casethread frobnicate`'],
    ['Notes', '`casethread audit frobnicate`'],
    ['Notes', '`FROBNICATE_DEFAULT`'],
    ['Notes', '`npm run frobnicate`'],
    ['Notes', '`whatever else`'],
  ])('would not pass with what is not there: %s, %s', (column, cell) => {
    const [row] = rows
    if (!row) throw new Error('There is no row')
    expect(findUnknown(row)).toEqual([])
    expect(findUnknown({ ...row, [column]: cell })).toHaveLength(1)
  })
})
