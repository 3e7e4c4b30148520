/** Rings at each of the moments that it is set to. */
export interface Alarm {
  set(moment: Date): void
  stop(): void
}

/** Beyond so many moments the later ones are left to the next poll. */
const maxMoments = 1_000
/** Moments this close ring as one, ms. */
const grainMs = 20
/** The most that a timer takes. */
const longestMs = 2 ** 31 - 1

export function createAlarm(now: () => Date, ring: () => void): Alarm {
  const moments = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let nextAt = Number.POSITIVE_INFINITY
  let isStopped = false

  function wind(): void {
    clearTimeout(timer)
    nextAt = Math.min(...moments, Number.POSITIVE_INFINITY)
    if (nextAt === Number.POSITIVE_INFINITY) return
    timer = setTimeout(go, Math.min(Math.max(nextAt - now().getTime(), 0), longestMs)).unref()
  }

  function go(): void {
    const reached = now().getTime() + grainMs
    for (const moment of moments) if (moment <= reached) moments.delete(moment)
    wind()
    ring()
  }

  return {
    set(moment) {
      const at = Math.ceil(moment.getTime() / grainMs) * grainMs
      if (isStopped || moments.size >= maxMoments) return
      moments.add(at)
      if (at < nextAt) wind()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
