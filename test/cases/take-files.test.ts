import { beforeEach, describe, expect, it } from 'vitest'
import { personalDataInFile } from '../../src/cases/personal-data-guard.ts'
import { done } from '../../src/cases/refusal.ts'
import type { ChangeWish } from '../../src/cases/wishes.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { eachStore } from '../support/stores.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/world.ts'

const aFile = (name: string, content: string) => ({ name, bytes: Buffer.from(content) })

eachStore((_name, open) => {
  let world: World
  let number: number
  let fetched = 0
  beforeEach(async () => {
    world = await aWorld(await open())
    const made = await world.service.create(await world.actor(marcus), aWish(), 'new')
    if (!made.ok) throw new Error('the sample wish was refused')
    number = made.value.number
    fetched = 0
  })

  function message(files: readonly ReturnType<typeof aFile>[], more: Partial<ChangeWish> = {}): ChangeWish {
    const offer = async () => {
      fetched += 1
      return done(files)
    }
    return { changes: [{ kind: 'message', text: '', audience: 'desk', files: offer }], ...more }
  }

  const change = async (wish: ChangeWish, key: string, who = marcus) =>
    world.service.change(await world.actor(who), number, wish, key)

  const named = async () =>
    (await world.store.history(number, { limit: 50 })).flatMap(({ event }) =>
      event.type === 'message' || event.type === 'created' ? (event.attachments ?? []) : [],
    )

  it('UPD-1: message and files are one commit, and every named file is there', async () => {
    await change(message([aFile('a.log', 'one'), aFile('a.log', 'two')]), 'k1')

    const files = await named()
    expect(files.map(({ name, type, size }) => ({ name, type, size }))).toEqual([
      { name: 'a.log', type: 'text/plain', size: 3 },
      { name: 'a (2).log', type: 'text/plain', size: 3 },
    ])
    for (const { id } of files) expect(await world.store.files.open(id)).toBeDefined()
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('CRE-8: the same send twice names its files once and leaves no orphan', async () => {
    const wish = message([aFile('a.log', 'one')])

    await Promise.all([change(wish, 'k1'), change(wish, 'k1')])
    await change(wish, 'k1')

    expect(await named()).toHaveLength(1)
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('UPD-1: one bad file refuses them all, each is named, and nothing is kept', async () => {
    const files = [aFile('a.log', 'fine'), aFile('b.exe', 'x'), aFile('c.png', 'words')]

    const outcome = await change(message(files), 'k1')

    expect(outcome.ok ? [] : outcome.refusals.map(({ code, values }) => [code, values?.file])).toEqual([
      ['file-is-program', 'b.exe'],
      ['file-mislabelled', 'c.png'],
    ])
    expect(await named()).toEqual([])
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('CRE-3: personal data in a file waits for the confirmation, which the history tells', async () => {
    const wish = message([aFile('a.csv', 'x\ncall 090-1234-5678')])

    const first = await change(wish, 'k1')
    const second = await change({ ...wish, confirmed: true }, 'k1')

    expect(first).toMatchObject({
      refusals: [{ code: 'personal-data-in-file', field: 'files', values: { file: 'a.csv', line: 2 } }],
    })
    expect(second.ok).toBe(true)
    const history = await world.store.history(number, { limit: 50 })
    expect(history.at(-1)?.event).toEqual({ type: 'personal-data-confirmed', found: ['phone-number'] })
  })

  it('UPD-5: nothing is fetched for a case that is closed', async () => {
    await change({ changes: [{ kind: 'close', note: '' }] }, 'k0')

    const outcome = await change(message([aFile('a.log', 'one')]), 'k1')

    expect(outcome).toMatchObject({ refusals: [{ code: 'case-closed' }] })
    expect(fetched).toBe(0)
  })

  it('GRA-4: nothing is fetched once the grant is gone; the desk needs none', async () => {
    world.editDirectory((yaml) => yaml.replaceAll('state: granted', 'state: revoked'))

    const outcome = await change(message([aFile('a.log', 'one')]), 'k1')
    expect(outcome.ok ? [] : outcome.refusals[0]?.code).toBe('grant-revoked')
    expect(fetched).toBe(0)
    expect((await change(message([aFile('b.log', 'two')]), 'k2', ben)).ok).toBe(true)
  })
})

describe('CRE-3: a large text file', () => {
  it('is looked over to its end, with the right line, and others are served meanwhile', async () => {
    const line = '2026-03-02T09:00:00.123Z INFO smtp 250 2.0.0 OK 1709370000 queued 10.1.2.3\n'
    const text = `${line.repeat(3_000)}tel 03-3210-7000\n${line.repeat(10)}`
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)

    const found = await personalDataInFile(findPersonalData, 'big.log', text, 'JP', 'files')
    clearInterval(timer)

    expect(found.map(({ values }) => values?.line)).toEqual([3_001])
    expect(ticks).toBeGreaterThan(3)
  })

  it('on one endless line is looked over too', async () => {
    const text = `{"a":"${'x'.repeat(50_000)}","tel":"03-3210-7000","b":"${'y'.repeat(50_000)}"}`

    const found = await personalDataInFile(findPersonalData, 'big.json', text, 'JP', 'files')

    expect(found.map(({ values }) => values?.line)).toEqual([1])
  })

  it('full of personal data names the first few and ends', async () => {
    const found = await personalDataInFile(
      findPersonalData,
      'list.csv',
      'a,03-3210-7000\n'.repeat(100_000),
      'JP',
      'files',
    )

    expect(found.map(({ values }) => values?.line)).toEqual([1, 2, 3, 4, 5])
  })
})
