import { describe, expect, it } from 'vitest'
import { createProgressLine } from '../../src/cli/progress-line.ts'

function anOutput(isTTY: boolean) {
  const written: string[] = []
  const output = {
    isTTY,
    columns: 120,
    write(text: string) {
      written.push(text)
      return true
    },
  }
  return { output, text: () => written.join('') }
}

const describeSpeed = (count: number, speed: number) => `${count} lines, ${speed} per second`
const checking = { what: 'Checking', describe: describeSpeed, total: 1_000 }
const describeLeft = (time: string) => `${time} left`

describe('how far an import has come', () => {
  it('is a line every ten seconds where there is no terminal, with its speed', () => {
    const { output, text } = anOutput(false)
    let at = 5_000
    const progress = createProgressLine(output, { now: () => at, describeLeft })

    for (let second = 0; second <= 25; second += 1) {
      progress.show({ ...checking, done: second * 40, lines: second * 100 })
      at += 1_000
    }
    progress.say('line 7: title is missing')
    progress.end()

    expect(text()).toBe(
      'Checking: 40 %, 1000 lines, 100 per second\nChecking: 80 %, 2000 lines, 100 per second\nline 7: title is missing\n',
    )
  })

  it('is nothing at all for a short one', () => {
    const { output, text } = anOutput(false)
    const progress = createProgressLine(output, { now: () => 0, describeLeft })

    progress.show({ ...checking, done: 1_000, lines: 20 })
    progress.end()

    expect(text()).toBe('')
  })

  it('is a bar on a terminal, one for each part of the work, and what is said stands above it', () => {
    const { output, text } = anOutput(true)
    const progress = createProgressLine(output as never, { describeLeft })

    progress.show({ ...checking, done: 500, lines: 50 })
    progress.say('line 7: title is missing')
    progress.show({ ...checking, what: 'Writing', done: 1_000, lines: 50 })
    progress.end()

    expect(text()).toContain('Checking')
    expect(text()).toContain('\r\u001b[Kline 7: title is missing\n')
    expect(text()).toContain('Writing')
  })
})
