import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const projectNumber = '123456789012'
export const endpoint = 'https://cases.example.com/gchat/events'
export const chatAccount = 'chat@system.gserviceaccount.com'
export const addOnAccount = `service-${projectNumber}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com`

export interface Claims {
  readonly [name: string]: unknown
}

function keyPair(): { readonly privateKey: KeyObject; readonly pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { privateKey, pem: String(publicKey.export({ type: 'spki', format: 'pem' })) }
}

// Made once: a key takes long.
const first = keyPair()
const stranger = keyPair()

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Google's keys, published at an address of this machine, and a pen that signs whatever it is told to. */
export async function startGoogleKeys() {
  const pairs = new Map([['key-1', first]])
  let asked = 0
  let mood: 'fine' | 'broken' | 'silent' | 'nonsense' = 'fine'
  const server = createServer((_request, response) => {
    asked++
    if (mood === 'silent') return
    const pems = Object.fromEntries([...pairs].map(([kid, { pem }]) => [kid, pem]))
    response
      .writeHead(mood === 'broken' ? 500 : 200, { 'content-type': 'application/json' })
      .end(mood === 'nonsense' ? '<html>' : JSON.stringify(pems))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  function sign(claims: Claims, options: { kid?: string; alg?: string; key?: 'stranger' } = {}): string {
    const kid = options.kid ?? 'key-1'
    const alg = options.alg ?? 'RS256'
    const signed = `${part({ alg, kid, typ: 'JWT' })}.${part(claims)}`
    if (alg === 'none') return `${signed}.`
    const { privateKey } = options.key === 'stranger' ? stranger : (pairs.get(kid) ?? stranger)
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`
  }

  function times(at: Date = new Date()): Claims {
    const iat = Math.floor(at.getTime() / 1000)
    return { iat, exp: iat + 3600 }
  }

  return {
    certsUrl: `http://127.0.0.1:${port}/`,
    asked: () => asked,
    set: (next: typeof mood) => {
      mood = next
    },
    newKey: (kid: string) => pairs.set(kid, keyPair()),
    sign,
    times,
    /** The claims that Google puts into each of the three tokens. */
    claims: {
      url: (): Claims => ({
        ...times(),
        iss: 'https://accounts.google.com',
        aud: endpoint,
        sub: '110000000000000000001',
        azp: '110000000000000000001',
        email: chatAccount,
        email_verified: true,
      }),
      project: (): Claims => ({ ...times(), iss: chatAccount, aud: projectNumber }),
      addOn: (): Claims => ({
        ...times(),
        iss: 'https://accounts.google.com',
        aud: endpoint,
        sub: '110000000000000000002',
        azp: '110000000000000000002',
        email: addOnAccount,
        email_verified: true,
      }),
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type GoogleKeys = Awaited<ReturnType<typeof startGoogleKeys>>
