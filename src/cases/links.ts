/** DOM-1: what people do with their linked accounts. */
import type { Identity, Person } from './directory.ts'
import { draftPersonKey } from './draft-keeper.ts'
import type { DraftStore } from './draft-store.ts'
import type { IdentityStore, LinkedAccount, LinkToUndo, PersonLinks } from './identity-store.ts'
import { type Names, noNames } from './names.ts'
import type { NotificationStore } from './notification-store.ts'

/** A link that only this person may use, once; or what the operator has to set first. */
export type Invitation =
  /** `code` stands on the link's pages too, so that somebody else's link is recognised. */
  | { readonly kind: 'link'; readonly url: string; readonly code: string }
  | { readonly kind: 'not-set-up'; readonly settings: readonly string[] }

export interface Links {
  linksOf(person: Person): Promise<PersonLinks>
  /**
   * The way to link an account or, with `undo`, to end another chat user's link to one: that takes a sign-in with the account itself.
   * Throws `CouldNotAsk` where the chat could not tell who asks.
   */
  invite(person: Person, undo?: LinkToUndo): Promise<Invitation>
  /** False when it was not linked. The account's rights end with this. */
  unlink(person: Person, email: string): Promise<boolean>
  /** Which domain (or `desk`) acts where nothing else says; null: ask. */
  chooseCurrent(person: Person, domain: string | null): Promise<void>
}

export interface LinksDeps {
  readonly identities: Pick<IdentityStore, 'linksOf' | 'unlink' | 'chooseCurrent' | 'chatUsersLinkedTo'>
  readonly invite: (person: Person, undo?: LinkToUndo) => Promise<Invitation>
  /** What was typed as an account goes with the link to it. */
  readonly drafts?: Pick<DraftStore, 'dropOf'>
  /** How the account is told goes with the last link to it (PLC-7). */
  readonly notifications?: Pick<NotificationStore, 'forget'>
}

export function createLinks({ identities, invite, drafts, notifications }: LinksDeps): Links {
  return {
    linksOf: (person) => identities.linksOf(person),
    invite,
    async unlink(person, email) {
      const unlinked = await identities.unlink(person, email)
      await drafts?.dropOf({ account: email, person: draftPersonKey(person) })
      if (unlinked && (await identities.chatUsersLinkedTo(email)).length === 0)
        await notifications?.forget(email.toLowerCase())
      return unlinked
    },
    chooseCurrent: (person, domain) => identities.chooseCurrent(person, domain),
  }
}

/** What a sign-in proved, as far as it counts here. */
export interface SignedIn {
  readonly issuer: string
  readonly subject: string
  readonly email: string
  readonly emailVerified: boolean
  readonly hostedDomain: string | null
}

export type ProofRefusal = 'email-unverified' | 'not-in-directory' | 'wrong-organisation' | 'suspended'

/** What there is to prove: an e-mail, and the domain of the organisation; both by their ids. */
type Provable = Pick<LinkedAccount, 'email' | 'domain'> & {
  readonly suspended: boolean
  /** As Google calls the organisation that must vouch for it. */
  readonly organisation: string
}

function provable(
  { accounts, customers, desk }: Identity,
  { presentName }: Pick<Names, 'presentName'>,
): Provable | undefined {
  const [account] = accounts
  if (account) return { ...account, organisation: presentName(account.domain) }
  const [member] = customers
  if (member) {
    const { domain } = member.customer
    return { email: member.user.email, domain, suspended: false, organisation: domain }
  }
  if (!desk) return undefined
  const organisation = parseEmailDomain(desk.renamedTo ?? desk.email)
  return { email: desk.email, domain: parseEmailDomain(desk.email), suspended: false, organisation }
}

/** The desk has no domain of its own in the directory: its agents' addresses tell it. */
export function parseEmailDomain(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
}

/**
 * DOM-1, ACC-4: whether this sign-in proves what the directory says of the bearer of its e-mail. The e-mail must be verified, and the
 * organisation at Google (`hd`) must be the reseller's, the customer's or the desk's own: an address of that name in another
 * organisation, or a private account that took it as its address, is somebody else. So is an organisation of a former name (DOM-4).
 */
export function verifyProof(
  signedIn: SignedIn,
  bearer: Identity,
  now: Date,
  names: Pick<Names, 'presentName'> = noNames,
):
  | { readonly ok: true; readonly account: LinkedAccount }
  | { readonly ok: false; readonly why: ProofRefusal; readonly domain: string } {
  const known = provable(bearer, names)
  const domain = known?.domain ?? ''
  if (!signedIn.emailVerified) return { ok: false, why: 'email-unverified', domain }
  if (!known) return { ok: false, why: 'not-in-directory', domain }
  if (signedIn.hostedDomain?.toLowerCase() !== known.organisation)
    return { ok: false, why: 'wrong-organisation', domain }
  if (known.suspended) return { ok: false, why: 'suspended', domain }
  return {
    ok: true,
    account: {
      email: known.email,
      domain,
      provedAt: now,
      proof: { kind: 'google', issuer: signedIn.issuer, subject: signedIn.subject },
    },
  }
}
