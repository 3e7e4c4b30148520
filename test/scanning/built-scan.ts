/** A process that scans what it reads from its input, by the bundle's own threads, and prints what it found. */
import { createIncomingFolder } from '../../src/files/incoming-files.ts'
import { createScannerPool } from '../../src/scanning/scanner-pool.ts'
import { recordingLog } from '../support/recording-log.ts'

const incoming = createIncomingFolder()
const send = await incoming.open(1)
if (!send.ok) throw new Error('there was no room')
const scanner = createScannerPool({ log: recordingLog() })
const file = { name: 'a.log', content: await send.value.receive(pieces()) }
const recognised = await scanner.recognise(file)
const { found } = await scanner.findPersonalData(file, 'JP', 3_000)
process.stdout.write(`${JSON.stringify({ ...recognised, found: found.map(({ code }) => code) })}\n`)
await scanner.close()
await incoming.close()

async function* pieces() {
  yield Buffer.from('call ')
  yield Buffer.from('03-3210-7000')
}
