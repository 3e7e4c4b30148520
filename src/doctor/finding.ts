/** What `casethread doctor` found: one line each, with what to do next where something is to be done. */

/** `by-hand`: no API tells; a person has to look. `warning`: it works, but not as it should. `fault`: something does not work. */
export type Level = 'ok' | 'by-hand' | 'warning' | 'fault'

export interface Finding {
  readonly level: Level
  /** What is so. */
  readonly message: string
  /** What to do about it. */
  readonly next?: string
}

export interface Chapter {
  readonly title: string
  readonly findings: readonly Finding[]
}

export const ok = (text: string): Finding => ({ level: 'ok', message: text })
export const byHand = (text: string, next: string): Finding => ({ level: 'by-hand', message: text, next })
export const warning = (text: string, next: string): Finding => ({ level: 'warning', message: text, next })
export const problem = (text: string, next: string): Finding => ({ level: 'fault', message: text, next })

const marks: Readonly<Record<Level, string>> = { ok: '✓', 'by-hand': '?', warning: '!', fault: '✗' }

/** The chapters as a person reads them in a terminal. */
export function describeChapters(chapters: readonly Chapter[]): string {
  return chapters
    .map(({ title, findings }) => [title, ...findings.flatMap(toLines)].join('\n'))
    .concat(sumUp(chapters.flatMap(({ findings }) => findings)))
    .join('\n\n')
}

function toLines({ level, message: text, next }: Finding): readonly string[] {
  return [`  ${marks[level]} ${text}`, ...(next ? [`      → ${next}`] : [])]
}

function sumUp(findings: readonly Finding[]): string {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length
  const faults = count('fault')
  const rest = [
    counted(count('warning'), 'warning'),
    count('by-hand') > 0 ? `${count('by-hand')} to look at by hand` : '',
  ]
    .filter(Boolean)
    .join(', ')
  const head = faults === 0 ? 'Nothing is wrong' : `${counted(faults, 'fault')} to mend`
  return rest ? `${head}; ${rest}.` : `${head}.`
}

function counted(count: number, noun: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`
}
