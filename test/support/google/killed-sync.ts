/**
 * An entry point: `directory google sync --yes` against a local Google, which kills itself at one of its steps. A step is a write to a
 * socket (Google, MongoDB), a change of a file, or a statement of SQLite. DIE_AT is the part and the number of the step in it, such as
 * `writing 12`; without it, it ends with how many steps each part has.
 */
import fs from 'node:fs'
import { Agent } from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import Libsql from 'libsql'

const { DIE_AT, GOOGLE_ORIGIN, GOOGLE_CERTIFICATE } = process.env
const steps = { reading: 0, writing: 0 }
let part: keyof typeof steps = 'reading'

function step(): void {
  steps[part] += 1
  if (DIE_AT === `${part} ${steps[part]}`) process.kill(process.pid, 'SIGKILL')
}

/** Each call of these is a step, and happens after it. */
function count(owner: object, names: readonly string[], counts = (_self: unknown) => true): void {
  const methods = owner as Record<string, (...given: unknown[]) => unknown>
  for (const name of names) {
    const before = methods[name]
    methods[name] = function counted(this: unknown, ...given: unknown[]) {
      if (counts(this)) step()
      return before?.apply(this, given)
    }
  }
}

const isSocket = (self: unknown) =>
  self instanceof Socket && self !== process.stdout && self !== process.stderr
count(Duplex.prototype, ['write', 'end'], isSocket)
count(fs, ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'rmSync', 'closeSync'])
syncBuiltinESMExports()
count(Libsql.prototype, ['exec'])
count(Object.getPrototypeOf(new Libsql(':memory:').prepare('SELECT 1')), ['run', 'get', 'all'])

const report = process.stdout.write.bind(process.stdout)
// What would change is shown once everything was read.
console.log = () => {
  part = 'writing'
}
const { syncWithGoogle } = await import('../../../src/cli/directory-google-command.ts')
const agent = new Agent({ ca: GOOGLE_CERTIFICATE, keepAlive: true })
await syncWithGoogle({ yes: true }, process.env, { network: { origin: GOOGLE_ORIGIN ?? '', agent } })
agent.destroy()
step()
report(JSON.stringify(steps))
