import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findExitCode } from '../../src/cli/doctor-command.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import {
  byHand,
  describeChapters,
  type Finding,
  ok,
  problem,
  toReport,
  warning,
} from '../../src/doctor/finding.ts'
import { findingKinds } from '../../src/doctor/finding-kinds.ts'

const about = { kind: 'mail', subject: 'smtp.example.com' } as const
const fine = ok(about, 'It answers.')
const look = byHand(about, 'It may.', 'Look.')
const warned = warning(about, 'It is slow.', 'Wait.')
const broken = problem(about, 'It is gone.', 'Fix it.')
const unreached = problem({ ...about, cause: 'unreachable' }, 'It is away.', 'Try again.')
const unset = problem({ ...about, cause: 'settings' }, 'It is unset.', 'Set it.')

const summary = (...findings: readonly Finding[]) =>
  describeChapters([{ title: 'Mail', findings }])
    .split('\n')
    .at(-1)

it('says that nothing is wrong only where that is so', () => {
  expect(summary(fine)).toBe('Nothing is wrong.')
  expect(summary(fine, look)).toBe('Nothing is wrong; 1 to look at by hand.')
  expect(summary(fine, warned)).toBe('1 warning.')
  expect(summary(warned, warned, look)).toBe('2 warnings; 1 to look at by hand.')
  expect(summary(broken, warned)).toBe('1 problem to fix, 1 warning.')
})

it.each<[string, readonly Finding[], number]>([
  ['nothing to fix', [fine, look, warned], 0],
  ['a problem', [fine, broken], 1],
  ['a server that may be back', [warned, unreached], 69],
  ['both', [unreached, broken], 1],
  ['a setting, whatever else', [unreached, broken, unset], 78],
])('ends by the worst: %s', (_what, findings, expected) => {
  expect(findExitCode(findings)).toBe(expected)
})

it('shows a terminal no more than twenty alike, and a program all', () => {
  const many = Array.from({ length: 25 }, () => warned)
  const lines = describeChapters([{ title: 'Mail', findings: [...many, fine] }]).split('\n')
  expect(lines.filter((line) => line.includes('It is slow.'))).toHaveLength(20)
  expect(lines).toContain('  ! 5 more like this: --json lists them all.')
  expect(toReport([{ title: 'Mail', findings: many }], 0).findings).toHaveLength(25)
})

it('shows a file’s faults beneath each other, set in', () => {
  const [, ...lines] = describeChapters([
    { title: 'Mail', findings: [problem(about, 'It has one fault:\n  line 1: gone', 'Fix it.')] },
  ]).split('\n')
  expect(lines.slice(0, 3)).toEqual(['  ✗ It has one fault:', '      line 1: gone', '      → Fix it.'])
})

it('reports each finding with its subject and remedy', () => {
  expect(toReport([{ title: 'Mail', findings: [fine, broken] }], 1)).toEqual({
    exitCode: 1,
    counts: { ok: 1, 'by-hand': 0, warning: 0, fault: 1 },
    findings: [
      { level: 'ok', ...about, text: 'It answers.', remedy: null, chapter: 'Mail' },
      { level: 'fault', ...about, text: 'It is gone.', remedy: 'Fix it.', chapter: 'Mail' },
    ],
  })
})

it('docs/doctor.md lists every kind', () => {
  const docs = readFileSync(new URL('docs/doctor.md', packageRoot()), 'utf8')
  const listed = [...docs.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, kind]) => kind)
  expect(listed.toSorted()).toEqual([...findingKinds].toSorted())
})
