/** PLC-3: what somebody who is in a conversation is there, held against whose it is (or is to be). */
import { actorKey } from '../cases/actor-key.ts'
import type { Reader } from '../cases/case.ts'
import type { Member } from '../cases/conversation.ts'
import type { Confirmation } from '../cases/identity-store.ts'
import { type Actor, toAuthor, toReader } from '../cases/policy.ts'

export const standings = [
  /** Of the party that it is declared for, and entitled to read its cases. */
  'staff',
  'customer',
  'desk',
  /** Of such a party, but without the permission (ACC-2 or less, no portal access). */
  'staff-without-access',
  'customer-without-access',
  /** Of no such party. */
  'other-party',
  'suspended',
  'guest',
  'outside',
  /** A full member whom the directory does not know. */
  'unknown',
  'app',
] as const
export type Standing = (typeof standings)[number]

/** One or two parties: whose a conversation is, and who reads along. */
export type DeclaredParties = readonly Reader[]

export interface PresentMember {
  readonly user: string
  readonly name: string
  readonly standing: Standing
  /** `other-party`: one of the parties that they are of. */
  readonly party?: Reader
  /** As whom they may read cases by themselves, whatever the conversation is declared for. */
  readonly readers: readonly Reader[]
  /** The e-mails of the accounts that they read with. */
  readonly emails?: readonly string[]
  /** PLC-3: whether they may be let in on purpose. */
  readonly confirmable: boolean
  readonly confirmed: boolean
}

/** What the directory says of a member. */
export interface KnownMember {
  readonly member: Member
  readonly actors: readonly Actor[]
  /** Those of the actors that may work with cases now (ACC-1, ACC-4, CRE-6). */
  readonly entitled: readonly Actor[]
  /** The party that their organisation belongs to; undefined where nothing tells. */
  readonly organisation?: Reader
}

/** A confirmation ends after this time, ms. */
export const confirmationMs = 180 * 24 * 3_600_000

/** Undefined for somebody who can no longer sign in there. */
export function judgeMember(
  known: KnownMember,
  parties: DeclaredParties,
  confirmations: readonly Confirmation[],
  now: Date,
): PresentMember | undefined {
  const { member, entitled } = known
  if (member.standing === 'deactivated') return undefined
  const { standing, party } = findStanding(known, parties)
  const confirmable = isConfirmable(standing, member)
  const confirmation = confirmations.find(({ user }) => user === member.user)
  return {
    user: member.user,
    name: member.name,
    standing,
    ...(party ? { party } : {}),
    readers: entitled.map(toReader),
    ...(entitled.length > 0 ? { emails: entitled.map((actor) => toAuthor(actor).email.toLowerCase()) } : {}),
    confirmable,
    confirmed:
      confirmable &&
      confirmation?.standing === standing &&
      now.getTime() - confirmation.at.getTime() < confirmationMs,
  }
}

/** Whether somebody may read along there at all: by what they are, or because they were confirmed. */
export function readsByRight({ standing, confirmed }: PresentMember): boolean {
  return confirmed || standing === 'staff' || standing === 'customer' || standing === 'desk'
}

function findStanding(
  { member, actors, entitled, organisation }: KnownMember,
  parties: DeclaredParties,
): { readonly standing: Standing; readonly party?: Reader } {
  if (member.kind === 'app') return { standing: 'app' }
  const keys = new Set(parties.map(actorKey))
  const isOwn = (actor: Actor) => keys.has(actorKey(actor))
  const reads = entitled.find(isOwn)
  if (reads) return { standing: reads.party === 'partner' ? 'staff' : reads.party }
  const own = actors.find(isOwn)
  if (own) return { standing: standingWithoutAccess(own) }
  const [other] = actors
  if (other) return { standing: 'other-party', party: toReader(other) }
  if (member.standing === 'guest') return { standing: 'guest' }
  if (organisation)
    return keys.has(actorKey(organisation))
      ? { standing: 'unknown' }
      : { standing: 'other-party', party: organisation }
  return { standing: member.standing === 'full' ? 'unknown' : 'outside' }
}

function standingWithoutAccess(actor: Actor): Standing {
  if (actor.party === 'partner') return actor.account.suspended ? 'suspended' : 'staff-without-access'
  return 'customer-without-access'
}

/** Guests, outsiders, the suspended and other parties' people never: nobody can answer for them. */
function isConfirmable(standing: Standing, member: Member): boolean {
  if (standing === 'app') return true
  if (member.standing !== 'full') return false
  return (
    standing === 'unknown' || standing === 'staff-without-access' || standing === 'customer-without-access'
  )
}
