import { distance } from 'fastest-levenshtein'
import { z } from 'zod'
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

/** The command that was probably meant: at most half of the longer word's letters differ. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  const typed = word.normalize('NFKC').toLowerCase()
  const [best] = names
    .map((name) => ({
      name,
      far: name.startsWith(typed) ? 0 : distance(typed, name) / Math.max(typed.length, name.length),
    }))
    .sort((a, b) => a.far - b.far)
  return best && best.far <= 0.5 ? best.name : undefined
}
