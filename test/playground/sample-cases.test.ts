import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startLocalCasethread } from '../../playground/local-casethread.ts'
import { sampleLines } from '../../playground/sample-cases.ts'
import { type Case, statuses } from '../../src/cases/case.ts'
import { mayReopen } from '../../src/cases/lifecycle.ts'
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

    expect(cases).toHaveLength(sampleLines(now).length)
    expect(new Set(cases.map(({ status }) => status))).toEqual(new Set(statuses))
    expect(cases.some((each) => each.status === 'closed' && mayReopen(each, now))).toBe(true)
    expect(cases.some((each) => each.status === 'closed' && !mayReopen(each, now))).toBe(true)
    expect(cases.some(({ escalation }) => escalation)).toBe(true)
    expect(cases.some(({ sharedWith }) => sharedWith.length > 0)).toBe(true)
    expect(new Set(cases.map(({ language }) => language))).toEqual(new Set(['en', 'ja']))
    expect(readdirSync(folder)).not.toContain('sample-cases.jsonl')
    expect(await playedIn(folder, true)).toEqual(cases)
  })

  it('are not there where nobody asked for them', async () => {
    expect(await playedIn(aFolder())).toEqual([])
  })

  it('lie before the moment of the start, in the order of their numbers', () => {
    const now = new Date('2027-03-01T09:00:00Z')
    const lines = sampleLines(now)
    const opened = lines.map(({ createdAt }) => new Date(createdAt).getTime())

    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => 1001 + index))
    expect(opened).toEqual(opened.toSorted((a, b) => a - b))
    expect(Math.max(...opened)).toBeGreaterThan(now.getTime() - dayMs)
    expect(Math.max(...opened)).toBeLessThan(now.getTime())
  })
})
