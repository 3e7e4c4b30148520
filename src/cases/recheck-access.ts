import { actorKey } from './actor-key.ts'
import type { Platform, Reader, Subscription } from './case.ts'
import type { Directory, Identity } from './directory.ts'
import type { ChatUser, IdentityLookup } from './identity-store.ts'
import { type Actor, listActors, toAuthor } from './policy.ts'
import type { Refusal } from './refusal.ts'

type MayWork = (actor: Actor) => Promise<Refusal | undefined>

/** Whether the bearer of an e-mail may still work with cases on that side (ACC-1, ACC-4, CRE-6). */
export type RecheckAccess = (email: string, reader: Reader) => Promise<boolean>

/** Asked anew each time: the account may be gone, suspended or stripped of its role since a link was made or a case opened. */
export function createRecheckAccess(deps: {
  readonly directory: Pick<IdentityLookup, 'findIdentityById'>
  readonly mayWork: MayWork
}): RecheckAccess {
  return async (email, reader) => canActAs(reader, await deps.directory.findIdentityById(email), deps.mayWork)
}

interface RecheckDeps {
  readonly directory: Pick<Directory, 'identify'>
  readonly mayWork: MayWork
  /** The e-mail that the chat vouches for today. May throw `CouldNotAsk`. */
  readonly findEmail: (
    platform: Platform,
    direct: NonNullable<Subscription['direct']> & Pick<ChatUser, 'tenant'>,
  ) => Promise<string | null>
}

/**
 * Whether the person of a direct message may still read as the thread's party; the directory decides what the e-mail is worth. Throws
 * `CouldNotAsk` where the chat or the directory could not be asked: that is no "no".
 */
export function createRecheckReader(deps: RecheckDeps): (thread: Subscription) => Promise<boolean> {
  return async ({ platform, tenant, direct, reader }) => {
    if (!direct || platform === 'mail' || platform === 'person') return false
    return canActAs(reader, await identify({ platform, tenant, ...direct }, deps), deps.mayWork)
  }
}

/** Somebody in chat, with the e-mail that the chat vouched for when they asked. */
export type ChatAsker = ChatUser & Pick<NonNullable<Subscription['direct']>, 'email'>

/**
 * Whether a chat user still has the very account with which they asked for something, and it may still work with cases: it ends with
 * unlinking, and with what the operator takes out. Throws `CouldNotAsk`.
 */
export type RecheckAsker = (who: ChatAsker, as: { email: string; reader: Reader }) => Promise<boolean>

export function createRecheckAsker(deps: RecheckDeps): RecheckAsker {
  const find = createFindAsker(deps)
  return async (who, as) => (await find(who, as)) !== undefined
}

/** As `RecheckAsker`, with whom they act as. */
export type FindAsker = (who: ChatAsker, as: { email: string; reader: Reader }) => Promise<Actor | undefined>

export function createFindAsker(deps: RecheckDeps): FindAsker {
  return async (who, { email, reader }) => {
    return findActing(reader, await identify(who, deps), deps.mayWork, email)
  }
}

async function identify(
  { platform, tenant, user, email }: ChatAsker,
  { directory, findEmail }: RecheckDeps,
): Promise<Identity> {
  const vouched = await findEmail(platform, { tenant, user, email })
  const who = { platform, tenant, user, email: vouched, name: '', locale: 'en', timeZone: 'UTC' } as const
  return directory.identify(who)
}

async function canActAs(reader: Reader, identity: Identity, mayWork: MayWork): Promise<boolean> {
  return (await findActing(reader, identity, mayWork)) !== undefined
}

/** `email`: which account, where the person may have several on that side. */
async function findActing(
  reader: Reader,
  identity: Identity,
  mayWork: MayWork,
  email?: string,
): Promise<Actor | undefined> {
  const actor = listActors(identity).find(
    (actor) =>
      actorKey(actor) === actorKey(reader) && (email === undefined || toAuthor(actor).email === email),
  )
  return actor && (await mayWork(actor)) === undefined ? actor : undefined
}
