import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

interface Rule {
  readonly description?: string
  readonly matchPackageNames?: readonly string[]
  readonly matchDatasources?: readonly string[]
  readonly allowedVersions?: string
}
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const read = <T>(name: string) =>
  JSON.parse(readFileSync(fileURLToPath(new URL(name, packageRoot())), 'utf8')) as T
const { packageRules } = read<{ readonly packageRules: readonly Rule[] }>('renovate.json')
const { packages } = read<{ readonly packages: Readonly<Record<string, { readonly version?: string }>> }>(
  'package-lock.json',
)
const held = packageRules.flatMap(
  ({ matchPackageNames = [], matchDatasources, allowedVersions, description }) =>
    matchDatasources || !allowedVersions
      ? []
      : matchPackageNames
          .filter((name) => !name.includes('*'))
          .map((name) => ({ name, allowedVersions, description: description ?? '' })),
)

it('every package that is held back is one of ours, and the rule says why', () => {
  const manifests = ['package.json', 'playground/package.json'].map((name) => read<Manifest>(name))
  const ours = new Set(
    manifests.flatMap(({ dependencies, devDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies }),
    ),
  )
  expect(held.length).toBeGreaterThan(5)
  expect(held.filter(({ name }) => !ours.has(name))).toEqual([])
  expect(held.filter(({ description }) => !/Node|TypeScript/.test(description))).toEqual([])
})

it.each(held)('$name is where its rule leaves it ($allowedVersions)', ({ name, allowedVersions }) => {
  const version = packages[`node_modules/${name}`]?.version ?? ''
  const [, below] = /^<(\d+)$/.exec(allowedVersions) ?? []
  if (below === undefined) expect(version).toBe(allowedVersions)
  else expect(Number(version.split('.')[0])).toBeLessThan(Number(below))
})
