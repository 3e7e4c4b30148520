// What is installed and shipped is what was reviewed: the lock file names a digest for every package and nothing but packages of the registry
// that npm is set to; no install script has to run; and every license is one that the product may be shipped under, or is kept to the
// tools. Needs a build for what is shipped.
import { readFileSync } from 'node:fs'
import { listShippedPackages, readPackage } from './bundled-packages.mjs'

/** Of what is shipped: ask for no more than to be named. */
const shippable = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'Python-2.0',
  'Zlib',
  'CC-BY-3.0',
])
/** Of tools, of which nothing is shipped. */
const usable = new Set([...shippable, 'MPL-2.0', 'CC-BY-4.0', 'CC0-1.0', 'PSF-2.0'])

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const { allowScripts = {}, workspaces = [] } = JSON.parse(readFileSync('package.json', 'utf8'))
const locked = Object.entries(lock.packages).filter(
  ([path, { link }]) => path !== '' && !link && !workspaces.includes(path),
)
const faults = [...checkLock(), ...checkLicenses()]
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else console.log(`${locked.length} packages: each with its digest, from the registry, under a known license`)

function checkLock() {
  return locked.flatMap(([path, { version, resolved, integrity, hasInstallScript }]) => {
    const name = toName(path)
    return [
      // Without an address npm asks the registry that it is set to, and the digest tells whether that answers with the same.
      ...(resolved === undefined ? [] : [`${name} is locked to the address ${resolved}`]),
      ...(/^sha512-[\w+/]{86}==$/.test(integrity ?? '') ? [] : [`${name} ${version} has no digest (sha512)`]),
      ...(/^\d+\.\d+\.\d+/.test(version ?? '') ? [] : [`${name} is locked to ${version}`]),
      ...(hasInstallScript && allowScripts[name] !== false
        ? [
            `${name} has an install script: say in package.json, allowScripts, that it is not run, and see that nothing needs it`,
          ]
        : []),
    ]
  })
}

function checkLicenses() {
  const ofTools = locked.flatMap(([path, { license }]) =>
    // Packages of other systems are not here to be read, and the lock file does not say.
    license === undefined || isAllowed(license, usable) ? [] : [`${toName(path)} is under ${license}`],
  )
  const shipped = listShippedPackages().map(readPackage)
  const ofShipped = shipped.flatMap(({ name, license }) =>
    isAllowed(license, shippable) ? [] : [`${name} is shipped, and under ${license ?? 'no license'}`],
  )
  console.log(`${shipped.length} packages are shipped`)
  return [...ofTools, ...ofShipped]
}

/** One of several alternatives is enough; of what holds together, all. */
function isAllowed(license, allowed) {
  const expression = String(license).replaceAll(/[()]/g, '')
  return expression.split(' OR ').some((one) => one.split(' AND ').every((id) => allowed.has(id)))
}

function toName(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}
