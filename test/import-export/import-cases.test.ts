import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import iconv from 'iconv-lite'
import { beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.ts'
import { type ImportOptions, importCases } from '../../src/import-export/import-cases.ts'
import type { Store } from '../../src/store/store.ts'
import { codes, value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World, yui } from '../support/sample-world.ts'
import { eachStore, onSqlite } from '../support/stores.ts'

const sample = (name: string) => fileURLToPath(new URL(`docs/samples/${name}`, packageRoot()))
const now = new Date('2026-11-01T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'casethread-import-'))

/** A line as it should be; the tests say what differs. */
function aLine(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    number: 5001,
    customer: 'C09brightwater',
    partners: [{ domain: 'northwind-apps.example.com', kind: 'reseller' }],
    createdBy: { email: marcus, name: 'Marcus Bell', domain: 'northwind-apps.example.com' },
    title: 'Mail bounces',
    description: 'All of it.',
    category: 'gmail.delivery',
    severity: 'P2',
    status: 'new',
    createdAt: '2026-01-05T09:00:00Z',
    ...overrides,
  }
}

function anEntry(event: object): object {
  const author = { party: 'desk', email: 'desk@support.example.com', name: 'Desk' }
  return { at: '2026-01-05T10:00:00Z', author, audience: 'everyone', event }
}

let files = 0
function aFile(lines: readonly unknown[], kind = 'jsonl'): string {
  files += 1
  const file = join(folder, `${files}.${kind}`)
  writeFileSync(file, lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'))
  return file
}

eachStore((_name, open) => {
  let store: Store
  let world: World
  let problems: string[]

  beforeEach(async () => {
    store = await open()
    world = await aWorld(store)
    problems = []
  })

  const run = (file: string, flags: Partial<ImportOptions> = {}) => {
    problems = []
    return importCases({
      file,
      store,
      directory: world.directory,
      skipBad: false,
      dryRun: false,
      now: () => now,
      newId: () => 'run-1',
      by: 'operator',
      onProblem: (line, problem) => problems.push(`${line}: ${problem}`),
      ...flags,
    })
  }

  describe('MIG-1: a file of several batches is prepared in threads', { timeout: 90_000 }, () => {
    const count = 1_000
    /** Over the size from which there are threads, in order, some of it bad. */
    const lines = (bad: Readonly<Record<number, Readonly<Record<string, unknown>>>>) =>
      Array.from({ length: count }, (_, index) =>
        aLine({ number: 6000 + index, title: `件名 ${index}`, description: 'd'.repeat(300), ...bad[index] }),
      )

    it('its bad lines are told in their order, and left out with --skip-bad; a second time nothing is made', async () => {
      const file = aFile(
        lines({
          0: { severity: 'P9' },
          199: { customer: 'C99' },
          200: {
            partners: [
              { domain: 'northwind-apps.example.com', kind: 'reseller' },
              { domain: 'nowhere.example.com', kind: 'reseller' },
            ],
          },
          650: { number: 6001 },
          999: { createdAt: '2099-01-05T09:00:00Z' },
        }),
      )

      expect(await run(file)).toMatchObject({ written: false, added: count - 5, bad: 5 })
      expect(problems.map((one) => one.split(':')[0])).toEqual(['1', '200', '201', '651', '1000'])
      expect(problems[1]).toContain('customer C99 is not in the directory')
      expect(problems[3]).toBe('651: number 6001 stands in line 2 already: keep one of them')
      expect(await store.get(6500)).toBeUndefined()

      expect(await run(file, { skipBad: true })).toMatchObject({ written: true, added: count - 5, bad: 5 })
      for (const index of [1, 198, 201, 998])
        expect(await store.get(6000 + index)).toMatchObject({ title: `件名 ${index}` })
      for (const index of [0, 199, 200, 650, 999]) expect(await store.get(6000 + index)).toBeUndefined()
      expect(await run(file, { skipBad: true })).toMatchObject({
        written: false,
        added: 0,
        unchanged: count - 5,
      })
    })

    it('the cases are the same as without threads', async () => {
      const [small, large] = [lines({}).slice(0, 3), lines({})]
      await run(aFile(small))
      const made = await Promise.all([0, 1, 2].map((index) => store.get(6000 + index)))

      expect(await run(aFile(large))).toMatchObject({ added: count - 3, unchanged: 3 })

      const withoutOwn = (one: object | undefined) => ({ ...one, number: 0, title: '' })
      expect(withoutOwn(await store.get(6003))).toEqual(withoutOwn(made[2]))
      expect(await store.history(6003, { limit: 9 })).toEqual(await store.history(6002, { limit: 9 }))
    })

    it('a quotation mark that is never closed is told after the lines before it, and nothing is written', async () => {
      const columns = [
        ...['number', 'customer', 'partners', 'createdBy.email', 'createdBy.name', 'createdBy.domain'],
        ...['title', 'description', 'category', 'severity', 'status', 'createdAt'],
      ]
      const domain = 'northwind-apps.example.com'
      const rows = Array.from({ length: count }, (_, index) => [
        ...[String(6000 + index), 'C09brightwater', `${domain}=reseller`, marcus, 'Marcus Bell', domain],
        ...[
          '件名',
          'd'.repeat(300),
          'gmail.delivery',
          index === 250 ? 'P9' : 'P2',
          'new',
          '2026-01-05T09:00:00Z',
        ],
      ])
      const text = [columns, ...rows].map((row) => row.join(','))
      const file = aFile(text.with(700, text[700]?.replace('件名', '"件名') ?? ''), 'csv')

      await expect(run(file, { skipBad: true })).rejects.toThrow('line 701: a quotation mark opens')
      expect(problems).toEqual([expect.stringMatching(/^252: severity is "P9"/)])
      expect(await store.get(6000)).toBeUndefined()
    })
  })

  describe('MIG-1: a file is read in its encoding, or refused; nothing of it is stored as anything else', () => {
    const inEncoding = (kind: string, text: string, encoding: string) => {
      const file = aFile([], kind)
      writeFileSync(file, iconv.encode(text, encoding))
      return file
    }
    const lines = (title: string) =>
      [aLine(), aLine({ number: 5002, title })].map((one) => JSON.stringify(one)).join('\n')

    it.each(['cp932', 'euc-jp', 'utf-16le', 'utf-16be', 'utf-8'] as const)(
      '%s is told by its bytes',
      async (encoding) => {
        const told: string[] = []
        const title = '共有カレンダーが「空」になる'

        const imported = await run(inEncoding('jsonl', lines(title), encoding), {
          onEncoding: (found) => told.push(found),
        })

        expect(imported).toMatchObject({ added: 2, encoding })
        expect(told).toEqual([encoding])
        expect(await store.get(5002)).toMatchObject({ title })
      },
    )

    it.each([
      ['cp932', '日本'],
      ['euc-jp', '日本'],
      ['windows-1252', 'Käse'],
    ] as const)('%s that cannot be told for certain has to be named', async (encoding, title) => {
      const file = inEncoding('jsonl', lines(title), encoding)
      for (const flags of [{}, { skipBad: true }])
        await expect(run(file, flags)).rejects.toThrow(/line 2: is not UTF-8, and which encoding/)
      expect(await store.get(5001)).toBeUndefined()

      expect(await run(file, { encoding })).toMatchObject({ added: 2, encoding })
      expect(await store.get(5002)).toMatchObject({ title })
    })

    it('one that is named and is not meets the same end', async () => {
      const file = inEncoding('jsonl', lines('共有カレンダー'), 'cp932')

      await expect(run(file, { encoding: 'euc-jp', skipBad: true })).rejects.toThrow('line 2: is not EUC-JP')
      expect(await store.get(5001)).toBeUndefined()
    })

    it.each([
      ['as it is', 'ab\ufffdcd'],
      ['escaped', 'ab\\ufffdcd'],
    ])('what was lost before, %s, is a bad line', async (_, title) => {
      const file = aFile([
        JSON.stringify(aLine({ title: 'ab«»cd' })).replace('ab«»cd', title),
        aLine({ number: 5002 }),
      ])

      expect(await run(file, { skipBad: true })).toMatchObject({ added: 1, bad: 1 })
      expect(problems).toEqual([expect.stringContaining('1: holds a character that was lost')])
    })
  })

  it('MIG-1: cases come with number, dates, history, audiences and partners of record', async () => {
    expect(await run(sample('cases.jsonl'))).toEqual({
      encoding: 'utf-8',
      run: 'run-1',
      lines: 2,
      added: 2,
      unchanged: 0,
      bad: 0,
      written: true,
    })
    expect(problems).toEqual([])

    const partner = await world.actor(marcus)
    const open = value(await world.service.show(partner, 40712))
    expect(open.case).toMatchObject({
      status: 'action-required',
      customer: { name: 'Brightwater Foods' },
      createdAt: new Date('2026-01-19T09:12:00Z'),
      updatedAt: new Date('2026-01-19T11:02:00Z'),
      sharedWith: ['it@brightwater.example.com'],
    })
    expect(open.entries.map((one) => one.event.type)).toEqual([
      'created',
      'message',
      'status-changed',
      'message',
    ])
    // VIS-7: the internal note stays with its domain.
    expect(value(await world.service.show(await world.actor(ben), 40712)).entries).toHaveLength(3)
    // VIS-1: both partners of record see the closed one, and only theirs see the other.
    const hoshi = await world.actor(yui)
    expect(value(await world.service.show(hoshi, 40355)).case.closedAt).toEqual(
      new Date('2025-12-08T07:30:00Z'),
    )
    expect(value(await world.service.show(partner, 40355)).case.status).toBe('closed')
    expect(codes(await world.service.show(hoshi, 40712))).toEqual(['case-not-found'])
    expect(value(await world.service.list(partner, { text: 'calendars' }, { limit: 5 })).cases).toHaveLength(
      1,
    )
  })

  it('MIG-1: open cases go on without a break, and new ones get numbers above', async () => {
    await run(sample('cases.jsonl'))
    const partner = await world.actor(marcus)
    const message = { kind: 'message', text: 'The sales team.', audience: 'desk' } as const
    expect(value(await world.service.change(partner, 40712, { changes: [message] }, 'k'))).toMatchObject({
      status: 'in-progress',
      seq: 6,
    })
    expect(value(await world.service.create(partner, aWish(), 'new')).number).toBe(40713)
  })

  it('MIG-1: run twice it changes nothing and says so, also after people went on with a case, also from the other format', async () => {
    await run(sample('cases.jsonl'))
    const close = { changes: [{ kind: 'close', note: '' } as const] }
    value(await world.service.change(await world.actor(marcus), 40712, close, 'k'))

    expect(await run(sample('cases.jsonl'))).toMatchObject({ added: 0, unchanged: 2, bad: 0, written: false })
    expect(await store.get(40712)).toMatchObject({ status: 'closed', version: 2 })

    expect(await run(sample('cases.csv'))).toMatchObject({ lines: 2, added: 1, unchanged: 1, bad: 0 })
    expect(await store.get(40360)).toMatchObject({
      title: 'Printer, again',
      sharedWith: ['office@lakeside-schools.example.org', 'it@lakeside-schools.example.org'],
    })
    const [first] = await store.history(40360, { limit: 1 })
    expect(first?.event).toMatchObject({ description: 'It says "offline".\nSince Tuesday.' })
  })

  it('MIG-1: a line that differs from what is stored is reported and never overwrites', async () => {
    await run(aFile([aLine()]))
    const other = aFile([aLine({ title: 'Something else' }), aLine({ number: 5002 })])
    expect(await run(other)).toMatchObject({ bad: 1, written: false })
    expect(problems).toEqual(['1: number 5001 is a case with other content already: it is left as it is'])
    expect(await run(other, { skipBad: true })).toMatchObject({ bad: 1, added: 1, written: true })
    expect(await store.get(5001)).toMatchObject({ title: 'Mail bounces' })
  })

  it('names every bad line and writes nothing, unless told to leave them out', async () => {
    const file = aFile([
      aLine(),
      '{"number": 5002',
      '',
      aLine({ number: 5003, severity: 'P9' }),
      aLine({ number: 5004 }),
    ])
    expect(await run(file)).toEqual({
      encoding: 'utf-8',
      lines: 4,
      added: 2,
      unchanged: 0,
      bad: 2,
      written: false,
    })
    expect(problems.map((one) => one.split(' ')[0])).toEqual(['2:', '4:'])
    expect(await store.get(5001)).toBeUndefined()

    expect(await run(file, { skipBad: true })).toMatchObject({ added: 2, bad: 2, written: true })
    expect(await store.get(5004)).toBeDefined()
    expect(await store.get(5003)).toBeUndefined()
  })

  it('a dry run tells what would come and writes nothing', async () => {
    expect(await run(sample('cases.jsonl'), { dryRun: true })).toMatchObject({ added: 2, written: false })
    expect(await store.get(40712)).toBeUndefined()
    expect(await store.nextNumber()).toBe(1001)
  })

  it('takes entries as long as they may be, and the case is worked on as any other', async () => {
    const long = '長いお問い合わせの経緯'.padEnd(30_000, 'をここに続けます。')
    const history = Array.from({ length: 298 }, () => anEntry({ type: 'message', text: long }))
    const imported = await run(aFile([aLine({ description: long, history })]))
    expect([imported.added, problems]).toEqual([1, []])

    const partner = await world.actor(marcus)
    const message = { kind: 'message', text: '回'.repeat(3_000), audience: 'desk' } as const
    for (const send of ['first', 'second']) {
      const changed = await world.service.change(partner, 5001, { changes: Array(10).fill(message) }, send)
      expect(value(changed).number).toBe(5001)
    }

    const entries = await store.history(5001, { limit: 1_000 })
    expect(entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: entries.length }, (_, index) => index + 1),
    )
    expect(entries[298]?.event).toEqual({ type: 'message', text: long })
    expect(
      entries.filter(({ event }) => event.type === 'message' && event.text === message.text),
    ).toHaveLength(20)
  }, 60_000)

  it('UPD-2: an escalation in the history stands on the case, unless a reopening ended it', async () => {
    const at = '2026-01-06T09:00:00Z'
    const author = {
      party: 'partner',
      email: marcus,
      name: 'Marcus Bell',
      domain: 'northwind-apps.example.com',
    }
    const entry = (event: object) => ({ at, author, audience: 'everyone', event })
    const escalated = entry({ type: 'escalated', reason: 'business-impact', justification: 'Orders.' })
    const reopened = entry({ type: 'reopened', reason: '' })
    await run(
      aFile([aLine({ history: [escalated] }), aLine({ number: 5002, history: [escalated, reopened] })]),
    )
    expect((await store.get(5001))?.escalation).toEqual({ at: new Date(at), reason: 'business-impact' })
    expect((await store.get(5002))?.escalation).toBeNull()
  })
})

