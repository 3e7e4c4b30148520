/** Whether what is written reaches its threads: who delivers, what stands against whole workspaces, and what is late, held back or dropped. */
import { randomUUID } from 'node:crypto'
import { faultScopes, type Subscription } from '../cases/case.ts'
import { listWaitingThreads } from '../cases/waiting-threads.ts'
import { toOneLine } from '../config/one-line.ts'
import type { Store } from '../store/store.ts'
import { counted } from './counted.ts'
import { describeAge } from './describe-age.ts'
import { byHand, type Finding, ok, problem, warning } from './finding.ts'

export interface DeliveryChecks {
  readonly store: Pick<Store, 'listWaiting' | 'beat' | 'leave'>
  readonly now: Date
}

const routeNames: Readonly<Record<Subscription['platform'], string>> = {
  slack: 'Slack',
  gchat: 'Google Chat',
  mail: 'The mail server',
  person: 'Personal notices',
}

export async function checkDelivery({ store, now }: DeliveryChecks): Promise<readonly Finding[]> {
  const instances = await listInstances(store, now)
  return [...checkInstances(instances), ...(await checkWaiting(store, now, instances.length > 0))]
}

/** What the processes that run know is asked for as one of them that serves nothing, and is gone at once. */
async function listInstances(store: DeliveryChecks['store'], now: Date) {
  const owner = `doctor-${randomUUID()}`
  const all = await store.beat({ owner, seenAt: now, routes: [] })
  await store.leave(owner)
  return all.filter((instance) => instance.owner !== owner)
}

function checkInstances(instances: Awaited<ReturnType<typeof listInstances>>): readonly Finding[] {
  if (instances.length === 0)
    return [
      byHand(
        { kind: 'processes', subject: 'casethread start' },
        'No process delivers at this moment: what is written waits.',
        'Start one: casethread start.',
      ),
    ]
  const faults = new Map<string, Finding>()
  for (const { platform, tenant, fault } of instances.flatMap(({ routes }) => routes)) {
    if (!fault) continue
    const where = tenant === '' ? routeNames[platform] : `${routeNames[platform]} ${toOneLine(tenant)}`
    faults.set(
      `${platform} ${tenant}`,
      problem(
        { kind: 'route', subject: where },
        `${where} takes nothing since ${fault.since.toISOString()}: ${toOneLine(fault.code)}.`,
        'See docs/delivery.md. What waits goes out by itself within a minute of the fault being fixed.',
      ),
    )
  }
  const processes = counted(instances.length, 'process', 'processes')
  const count = `${processes} ${instances.length === 1 ? 'delivers' : 'deliver'}.`
  return [ok({ kind: 'processes', subject: 'casethread start' }, count), ...faults.values()]
}

async function checkWaiting(
  store: DeliveryChecks['store'],
  now: Date,
  delivers: boolean,
): Promise<readonly Finding[]> {
  const late = new Map<string, number>()
  let oldest: Date | undefined
  let heldBack = 0
  let dropped = 0
  for await (const { kind, thread, since } of listWaitingThreads((page) => store.listWaiting(page))) {
    if (kind === 'held-back') heldBack += 1
    else if (kind === 'dropped') dropped += 1
    else if (thread.fault) {
      late.set(thread.fault.scope, (late.get(thread.fault.scope) ?? 0) + 1)
      if (since && (!oldest || since < oldest)) oldest = since
    }
  }
  return [
    ...tellLate(late, oldest, now, delivers),
    ...(heldBack > 0
      ? [
          byHand(
            { kind: 'held-back-threads', subject: 'threads' },
            `Held back for who is there: ${counted(heldBack, 'thread')}.`,
            'Under "Who can read" stands why. "casethread deliveries list" names them.',
          ),
        ]
      : []),
    ...(dropped > 0
      ? [
          byHand(
            { kind: 'dropped-threads', subject: 'threads' },
            `Dropped, and told nothing: ${counted(dropped, 'thread')}.`,
            '"casethread deliveries retry" lets one go on; "deliveries actions" says who dropped it.',
          ),
        ]
      : []),
  ]
}

function tellLate(
  late: ReadonlyMap<string, number>,
  oldest: Date | undefined,
  now: Date,
  delivers: boolean,
): readonly Finding[] {
  const total = [...late.values()].reduce((sum, count) => sum + count, 0)
  const about = { kind: 'late-threads', subject: 'threads' } as const
  if (total === 0 && delivers) return [ok(about, 'No thread is late.')]
  // Only who delivers notes what is late.
  if (total === 0)
    return [
      byHand(
        about,
        "Whether a thread is late isn't known while no process delivers.",
        'Run this again once one does.',
      ),
    ]
  const scopes = faultScopes.flatMap((scope) => {
    const count = late.get(scope)
    return count === undefined ? [] : [`${count} ${scope}`]
  })
  const since = oldest
    ? ` The oldest has been since ${oldest.toISOString()} (${describeAge(oldest, now)}).`
    : ''
  return [
    warning(
      about,
      `Late: ${counted(total, 'thread')}, by cause: ${scopes.join(', ')}.${since}`,
      'They are tried again by themselves. "casethread deliveries list" says which and why: see docs/delivery.md.',
    ),
  ]
}
