/** Texts that the database holds and that only this installation reads. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TextSeal } from '../cases/draft-store.ts'
import type { TokenSeal } from '../cases/installation-store.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16
const keyBytes = 32

/** `purpose` keeps a key that is derived from one secret from opening what another one sealed. */
export function createTextSeal(secret: string, purpose: string): TextSeal {
  return createKeySeal(Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes)))
}

/** `key`: 32 bytes. */
function createKeySeal(key: Buffer): TextSeal {
  return {
    seal(text, context) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(context))
      const sealed = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(sealed).toString('base64')
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64')
      if (bytes.length < nonceBytes + tagBytes) return undefined
      try {
        const nonce = bytes.subarray(0, nonceBytes)
        const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
        decipher.setAAD(Buffer.from(context))
        decipher.setAuthTag(bytes.subarray(-tagBytes))
        const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch {
        return undefined
      }
    },
  }
}

/** A key of the operator's own, by the id that it is known by in the database. */
export interface SealKey {
  readonly id: string
  /** 32 bytes. */
  readonly key: Buffer
}

/** The first key seals, all of them open: so that one can take the place of another while the bot runs. Throws where there is none. */
export function createTokenSeal(keys: readonly SealKey[]): TokenSeal {
  const [first] = keys
  if (!first) throw new Error('there is no key to seal tokens with')
  const seals = new Map(keys.map(({ id, key }) => [id, createKeySeal(key)]))
  return {
    current: first.id,
    seal: (text, context) => ({ sealed: createKeySeal(first.key).seal(text, context), sealedWith: first.id }),
    open: ({ sealed, sealedWith }, context) => seals.get(sealedWith)?.open(sealed, context),
  }
}

/** One of several secrets that one secret stands for: whoever learns it learns neither that one nor the others. */
export function deriveSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, keyBytes)).toString('hex')
}

/** The secret in the data folder, for where the settings hold none; made at the first start, for this user alone to read. */
export async function openSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'casethread.key')
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(file, `${randomBytes(keyBytes).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const secret = (await readFile(file, 'utf8')).trim()
  if (secret.length < keyBytes)
    throw new Error(`${file} holds no secret. Delete it: a new one is made at the next start.`)
  return secret
}
