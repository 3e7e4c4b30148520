/**
 * The sign-ins of admins that `directory google sync` goes on using: `google-sign-ins.json` in DATA_DIR, which only the bot's own user
 * can read. Google takes such a sign-in until it is revoked, so that it has to be kept.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const GoogleSignInRecord = z.object({
  /** The reseller domain that it is for. */
  domain: z.string(),
  admin: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
  scopes: z.array(z.string()),
  signedInAt: z.iso.datetime(),
})
export type GoogleSignInRecord = Readonly<z.infer<typeof GoogleSignInRecord>>

const SignInFile = z.object({ signIns: z.array(GoogleSignInRecord) })

/** Where they are kept. */
export function toSignInPath(dataDir: string): string {
  return join(dataDir, 'google-sign-ins.json')
}

/** Undefined where nobody signed in for this domain, or the file cannot be read as one of ours. */
export function findGoogleSignIn(dataDir: string, domain: string): GoogleSignInRecord | undefined {
  return readAll(dataDir).find((record) => record.domain === domain)
}

/** Keeps it in the place of an earlier one of the same domain; the file is whole at any time. */
export async function saveGoogleSignIn(dataDir: string, record: GoogleSignInRecord): Promise<void> {
  const others = readAll(dataDir).filter(({ domain }) => domain !== record.domain)
  await write(dataDir, [...others, record])
}

/** Whether there was one. Google itself still knows it: the admin's account page revokes it. */
export async function removeGoogleSignIn(dataDir: string, domain: string): Promise<boolean> {
  const all = readAll(dataDir)
  const others = all.filter((record) => record.domain !== domain)
  if (others.length === all.length) return false
  if (others.length > 0) await write(dataDir, others)
  else await rm(toSignInPath(dataDir), { force: true })
  return true
}

function readAll(dataDir: string): readonly GoogleSignInRecord[] {
  try {
    return SignInFile.parse(JSON.parse(readFileSync(toSignInPath(dataDir), 'utf8'))).signIns
  } catch {
    return []
  }
}

async function write(dataDir: string, signIns: readonly GoogleSignInRecord[]): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const path = toSignInPath(dataDir)
  const draft = `${path}.${randomBytes(4).toString('hex')}.draft`
  try {
    await writeFile(draft, `${JSON.stringify({ signIns }, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    // The umask may have taken more away, never less.
    await chmod(draft, 0o600)
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}
