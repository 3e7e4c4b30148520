/**
 * Runs as a process of its own on a SQLite file: takes a number and makes a case (`create`), or changes case 1001 as often as it
 * can (`change`). Prints a line for each write that was confirmed.
 */
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aCommit, aNewCase } from '../support/build-case.ts'

const [file = '', task = ''] = process.argv.slice(2)
const store = await openSqliteStore({ file })

if (task === 'create') {
  for (let index = 0; index < 25; index += 1) {
    const number = await store.nextNumber()
    await store.create(aNewCase({ number }))
    process.stdout.write(`${number}\n`)
  }
  await store.close()
}

while (task === 'change') {
  const current = await store.get(1001)
  if (!current) throw new Error('Case 1001 is missing')
  const answer = await store.commit(aCommit(current, {}, { key: `${process.pid}-${current.version}` }))
  if (answer.kind === 'committed') process.stdout.write(`${answer.case.seq}\n`)
}
