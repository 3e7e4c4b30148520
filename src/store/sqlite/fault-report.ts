import { StoreFault } from '../../cases/store-fault.ts'
import type { Log } from '../../config/log.ts'

export interface FaultReport {
  failed(error: unknown): void
  /** Something was saved: whatever stood in the way is over. */
  saved(): void
}

/** Tells the operator once that a part of the data cannot be used, and once that it can again. Waiting for another program is no news. */
export function createFaultReport(part: 'database' | 'files', log: Log | undefined): FaultReport {
  let told: StoreFault['kind'] | undefined
  return {
    failed(error) {
      if (!(error instanceof StoreFault) || error.kind === 'busy' || error.kind === told) return
      told = error.kind
      log?.error({ part, fault: error.kind, err: error }, error.message)
    },
    saved() {
      if (told === undefined) return
      log?.info({ part, fault: told }, 'Data is saved again')
      told = undefined
    },
  }
}
