import { DeliveryFailure } from './publishers.ts'

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: DeliveryFailure }

/** Calls a platform, for at most `ms`. What it throws comes back as a value: only the database's faults may end a pass. */
export async function attempt<T>(call: () => Promise<T>, ms: number): Promise<Attempt<T>> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeliveryFailure(`no answer within ${ms} ms`, { gone: false })), ms)
  })
  try {
    return { ok: true, value: await Promise.race([call(), tooLate]) }
  } catch (error) {
    return { ok: false, failure: asPostFailure(error) }
  } finally {
    clearTimeout(timer)
  }
}

function asPostFailure(error: unknown): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error
  return new DeliveryFailure(error instanceof Error ? error.message : String(error), {
    gone: false,
    cause: error,
  })
}
