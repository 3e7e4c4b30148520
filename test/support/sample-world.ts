/** A reseller's world for tests: the sample directory in a file that can be edited, the real service over a given store, a clock. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAccess } from '../../src/cases/access.ts'
import { type AuditReader, createAuditReader } from '../../src/cases/audit-reader.ts'
import type { CreateCaseInput } from '../../src/cases/case-inputs.ts'
import type { CaseService, CaseServiceDeps } from '../../src/cases/case-service.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { Directory } from '../../src/cases/directory.ts'
import { createGrantService, type GrantService } from '../../src/cases/grant-service.ts'
import type { IdentityLookup } from '../../src/cases/identity-store.ts'
import { createLinks, type Links, type LinksDeps } from '../../src/cases/links.ts'
import { createNotifications, type Notifications } from '../../src/cases/notifications.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { endTurn } from '../../src/config/turn.ts'
import { linkedDirectory } from '../../src/people/linked-directory.ts'
import { openDirectory } from '../../src/people/open-directory.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import type { Store } from '../../src/store/store.ts'
import { type BuiltConversations, buildConversations } from './build-conversations.ts'
import { recordingLog } from './recording-log.ts'
import { catalogueFile } from './test-catalogue.ts'

export interface World {
  readonly service: CaseService
  readonly grants: GrantService
  readonly notifications: Notifications
  readonly audit: AuditReader
  readonly store: Store
  readonly directory: Directory & IdentityLookup
  readonly links: Links
  /** Whose conversations are, in chats whose members the test sets. */
  readonly conversations: BuiltConversations
  /** The actor of an account or desk agent of the sample directory. */
  actor(email: string): Promise<Actor>
  /** Moves the clock. */
  setNow(at: Date): void
  now(): Date
  /** Rewrites the directory file; seen at the next question. */
  editDirectory(edit: (yaml: string) => string): void
}

export const sampleDirectoryFile = fileURLToPath(new URL('playground/sample-directory.yaml', packageRoot()))

export async function aWorld(
  store: Store,
  invite: LinksDeps['invite'] = async () => ({ kind: 'not-set-up', settings: ['PUBLIC_URL'] }),
  over: Partial<
    Pick<
      CaseServiceDeps,
      'clocks' | 'sendsMail' | 'newId' | 'categories' | 'findPersonalData' | 'fileScanner'
    >
  > & {
    readonly tellsPeople?: boolean
    /** In the place of the file. */
    readonly people?: Directory & IdentityLookup
  } = {},
): Promise<World> {
  const file = join(mkdtempSync(join(tmpdir(), 'casethread-world-')), 'directory.yaml')
  writeFileSync(file, readFileSync(sampleDirectoryFile))
  const directory = linkedDirectory(
    over.people ?? (await openDirectory({ file, named: true, store: store.directory, log: recordingLog() })),
    store.identities,
  )
  let at = new Date('2026-03-02T09:00:00.000Z')
  let ids = 0
  const service = createCaseService({
    store,
    directory,
    categories: readCategories(catalogueFile),
    findPersonalData,
    fileScanner: createFileScanner(),
    now: () => at,
    newId: () => `thread-${++ids}`,
    ...over,
    ...(over.tellsPeople ? { people: directory } : {}),
  })
  return {
    service,
    audit: createAuditReader(store.auditLog, createAccess({ store, directory, now: () => at })),
    grants: createGrantService({ store, directory, repository: store.directory, now: () => at }),
    store,
    directory,
    links: createLinks({
      identities: store.identities,
      invite,
      drafts: store.drafts,
      notifications: store.notifications,
    }),
    notifications: createNotifications(store.notifications, () => at),
    conversations: buildConversations({
      store,
      directory,
      mayWork: (actor) => service.mayWork(actor),
      deskPlaces: [{ platform: 'slack', tenant: 'T1', channel: 'CDESK' }],
      // Whom a chat vouches for is who they are, as where its e-mails are trusted.
      settings: { readsByEmail: { slack: true, gchat: true } },
      now: () => at,
    }),
    async actor(email) {
      const identity = await directory.identify(personWith(email))
      const account = identity.accounts.find((one) => one.email === email)
      if (account) return { party: 'partner', account }
      const [member] = identity.customers
      if (member) return { party: 'customer', ...member }
      if (identity.desk) return { party: 'desk', ...identity.desk }
      throw new Error(`nobody in the sample directory has ${email}`)
    },
    now: () => at,
    setNow: (next) => {
      at = next
    },
    editDirectory(edit) {
      writeFileSync(file, edit(readFileSync(file, 'utf8')))
      // Somebody else would have written it, and told of it later.
      endTurn()
    },
  }
}

export function personWith(email: string | null) {
  return {
    platform: 'slack',
    tenant: 'T1',
    user: 'U1',
    name: 'Somebody',
    email,
    locale: 'en',
    timeZone: 'UTC',
  } as const
}

/** A wish that marcus.bell of northwind-apps may have fulfilled: Brightwater Foods, granted, premium. */
export function aWish(overrides: Partial<CreateCaseInput> = {}): CreateCaseInput {
  return {
    customer: 'C09brightwater',
    title: 'Mail to one address bounces',
    description: 'Since this morning every mail to one address comes back.',
    product: 'google-workspace',
    category: 'gmail.delivery',
    answers: { 'message-id': '<one@mail.example.com>', scope: 'one user' },
    severity: 'P2',
    confirmed: false,
    threads: [{ platform: 'slack', tenant: 'T1', channel: 'C1', audience: 'actor', locale: 'en' }],
    ...overrides,
  }
}

export const marcus = 'marcus.bell@northwind-apps.example.com'
export const yui = 'yui.suzuki@hoshi-cloud.example.com'
export const ben = 'ben.carter@desk.example.org'
/** Admin of Granite Insurance, which withdrew the access of northwind-apps. */
export const sofia = 'sofia.marin@granite-insurance.example.com'
/** User of Brightwater Foods, not its admin. */
export const amelia = 'amelia.stone@brightwater.example.com'
