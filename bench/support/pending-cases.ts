/** Cases with one Slack thread each, for the delivery bench. */
import type { Case, Entry, Subscription } from '../../src/cases/case.ts'
import type { CaseStore } from '../../src/cases/case-store.ts'
import { newCaseOf } from './many-cases.ts'

export function channelOf(number: number): string {
  return `C${number}`
}

export interface PendingCase {
  readonly number: number
  readonly channel: string
  /** How many entries it has. */
  readonly entries?: number
  readonly mails?: readonly string[]
}

/** So many at a time are written side by side. */
const atOnce = 32

export async function createPending(store: CaseStore, cases: readonly PendingCase[]): Promise<void> {
  for (let from = 0; from < cases.length; from += atOnce)
    await Promise.all(cases.slice(from, from + atOnce).map((one) => store.create(toNewCase(one))))
}

export function messageEntry(of: Pick<Case, 'createdBy'>, seq: number, at: Date): Entry {
  const text = 'ご連絡ありがとうございます。もう一度お試しください。'.repeat(4)
  return { seq, at, author: of.createdBy, audience: 'everyone', event: { type: 'message', text } }
}

function toNewCase({ number, channel, entries = 1, mails = [] }: PendingCase) {
  const made = newCaseOf(number)
  const at = new Date()
  const thread: Subscription = {
    id: `t-${number}`,
    platform: 'slack',
    tenant: 'T1',
    channel,
    root: null,
    reader: { party: 'partner', domain: made.case.domain },
    locale: 'ja',
    cursor: 0,
    renderedVersion: 0,
    tries: 0,
    retryAt: null,
    suspended: null,
  }
  const subscriptions = [
    thread,
    ...mails.map((address) => ({
      ...thread,
      id: address,
      platform: 'mail' as const,
      tenant: '',
      channel: address,
    })),
  ]
  const history = Array.from({ length: entries }, (_, index) => messageEntry(made.case, index + 1, at))
  return {
    ...made,
    case: {
      ...made.case,
      // Cards are drawn only of cases that are open.
      status: 'new' as const,
      createdAt: at,
      updatedAt: at,
      seq: entries,
      sharedWith: mails,
      subscriptions,
    },
    entries: history,
  }
}
