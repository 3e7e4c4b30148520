/** OWN-2: what the home shows of one account: its queues with their counts, and the cases that need somebody first. */
import type { Case } from '../src/cases/case.ts'
import type { CaseService } from '../src/cases/case-service.ts'
import type { Actor } from '../src/cases/policy.ts'
import type { QueueName } from '../src/cases/queues.ts'
import type { Translator } from '../src/i18n/translator.ts'
import type { HomeSection } from '../views/home-view.ts'
import { refusalText } from '../views/notice.ts'

/** The queues of which the home shows cases, the first ones first. */
const shownOf: Readonly<Record<Actor['party'], readonly QueueName[]>> = {
  desk: ['overdue', 'mine', 'unassigned'],
  partner: ['waiting', 'mine', 'in-progress'],
  customer: ['open'],
}
/** All of a section together, and at most this many of one queue where there are several. */
const maxRows = 10
const maxOfQueue = 4

export async function readHomeSection(
  service: Pick<CaseService, 'queues' | 'list'>,
  actor: Actor,
  translator: Translator,
): Promise<HomeSection> {
  const counted = await service.queues(actor)
  if (!counted.ok) {
    const refused = counted.refusals.map((refusal) => refusalText(refusal, translator)).join(' ')
    return { actor, queues: [], lists: [], refused }
  }
  const names = shownOf[actor.party]
  const lists: { readonly queue: QueueName; readonly cases: readonly Case[] }[] = []
  const shown = new Set<number>()
  for (const queue of names) {
    const isEmpty = counted.value.some((one) => one.queue === queue && one.count === 0)
    const limit = names.length > 1 ? maxOfQueue : maxRows
    if (isEmpty || shown.size >= maxRows) continue
    const sort = queue === 'overdue' ? 'due' : 'severity'
    const found = await service.list(actor, { queue, sort }, { limit: limit + shown.size })
    // What stands further up is not told twice.
    const cases = found.ok ? found.value.cases.filter(({ number }) => !shown.has(number)).slice(0, limit) : []
    for (const { number } of cases) shown.add(number)
    if (cases.length > 0) lists.push({ queue, cases })
  }
  return { actor, queues: counted.value, lists }
}
