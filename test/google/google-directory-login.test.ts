import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGoogleDirectory } from '../../src/google/google-directory-auth.ts'
import {
  canOpenBrowser,
  GoogleLoginError,
  type GoogleLoginOptions,
  type LoginTerminal,
  signInToGoogle,
} from '../../src/google/google-directory-login.ts'
import { listDirectoryScopes } from '../../src/google/google-directory-scopes.ts'
import { saveGoogleSignIn } from '../../src/google/google-sign-in-file.ts'
import { readGoogleOrganization } from '../../src/google/read-google-organization.ts'
import { aFolder, writeClientFile } from '../support/google/connect-google.ts'
import { unavailable } from '../support/google/google-refusals.ts'
import { aLocalGoogle, type LocalGoogle } from '../support/google/google-server.ts'
import { twoResellers } from '../support/google/google-world.ts'
import { aSkippingClock } from '../support/skipping-clock.ts'

const hoshi = { domain: 'hoshi-cloud.example.com', admin: 'admin@hoshi-cloud.example.com' }
const scopes = listDirectoryScopes({})

interface Sitting {
  readonly terminal: LoginTerminal
  readonly shown: string[]
  /** The address that was shown to be opened. */
  address(): string
}

/** Somebody at a terminal who answers each question in turn, then no more. */
function aSitting(...answers: readonly ((address: string) => string)[]): Sitting {
  const shown: string[] = []
  const left = [...answers]
  const address = () => shown.join('\n').match(/https:\/\/accounts\.google\.com\S+/)?.[0] ?? ''
  return {
    shown,
    address,
    terminal: {
      show: (text) => shown.push(text),
      ask: (_question, signal) =>
        new Promise((resolve, reject) => {
          const answer = left.shift()
          if (answer) return resolve(answer(address()))
          signal.addEventListener('abort', () => reject(signal.reason))
        }),
    },
  }
}

function login(google: LocalGoogle, { terminal }: Sitting, more: Partial<GoogleLoginOptions> = {}) {
  return signInToGoogle({
    clientFile: writeClientFile(google.world),
    scopes,
    admin: hoshi.admin,
    inBrowser: false,
    terminal,
    network: google.network,
    ...more,
  })
}

const agree = (google: LocalGoogle) => (address: string) =>
  google.tokens.consent(address, { email: hoshi.admin })

describe('a sign-in where no browser can open', () => {
  it('takes the pasted address, and is good for later reads', async () => {
    const google = await aLocalGoogle(twoResellers([2, 1]))
    const sitting = aSitting(agree(google))
    const signedIn = await login(google, sitting)
    const dataDir = aFolder()
    await saveGoogleSignIn(dataDir, { ...hoshi, ...signedIn, signedInAt: new Date().toISOString() })
    const auth = await openGoogleDirectory(hoshi, { kind: 'sign-in', dataDir }, google.network)
    const { accounts } = await readGoogleOrganization(hoshi, { auth, clock: aSkippingClock() })
    expect(accounts).toHaveLength(20)
    expect(sitting.shown[0]).toContain(`sign in as ${hoshi.admin}`)
  })

  it('sends PKCE, a state, and the expected account to Google', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const sitting = aSitting(agree(google))
    await login(google, sitting)
    const asked = Object.fromEntries(new URL(sitting.address()).searchParams)
    expect(asked).toMatchObject({
      access_type: 'offline',
      code_challenge_method: 'S256',
      login_hint: hoshi.admin,
      response_type: 'code',
      scope: scopes.join(' '),
    })
    expect(asked.redirect_uri).toMatch(/^http:\/\/127\.0\.0\.1:\d{5}$/)
    expect(asked.code_challenge?.length).toBe(43)
    const exchange = google.asked.find(({ method }) => method === 'token')
    expect(exchange?.query.code_verifier?.length).toBe(128)
  })

  it.each([
    ['broken over two lines', (url: string) => `${url.slice(0, 40)}\n ${url.slice(40)}`],
    ['in quotes', (url: string) => `"${url}"`],
    ['without its http://', (url: string) => url.replace('http://', '')],
  ])('takes an address %s', async (_, change) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const signedIn = await login(
      google,
      aSitting((address) => change(agree(google)(address))),
    )
    expect(signedIn.refreshToken).toMatch(/^1\/\//)
  })

  it.each([
    ['no address', () => '4/0AcodeOnly', "That isn't an address."],
    ['the page’s own address', (address: string) => address, "That's the address of the sign-in page."],
    [
      'an address without a code',
      () => 'http://127.0.0.1:50000/?state=x',
      'There is no code in that address.',
    ],
  ])('says what is wrong with %s and asks again', async (_, wrong, hint) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const sitting = aSitting(wrong, agree(google))
    await login(google, sitting)
    expect(sitting.shown[1]).toContain(hint)
    expect(google.countAsked('token')).toBe(1)
  })

  it('never sends the code of an address with another state to Google', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const forged = (address: string) => {
      const url = new URL(agree(google)(address))
      url.searchParams.set('state', 'of-somebody-else')
      return url.href
    }
    const sitting = aSitting(...Array.from({ length: 5 }, () => forged))
    await expect(login(google, sitting)).rejects.toMatchObject({ kind: 'not-pasted' })
    expect(sitting.shown[1]).toContain('belongs to another sign-in')
    expect(google.countAsked('token')).toBe(0)
  })

  it('ends where the person denies access', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const denied = (address: string) => google.tokens.consent(address, { email: hoshi.admin, denied: true })
    await expect(login(google, aSitting(denied))).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining("Access was denied on Google's page"),
    })
  })

  it('gives up where nobody answers', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const late = login(google, aSitting(), { timeoutMs: 20 })
    await expect(late).rejects.toMatchObject({ kind: 'timed-out' })
  })

  it('ends where not every box was ticked', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const less = (address: string) => {
      const url = new URL(address)
      url.searchParams.set('scope', scopes.slice(1).join(' '))
      return agree(google)(url.href)
    }
    await expect(login(google, aSitting(less))).rejects.toThrow(
      'admin.directory.customer.readonly is missing',
    )
  })

  it.each([
    ['a code that was used before', 'refused', undefined],
    ['a Google that is away', 'unreachable', unavailable()],
  ])('tells %s, and never the code', async (_, kind, answer) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    if (answer) google.instead(({ method }) => method === 'token', answer)
    const back = new URL('http://127.0.0.1:50000')
    const used = (address: string) => {
      back.searchParams.set('state', new URL(address).searchParams.get('state') ?? '')
      back.searchParams.set('code', '4/0Aused')
      return back.href
    }
    const error: unknown = await login(google, aSitting(used)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(GoogleLoginError)
    expect(error).toMatchObject({ kind })
    expect(String(error)).not.toContain('4/0Aused')
    // A code is good for one answer.
    expect(google.countAsked('token')).toBe(1)
  })
})

