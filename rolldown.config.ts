import { defineConfig, type RolldownOptions } from 'rolldown'

/**
 * Never bundled: what holds a binary (libsql), what a driver takes where the operator installed it, and what only the playground and
 * the bench load. All else comes along, so that a production install needs no package but libsql
 * (docs/decisions/0006-bundle.md, 0020-production-install.md).
 */
const packages =
  /^(libsql|bufferutil|utf-8-validate|mongodb-client-encryption|snappy|kerberos|aws4|socks|gcp-metadata|@mongodb-js\/zstd|@aws-sdk\/credential-providers|emulate|autocannon)(\/|$)/

function isExternal(id: string, importer = ''): boolean {
  return (
    (packages.test(id) && !(id === 'gcp-metadata' && !/mongodb/.test(importer))) ||
    // The playground's own; another version of it comes along with @google-cloud/local-auth.
    (id === 'open' && importer.includes('/playground/')) ||
    // The reference of the bench is an ordinary app.
    (id === '@slack/bolt' && importer.endsWith('bare-bolt.ts'))
  )
}

/** One folder of `dist/`, with all that its entry points need: what is shipped holds nothing of the playground. */
function bundle(dir: string, input: Readonly<Record<string, string>>): RolldownOptions {
  return {
    input,
    platform: 'node',
    external: isExternal,
    // CommonJS packages ask for these.
    transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
    output: { dir: `dist/${dir}`, format: 'esm', sourcemap: true, cleanDir: true },
    logLevel: 'warn',
  }
}

/** The entry points, each bundled with what it imports: a start that reads one file is twice as fast as one that resolves some nine hundred. */
export default defineConfig([
  bundle('src', { 'cli/main': 'src/cli/main.ts' }),
  bundle('playground', { start: 'playground/start.ts', demo: 'playground/demo.ts' }),
  bundle('bench', {
    start: 'bench/start.ts',
    ack: 'bench/ack.ts',
    store: 'bench/store.ts',
    'support/casethread': 'bench/support/casethread.ts',
    'support/bare-bolt': 'bench/support/bare-bolt.ts',
  }),
])
