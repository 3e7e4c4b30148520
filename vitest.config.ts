import { defineConfig } from 'vitest/config'
import { StoresReporter } from './test/support/stores-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/mongo-setup.ts', 'test/support/bundle-setup.ts'],
    // GitHub's is what vitest adds by itself where no reporters are named.
    reporters: [new StoresReporter(), ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
