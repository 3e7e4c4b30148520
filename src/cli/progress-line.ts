/** How far something has come that takes its time: a bar on a terminal, elsewhere a line now and then. */
import type { WriteStream } from 'node:tty'
import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  readonly what: string
  readonly done: number
  readonly total: number
  /** What the speed is told in. */
  readonly lines: number
  /** As a reader has it: so many lines or cases, and their speed. */
  readonly describe: (count: number, speed: number) => string
}

export interface ProgressLine {
  show(progress: Progress): void
  /** A line beside it. */
  say(text: string): void
  end(): void
}

type Output = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }

/** Between two lines where there is no terminal: whoever reads a log wants to know that it goes on, ms. */
const everyMs = 10_000

export interface ProgressOptions {
  /** Ms of a clock that only goes on. */
  readonly now?: () => number
  /** What is said of the time that is left. */
  readonly describeLeft: (time: string) => string
}

export function createProgressLine(
  output: Output,
  { now = () => performance.now(), describeLeft }: ProgressOptions,
): ProgressLine {
  return output.isTTY ? createBar(output, now, describeLeft) : createLines(output, now)
}

function describeSpeed({ lines, describe }: Progress, ms: number): string {
  return describe(lines, ms > 0 ? Math.round((lines * 1000) / ms) : 0)
}

function createLines(output: Output, now: () => number): ProgressLine {
  let what: string | undefined
  let begun = 0
  let told = 0
  return {
    show(progress) {
      const at = now()
      if (what !== progress.what) {
        what = progress.what
        begun = at
        told = at
      }
      if (at - told < everyMs) return
      told = at
      const part = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 100
      output.write(`${progress.what}: ${part} %, ${describeSpeed(progress, at - begun)}\n`)
    },
    say(text) {
      output.write(`${text}\n`)
    },
    end() {},
  }
}

function createBar(
  output: Output,
  now: () => number,
  describeLeft: ProgressOptions['describeLeft'],
): ProgressLine {
  let bar: SingleBar | undefined
  let what: string | undefined
  let begun = 0

  function stop(): void {
    bar?.stop()
    bar = undefined
    what = undefined
  }

  return {
    show(progress) {
      if (what !== progress.what) {
        stop()
        what = progress.what
        begun = now()
        bar = new SingleBar(
          {
            format: `{what} {bar} {percentage} % | {speed} | ${describeLeft('{eta_formatted}')}`,
            stream: output as WriteStream,
            hideCursor: true,
          },
          Presets.shades_classic,
        )
        bar.start(progress.total, 0, { what, speed: '' })
      }
      bar?.update(Math.min(progress.done, progress.total), { speed: describeSpeed(progress, now() - begun) })
    },
    say(text) {
      // The bar is drawn again below it.
      output.write(`\r\u001b[K${text}\n`)
    },
    end: stop,
  }
}
