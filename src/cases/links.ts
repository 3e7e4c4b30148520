/** DOM-1, DOM-2: what people do with their linked accounts and with the channels that are bound to a domain. */

import type { Account, Directory, Identity, Person } from './directory.ts'
import type { DraftStore } from './draft-store.ts'
import { draftPersonKey } from './drafts.ts'
import { customersMeant } from './find-customers.ts'
import type {
  ChannelBinding,
  ConversationRef,
  GuestReader,
  IdentityStore,
  LinkedAccount,
  PersonLinks,
} from './identity-store.ts'
import type { Actor } from './policy.ts'
import { ok, type Refusal, type Result, refused } from './refusal.ts'

/** A link that only this person may use, once; or what the operator has to set first. */
export type Invitation =
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'not-set-up'; readonly settings: readonly string[] }

export interface Links {
  linksOf(person: Person): Promise<PersonLinks>
  bindingOf(channel: ConversationRef): Promise<ChannelBinding | undefined>
  /** Whether the channel is the desk's own, which is bound to no domain. */
  isDesks(channel: ConversationRef): boolean
  invite(person: Person): Promise<Invitation>
  /** False when it was not linked. The account's rights end with this. */
  unlink(person: Person, email: string): Promise<boolean>
  /** Which domain (or `desk`) acts where nothing else says; null: ask. */
  chooseCurrent(person: Person, domain: string | null): Promise<void>
  /**
   * Only an account that may work with cases binds a channel, and only to its own domain; the desk's own channels nobody, since
   * who reads along there would decide what the desk is shown. Who reads along stays as it is unless
   * it is told.
   */
  bind(
    account: Account,
    channel: ConversationRef,
    accounts: readonly Account[],
    audience?: GuestInput,
    basis?: BindingBasis,
  ): Promise<Result<ChannelBinding>>
  /** Whoever may bind the channel to its domain may unbind it. Answers the binding that ended, if there was one. */
  unbind(
    channel: ConversationRef,
    accounts: readonly Account[],
    basis?: BindingBasis,
  ): Promise<Result<ChannelBinding | undefined>>
}

/** What a button was shown beside: the binding of that moment, or none. Another one since is not touched by it. */
export type BindingBasis = Date | 'none'

/** Who is to read along in a channel: nobody beside the domain, the desk, or a customer by what it is called. */
export type GuestInput =
  | { readonly party: 'own' }
  | { readonly party: 'desk' }
  | { readonly party: 'customer'; readonly called: string }

export interface LinksDeps {
  readonly identities: IdentityStore
  readonly directory: Pick<Directory, 'domain' | 'customersOf'>
  readonly invite: (person: Person) => Promise<Invitation>
  /** ACC-1. */
  readonly mayWork: (actor: Actor) => Promise<Refusal | undefined>
  /** The desk's own channels, known once the platforms are connected. */
  readonly deskPlaces: readonly ConversationRef[]
  readonly now: () => Date
  /** What was typed as an account goes with its link. */
  readonly drafts?: Pick<DraftStore, 'dropOf'>
}

