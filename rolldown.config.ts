import { defineConfig } from 'rolldown'

/**
 * The entry points, each bundled with what it imports: a start that reads one file is twice as fast as one that resolves some
 * nine hundred (docs/decisions/0006-bundle.md). What holds a binary, or is loaded only when chosen, stays a package.
 */
export default defineConfig({
  input: {
    'src/cli/main': 'src/cli/main.ts',
    'playground/start': 'playground/start.ts',
    'playground/demo': 'playground/demo.ts',
    'bench/start': 'bench/start.ts',
    'bench/ack': 'bench/ack.ts',
    'bench/store': 'bench/store.ts',
    'bench/support/casethread': 'bench/support/casethread.ts',
    'bench/support/bare-bolt': 'bench/support/bare-bolt.ts',
  },
  platform: 'node',
  external: (id, importer) =>
    /^(libsql|mongoose|mongodb|google-auth-library|googleapis|@google-cloud\/local-auth|nodemailer|emulate|open|autocannon|bufferutil|utf-8-validate)(\/|$)/.test(
      id,
    ) ||
    // The reference of the bench is an ordinary app.
    (id === '@slack/bolt' && (importer ?? '').endsWith('bare-bolt.ts')),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
  logLevel: 'warn',
})
