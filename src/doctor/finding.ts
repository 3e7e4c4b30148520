/** What `casethread doctor` found: one line each, with what to do next where something is to be done. */

import { counted } from './counted.ts'
import type { FindingKind } from './finding-kinds.ts'

/** `by-hand`: no API tells; a person has to look. `warning`: it works, but not as it should. `fault`: something does not work. */
export type Level = 'ok' | 'by-hand' | 'warning' | 'fault'

export interface About {
  readonly kind: FindingKind
  /** What it is about: an address, a domain, a setting, a channel. */
  readonly subject: string
  /** Of a fault. `settings`: they or a file that they name have to be corrected first. `unreachable`: it may pass by itself. */
  readonly cause?: 'settings' | 'unreachable'
}

export interface Finding extends About {
  readonly level: Level
  /** What is so. */
  readonly message: string
  /** What to do about it. */
  readonly remedy?: string
}

export interface Chapter {
  readonly title: string
  readonly findings: readonly Finding[]
}

export const ok = (about: About, message: string): Finding => ({ ...about, level: 'ok', message })
export const byHand = (about: About, message: string, remedy: string): Finding => ({
  ...about,
  level: 'by-hand',
  message,
  remedy,
})
export const warning = (about: About, message: string, remedy: string): Finding => ({
  ...about,
  level: 'warning',
  message,
  remedy,
})
export const problem = (about: About, message: string, remedy: string): Finding => ({
  ...about,
  level: 'fault',
  message,
  remedy,
})

const marks: Readonly<Record<Level, string>> = { ok: '✓', 'by-hand': '?', warning: '!', fault: '✗' }

/** More of one kind in a row are counted only: a directory may have thousands of accounts. */
const maxAlike = 20

/** The chapters as a person reads them in a terminal. */
/** `paint` colours the mark that a finding begins with. */
export function describeChapters(chapters: readonly Chapter[], paint: PaintMark = (_, mark) => mark): string {
  return chapters
    .map(({ title, findings }) => [title, ...describeFindings(findings, paint)].join('\n'))
    .concat(sumUp(chapters.flatMap(({ findings }) => findings)))
    .join('\n\n')
}

export type PaintMark = (level: Level, mark: string) => string

function describeFindings(findings: readonly Finding[], paint: PaintMark): readonly string[] {
  const lines: string[] = []
  let alike = 0
  findings.forEach((finding, at) => {
    const [before, next] = [findings[at - 1], findings[at + 1]]
    alike = isAlike(before, finding) ? alike + 1 : 1
    if (alike <= maxAlike) lines.push(...toLines(finding, paint))
    if (alike > maxAlike && !isAlike(next, finding))
      lines.push(
        `  ${paint(finding.level, marks[finding.level])} ${alike - maxAlike} more like this: --json lists them all.`,
      )
  })
  return lines
}

function isAlike(a: Finding | undefined, b: Finding): boolean {
  return a?.kind === b.kind && a.level === b.level
}

function toLines({ level, message, remedy }: Finding, paint: PaintMark): readonly string[] {
  return [`  ${paint(level, marks[level])} ${indent(message)}`, ...(remedy ? [`      → ${remedy}`] : [])]
}

/** A file's faults come one a line. */
function indent(message: string): string {
  return message.replaceAll('\n', '\n    ')
}

function count(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length
}

function sumUp(findings: readonly Finding[]): string {
  const [faults, warnings, toLook] = [
    count(findings, 'fault'),
    count(findings, 'warning'),
    count(findings, 'by-hand'),
  ]
  const parts = [
    ...(faults > 0 ? [`${counted(faults, 'problem')} to fix`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ]
  const head = parts.length > 0 ? parts.join(', ') : 'Nothing is wrong'
  return toLook > 0 ? `${head}; ${toLook} to look at by hand.` : `${head}.`
}

/** What `doctor --json` prints; docs/doctor.md describes it. */
export interface Report {
  readonly exitCode: number
  readonly counts: Readonly<Record<Level, number>>
  readonly findings: readonly {
    readonly level: Level
    readonly kind: FindingKind
    readonly subject: string
    readonly text: string
    readonly remedy: string | null
    readonly chapter: string
  }[]
}

export function toReport(chapters: readonly Chapter[], exitCode: number): Report {
  const all = chapters.flatMap(({ findings }) => findings)
  return {
    exitCode,
    counts: {
      ok: count(all, 'ok'),
      'by-hand': count(all, 'by-hand'),
      warning: count(all, 'warning'),
      fault: count(all, 'fault'),
    },
    findings: chapters.flatMap(({ title, findings }) =>
      findings.map(({ level, kind, subject, message, remedy }) => ({
        level,
        kind,
        subject,
        text: message,
        remedy: remedy ?? null,
        chapter: title,
      })),
    ),
  }
}
