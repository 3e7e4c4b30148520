/** Workspaces that installed the app by themselves: taken up, renewed and let go while the bot runs, on every instance (0038). */
import { randomUUID } from 'node:crypto'
import { Mutex } from 'async-mutex'
import { z } from 'zod'
import type { InstallationStore, StoredInstallation, TokenSeal } from '../../cases/installation-store.ts'
import { isListed } from '../../config/listed-workspaces.ts'
import { DeliveryFailure } from '../../delivery/publishers.ts'
import type { TranslatorFactory } from '../../i18n/translator.ts'
import type { TenantListener } from '../chat-platform.ts'
import type { Unserved } from './answer-unserved.ts'
import { createWorkspace, type Workspace, type WorkspaceParts } from './create-workspace.ts'
import type { Installation } from './installation.ts'
import { type InstallationSecrets, openSecrets, sealSecrets } from './installation-secrets.ts'
import { createOrganisationTeams, type OrganisationTeams } from './organisation-teams.ts'
import { boltLogger, describe } from './slack-log.ts'
import { createWeb } from './web-client.ts'
import type { Workspaces } from './workspaces.ts'

/** The settings of an app that workspaces install by themselves. */
export interface SharedOptions {
  readonly store: InstallationStore
  readonly seal: TokenSeal
  readonly clientId: string
  readonly clientSecret: string
  /** Where people's browsers reach this server, without a slash at its end. */
  readonly publicUrl: string
  /** Signs what ties an installation to the browser that it was begun in. The same on every instance. */
  readonly stateSecret: string
  readonly createTranslator: TranslatorFactory
  /** The workspaces and organisations that may install it. */
  readonly allowed: readonly string[]
  /** Those whose profiles' e-mails count as proved. */
  readonly trusted: readonly string[]
  readonly everyMs?: number
}

export interface InstalledWorkspaces {
  /** Takes up those in the store. Throws only on faults of the database. */
  load(): Promise<void>
  /** Goes on looking from here on. */
  start(): void
  stop(): Promise<void>
  onTenants(listener: TenantListener): void
  /** The one of these that is in the store and is not served yet: another instance may just have put it there. Or why there is none. */
  takeUp(tenants: readonly string[]): Promise<Workspace | Unserved>
  /** What Slack tells of an installation itself, after its workspace has heard it. */
  hear(tenant: string, body: unknown): void
  /** Whether the operator lets it install the app. */
  mayInstall(installation: Pick<Installation, 'team' | 'enterprise'>): boolean
  /** Keeps what a workspace just gave, and serves it. Throws what the store throws. */
  install(given: GivenInstallation): Promise<void>
}

/** What a workspace gives with its consent. */
export interface GivenInstallation {
  readonly installation: Installation
  readonly token: string
  /** Of a token that is renewed. */
  readonly renewal?: { readonly refreshToken: string; readonly expiresAt: Date }
  readonly installedBy: string
}

const EventBody = z.object({
  event: z.object({
    type: z.enum(['tokens_revoked', 'app_uninstalled', 'team_access_granted', 'team_access_revoked']),
  }),
})

/** How soon what another instance wrote is seen, ms. */
const everyMs = 10_000
/** A token is renewed so long before its end: as Slack's own library does. In ms. */
export const renewBeforeMs = 2 * 3_600_000
/** How long one instance may be at it, ms: a call takes ten seconds at most. */
const renewalMs = 60_000
/** A workspace that nobody knows is not looked for at each of its requests. In ms. */
const unknownMs = 5_000
const maxUnknown = 1_000
/** Slack's words for a token that will never be good again. Others, as `org_login_required`, pass. */
const gone: ReadonlySet<string> = new Set(['account_inactive', 'invalid_auth', 'token_revoked'])

interface Held {
  stored: StoredInstallation
  secrets: InstallationSecrets
  readonly workspace: Workspace
  readonly teams: OrganisationTeams
  /** A renewed token that could not be written yet, in the place of the row that is sealed like `before`. */
  unsaved?: { readonly next: StoredInstallation; readonly before: string; readonly used: string }
  /** Another instance sealed these very tokens with a key that it has in front: it is not overruled in turn, or there were no end to it. */
  keepsItsKey?: boolean
}

