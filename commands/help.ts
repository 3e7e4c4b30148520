import { z } from 'zod'
import { isUnclaimed } from '../src/cases/create-setup.ts'
import type { Identity } from '../src/cases/directory.ts'
import {
  type Actor,
  denyAudit,
  denyCaseWork,
  denyCustomers,
  denyGrantDecision,
  listActors,
} from '../src/cases/policy.ts'
import { suggestClosest } from '../src/config/suggest-closest.ts'
import { help as helpView } from '../views/help-card.ts'
import { type CommandInfo, defineCommand, type PublicContext } from './define.ts'

/** What an installation settles about its commands. */
type Allowed = Pick<PublicContext, 'partnersKeepUpstream'>

/** Anybody may ask. `unknown` is the word that was no command. */
export const help = defineCommand({
  name: 'help',
  aliases: ['?', 'ヘルプ'],
  positionals: ['unknown'],
  summary: 'command.help',
  usage: 'usage.help',
  args: z.object({ unknown: z.string().optional() }),
  auth: 'none',

  async run(context, args) {
    const { translator, capabilities, identity, partnersKeepUpstream, setup, person } = context
    const word = args.unknown?.trim().split(/\s+/)[0]
    const mayClaim = listActors(identity).length === 0 && isUnclaimed(setup.latest())
    const offersSetup = mayClaim || (await setup.mayManage(person, identity))
    const all = context.commands.filter(({ needs }) => needs !== 'setup' || offersSetup)
    const commands = commandsFor(identity, all, { partnersKeepUpstream })
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

/** What is of use to this person by the parties that they belong to and what they may do there. Whom nobody knows yet is told of everything. */
function commandsFor(
  identity: Identity,
  all: readonly CommandInfo[],
  allowed: Allowed,
): readonly CommandInfo[] {
  const actors = listActors(identity)
  if (actors.length === 0) return all
  return all.flatMap((command) => {
    const able = actors.filter((actor) => mayGive(actor, command, allowed))
    if (able.length === 0) return []
    return able.every(({ party }) => party === 'customer') ? { ...command, ...command.forCustomers } : command
  })
}

export function mayGive(
  actor: Actor,
  { parties, auth, needs }: CommandInfo,
  { partnersKeepUpstream }: Allowed,
): boolean {
  if (parties && !parties.includes(actor.party)) return false
  if (auth === 'none') return true
  // CRE-6, GRA-1: cases are for a customer's people with portal access, grants for its admins.
  if (needs === 'grants' && actor.party === 'customer') return denyGrantDecision(actor) === undefined
  if (needs === 'upstream' && actor.party !== 'desk' && !partnersKeepUpstream) return false
  if (needs === 'audit' && denyAudit(actor, '')) return false
  return (needs === 'customers' ? denyCustomers(actor, '') : denyCaseWork(actor, '')) === undefined
}

/** The command that was probably meant: one that begins like the word, or one that a slip or two would turn it into. */
function nearestName(word: string, names: readonly string[]): string | undefined {
  const typed = word.normalize('NFKC').toLowerCase()
  const begun = typed.length > 1 ? names.find((name) => name.startsWith(typed)) : undefined
  return begun ?? suggestClosest(typed, names)
}
