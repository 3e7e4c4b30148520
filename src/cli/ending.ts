/** How the process ends: in order, by whatever it was asked to. */
import type { Logger } from 'pino'
import { exitCodes } from './exit-codes.ts'

/** Ends what runs; answers the names of what had to be cut off. */
export type Stop = () => Promise<readonly string[]>

export interface Ending {
  /** There is something to end now. Where a signal has come already, it ends at once. */
  stopWith(stop: Stop): void
}

/** Docker kills after ten seconds. */
const endMs = 9_000

/**
 * From now on a signal ends the process in order, and so does a fault that nobody caught, which is logged first; within
 * `withinMs`, whatever hangs. A second signal ends it at once. For entry points only. The exit code is 0 when everything
 * ended, 70 after a fault, else 1.
 */
export function endInOrder(log: Pick<Logger, 'fatal' | 'error' | 'warn'>, withinMs = endMs): Ending {
  let stop: Stop | undefined
  let code: number | undefined

  function exit(least: number): never {
    process.exit(code || least)
  }

  async function run(ending: Stop): Promise<void> {
    try {
      const cutOff = await ending()
      exit(cutOff.length === 0 ? 0 : exitCodes.cutOff)
    } catch (error) {
      log.error({ err: error }, 'The process could not end in order')
      exit(exitCodes.cutOff)
    }
  }

  function begin(): void {
    setTimeout(() => {
      const cutOff = [stop ? 'the end itself' : 'the start']
      log.warn({ cutOff }, 'Not everything ended in time; what was left was cut off')
      exit(exitCodes.cutOff)
    }, withinMs)
    if (stop) void run(stop)
  }

  function told(): void {
    if (code !== undefined) exit(exitCodes.cutOff)
    code = 0
    begin()
  }

  function broken(error: unknown, origin: string): void {
    log.fatal({ err: asError(error), origin }, 'A fault that nobody caught: the process ends')
    const first = code === undefined
    code = exitCodes.software
    // Half a start cannot be taken back.
    if (!stop) exit(code)
    else if (first) begin()
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, told)
  process.on('uncaughtException', broken)
  process.on('unhandledRejection', (reason) => broken(reason, 'unhandledRejection'))

  return {
    stopWith(given) {
      stop = given
      if (code !== undefined) void run(given)
    },
  }
}

/** Anything can be thrown, and an object may hold what no log should. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`a ${typeof thrown} was thrown, which is no error`)
}