export function createInstalledWorkspaces(
  options: SharedOptions &
    WorkspaceParts & {
      readonly workspaces: Workspaces
      /** A workspace that comes is to listen, once the others do. */
      readonly listen: (workspace: Workspace) => void
      /** The one in the settings goes by its own token. */
      readonly isOwn: (tenant: string) => boolean
      readonly onInstallationChange: (tenant: string) => void
    },
): InstalledWorkspaces {
  const { store, seal, workspaces, log, now, apiUrl, clientId, clientSecret } = options
  const held = new Map<string, Held>()
  const unknown = new Map<string, number>()
  /** What was said once in the log of an installation that cannot be served. */
  const told = new Map<string, string>()
  const turns = new Mutex()
  const anonymous = createWeb({ botToken: '', apiUrl: apiUrl ?? undefined, logger: boltLogger(log) })
  let listener: TenantListener | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const mayInstall = (installation: Pick<Installation, 'team' | 'enterprise'>) =>
    isListed(installation, options.allowed)

  /** Once for each state of the installation, not at each look. */
  function tellOnce({ tenant, sealed }: StoredInstallation, message: string): void {
    if (told.get(tenant) === sealed) return
    told.set(tenant, sealed)
    log.error({ tenant }, message)
  }

  /** Serves it as it stands in the store. Each of these runs alone. */
  async function take(stored: StoredInstallation): Promise<void> {
    const { tenant } = stored
    const known = held.get(tenant)
    if (options.isOwn(tenant) || known?.stored.sealed === stored.sealed) return
    const secrets = openSecrets(seal, stored)
    if (!secrets) {
      tellOnce(
        stored,
        `The tokens of a workspace are sealed with the key "${stored.sealedWith}", which SLACK_TOKEN_KEYS does not hold`,
      )
      return
    }
    if (!mayInstall(secrets.installation)) {
      tellOnce(stored, 'A workspace that installed the app is not in SLACK_WORKSPACES any more: not served')
      return leave(tenant)
    }
    if (known?.unsaved && known.unsaved.used === secrets.refreshToken) {
      // Still the pair that was renewed, sealed with another key meanwhile: the new pair goes in its place.
      known.stored = stored
      known.unsaved = { ...known.unsaved, before: stored.sealed }
    } else if (known && isSame(known.secrets.installation, secrets.installation)) {
      known.keepsItsKey = known.stored.sealedWith === seal.current && known.secrets.token === secrets.token
      known.stored = stored
      known.secrets = secrets
      delete known.unsaved
      options.onInstallationChange(tenant)
    } else await begin(stored, secrets)
  }

  async function begin(stored: StoredInstallation, secrets: InstallationSecrets): Promise<void> {
    const { tenant } = stored
    await leave(tenant)
    const { installation } = secrets
    const trusted = isListed(installation, options.trusted)
    const workspace = createWorkspace({
      ...options,
      installation,
      botToken: () => held.get(tenant)?.secrets.token ?? '',
      trustEmail: trusted,
      looksUpEmails: trusted,
    })
    const teams = createOrganisationTeams(workspace, { now, log })
    held.set(tenant, { stored, secrets, workspace, teams })
    if ((await teams.read())?.length === 0) {
      held.delete(tenant)
      tellOnce(stored, 'An organisation has given the app to none of its workspaces: not served')
      return
    }
    log.info({ team: tenant, bot: installation.user }, 'Slack is connected')
    options.listen(workspace)
    workspaces.add(workspace)
    unknown.delete(tenant)
    told.delete(tenant)
    if (timer) await listener?.joined(tenant)
  }

  async function leave(tenant: string): Promise<void> {
    const known = held.get(tenant)
    if (!known) return
    held.delete(tenant)
    workspaces.remove(tenant)
    await listener?.left(tenant)
    await known.workspace.stop()
  }

  /** One try to renew the token, or to seal it anew: no other instance does either meanwhile. */
  const claim = (stored: StoredInstallation) =>
    store.claimRenewal(stored, {
      owner: randomUUID(),
      now: now(),
      until: new Date(now().getTime() + renewalMs),
    })

  /** The first key of the ring takes the place of another one while the bot runs. */
  async function sealAnew(tenant: string): Promise<void> {
    const known = held.get(tenant)
    if (!known || known.unsaved || known.keepsItsKey || known.stored.sealedWith === seal.current) return
    if (!(await claim(known.stored))) return
    const next = sealSecrets(seal, known.stored, known.secrets)
    if (await store.replace(next, known.stored.sealed)) {
      log.info({ tenant, key: seal.current }, 'The tokens of a workspace were sealed with the new key')
      known.stored = next
    }
  }

  async function look(): Promise<void> {
    const rows = await store.list('slack')
    for (const tenant of held.keys())
      if (!rows.some((row) => row.tenant === tenant)) {
        log.warn({ tenant }, 'A workspace took the app away')
        await leave(tenant)
      }
    for (const row of rows) {
      try {
        await take(row)
      } catch (error) {
        log.error({ tenant: row.tenant, error: describe(error) }, 'A workspace could not be taken up')
      }
    }
    await Promise.all(
      [...held.keys()].map((tenant) =>
        tend(tenant).catch((error: unknown) =>
          log.error({ tenant, error: describe(error) }, 'A workspace could not be looked after'),
        ),
      ),
    )
  }

  async function tend(tenant: string): Promise<void> {
    await renew(tenant)
    await sealAnew(tenant)
    if (held.get(tenant)?.teams.isDue()) await recheckTeams(tenant)
  }

  async function renew(tenant: string): Promise<void> {
    const known = held.get(tenant)
    if (!known) return
    if (known.unsaved) return save(tenant, known)
    const { stored, secrets } = known
    const { refreshToken } = secrets
    const { expiresAt } = stored
    if (!refreshToken || !expiresAt || expiresAt.getTime() - now().getTime() > renewBeforeMs) return
    if (!(await claim(stored))) return
    try {
      const answer = await anonymous.oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
      })
      if (!answer.access_token || !answer.refresh_token || !answer.expires_in)
        throw new Error('Slack did not say what the new token is')
      const renewed = { ...secrets, token: answer.access_token, refreshToken: answer.refresh_token }
      const until = new Date(now().getTime() + answer.expires_in * 1000)
      const next = sealSecrets(seal, { ...stored, expiresAt: until }, renewed)
      // The old pair is of no more use: what could not be written is written later, by this process.
      known.secrets = renewed
      known.unsaved = { next, before: stored.sealed, used: refreshToken }
      known.teams.forget()
      await save(tenant, known)
    } catch (error) {
      log.error({ tenant, error: describe(error) }, 'The token of a workspace could not be renewed')
    }
  }

  async function save(tenant: string, known: Held): Promise<void> {
    if (!known.unsaved) return
    const { next, before } = known.unsaved
    if (await store.replace(next, before)) {
      delete known.unsaved
      known.stored = next
      log.info({ tenant, until: next.expiresAt }, 'The token of a workspace was renewed')
      return
    }
    const row = await store.find({ platform: 'slack', tenant })
    // Gone, installed anew, or the pair that was renewed with another seal: the new pair is dropped only where it is of no more use.
    if (!row) {
      delete known.unsaved
      return
    }
    await take(row)
    if (held.get(tenant) === known && known.unsaved && known.unsaved.before !== before)
      return save(tenant, known)
  }

  /** Slack said that the installation has changed: what holds is asked for, with the token of now. */
  async function recheck(tenant: string): Promise<void> {
    const row = await store.find({ platform: 'slack', tenant })
    if (row) await take(row)
    const known = held.get(tenant)
    if (!known) return
    try {
      await known.workspace.check()
    } catch (error) {
      if (!(error instanceof DeliveryFailure) || !gone.has(error.code)) {
        log.warn({ tenant, error: describe(error) }, 'Whether a workspace still has the app is not known')
        return
      }
      await store.remove(known.stored)
      log.warn({ tenant, code: error.code }, 'A workspace took the app away; its tokens were deleted')
      await leave(tenant)
    }
  }

  /** An organisation gave the app to a workspace, or took it away from one. */
  async function recheckTeams(tenant: string): Promise<void> {
    const known = held.get(tenant)
    if (!known) {
      const row = await store.find({ platform: 'slack', tenant })
      if (row) await take(row)
      return
    }
    if ((await known.teams.read())?.length !== 0) return
    tellOnce(known.stored, 'An organisation has given the app to none of its workspaces: not served')
    await leave(tenant)
  }

  /** Alone, and with its faults logged: nobody waits for it. */
  function later(work: () => Promise<void>): void {
    void turns
      .runExclusive(work)
      .catch((error: unknown) => log.error({ err: error }, 'The installed workspaces could not be looked at'))
  }

  return {
    load: () => turns.runExclusive(look),
    start() {
      timer ??= setInterval(() => {
        if (!turns.isLocked()) later(look)
      }, options.everyMs ?? everyMs).unref()
    },
    async stop() {
      isStopped = true
      clearInterval(timer)
      await turns.waitForUnlock()
    },
    onTenants(next) {
      listener = next
    },

    async takeUp(tenants) {
      if (isStopped) return 'not-now'
      const moment = now().getTime()
      const asked = tenants.filter((tenant) => (unknown.get(tenant) ?? 0) <= moment)
      if (asked.length === 0) return 'not-served'
      try {
        await turns.runExclusive(async () => {
          for (const tenant of asked) {
            const row = held.has(tenant) ? undefined : await store.find({ platform: 'slack', tenant })
            if (row) await take(row)
          }
        })
      } catch (error) {
        log.error({ err: error }, 'A workspace could not be looked up')
        return 'not-now'
      }
      const found = asked.map((tenant) => workspaces.find(tenant)).find(Boolean)
      if (found) return found
      if (unknown.size > maxUnknown) unknown.clear()
      for (const tenant of asked) unknown.set(tenant, moment + unknownMs)
      return 'not-served'
    },

    hear(tenant, body) {
      const { data } = EventBody.safeParse(body)
      if (!data || !held.has(tenant)) return
      later(() => (isAboutTeams(body) ? recheckTeams(tenant) : recheck(tenant)))
    },

    mayInstall,
    async install({ installation, token, renewal, installedBy }) {
      const kept = sealSecrets(
        seal,
        {
          platform: 'slack',
          tenant: installation.team,
          name: installation.label,
          installedBy,
          installedAt: now(),
          expiresAt: renewal?.expiresAt ?? null,
        },
        { token, installation, refreshToken: renewal?.refreshToken },
      )
      await store.put(kept)
      await turns.runExclusive(() => take(kept))
    },
  }
}

/** An organisation gave the app to a workspace, or took it away from one. */
export function isAboutTeams(body: unknown): boolean {
  return EventBody.safeParse(body).data?.event.type.startsWith('team_access') ?? false
}

/** Only the token is another one. */
function isSame(one: Installation, other: Installation): boolean {
  return one.team === other.team && one.user === other.user && one.bot === other.bot
}
