import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown'
import { digestFile, digestSources } from './.ci/source-digest.mjs'

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

/**
 * Of Bolt, the app alone: its receivers are in the place of ours, or (Socket Mode) loaded where the settings ask for it, and what they
 * stand on is two thirds of the program, read and kept in memory at every start.
 */
const unusedOfBolt: Plugin = {
  name: 'unused-of-bolt',
  resolveId(id, importer = '') {
    const isUnused =
      /[\\/]@slack[\\/]bolt[\\/]dist[\\/]/.test(importer) &&
      /^(\.\/receivers\/(AwsLambda|Express|HTTP|SocketMode)Receiver|@slack\/oauth|raw-body)$/.test(id)
    return isUnused ? unused : null
  },
  load: (id) => (id === unused ? 'module.exports = {}' : null),
}
const unused = '\0unused-of-bolt.cjs'

/** The entry points of threads, beside whatever starts them (`findWorker`); the first is the pool's own, where it looks for it. */
export const workers = {
  'entry/worker': 'node_modules/tinypool/dist/entry/worker.js',
  'import-export/import-worker': 'src/import-export/import-worker.ts',
  'people/directory-worker': 'src/people/directory-worker.ts',
  'scanning/scan-worker': 'src/scanning/scan-worker.ts',
  'store/sqlite/database-worker': 'src/store/sqlite/database-worker.ts',
}

/**
 * One folder of `dist/`, with all that its entry points need: what is shipped holds nothing of the playground. Bundled, since a start
 * that reads one file is twice as fast as one that resolves some nine hundred.
 */
export function bundle(dir: string, input: Readonly<Record<string, string>>) {
  return {
    input: { ...input, ...workers },
    platform: 'node',
    external: isExternal,
    plugins: [unusedOfBolt],
    // CommonJS packages ask for these.
    transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
    output: { dir: `dist/${dir}`, format: 'esm', sourcemap: true, cleanDir: true },
    logLevel: 'warn',
  } satisfies RolldownOptions
}

/** Beside the product stands what it was built from: `.ci/prepare.mjs` builds where that is no longer so. */
const sourceDigest: Plugin = {
  name: 'source-digest',
  generateBundle() {
    const source = digestSources(import.meta.dirname)
    this.emitFile({ type: 'asset', fileName: digestFile.replace('dist/src/', ''), source })
  },
}

/** The product. The playground and the bench are built by configurations of their own. */
const product = bundle('src', { 'cli/cli': 'src/cli/cli.ts' })
export default defineConfig({ ...product, plugins: [...product.plugins, sourceDigest] })
