import { timedOut, withTimeout } from '../config/with-timeout.ts'
import { DeliveryFailure } from './publishers.ts'

/** Calls a platform, for at most `ms`. What it throws comes back as a value: only the database's faults may end a delivery. */
export async function callPlatform<T>(call: () => Promise<T>, ms: number): Promise<T | DeliveryFailure> {
  try {
    const answer = await withTimeout(call(), ms)
    return answer === timedOut ? new DeliveryFailure(`no answer within ${ms} ms`, { gone: false }) : answer
  } catch (error) {
    if (error instanceof DeliveryFailure) return error
    const message = error instanceof Error ? error.message : String(error)
    return new DeliveryFailure(message, { gone: false, cause: error })
  }
}
