import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { leftOutFiles } from '../test/support/fast-group.ts'

/** Left out by `npm run test:fast`, and all that some files have. */
const quickEnough = ['test/import-export/import-cases.test.ts']

export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort()
}

/**
 * The tests that a fault in this file has to get past: the one of the same name; where there is none, those that import it, and
 * where nothing does, those of the nearest folder that reach it through what they import. Never those with a browser, processes
 * or by chance.
 */
export function findNearestTests(file: string): readonly string[] {
  const slow = leftOutFiles()
    .filter((path) => !quickEnough.includes(path))
    .map((glob) => glob.replace('**', ''))
  const tests = listFiles('test').filter(
    (test) => test.endsWith('.test.ts') && !slow.some((start) => test.startsWith(start)),
  )
  const sameName = join('test', file.replace(/^src\//, '').replace(/\.ts$/, '.test.ts'))
  if (tests.includes(sameName)) return [sameName]
  const importing = tests.filter((test) => importsOf(test).includes(file))
  if (importing.length > 0) return importing
  const reaching = tests.filter((test) => reachedFrom(test).has(file))
  for (let folder = dirname(sameName); folder !== '.'; folder = dirname(folder)) {
    const inFolder = reaching.filter((test) => dirname(test) === folder)
    if (inFolder.length > 0) return inFolder
  }
  return []
}

/** What a file imports to run it: types alone are no reason. */
function importsOf(file: string): readonly string[] {
  const code = readFileSync(file, 'utf8').replaceAll(/^import type [^']*'.*$/gm, '')
  return [...code.matchAll(/(?:from |import\(|import )'(\.[^']+\.ts)'/g)]
    .map(([, path = '']) => relative('.', join(dirname(file), path)))
    .filter((path) => existsSync(path))
}

function reachedFrom(test: string): ReadonlySet<string> {
  const reached = new Set([test])
  for (const file of reached) for (const imported of importsOf(file)) reached.add(imported)
  return reached
}