describe('a sign-in in a browser', () => {
  it('takes the tokens of Google’s own library', async () => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const sitting = aSitting()
    const signedIn = await login(google, sitting, {
      inBrowser: true,
      authenticate: async (asked) => ({
        credentials: { refresh_token: '1//local', scope: asked.scopes.join(' ') },
      }),
    })
    expect(signedIn).toEqual({
      clientId: google.world.client.id,
      clientSecret: google.world.client.secret,
      refreshToken: '1//local',
      scopes,
    })
  })

  it.each([
    ['nobody answers', () => new Promise<never>(() => {}), 'timed-out'],
    ['access is denied', () => Promise.reject(new Error('access_denied')), 'denied'],
    [
      'what comes does not last',
      async () => ({ credentials: { access_token: 'x', scope: scopes.join(' ') } }),
      'incomplete',
    ],
  ])('ends where %s', async (_, authenticate, kind) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const signingIn = login(google, aSitting(), { inBrowser: true, timeoutMs: 20, authenticate })
    await expect(signingIn).rejects.toMatchObject({ kind })
  })
})

describe('a client’s file', () => {
  it.each([
    ['is missing', undefined, "doesn't exist"],
    ['is no JSON', 'client', "isn't readable JSON"],
    ['is of a web client', '{"web": {"client_id": "x"}}', "isn't the file of a desktop OAuth client"],
    ['is a service account’s key', '{"type": "service_account"}', 'is of the type service_account'],
  ])('that %s is told before anybody signs in', async (_, content, message) => {
    const google = await aLocalGoogle(twoResellers([1, 1]))
    const clientFile = join(aFolder(), 'client.json')
    if (content !== undefined) writeFileSync(clientFile, content)
    const sitting = aSitting()
    await expect(login(google, sitting, { clientFile })).rejects.toThrow(message)
    expect(sitting.shown).toEqual([])
  })
})

describe('a browser', () => {
  it.each<[string, Record<string, string>, NodeJS.Platform, boolean]>([
    ['opens on a desktop', { DISPLAY: ':0' }, 'linux', true],
    ['opens under Wayland', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    ['does not open on a server', {}, 'linux', false],
    [
      'does not open over SSH',
      { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' },
      'linux',
      false,
    ],
    ['opens on a Mac', {}, 'darwin', true],
    ['opens on Windows', {}, 'win32', true],
    ['opens from WSL', { WSL_DISTRO_NAME: 'Ubuntu' }, 'linux', true],
  ])('%s', (_, env, platform, opens) => {
    expect(canOpenBrowser(env, platform)).toBe(opens)
  })
})
