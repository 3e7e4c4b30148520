import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

const layers: Readonly<Record<string, readonly string[]>> = createRequire(import.meta.url)(
  '../../.ci/layers.cjs',
)

/** The rows of the table in CONTRIBUTING.md, as they are written. */
function written(): Readonly<Record<string, readonly string[]>> {
  const text = readFileSync(new URL('CONTRIBUTING.md', packageRoot()), 'utf8')
  const rows = [...text.matchAll(/^\| `([\w/-]+)\/` \| [^|]+ \| ([^|]+) \|$/gm)]
  return Object.fromEntries(
    rows.map(([, folder = '', cell = '']) => [
      folder,
      [...cell.matchAll(/`([^`]+)`/g)].map(([, one]) => one ?? ''),
    ]),
  )
}

it('the table of layers in CONTRIBUTING.md says what the check of modules holds', () => {
  expect(written()).toEqual(layers)
})

it('every folder of the product is a layer, and no file lies loose in src/ but the process and the wiring', () => {
  const entries = readdirSync(new URL('src/', packageRoot()), { withFileTypes: true })
  const folders = entries.filter((one) => one.isDirectory()).map(({ name }) => `src/${name}`)

  expect(Object.keys(layers)).toEqual(expect.arrayContaining(folders))
  expect(
    entries
      .filter((one) => one.isFile())
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['compose.ts', 'main.ts'])
})
