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
    .filter((address) => !kept.has(address) || !threads.some((one) => isMailTo(one, address)))
    .map((address) => mailThread(newId(), address, next, author))
}

/** Whether a thread is over: its address was taken out, or was taken out and shared with anew. */
export function isUnsubscribed(
  thread: Subscription,
  of: Pick<Case, 'sharedWith' | 'subscriptions'>,
): boolean {
  if (thread.platform !== 'mail') return false
  const latest = of.subscriptions.findLast((one) => isMailTo(one, thread.channel))
  return !of.sharedWith.includes(thread.channel) || latest?.id !== thread.id
}

/** The addresses that mail was given up on, with why; those that are shared with no more are left out. */
export function listUndeliverable(
  of: Pick<Case, 'sharedWith' | 'subscriptions'>,
): readonly { readonly address: string; readonly reason: string }[] {
  return of.subscriptions.flatMap((one) =>
    one.platform === 'mail' && one.suspended !== null && !isUnsubscribed(one, of)
      ? [{ address: one.channel, reason: one.suspended }]
      : [],
  )
}

function isMailTo(thread: Subscription, address: string): boolean {
  return thread.platform === 'mail' && thread.channel === address
}

function mailThread(id: string, address: string, of: CaseHead, author: Author): Subscription {
  const domain = author.party === 'partner' ? author.domain : of.domain
  const partner = of.partners.find((one) => one.domain === domain) ?? of.partners[0]
  return {
    id,
    platform: 'mail',
    tenant: '',
    channel: address,
    root: null,
    reader: { party: 'partner', domain: partner?.domain ?? of.domain },
    locale: of.language,
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }
}
