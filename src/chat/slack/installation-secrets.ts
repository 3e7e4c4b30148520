/** What is sealed of an installation in the store. */
import { z } from 'zod'
import type { StoredInstallation, TokenSeal } from '../../cases/installation-store.ts'
import type { Installation } from './installation.ts'

const Secrets = z.object({
  token: z.string(),
  /** Of a token that is renewed. */
  refreshToken: z.string().optional(),
  installation: z.object({
    team: z.string(),
    enterprise: z.string().optional(),
    isOrganisation: z.boolean(),
    user: z.string(),
    bot: z.string().optional(),
    label: z.string(),
    url: z.string().optional(),
  }),
})

export interface InstallationSecrets {
  readonly token: string
  readonly refreshToken: string | undefined
  readonly installation: Installation
}

/** Undefined where no key opens it. */
export function openSecrets(seal: TokenSeal, stored: StoredInstallation): InstallationSecrets | undefined {
  const text = seal.open(stored, toContext(stored))
  if (text === undefined) return undefined
  const { token, refreshToken, installation } = Secrets.parse(JSON.parse(text))
  const { enterprise, bot, url, ...rest } = installation
  return { token, refreshToken, installation: { ...rest, enterprise, bot, url } }
}

export function sealSecrets(
  seal: TokenSeal,
  about: Omit<StoredInstallation, 'sealed' | 'sealedWith'>,
  secrets: InstallationSecrets,
): StoredInstallation {
  return { ...about, ...seal.seal(JSON.stringify(secrets), toContext(about)) }
}

/** Bound to its row: nobody can put it in another one's place. */
function toContext({ platform, tenant }: Pick<StoredInstallation, 'platform' | 'tenant'>): string {
  return `${platform} ${tenant}`
}
