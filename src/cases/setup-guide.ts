/** DOM-5: what whoever sets an installation up is led through. */
import type { ConversationStore } from './conversation-store.ts'
import { findGivenDesk, type Given, type Setup } from './create-setup.ts'
import type { Directory } from './directory.ts'
import type { ConversationRef } from './identity-store.ts'
import type { Refusal } from './refusal.ts'

/** A reseller domain, and whether its cases have a channel. */
export interface DomainToSetUp {
  readonly domain: string
  readonly superAdmin: string
  readonly hasHome: boolean
}

/** What the doctor found that has to be looked at. Its texts are the operator's, and English. */
export interface SetupFinding {
  readonly level: 'fault' | 'warning'
  readonly chapter: string
  readonly message: string
  readonly remedy: string | null
}

export interface SetupGuide extends Setup {
  /** The settings that are missing for people to link accounts by signing in with Google; none where they can. */
  readonly missingForLinking: readonly string[]
  /** Whether a workspace's e-mails prove who somebody is, and by which setting. */
  findEmailTrust(at: Pick<ConversationRef, 'platform' | 'tenant'>): Given<boolean> | undefined
  /** The desk's channel in that workspace, as it counts now. */
  findDeskChannel(at: Pick<ConversationRef, 'platform' | 'tenant'>): string | undefined
  /** Why a conversation cannot be the desk's channel. */
  denyDesk(place: ConversationRef): Promise<Refusal | undefined>
  listDomains(): Promise<readonly DomainToSetUp[]>
  /** Faults first. It may take some seconds. */
  examine(): Promise<readonly SetupFinding[]>
}

/** The desk's channel of a workspace: what the environment gives, else what was chosen in chat. */
export function findDeskChannel(
  { given, latest }: Pick<Setup, 'given' | 'latest'>,
  { platform, tenant }: Pick<ConversationRef, 'platform' | 'tenant'>,
): string | undefined {
  const chosen = latest().chosen.deskChannels.find(
    (one) => one.platform === platform && one.tenant === tenant,
  )
  return findGivenDesk(given, { platform, tenant })?.value ?? chosen?.channel
}

export interface SetupGuideDeps extends Pick<SetupGuide, 'missingForLinking' | 'findEmailTrust' | 'examine'> {
  readonly directory: Pick<Directory, 'domains'>
  readonly conversations: Pick<ConversationStore, 'listHomes'>
  readonly readers: {
    describe(channel: ConversationRef): Promise<{ readonly kind: string } | undefined>
    bindingOf(channel: ConversationRef): Promise<{ readonly domain: string } | undefined>
  }
}

export function createSetupGuide(setup: Setup, deps: SetupGuideDeps): SetupGuide {
  const { directory, conversations, readers, missingForLinking, findEmailTrust, examine } = deps
  return {
    ...setup,
    missingForLinking,
    findEmailTrust,
    examine,
    findDeskChannel: (at) => findDeskChannel(setup, at),
    async denyDesk(place) {
      const { setting } = findGivenDesk(setup.given, place) ?? {}
      if (setting !== undefined) return { code: 'setup-fixed', rule, values: { setting } }
      const binding = await readers.bindingOf(place)
      if (binding && binding.domain !== 'desk')
        return { code: 'setup-channel-bound', rule, values: { domain: binding.domain } }
      const info = await readers.describe(place)
      return info === undefined || info.kind === 'direct' ? { code: 'setup-not-here', rule } : undefined
    },
    async listDomains() {
      const domains = await directory.domains()
      return Promise.all(
        domains.map(async ({ domain, superAdmin }) => {
          const hasHome = (await conversations.listHomes(domain)).length > 0
          return { domain, superAdmin, hasHome }
        }),
      )
    },
  }
}

const rule = 'DOM-5'
