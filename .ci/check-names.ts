/**
 * The names that docs/glossary.md retired, counted among what src, commands and views export; and files that share a base name.
 * Mirrored adapters (chat/slack and chat/gchat, store/mongo and store/sqlite) and index.ts may share theirs; `*.config.ts` bears
 * the name that its tool looks for.
 * Prints both counts; exits with 1 unless both are 0.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'

const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { encoding: 'utf8' }).trim().split('\n')

function readRetiredNames(): readonly { readonly name: string; readonly instead: string }[] {
  const rows = readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| (`[^|]+) \| ([^|]+) \|/gm)
  return [...rows].flatMap(([, retired = '', instead = '']) =>
    [...retired.matchAll(/`([^`]+)`/g)].map(([, name = '']) => ({ name, instead: instead.trim() })),
  )
}

/** `xOf` stands for every name of that kind. To sign in is a verb. */
function toPattern(name: string): RegExp {
  if (/^x[A-Z]\w*$/.test(name)) return new RegExp(`^[a-z]\\w*(?<!Sign|Signed)${name.slice(1)}$`)
  return /X$/.test(name) ? new RegExp(`^${name.slice(0, -1)}[A-Z]`) : new RegExp(`^${name}$`)
}

function listExports(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  return source.statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return []
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (!isExported) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText())
    const { name } = statement as ts.DeclarationStatement
    return name ? [name.getText()] : []
  })
}

const retired = readRetiredNames().map(({ name, instead }) => ({ pattern: toPattern(name), name, instead }))
let names = 0
for (const file of files.filter((path) => /^(src|commands|views)\//.test(path))) {
  for (const exported of listExports(file)) {
    const hit = retired.find(({ pattern }) => pattern.test(exported))
    if (!hit) continue
    names += 1
    console.log(`${file}: ${exported} (${hit.name} is ${hit.instead} from now on)`)
  }
}

const mirrored = (path: string) =>
  path.replace(/\/(slack|gchat)\//g, '/{chat}/').replace(/\/(mongo|sqlite)\//g, '/{store}/')
const byBase = new Map<string, string[]>()
for (const path of files) {
  const base = basename(path)
  if (base !== 'index.ts' && !base.endsWith('.config.ts'))
    byBase.set(base, [...(byBase.get(base) ?? []), path])
}
let shared = 0
for (const [base, paths] of byBase) {
  if (new Set(paths.map(mirrored)).size < 2) continue
  shared += 1
  console.log(`${base}: ${paths.join(', ')}`)
}

console.log(`${retired.length} retired names: ${names} exported; ${shared} base names are shared`)
process.exitCode = names + shared > 0 ? 1 : 0
