/** How late threads were while the bot was killed again and again, as a Prometheus that reads its figures saw it. */
import { type RunningPrometheus, type Sample, startPrometheus } from '../support/prometheus.ts'

/** In the world's seconds, at each look, `at` ms after the first. */
export type LagSeries = readonly Sample[]

export interface SeenLag {
  /** How long after it was written an entry was posted, on average over the last seconds; 0 where nothing was posted. */
  readonly posted: LagSeries
  /** How long the thread that is late for the longest has been: instances count that once a minute. */
  readonly late: LagSeries
}

export interface LagWatch {
  /** Reads back all that was seen so far. */
  read(): Promise<SeenLag>
  close(): Promise<void>
}

const everyMs = 250
const overSeconds = 5
/** An instance that died is missing from one look on; the others go on telling. */
const questions = {
  posted: `sum(rate(casethread_delivery_lag_seconds_sum[${overSeconds}s])) / sum(rate(casethread_delivery_lag_seconds_count[${overSeconds}s]))`,
  late: 'max(casethread_oldest_late_thread_seconds)',
}
/** Prometheus answers no question of more steps than this. */
const maxSteps = 10_000

export async function watchLag(prometheus: string, targets: readonly URL[]): Promise<LagWatch> {
  const from = Date.now()
  const reader: RunningPrometheus = await startPrometheus(prometheus, { targets, everyMs })
  return {
    async read() {
      const until = Date.now()
      const stepMs = Math.max(everyMs, Math.ceil((until - from) / maxSteps))
      const readBack = async (question: string): Promise<LagSeries> => {
        const seen = await reader.askRange(question, { from, until, stepMs })
        // Of no posts there is no average.
        return seen.map(({ at, value }) => ({ at: at - from, value: Number.isNaN(value) ? 0 : value }))
      }
      return { posted: await readBack(questions.posted), late: await readBack(questions.late) }
    },
    close: () => reader.close(),
  }
}

export interface LagSummary {
  /** World seconds. */
  readonly peak: number
  /** Ms after the first look. */
  readonly peakAt: number
  /** How often something became late where nothing was, and how often nothing was late any more. */
  readonly rises: number
  readonly falls: number
  readonly last: number
}

export function summarizeLag(series: LagSeries): LagSummary | undefined {
  const [first] = series
  const last = series.at(-1)
  if (!first || !last) return undefined
  const highest = series.reduce((most, one) => (one.value > most.value ? one : most), first)
  const turns = series.slice(1).map(({ value }, at) => [series[at]?.value ?? 0, value] as const)
  return {
    peak: highest.value,
    peakAt: highest.at,
    rises: turns.filter(([before, after]) => before === 0 && after > 0).length,
    falls: turns.filter(([before, after]) => before > 0 && after === 0).length,
    last: last.value,
  }
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const drawnBars = 80

/** The highest of each part of the run, by its share of the peak; a dot where nothing is late, a gap where nobody could be asked. */
export function drawLag(series: LagSeries): string {
  const wholeMs = (series.at(-1)?.at ?? 0) + 1
  const { peak = 0 } = summarizeLag(series) ?? {}
  const count = Math.min(drawnBars, series.length)
  return Array.from({ length: count }, (_, part) => {
    const within = series.filter(({ at }) => Math.floor((at * count) / wholeMs) === part)
    if (within.length === 0) return ' '
    const most = Math.max(...within.map(({ value }) => value))
    return most === 0 ? '·' : bars[Math.min(bars.length - 1, Math.floor((most / peak) * bars.length))]
  }).join('')
}

export function describeSeen({ posted, late }: SeenLag): string {
  return [`posts: ${describeLag(posted)}`, `late threads: ${describeLag(late)}`].join('\n')
}

export function describeLag(series: LagSeries): string {
  const told = summarizeLag(series)
  if (!told) return 'Prometheus saw nothing'
  const seconds = (ms: number) => Math.round(ms / 1000)
  return [
    `lag, read by Prometheus ${series.length} times in ${seconds(series.at(-1)?.at ?? 0)} s: up to ${told.peak.toFixed(1)} s of the world's time, after ${seconds(told.peakAt)} s; rose ${told.rises} times, fell to nothing ${told.falls} times; ${told.last.toFixed(1)} s at the end`,
    `  ${drawLag(series)}`,
  ].join('\n')
}
