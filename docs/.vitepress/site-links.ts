/** Where the repository's files are on the site. In the repository links lead from file to file, as GitHub follows them. */
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MarkdownRenderer } from 'vitepress'

/** Of the pages that are not in `docs/`. */
const otherPages: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'README.ja.md': 'ja/index.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'contributing.md',
  'SECURITY.md': 'security-reports.md',
  'bench/README.md': 'performance.md',
}

/** The page of a file, from the folder of the site; undefined for what is no page of it. */
export function toSitePath(file: string): string | undefined {
  const page = otherPages[file]
  if (page !== undefined) return page
  const [, path = ''] = /^docs\/((?:decisions\/)?[\w.-]+\.md)$/.exec(file) ?? []
  if (path === '') return undefined
  const plain = path.replace(/(^|\/)README\.md$/, '$1index.md')
  return plain.endsWith('.ja.md') ? `ja/${plain.slice(0, -'.ja.md'.length)}.md` : plain
}

/** As GitHub makes it of a heading. */
export function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

export interface SiteLinks {
  readonly excluded: string[]
  readonly toSitePath: (file: string) => string
  readonly plugin: (markdown: MarkdownRenderer) => void
  /** What pages link to and is no page goes along, as it is. */
  readonly copyFiles: (outDir: string) => void
}

export function createSiteLinks(root: URL): SiteLinks {
  const files = new Set<string>()

  /** Throws for what is not there: the build fails. Undefined: the link stays as it is. */
  function toHref(link: string, from: string): string | undefined {
    if (/^(?:[a-z]+:|#|\/)/i.test(link)) return undefined
    const [path = '', anchor] = link.split('#')
    const file = posix.join(posix.dirname(from), decodeURI(path))
    const at = new URL(file, root)
    if (!existsSync(at)) throw new Error(`${from} links to ${link}, which is not there`)
    const page = statSync(at).isDirectory() ? posix.join(file, 'README.md') : file
    const sitePath = toSitePath(page)
    if (sitePath !== undefined) return `/${sitePath}${anchor === undefined ? '' : `#${anchor}`}`
    if (statSync(at).isDirectory()) throw new Error(`${from} links to the folder ${link}, which has no page`)
    files.add(file)
    return `/files/${file}`
  }

  return {
    excluded: ['!(docs|bench)/**/*', 'docs/!(decisions)/**/*', 'bench/!(README.md)'],
    toSitePath: (file) => toSitePath(file) ?? file,
    plugin(markdown) {
      markdown.core.ruler.push('site-links', ({ tokens, env }) => {
        const from = (env.realPath ?? env.path) as string
        const file = posix.relative(fileURLToPath(root), from)
        for (const token of tokens)
          for (const child of token.children ?? []) {
            const href = child.type === 'link_open' ? child.attrGet('href') : null
            const changed = href === null ? undefined : toHref(href, file)
            if (changed !== undefined) child.attrSet('href', changed)
            // What is no page is nothing for the site's router.
            if (changed?.startsWith('/files/')) child.attrSet('target', '_self')
          }
      })
    },
    copyFiles(outDir) {
      for (const file of files) {
        const to = join(outDir, 'files', file)
        mkdirSync(dirname(to), { recursive: true })
        cpSync(new URL(file, root), to)
      }
    },
  }
}

/** A `<picture>` goes by the system's theme; on the site, people choose one. Both pictures are there, and the theme shows one. */
export function splitPictures(markdown: MarkdownRenderer): void {
  const render = markdown.renderer.rules.html_block
  markdown.renderer.rules.html_block = (tokens, index, options, env, self) => {
    const token = tokens[index]
    const [, dark, light, alt] =
      /<picture>\s*<source[^>]* srcset="([^"]+)">\s*<img src="([^"]+)" alt="([^"]*)">\s*<\/picture>/.exec(
        token?.content ?? '',
      ) ?? []
    if (dark === undefined) return render?.(tokens, index, options, env, self) ?? token?.content ?? ''
    return `<p><img class="only-light" src="${light}" alt="${alt}"><img class="only-dark" src="${dark}" alt="${alt}"></p>\n`
  }
}
