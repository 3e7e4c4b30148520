/** The one door to the cases: every read and write of every platform passes here and is checked here (ACC-7). */
import { createAccess } from './access.ts'
import { createCaseCreator } from './case-creator.ts'
import type { CaseService, CaseServiceDeps } from './case-service.ts'
import { createCaseChanger } from './change-case.ts'
import { createEscalation } from './escalation.ts'
import { createFollowCase, createRetryThread } from './follow-case.ts'
import { createFollowUps } from './follow-up.ts'
import { createHandOver } from './hand-over.ts'
import { createCaseReader } from './read-cases.ts'
import { createContentRemover } from './remove-content.ts'

export function createCaseService(deps: CaseServiceDeps): CaseService {
  const access = createAccess(deps)
  const change = createCaseChanger(deps, access)
  return {
    create: createCaseCreator(deps, access),
    change,
    ...createHandOver(deps, access, change),
    follow: createFollowCase(deps, access),
    retryThread: createRetryThread(deps, access),
    ...createCaseReader(deps, access),
    ...createEscalation(deps, access),
    ...createFollowUps(deps, access),
    ...createContentRemover(deps, access),
    customer: access.customer,
    subject: access.subject,
    domainName: async (domain) => (await deps.directory.domain(domain))?.name,
    mayWork: access.mayWork,
    sendsMail: deps.sendsMail ?? false,
  }
}
