/** All threads that wait for something, over all cases: for operators. */
import type { Case, Subscription } from './case.ts'
import { isUnsubscribed } from './mail-threads.ts'

/** `DeliveryStore.listWaiting`. */
export type ListWaiting = (page: { readonly after?: number; readonly limit: number }) => Promise<{
  readonly cases: readonly Case[]
  readonly next?: number
}>

/** `late`: it has a fault and is tried again by itself; `held-back`: PLC-4; `dropped`: by an operator, until somebody asks for it. */
export const waitingKinds = ['late', 'held-back', 'dropped'] as const

export interface WaitingThread {
  readonly supportCase: Case
  readonly thread: Subscription
  readonly kind: (typeof waitingKinds)[number]
  /** What the platform or the operator said. */
  readonly why: string
  /** Null where nobody wrote down when it began. */
  readonly since: Date | null
}

const pageSize = 200

/** In the store's order, the longest waiting cases first. */
export async function* listWaitingThreads(listWaiting: ListWaiting): AsyncGenerator<WaitingThread> {
  let after: number | undefined
  do {
    const page = await listWaiting({ limit: pageSize, ...(after === undefined ? {} : { after }) })
    for (const supportCase of page.cases) yield* waitingThreadsOf(supportCase)
    after = page.next
  } while (after !== undefined)
}

export function waitingThreadsOf(supportCase: Case): readonly WaitingThread[] {
  return supportCase.subscriptions.flatMap((thread): readonly WaitingThread[] => {
    if (isUnsubscribed(thread, supportCase)) return []
    const { suspended, fault, heldBack } = thread
    const of = { supportCase, thread }
    if (suspended !== null) return [{ ...of, kind: 'dropped', why: suspended, since: null }]
    if (fault) return [{ ...of, kind: 'late', why: fault.code, since: fault.since }]
    if (heldBack) return [{ ...of, kind: 'held-back', why: heldBack.why, since: heldBack.since }]
    return []
  })
}
