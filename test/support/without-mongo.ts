import type { TestProject } from 'vitest/node'

/** Vitest's global setup where MongoDB is left out by choice. */
export function setup(project: TestProject): void {
  project.provide('mongo', { kind: 'none', reason: 'npm run test:fast leaves it out' })
}
