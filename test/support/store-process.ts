/** Runs as a process of its own on a store; the one argument is its task as JSON. Tests start it with `storeProcess`. */
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import { StoreDidNotAnswer } from '../../src/cases/store-did-not-answer.ts'
import type { Store } from '../../src/store/store.ts'
import { generationOf, lifeOf, type StoreAddress, type Task, textOf } from './store-tasks.ts'

const task = JSON.parse(process.argv[2] ?? '') as Task
if (task.kind === 'texts') {
  await replaceTexts(task)
} else if (task.kind === 'transfer') {
  const { transfer } = await import('../../src/store/transfer/transfer.ts')
  const { dataDir, uri, dbName } = task
  tell({ transferred: (await transfer({ dataDir, uri, dbName, now: () => new Date() })).isWhole })
} else if (task.kind === 'open') {
  await (await openAt(task.at)).close()
  tell({ opened: true })
} else {
  const store = await openAt(task.at)
  if (task.kind === 'edits') await edit(store, task)
  else if (task.kind === 'generations') await replaceDirectory(store, task)
  else await live(store, task)
  await store.close()
}

async function openAt(at: StoreAddress): Promise<Store> {
  // Each loaded only where it is used (so is the world below): else most of a short life would go into loading.
  if ('file' in at) return (await import('../../src/store/sqlite/sqlite-store.ts')).openSqliteStore(at)
  return (await import('../../src/store/mongo/mongo-store.ts')).openMongoStore(at)
}

/** Sends all edits at once through the case service; each tenth twice, each eleventh decided on what was there at the start. */
async function edit(store: Store, { number, from, count }: Extract<Task, { kind: 'edits' }>): Promise<void> {
  const { aWorld, marcus } = await import('./sample-world.ts')
  const { service, actor } = await aWorld(store)
  const who = await actor(marcus)
  const basedOn = (await store.get(number))?.seq ?? 0
  const send = async (index: number) => {
    const key = `edit-${index}`
    const severity = index % 11 === 0
    const input: UpdateCaseInput = severity
      ? { changes: [{ kind: 'severity', severity: index % 2 === 0 ? 'P1' : 'P3' }], basedOn }
      : { changes: [{ kind: 'message', text: key, audience: 'everyone' }] }
    const outcome = await untilAnswered(() => service.change(who, number, input, key))
    tell({ key, severity, answer: outcome.ok ? 'applied' : (outcome.refusals[0]?.code ?? '') })
  }
  const indexes = Array.from({ length: count }, (_, index) => from + index)
  await Promise.all(
    indexes.flatMap((index) => (index % 10 === 0 ? [send(index), send(index)] : [send(index)])),
  )
}

/** Whoever is told that the database did not answer in time sends the same once more; so many at once bring a slow one to that. */
async function untilAnswered<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreDidNotAnswer)) throw error
    }
  }
}

/** Creates the case of one life and changes it until it is killed. */
async function live(store: Store, { seed, life }: Extract<Task, { kind: 'life' }>): Promise<void> {
  const plan = lifeOf(seed, life)
  tell({ killedAfter: plan.killedAfter })
  let { case: current } = await store.create(plan.create)
  for (;;) {
    tell({ version: current.version })
    const answer = await store.commit(plan.next(current))
    if (answer.kind !== 'committed') throw new Error(`Not committed: ${answer.kind}`)
    current = answer.case
  }
}

/** Writes one whole directory after the other until it is killed. */
async function replaceDirectory(
  { directory }: Store,
  { from }: Extract<Task, { kind: 'generations' }>,
): Promise<void> {
  for (let generation = from; ; generation += 1) {
    tell({ begun: generation })
    const isWritten = await directory.writeTogether(generationOf(generation), await directory.revision())
    if (!isWritten) throw new Error(`Generation ${generation} was not written`)
    tell({ written: generation })
  }
}

/** Puts one text after the other in the place of a file's until it is killed. */
async function replaceTexts({ file, from }: Extract<Task, { kind: 'texts' }>): Promise<void> {
  const { replaceFile } = await import('../../src/people/replace-file.ts')
  for (let generation = from; ; generation += 1) {
    tell({ begun: generation })
    if (!replaceFile(file, Buffer.from(textOf(generation - 1)), textOf(generation)))
      throw new Error(`Generation ${generation} was not written`)
    tell({ written: generation })
    await new Promise(setImmediate)
  }
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
