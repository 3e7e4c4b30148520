import { z } from 'zod'
import { nearest } from '../src/nearest.ts'
import { help as helpView } from '../views/help.ts'
import { defineCommand } from './define.ts'

/** Anybody may ask. `unknown` is the word that was no command. */
export const help = defineCommand({
  name: 'help',
  chatCommandId: 9,
  aliases: ['?', 'ヘルプ'],
  words: ['unknown'],
  summary: 'command.help',
  usage: 'usage.help',
  args: z.object({ unknown: z.string().optional() }),
  needs: 'nobody',

  async run({ speech, commands, identity }, args) {
    const word = args.unknown?.trim().split(/\s+/)[0]
    const domains = [...new Set(identity.accounts.map((account) => account.domain))]
    const unknown = word
      ? {
          unknown: {
            word,
            nearest: nearestName(
              word,
              commands.map(({ name }) => name),
            ),
          },
        }
      : {}
    return helpView({ speech, commands, domains, ...unknown })
  },
})

/** The command that was probably meant: one that begins like the word, or one that a slip or two would turn it into. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  const typed = word.normalize('NFKC').toLowerCase()
  const begun = typed.length > 1 ? names.find((name) => name.startsWith(typed)) : undefined
  return begun ?? nearest(typed, names)
}
