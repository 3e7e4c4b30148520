import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const KeyFile = z.looseObject({ type: z.string() })
const ServiceAccount = z.looseObject({
  client_email: z.email(),
  private_key: z.string(),
})

/** What Google's library takes as it is: a service account that is lent, by another cloud or another service account. */
const lent: ReadonlySet<string> = new Set(['external_account', 'impersonated_service_account'])

export type KeyFile =
  | { readonly kind: 'service-account'; readonly email: string; readonly key: string }
  | { readonly kind: 'lent'; readonly credentials: Readonly<Record<string, unknown>> }

/** What is wrong with a key file, as the end of a sentence about it, without what is in it. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError'
}

/** Reads a file as GOOGLE_APPLICATION_CREDENTIALS names it. Throws `KeyFileError`. */
export function readKeyFile(file: string): KeyFile {
  const read = KeyFile.safeParse(readJson(file))
  if (!read.success) throw new KeyFileError('is no key file of Google: it has no type')
  const { type } = read.data
  if (lent.has(type)) return { kind: 'lent', credentials: read.data }
  if (type !== 'service_account')
    throw new KeyFileError(`is not of a service account but of the type ${type.slice(0, 40)}`)
  const account = ServiceAccount.safeParse(read.data)
  if (!account.success) throw new KeyFileError('has no client_email and private_key')
  const { client_email: email, private_key: key } = account.data
  if (!isPrivateKey(key)) throw new KeyFileError('has a private_key that cannot be read')
  return { kind: 'service-account', email, key }
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem)
    return true
  } catch {
    return false
  }
}

function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new KeyFileError(code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown fault'})`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new KeyFileError('is not JSON')
  }
}
