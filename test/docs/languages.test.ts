/** A page in Japanese is the same page: it has every part, command, and row of the English one. */
import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { listCode, readDocument } from '../support/list-documents.ts'

const pages = readdirSync(new URL('docs/', packageRoot())).filter((file) => file.endsWith('.md'))
const isTranslated = (page: string) => pages.includes(page.replace(/\.md$/, '.ja.md'))

/** Who works on the product reads these; all else is for who runs or uses it. */
const forDevelopers = ['glossary.md', 'rules.md']
const pairs = [
  ['README.md', 'README.ja.md'] as const,
  ...pages
    .filter((page) => !page.endsWith('.ja.md') && isTranslated(page))
    .map((page) => [`docs/${page}`, `docs/${page.replace(/\.md$/, '.ja.md')}`] as const),
]

it('every page for people who run or use it is there in Japanese, and no Japanese one without the English', () => {
  const english = pages.filter((page) => !page.endsWith('.ja.md'))
  const missing = english.filter((page) => !isTranslated(page) && !forDevelopers.includes(page))
  expect(missing).toEqual([])
  const alone = pages.filter(
    (page) => page.endsWith('.ja.md') && !pages.includes(page.replace('.ja.md', '.md')),
  )
  expect(alone).toEqual([])
})

/** What somebody copies: the same in both languages, but for remarks and names of what is to be put in. */
function listLines(file: string): readonly string[] {
  return listCode(file)
    .filter(({ isBlock }) => isBlock)
    .map(({ text }) =>
      text
        .replace(/(^|\s+)#(?!\d).*$/, '')
        .replace(/<[^>]*>/g, '<>')
        // The reason is free text.
        .replace(/(hold \d+) (?!--).*$/, '$1 …')
        .trim(),
    )
    .filter((line) => /[a-z]/i.test(line))
}

function describeShape(file: string) {
  const text = readDocument(file)
  const prose = text.replace(/^ *```.*?^ *```$/gms, '').replace(/<!-- generated.*?generated: end -->/gms, '')
  const count = (pattern: RegExp) => [...prose.matchAll(pattern)].length
  return {
    headings: [...prose.matchAll(/^(#+) /gm)].map(([, level]) => level),
    rows: count(/^ *\|/gm),
    items: count(/^ *(?:-|\d+\.) /gm),
    blocks: [...text.matchAll(/^ *```\w*$/gm)].length,
    settings: [...new Set(prose.match(/\b[A-Z]{3,}_[A-Z_]+\b/g) ?? [])].toSorted(),
  }
}

describe.each(pairs)('%s and %s', (english, japanese) => {
  it('have the same parts, and name the same settings', () => {
    expect(describeShape(japanese)).toEqual(describeShape(english))
  })

  it('show the same commands', () => {
    // The manifest is printed in the reader's language.
    const plain = (file: string) => listLines(file).map((line) => line.replace(' --language ja', ''))
    expect(plain(japanese)).toEqual(plain(english))
  })

  it('lead to each other, and the Japanese one to pages in Japanese where there are any', () => {
    const name = (file: string) => posix.basename(file)
    expect(readDocument(english)).toContain(`[日本語](${name(japanese)})`)
    expect(readDocument(japanese)).toContain(`[English](${name(english)})`)
    const links = [...readDocument(japanese).matchAll(/\]\(([^):#\s]+\.md)(?:#[^)]*)?\)/g)]
      .map(([, path = '']) => posix.basename(path))
      .filter((path) => path !== name(english) && !path.endsWith('.ja.md'))
    expect(links.filter(isTranslated)).toEqual([])
  })
})
