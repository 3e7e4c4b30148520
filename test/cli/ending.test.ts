import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

interface Line {
  readonly level: number
  readonly msg: string
  readonly err?: { readonly message: string }
  readonly cutOff?: readonly string[]
}

/** How a process ends: its exit code, whether in order, and what it logged. */
async function ended(way: string) {
  const { code, stdout, stderr } = await runCli([way], {}, 'test/support/ending-process')
  const lines = stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
  return { code, inOrder: stdout.includes('ended in order'), lines, stderr }
}

const fatal = 60
const caught = expect.objectContaining({
  level: fatal,
  err: expect.objectContaining({ message: 'a fault of ours' }),
})

describe('a signal', () => {
  it('ends the process in order, exit code 0', async () => {
    expect(await ended('signal')).toMatchObject({ code: 0, inOrder: true, lines: [] })
  })

  it('that comes while the process starts is remembered until there is something to end', async () => {
    expect(await ended('signal-while-starting')).toMatchObject({ code: 0, inOrder: true })
  })

  it.each([
    ['signal-while-start-hangs', 'the start'],
    ['signal-and-hang', 'the end itself'],
  ])('%s: ends it all the same, exit code 1, and says what was cut off', async (way, cutOff) => {
    const { code, lines } = await ended(way)

    expect(code).toBe(1)
    expect(lines).toMatchObject([{ cutOff: [cutOff] }])
  })

  it('ends it with exit code 1 where something had to be cut off', async () => {
    expect((await ended('signal-and-cut-off')).code).toBe(1)
  })

  it('ends it with exit code 1 and a log line where the end fails', async () => {
    const { code, lines } = await ended('signal-and-fail')

    expect(code).toBe(1)
    expect(lines).toMatchObject([{ err: { message: 'the store is gone' } }])
  })

  it('ends it at once when it is the second', async () => {
    expect(await ended('two-signals')).toMatchObject({ code: 1, lines: [] })
  })
})

describe('a fault that nobody caught', () => {
  it.each(['rejection', 'exception'])(
    '%s: is logged, and the process ends in order, exit code 70',
    async (way) => {
      expect(await ended(way)).toMatchObject({ code: 70, inOrder: true, lines: [caught] })
    },
  )

  it('that is no error is logged without what it holds', async () => {
    const { code, lines, stderr } = await ended('rejection-of-no-error')

    expect(code).toBe(70)
    expect(lines).toMatchObject([{ level: fatal }])
    expect(stderr).not.toContain('xoxb-1')
  })

  it('is logged while the process starts too', async () => {
    expect(await ended('rejection-while-starting')).toMatchObject({ code: 70, lines: [caught] })
  })

  it('ends the process also where the end hangs', async () => {
    const { code, lines } = await ended('rejection-and-hang')

    expect(code).toBe(70)
    expect(lines).toMatchObject([caught, { cutOff: ['the end itself'] }])
  })
})
