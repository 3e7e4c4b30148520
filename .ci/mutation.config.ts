import { defineConfig } from 'vitest/config'

/**
 * Vitest under `npm run test:mutation`: the nearest tests alone, no MongoDB, and no summary of each of its hundreds of runs.
 * They are chosen here and not by Stryker's `testFiles`, with which a fault in a module's own constants comes too late
 * (stryker-mutator/stryker-js#6144).
 */
export default defineConfig({
  test: {
    include: (process.env.MUTATION_TESTS ?? '').split(' '),
    globalSetup: [
      'test/support/without-mongo.ts',
      'test/support/bundle-setup.ts',
      'test/support/seed-setup.ts',
    ],
    setupFiles: ['test/support/seed.ts'],
    // The files of one run share what they import; each run has a worker of its own.
    isolate: false,
    reporters: [{}],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