export function createLinks(deps: LinksDeps): Links {
  const { identities, directory, invite, mayWork, deskPlaces, now, drafts } = deps

  function isDesks({ platform, channel }: ConversationRef): boolean {
    return deskPlaces.some(
      (conversationRef) => conversationRef.platform === platform && conversationRef.channel === channel,
    )
  }

  /** Why none of these accounts may change what the channel is bound to. */
  async function denyRebinding(
    binding: ChannelBinding,
    accounts: readonly Account[],
  ): Promise<Refusal | undefined> {
    const own = accounts.find(({ domain }) => domain === binding.domain)
    if (own) return mayWork({ party: 'partner', account: own })
    const domain = await directory.domain(binding.domain)
    // A domain that the directory no longer has would hold the channel for ever: then anybody who works with cases may.
    for (const account of domain ? [] : accounts)
      if (!(await mayWork({ party: 'partner', account }))) return undefined
    const admin = domain?.superAdmin ?? binding.by
    return { code: 'channel-not-yours', rule: 'DOM-2', values: { domain: binding.domain, admin } }
  }

  /** A customer only of the domain's own. */
  async function resolveAudience(
    wanted: GuestInput,
    domain: string,
  ): Promise<Result<GuestReader | undefined>> {
    if (wanted.party === 'own') return ok(undefined)
    if (wanted.party === 'desk') return ok({ party: 'desk' })
    const found = customersMeant(wanted.called, await directory.customersOf(domain, now()))
    const [only, another] = found
    if (!only) return refused({ code: 'customer-unknown', rule: 'VIS-8', values: { domain } })
    if (another) {
      const customers = found.slice(0, 5).map(({ domain: customer }) => customer)
      return refused({ code: 'customer-several', rule: 'VIS-7', values: { customers: customers.join(', ') } })
    }
    return ok({ party: 'customer', customer: only.id, name: only.name })
  }

  return {
    linksOf: (person) => identities.linksOf(person),
    bindingOf: (channel) => identities.bindingOf(channel),
    isDesks,
    invite,
    async unlink(person, email) {
      const unlinked = await identities.unlink(person, email)
      await drafts?.dropOf({ account: email, person: draftPersonKey(person) })
      return unlinked
    },
    chooseCurrent: (person, domain) => identities.chooseCurrent(person, domain),

    async bind(account, channel, accounts, wanted, basis) {
      const refusal = await mayWork({ party: 'partner', account })
      if (refusal) return refused(refusal)
      if (isDesks(channel)) return refused({ code: 'channel-of-desk', rule: 'DOM-2' })
      const before = await identities.bindingOf(channel)
      const own = before?.domain === account.domain
      if (before && own && !wanted) return ok(before)
      const outdated = denyOutdated(before, basis)
      if (outdated) return refused(outdated)
      const standing = before && !own && (await denyRebinding(before, accounts))
      if (standing) return refused(standing)
      // Nobody who reads along leaves by a change of the domain: only by a word of it.
      const audience = wanted ? await resolveAudience(wanted, account.domain) : ok(before?.audience)
      if (!audience.ok) return audience
      const binding: ChannelBinding = {
        domain: account.domain,
        by: account.email,
        at: now(),
        ...(audience.value ? { audience: audience.value } : {}),
      }
      await identities.bind(channel, binding)
      return ok(binding)
    },

    async unbind(channel, accounts, basis) {
      const before = await identities.bindingOf(channel)
      if (!before) return ok(undefined)
      const outdated = denyOutdated(before, basis)
      if (outdated) return refused(outdated)
      const refusal = await denyRebinding(before, accounts)
      if (refusal) return refused(refusal)
      await identities.unbind(channel, before.domain)
      return ok(before)
    },
  }
}

function denyOutdated(
  binding: ChannelBinding | undefined,
  basis: BindingBasis | undefined,
): Refusal | undefined {
  if (basis === undefined || (basis === 'none' ? undefined : basis.getTime()) === binding?.at.getTime())
    return undefined
  return { code: 'channel-settled-meanwhile', rule: 'DOM-2', values: { domain: binding?.domain ?? '' } }
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

/** What there is to prove: an e-mail, and the domain of the organisation that must vouch for it. */
type Provable = Pick<LinkedAccount, 'email' | 'domain'> & { readonly suspended: boolean }

function provable({ accounts, customers, desk }: Identity): Provable | undefined {
  const [account] = accounts
  if (account) return account
  const [member] = customers
  if (member) return { email: member.user.email, domain: member.customer.domain, suspended: false }
  return desk ? { email: desk.email, domain: parseEmailDomain(desk.email), suspended: false } : undefined
}

/** The desk has no domain of its own in the directory: its agents' addresses tell it. */
export function parseEmailDomain(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
}

/**
 * DOM-1, ACC-4: whether this sign-in proves what the directory says of the bearer of its e-mail. The e-mail must be verified, and the
 * organisation at Google (`hd`) must be the reseller's, the customer's or the desk's own: an address of that name in another
 * organisation, or a private account that took it as its address, is somebody else.
 */
export function verifyProof(
  signedIn: SignedIn,
  bearer: Identity,
  now: Date,
):
  | { readonly ok: true; readonly account: LinkedAccount }
  | { readonly ok: false; readonly why: ProofRefusal; readonly domain: string } {
  const known = provable(bearer)
  const domain = known?.domain ?? ''
  if (!signedIn.emailVerified) return { ok: false, why: 'email-unverified', domain }
  if (!known) return { ok: false, why: 'not-in-directory', domain }
  if (signedIn.hostedDomain?.toLowerCase() !== domain) return { ok: false, why: 'wrong-organisation', domain }
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
