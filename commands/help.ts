import { z } from 'zod'
import type { Identity } from '../src/cases/directory.ts'
import { listActors } from '../src/cases/policy.ts'
import { suggestClosest } from '../src/config/suggest-closest.ts'
import { help as helpView } from '../views/help-card.ts'
import { type CommandInfo, defineCommand } from './define.ts'

/** Anybody may ask. `unknown` is the word that was no command. */
export const help = defineCommand({
  name: 'help',
  aliases: ['?', 'ヘルプ'],
  positionals: ['unknown'],
  summary: 'command.help',
  usage: 'usage.help',
  args: z.object({ unknown: z.string().optional() }),
  auth: 'none',

  async run({ translator, capabilities, commands: all, identity }, args) {
    const word = args.unknown?.trim().split(/\s+/)[0]
    const commands = commandsFor(identity, all)
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
    const { slashCommandsInThreads } = capabilities
    return helpView({ translator, slashCommandsInThreads, commands, domains, ...unknown })
  },
})

/** What is of use to this person by the parties that they belong to. Whom nobody knows yet is told of everything. */
function commandsFor(identity: Identity, all: readonly CommandInfo[]): readonly CommandInfo[] {
  const parties = new Set(listActors(identity).map(({ party }) => party))
  if (parties.size === 0) return all
  const serves = ({ parties: served }: CommandInfo) => !served || served.some((party) => parties.has(party))
  if (parties.size > 1 || !parties.has('customer')) return all.filter(serves)
  return all
    .filter((command) => serves(command) && isOpenTo(identity, command))
    .map((command) => ({ ...command, ...command.forCustomers }))
}

/** CRE-6, GRA-1: cases are for a customer's people with portal access, grants for its admins. */
function isOpenTo({ customers }: Identity, { name, auth }: CommandInfo): boolean {
  if (name === 'grant') return customers.some(({ user }) => user.admin)
  return auth === 'none' || customers.some(({ user }) => user.portal)
}

/** The command that was probably meant: one that begins like the word, or one that a slip or two would turn it into. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  const typed = word.normalize('NFKC').toLowerCase()
  const begun = typed.length > 1 ? names.find((name) => name.startsWith(typed)) : undefined
  return begun ?? suggestClosest(typed, names)
}
