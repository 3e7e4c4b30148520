/** DOM-1: from the single-use link to the linked account. Every step is a secret of its own that works once, for ten minutes. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { CouldNotAsk } from '../../cases/could-not-ask.ts'
import { chatUserKey, type Directory, type Person } from '../../cases/directory.ts'
import type {
  IdentityLookup,
  IdentityStore,
  LinkedAccount,
  LinkToUndo,
  SignIn,
} from '../../cases/identity-store.ts'
import { type ProofRefusal, verifyProof } from '../../cases/links.ts'
import type { Log } from '../../config/log.ts'
import { type GoogleSignIn, type ProvedClaims, SignInError } from '../../google/google-sign-in.ts'

export type Invited = SignIn['person']

/** Whose sign-in it is, and by what the person recognises that it is theirs. */
export type SignInRequest = Pick<SignIn, 'person' | 'code' | 'undo'>

/** A cookie that ties a step to the browser in which the step before was taken. */
export interface Tie {
  readonly name: string
  readonly value: string
}

/** `dead`: used, too old, never made, or brought by another browser; these are answered alike. */
export type Begun =
  | { readonly kind: 'go'; readonly url: string; readonly tie: Tie }
  | { readonly kind: 'dead' }
  | { readonly kind: 'unreachable' }

/** `leadsTo`: the origin of Google's page. */
export type Looked =
  | ({ readonly kind: 'ready'; readonly leadsTo: string } & SignInRequest)
  | { readonly kind: 'dead' }
  | { readonly kind: 'unreachable' }

export type Finished =
  | ({
      readonly kind: 'confirm'
      readonly account: LinkedAccount
      readonly secret: string
      readonly tie: Tie
      readonly spent: string
    } & SignInRequest)
  | { readonly kind: 'cancelled' | 'unproved'; readonly person: Invited }
  /** Google or the directory could not be asked: `token` begins anew. */
  | { readonly kind: 'unreachable' | 'unasked'; readonly person: Invited; readonly token: string }
  | {
      readonly kind: 'refused'
      /** `other-account`: not the one whose link was to be undone, which is `undo`. */
      readonly why: ProofRefusal | 'other-account'
      readonly undo: string
      readonly person: Invited
      readonly email: string
      /** Whose organisation had to vouch for it; empty where the directory does not know the e-mail. */
      readonly domain: string
      /** The reseller domain's super admin, if it is one's. */
      readonly admin: string
    }
  | { readonly kind: 'dead' }

export type Confirmed =
  | ({
      readonly kind: 'linked' | 'undone'
      readonly account: LinkedAccount
      readonly spent: string
    } & SignInRequest)
  | { readonly kind: 'dead' }

export interface LinkingDeps {
  readonly identities: IdentityStore
  readonly directory: IdentityLookup & Pick<Directory, 'domain' | 'names'>
  readonly google: GoogleSignIn
  /** `https://cases.example.com`, without a slash at its end. */
  readonly publicUrl: string
  /** Seals what need not be kept: the PKCE verifier, the nonce and the cookies. The same on every instance. */
  readonly sealKey: string
  /** Tells the account's other chat users. What it fails of is logged: the link stands. */
  readonly onLinked: (linked: { readonly person: Invited; readonly account: LinkedAccount }) => Promise<void>
  readonly now: () => Date
  readonly log: Log
}

/** A link, and the code that stands on its pages too. */
export interface LinkWithCode {
  readonly url: string
  readonly code: string
}

export interface Linking {
  /**
   * A link for this person alone. Whoever else follows it would prove an account for this person, and is told so. With `undo` it links
   * nothing: it ends another chat user's link, once its follower has signed in with that account. Throws `CouldNotAsk` where the
   * chat could not tell who asks.
   */
  invite(person: Person, undo?: LinkToUndo): Promise<LinkWithCode>
  /** What a link is for. Uses nothing up: previews look at links, too. */
  look(token: string): Promise<Looked>
  begin(token: string): Promise<Begun>
  /** Google's answer, with the cookies that came along. */
  finish(answer: {
    readonly state: string
    readonly code: string | undefined
    readonly cookies: ReadonlyMap<string, string>
  }): Promise<Finished>
  confirm(secret: string, cookies: ReadonlyMap<string, string>): Promise<Confirmed>
}

