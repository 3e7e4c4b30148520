import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../src/config/package-root.ts'

const root = fileURLToPath(packageRoot()).replace(/\/$/, '')
const idPattern = /\b(?:ACC|GRA|CRE|VIS|UPD|DOM|PLC|OWN|NOT|MIG|REP)-\d+\b/g

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${root}/${folder}/${file}`)
}

/** The ids and words of the tables of docs/rules.md, before and after the heading of what is not built yet. */
function rulesIn(text: string): readonly (readonly [id: string, words: string])[] {
  return [...text.matchAll(/^\| ([A-Z]{3}-\d+) \| (.+) \|$/gm)].map(([, id = '', words = '']) => [id, words])
}

/** The words that tests are named by: titles of suites and tests, and the tables that fill them. */
function titlesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found: string[] = []
  const strings = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) found.push(node.text)
    ts.forEachChild(node, strings)
  }
  const visit = (node: ts.Node): void => {
    const [title] = ts.isCallExpression(node) && isTest(node.expression) ? node.arguments : []
    if (title) strings(title)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'it' || callee.text === 'describe'
  return (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) && isTest(callee.expression)
}

const [built = '', unbuilt = ''] = readFileSync(`${root}/docs/rules.md`, 'utf8').split('## Not built yet')
const rules = rulesIn(built)
const later = rulesIn(unbuilt)
const named = new Set(
  sourcesIn('test')
    .flatMap(titlesIn)
    .flatMap((title) => title.match(idPattern) ?? []),
)

describe('the rules of the domain', () => {
  it('are each written down once, with an id that nothing else has', () => {
    const ids = rules.map(([id]) => id)
    expect(ids.length).toBeGreaterThanOrEqual(43)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(rules)('%s is named by a test: %s', (id) => {
    expect(named.has(id)).toBe(true)
  })

  it.each(later)('%s is not built yet, and no test says otherwise: %s', (id) => {
    expect(rules.map(([one]) => one)).not.toContain(id)
    expect(named.has(id)).toBe(false)
  })

  it('are the only ones that the code and the tests speak of', () => {
    const ids = new Set(rules.map(([id]) => id))
    const spoken = ['src', 'commands', 'views', 'test', 'playground'].flatMap((folder) =>
      sourcesIn(folder).flatMap((file) =>
        (readFileSync(file, 'utf8').match(idPattern) ?? [])
          .filter((id) => !ids.has(id))
          .map((id) => `${id} in ${file}`),
      ),
    )
    expect(spoken).toEqual([])
  })
})
