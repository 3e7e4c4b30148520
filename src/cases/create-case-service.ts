/** The one door to the cases: every read and write of every platform passes here and is checked here (ACC-7). */
import { createAccess } from './access.ts'
import { createCaseCreator } from './case-creator.ts'
import { createReadersOf } from './case-readers.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { createCaseChanger } from './change-case.ts'
import { createEscalation } from './escalation.ts'
import { createFollowCase, createRetryThread } from './follow-case.ts'
import { createFollowUps } from './follow-up.ts'
import { createOwnerKeeper } from './keep-owners.ts'
import { createQueues } from './queue-counts.ts'
import { createCaseReader } from './read-cases.ts'
import { createContentRemover } from './remove-content.ts'

export function createCaseService(deps: CaseServiceDeps): CaseService {
  const access = createAccess(deps)
  const owners = createOwnerKeeper(deps)
  return {
    create: createCaseCreator(deps, access),
    change: createCaseChanger(deps, access),
    follow: createFollowCase(deps, access),
    retryThread: createRetryThread(deps, access),
    ...createCaseReader(deps, access, owners),
    ...createQueues(deps, access, owners),
    ...createEscalation(deps, access),
    ...createFollowUps(deps, access),
    ...createContentRemover(deps, access),
    ...createReadersOf(deps, access),
    customer: access.customer,
    domainName: async (domain) => (await deps.directory.domain(domain))?.name,
    mayWork: access.mayWork,
    sendsMail: deps.sendsMail ?? false,
  }
}
