// Which packages the built product holds: read from the maps beside its files, so it is what was bundled and not what was meant to be.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders of packages, from the root on. Never bundled but shipped as it is: libsql with what it needs. */
export function listShippedPackages() {
  const built = join(root, 'dist/src')
  if (!existsSync(built)) throw new Error('there is no dist/src: build first')
  const maps = readdirSync(built, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.map'))
    .map((entry) => join(entry.parentPath, entry.name))
  if (maps.length === 0) throw new Error('dist/src holds no maps')
  const folders = maps.flatMap((map) => {
    const { sources } = JSON.parse(readFileSync(map, 'utf8'))
    return sources.flatMap((source) => toPackage(resolve(dirname(map), source)))
  })
  return [...new Set([...folders, ...listUnbundled()])].sort()
}

function toPackage(file) {
  const path = relative(root, file).replaceAll('\\', '/')
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
  return folder ? [folder] : []
}

/** By the lock file: what a production install fetches for this system. */
function listUnbundled() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages).flatMap(([path, { dev, link }]) =>
    path.startsWith('node_modules/') && !dev && !link && existsSync(join(root, path)) ? [path] : [],
  )
}

/** Its own word on its license, as SPDX has it; undefined where it has none. */
export function readPackage(folder) {
  const { name, version, license, licenses } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  const named = license ?? licenses?.[0]
  return { name, version, license: typeof named === 'object' ? named?.type : named }
}

/** The texts of its license and notices. */
export function readLicenseTexts(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .map((entry) => readFileSync(join(root, folder, entry.name), 'utf8').trim())
}
