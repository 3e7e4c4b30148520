import { type MutableToken, OAuth2Server } from 'oauth2-mock-server'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Locale } from '../../../src/cases/case.ts'
import { CouldNotAsk } from '../../../src/cases/could-not-ask.ts'
import type { ChatUser } from '../../../src/cases/identity-store.ts'
import { createGoogleSignIn } from '../../../src/google/google-sign-in.ts'
import { createLinking, type Linking, type LinkingDeps } from '../../../src/http/linking/linking.ts'
import { createLinkRoutes } from '../../../src/http/linking/linking-routes.ts'
import { startServer } from '../../../src/http/server.ts'
import { createTranslatorFactory } from '../../../src/i18n/translator.ts'
import { aVisitor, type Visit, type Visitor } from '../../support/browser-without-window.ts'
import { recordingLog } from '../../support/recording-log.ts'
import { aWorld, personWith, type World } from '../../support/sample-world.ts'
import { eachStore } from '../../support/stores.ts'

const hoshi = 'hoshi-cloud.example.com'
const yui = `yui.suzuki@${hoshi}`
const granite = 'granite-insurance.example.com'
const sofia = `sofia.marin@${granite}`
const ben = 'ben.carter@desk.example.org'
const clientId = 'casethread.apps.googleusercontent.com'
const clientSecret = 'a-client-secret-of-google'

type Claims = Record<string, unknown>

/** Google, played by a server that signs whatever it is told to. */
const google = new OAuth2Server()
let claims: Claims = {}
google.service.on('beforeTokenSigning', (token: MutableToken) => {
  for (const [name, value] of Object.entries(claims)) {
    if (value === undefined) delete token.payload[name]
    else token.payload[name] = value as string
  }
})
beforeAll(async () => {
  await google.issuer.keys.generate('RS256')
  await google.start(0, '127.0.0.1')
})
afterAll(() => google.stop())

