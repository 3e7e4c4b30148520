import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a machine that does nothing else takes to print the product's version, ms. */
const briskMs = 250

/**
 * How many times as fast the bot's time and the platforms' may run here: six times on a brisk machine, where a lease of 30 s is over in 5;
 * less on one that is slow or busy, which would be late with every answer.
 */
export function measureRate(entry: string): number {
  const begun = performance.now()
  execFileSync(process.execPath, [entry, '--version'])
  return Math.max(2, Math.min(6, Math.round((6 * briskMs) / (performance.now() - begun))))
}

/** The time of one world, which its platforms tell rightly, and its bots' machine as the clock file says. */
export interface WorldClock {
  /** Platform time, ms since 1970. */
  now(): number
  /** What `node --import` loads before the bot. */
  readonly preload: string
  /** The bots' clock is off by so much from now on, ms. */
  setOffset(ms: number): void
  /** Time goes by at once, for platforms and bots alike, ms. Timers that run do not notice. */
  leap(ms: number): void
  /** Waits for so much of the world's time, ms. */
  pass(ms: number): Promise<void>
}

export function createWorldClock(file: string, rate: number): WorldClock {
  const origin = Date.now()
  const preload = new URL('clock-shift.mjs', import.meta.url)
  preload.search = new URLSearchParams({ file, origin: String(origin), rate: String(rate) }).toString()
  let offset = 0
  let leapt = 0

  function write(): void {
    writeFileSync(file, String(offset + leapt))
  }

  write()
  return {
    now: () => origin + (Date.now() - origin) * rate + leapt,
    preload: preload.href,
    setOffset(ms) {
      offset = ms
      write()
    },
    leap(ms) {
      leapt += ms
      write()
    },
    pass: async (ms) => void (await sleep(ms / rate)),
  }
}
