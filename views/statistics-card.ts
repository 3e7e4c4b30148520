/** REP-3: figures over a period, and over its groups. */
import { actorKey } from '../src/cases/actor-key.ts'
import type { Reader } from '../src/cases/case.ts'
import type { Categories } from '../src/cases/categories.ts'
import {
  type Counted,
  type Durations,
  type Figures,
  type Period,
  type Statistics,
  type StatisticsGroup,
  statisticsGroups,
} from '../src/cases/statistics.ts'
import type { Translator } from '../src/i18n/translator.ts'
import { categoryName, describeReader } from './labels.ts'
import type { Block, Button, Card } from './view.ts'

export interface StatisticsOptions {
  readonly reader: Reader
  readonly period: Period
  readonly by: StatisticsGroup | undefined
  /** So many cases were looked at, at most. */
  readonly most: number
  /** As they were typed: a button keeps the period. */
  readonly words: string
  readonly translator: Translator
  readonly categories: Categories
}

/** More are told by the command line. */
const mostGroups = 15

export function statisticsCard(statistics: Statistics, options: StatisticsOptions): Card {
  const { reader, period, by, most, translator } = options
  const { t } = translator
  const title = t('stats.title', { owner: describeReader(reader, translator) })
  const { total, groups, more } = statistics
  const shown = groups.slice(0, mostGroups)
  const rest = groups.length - shown.length
  return {
    kind: 'card',
    summary: title,
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'quiet',
        // The last moment that counts, not the first that does not.
        parts: [t('stats.period'), { at: period.since }, '–', { at: new Date(period.until.getTime() - 1) }],
      },
      ...(more ? [{ kind: 'text', text: t('stats.more', { most }) } satisfies Block] : []),
      ...totalBlocks(total, translator),
      ...(by ? [{ kind: 'text', text: t(`stats-by.${by}`), tone: 'strong' } satisfies Block] : []),
      ...shown.map((group) => groupItem(group, options)),
      ...(rest > 0 ? [{ kind: 'quiet', parts: [t('stats.groups-more', { rest })] } satisfies Block] : []),
      { kind: 'quiet', parts: [t(reader.party === 'desk' ? 'stats.note' : 'stats.note.partner')] },
      { kind: 'actions', buttons: groupButtons(options) },
    ],
  }
}

function totalBlocks(total: Counted, translator: Translator): readonly Block[] {
  const { t } = translator
  if (total.kind === 'few') return [{ kind: 'text', text: t('stats.few.total') }]
  const { figures } = total
  if (figures.cases === 0) return [{ kind: 'text', text: t('stats.none') }]
  const field = (label: string, value: string) => ({ label, value })
  return [
    {
      kind: 'fields',
      fields: [
        field(t('stats.opened'), String(figures.opened)),
        field(t('stats.closed'), String(figures.closed)),
        field(t('stats.first-response'), durationsText(figures, 'firstResponse', translator)),
        field(t('stats.resolution'), durationsText(figures, 'resolution', translator)),
        field(
          t('stats.targets'),
          figures.targets ? t('stats.targets.value', figures.targets) : t('stats.not-known'),
        ),
        ...(figures.responseNotKnown > 0
          ? [field(t('stats.response-not-known'), String(figures.responseNotKnown))]
          : []),
      ],
    },
  ]
}

function durationsText(
  figures: Figures,
  what: 'firstResponse' | 'resolution',
  translator: Translator,
): string {
  const { t } = translator
  const told = (durations: Durations) =>
    t('stats.durations', {
      median: durationText(durations.median, translator),
      p90: durationText(durations.p90, translator),
      measured: durations.measured,
    })
  if (figures[what].measured === 0) return t('stats.nothing-measured')
  const business = figures[`${what}Business`]
  if (business.measured === 0) return told(figures[what])
  return `${told(figures[what])}\n${t('stats.business', { durations: told(business) })}`
}

/** The two largest units: more would only seem exact. */
export function durationText(ms: number | null, { t }: Translator): string {
  if (ms === null) return '–'
  const minutes = Math.round(ms / 60_000)
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)]
  if (days > 0) return t('stats.days', { days, hours })
  if (hours > 0) return t('stats.hours', { hours, minutes: minutes % 60 })
  return t('stats.minutes', { minutes })
}

function groupItem({ key, name, of }: Statistics['groups'][number], options: StatisticsOptions): Block {
  const { by, translator, categories } = options
  const { t } = translator
  const title = by === 'category' ? categoryName({ category: key }, categories, translator) : name
  if (of.kind === 'few') return { kind: 'item', title, detail: [t('stats.few')] }
  const { figures } = of
  const { opened, closed, targets } = figures
  const short = ({ median, p90 }: Durations) =>
    `${durationText(median, translator)} / ${durationText(p90, translator)}`
  const measured = (label: string, what: 'firstResponse' | 'resolution') => {
    if (figures[what].measured === 0) return []
    const business = figures[`${what}Business`]
    const told = business.measured === 0 ? '' : ` (${t('stats.business', { durations: short(business) })})`
    return [`${label} ${short(figures[what])}${told}`]
  }
  return {
    kind: 'item',
    title,
    detail: [
      `${t('stats.opened')} ${opened}`,
      `${t('stats.closed')} ${closed}`,
      ...measured(t('stats.first-response'), 'firstResponse'),
      ...measured(t('stats.resolution'), 'resolution'),
      ...(targets ? [t('stats.targets.value', targets)] : []),
    ],
  }
}

function groupButtons({ reader, by, words, translator }: StatisticsOptions): readonly Button[] {
  // The period without the group.
  const period = words
    .split(/\s+/)
    .filter((word) => /\d|month|今月|先月/i.test(word))
    .join(' ')
  return statisticsGroups
    .filter((group) => group !== by)
    .map((group) => ({
      label: translator.t(`stats-by.${group}`),
      command: 'stats',
      args: { words: `${period} ${group}`.trim(), in: actorKey(reader) },
    }))
}
