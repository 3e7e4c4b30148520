import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import {
  findNamedEmails,
  isResponsible,
  personalSubscriptionsToAdd,
} from '../../src/cases/personal-threads.ts'
import { aCase, anEntry, aThread } from '../support/build-case.ts'

const aoi = { domain: 'hoshi.example.com', email: 'aoi@hoshi.example.com', name: 'Aoi' }
const sora = { email: 'sora@desk.example', name: 'Sora' }
const told = (email: string, over = {}) =>
  aThread({ id: email, platform: 'person', tenant: '', channel: email, ...over })
let ids = 0
const add = (before: Case | undefined, next: Case, mentioned = []) =>
  personalSubscriptionsToAdd(before, next, () => `p-${++ids}`, mentioned)

describe('PLC-7: a subscription of their own', () => {
  it('begins with what makes somebody responsible, and shows nothing before', () => {
    const before = aCase({ seq: 7, owners: [aoi], subscriptions: [told(aoi.email)] })

    expect(add(before, aCase({ seq: 8, owners: [aoi], assignee: sora }))).toMatchObject([
      {
        platform: 'person',
        tenant: '',
        channel: sora.email,
        reader: { party: 'desk' },
        cursor: 7,
        root: null,
      },
    ])
  })

  it('begins with the case for its owner', () => {
    expect(add(undefined, aCase({ owners: [aoi] }))).toMatchObject([
      { channel: aoi.email, reader: { party: 'partner', domain: 'hoshi.example.com' }, cursor: 0 },
    ])
  })

  it('is there once, and where it was missing comes with the next change', () => {
    const before = aCase({ owners: [aoi], subscriptions: [told(aoi.email)] })

    expect(add(before, before)).toEqual([])
    expect(add(aCase({ owners: [aoi] }), aCase({ owners: [aoi] }))).toHaveLength(1)
  })

  it('begins anew for whoever got the case back before the first one had ended', () => {
    const released = aCase({ seq: 3, owners: [], subscriptions: [told(aoi.email)] })
    const [anew] = add(released, aCase({ seq: 4, owners: [aoi] }))
    const again = aCase({ owners: [aoi], subscriptions: [told(aoi.email), ...(anew ? [anew] : [])] })

    expect(anew).toMatchObject({ cursor: 3 })
    expect(again.subscriptions.map((one) => isResponsible(one, again))).toEqual([false, true])
  })

  it('is no longer of anybody who works on the case once another side has them', () => {
    const other = aCase({ assignee: { email: aoi.email, name: 'Aoi' }, subscriptions: [told(aoi.email)] })

    expect(isResponsible(told(aoi.email), other)).toBe(false)
  })
})

describe('addresses in a text', () => {
  const named = (text: string) => findNamedEmails([anEntry({ event: { type: 'message', text } })])

  it.each([
    ['@Priya@Northwind.example please', ['priya@northwind.example']],
    ['（sora@desk.example）、kei@desk.example.', ['sora@desk.example', 'kei@desk.example']],
    ['@Aoi a@b @ x@ @@', []],
  ])('are found in %s', (text, emails) => {
    expect(named(text)).toEqual(emails)
  })

  it('call nobody where they are many', () => {
    expect(named(Array.from({ length: 6 }, (_, n) => `a${n}@desk.example`).join(' '))).toEqual([])
  })
})
