import { beforeEach, describe, expect, it } from 'vitest'
import {
  type FileScanner,
  fileLimit,
  type OfferedFile,
  type OfferFiles,
} from '../../src/cases/attachments.ts'
import type { UpdateCaseInput } from '../../src/cases/case-inputs.ts'
import { type FindPersonalData, type SearchBudget, SearchCutShort } from '../../src/cases/personal-data.ts'
import { findInFile, startSearchBudget } from '../../src/cases/personal-data-guard.ts'
import { ok } from '../../src/cases/refusal.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { createFileScanner } from '../../src/scanning/file-scanner.ts'
import { anOfferedFile, offering } from '../support/offered-files.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

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

  function message(files: readonly OfferedFile[], more: Partial<UpdateCaseInput> = {}): UpdateCaseInput {
    const offer = async () => {
      fetched += 1
      return offering(...files)
    }
    return { changes: [{ kind: 'message', text: '', audience: 'desk', files: offer }], ...more }
  }

  const change = async (wish: UpdateCaseInput, key: string, who = marcus) =>
    world.service.change(await world.actor(who), number, wish, key)

  const named = async () =>
    (await world.store.history(number, { limit: 50 })).flatMap(({ event }) =>
      event.type === 'message' || event.type === 'created' ? (event.attachments ?? []) : [],
    )

  it('UPD-1: message and files are one commit, and every named file is there', async () => {
    await change(message([anOfferedFile('a.log', 'one'), anOfferedFile('a.log', 'two')]), 'k1')

    const files = await named()
    expect(files.map(({ name, type, size }) => ({ name, type, size }))).toEqual([
      { name: 'a.log', type: 'text/plain', size: 3 },
      { name: 'a (2).log', type: 'text/plain', size: 3 },
    ])
    for (const { id } of files) expect(await world.store.files.open(id)).toBeDefined()
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('UPD-1: the service itself takes no file over the limit, and nothing of the send', async () => {
    const tooLarge = anOfferedFile('big.log', Buffer.alloc(fileLimit + 1, 'x'))

    expect(await change(message([anOfferedFile('a.log', 'one'), tooLarge]), 'k1')).toMatchObject({
      ok: false,
      refusals: [{ code: 'file-too-large', field: 'files', values: { file: 'big.log' } }],
    })
    expect(await named()).toEqual([])
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('CRE-8: the same send twice names its files once and leaves no orphan', async () => {
    const wish = message([anOfferedFile('a.log', 'one')])

    await Promise.all([change(wish, 'k1'), change(wish, 'k1')])
    await change(wish, 'k1')

    expect(await named()).toHaveLength(1)
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('UPD-1: one bad file refuses them all, each is named, and nothing is kept', async () => {
    const files = [
      anOfferedFile('a.log', 'fine'),
      anOfferedFile('b.exe', 'x'),
      anOfferedFile('c.png', 'words'),
    ]

    const outcome = await change(message(files), 'k1')

    expect(outcome.ok ? [] : outcome.refusals.map(({ code, values }) => [code, values?.file])).toEqual([
      ['file-is-program', 'b.exe'],
      ['file-mislabelled', 'c.png'],
    ])
    expect(await named()).toEqual([])
    expect(await world.store.files.sweep(new Date(Date.now() + 5_000))).toBe(0)
  })

  it('CRE-3: personal data in a file waits for the confirmation, which the history tells', async () => {
    const wish = message([anOfferedFile('a.csv', 'x\ncall 090-1234-5678')])

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

    const outcome = await change(message([anOfferedFile('a.log', 'one')]), 'k1')

    expect(outcome).toMatchObject({ refusals: [{ code: 'case-closed' }] })
    expect(fetched).toBe(0)
  })

  it('GRA-4: nothing is fetched once the grant is gone; the desk needs none', async () => {
    world.editDirectory((yaml) => yaml.replaceAll('state: granted', 'state: revoked'))

    const outcome = await change(message([anOfferedFile('a.log', 'one')]), 'k1')
    expect(outcome.ok ? [] : outcome.refusals[0]?.code).toBe('grant-revoked')
    expect(fetched).toBe(0)
    expect((await change(message([anOfferedFile('b.log', 'two')]), 'k2', ben)).ok).toBe(true)
  })

  describe('CRE-3: a file that could not be scanned', () => {
    const unsearchable: FindPersonalData = async (text) => {
      if (text.includes('endless')) throw new SearchCutShort()
      return []
    }

    it('is refused by name until the person confirms, and the history says so', async () => {
      const { service } = await aWorld(world.store, undefined, {
        fileScanner: createFileScanner(unsearchable),
      })
      const wish = message([anOfferedFile('a.log', 'endless')])
      const actor = await world.actor(marcus)

      const refusedOnce = await service.change(actor, number, wish, 'k1')
      const sent = await service.change(actor, number, { ...wish, confirmed: true }, 'k2')

      expect(refusedOnce).toMatchObject({
        ok: false,
        refusals: [{ code: 'file-not-searched', rule: 'CRE-3', field: 'files', values: { file: 'a.log' } }],
      })
      expect(sent.ok).toBe(true)
      const history = await world.store.history(number, { limit: 10 })
      expect(history.map(({ event }) => event)).toContainEqual({
        type: 'personal-data-confirmed',
        found: ['not-searched'],
      })
    })
  })

  it('CRE-3: one budget of time goes for all the files of a send; beyond it, and beyond so many bytes, none is searched', async () => {
    const asked: (readonly [string, number])[] = []
    const slow: FileScanner = {
      recognise: async () => ({ type: 'text/plain', isText: true }),
      async findPersonalData({ name }, _region, ms) {
        asked.push([name, ms])
        return { found: [], ms: 2_000 }
      },
    }
    const { service } = await aWorld(world.store, undefined, { fileScanner: slow })
    const actor = await world.actor(marcus)
    const sent = (...files: readonly OfferedFile[]) => service.change(actor, number, message(files), 'k1')
    const sized = (name: string, size: number) => {
      const file = anOfferedFile(name, 'x')
      return { ...file, content: { ...file.content, size } }
    }

    const inTime = await sent(
      anOfferedFile('a.log', '1'),
      anOfferedFile('b.log', '2'),
      anOfferedFile('c.log', '3'),
    )
    const inSize = await sent(...Array.from({ length: 6 }, (_, index) => sized(`${index}.log`, fileLimit)))

    expect(asked.slice(0, 2)).toEqual([
      ['a.log', 3_000],
      ['b.log', 1_000],
    ])
    expect(inTime).toMatchObject({ refusals: [{ code: 'file-not-searched', values: { file: 'c.log' } }] })
    expect(inSize.ok ? [] : inSize.refusals.map(({ values }) => values?.file)).toContain('5.log')
  })

  it('lets go of what was fetched, whatever became of the send', async () => {
    let discarded = 0
    const discard = async () => {
      discarded += 1
    }
    const offer =
      (name: string, text: string): OfferFiles =>
      async () =>
        ok({ files: [anOfferedFile(name, text)], discard })
    const sending = (files: OfferFiles, key: string) =>
      change({ changes: [{ kind: 'message', text: '', audience: 'desk', files }] }, key)

    expect((await sending(offer('a.log', 'fine'), 'k1')).ok).toBe(true)
    expect(discarded).toBe(1)
    expect((await sending(offer('a.exe', 'x'), 'k2')).ok).toBe(false)
    expect(discarded).toBe(2)
    expect((await sending(offer('a.csv', 'call 090-1234-5678'), 'k3')).ok).toBe(false)
    expect(discarded).toBe(3)
  })

  describe('UPD-6: while somebody’s file is still on its way', () => {
    it('others change the case, and the file follows', async () => {
      const actor = await world.actor(marcus)
      let arrive = () => {}
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve
      })
      const slow: OfferFiles = async () => {
        await arrived
        return offering(anOfferedFile('a.log', 'one'))
      }
      const first = world.service.change(
        actor,
        number,
        { changes: [{ kind: 'message', text: 'with a file', audience: 'everyone', files: slow }] },
        'k1',
      )

      const other = await world.service.change(
        actor,
        number,
        { changes: [{ kind: 'severity', severity: 'P1' }] },
        'k2',
      )
      arrive()

      expect(other.ok).toBe(true)
      expect((await first).ok).toBe(true)
      const history = await world.store.history(number, { limit: 10 })
      expect(history.map(({ event }) => event.type)).toEqual(['created', 'severity-changed', 'message'])
    })
  })
})

describe('CRE-3: a large text file', () => {
  const endless = { isOver: () => false }
  const searched = (name: string, text: string, budget: SearchBudget = endless) =>
    findInFile(findPersonalData, { name, text }, 'JP', 'files', budget)

  it('that takes too long is told as not scanned, after what was found by then', async () => {
    let asked = 0
    const budget = { isOver: () => ++asked > 3 }

    const found = await searched('big.log', `tel 03-3210-7000\n${'a line\n'.repeat(20_000)}`, budget)

    expect(found.map(({ code, values }) => [code, values?.file])).toEqual([
      ['personal-data-in-file', 'big.log'],
      ['file-not-searched', 'big.log'],
    ])
  })

  it('is searched until the budget is over', () => {
    let now = 1_000
    const budget = startSearchBudget(3_000, () => now)
    expect(budget.isOver()).toBe(false)
    now += 60_000
    expect(budget.isOver()).toBe(true)
  })

  it('of numbers that nearly are cards, each another one, is left off within the budget', async () => {
    const text = Array.from(
      { length: 60_000 },
      (_, index) => `4${String(index * 7919).padStart(14, '1')} `,
    ).join('')
    let asked = 0

    const found = await searched('cards.txt', text, { isOver: () => ++asked > 20 })

    expect(found.at(-1)?.code).toBe('file-not-searched')
  })

  it('is looked over to its end, with the right line, and others are served meanwhile', async () => {
    const line = '2026-03-02T09:00:00.123Z INFO smtp 250 2.0.0 OK 1709370000 queued 10.1.2.3\n'
    const text = `${line.repeat(3_000)}tel 03-3210-7000\n${line.repeat(10)}`
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)

    const found = await searched('big.log', text)
    clearInterval(timer)

    expect(found.map(({ values }) => values?.line)).toEqual([3_001])
    expect(ticks).toBeGreaterThan(3)
  })

  it('on one endless line is looked over too', async () => {
    const text = `{"a":"${'x'.repeat(50_000)}","tel":"03-3210-7000","b":"${'y'.repeat(50_000)}"}`

    const found = await searched('big.json', text)

    expect(found.map(({ values }) => values?.line)).toEqual([1])
  })

  it('full of personal data names the first few and ends', async () => {
    const found = await searched('list.csv', 'a,03-3210-7000\n'.repeat(100_000))

    expect(found.map(({ values }) => values?.line)).toEqual([1, 2, 3, 4, 5])
  })
})
