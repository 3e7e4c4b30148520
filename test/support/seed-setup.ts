import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** What all chance in this run is drawn from. */
    seed: number
  }
}

/** CI's: what fails there fails again everywhere. */
const fixed = 20_260_302

/**
 * The seed of a run: FC_SEED where it is set (`random`: a new one also in CI), the fixed one in CI, a new one elsewhere. The
 * summary of the run names it.
 */
export function seedOf(env: Readonly<Record<string, string | undefined>>, draw = Math.random): number {
  const given = env.FC_SEED
  const isCi = env.CI !== undefined && env.CI !== '' && env.CI !== 'false'
  if (given === 'random' || (!given && !isCi)) return Math.floor(draw() * 2 ** 31)
  if (!given) return fixed
  if (!/^-?\d+$/.test(given)) throw new Error(`FC_SEED is a whole number or "random", not "${given}"`)
  return Number(given) | 0
}

/** Vitest's global setup. */
export function setup(project: TestProject): void {
  project.provide('seed', seedOf(process.env))
}