eachStore((_name, open) => {
  let world: World
  let linking: Linking
  let pages: Awaited<ReturnType<typeof startServer>>
  let log = recordingLog()
  let visitor: Visitor
  let at = new Date()
  const told: Parameters<LinkingDeps['onLinked']>[0][] = []
  let untold = false
  const ends: (() => Promise<void>)[] = []

  beforeEach(async () => {
    world = await aWorld(await open())
    log = recordingLog()
    visitor = aVisitor()
    at = new Date()
    told.length = 0
    untold = false
    claims = { email: yui, email_verified: true, hd: hoshi, sub: '1001' }
    const late: { linking?: Linking } = {}
    const ready = (): Linking => {
      if (!late.linking) throw new Error('not yet')
      return late.linking
    }
    pages = await startServer({
      host: '127.0.0.1',
      port: 0,
      log,
      route: createLinkRoutes({
        linking: {
          invite: (person, undo) => ready().invite(person, undo),
          look: (token) => ready().look(token),
          begin: (token) => ready().begin(token),
          finish: (answer) => ready().finish(answer),
          confirm: (secret, cookies) => ready().confirm(secret, cookies),
        },
        createTranslator: createTranslatorFactory(),
        log,
        secure: false,
      }),
    })
    linking = linkingAt(google.issuer.url ?? '')
    late.linking = linking
    ends.push(pages.close)
  })
  afterAll(async () => {
    await Promise.all(ends.map((end) => end()))
  })

  function linkingAt(issuer: string): Linking {
    return createLinking({
      identities: world.store.identities,
      directory: world.directory,
      google: createGoogleSignIn({
        clientId,
        clientSecret,
        redirectUri: `${pages.url}/link/callback`,
        issuer,
        now: () => at,
      }),
      publicUrl: pages.url,
      sealKey: clientSecret,
      onLinked: async (linked) => {
        told.push(linked)
        if (untold) throw new Error('Slack is away')
      },
      now: () => at,
      log,
    })
  }

  const somebody = {
    ...personWith(null),
    name: 'Suzuki Yui',
    profile: { handle: 'yui', workspace: 'Hoshi (hoshi.slack.com)', address: yui },
  }
  const linksOf = (person: ChatUser = somebody) => world.store.identities.linksOf(person)
  const invite = async (locale: Locale = 'en') => (await linking.invite({ ...somebody, locale })).url
  const tokenIn = (link: string) => link.split('/').at(-1) ?? ''
  /** The button of the link's page: answers where Google is. */
  const press = (link: string, by = visitor) => by.post(`${pages.url}/link/begin`, { secret: tokenIn(link) })

  /** From the link to the page that asks for the person's yes, or whatever comes in its stead. */
  async function signIn(by = visitor): Promise<Visit> {
    return by.submit(await by.get(await invite()))
  }

  async function expectNothingLinked(page: Visit, status: number, words: string): Promise<void> {
    expect(page.text).toContain(words)
    expect(page.status).toBe(status)
    expect(page.text).not.toContain('<form')
    expect((await linksOf()).accounts).toEqual([])
  }

  describe('DOM-1: signing in with Google', () => {
    it('links the account to the chat person who asked, after their yes', async () => {
      const asked = await signIn()
      const before = await linksOf()
      const done = await visitor.submit(asked)

      expect(asked.text).toContain(yui)
      for (const fact of ['@yui', 'U1', 'Hoshi (hoshi.slack.com)', 'Suzuki Yui'])
        expect(asked.text).toContain(fact)
      expect(before.accounts).toEqual([])
      expect(done.text).toContain('Account linked')
      expect((await linksOf()).accounts).toEqual([
        {
          email: yui,
          domain: hoshi,
          provedAt: at,
          proof: { kind: 'google', issuer: google.issuer.url, subject: '1001' },
        },
      ])
      expect((await world.directory.identify(somebody)).accounts).toMatchObject([{ email: yui }])
    })

    it.each<[string, Claims, string, object]>([
      [
        'a customer’s user',
        { email: sofia, hd: granite },
        granite,
        { customers: [{ user: { email: sofia } }] },
      ],
      ['a desk agent', { email: ben, hd: 'desk.example.org' }, 'desk.example.org', { desk: { email: ben } }],
    ])(
      'proves %s as well, who is that from then on and until it is unlinked',
      async (_who, told, domain, is) => {
        claims = { ...claims, ...told }
        const nobody = await world.directory.identify(somebody)

        await visitor.submit(await signIn())

        expect(nobody).toEqual({ accounts: [], desk: null, customers: [] })
        expect((await linksOf()).accounts).toMatchObject([{ email: told.email, domain }])
        expect(await world.directory.identify(somebody)).toMatchObject({ accounts: [], ...is })
        world.editDirectory((yaml) => yaml.replaceAll(String(told.email), `x.${told.email}`))
        expect(await world.directory.identify(somebody)).toEqual(nobody)
      },
    )

    it('asks Google with PKCE (S256), state, nonce and the choice of the account', async () => {
      const sent = await press(await invite('ja'))
      const { origin, searchParams } = new URL(sent.headers.get('location') ?? '')

      expect([sent.status, origin]).toEqual([303, google.issuer.url])
      expect(Object.fromEntries(searchParams)).toMatchObject({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: `${pages.url}/link/callback`,
        code_challenge_method: 'S256',
        prompt: 'select_account',
        hl: 'ja',
      })
      for (const name of ['state', 'nonce', 'code_challenge'])
        expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/)
    })

    it('works with the link once', async () => {
      const link = await invite()
      await press(link)

      await expectNothingLinked(await press(link), 410, 'opened in a different browser')
      await expectNothingLinked(await visitor.get(link), 410, 'opened in a different browser')
    })

    it.each(['GET', 'HEAD'])('a preview’s %s does not use the link up', async (method) => {
      const link = await invite()
      const looked = [await fetch(link, { method }), await fetch(link, { method })]

      expect(looked.map(({ status }) => status)).toEqual([200, 200])
      expect((await visitor.submit(await visitor.get(link))).text).toContain('Link this account?')
    })

    it('lets the page’s button lead to Google and nowhere else', async () => {
      const { headers } = await visitor.get(await invite())

      expect(headers.get('content-security-policy')).toContain(
        `form-action 'self' ${new URL(google.issuer.url ?? '').origin};`,
      )
    })

    it('works with Google’s answer once', async () => {
      const toGoogle = (await press(await invite())).headers.get('location') ?? ''
      const back = (await visitor.get(toGoogle)).headers.get('location') ?? ''
      const first = await visitor.get(back)
      const again = await visitor.get(back)

      expect(first.text).toContain('Link this account?')
      await expectNothingLinked(again, 410, 'opened in a different browser')
    })

    it('works with the yes once, and only in the browser that was asked', async () => {
      const asked = await signIn()
      const elsewhere = await aVisitor().submit(asked)
      const done = await visitor.submit(asked)
      await world.store.identities.unlink(somebody, yui)
      const again = await visitor.submit(asked)

      expect(elsewhere.text).toContain('opened in a different browser')
      expect(done.text).toContain('Account linked')
      await expectNothingLinked(again, 410, 'opened in a different browser')
    })

    it('does not take Google’s answer from another browser than the one that was sent there', async () => {
      const toGoogle = (await press(await invite())).headers.get('location') ?? ''

      await expectNothingLinked(await aVisitor().follow(toGoogle), 410, 'opened in a different browser')
    })

    it.each(['state', 'code'])('a forged %s links nothing', async (what) => {
      const toGoogle = (await press(await invite())).headers.get('location') ?? ''
      const back = new URL((await visitor.get(toGoogle)).headers.get('location') ?? '')
      back.searchParams.set(what, 'A'.repeat(43))

      const [status, words] =
        what === 'state' ? ([410, 'different browser'] as const) : ([403, 'No account was linked'] as const)
      await expectNothingLinked(await visitor.get(back.href), status, words)
    })

    it('each step is dead after ten minutes', async () => {
      const link = await invite()
      const asked = await signIn()
      const toGoogle = (await press(await invite())).headers.get('location') ?? ''
      const back = (await visitor.get(toGoogle)).headers.get('location') ?? ''
      at = new Date(at.getTime() + 10 * 60_000)

      const pagesTold = [await visitor.get(link), await visitor.get(back), await visitor.submit(asked)]

      for (const page of pagesTold) await expectNothingLinked(page, 410, 'opened in a different browser')
    })

    it('tells who will be linked, so that a link of somebody else is recognised', async () => {
      const evil = { ...somebody, user: 'U-EVIL', name: '<b>Mallory</b>' }
      const victim = aVisitor()
      const page = await victim.submit(await victim.get((await linking.invite(evil)).url))

      expect(page.text).toContain('&lt;b&gt;Mallory&lt;/b&gt;')
      expect(page.text).toContain('If someone sent you the link, close this page')
      expect(page.text).not.toContain('<b>')
      expect((await linksOf({ ...somebody, user: 'U-EVIL' })).accounts).toEqual([])
    })

    it('says so when the person turned back at Google', async () => {
      const toGoogle = new URL((await press(await invite())).headers.get('location') ?? '')
      const state = toGoogle.searchParams.get('state') ?? ''

      const page = await visitor.get(`${pages.url}/link/callback?error=access_denied&state=${state}`)

      await expectNothingLinked(page, 403, 'finish signing in')
    })

    it('two at once in one browser both work', async () => {
      const [first, second] = [await press(await invite()), await press(await invite())]
      const asked = [first, second].map((sent) => visitor.follow(sent.headers.get('location') ?? ''))

      for (const page of await Promise.all(asked)) expect(page.text).toContain('Link this account?')
    })
  })

  describe('who is told, and how a link is undone', () => {
    const impostor: ChatUser = { platform: 'slack', tenant: 'T1', user: 'U-EVIL' }
    const undo = async (email = yui) => (await linking.invite(somebody, { user: impostor, email })).url
    const signInTo = async (link: string, by = visitor) => by.submit(await by.get(link))

    beforeEach(async () => {
      await world.store.identities.link(impostor, {
        email: yui,
        domain: hoshi,
        provedAt: at,
        proof: { kind: 'google', issuer: 'https://accounts.google.com', subject: '1001' },
      })
    })

    it('the other chat users of the account hear who linked it; a fault of that ends nothing', async () => {
      untold = true
      const done = await visitor.submit(await signIn())

      expect(done.text).toContain('Account linked')
      expect(told).toMatchObject([
        { person: { user: 'U1', handle: 'yui', name: 'Suzuki Yui' }, account: { email: yui } },
      ])
      expect(log.lines.map(({ message }) => message)).toContain(
        'The other chat users of a linked account could not be told',
      )
    })

    it('signing in with the account ends the other chat user’s link, and links nothing', async () => {
      const asked = await signInTo(await undo())
      const before = await linksOf(impostor)
      const done = await visitor.submit(asked)

      expect(asked.text).toContain(`Unlink ${yui} from another chat user?`)
      expect(asked.text).toContain('U-EVIL')
      expect(before.accounts).toHaveLength(1)
      expect(done.text).toContain('Account unlinked')
      expect((await linksOf(impostor)).accounts).toEqual([])
      expect((await linksOf()).accounts).toEqual([])
      expect(told).toEqual([])
    })

    it('whoever cannot sign in with the account ends nobody’s link', async () => {
      claims = { ...claims, email: `haruka.sato@${hoshi}`, sub: '7' }
      const other = await signInTo(await undo())
      claims = { ...claims, email: yui, hd: undefined }
      const stranger = await signInTo(await undo())

      expect(other.text).toContain(`sign in with ${yui}`)
      for (const page of [other, stranger]) {
        expect(page.status).toBe(403)
        expect(page.text).not.toContain('<form')
      }
      expect((await linksOf(impostor)).accounts).toHaveLength(1)
    })
  })

  describe('the code', () => {
    it('is the same in the chat answer and on each page, and another for each link', async () => {
      const [first, second] = [await linking.invite(somebody), await linking.invite(somebody)]
      const start = await visitor.get(first.url)
      const confirm = await visitor.submit(start)

      expect(first.code).toMatch(/^[A-HJKMNP-TV-Z2-9]{3}-[A-HJKMNP-TV-Z2-9]{3}$/)
      expect(second.code).not.toBe(first.code)
      for (const page of [start, confirm]) {
        expect(page.text).toContain(`<dd>${first.code}</dd>`)
        expect(page.text).not.toContain(second.code)
      }
    })

    it('opens nothing by itself', async () => {
      const { code } = await linking.invite(somebody)

      expect((await visitor.get(`${pages.url}/link/${code}`)).status).toBe(410)
    })
  })

  describe('what proves nothing', () => {
    it.each<[string, Claims, string]>([
      ['an address that is not verified', { email_verified: false }, 'verified the address'],
      [
        'an address that is said to be verified by nobody',
        { email_verified: undefined },
        'verified the address',
      ],
      ['a private account with this address', { hd: undefined }, 'signed in as a member'],
      ['an account of another organisation', { hd: 'northwind-apps.example.com' }, 'signed in as a member'],
      [
        'an address of no reseller domain',
        { email: 'a@other.example.com', hd: 'other.example.com' },
        'registered here',
      ],
      ['an unknown address of a reseller domain', { email: `nobody@${hoshi}` }, 'registered here'],
      [
        'a customer’s user in another organisation',
        { email: sofia, hd: 'other.example.com' },
        `signed in as a member of the Google Workspace of ${granite}`,
      ],
      ['a desk agent’s address in a private account', { email: ben, hd: undefined }, 'signed in as a member'],
      [
        'ACC-4: a suspended account',
        { email: `sota.abe@${hoshi}` },
        'is suspended. Ask the super admin (haruka.sato',
      ],
    ])('is %s, and says what to do', async (_what, told, words) => {
      claims = { ...claims, ...told }

      await expectNothingLinked(await signIn(), 403, words)
    })

    it.each<[string, Claims]>([
      ['another nonce', { nonce: 'n' }],
      ['no nonce', { nonce: undefined }],
      ['another issuer', { iss: 'https://accounts.google.example' }],
      ['another audience', { aud: 'somebody-else' }],
      ['an end in the past', { iat: 1_600_000_000, exp: 1_600_003_600 }],
      ['no e-mail', { email: undefined }],
      ['no subject', { sub: undefined }],
    ])('is an ID token with %s', async (_what, told) => {
      claims = { ...claims, ...told }

      await expectNothingLinked(await signIn(), 403, 'confirm who signed in')
    })

    it('is an ID token that was changed, signed by another key, or not signed', async () => {
      const stranger = new OAuth2Server()
      await stranger.issuer.keys.generate('RS256')
      stranger.issuer.url = google.issuer.url
      const foreign = await stranger.issuer.buildToken({
        scopesOrTransform: (_header, payload) => {
          Object.assign(payload, claims, { aud: clientId })
        },
      })
      const unsigned = (token: string) =>
        `${Buffer.from('{"alg":"none","kid":"x"}').toString('base64url')}.${token.split('.')[1]}.`
      const changed = (token: string) => {
        const [head = '', body = '', seal = ''] = token.split('.')
        const payload = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims
        const other = JSON.stringify({ ...payload, email: `haruka.sato@${hoshi}` })
        return [head, Buffer.from(other).toString('base64url'), seal].join('.')
      }
      for (const forge of [changed, unsigned, () => foreign, () => 'no.token.at.all', () => '']) {
        google.service.once('beforeResponse', (response) => {
          const body = response.body as { id_token: string }
          body.id_token = forge(body.id_token)
        })
        await expectNothingLinked(await signIn(), 403, 'confirm who signed in')
      }
    })

    it('is a code that Google does not take', async () => {
      google.service.once('beforeResponse', (response) => {
        response.statusCode = 400
        response.body = { error: 'invalid_grant' }
      })

      await expectNothingLinked(await signIn(), 403, 'confirm who signed in')
    })
  })

  describe('while the directory cannot be asked', () => {
    it('nobody is told that they are unknown, and a button begins anew', async () => {
      const asking = vi
        .spyOn(world.directory, 'findIdentityByEmail')
        .mockRejectedValueOnce(new CouldNotAsk('directory', 'away'))
      const page = await signIn()
      asking.mockRestore()

      await expectUnasked(page)
    })

    async function expectUnasked(page: Visit): Promise<void> {
      expect(page.text).not.toContain('registered here')
      await expectNothingLinked(page, 503, 'check this account right now')
      const [, again = ''] = /class="go" href="([^"]+)"/.exec(page.text) ?? []
      expect((await visitor.submit(await visitor.get(`${pages.url}${again}`))).text).toContain(
        'Link this account?',
      )
    }
  })

  it('makes no link for somebody of whom the chat could not tell who they are', async () => {
    const unasked = { ...somebody, name: '', unasked: { email: false, locale: true } }

    await expect(linking.invite(unasked)).rejects.toThrow(CouldNotAsk)
  })

  describe('while Google cannot be reached', () => {
    it('the link stays good', async () => {
      const away = linkingAt('http://127.0.0.1:9')
      const link = await invite()

      expect(await away.look(tokenIn(link))).toEqual({ kind: 'unreachable' })
      expect(await away.begin(tokenIn(link))).toEqual({ kind: 'unreachable' })
      expect((await press(link)).status).toBe(303)
    })

    it('a failure of its own is told as such', async () => {
      google.service.once('beforeResponse', (response) => {
        response.statusCode = 503
      })
      const page = await signIn()

      await expectNothingLinked(page, 502, 'reach Google')
      const [, again = ''] = /class="go" href="([^"]+)"/.exec(page.text) ?? []
      const asked = await visitor.submit(await visitor.get(`${pages.url}${again}`))
      expect(asked.text).toContain('Link this account?')
    })
  })

  describe('the pages', () => {
    it('are kept nowhere, framed nowhere, and tell no other site where one was', async () => {
      const all = [
        await visitor.get(await invite()),
        await signIn(),
        await visitor.get(`${pages.url}/link/nonsense`),
        await visitor.submit(await signIn()),
      ]

      for (const { headers } of all) {
        expect(headers.get('cache-control')).toBe('no-store')
        expect(headers.get('referrer-policy')).toBe('no-referrer')
        expect(headers.get('x-frame-options')).toBe('DENY')
        expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      }
    })

    it('speak the person’s language, and the browser’s where nobody is known', async () => {
      const asked = await visitor.submit(await visitor.get(await invite('ja')))
      const dead = await aVisitor('ja,en;q=0.8').get(`${pages.url}/link/nonsense`)

      expect(asked.text).toContain('lang="ja"')
      expect(asked.text).toContain('このアカウントを結び付けますか')
      expect(dead.text).toContain('このリンクは使用できません')
    })

    it.each([
      ['GET', '/link/confirm', 405],
      ['POST', '/link/callback', 405],
      ['HEAD', '/link/callback', 405],
      ['GET', '/link/begin', 405],
      ['POST', '/link/begin', 410],
      ['DELETE', '/link/x', 405],
      ['POST', '/link/confirm', 410],
      ['GET', '/link/', 410],
      ['GET', '/link/callback', 410],
      ['GET', '/healthz', 200],
      ['GET', '/', 404],
    ])('%s %s is answered %i', async (method, path, status) => {
      expect((await fetch(`${pages.url}${path}`, { method })).status).toBe(status)
    })

    it('and the log hold no token, code, state or secret', async () => {
      const link = await invite()
      const toGoogle = (await press(link)).headers.get('location') ?? ''
      const back = (await visitor.get(toGoogle)).headers.get('location') ?? ''
      const asked = await visitor.get(back)
      const done = await visitor.submit(asked)
      claims = { ...claims, nonce: 'n' }
      await signIn()

      const secrets = [
        tokenIn(link),
        ...new URL(back).searchParams.values(),
        new URL(toGoogle).searchParams.get('nonce') ?? '',
        clientSecret,
      ]
      const logged = JSON.stringify(log.lines)
      expect(log.lines.map(({ message }) => message)).toEqual([
        'An account was linked by signing in with Google',
        'A sign-in with Google proved nothing',
      ])
      for (const secret of secrets) {
        expect(logged).not.toContain(secret)
        expect(done.text + asked.text).not.toContain(secret)
      }
    })
  })
})
