/** DOM-1: from the single-use link to the linked account. Every step is a secret of its own that works once, for ten minutes. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Directory, Person } from '../../cases/directory.ts'
import type { IdentityLookup, IdentityStore, LinkedAccount, SignIn } from '../../cases/identity-store.ts'
import { type ProofRefusal, verifyProof } from '../../cases/links.ts'
import type { Log } from '../../config/log.ts'
import { type GoogleSignIn, type ProvedClaims, SignInError } from '../../google/google-sign-in.ts'

type Invited = SignIn['person']

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

export type Finished =
  | {
      readonly kind: 'confirm'
      readonly person: Invited
      readonly account: LinkedAccount
      readonly secret: string
      readonly tie: Tie
      readonly spent: string
    }
  | { readonly kind: 'cancelled' | 'unproved' | 'unreachable'; readonly person: Invited }
  | {
      readonly kind: 'refused'
      readonly why: ProofRefusal
      readonly person: Invited
      readonly email: string
      /** Whose organisation had to vouch for it; empty where the directory does not know the e-mail. */
      readonly domain: string
      /** The reseller domain's super admin, if it is one's. */
      readonly admin: string
    }
  | { readonly kind: 'dead' }

export type Confirmed =
  | {
      readonly kind: 'linked'
      readonly person: Invited
      readonly account: LinkedAccount
      readonly spent: string
    }
  | { readonly kind: 'dead' }

export interface LinkingDeps {
  readonly identities: IdentityStore
  readonly directory: IdentityLookup & Pick<Directory, 'domain'>
  readonly google: GoogleSignIn
  /** `https://cases.example.com`, without a slash at its end. */
  readonly publicUrl: string
  /** Seals what need not be kept: the PKCE verifier, the nonce and the cookies. The same on every instance. */
  readonly sealKey: string
  readonly now: () => Date
  readonly log: Log
}

export interface Linking {
  /** A link for this person alone. Whoever else follows it would prove an account for this person, and is told so. */
  invite(person: Person): Promise<string>
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

  return {
    async invite({ platform, tenant, user, name, locale }) {
      await identities.sweepSignIns(now())
      const token = newSecret()
      await identities.keepSignIn({
        hash: hashSecret(token),
        step: 'invited',
        person: { platform, tenant, user, name, locale },
        expiresAt: untilOver(),
      })
      return `${publicUrl}/link/${token}`
    },

    async begin(token) {
      const state = newSecret()
      const challenge = createHash('sha256').update(sealed('verifier', state)).digest('base64url')
      let url: string
      try {
        // Asked first: while Google cannot be reached, the link stays good.
        url = await google.authorizationUrl({ state, nonce: sealed('nonce', state), challenge })
      } catch (error) {
        if (!(error instanceof SignInError)) throw error
        log.warn({ reason: error.message }, 'Google’s sign-in cannot be reached')
        return { kind: 'unreachable' }
      }
      const invited = await identities.takeSignIn(hashSecret(token), 'invited', now())
      if (!invited) return { kind: 'dead' }
      const { person } = invited
      await identities.keepSignIn({
        hash: hashSecret(state),
        step: 'at-google',
        person,
        expiresAt: untilOver(),
      })
      const localized = new URL(url)
      localized.searchParams.set('hl', person.locale)
      return { kind: 'go', url: localized.href, tie: deriveTie(state) }
    },

    async finish({ state, code, cookies }) {
      if (!isTied(state, cookies)) return { kind: 'dead' }
      const asked = await identities.takeSignIn(hashSecret(state), 'at-google', now())
      if (!asked) return { kind: 'dead' }
      const { person } = asked
      if (code === undefined) return { kind: 'cancelled', person }
      const signedIn = await redeem(code, state)
      if (typeof signedIn === 'string') return { kind: signedIn, person }
      const proof = verifyProof(signedIn, await directory.findIdentityByEmail(signedIn.email), now())
      if (!proof.ok) {
        log.info({ user: person.user, why: proof.why }, 'A sign-in with Google was refused as a proof')
        const { why, domain } = proof
        const admin = (await directory.domain(domain))?.superAdmin ?? ''
        return { kind: 'refused', why, person, email: signedIn.email, domain, admin }
      }
      const secret = newSecret()
      await identities.keepSignIn({
        hash: hashSecret(secret),
        step: 'to-confirm',
        person,
        account: proof.account,
        expiresAt: untilOver(),
      })
      return {
        kind: 'confirm',
        person,
        account: proof.account,
        secret,
        tie: deriveTie(secret),
        spent: deriveTie(state).name,
      }
    },

    async confirm(secret, cookies) {
      if (!isTied(secret, cookies)) return { kind: 'dead' }
      const confirmed = await identities.takeSignIn(hashSecret(secret), 'to-confirm', now())
      if (!confirmed) return { kind: 'dead' }
      const { person, account } = confirmed
      await identities.link(person, account)
      log.info(
        { platform: person.platform, user: person.user, account: account.email },
        'An account was linked by signing in with Google',
      )
      return { kind: 'linked', person, account, spent: deriveTie(secret).name }
    },
  }
}

/** 256 bits of chance. */
function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
