import { redactFor } from './audience.ts'
import type { Case } from './case.ts'
import type { CaseService } from './case-service.ts'
import type { ExportedCase } from './exported-case.ts'
import { type Actor, toReader } from './policy.ts'
import { ok, type Result } from './refusal.ts'

/** VIS: the service whose every answer holds of a case what the one who asked may read of it, and nothing else. */
export function createRedactedService(service: CaseService): CaseService {
  return {
    ...service,
    create: async (actor, ...rest) => mapResult(await service.create(actor, ...rest), redactTo(actor)),
    change: async (actor, ...rest) => mapResult(await service.change(actor, ...rest), redactTo(actor)),
    follow: async (actor, ...rest) => mapResult(await service.follow(actor, ...rest), redactTo(actor)),
    retryThread: async (actor, ...rest) =>
      mapResult(await service.retryThread(actor, ...rest), redactTo(actor)),
    mayEscalate: async (actor, ...rest) =>
      mapResult(await service.mayEscalate(actor, ...rest), redactTo(actor)),
    show: async (actor, ...rest) => mapResult(await service.show(actor, ...rest), redactWithin(actor)),
    followUp: async (actor, ...rest) =>
      mapResult(await service.followUp(actor, ...rest), redactWithin(actor)),
    remove: async (actor, ...rest) => mapResult(await service.remove(actor, ...rest), redactWithin(actor)),
    removable: async (actor, ...rest) =>
      mapResult(await service.removable(actor, ...rest), redactWithin(actor)),
    handOver: async (actor, ...rest) =>
      mapResult(await service.handOver(actor, ...rest), (handOver) => {
        const redacted = redactWithin<typeof handOver>(actor)(handOver)
        return redacted.kind === 'made'
          ? { ...redacted, earlier: redactTo(actor)(redacted.earlier) }
          : redacted
      }),
    list: async (actor, ...rest) =>
      mapResult(await service.list(actor, ...rest), (page) => ({
        ...page,
        cases: page.cases.map(redactTo(actor)),
      })),
    exportCases: async (actor, ...rest) =>
      mapResult(await service.exportCases(actor, ...rest), (cases) => redactEach(actor, cases)),
  }
}

function redactTo(actor: Actor): (supportCase: Case) => Case {
  const reader = toReader(actor)
  return (supportCase) => redactFor(supportCase, reader)
}

function redactWithin<Value extends { readonly case: Case }>(actor: Actor): (value: Value) => Value {
  return (value) => ({ ...value, case: redactTo(actor)(value.case) })
}

async function* redactEach(actor: Actor, cases: AsyncIterable<ExportedCase>): AsyncIterable<ExportedCase> {
  for await (const exported of cases) yield redactWithin<ExportedCase>(actor)(exported)
}

function mapResult<From, To>(result: Result<From>, map: (value: From) => To): Result<To> {
  return result.ok ? ok(map(result.value)) : result
}
