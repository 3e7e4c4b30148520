import { configDefaults, defineConfig } from 'vitest/config'
import { leftOutFiles } from './test/support/fast-group.ts'
import { StoresReporter } from './test/support/stores-reporter.ts'

/** `vitest --mode fast` is `npm run test:fast`. */
export default defineConfig(({ mode }) => {
  const fast = mode === 'fast'
  return {
    test: {
      include: ['test/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...(fast ? leftOutFiles() : [])],
      globalSetup: [
        fast ? 'test/support/without-mongo.ts' : 'test/support/mongo-setup.ts',
        'test/support/bundle-setup.ts',
        'test/support/seed-setup.ts',
      ],
      setupFiles: ['test/support/seed.ts'],
      // GitHub's is what vitest adds by itself where no reporters are named.
      reporters: [
        new StoresReporter({ fast }),
        ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : []),
      ],
      testTimeout: 20_000,
      hookTimeout: 60_000,
      maxWorkers: 2,
    },
  }
})
