/** The documents of the repository, and what they show as code. */
import { readdirSync, readFileSync } from 'node:fs'
import { packageRoot } from '../../src/config/package-root.ts'

export interface Shown {
  /** With the number of its line: `docs/backup.md:12`. */
  readonly at: string
  readonly text: string
  /** Of a block of its own, to be copied; else in a sentence. */
  readonly isBlock: boolean
}

export function readDocument(file: string): string {
  return readFileSync(new URL(file, packageRoot()), 'utf8')
}

/** README, the guides in both languages, and what stands beside them; decisions tell of their time and are left out. */
export function listDocuments(): readonly string[] {
  return ['', 'docs/', 'bench/'].flatMap((folder) =>
    readdirSync(new URL(folder, packageRoot()))
      .filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md')
      .map((file) => `${folder}${file}`),
  )
}

/** Each line of a block of code, a line that goes on with `\` as one; and each piece of code in a sentence. */
export function listCode(file: string): readonly Shown[] {
  const shown: Shown[] = []
  let isBlock = false
  let begun = ''
  for (const [index, line] of readDocument(file).split('\n').entries()) {
    const at = `${file}:${index + 1}`
    if (/^\s*```/.test(line)) isBlock = !isBlock
    else if (!isBlock)
      for (const [, text = ''] of line.matchAll(/`([^`]+)`/g)) shown.push({ at, text, isBlock: false })
    else if (line.endsWith('\\')) begun += `${line.slice(0, -1).trim()} `
    else {
      shown.push({ at, text: begun + line.trim(), isBlock: true })
      begun = ''
    }
  }
  return shown
}
