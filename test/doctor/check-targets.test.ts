import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/cases/case.ts'
import { checkCaseTargets, readTargets } from '../../src/doctor/check-targets.ts'
import { runClocks } from '../../src/targets/run-clocks.ts'
import { aCase, anEntry } from '../support/build-case.ts'
import { buildTargets } from '../support/build-targets.ts'

const file = `
calendars:
  tokyo: { timeZone: Asia/Tokyo, hours: { mon-fri: 09:00-18:00 }, holidays: JP }
targets:
  - { side: desk, severity: P1, calendar: 24/7, firstResponse: 1h }
  - { side: desk, tier: [premium, enhanced], calendar: tokyo, firstResponse: 4h, nextResponse: 1h 30m }
`
const facts = { tier: 'premium', partners: ['hoshi.example.com'] } as const
/** Monday, an hour before closing; Tuesday is Culture Day. */
const openedAt = new Date('2026-11-02T17:00+09:00')
const now = new Date('2026-11-04T10:00+09:00')
const created: Entry = anEntry({ at: openedAt, event: { type: 'created', description: 'x', answers: [] } })
const supportCase = aCase({ createdAt: openedAt })

async function lookAt(over: Parameters<typeof aCase>[0] = {}, entries: readonly Entry[] = [created]) {
  const targets = await buildTargets(file)
  const next = { ...supportCase, ...over }
  const { clocks } = runClocks({ before: undefined, next, entries }, targets, facts, now)
  return checkCaseTargets({ ...next, clocks }, entries, targets, facts, now).map(
    ({ title, findings }) => `${title}: ${findings.map(({ message }) => message).join(' ')}`,
  )
}

describe('OWN-3: the dry run of one case', () => {
  it('names for each side the target that applies, why, what is due when, and the holidays that it crossed', async () => {
    expect(await lookAt()).toEqual([
      'Case 1001, desk: targets[1] holds (side desk, tier premium or enhanced), the first for tier premium, severity P3, language ja: ' +
        'first response within 4h, next response within 1h 30m, in the calendar tokyo (Asia/Tokyo). ' +
        'First response: asked for 2026-11-02 17:00; due 2026-11-04 12:00; not counted: 2026-11-03 Culture Day; running.',
      'Case 1001, hoshi.example.com: No target holds for tier premium, severity P3, language ja.',
    ])
  })

  it('tells how each ended, and when it rested', async () => {
    const desk = { party: 'desk', email: 'kei@desk.example.org', name: 'Kei' } as const
    const at = (time: string) => new Date(`2026-11-04T${time}+09:00`)
    const [told] = await lookAt({}, [
      created,
      anEntry({
        seq: 2,
        at: at('09:30'),
        author: desk,
        event: { type: 'status-changed', from: 'new', to: 'action-required' },
      }),
      anEntry({ seq: 3, at: at('11:00'), event: { type: 'message', text: 'Here.' } }),
      anEntry({
        seq: 4,
        at: at('11:00'),
        event: { type: 'status-changed', from: 'action-required', to: 'in-progress' },
      }),
      anEntry({ seq: 5, at: at('14:00'), author: desk, event: { type: 'message', text: 'Fixed.' } }),
    ])

    expect(told).toContain('due 2026-11-04 13:30')
    expect(told).toContain('paused 2026-11-04 09:30 to 2026-11-04 11:00; missed 2026-11-04 14:00.')
  })

  it('says where the case has noted another time, where it owes no first response, and where reminders are off', async () => {
    const targets = await buildTargets(file)
    const { clocks } = runClocks(
      { before: undefined, next: supportCase, entries: [created] },
      targets,
      facts,
      now,
    )
    const dueAt = new Date('2026-11-05T09:00+09:00')
    const stale = { ...clocks, list: clocks.list.map((clock) => ({ ...clock, dueAt })) }
    const told = (over: object) =>
      checkCaseTargets({ ...supportCase, ...over }, [created], targets, facts, now)
        .flatMap(({ findings }) => findings.map(({ message }) => message))
        .join(' ')

    expect(told({ clocks: stale })).toContain(`The case itself has noted ${dueAt.toISOString()} as due.`)
    expect(told({})).toContain('It owes no first response')
    expect(told({ clocks, unreminded: ['desk'] })).toContain('turned its reminders of this case off')
  })

  it('of the whole file: what it holds, what is wrong with it, or that there is none', async () => {
    const none = await readTargets(null, now)
    const gone = await readTargets('/none/targets.yaml', now)
    const sample = await readTargets('docs/samples/targets.yaml', now)

    expect(none.findings).toMatchObject([{ level: 'by-hand' }])
    expect(gone.findings).toMatchObject([
      { level: 'fault', message: expect.stringContaining('no such file') },
    ])
    expect(sample.findings).toMatchObject([{ level: 'ok', message: expect.stringContaining('6 targets') }])
  })
})
