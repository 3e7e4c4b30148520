/**
 * `npm run new-command <name> [view]`: a command that does nothing yet, in its five places: its file, the list, both languages'
 * texts and its test; and its view where one is asked for. Then what repeats the list is generated. The tests say what is left.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { packageRoot } from '../src/config/package-root.ts'

const [name = '', view] = process.argv.slice(2)
const at = (path: string) => new URL(path, packageRoot())

if (!/^[a-z]+$/.test(name) || (view !== undefined && view !== 'view')) {
  throw new Error('npm run new-command <name> [view]: the name is one word of small letters')
}
if (existsSync(at(`commands/${name}.ts`))) throw new Error(`There is a command ${name}`)

const isLocked = ['delete', 'export', 'import', 'new', 'switch'].includes(name)
const variable = isLocked ? `${name}Command` : name
const shows = view ? `${name}View(translator)` : `doneNotice(translator.t('${name}.done'))`
const from = view ? `{ ${name}View } from '../views/${name}.ts'` : `{ doneNotice } from '../views/notice.ts'`

const written = new Map([
  [
    `commands/${name}.ts`,
    `import { z } from 'zod'
import ${from}
import { defineCommand } from './define.ts'

/** Say which rule this is, and what it does. */
export const ${variable} = defineCommand({
  name: '${name}',
  aliases: [],
  positionals: [],
  summary: 'command.${name}',
  usage: 'usage.${name}',
  args: z.object({}),
  auth: 'account',

  async run({ translator }) {
    return ${shows}
  },
})
`,
  ],
  [
    `test/commands/${name}.test.ts`,
    `import { expect, it } from 'vitest'
import { runnerOver, told, wishOf } from '../support/run-commands.ts'
import { onSqlite } from '../support/stores.ts'
import { aWorld, marcus } from '../support/sample-world.ts'

onSqlite((_name, open) => {
  it('${name}: answers', async () => {
    const runner = runnerOver(await aWorld(await open()))

    expect(told(await runner.commandLine(wishOf(marcus), '${name}'))).toContain('${name} does nothing yet')
  })
})
`,
  ],
  ['commands/index.ts', listed()],
  ['src/i18n/messages/lists.en.ts', withTexts('src/i18n/messages/lists.en.ts')],
  ['src/i18n/messages/lists.ja.ts', withTexts('src/i18n/messages/lists.ja.ts')],
])
if (view) {
  written.set(
    `views/${name}.ts`,
    `import type { Translator } from '../src/i18n/translator.ts'
import type { Card } from './view.ts'

/** Say what it shows, and to whom. */
export function ${name}View({ t }: Translator): Card {
  return {
    kind: 'card',
    summary: t('command.${name}'),
    blocks: [{ kind: 'text', text: t('${name}.done') }],
  }
}
`,
  )
}

for (const [path, text] of written) {
  writeFileSync(at(path), text)
  console.log(path)
}
for (const [command, ...args] of [
  ['npx', 'biome', 'check', '--write', ...written.keys()],
  ['npm', 'run', '--silent', 'generate'],
]) {
  spawnSync(command ?? '', args, { stdio: 'inherit', cwd: packageRoot() })
}
console.log(`
Left to do by hand: the rule in docs/rules.md and src/cases/, what ${name} does, its texts in both languages (aliases, too),
and a button where it belongs. Then: npm run generate, npm run check, npx vitest run test/commands test/docs test/chat/gchat/parity.test.ts`)

/** Before help, which is the last. */
function listed(): string {
  const text = readFileSync(at('commands/index.ts'), 'utf8')
  const imported = text.replace(
    "import { help } from './help.ts'\n",
    `import { ${variable} } from './${name}.ts'\nimport { help } from './help.ts'\n`,
  )
  return imported.replace('  help,\n]', `  ${variable},\n  help,\n]`)
}

function withTexts(path: string): string {
  const texts = `  'command.${name}': '${name} does nothing yet',
  'usage.${name}': '/case ${name}',
  '${name}.done': '${name} does nothing yet',
`
  return readFileSync(at(path), 'utf8').replace(/^}/m, `${texts}}`)
}
