// Adds to package-lock.json the packages of other platforms that a mirror without them left out: `npm ci` takes no lock file
// that is not whole. Run after a package was added behind such a mirror; it changes nothing where the lock file is whole.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const systems = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
}
const processors = [
  'arm64',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
  'arm',
]

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { packages } = lock

/** The folder whose node_modules holds the package, as Node would look for it; undefined when none does. */
function isLocked(name, from) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true
    if (at === '') return false
  }
}

function entryOf(name, version, dev) {
  const words = name.split('/').at(-1).split(/[-_.]/)
  const os = words.map((word) => systems[word]).find(Boolean)
  const cpu = processors.find((one) => words.includes(one))
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'
  return {
    version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(os === 'linux' ? { libc: [libc] } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
  }
}

for (const [path, { optionalDependencies, dev }] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(optionalDependencies ?? {})) {
    if (isLocked(name, path)) continue
    packages[`node_modules/${name}`] = entryOf(name, range.replace(/^[\^~]/, ''), dev)
    console.log(`added ${name} ${range}`)
  }
}
for (const [path, entry] of Object.entries(packages)) {
  if (!path.includes('node_modules/') || entry.link || entry.integrity) continue
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const asked = ['view', `${name}@${entry.version}`, 'dist.integrity']
  const integrity = execFileSync('npm', asked, { encoding: 'utf8', timeout: 60_000 }).trim()
  const { version, ...rest } = entry
  packages[path] = { version, integrity, ...rest }
  console.log(`${name} ${version}: ${integrity}`)
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
