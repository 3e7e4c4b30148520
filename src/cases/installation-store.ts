/** Workspaces that installed the app by themselves, and what they gave it. */
import type { Platform } from './case.ts'

export interface InstallationRef {
  readonly platform: Platform
  /** The workspace or organisation: `T0123`, `E0456`. */
  readonly tenant: string
}

export interface StoredInstallation extends InstallationRef {
  /** As its people know it. */
  readonly name: string
  /** The chat user who installed it, in that workspace. */
  readonly installedBy: string
  readonly installedAt: Date
  /** The tokens, which only this installation of the product reads. */
  readonly sealed: string
  /** The key that they are sealed with, by its id. */
  readonly sealedWith: string
  /** When the token has to be renewed by; null: it holds until it is revoked. */
  readonly expiresAt: Date | null
}

/**
 * Each method is one write or one read, and may be repeated. What is sealed is never sealed the same twice, so `sealed` is the version
 * that a write is guarded by.
 */
export interface InstallationStore {
  /** By tenant. */
  list(platform: Platform): Promise<readonly StoredInstallation[]>
  find(installation: InstallationRef): Promise<StoredInstallation | undefined>
  /** In the place of whatever was there: the newest installation counts. */
  put(installation: StoredInstallation): Promise<void>
  /**
   * Other tokens of the same installation: its name and who installed it, and when, stay as they are there. Only while this is what is
   * sealed there; false where somebody was faster, or it is gone.
   */
  replace(
    installation: InstallationRef & Pick<StoredInstallation, 'sealed' | 'sealedWith' | 'expiresAt'>,
    sealed: string,
  ): Promise<boolean>
  /** Only while this is what is sealed there: what was installed anew meanwhile stays. */
  remove(installation: InstallationRef & Pick<StoredInstallation, 'sealed'>): Promise<void>
  /**
   * One process may renew the token that is sealed there, or seal it anew, until then. False where another one is at it, or the token is another one.
   * `owner` is of this one try: nobody else has it.
   */
  claimRenewal(
    installation: InstallationRef & Pick<StoredInstallation, 'sealed'>,
    lease: { readonly owner: string; readonly now: Date; readonly until: Date },
  ): Promise<boolean>
}

/** Keeps tokens from whoever can read the database alone. `context` has to be the same when they are opened. */
export interface TokenSeal {
  /** The id of the key that seals. */
  readonly current: string
  seal(text: string, context: string): Pick<StoredInstallation, 'sealed' | 'sealedWith'>
  /** Undefined where none of the keys opens it, or it was changed, or sealed for another context. */
  open(kept: Pick<StoredInstallation, 'sealed' | 'sealedWith'>, context: string): string | undefined
}
