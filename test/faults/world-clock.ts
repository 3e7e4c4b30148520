import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** How many times as fast the bot's time and the platforms' runs: a lease of 30 s is over in 7.5. */
const rate = 4

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

export function createWorldClock(file: string): WorldClock {
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
