import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createLoginTerminal } from '../../src/cli/login-terminal.ts'

it('takes one line after the other from whoever sits there', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const terminal = createLoginTerminal(input, output)
  const { signal } = new AbortController()
  terminal.show('Open this.')
  const first = terminal.ask('Address: ', signal)
  input.write('one\n')
  expect(await first).toBe('one')
  const second = terminal.ask('Address: ', signal)
  input.write('two\n')
  expect(await second).toBe('two')
  expect(String(output.read())).toBe('Open this.\nAddress: Address: ')
})

it('ends once nobody is there, or nobody waits any more', async () => {
  const gone = new PassThrough()
  const asking = createLoginTerminal(gone, new PassThrough()).ask('Address: ', new AbortController().signal)
  gone.end()
  await expect(asking).rejects.toMatchObject({ kind: 'not-pasted' })

  const patience = new AbortController()
  const waiting = createLoginTerminal(new PassThrough(), new PassThrough()).ask('Address: ', patience.signal)
  patience.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})
