import { StoreFault } from '../../cases/store-fault.ts'
import { StoreUnavailable } from '../store-unavailable.ts'
import { toStoreFault } from './sqlite-faults.ts'

/** What stopped the copying of data, in one sentence for the operator; a bug stays as it is. */
export function describeFault(
  error: unknown,
  { reading, writing }: { readonly reading: string; readonly writing: string },
): unknown {
  const fault = toStoreFault(error, undefined)
  if (!(fault instanceof StoreFault)) return error
  const told = {
    full: `there is no room left for ${writing}: make room, then try again.`,
    'read-only': `${writing} cannot be written, or ${reading} cannot be read, by this user: change who may, then try again.`,
    damaged: `the database in ${reading} is damaged: see what "casethread doctor" says.`,
    busy: `the database in ${reading} is held by another program: try again later.`,
    unreachable: `the disk of ${reading} or ${writing} does not answer as it should: look at it, then try again.`,
  } as const
  return new StoreUnavailable(told[fault.kind], {
    cause: error,
    refused: fault.kind === 'read-only' || fault.kind === 'damaged',
  })
}
