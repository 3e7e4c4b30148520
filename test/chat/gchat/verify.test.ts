import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerify, type Verdict } from '../../../src/chat/gchat/verify.ts'
import { recordingLog } from '../../support/recording-log.ts'
import {
  addOnAccount,
  chatAccount,
  endpoint,
  type GoogleKeys,
  projectNumber,
  startGoogleKeys,
} from './support/google-keys.ts'

let google: GoogleKeys
let at: Date
let log = recordingLog()
beforeEach(async () => {
  google = await startGoogleKeys()
  at = new Date()
  log = recordingLog()
})
afterEach(() => google.stop())

const verifier = (certsUrl = google.certsUrl, trustUrl = true) =>
  createVerify({ projectNumber, url: endpoint, trustUrl, certsUrl, log, now: () => at })

const check = (token: string): Promise<Verdict> => verifier()(`Bearer ${token}`)

describe('a request from Google Chat', () => {
  it('is known by an ID token of Chat’s account for our address', async () => {
    expect(await check(google.sign(google.claims.url()))).toEqual({ ok: true, sender: 'chat' })
  })

  it('is known by a token that Chat’s account signed for our project', async () => {
    expect(await check(google.sign(google.claims.project()))).toEqual({ ok: true, sender: 'chat' })
  })

  it('is known by an ID token of the add-on’s account for our address', async () => {
    expect(await check(google.sign(google.claims.addOn()))).toEqual({ ok: true, sender: 'add-on' })
  })

  it('is not known by the address alone, which another app may bear too, unless the operator says so', async () => {
    const strict = verifier(google.certsUrl, false)
    expect(await strict(`Bearer ${google.sign(google.claims.url())}`)).toMatchObject({
      ok: false,
      status: 401,
    })
    for (const kind of ['project', 'addOn'] as const)
      expect(await strict(`Bearer ${google.sign(google.claims[kind]())}`)).toMatchObject({ ok: true })
  })

  it('may come with a clock that is some minutes off', async () => {
    const ahead = google.times(new Date(Date.now() + 2 * 60_000))
    expect(await check(google.sign({ ...google.claims.url(), ...ahead }))).toMatchObject({ ok: true })
  })
})

const hour = 60 * 60_000
const kinds = ['url', 'project', 'addOn'] as const

describe('a token proves nothing (401)', () => {
  const faults: readonly [name: string, token: (kind: (typeof kinds)[number]) => string][] = [
    [
      'for another audience',
      (kind) => google.sign({ ...google.claims[kind](), aud: 'https://other.example.com/' }),
    ],
    [
      'for our address with a slash more',
      (kind) => google.sign({ ...google.claims[kind](), aud: `${endpoint}/` }),
    ],
    ['for another project', (kind) => google.sign({ ...google.claims[kind](), aud: '999999999999' })],
    [
      'for several audiences',
      (kind) => google.sign({ ...google.claims[kind](), aud: [endpoint, projectNumber] }),
    ],
    ['without an audience', (kind) => google.sign({ ...google.claims[kind](), aud: undefined })],
    [
      'that has expired',
      (kind) => google.sign({ ...google.claims[kind](), ...google.times(new Date(Date.now() - 2 * hour)) }),
    ],
    [
      'that is made in the future',
      (kind) => google.sign({ ...google.claims[kind](), ...google.times(new Date(Date.now() + hour)) }),
    ],
    [
      'that is not valid yet',
      (kind) => google.sign({ ...google.claims[kind](), nbf: Math.floor(Date.now() / 1000) + 3600 }),
    ],
    [
      'that never ends',
      (kind) => google.sign({ ...google.claims[kind](), exp: Math.floor(Date.now() / 1000) + 400 * 86_400 }),
    ],
    ['without an end', (kind) => google.sign({ ...google.claims[kind](), exp: undefined })],
    [
      'of another issuer',
      (kind) => google.sign({ ...google.claims[kind](), iss: 'https://accounts.example.com' }),
    ],
    [
      'signed with another key under Google’s key id',
      (kind) => google.sign(google.claims[kind](), { key: 'stranger' }),
    ],
    [
      'signed with a key that Google does not have',
      (kind) => google.sign(google.claims[kind](), { kid: 'key-9' }),
    ],
    [
      'under the name of a property of every object',
      (kind) => google.sign(google.claims[kind](), { kid: 'constructor' }),
    ],
    ['without a signature', (kind) => google.sign(google.claims[kind](), { alg: 'none' })],
    ['that names another way of signing', (kind) => google.sign(google.claims[kind](), { alg: 'HS256' })],
    [
      'whose claims were changed after it was signed',
      (kind) => {
        const [head, , signature] = google.sign(google.claims[kind]()).split('.')
        const claims = { ...google.claims[kind](), hd: 'evil.example' }
        return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
      },
    ],
  ]
  for (const kind of kinds)
    it.each(faults)(`a ${kind} token %s`, async (_name, token) => {
      expect(await check(token(kind))).toMatchObject({ ok: false, status: 401 })
    })

  const accounts: readonly [name: string, claims: object][] = [
    ['of a person', { email: 'mallory@example.com' }],
    ['of another project’s add-on', { email: addOnAccount.replace(projectNumber, '999999999999') }],
    ['of a name that ends like Chat’s', { email: `x.${chatAccount}` }],
    ['without an e-mail', { email: undefined }],
    ['whose e-mail is not verified', { email_verified: false }],
    ['whose e-mail is said to be verified by a word', { email_verified: 'true' }],
    ['that does not say whether its e-mail is verified', { email_verified: undefined }],
  ]
  for (const kind of ['url', 'addOn'] as const)
    it.each(accounts)(`a ${kind} token %s`, async (_name, claims) => {
      const token = google.sign({ ...google.claims[kind](), ...claims })
      expect(await check(token)).toMatchObject({ ok: false, status: 401 })
    })

  it('signed by Chat’s account for our address: that is for our project’s number only', async () => {
    const token = google.sign({ ...google.claims.project(), aud: endpoint })
    expect(await check(token)).toMatchObject({ ok: false, status: 401 })
  })

  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic Y2hhdDpjaGF0'],
    ['a bearer without a token', 'Bearer '],
    ['a bearer that is no token', 'Bearer abc'],
    ['a token with too many parts', 'Bearer a.b.c.d'],
    ['parts that are no JSON', 'Bearer YQ.YQ.YQ'],
    ['two tokens', 'Bearer a.b.c, Bearer a.b.c'],
  ])('%s', async (_name, header) => {
    expect(await verifier()(header)).toMatchObject({ ok: false, status: 401 })
  })

  it('and the reason holds nothing of the token', async () => {
    const token = google.sign({
      ...google.claims.url(),
      email: 'mallory@example.com',
      aud: 'https://evil.example',
    })
    const verdict = await check(token)
    for (const piece of [...token.split('.'), 'mallory', 'evil'])
      expect(JSON.stringify(verdict)).not.toContain(piece)
  })
})

