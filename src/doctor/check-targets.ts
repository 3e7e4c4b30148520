/** OWN-3: the operator's targets, and what they make of one case: which apply, why, what was due when, and which days did not count. */
import type { Case, Clock, Entry, Side } from '../cases/case.ts'
import type { ClockFacts } from '../cases/response-clocks.ts'
import { FileValidationError } from '../config/file-validation-error.ts'
import { aroundTheClock, type Calendar, listHolidaysBetween } from '../targets/business-time.ts'
import { runClocks } from '../targets/run-clocks.ts'
import type { Target, TargetRule, Targets } from '../targets/targets.ts'
import { readTargetsFile } from '../targets/targets-file.ts'
import { counted } from './counted.ts'
import { byHand, type Chapter, type Finding, ok, problem } from './finding.ts'

/** What is wrong with the file a start tells as well; undefined without one. */
export async function readTargets(
  file: string | null,
  now: Date,
): Promise<{ readonly targets?: Targets; readonly findings: readonly Finding[] }> {
  if (file === null)
    return {
      findings: [
        byHand(
          { kind: 'targets', subject: 'TARGETS_FILE' },
          'No response targets are set up.',
          'If you have response times to keep, name a file of targets in TARGETS_FILE: see docs/targets.md.',
        ),
      ],
    }
  try {
    const targets = await readTargetsFile(file, now)
    const names = [...new Set(targets.all.map(({ calendar }) => calendar.name))]
    const count = counted(targets.all.length, 'target')
    const reminders = targets.reminders ? 'Reminders are sent.' : 'Reminders are off.'
    return {
      targets,
      findings: [
        ok(
          { kind: 'targets', subject: file },
          `${file} has ${count} in the calendars ${names.join(', ')}. ${reminders}`,
        ),
      ],
    }
  } catch (error) {
    if (!(error instanceof FileValidationError)) throw error
    return {
      findings: [
        problem(
          { kind: 'targets', subject: file, cause: 'settings' },
          error.message,
          'Correct the file: with it nothing starts.',
        ),
      ],
    }
  }
}

/** A dry run over the whole history, as the targets are now; what the case itself has noted may be of earlier ones. */
export function checkCaseTargets(
  supportCase: Case,
  entries: readonly Entry[],
  targets: Targets,
  facts: ClockFacts,
  now: Date,
): readonly Chapter[] {
  const { subscriptions: _, ...next } = supportCase
  // A case without clocks came in by an import, or is from before there were targets: it owes no first response.
  const before = supportCase.clocks ? undefined : {}
  const { clocks } = runClocks({ before, next, entries }, targets, facts, now)
  const sides: readonly Side[] = ['desk', ...supportCase.partners.map(({ domain }) => ({ domain }))]
  return sides.map((side) => {
    const target = targets.find(side, { ...supportCase, tier: facts.tier })
    const own = clocks.list.filter((clock) => nameSide(clock.side) === nameSide(side))
    const noted = supportCase.clocks?.list.filter((clock) => nameSide(clock.side) === nameSide(side)) ?? []
    return {
      title: `Case ${supportCase.number}, ${nameSide(side)}`,
      findings: [
        describeTarget(target, supportCase, facts),
        ...(before && target
          ? [
              ok(
                { kind: 'case-clock', subject: `case ${supportCase.number}` },
                'It owes no first response: it was imported, or is older than the targets.',
              ),
            ]
          : []),
        ...own.map((clock) => describeClock(supportCase, clock, findCalendar(targets, clock))),
        ...findDifference(supportCase, own, noted),
        ...(supportCase.unreminded?.some((one) => nameSide(one) === nameSide(side))
          ? [
              ok(
                { kind: 'case-target', subject: `case ${supportCase.number}` },
                'This side turned its reminders of this case off.',
              ),
            ]
          : []),
      ],
    }
  })
}

function nameSide(side: Side): string {
  return side === 'desk' ? side : side.domain
}

function describeTarget(
  target: Target | undefined,
  { number, severity, language }: Case,
  { tier }: ClockFacts,
): Finding {
  const about = { kind: 'case-target', subject: `case ${number}` } as const
  const facts = `tier ${tier}, severity ${severity}, language ${language}`
  if (!target)
    return byHand(about, `No target holds for ${facts}.`, 'Nothing is due for this side. See TARGETS_FILE.')
  const { first, next, calendar, position, rule } = target
  const lengths = [
    ...(first ? [`first response within ${describeMs(first)}`] : []),
    ...(next ? [`next response within ${describeMs(next)}`] : []),
  ].join(', ')
  return ok(
    about,
    `targets[${position}] holds (${describeRule(rule)}), the first for ${facts}: ${lengths}, in the calendar ${calendar.name} (${calendar.timeZone}).`,
  )
}

function describeRule({ sides, tiers, severities, languages }: TargetRule): string {
  return [
    `side ${sides.join(' or ')}`,
    ...(tiers ? [`tier ${tiers.join(' or ')}`] : []),
    ...(severities ? [`severity ${severities.join(' or ')}`] : []),
    ...(languages ? [`language ${languages.join(' or ')}`] : []),
  ].join(', ')
}

function describeClock(
  { number }: Case,
  { kind, startedAt, dueAt, pauses = [], end }: Clock,
  calendar: Calendar,
): Finding {
  const show = (at: Date) => describeMoment(at, calendar)
  const until = dueAt ?? end?.at ?? startedAt
  const holidays = listHolidaysBetween(calendar, startedAt, until).map(({ date, name }) => `${date} ${name}`)
  const parts = [
    `${kind === 'first' ? 'First' : 'Next'} response: asked for ${show(startedAt)}`,
    dueAt ? `due ${show(dueAt)}` : 'resting while it waits for the other side',
    ...(holidays.length > 0 ? [`not counted: ${holidays.join(', ')}`] : []),
    ...pauses.map(({ from, to }) => `paused ${show(from)} to ${to ? show(to) : 'now'}`),
    end ? `${end.outcome} ${show(end.at)}` : 'running',
  ]
  return ok({ kind: 'case-clock', subject: `case ${number}` }, `${parts.join('; ')}.`)
}

/** What the bot goes by is what the case has noted; it is brought up to date within the hour, or with the next change. */
function findDifference(
  { number }: Case,
  own: readonly Clock[],
  noted: readonly Clock[],
): readonly Finding[] {
  const running = own.find(({ end }) => !end)?.dueAt
  const kept = noted.find(({ end }) => !end)?.dueAt
  if (noted.length === 0 || running?.getTime() === kept?.getTime()) return []
  const told = kept ? kept.toISOString() : 'nothing'
  return [
    byHand(
      { kind: 'case-clock', subject: `case ${number}` },
      `The case itself has noted ${told} as due.`,
      'Targets, hours or the tier changed since: it follows with its next change, or within the hour while the bot runs.',
    ),
  ]
}

function findCalendar({ all }: Targets, { calendar }: Clock): Calendar {
  return all.find((target) => target.calendar.name === calendar)?.calendar ?? aroundTheClock
}

function describeMs(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [...(hours ? [`${hours}h`] : []), ...(rest ? [`${rest}m`] : [])].join(' ')
}

/** `2026-11-04 12:00`, by the calendar's own clock. */
function describeMoment(at: Date, { timeZone }: Calendar): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
}
