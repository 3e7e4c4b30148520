import { loadItem, saveItem } from './browser-storage.ts'

export type Theme = 'light' | 'dark'

/** What the person chose, or null to follow the system. */
export function rememberedTheme(): Theme | null {
  const kept = loadItem('theme')
  return kept === 'light' || kept === 'dark' ? kept : null
}

export function currentTheme(): Theme {
  const chosen = rememberedTheme()
  if (chosen) return chosen
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function applyTheme(theme: Theme | null): void {
  if (theme) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
}

export function chooseTheme(theme: Theme): void {
  saveItem('theme', theme)
  applyTheme(theme)
}
