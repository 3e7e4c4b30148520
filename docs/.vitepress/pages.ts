/** Which files of the repository are pages of the site, and where. The site is made of copies in its own order, one folder per language. */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Of the pages that are not in `docs/`. */
const otherPages: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'README.ja.md': 'ja/index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security-reports.md',
  'bench/README.md': 'performance.md',
}
export const pictures = 'docs/pictures'

/** The page of a file, from the folder of the site; undefined for what is no page of it. */
export function toSitePath(file: string): string | undefined {
  const page = otherPages[file]
  if (page !== undefined) return page
  const [, path = ''] = /^docs\/((?:decisions\/)?[\w.-]+\.md)$/.exec(file) ?? []
  if (path === '') return undefined
  const plain = path.replace(/(^|\/)README\.md$/, '$1index.md')
  return plain.endsWith('.ja.md') ? `ja/${plain.slice(0, -'.ja.md'.length)}.md` : plain
}

/** Every page of the site, with the file that it is made of. */
export function listPages(root: URL): ReadonlyMap<string, string> {
  const inFolder = (folder: string) =>
    readdirSync(new URL(folder, root))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}${file}`)
  const files = [...Object.keys(otherPages), ...inFolder('docs/'), ...inFolder('docs/decisions/')]
  return new Map(files.map((file) => [toSitePath(file) ?? file, file]))
}

/** Copies the pages and their pictures to where VitePress reads them, in the place of what was there. */
export function stagePages(root: URL, folder: URL): ReadonlyMap<string, string> {
  const pages = listPages(root)
  const to = fileURLToPath(folder)
  rmSync(to, { recursive: true, force: true })
  for (const [page, file] of pages) {
    mkdirSync(dirname(join(to, page)), { recursive: true })
    cpSync(new URL(file, root), join(to, page))
  }
  cpSync(new URL(pictures, root), join(to, 'pictures'), { recursive: true })
  return pages
}
