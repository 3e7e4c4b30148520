/** For commands that are run as one account: who that is, from the directory that a start would read. */
import { actorKey } from '../cases/actor-key.ts'
import type { Directory } from '../cases/directory.ts'
import type { IdentityLookup } from '../cases/identity-store.ts'
import { type Actor, listActors } from '../cases/policy.ts'
import type { Config } from '../config/config.ts'
import { toOneLine } from '../config/one-line.ts'
import { createLog } from '../main.ts'
import { openDirectory } from '../people/open-directory.ts'
import type { Store } from '../store/store.ts'

export function openConfiguredDirectory(config: Config, store: Store): Promise<Directory & IdentityLookup> {
  return openDirectory({
    file: config.directoryFile,
    named: config.directoryFileNamed,
    store: store.directory,
    log: createLog({ logLevel: 'warn' }),
  })
}

/** The one that is meant, or what to say instead. `side`: an `actorKey`, where the account is on several. */
export async function findActing(
  directory: Directory & IdentityLookup,
  email: string,
  side: string | undefined,
): Promise<Actor | string> {
  const all = listActors(await directory.findIdentityById(email.trim().toLowerCase()))
  const meant =
    side === undefined ? all : all.filter((actor) => actorKey(actor) === directory.names.idOf(side))
  const [first] = meant
  if (!first) {
    const what = side === undefined ? '' : ` on the side ${toOneLine(side)}`
    return `The directory knows no account ${toOneLine(email)}${what}.`
  }
  if (meant.length === 1) return first
  return `${toOneLine(email)} acts on several sides. Add one of: ${meant.map((actor) => `--side ${directory.names.presentName(actorKey(actor))}`).join(', ')}.`
}