describe('Google’s keys', () => {
  it('are asked for once and kept for an hour', async () => {
    const verify = verifier()
    const bearer = () => `Bearer ${google.sign({ ...google.claims.url() })}`
    await Promise.all([verify(bearer()), verify(bearer()), verify(bearer())])
    await verify(bearer())
    expect(google.asked()).toBe(1)

    at = new Date(at.getTime() + hour)
    await verify(bearer())
    expect(google.asked()).toBe(2)
  })

  it('are asked for again when a new one is used, once a minute at most', async () => {
    const verify = verifier()
    await verify(`Bearer ${google.sign(google.claims.url())}`)
    google.newKey('key-2')
    const token = google.sign(google.claims.url(), { kid: 'key-2' })
    expect(await verify(`Bearer ${token}`)).toMatchObject({ status: 401 })

    at = new Date(at.getTime() + 60_000)
    expect(await verify(`Bearer ${token}`)).toEqual({ ok: true, sender: 'chat' })
    for (let kid = 3; kid < 30; kid++)
      await verify(`Bearer ${google.sign(google.claims.url(), { kid: `key-${kid}` })}`)
    expect(google.asked()).toBe(2)
  })

  it.each(['broken', 'nonsense'] as const)(
    'that cannot be had (%s) make it 503, and log why',
    async (mood) => {
      google.set(mood)
      const verdict = await check(google.sign(google.claims.project()))
      expect(verdict).toMatchObject({ ok: false, status: 503 })
      expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    },
  )

  it('that are never answered with are waited for some seconds only', { timeout: 15_000 }, async () => {
    google.set('silent')
    expect(await check(google.sign(google.claims.url()))).toMatchObject({ status: 503 })
  })

  it('are not asked for at every request while they cannot be had', async () => {
    google.set('broken')
    const verify = verifier()
    for (let n = 0; n < 20; n++)
      expect(await verify(`Bearer ${google.sign(google.claims.url())}`)).toMatchObject({ status: 503 })
    expect(google.asked()).toBe(1)

    google.set('fine')
    at = new Date(at.getTime() + 5_000)
    expect(await verify(`Bearer ${google.sign(google.claims.url())}`)).toMatchObject({ ok: true })
  })

  it('that were read before serve on for a day while they cannot be had', async () => {
    const verify = verifier()
    await verify(`Bearer ${google.sign(google.claims.url())}`)
    google.set('broken')
    at = new Date(at.getTime() + 2 * hour)
    expect(await verify(`Bearer ${google.sign(google.claims.url())}`)).toMatchObject({ ok: true })
    expect(await verify(`Bearer ${google.sign(google.claims.url(), { kid: 'key-7' })}`)).toMatchObject({
      status: 503,
    })
    at = new Date(at.getTime() + 23 * hour)
    expect(await verify(`Bearer ${google.sign(google.claims.url())}`)).toMatchObject({ status: 503 })
  })
})
