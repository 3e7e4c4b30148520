import { actorKey } from './actor-key.ts'
import type { Platform, Reader, Subscription } from './case.ts'
import type { Directory, Identity } from './directory.ts'
import type { IdentityLookup } from './identity-store.ts'
import { type Actor, listActors } from './policy.ts'
import type { Refusal } from './refusal.ts'

type MayWork = (actor: Actor) => Promise<Refusal | undefined>

/** Whether the bearer of an e-mail may still work with cases on that side (ACC-1, ACC-4, CRE-6). */
export type RecheckAccess = (email: string, reader: Reader) => Promise<boolean>

/** Asked anew each time: the account may be gone, suspended or stripped of its role since a link was made or a case opened. */
export function createRecheckAccess(deps: {
  readonly directory: IdentityLookup
  readonly mayWork: MayWork
}): RecheckAccess {
  return async (email, reader) =>
    canActAs(reader, await deps.directory.findIdentityByEmail(email), deps.mayWork)
}

/**
 * Whether the person of a direct message may still read as the thread's party. `findEmail` tells the e-mail that the chat vouches for
 * today; the directory decides what it is worth.
 */
export function createRecheckReader(deps: {
  readonly directory: Pick<Directory, 'identify'>
  readonly mayWork: MayWork
  readonly findEmail: (
    platform: Platform,
    direct: NonNullable<Subscription['direct']>,
  ) => Promise<string | null>
}): (thread: Subscription) => Promise<boolean> {
  return async (thread) => {
    const { platform, tenant, direct, reader } = thread
    if (!direct || platform === 'mail') return false
    const email = await deps.findEmail(platform, direct)
    const person = {
      platform,
      tenant,
      user: direct.user,
      email,
      name: '',
      locale: 'en',
      timeZone: 'UTC',
    } as const
    return canActAs(reader, await deps.directory.identify(person), deps.mayWork)
  }
}

async function canActAs(reader: Reader, identity: Identity, mayWork: MayWork): Promise<boolean> {
  const actor = listActors(identity).find((actor) => actorKey(actor) === actorKey(reader))
  return actor !== undefined && (await mayWork(actor)) === undefined
}
