import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listWaitingThreads, type WaitingThread } from '../../src/cases/waiting-threads.ts'
import { carryOut, describeWaiting } from '../../src/cli/deliveries-command.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { aCase, aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { runCli } from '../support/run-cli.ts'
import { waitingStore } from '../support/waiting-store.ts'

const fault = { scope: 'channel', code: 'is_archived', since: noon } as const
const late = aThread({ id: 'late', tries: 7, retryAt: minutesAfter(noon, 30), fault })
const held = aThread({ id: 'held', channel: 'C2', heldBack: { why: 'open', users: [], since: noon } })
const dropped = aThread({ id: 'dropped', channel: 'C3', suspended: 'dropped by ops' })
const fine = aThread({ id: 'fine', channel: 'C4', root: '1.1', cursor: 1, renderedVersion: 1 })
const address = 'kei.tanaka@midori.example.jp'
const mail = aThread({
  id: 'mail',
  platform: 'mail',
  tenant: '',
  channel: address,
  tries: 3,
  fault: { ...fault, code: `550 ${address} unknown` },
})
const gone = aThread({
  id: 'gone',
  platform: 'mail',
  tenant: '',
  channel: 'old@midori.example.jp',
  tries: 3,
  fault,
})
const supportCase = aCase({ sharedWith: [address], subscriptions: [late, held, dropped, fine, mail, gone] })
const wish = { number: 1001, by: 'ops@example.com', why: null, at: noon }

async function collect(store: ReturnType<typeof waitingStore>): Promise<readonly WaitingThread[]> {
  const waiting: WaitingThread[] = []
  for await (const thread of listWaitingThreads(store.listWaiting)) waiting.push(thread)
  return waiting
}

describe('casethread deliveries list', () => {
  it('names each thread that waits, page by page, with its state; none that is up to date or over', async () => {
    const store = waitingStore([supportCase, aCase({ number: 1002, subscriptions: [held] })])

    const waiting = await collect(store)

    expect(waiting.map(({ supportCase: { number }, thread, kind }) => [number, thread.id, kind])).toEqual([
      [1001, 'late', 'late'],
      [1001, 'held', 'held-back'],
      [1001, 'dropped', 'dropped'],
      [1001, 'mail', 'late'],
      [1002, 'held', 'held-back'],
    ])
  })

  it('tells since when, why, how often it was tried and when it is next; addresses are masked', async () => {
    const lines = describeWaiting(await collect(waitingStore([supportCase])))

    expect(lines[1]).toMatch(
      /^1001 +late +late +2026-11-02T12:00:00\.123Z +channel +7 +2026-11-02T12:30:00\.123Z +slack T1 C1 +is_archived$/,
    )
    expect(lines.join('\n')).toContain('mail k…@midori.example.jp')
    expect(lines.join('\n')).not.toContain(address)
  })

  it('says that nothing waits', () => {
    expect(describeWaiting([])).toEqual(['Nothing waits.'])
  })
})

describe('casethread deliveries retry and drop', () => {
  it('write down who did it before they do it', async () => {
    const store = waitingStore([supportCase])

    const done = await carryOut(store, { ...wish, what: 'retried', thread: 'late', why: 'unarchived' })

    expect(store.asked).toEqual(['record retried late', 'retry 1001 late'])
    expect(done).toMatchObject([
      {
        at: noon,
        by: 'ops@example.com',
        what: 'retried',
        number: 1001,
        thread: 'late',
        channel: 'C1',
        why: 'unarchived',
      },
    ])
    expect(await store.deliveryAudit.list(1001)).toEqual(done)
  })

  it('retry all threads of a case that wait, and no other, where none is named', async () => {
    const store = waitingStore([supportCase])

    await carryOut(store, { ...wish, what: 'retried' })

    expect(store.asked.filter((line) => line.startsWith('retry'))).toEqual(
      ['late', 'held', 'dropped', 'mail'].map((id) => `retry 1001 ${id}`),
    )
  })

  it('drop one thread for a reason: the one that is given, or who did it', async () => {
    const store = waitingStore([supportCase])

    await carryOut(store, { ...wish, what: 'dropped', thread: 'fine' })
    await carryOut(store, { ...wish, what: 'dropped', thread: 'mail', why: 'wrong address' })

    expect(store.asked).toContain('drop 1001 fine: dropped by ops@example.com')
    expect(store.asked).toContain('drop 1001 mail: wrong address')
    const [, byMail] = await store.deliveryAudit.list(1001)
    expect(byMail).toMatchObject({ platform: 'mail', channel: '' })
    expect(JSON.stringify(byMail)).not.toContain(address)
  })

  it.each([
    ['a case that there is not', 4711, 'late'],
    ['a thread that the case does not have', 1001, 'nowhere'],
  ])('do nothing to %s', async (_what, number, thread) => {
    const store = waitingStore([supportCase])

    expect(await carryOut(store, { ...wish, what: 'dropped', number, thread })).toEqual([])
    expect(store.asked).toEqual([])
  })
})

it('`casethread deliveries` drops, tells who did, and lets a thread go on', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'casethread-cli-'))
  const run = (...args: readonly string[]) => runCli(['deliveries', ...args], { DATA_DIR: dataDir })
  const store = await openSqliteStore({ file: join(dataDir, 'casethread.db') })
  await store.create(aNewCase({ subscriptions: [aThread()] }))
  await store.close()

  const before = await run('list')
  const drop = await run('drop', '1001', 't-1', '--by', 'ops\u001b[2J@example.com', '--why', 'wrong channel')
  const after = await run('list', '--json')
  const actions = await run('actions', '1001')
  const retry = await run('retry', '1001', '--json')
  const nobody = await run('retry', '1001')

  expect(before).toMatchObject({ code: 0, stdout: 'Nothing waits.\n' })
  expect(drop).toMatchObject({ code: 0, stdout: 'Thread t-1 of case 1001: dropped.\n' })
  expect(JSON.parse(after.stdout)).toMatchObject([
    { case: 1001, thread: 't-1', state: 'dropped', why: 'wrong channel' },
  ])
  expect(actions.stdout).toMatch(/dropped +t-1 +slack T1 C1 +ops \[2J@example\.com +wrong channel/)
  expect(JSON.parse(retry.stdout)).toMatchObject([{ what: 'retried', thread: 't-1' }])
  expect(nobody.code).toBe(1)
  expect(nobody.stderr).toContain('No thread of case 1001 waits')
}, 60_000)
