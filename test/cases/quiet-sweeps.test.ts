import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import { createOwnerKeeper } from '../../src/cases/keep-owners.ts'
import { createMovedCheck } from '../../src/cases/moved-customers.ts'
import { createOwnerSweep } from '../../src/cases/sweep-owners.ts'
import { forgetAfterMs } from '../../src/cases/while-unchanged.ts'
import { storedDirectory } from '../../src/people/stored-directory.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, minutesAfter, noon } from '../support/build-case.ts'
import { aCustomer, anAccount, aRelationship } from '../support/build-directory.ts'
import { eachStore } from '../support/stores.ts'

const hoshi = 'hoshi.example.com'
const ben = { email: 'ben@desk.example.org', name: 'Ben' }
const aoi = { email: 'aoi@hoshi.example.com', name: '青木 葵', domain: hoshi }
const customers = ['C-one', 'C-two', 'C-three']

/** What any part of the store is asked or told is written down by its name. */
function noting<Port extends object>(port: Port, calls: string[]): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        calls.push(String(name))
        return Reflect.apply(member, target, parameters)
      }
    },
  })
}

/** Both looks of one instance, on a directory that is in the database too. */
function anInstance(whole: Store, now: () => Date) {
  const calls: string[] = []
  const store = noting(whole, calls)
  const notices = noting(whole.conversations, calls)
  const directory = storedDirectory(noting(whole.directory, calls))
  const owners = createOwnerKeeper({ store, directory, now })
  const sweep = createOwnerSweep({ store, directory, notices, owners, now })
  const check = createMovedCheck({
    store,
    directory,
    notices,
    newId: () => 'new-thread',
    now,
    onCaseChanged: () => {},
    tell: async () => true,
  })
  return async () => {
    calls.length = 0
    const changed = await sweep()
    await check()
    return { changed, calls: [...calls] }
  }
}

async function fill({ directory, ...store }: Store, count: number): Promise<void> {
  await directory.put('accounts', anAccount({ roles: ['Reseller Admin'] }))
  await directory.put('desk', ben)
  for (const id of customers) {
    await directory.put('customers', aCustomer({ id }))
    await directory.put('relationships', aRelationship({ customer: id }))
  }
  await store.createAll(
    Array.from({ length: count }, (_, index) =>
      aNewCase({
        number: 1001 + index,
        customer: { id: customers[index % 3] ?? '', name: 'N', domain: 'n.example.jp' },
        owners: [aoi],
        ...(index % 2 === 0
          ? { firstLine: 'partner' }
          : { assignee: ben, aside: [{ side: 'desk', until: minutesAfter(noon, 10_000) }] }),
      } satisfies Partial<Case>),
    ),
  )
}

eachStore((_name, open) => {
  describe('OWN-4, VIS-9: the looks at open cases', () => {
    it('ask as little of the store for 400 open cases as for 10, where nothing happened', async () => {
      const quiet: string[][] = []
      const first: number[] = []
      for (const count of [10, 400]) {
        const store = await open()
        await fill(store, count)
        const look = anInstance(store, () => noon)
        first.push((await look()).calls.length)
        quiet.push((await look()).calls)
      }

      expect(quiet[0]).toEqual(['revision', 'listRefs', 'listAsideUntil', 'revision', 'listRefs'])
      expect(quiet[1]).toEqual(quiet[0])
      // Not even the first one does.
      expect(first[1]).toBe(first[0])
    }, 60_000)

    it('see in the next round what changed, also where another process wrote it', async () => {
      const store = await open()
      await fill(store, 10)
      let at = noon
      const looks = [anInstance(store, () => at), anInstance(store, () => at)]
      for (const look of looks) expect((await look()).changed).toBe(0)

      await store.directory.put('accounts', anAccount({ roles: ['Reseller Admin'], suspended: true }))
      const changed = []
      for (const look of looks) changed.push((await look()).changed)
      expect(changed).toEqual([10, 0])
      await store.directory.put(
        'relationships',
        aRelationship({ customer: 'C-one', to: minutesAfter(noon, 5) }),
      )
      for (const look of looks) await look()
      at = minutesAfter(noon, 5)
      for (const look of looks) await look()

      const left = await store.listRefs('partner')
      expect(left.filter(({ hasLeft }) => hasLeft)).toMatchObject([{ customer: 'C-one', domain: hoshi }])
      expect(left).toHaveLength(3)
    })

    it('ask everything anew after an hour, for a change that was counted nowhere', async () => {
      const store = await open()
      await fill(store, 10)
      // Whoever wrote it died before it counted it.
      const uncounted: Store = { ...store, directory: { ...store.directory, revision: async () => 1 } }
      let at = noon
      const look = anInstance(uncounted, () => at)
      await look()
      await store.directory.remove('desk', ben.email)

      at = new Date(noon.getTime() + forgetAfterMs - 1)
      expect((await look()).changed).toBe(0)
      at = new Date(noon.getTime() + forgetAfterMs)
      expect((await look()).changed).toBe(5)
    })

    it('remember no answer that could not be had', async () => {
      const store = await open()
      await fill(store, 10)
      let isDown = true
      const all: Store['directory']['all'] = async (section) => {
        if (isDown) throw new Error('no answer')
        return store.directory.all(section)
      }
      const look = anInstance({ ...store, directory: { ...store.directory, all } }, () => noon)
      await expect(look()).rejects.toThrow('no answer')
      isDown = false

      expect((await look()).changed).toBe(0)
    })
  })
})
