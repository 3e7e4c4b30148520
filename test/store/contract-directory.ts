import { describe, expect, it } from 'vitest'
import type { Customer, Relationship } from '../../src/cases/directory.ts'
import type { GrantChange } from '../../src/cases/grant-repository.ts'
import { customerRef, domainRef, emailRef, itemKey } from '../../src/people/directory-store.ts'
import { minutesAfter, noon } from '../support/build-case.ts'
import type { OpenStore } from '../support/stores.ts'

const hoshi = 'hoshi.example.com'

function aCustomer(overrides: Partial<Customer> = {}): Customer {
  return {
    id: 'C-midori',
    name: 'みどり商会',
    domain: 'midori.example.jp',
    tier: 'premium',
    language: 'ja',
    timeZone: 'Asia/Tokyo',
    address: '東京',
    contact: { name: '山田', email: 'it@midori.example.jp', phone: '03' },
    ...overrides,
  }
}

function aRelationship(overrides: Partial<Relationship> = {}): Relationship {
  return { customer: 'C-midori', domain: hoshi, kind: 'reseller', from: noon, to: null, ...overrides }
}

function aChange(overrides: Partial<GrantChange> = {}): GrantChange {
  return {
    customer: 'C-midori',
    domain: hoshi,
    from: 'unknown',
    to: 'granted',
    at: noon,
    by: 'it@midori.example.jp',
    evidence: 'said so',
    source: 'chat',
    ...overrides,
  }
}

