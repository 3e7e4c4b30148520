import { expect, it } from 'vitest'
import { openDeskThreads } from '../../src/cases/home-threads.ts'
import { aNewCase, aThread, minutesAfter, noon } from '../support/build-case.ts'
import { onSqlite } from '../support/stores.ts'

const place = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const

onSqlite((_name, open) => {
  it('a chat that joins late gets the desk’s threads of the cases that were opened since the start, and of no other', async () => {
    const store = await open()
    const opened = (number: number, createdAt: Date, updatedAt = createdAt, threads = [aThread()]) =>
      store.create(aNewCase({ number, createdAt, updatedAt, subscriptions: threads }))
    await opened(1001, minutesAfter(noon, -10))
    await opened(1002, minutesAfter(noon, -10), minutesAfter(noon, 5))
    await opened(1003, minutesAfter(noon, 1))
    await opened(1004, minutesAfter(noon, 2), minutesAfter(noon, 2), [aThread({ ...place, id: 't-9' })])
    for (let number = 1005; number < 1305; number += 1) await opened(number, minutesAfter(noon, 3))
    let ids = 0

    await openDeskThreads(place, noon, { store, newId: () => `desk-${++ids}` })

    const threadsOf = async (number: number) =>
      ((await store.get(number))?.subscriptions ?? []).filter(({ channel }) => channel === 'CDESK')
    expect(await Promise.all([1001, 1002].map(threadsOf))).toEqual([[], []])
    expect(await threadsOf(1003)).toMatchObject([
      { ...place, reader: { party: 'desk' }, root: null, cursor: 0 },
    ])
    expect(await threadsOf(1004)).toMatchObject([{ id: 't-9' }])
    expect(ids).toBe(301)
  })
})
