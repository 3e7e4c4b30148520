/** What the site lists on its left: README's guides, in the order in which somebody needs them. */
import { existsSync, readFileSync } from 'node:fs'
import type { DefaultTheme } from 'vitepress'

export type Language = 'en' | 'ja'

const docs = new URL('../', import.meta.url)

/** Groups of pages of `docs/`; every page stands in one of them (test/docs/site.test.ts). */
export const groups: readonly {
  readonly name: Readonly<Record<Language, string>>
  readonly pages: readonly string[]
}[] = [
  {
    name: { en: 'Begin', ja: '始める' },
    pages: ['playground', 'quick-start', 'google-chat', 'team-guide'],
  },
  {
    name: { en: 'Use it', ja: '使う' },
    pages: ['commands', 'daily-work', 'conversations', 'linking', 'notifications', 'reporting', 'parity'],
  },
  {
    name: { en: 'Set it up', ja: '設定する' },
    pages: [
      'settings',
      'directory',
      'another-domain',
      'google-directory',
      'several-workspaces',
      'categories',
      'targets',
      'mail',
      'importing',
    ],
  },
  {
    name: { en: 'Operate it', ja: '運用する' },
    pages: [
      'handbook',
      'security',
      'running',
      'doctor',
      'delivery',
      'backup',
      'upgrading',
      'sizing',
      'exit-codes',
      'leaving',
    ],
  },
  {
    name: { en: 'Understand it', ja: '詳しく知る' },
    pages: ['rules', 'glossary', 'decisions/README'],
  },
]

/** A page that there is in one language only is listed in both. */
export function listSidebar(language: Language): DefaultTheme.SidebarItem[] {
  return groups.map(({ name, pages }) => ({
    text: name[language],
    items: pages.map((page) => {
      const isTranslated = language === 'ja' && existsSync(new URL(`${page}.ja.md`, docs))
      const file = isTranslated ? `${page}.ja.md` : `${page}.md`
      const title = readTitle(file)
      return {
        text: language === 'ja' && !isTranslated ? `${title}（英語）` : title,
        link: `${isTranslated ? '/ja' : ''}/${page.replace(/README$/, '')}`,
      }
    }),
  }))
}

function readTitle(file: string): string {
  const [, title = file] = /^# (.+)$/m.exec(readFileSync(new URL(file, docs), 'utf8')) ?? []
  return title
}
