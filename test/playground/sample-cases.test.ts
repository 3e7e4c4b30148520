import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalCasethread } from '../../playground/local-casethread.ts'
import { createSampleLines } from '../../playground/sample-cases.ts'
import { samplePeople } from '../../playground/sample-people.ts'
import { type Case, statuses } from '../../src/cases/case.ts'
import { canReopen } from '../../src/cases/lifecycle.ts'
import { readCategories } from '../../src/categories/open-categories.ts'
import { packageRoot } from '../../src/config/package-root.ts'
import { openStore } from '../../src/store/open-store.ts'

const dayMs = 86_400_000

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'casethread-sample-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function playedIn(dataDir: string, sampleCases?: boolean): Promise<readonly Case[]> {
  const env = { DATA_DIR: dataDir, LOG_LEVEL: 'fatal' }
  const local = await startLocalCasethread({
    port: 0,
    env,
    remember: false,
    ...(sampleCases ? { sampleCases } : {}),
  })
  await local.stop()
  const store = await openStore({ dataDir })
  try {
    return (await store.list({ reader: { party: 'desk' } }, { limit: 100 })).cases
  } finally {
    await store.close()
  }
}

describe('the sample cases', () => {
  it('are there after the first start that asks for them, and not made again by the second', async () => {
    const folder = aFolder()
    const now = new Date()

    const cases = await playedIn(folder, true)

    expect(cases).toHaveLength(createSampleLines(now).length)
    expect(new Set(cases.map(({ status }) => status))).toEqual(new Set(statuses))
    expect(cases.some((each) => each.status === 'closed' && canReopen(each, now))).toBe(true)
    expect(cases.some((each) => each.status === 'closed' && !canReopen(each, now))).toBe(true)
    expect(cases.some(({ escalation }) => escalation)).toBe(true)
    expect(cases.some(({ sharedWith }) => sharedWith.length > 0)).toBe(true)
    expect(new Set(cases.map(({ language }) => language))).toEqual(new Set(['en', 'ja']))
    expect(readdirSync(folder)).not.toContain('sample-cases.jsonl')
    expect(await playedIn(folder, true)).toEqual(cases)
  })

  it('are not there where nobody asked for them', async () => {
    expect(await playedIn(aFolder())).toEqual([])
  })

  it.each([
    ['a working day', '2027-03-03T05:00:00Z'],
    ['a Sunday night', '2027-03-07T23:30:00Z'],
    ['the hour of summer time', '2027-03-28T01:30:00Z'],
    ['New Year', '2027-01-01T00:00:00Z'],
  ])('on %s lie before the moment of the start, in the order of their numbers', (_, at) => {
    const now = new Date(at)
    const lines = createSampleLines(now)
    const opened = lines.map(({ createdAt }) => new Date(createdAt).getTime())

    expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => 1001 + index))
    expect(opened).toEqual(opened.toSorted((a, b) => a - b))
    for (const { createdAt, history } of lines) {
      const moments = [createdAt, ...(history as readonly { at: string }[]).map((entry) => entry.at)]
      expect(moments).toEqual(moments.toSorted())
      expect(Date.parse(moments.at(-1) ?? '')).toBeLessThanOrEqual(now.getTime())
    }
    // The newest is of the last working day.
    expect(Math.max(...opened)).toBeGreaterThan(now.getTime() - 4 * dayMs)
  })

  it('are worked on in office hours, where each person lives', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        (now) => {
          for (const line of createSampleLines(now))
            for (const { at, author } of [
              { at: line.createdAt, author: line.createdBy },
              ...(line.history as readonly object[]),
            ] as readonly { at: string; author: { email: string } }[]) {
              const timeZone = samplePeople.find(({ email }) => email === author.email)?.tz ?? 'Asia/Tokyo'
              const clock = new Date(at).toLocaleString('en-GB', {
                timeZone,
                weekday: 'short',
                hour: '2-digit',
              })
              expect(clock).toMatch(/^(Mon|Tue|Wed|Thu|Fri)\D+(09|1[0-7])$/)
            }
        },
      ),
      { numRuns: 10 },
    )
  })

  it('are of categories that there are', () => {
    const categories = readCategories(fileURLToPath(new URL('data/categories.json', packageRoot())))
    for (const { category } of createSampleLines(new Date()))
      expect(categories.category(String(category)), String(category)).toBeDefined()
  })
})
