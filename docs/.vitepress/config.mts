/** The documentation as a site: the same Markdown that is read in the repository, and nothing that is fetched from elsewhere (docs/decisions/0042). */
import { type DefaultTheme, defineConfig } from 'vitepress'
import { stagePages } from './pages.ts'
import { listSidebar } from './sidebar.ts'
import { createSiteLinks, toAnchor } from './site-links.ts'

const root = new URL('../../', import.meta.url)
const pages = stagePages(root, new URL('./cache/pages/', import.meta.url))
const links = createSiteLinks(root, pages)

export default defineConfig({
  title: 'Casethread',
  srcDir: './.vitepress/cache/pages',
  outDir: './.vitepress/dist',
  cacheDir: './.vitepress/cache',
  // The playground's own address.
  ignoreDeadLinks: 'localhostLinks',
  // Pages are found by their folder, and nobody is asked for a picture or a font elsewhere.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'A support case desk in team chat, for Google Workspace resellers',
      themeConfig: { sidebar: listSidebar('en') },
    },
    ja: {
      label: '日本語',
      lang: 'ja',
      description: 'Google Workspace の販売パートナーのための、チャットで使うサポートケース窓口',
      themeConfig: {
        sidebar: listSidebar('ja'),
        outline: { level: [2, 3], label: 'このページの内容' },
        docFooter: { prev: '前へ', next: '次へ' },
        darkModeSwitchLabel: '配色',
        lightModeSwitchTitle: 'ライト モードに切り替える',
        darkModeSwitchTitle: 'ダーク モードに切り替える',
        sidebarMenuLabel: 'メニュー',
        returnToTopLabel: 'トップへ戻る',
        langMenuLabel: '言語',
        notFound: {
          title: 'ページが見つかりません',
          quote: 'アドレスを確認するか、検索をご利用ください。',
          linkLabel: 'ホーム',
          linkText: 'ホームへ',
        },
      },
    },
  },
  themeConfig: {
    // For the menu of languages, which would lead to pages that are not there.
    untranslated: listUntranslated(),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: {
        // This function is written out into the page: it may use nothing from around it.
        miniSearch: {
          options: {
            tokenize: (text) => {
              const words = new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)
              return Array.from(words).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []))
            },
          },
        },
        locales: { ja: { translations: japaneseSearch() } },
      },
    },
  },
  markdown: {
    anchor: { slugify: toAnchor },
    config: (markdown) => {
      markdown.use(links.plugin)
    },
  },
  buildEnd: ({ outDir }) => links.copyFiles(outDir),
})

function japaneseSearch(): DefaultTheme.LocalSearchOptions['translations'] {
  return {
    button: { buttonText: '検索', buttonAriaLabel: '検索' },
    modal: {
      displayDetails: '詳細を表示',
      resetButtonTitle: '検索語を消去',
      backButtonTitle: '検索を閉じる',
      noResultsText: '見つかりませんでした：',
      footer: { selectText: '選択', navigateText: '移動', closeText: '閉じる' },
    },
  }
}

/** Pages that there are in English only, as the site's addresses have them. */
function listUntranslated(): readonly string[] {
  return [...pages.keys()]
    .filter((page) => !page.startsWith('ja/') && !pages.has(`ja/${page}`))
    .map((page) => page.replace(/(^|index)\.md$/, '').replace(/\.md$/, ''))
}
