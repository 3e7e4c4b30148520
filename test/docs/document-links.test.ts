import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'

const documents = ['', 'docs/', 'docs/decisions/', 'bench/'].flatMap((folder) =>
  readdirSync(new URL(folder, packageRoot()))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}${file}`),
)

/** As GitHub makes it of a heading. */
function toAnchor(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

function isThere(link: string, document: string): boolean {
  const [path = '', anchor = ''] = link.split('#')
  const target =
    path === '' ? new URL(document, packageRoot()) : new URL(path, new URL(document, packageRoot()))
  if (!existsSync(target)) return false
  if (anchor === '' || !target.pathname.endsWith('.md')) return true
  const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)]
  return headings.some(([, heading = '']) => toAnchor(heading) === anchor)
}

it('every link from one document to another leads to a file and a heading that are there', () => {
  const links = documents.flatMap((document) =>
    [
      ...readFileSync(new URL(document, packageRoot()), 'utf8').matchAll(
        /\]\((?!https?:|mailto:)([^)\s]+)\)/g,
      ),
    ].map(([, link = '']) => ({ document, link })),
  )

  expect(links.length).toBeGreaterThan(100)
  expect(links.filter(({ document, link }) => !isThere(link, document))).toEqual([])
  expect(isThere('docs/targets.md#no-such-heading', 'README.md')).toBe(false)
  expect(isThere('docs/no-such-file.md', 'README.md')).toBe(false)
})
