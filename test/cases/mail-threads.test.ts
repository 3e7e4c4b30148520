import { describe, expect, it } from 'vitest'
import type { Subscription } from '../../src/cases/case.ts'
import { isUnsubscribed, mailSubscriptionsToAdd } from '../../src/cases/mail-threads.ts'
import { aCase, anAuthor, aThread } from '../support/build-case.ts'

const kei = 'kei@example.com'
const mio = 'mio@example.com'
const mailTo = (channel: string, overrides: Partial<Subscription> = {}) =>
  aThread({ id: `to-${channel}`, platform: 'mail', tenant: '', channel, ...overrides })

function idsFrom(...ids: string[]): () => string {
  return () => ids.shift() ?? 'one too many'
}

describe('NOT-3: each address that a case is shared with is a thread of its own', () => {
  it('that has told nothing yet, in the case’s language, answered for by the partner who shared', () => {
    const next = aCase({ sharedWith: [kei], language: 'ja' })

    expect(mailSubscriptionsToAdd(undefined, next, anAuthor(), idsFrom('t1'))).toEqual([
      {
        id: 't1',
        platform: 'mail',
        tenant: '',
        channel: kei,
        root: null,
        reader: { party: 'partner', domain: 'hoshi.example.com' },
        locale: 'ja',
        cursor: 0,
        renderedVersion: 0,
        tries: 0,
        retryAt: null,
        suspended: null,
      },
    ])
  })

  it('opened for who is new, not for who is told already', () => {
    const before = aCase({ sharedWith: [kei], subscriptions: [mailTo(kei)] })
    const next = aCase({ sharedWith: [kei, mio] })

    const added = mailSubscriptionsToAdd(before, next, anAuthor(), idsFrom('t2'))

    expect(added.map(({ id, channel }) => [id, channel])).toEqual([['t2', mio]])
  })

  it('also for who was shared with before there was mail, whatever chat channel has that name', () => {
    const before = aCase({ sharedWith: [kei], subscriptions: [aThread({ channel: kei }), mailTo(mio)] })

    const added = mailSubscriptionsToAdd(before, aCase({ sharedWith: [kei] }), anAuthor(), idsFrom('t1'))

    expect(added.map(({ channel }) => channel)).toEqual([kei])
  })

  it('sharing anew begins anew, though the older thread has not ended yet', () => {
    const before = aCase({ sharedWith: [], subscriptions: [mailTo(kei)] })

    const added = mailSubscriptionsToAdd(before, aCase({ sharedWith: [kei] }), anAuthor(), idsFrom('t2'))

    expect(added.map(({ id }) => id)).toEqual(['t2'])
  })

  it.each([
    ['a support partner who shares answers for it', anAuthor({ domain: 'yama.example.com' }), 'yama'],
    [
      'a domain that is no partner of the case leaves it to the first',
      anAuthor({ domain: 'x.example' }),
      'hoshi',
    ],
    // A change of the desk that finds an address without a thread.
    ['nobody’s of the partners: the one that opened the case', anAuthor({ party: 'desk' }), 'yama'],
  ])('%s', (_what, author, name) => {
    const next = aCase({
      domain: 'yama.example.com',
      sharedWith: [kei],
      partners: [
        { domain: 'hoshi.example.com', kind: 'reseller' },
        { domain: 'yama.example.com', kind: 'support-partner' },
      ],
    })

    const [added] = mailSubscriptionsToAdd(undefined, next, author, idsFrom('t1'))

    expect(added?.reader).toEqual({ party: 'partner', domain: `${name}.example.com` })
  })
})

describe('NOT-3: when a mail thread is over', () => {
  it('once its address was taken out, or was shared with anew; a chat’s thread never', () => {
    const older = mailTo(kei, { id: 'older' })
    const newer = mailTo(kei, { id: 'newer' })
    const of = aCase({ sharedWith: [kei], subscriptions: [older, newer, mailTo(mio)] })

    expect(isUnsubscribed(older, of)).toBe(true)
    expect(isUnsubscribed(newer, of)).toBe(false)
    expect(isUnsubscribed(mailTo(mio), of)).toBe(true)
    expect(isUnsubscribed(aThread({ channel: mio }), of)).toBe(false)
    expect(isUnsubscribed(newer, { ...of, subscriptions: [] })).toBe(true)
  })
})
