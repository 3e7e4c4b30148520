import { timedOut, withTimeout } from '../config/with-timeout.ts'
import { DeliveryFailure } from './publishers.ts'

/** The code of a call that got no answer. */
export const noAnswer = 'no-answer'

/** Calls a platform, for at most `ms`. What it throws comes back as a value: only the database's faults may end a delivery. */
export async function callPlatform<T>(call: () => Promise<T>, ms: number): Promise<T | DeliveryFailure> {
  try {
    const answer = await withTimeout(call(), ms)
    return answer === timedOut
      ? new DeliveryFailure(`no answer within ${ms} ms`, { scope: 'passing', code: noAnswer })
      : answer
  } catch (error) {
    if (error instanceof DeliveryFailure) return error
    const message = error instanceof Error ? error.message : String(error)
    return new DeliveryFailure(message, { scope: 'passing', code: 'unknown', cause: error })
  }
}
