/** The default theme with the fonts of the reader's system, which has those of their language. */
import type { Theme } from 'vitepress'
import defaultTheme from 'vitepress/theme-without-fonts'
import './style.css'

interface SiteConfig {
  /** Pages that there are in English only. */
  readonly untranslated?: readonly string[]
}

const theme: Theme = {
  ...defaultTheme,
  enhanceApp(context) {
    defaultTheme.enhanceApp?.(context)
    const { router, siteData } = context
    // The menu of languages leads to the page of the same name: where there is none, the English one stays.
    router.onBeforeRouteChange = (to) => {
      const { untranslated = [] } = siteData.value.themeConfig as SiteConfig
      const [, page] = /\/ja\/([^?#]*?)(?:index)?(?:\.html)?(?:[?#]|$)/.exec(to) ?? []
      if (page === undefined || !untranslated.includes(page)) return true
      void router.go(to.replace('/ja/', '/'))
      return false
    }
  },
}

export default theme
