import { existsSync } from 'node:fs'

/** The folder of package.json, with a slash at its end: the same whether this runs from the sources or from `dist`. */
export function packageRoot(): URL {
  for (let at = new URL('.', import.meta.url); ; at = new URL('..', at)) {
    if (existsSync(new URL('package.json', at))) return at
    if (at.pathname === '/') throw new Error('package.json was not found above this file')
  }
}
