/** The one door to the cases: every read and write of every platform passes here and is checked here (ACC-7). */
import { createAccess } from './access.ts'
import { createCaseCreator } from './case-creator.ts'
import { createReadersLookup } from './case-readers.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { createCaseChanger } from './change-case.ts'
import { createEscalation } from './escalation.ts'
import { createCaseExport } from './export-cases.ts'
import { createFollowCase, createRetryThread } from './follow-case.ts'
import { createFollowUps } from './follow-up.ts'
import { createHandOver } from './hand-over.ts'
import { createBackAt } from './keep-clocks.ts'
import { createOwnerKeeper } from './keep-owners.ts'
import { createQueues } from './queue-counts.ts'
import { createCaseReader } from './read-cases.ts'
import { createStatisticsReader } from './read-statistics.ts'
import { createRedactedService } from './redacted-service.ts'
import { createContentRemover } from './remove-content.ts'

export function createCaseService(deps: CaseServiceDeps): CaseService {
  const access = createAccess(deps)
  const owners = createOwnerKeeper(deps)
  const reader = createCaseReader(deps, access, owners)
  const change = createCaseChanger(deps, access)
  return createRedactedService({
    create: createCaseCreator(deps, access),
    change,
    ...createHandOver(deps, access, change),
    follow: createFollowCase(deps, access),
    retryThread: createRetryThread(deps, access),
    ...reader,
    ...createQueues(deps, access, owners),
    ...createCaseExport(deps, access, reader.list),
    ...createStatisticsReader(deps, access, reader.list),
    ...createEscalation(deps, access),
    ...createFollowUps(deps, access),
    ...createContentRemover(deps, access),
    ...createReadersLookup(deps, access),
    customer: access.customer,
    subject: access.subject,
    domainName: async (domain) => (await deps.directory.domain(domain))?.name,
    backAt: createBackAt(deps),
    mayWork: access.mayWork,
    partnersKeepUpstream: deps.partnersKeepUpstream ?? false,
    sendsMail: deps.sendsMail ?? false,
  })
}
