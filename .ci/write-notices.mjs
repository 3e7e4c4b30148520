// Beside the built product: the licenses of all packages that it holds, which ask to be shipped with them.
import { writeFileSync } from 'node:fs'
import { listShippedPackages, readLicenseTexts, readPackage } from './bundled-packages.mjs'

const parts = listShippedPackages().map((folder) => {
  const { name, version, license } = readPackage(folder)
  return [`${name} ${version} (${license})`, ...readLicenseTexts(folder)].join('\n\n')
})
const line = `\n\n${'-'.repeat(80)}\n\n`
writeFileSync('dist/src/third-party-notices.txt', `${parts.join(line)}\n`)
