/** NOT-3: each address that a case is shared with is a thread of its own, whose posts are mails. */
import type { Author, Case, CaseHead, Thread } from './case.ts'

/**
 * The threads that a change opens: one for each address that it adds, also where an older thread of that address has not ended
 * yet (sharing anew begins anew), and for those that were shared with before there was mail.
 */
export function mailThreadsToOpen(
  before: Pick<Case, 'sharedWith' | 'threads'> | undefined,
  next: CaseHead,
  author: Author,
  newId: () => string,
): readonly Thread[] {
  const kept = new Set(before?.sharedWith)
  const threads = before?.threads ?? []
  return next.sharedWith
    .filter((address) => !kept.has(address) || !threads.some((one) => isMailTo(one, address)))
    .map((address) => mailThread(newId(), address, next, author))
}

/** Whether a thread is over: its address was taken out, or was taken out and shared with anew. */
export function hasEnded(thread: Thread, of: Pick<Case, 'sharedWith' | 'threads'>): boolean {
  if (thread.platform !== 'mail') return false
  const latest = of.threads.findLast((one) => isMailTo(one, thread.channel))
  return !of.sharedWith.includes(thread.channel) || latest?.id !== thread.id
}

/** The addresses that mail was given up on, with why; those that are shared with no more are left out. */
export function undeliverable(
  of: Pick<Case, 'sharedWith' | 'threads'>,
): readonly { readonly address: string; readonly reason: string }[] {
  return of.threads.flatMap((one) =>
    one.platform === 'mail' && one.parked !== null && !hasEnded(one, of)
      ? [{ address: one.channel, reason: one.parked }]
      : [],
  )
}

function isMailTo(thread: Thread, address: string): boolean {
  return thread.platform === 'mail' && thread.channel === address
}

function mailThread(id: string, address: string, of: CaseHead, author: Author): Thread {
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
    shown: 0,
    tries: 0,
    retryAt: null,
    parked: null,
  }
}