onSqlite((_name, open) => {
  async function problemsIn(file: string): Promise<readonly string[]> {
    const world = await aWorld(await open())
    const found: string[] = []
    await importCases({
      file,
      store: world.store,
      directory: world.directory,
      skipBad: false,
      dryRun: false,
      now: () => now,
      newId: () => 'run-1',
      by: 'operator',
      onProblem: (line, problem) => found.push(`${line}: ${problem}`),
    })
    return found
  }

  describe('a bad line is told with its field and what to do', () => {
    const author = { email: marcus, name: 'Marcus Bell' }
    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['no title', { title: undefined }, 'title is missing: fill it in'],
      ['a blank title', { title: '  ' }, 'title is empty: fill it in'],
      ['a field that is not known', { owner: 'me' }, 'not known (owner)'],
      ['a number of words', { number: 'five' }, 'number is no case number'],
      ['a date without a zone', { createdAt: '2026-01-05' }, 'createdAt is no moment: write it like'],
      [
        'a date that is still to come',
        { createdAt: '2099-01-05T00:00:00Z' },
        'createdAt is 2099-01-05T00:00:00.000Z, which is still to come: correct it',
      ],
      [
        'a date of before there was any',
        { createdAt: '1899-12-30T00:00:00Z' },
        'createdAt is 1899-12-30T00:00:00.000Z, which is before the year 2000: correct it',
      ],
      ['a severity that there is not', { severity: 'P9' }, 'severity is "P9": write one of P1, P2, P3'],
      ['a title that is a number', { title: 5 }, 'title is 5, and must be text'],
      ['a title that is too long', { title: 'x'.repeat(400) }, 'title is longer than'],
      ['a number below one', { number: 0 }, 'number is no case number: give a whole number'],
      ['partners in words', { partners: 'northwind' }, 'partners is "northwind", and must be a list'],
      ['a customer without its id', { customer: { id: 5 } }, 'customer.id is 5, and must be text'],
      ['a customer that is a number', { customer: 5 }, 'customer is 5, which has not the form'],
      ['a language that is not spoken here', { language: 'fr' }, 'language is "fr": write one of en, ja'],
      [
        'an entry of no kind',
        { history: [anEntry({ type: 'mail' })] },
        'history.0.event.type is "mail": write one of message,',
      ],
      [
        'an entry without its kind',
        { history: [anEntry({})] },
        'history.0.event.type is missing: write one of',
      ],
      [
        'an entry that is still to come',
        { history: [{ ...anEntry({ type: 'message', text: 'x' }), at: '2099-01-01T00:00:00Z' }] },
        'history.0.at is 2099',
      ],
      ['a closed case without its date', { status: 'closed' }, 'closedAt is missing'],
      ['an open case with a closing date', { closedAt: '2026-01-06T00:00:00Z' }, 'leave it out'],
      ['no partner', { partners: [] }, 'partners is empty'],
      [
        'an author of another domain',
        { createdBy: { ...author, domain: 'x.example' } },
        'createdBy.domain is none of',
      ],
      ['an unknown customer', { customer: 'C99' }, 'customer C99 is not in the directory'],
      [
        'an unknown partner',
        {
          partners: [
            { domain: 'northwind-apps.example.com', kind: 'reseller' },
            { domain: 'nrthwind.example.com', kind: 'reseller' },
          ],
        },
        'partners names nrthwind.example.com',
      ],
      [
        'a history out of order',
        {
          history: [
            {
              at: '2026-01-01T00:00:00Z',
              author: { ...author, party: 'desk' },
              audience: 'everyone',
              event: { type: 'message', text: 'x' },
            },
          ],
        },
        'history.0.at is before',
      ],
      [
        'an entry that is too long',
        { history: [anEntry({ type: 'message', text: '長'.repeat(30_001) })] },
        'history.0.event.text is longer than 30000 characters, which is all that one entry of a history holds (MIG-1): go on in a further entry',
      ],
      [
        'a note that is too long',
        { history: [anEntry({ type: 'reopened', reason: 'n'.repeat(30_001) })] },
        'history.0.event.reason is longer than 30000 characters',
      ],
      [
        'a description that is too long',
        { description: 'd'.repeat(30_001) },
        'description is longer than 30000',
      ],
      [
        'an address that is too long',
        {
          createdBy: {
            ...author,
            domain: 'northwind-apps.example.com',
            email: `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(200)}.example`,
          },
        },
        'createdBy.email is no e-mail address',
      ],
    ])('%s', async (_what, overrides, expected) => {
      const [first, ...more] = await problemsIn(aFile([aLine(overrides)]))
      expect(first).toContain(expected)
      expect(first).toMatch(/^1: /)
      expect(more).toEqual([])
    })

    it('a line that is too long, whatever it holds, and the ones after it are read all the same', async () => {
      const found = await problemsIn(
        aFile([`{"title":"${'x'.repeat(24_000_000)}"}`, aLine({ severity: 'P0' })]),
      )
      expect(found[0]).toBe('1: is longer than 24000000 characters (MIG-1): leave out the oldest history')
      expect(found.slice(1)).toEqual([expect.stringMatching(/^2: severity/)])
    }, 30_000)

    it('the same number twice in one file', async () => {
      expect(await problemsIn(aFile([aLine(), aLine({ title: 'Other' })]))).toEqual([
        '2: number 5001 stands in line 1 already: keep one of them',
      ])
    })

    it('a line of a CSV with too few cells, and one with a broken history, by the line where they begin', async () => {
      const columns =
        'number,title,history,customer,partners,createdBy.email,createdBy.name,description,category,severity,status,createdAt'
      const found = await problemsIn(aFile([columns, '1,"two\nlines",x', '2,short'], 'csv'))
      expect(found[0]).toMatch(/^2: history is no JSON/)
      expect(found[1]).toMatch(/^4: has 2 cells of 12, and the file ends within it/)
    })
  })

  it('takes a customer that the directory does not have when the line tells it whole', async () => {
    const customer = { id: 'C-former', name: 'Former Ltd', domain: 'former.example.com' }
    expect(await problemsIn(aFile([aLine({ customer })]))).toEqual([])
  })

  it('keeps text apart that only looks like the end of a line', async () => {
    expect(await problemsIn(aFile([JSON.stringify(aLine({ title: 'one\u2028two' }))]))).toEqual([])
  })

  it('reads a large file without keeping it: 20,000 lines, each bad one named', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      aLine({ number: 10_000 + index, severity: index % 1000 === 0 ? 'P0' : 'P3' }),
    )
    const found = await problemsIn(aFile(lines))
    expect(found).toHaveLength(20)
    expect(found.at(-1)).toMatch(/^19001: severity/)
  }, 60_000)
})