export function directoryContract(open: OpenStore): void {
  describe('the directory', () => {
    it('gives back what was put, moments to the millisecond, and only what was asked for', async () => {
      const { directory } = await open()
      await directory.put('customers', aCustomer())
      await directory.put('customers', aCustomer({ id: 'C-two', name: 'Two' }))
      await directory.put('relationships', aRelationship({ to: minutesAfter(noon, 5) }))

      expect(await directory.find('customers', ['C-midori', 'C-none'])).toEqual([aCustomer()])
      expect(await directory.find('customers', [])).toEqual([])
      expect(await directory.find('accounts', ['C-midori'])).toEqual([])
      expect(await directory.all('relationships')).toEqual([aRelationship({ to: minutesAfter(noon, 5) })])
    })

    it('has another revision after each change, and the same one while nothing changes', async () => {
      const { directory } = await open()
      const revisions = [await directory.revision()]
      const note = async () => revisions.push(await directory.revision())
      await directory.put('customers', aCustomer())
      await note()
      await directory.put('customers', aCustomer())
      await note()
      await directory.addSupportPartner(aRelationship({ kind: 'support-partner' }))
      await note()
      await directory.remove('customers', 'C-midori')
      await note()

      expect(revisions.toSorted((one, other) => one - other)).toEqual(revisions)
      expect(new Set(revisions).size).toBe(5)
      await directory.put('syncRounds', { which: 'last', at: noon, outcome: 'nothing', details: [] })
      expect(await directory.revision()).toBe(revisions.at(-1))
    })

    it('puts an item over the one of its key, and forgets what that one referred to', async () => {
      const { directory } = await open()
      const link = { person: 'slack:T1/U1', accounts: ['a@x.example.com', 'b@x.example.com'] }
      await directory.put('people', link)
      await directory.put('people', { ...link, accounts: ['b@x.example.com'] })

      expect(await directory.all('people')).toEqual([{ ...link, accounts: ['b@x.example.com'] }])
      expect(await directory.referring('people', emailRef('a@x.example.com'))).toEqual([])
      expect(await directory.referring('people', emailRef('b@x.example.com'))).toHaveLength(1)
    })

    it('keeps every period of a relationship, found from either side', async () => {
      const { directory } = await open()
      const periods = [
        aRelationship({ to: minutesAfter(noon, 5) }),
        aRelationship({ from: minutesAfter(noon, 10) }),
        aRelationship({ domain: 'other.example.com', kind: 'support-partner' }),
      ]
      for (const period of periods) await directory.put('relationships', period)

      expect(await directory.referring('relationships', customerRef('C-midori'))).toHaveLength(3)
      expect(await directory.referring('relationships', domainRef(hoshi))).toEqual(
        expect.arrayContaining(periods.slice(0, 2)),
      )
      expect(await directory.referring('askedFor', domainRef(hoshi))).toEqual([])
    })

    it('takes an item out whole', async () => {
      const { directory } = await open()
      const user = {
        email: 'y@midori.example.jp',
        name: 'Y',
        customer: 'C-midori',
        admin: true,
        portal: true,
      }
      await directory.put('customerUsers', user)
      await directory.remove('customerUsers', user.email)

      expect(await directory.all('customerUsers')).toEqual([])
      expect(await directory.referring('customerUsers', customerRef('C-midori'))).toEqual([])
    })

    it('takes many writes at once, of which the later of one item counts', async () => {
      const { directory } = await open()
      await directory.put('customers', aCustomer())
      await directory.put('desk', { email: 'a@desk.example.org', name: 'A' })
      await directory.put('relationships', aRelationship())
      const revision = await directory.revision()

      const writes = [
        { op: 'put', section: 'customers', item: aCustomer({ name: 'Between' }) },
        { op: 'put', section: 'customers', item: aCustomer({ name: 'Midori' }) },
        { op: 'put', section: 'customers', item: aCustomer({ id: 'C-two' }) },
        { op: 'put', section: 'people', item: { person: 'slack:T1/U1', accounts: ['a@x.example.com'] } },
        { op: 'remove', section: 'desk', key: 'a@desk.example.org' },
        { op: 'remove', section: 'desk', key: 'nobody@desk.example.org' },
        { op: 'remove', section: 'relationships', key: itemKey('relationships', aRelationship()) },
      ] as const
      expect(await directory.writeTogether(writes, revision)).toBe(true)

      expect(await directory.all('customers')).toEqual([
        aCustomer({ name: 'Midori' }),
        aCustomer({ id: 'C-two' }),
      ])
      expect(await directory.all('desk')).toEqual([])
      expect(await directory.referring('relationships', domainRef(hoshi))).toEqual([])
      expect(await directory.referring('people', emailRef('a@x.example.com'))).toHaveLength(1)
      expect(await directory.revision()).toBeGreaterThan(revision)
      await directory.put('customers', aCustomer({ name: 'Later' }))
      expect(await directory.find('customers', ['C-midori'])).toEqual([aCustomer({ name: 'Later' })])
    })

    it('takes none of many writes that were decided on something older', async () => {
      const { directory } = await open()
      const revision = await directory.revision()
      await directory.put('customers', aCustomer())
      const writes = [
        { op: 'put', section: 'customers', item: aCustomer({ name: 'Older' }) },
        { op: 'put', section: 'customers', item: aCustomer({ id: 'C-two' }) },
      ] as const

      expect(await directory.writeTogether(writes, revision)).toBe(false)
      expect(await directory.all('customers')).toEqual([aCustomer()])
      expect(await directory.writeTogether(writes, await directory.revision())).toBe(true)
      expect(await directory.all('customers')).toHaveLength(2)
    })

    it('of many writes sent by several at once takes those of one, whole', async () => {
      const handles = [await open('shared'), await open('shared'), await open('shared')]
      const revision = (await handles[0]?.directory.revision()) ?? 0
      const named = (name: string) =>
        Array.from({ length: 20 }, (_, at) => ({
          op: 'put' as const,
          section: 'customers' as const,
          item: aCustomer({ id: `C-${at}`, name }),
        }))
      const taken = await Promise.all(
        handles.map(({ directory }, at) => directory.writeTogether(named(`by ${at}`), revision)),
      )

      const names = ((await handles[0]?.directory.all('customers')) ?? []).map(({ name }) => name)
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect(names).toEqual(Array.from({ length: 20 }, () => `by ${taken.indexOf(true)}`))
    })

    it('is there for a second handle on the same data, one item put by both at once is one item', async () => {
      const [one, two] = [await open('shared'), await open('shared')]
      await Promise.all(
        Array.from({ length: 10 }, (_, turn) =>
          (turn % 2 ? one : two).directory.put('customers', aCustomer()),
        ),
      )

      expect(await two.directory.all('customers')).toEqual([aCustomer()])
    })
  })

  describe('grants', () => {
    it('GRA-1: stand as the last change left them, with an append-only history of who, when and why', async () => {
      const { directory } = await open()
      const first = aChange()
      const second = aChange({ from: 'granted', to: 'revoked', at: minutesAfter(noon, 5), evidence: null })

      expect(await directory.recordedGrant('C-midori', hoshi)).toBeUndefined()
      expect(await directory.recordGrant({ ...first, expected: 0 })).toBe(true)
      expect(await directory.recordGrant({ ...second, expected: 1, checkedAt: minutesAfter(noon, 7) })).toBe(
        true,
      )

      const kept = {
        customer: 'C-midori',
        domain: hoshi,
        state: 'revoked',
        changedAt: minutesAfter(noon, 5),
        changedBy: 'it@midori.example.jp',
        checkedAt: minutesAfter(noon, 7),
        evidence: null,
        source: 'chat',
        version: 2,
      }
      expect(await directory.recordedGrant('C-midori', hoshi)).toEqual(kept)
      expect(await directory.recordedGrants()).toEqual([kept])
      expect(await directory.grantHistory('C-midori', hoshi)).toEqual([first, second])
      expect(await directory.grantHistory('C-midori', 'other.example.com')).toEqual([])
    })

    it('UPD-3: lose their evidence for good, and say so; who and when stay, and the next change comes as before', async () => {
      const { directory } = await open()
      const second = aChange({ from: 'granted', to: 'revoked', evidence: null })
      await directory.recordGrant({ ...aChange(), expected: 0 })
      await directory.recordGrant({ ...second, expected: 1 })
      await directory.recordGrant({ ...aChange(), expected: 2 })
      const removed = { at: minutesAfter(noon, 9), by: 'ben@desk.example.org', reason: 'Named a person.' }

      expect(await directory.removeEvidence('C-midori', hoshi, removed)).toBe(true)
      expect(await directory.removeEvidence('C-midori', hoshi, removed)).toBe(false)
      expect(await directory.removeEvidence('C-nobody', hoshi, removed)).toBe(false)

      const gone = { ...aChange(), evidence: null, evidenceRemoved: removed }
      expect(await directory.grantHistory('C-midori', hoshi)).toEqual([gone, second, gone])
      expect(await directory.recordedGrant('C-midori', hoshi)).toMatchObject({ evidence: null, version: 3 })
      expect(await directory.recordGrant({ ...second, expected: 3 })).toBe(true)
    })

    it('a change decided on an older state is not written', async () => {
      const { directory } = await open()
      await directory.recordGrant({ ...aChange(), expected: 0 })

      expect(await directory.recordGrant({ ...aChange({ to: 'revoked' }), expected: 0 })).toBe(false)
      expect(await directory.recordGrant({ ...aChange({ to: 'revoked' }), expected: 5 })).toBe(false)
      expect(await directory.grantHistory('C-midori', hoshi)).toHaveLength(1)
    })

    it('of 20 changes at once over two handles one is written, and the history has one line', async () => {
      const [one, two] = [await open('shared'), await open('shared')]

      const written = await Promise.all(
        Array.from({ length: 20 }, (_, turn) =>
          (turn % 2 ? one : two).directory.recordGrant({ ...aChange(), expected: 0 }),
        ),
      )

      expect(written.filter(Boolean)).toHaveLength(1)
      expect(await one.directory.grantHistory('C-midori', hoshi)).toHaveLength(1)
    })

    it('the same question is noted once within its time, also when asked twice at once', async () => {
      const { directory } = await open()
      const ask = (minutes: number) =>
        directory.noteAsked({
          customer: 'C-midori',
          domain: hoshi,
          at: minutesAfter(noon, minutes),
          notSince: minutesAfter(noon, minutes - 60),
          request: `r${minutes}`,
          version: minutes > 61 ? 1 : 0,
        })

      expect((await Promise.all([ask(0), ask(0)])).filter(Boolean)).toHaveLength(1)
      expect([await ask(59), await ask(60), await ask(61)]).toEqual([false, true, false])
      expect(await directory.findAsk('C-midori', hoshi)).toMatchObject({ request: 'r60', version: 0 })
      // The grant was settled since: that is another question.
      expect(await ask(62)).toBe(true)
      expect(await directory.findAsk('C-midori', hoshi)).toEqual({
        customer: 'C-midori',
        domain: hoshi,
        request: 'r62',
        version: 1,
      })
      expect(await directory.findAsk('C-other', hoshi)).toBeUndefined()
    })

    it('the note of a question that reached nobody is given back; one that was made since stays', async () => {
      const { directory } = await open()
      const of = { customer: 'C-midori', domain: hoshi }
      const ask = (minutes: number) =>
        directory.noteAsked({
          ...of,
          request: 'r',
          version: 0,
          at: minutesAfter(noon, minutes),
          notSince: minutesAfter(noon, minutes - 60),
        })
      await ask(0)
      await directory.forgetAsked({ ...of, at: noon })
      const again = await ask(1)
      await directory.forgetAsked({ ...of, at: noon })
      await directory.forgetAsked({ ...of, domain: 'other.example.com', at: minutesAfter(noon, 1) })

      expect([again, await ask(2)]).toEqual([true, false])
    })
  })
}
