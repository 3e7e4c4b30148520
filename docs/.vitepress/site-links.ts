/** Links and pictures lead from file to file in the repository, as GitHub follows them; on the site they lead from page to page. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { pictures, toSitePath } from './pages.ts'

/** As GitHub makes it of a heading. */
export function toAnchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
}

type Token = ReturnType<MarkdownRenderer['parse']>[number]

export interface SiteLinks {
  readonly plugin: (markdown: MarkdownRenderer) => void
  /** What pages link to and is no page goes along, as it is. */
  readonly copyFiles: (outDir: string) => void
}

/** `pages`: every page of the site, with its file. A link to what is not there fails the build. */
export function createSiteLinks(root: URL, pages: ReadonlyMap<string, string>): SiteLinks {
  const files = new Set<string>()

  /** Undefined: the link stays as it is. */
  function toHref(link: string, from: string): string | undefined {
    if (/^(?:[a-z]+:|#|\/)/i.test(link)) return undefined
    const [path = '', anchor] = link.split('#')
    const file = posix.join(posix.dirname(from), decodeURI(path))
    if (!existsSync(new URL(file, root))) throw new Error(`${from} links to ${link}, which is not there`)
    const page = toSitePath(file)
    if (page !== undefined) return `/${page}${anchor === undefined ? '' : `#${anchor}`}`
    if (statSync(new URL(file, root)).isDirectory())
      throw new Error(`${from} links to the folder ${link}, which has no page`)
    files.add(file)
    return `/files/${file}`
  }

  /** The site's own picture, from a page of it. */
  function toPicture(source: string, page: string): string {
    const from = posix.dirname(pages.get(page) ?? page)
    const file = posix.join(from, source)
    if (!file.startsWith(`${pictures}/`)) return source
    return posix
      .relative(posix.dirname(page), posix.join('pictures', posix.relative(pictures, file)))
      .replace(/^(?!\.)/, './')
  }

  function changeLinks(children: readonly Token[], file: string): void {
    for (const [index, token] of children.entries()) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      const changed = href === null ? undefined : toHref(href, file)
      if (href === null || changed === undefined) continue
      token.attrSet('href', changed)
      // What is no page is nothing for the site's router.
      if (changed.startsWith('/files/')) token.attrSet('target', '_self')
      // In the repository a page is called by its file.
      const text = children[index + 1]
      if (text?.type === 'text' && /^[\w./-]+\.md$/.test(text.content)) text.content = readTitle(href, file)
    }
  }

  function readTitle(href: string, from: string): string {
    const [path = ''] = href.split('#')
    const text = readFileSync(new URL(posix.join(posix.dirname(from), path), root), 'utf8')
    return /^# (.+)$/m.exec(text)?.[1] ?? path
  }

  return {
    plugin(markdown) {
      markdown.core.ruler.push('site-links', ({ tokens, env }) => {
        const page = String(env.relativePath)
        const file = pages.get(page)
        if (file === undefined) return
        for (const token of tokens) {
          if (token.type === 'html_block')
            token.content = splitPicture(token.content, (source) => toPicture(source, page))
          changeLinks(token.children ?? [], file)
          for (const child of token.children ?? [])
            if (child.type === 'image') child.attrSet('src', toPicture(child.attrGet('src') ?? '', page))
        }
        hideLanguageLink(tokens)
      })
      joinJapaneseLines(markdown)
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
function splitPicture(html: string, toPath: (source: string) => string): string {
  return html.replace(
    /<picture>\s*<source[^>]* srcset="([^"]+)">\s*<img src="([^"]+)" alt="([^"]*)">\s*<\/picture>/g,
    (_, dark: string, light: string, alt: string) =>
      `<p><img class="only-light" src="${toPath(light)}" alt="${alt}"><img class="only-dark" src="${toPath(dark)}" alt="${alt}"></p>`,
  )
}

/** The site has a menu of its own for the languages. */
function hideLanguageLink(tokens: readonly Token[]): void {
  const at = tokens.findIndex(
    ({ type, content }) => type === 'inline' && /^\[(?:日本語|English)\]\([^)]+\)$/.test(content),
  )
  const link = tokens[at]
  if (!link || at > 6) return
  link.children = []
  for (const token of [tokens[at - 1], tokens[at + 1]]) if (token) token.hidden = true
}

/** A line that goes on begins no new word in Japanese. */
function joinJapaneseLines(markdown: MarkdownRenderer): void {
  const japanese = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}！-｠]/u
  const render = markdown.renderer.rules.softbreak
  markdown.renderer.rules.softbreak = (tokens, index, options, env, self) => {
    const before = tokens[index - 1]?.content.at(-1) ?? ''
    const after = tokens[index + 1]?.content.at(0) ?? ''
    if (japanese.test(before) && japanese.test(after)) return ''
    return render?.(tokens, index, options, env, self) ?? '\n'
  }
}