export const signInMs = 10 * 60_000

export function createLinking(deps: LinkingDeps): Linking {
  const { identities, directory, google, publicUrl, now, log } = deps

  /** Made anew from the secret whenever it is needed, so that a look into the database gives no verifier away. */
  function sealed(purpose: string, secret: string): string {
    return createHmac('sha256', deps.sealKey).update(`${purpose} ${secret}`).digest('base64url')
  }

  function deriveTie(secret: string): Tie {
    return { name: `casethread-link-${hashSecret(secret).slice(0, 16)}`, value: sealed('browser', secret) }
  }

  function isTied(secret: string, cookies: ReadonlyMap<string, string>): boolean {
    const { name, value } = deriveTie(secret)
    const brought = Buffer.from(cookies.get(name) ?? '')
    const expected = Buffer.from(value)
    return brought.length === expected.length && timingSafeEqual(brought, expected)
  }

  const untilOver = () => new Date(now().getTime() + signInMs)

  /** Six letters and digits that nobody takes for one another, of which none is the token's. */
  function deriveCode(token: string): string {
    const digest = createHmac('sha256', deps.sealKey).update(`code ${token}`).digest()
    const signs = [...digest.subarray(0, 6)].map((byte) => codeSigns[byte % codeSigns.length])
    return `${signs.slice(0, 3).join('')}-${signs.slice(3).join('')}`
  }

  async function keepInvitation(asked: SignInRequest, token: string): Promise<void> {
    await identities.keepSignIn({
      hash: hashSecret(token),
      step: 'invited',
      ...asked,
      expiresAt: untilOver(),
    })
  }

  /** A new link in the place of the one that was used up in vain. */
  async function inviteAgain(asked: SignInRequest): Promise<string> {
    const token = newSecret()
    await keepInvitation(asked, token)
    return token
  }

  /** Who signed in; a fault is logged without any secret and told in one word. */
  async function redeem(code: string, state: string): Promise<ProvedClaims | SignInError['kind']> {
    try {
      return await google.redeem({ code, verifier: sealed('verifier', state), nonce: sealed('nonce', state) })
    } catch (error) {
      if (!(error instanceof SignInError)) throw error
      log.warn({ reason: error.message }, 'A sign-in with Google proved nothing')
      return error.kind
    }
  }

  function toUnreachable(error: unknown): 'unreachable' {
    if (!(error instanceof SignInError)) throw error
    log.warn({ reason: error.message }, 'Google’s sign-in cannot be reached')
    return 'unreachable'
  }

  /** What the sign-in proves; an undoing takes the very account that was linked. */
  async function prove(signedIn: ProvedClaims, undo: LinkToUndo | undefined) {
    try {
      const proof = verifyProof(
        signedIn,
        await directory.findIdentityByEmail(signedIn.email),
        now(),
        directory.names,
      )
      if (proof.ok && undo && proof.account.email !== directory.names.idOf(undo.email))
        return { ok: false, why: 'other-account', domain: proof.account.domain, admin: '' } as const
      if (proof.ok) return proof
      return { ...proof, admin: (await directory.domain(proof.domain))?.superAdmin ?? '' }
    } catch (error) {
      if (!(error instanceof CouldNotAsk)) throw error
      log.warn({ err: error }, 'The directory could not be asked about a sign-in with Google')
      return 'unasked'
    }
  }

  return {
    async invite(person, undo) {
      // Without what the chat knows of them nobody could tell this person from another one.
      if (person.unasked) throw new CouldNotAsk('chat', 'The chat could not be asked who wants to link')
      await identities.sweepSignIns(now())
      const token = newSecret()
      const code = deriveCode(token)
      await keepInvitation({ person: toInvited(person), code, ...(undo ? { undo } : {}) }, token)
      return { url: `${publicUrl}/link/${token}`, code }
    },

    async look(token) {
      const invited = await identities.findSignIn(hashSecret(token), 'invited', now())
      // One of an older version has no code.
      if (!invited?.code) return { kind: 'dead' }
      try {
        return { kind: 'ready', ...toAsked(invited), leadsTo: await google.origin() }
      } catch (error) {
        return { kind: toUnreachable(error) }
      }
    },

    async begin(token) {
      const state = newSecret()
      const challenge = createHash('sha256').update(sealed('verifier', state)).digest('base64url')
      let url: string
      try {
        // SignInRequest first: while Google cannot be reached, the link stays good.
        url = await google.authorizationUrl({ state, nonce: sealed('nonce', state), challenge })
      } catch (error) {
        return { kind: toUnreachable(error) }
      }
      const invited = await identities.takeSignIn(hashSecret(token), 'invited', now())
      if (!invited?.code) return { kind: 'dead' }
      await identities.keepSignIn({
        hash: hashSecret(state),
        step: 'at-google',
        ...toAsked(invited),
        expiresAt: untilOver(),
      })
      const localized = new URL(url)
      localized.searchParams.set('hl', invited.person.locale)
      return { kind: 'go', url: localized.href, tie: deriveTie(state) }
    },

    async finish({ state, code, cookies }) {
      if (!isTied(state, cookies)) return { kind: 'dead' }
      const taken = await identities.takeSignIn(hashSecret(state), 'at-google', now())
      if (!taken?.code) return { kind: 'dead' }
      const asked = toAsked(taken)
      const { person, undo } = asked
      if (code === undefined) return { kind: 'cancelled', person }
      const signedIn = await redeem(code, state)
      if (signedIn === 'unproved') return { kind: signedIn, person }
      if (signedIn === 'unreachable') return { kind: signedIn, person, token: await inviteAgain(asked) }
      const proof = await prove(signedIn, undo)
      if (proof === 'unasked') return { kind: proof, person, token: await inviteAgain(asked) }
      if (!proof.ok) {
        log.info({ user: person.user, why: proof.why }, 'A sign-in with Google was refused as a proof')
        const { why, domain, admin } = proof
        return { kind: 'refused', why, person, email: signedIn.email, domain, admin, undo: undo?.email ?? '' }
      }
      const secret = newSecret()
      await identities.keepSignIn({
        hash: hashSecret(secret),
        step: 'to-confirm',
        ...asked,
        account: proof.account,
        expiresAt: untilOver(),
      })
      return {
        kind: 'confirm',
        ...asked,
        account: proof.account,
        secret,
        tie: deriveTie(secret),
        spent: deriveTie(state).name,
      }
    },

    async confirm(secret, cookies) {
      if (!isTied(secret, cookies)) return { kind: 'dead' }
      const confirmed = await identities.takeSignIn(hashSecret(secret), 'to-confirm', now())
      if (!confirmed?.code) return { kind: 'dead' }
      const { account } = confirmed
      const asked = toAsked(confirmed)
      const { person, undo } = asked
      const spent = deriveTie(secret).name
      if (undo) {
        await identities.unlink(undo.user, undo.email)
        log.info(
          { unlinked: chatUserKey(undo.user), account: undo.email, by: chatUserKey(person) },
          'A link was undone by signing in with Google',
        )
        return { kind: 'undone', ...asked, account, spent }
      }
      await identities.link(person, account)
      log.info(
        { platform: person.platform, user: person.user, account: account.email },
        'An account was linked by signing in with Google',
      )
      await deps.onLinked({ person, account }).catch((error: unknown) => {
        log.warn(
          { user: chatUserKey(person), account: account.email, err: error },
          'The other chat users of a linked account could not be told',
        )
      })
      return { kind: 'linked', ...asked, account, spent }
    },
  }
}

/** Without `0`, `1`, `I`, `L`, `O` and `U`, which people misread. */
const codeSigns = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'

function toInvited({ platform, tenant, user, name, locale, profile }: Person): Invited {
  const { handle, workspace, address } = profile ?? { handle: null, workspace: null, address: null }
  return { platform, tenant, user, name, locale, handle, workspace, address }
}

function toAsked({ person, code, undo }: SignInRequest): SignInRequest {
  return { person, code, ...(undo ? { undo } : {}) }
}

/** 256 bits of chance. */
function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
