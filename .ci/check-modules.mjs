// The module boundaries, and that anything was looked at: a run over no module would be green for nothing.
import { createRequire } from 'node:module'
import { cruise } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
const folders = ['src', 'commands', 'views', 'playground', 'bench']
const result = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
  tsConfig: extractTSConfig('tsconfig.json'),
})
const { summary, modules } = result.output
for (const folder of folders) {
  if (modules.some(({ source }) => source.startsWith(`${folder}/`))) continue
  console.error(
    `The boundaries were checked on no module of ${folder}/: is TypeScript newer than dependency-cruiser reads?`,
  )
  process.exitCode = 1
}
for (const { rule, from, to } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}`)
  process.exitCode = 1
}
console.log(
  `${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.violations.length} over a boundary`,
)
