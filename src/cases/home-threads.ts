/** PLC-6: every side of a case has a thread: a partner of record in its domain's home, the desk in its own channel. */
import type { Case, Locale, Subscription } from './case.ts'
import type { CaseStore, Keyset } from './case-store.ts'
import type { Directory } from './directory.ts'
import type { ConversationRef } from './identity-store.ts'
import { isChatThread } from './own-threads.ts'

export interface HomeThreadDeps {
  readonly directory: Pick<Directory, 'domain'>
  readonly newId: () => string
  /** The homes of a domain. Without it no thread is opened but where somebody asks for one. */
  readonly listHomes?: (domain: string) => Promise<readonly ConversationRef[]>
  /** A partner of record whose domain has no home: nobody there hears of the case. */
  readonly onHomeMissing?: (domain: string) => void
  /** The desk's own channels. */
  readonly deskPlaces?: readonly ConversationRef[]
}

type Sides = Pick<Case, 'partners' | 'language' | 'firstLine'> & {
  readonly subscriptions: readonly Pick<Subscription, 'platform' | 'reader'>[]
}

/**
 * The threads that a case lacks. Each is opened with the case's next change, never by itself: an import of a thousand cases opens
 * none. `skip` names the domain that chose a place of its own.
 */
export async function findMissingThreads(
  supportCase: Sides,
  deps: HomeThreadDeps,
  skip?: string,
): Promise<readonly Subscription[]> {
  const { listHomes } = deps
  if (!listHomes) return []
  const found: Subscription[] = []
  for (const { domain } of supportCase.partners) {
    const has = supportCase.subscriptions.some(
      (thread) =>
        isChatThread(thread) && thread.reader.party === 'partner' && thread.reader.domain === domain,
    )
    if (has || domain === skip) continue
    const homes = await listHomes(domain)
    if (homes.length === 0) deps.onHomeMissing?.(domain)
    const locale = (await deps.directory.domain(domain))?.language ?? supportCase.language
    for (const home of homes) found.push(openThread(deps.newId(), home, { party: 'partner', domain }, locale))
  }
  return found
}

/** The desk's thread of a case that came in by an import; a new case brings it along. */
export function findMissingDeskThreads(
  supportCase: Sides,
  { deskPlaces = [], newId }: HomeThreadDeps,
): readonly Subscription[] {
  const isThere = supportCase.subscriptions.some(
    (thread) => isChatThread(thread) && thread.reader.party === 'desk',
  )
  // CRE-9: the desk gets it once the partner passes it on.
  if (isThere || supportCase.firstLine === 'partner') return []
  return deskPlaces.map((place) => openThread(newId(), place, { party: 'desk' }, supportCase.language))
}

/** How many are looked at at a time. */
const pageSize = 100

/** A chat that was away brings its desk channel along: the cases that were opened since then get the thread that they lack there. */
export async function openDeskThreads(
  place: ConversationRef,
  since: Date,
  {
    store,
    newId,
  }: { readonly store: Pick<CaseStore, 'list' | 'addSubscription'>; readonly newId: () => string },
): Promise<void> {
  let after: Keyset | undefined
  do {
    const { cases, next } = await store.list(
      { reader: { party: 'desk' } },
      { limit: pageSize, ...(after && { after }) },
    )
    for (const { number, createdAt, language, subscriptions } of cases)
      if (createdAt >= since && !subscriptions.some((one) => isAt(one, place)))
        await store.addSubscription(number, openThread(newId(), place, { party: 'desk' }, language))
    // The newest update first: who was not changed since was not opened either.
    after = cases.some(({ updatedAt }) => updatedAt < since) ? undefined : next
  } while (after)
}

function isAt({ platform, tenant, channel }: Subscription, place: ConversationRef): boolean {
  return platform === place.platform && tenant === place.tenant && channel === place.channel
}

function openThread(
  id: string,
  { platform, tenant, channel }: ConversationRef,
  reader: Subscription['reader'],
  locale: Locale,
): Subscription {
  return {
    id,
    platform,
    tenant,
    channel,
    root: null,
    reader,
    locale,
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }
}
