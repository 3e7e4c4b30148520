/** NOT-3: each address that a case is shared with is a thread of its own, whose posts are mails. */
import type { Author, Case, CaseHead, Subscription } from './case.ts'

/**
 * The threads that a change opens: one for each address that it adds, also where an older thread of that address has not ended
 * yet (sharing anew begins anew), and for those that were shared with before there was mail.
 */
export function mailSubscriptionsToAdd(
  before: Pick<Case, 'sharedWith' | 'subscriptions'> | undefined,
  next: CaseHead,
  author: Author,
  newId: () => string,
): readonly Subscription[] {
  const kept = new Set(before?.sharedWith)
  const threads = before?.subscriptions ?? []
  return next.sharedWith
    .filter(
      (address) => !kept.has(address) || !threads.some((subscription) => isMailTo(subscription, address)),
    )
    .map((address) => mailThread(newId(), address, next, author))
}

/** Whether a thread is over: its address was taken out, or was taken out and shared with anew. */
export function isUnsubscribed(
  thread: Subscription,
  supportCase: Pick<Case, 'sharedWith' | 'subscriptions'>,
): boolean {
  if (thread.platform !== 'mail') return false
  const latest = supportCase.subscriptions.findLast((subscription) => isMailTo(subscription, thread.channel))
  return !supportCase.sharedWith.includes(thread.channel) || latest?.id !== thread.id
}

function isMailTo(thread: Subscription, address: string): boolean {
  return thread.platform === 'mail' && thread.channel === address
}

function mailThread(id: string, address: string, supportCase: CaseHead, author: Author): Subscription {
  const domain = author.party === 'partner' ? author.domain : supportCase.domain
  const partner =
    supportCase.partners.find((casePartner) => casePartner.domain === domain) ?? supportCase.partners[0]
  return {
    id,
    platform: 'mail',
    tenant: '',
    channel: address,
    root: null,
    reader: { party: 'partner', domain: partner?.domain ?? supportCase.domain },
    locale: supportCase.language,
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }
}
