/** A whole case that is taken away: when it may be, and what is left of it while its posts still stand in chats. */
import type { AuditRecord } from './audit-log.ts'
import type { Case, Subscription } from './case.ts'
import { isAsImported } from './import-runs.ts'
import { isChatThread, unreadable } from './own-threads.ts'

/**
 * Why cases go, with what has to hold for each of them at the moment of the write. `import`: MIG-1, it was made by that run and nobody has
 * worked with it. `retention`: it was closed before that moment. `customer`: it is of that customer.
 */
export type CaseRemoval = {
  readonly at: Date
  /** Of one case: written to the audit log if it goes, and only then, also where whoever removes it is killed. */
  readonly record?: AuditRecord
} & (
  | { readonly of: 'import'; readonly run: string }
  | { readonly of: 'retention'; readonly closedBefore: Date }
  | { readonly of: 'customer'; readonly customer: string }
)

/** An operator keeps a case from retention and erasure. */
export interface CaseHold {
  readonly at: Date
  readonly by: string
  /** For operators alone. */
  readonly reason: string | null
}

/** What the databases know of a case beside itself. */
export interface RemovalFacts {
  /** The import that made it. */
  readonly importRun?: string | undefined
  readonly isHeld: boolean
  /** Another case goes on from it (UPD-4). */
  readonly isFollowed: boolean
}

/** What a case that is kept has to be for this removal. A case that others go on from stays as long as they do, unless all of the customer goes. */
export function mayBeRemoved(
  supportCase: Case,
  { importRun, isHeld, isFollowed }: RemovalFacts,
  removal: CaseRemoval,
): boolean {
  if (isHeld || isHusk(supportCase)) return false
  switch (removal.of) {
    case 'import':
      return importRun === removal.run && isAsImported(supportCase) && !isFollowed
    case 'retention':
      return (
        supportCase.status === 'closed' &&
        supportCase.closedAt !== null &&
        supportCase.closedAt < removal.closedBefore &&
        !isFollowed
      )
    case 'customer':
      return supportCase.customer.id === removal.customer
  }
}

/** Whether the case itself is gone, and only its posts have still to be taken away. */
export function isHusk({ goneAt }: Pick<Case, 'goneAt'>): boolean {
  return goneAt !== undefined
}

const nobody = { party: 'desk', email: '', name: '' } as const

/**
 * What is left of a case: its number, and where its posts stand. Nobody sees it (`canSeeCase`), and it names nobody. Without threads there is
 * nothing left to do. A thread that an operator dropped is left as it is: nothing reaches it. One whose reader may not see the case takes part:
 * what was posted there before has to go, and nothing is read to anybody by that.
 */
export function toHusk({ number, version, createdAt, subscriptions }: Case, at: Date): Case {
  return {
    number,
    version: version + 1,
    customer: { id: '', name: '', domain: '' },
    partners: [],
    domain: '',
    createdBy: nobody,
    title: '',
    followUpOf: null,
    product: '',
    category: '',
    severity: 'P4',
    status: 'closed',
    language: 'en',
    timeZone: 'UTC',
    // Posts are looked for from then on.
    createdAt,
    updatedAt: at,
    closedAt: null,
    sharedWith: [],
    escalation: null,
    hiddenFromCustomer: true,
    firstLine: 'partner',
    goneAt: at,
    seq: 0,
    subscriptions: subscriptions.filter(isToBeWithdrawn).map(toWithdrawn),
  }
}

/** Whether it stands in a chat, and no operator dropped it. */
export function isToBeWithdrawn(subscription: Subscription): boolean {
  const { suspended } = subscription
  return isChatThread(subscription) && (suspended === null || suspended === unreadable)
}

/** Alive, and without names. */
function toWithdrawn({ direct, heldBack: _, ...subscription }: Subscription): Subscription {
  return {
    ...subscription,
    suspended: null,
    reader: { party: 'desk' },
    ...(direct ? { direct: { user: direct.user, email: null } } : {}),
  }
}
