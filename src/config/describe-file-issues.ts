/** What is wrong with a file that the operator writes: which line, which place in it, and what to do. */
import { type Document, isMap, isNode, isPair, isScalar, type LineCounter } from 'yaml'
import type { z } from 'zod'
import { suggestClosest } from './suggest-closest.ts'

export type Path = readonly (string | number)[]

export function formatPath(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('')
}

/** The line of a key or item; where the path leads nowhere (a missing key), that of the nearest thing around it. */
export function locateLine(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = ownLine(document, lines, path.slice(0, length))
    if (line !== undefined) return line
  }
  return 1
}

function ownLine(document: Document, lines: LineCounter, path: Path): number | undefined {
  const last = path.at(-1)
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last)
    if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line
  }
  const node = document.getIn(path, true)
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined
}

/** What a schema found, told in plain words; one issue can name several unknown keys. */
export function describeIssue(
  issue: z.core.$ZodIssue,
  knownKeys: readonly string[],
): readonly { readonly path: Path; readonly message: string }[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, knownKeys) }))
    case 'invalid_type':
      return [{ path, message: wrongType(issue.expected, issue.input) }]
    case 'invalid_value': {
      const choices = issue.values.map(String).join(', ')
      const missing = issue.input === undefined || issue.input === null
      return [
        {
          path,
          message: missing
            ? `is missing: write one of ${choices}`
            : `is ${shown(issue.input)}, but must be one of ${choices}`,
        },
      ]
    }
    case 'too_small':
      return [{ path, message: 'must not be empty' }]
    default:
      return [{ path, message: `${shown(issue.input)} ${issue.message}` }]
  }
}

function unknownKey(key: string, knownKeys: readonly string[]): string {
  const meant = suggestClosest(key, knownKeys)
  return meant
    ? `"${key}" is not a key of this file; did you mean "${meant}"?`
    : `"${key}" is not a key of this file`
}

function wrongType(expected: string, input: unknown): string {
  if (input === undefined || input === null) return 'is missing'
  if (expected === 'string') return `is ${shown(input)}, but must be text: put it in quotes`
  if (expected === 'boolean') return `is ${shown(input)}, but must be true or false, without quotes`
  if (expected === 'array') return 'must be a list: lines that begin with "- "'
  return 'must be made of keys with values'
}

function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? String(input)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
