import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { packageRoot } from '../../src/config/package-root.ts'

export interface Pattern {
  readonly source: string
  readonly flags: string
  /** `src/files/recognise-file.ts:32` */
  readonly at: string
}

const root = fileURLToPath(packageRoot()).replace(/\/$/, '')

/** Every regular expression that is written in the product, with where it stands. */
export function patternsIn(...folders: readonly string[]): readonly Pattern[] {
  return folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => patternsOf(`${folder}/${file}`)),
  )
}

function patternsOf(file: string): readonly Pattern[] {
  const text = readFileSync(`${root}/${file}`, 'utf8')
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const found: Pattern[] = []
  const visit = (node: ts.Node): void => {
    const written = ts.isRegularExpressionLiteral(node) ? literal(node.text) : constructed(node)
    if (written) {
      const { line } = parsed.getLineAndCharacterOfPosition(node.getStart(parsed))
      found.push({ ...written, at: `${file}:${line + 1}` })
    }
    ts.forEachChild(node, visit)
  }
  visit(parsed)
  return found
}

function literal(text: string): Omit<Pattern, 'at'> {
  const end = text.lastIndexOf('/')
  return { source: text.slice(1, end), flags: text.slice(end + 1) }
}

/** `new RegExp(…)`: what is made of other things than plain text is given back as it is written, to be looked at by people. */
function constructed(node: ts.Node): Omit<Pattern, 'at'> | undefined {
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'RegExp')
    return undefined
  const [source, flags] = node.arguments ?? []
  const textOf = (one: ts.Expression | undefined) =>
    one && ts.isStringLiteralLike(one) ? one.text : undefined
  return { source: textOf(source) ?? 'constructed', flags: textOf(flags) ?? '' }
}
