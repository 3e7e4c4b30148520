/** The documentation as a site: built from the files as they are, complete, in both languages, and with nothing from elsewhere. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listPages, toSitePath } from '../../docs/.vitepress/pages.ts'
import { groups } from '../../docs/.vitepress/sidebar.ts'
import { createSiteLinks, toAnchor } from '../../docs/.vitepress/site-links.ts'
import { packageRoot } from '../../src/config/package-root.ts'

const run = promisify(execFile)
const root = packageRoot()

it('every guide is listed at the side, once', () => {
  const guides = readdirSync(new URL('docs/', root))
    .filter((file) => file.endsWith('.md') && !file.endsWith('.ja.md'))
    .map((file) => file.slice(0, -'.md'.length))
  expect(groups.flatMap(({ pages }) => pages).toSorted()).toEqual([...guides, 'decisions/README'].toSorted())
})

it('a page has an address by its language', () => {
  expect(toSitePath('README.ja.md')).toBe('ja/index.md')
  expect(toSitePath('docs/backup.md')).toBe('backup.md')
  expect(toSitePath('docs/backup.ja.md')).toBe('ja/backup.md')
  expect(toSitePath('docs/decisions/README.md')).toBe('decisions/index.md')
  expect(toSitePath('docs/samples/cases.csv')).toBeUndefined()
  expect(toAnchor('`.env` ファイル')).toBe('env-ファイル')
})

describe('the site', () => {
  const outDir = mkdtempSync(join(tmpdir(), 'casethread-site-'))
  const read = (page: string) => readFileSync(join(outDir, page), 'utf8')

  beforeAll(async () => {
    const vitepress = fileURLToPath(new URL('node_modules/vitepress/bin/vitepress.js', root))
    await run(process.execPath, [vitepress, 'build', 'docs', '--outDir', outDir], {
      cwd: fileURLToPath(root),
    })
  }, 180_000)
  afterAll(() => rmSync(outDir, { recursive: true }))

  it('has every page', () => {
    const missing = [...listPages(root).keys()].filter(
      (page) => !existsSync(join(outDir, page.replace(/\.md$/, '.html'))),
    )
    expect(missing).toEqual([])
  })

  it('gets nothing from elsewhere: no script, style, font or picture', () => {
    const pages = readdirSync(outDir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(html|css)$/.test(file),
    )
    expect(pages.length).toBeGreaterThan(80)
    for (const page of pages) {
      expect(read(page), page).not.toMatch(/(?:\ssrc|srcset)="(?:https?:)?\/\//)
      expect(read(page), page).not.toMatch(/<link [^>]*href="(?:https?:)?\/\//)
      expect(read(page), page).not.toMatch(/url\(["']?(?:https?:)?\/\/|@import/)
    }
  })

  it('has README’s pictures for both themes, and the files that pages link to', () => {
    expect(read('index.html')).toMatch(/<img class="only-light" src="\/assets\/case-slack\.[\w-]+\.png"/)
    expect(read('ja/index.html')).toMatch(
      /<img class="only-dark" src="\/assets\/case-gchat-ja-dark\.[\w-]+\.png"/,
    )
    expect(read('files/manifest.yml')).toContain('slash_commands')
  })

  it('calls pages by their titles, and leads from a Japanese page to Japanese ones', () => {
    expect(read('ja/quick-start.html')).toMatch(
      /<a href="\/ja\/linking\.html"[^>]*>アカウントの結び付け<\/a>/,
    )
    expect(read('ja/quick-start.html')).not.toMatch(/>[\w.-]+\.ja\.md</)
  })

  it('can be searched in both languages, by words that stand without spaces', () => {
    const chunks = readdirSync(join(outDir, 'assets/chunks')).filter((file) =>
      file.includes('localSearchIndex'),
    )
    const indexOf = (locale: string) =>
      read(`assets/chunks/${chunks.find((file) => file.includes(`localSearchIndex${locale}.`))}`)
    expect(indexOf('ja')).toContain('"復元"')
    expect(indexOf('root')).toContain('restore')
    expect(indexOf('root')).not.toContain('復元する')
  })
})

it('a link that leads nowhere is a fault, whatever it is to', () => {
  const links = createSiteLinks(root, new Map([['a.md', 'docs/a.md']]))
  expect(() => renderWith(links, '[x](no-such-page.md)')).toThrow('docs/a.md links to no-such-page.md')
  expect(() => renderWith(links, '[x](samples)')).toThrow('which has no page')
  expect(renderWith(links, '[x](samples/cases.csv) [y](backup.ja.md#復元する) [z](../README.md)')).toEqual([
    '/files/docs/samples/cases.csv',
    '/ja/backup.md#復元する',
    '/index.md',
  ])
})

type Plugin = Parameters<ReturnType<typeof createSiteLinks>['plugin']>[0]

/** Where the links of a line lead, as far as the plugin sees them. */
function renderWith({ plugin }: ReturnType<typeof createSiteLinks>, line: string): readonly string[] {
  const hrefs = [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, href = '']) => href)
  const children = hrefs.flatMap((href) => {
    let now = href
    return [
      {
        type: 'link_open',
        attrGet: () => now,
        attrSet(name: string, value: string) {
          if (name === 'href') now = value
        },
        content: '',
      },
    ]
  })
  const rules: ((state: object) => void)[] = []
  const markdown = {
    core: { ruler: { push: (_name: string, rule: (state: object) => void) => rules.push(rule) } },
    renderer: { rules: {} },
  }
  plugin(markdown as unknown as Plugin)
  for (const rule of rules)
    rule({ tokens: [{ type: 'inline', content: line, children }], env: { relativePath: 'a.md' } })
  return children.map(({ attrGet }) => attrGet())
}
