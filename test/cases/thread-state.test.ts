import { describe, expect, it } from 'vitest'
import type { DeliveryFault, Subscription } from '../../src/cases/case.ts'
import { type DelayReason, describeDelay } from '../../src/cases/delay-reason.ts'
import { isOwnThread } from '../../src/cases/own-threads.ts'
import { describeThreadState } from '../../src/cases/thread-state.ts'
import { aThread, noon } from '../support/build-case.ts'

const fault: DeliveryFault = { scope: 'channel', code: 'is_archived', since: noon }
const outage: DeliveryFault = { scope: 'installation', code: 'token_revoked', since: noon }
const heldBack = { why: 'open', users: [], since: noon } as const
const none = () => undefined

describe('the state of a thread', () => {
  it.each<[string, Partial<Subscription>, string]>([
    ['has shown all', { root: '1.1', cursor: 3 }, 'up-to-date'],
    ['has shown all, whatever stood in its way', { root: '1.1', cursor: 3, fault }, 'up-to-date'],
    ['is behind', { root: '1.1', cursor: 2 }, 'pending'],
    ['was never opened, though it may show nothing', { cursor: 3 }, 'pending'],
    ['has a fault', { fault, heldBack }, 'delayed'],
    ['is held back', { heldBack }, 'held-back'],
    ['was stopped, whatever else', { root: '1.1', cursor: 3, fault, suspended: 'dropped' }, 'suspended'],
  ])('that %s', (_what, over, kind) => {
    expect(describeThreadState(aThread(over), { seq: 3 }, none)).toMatchObject({ kind })
  })

  it('is delayed by what stands against its own workspace, before its own fault', () => {
    const down = (platform: string, tenant: string) =>
      platform === 'slack' && tenant === 'T1' ? outage : undefined

    expect(describeThreadState(aThread({ fault }), { seq: 3 }, down)).toEqual({
      kind: 'delayed',
      fault: outage,
    })
    expect(describeThreadState(aThread({ tenant: 'T2' }), { seq: 3 }, down)).toEqual({ kind: 'pending' })
  })
})

describe('why a thread is late, for people', () => {
  const direct = { user: 'U1', email: null }
  it.each<[DeliveryFault['scope'], string, Partial<Subscription>, DelayReason]>([
    ['channel', 'is_archived', {}, 'archived'],
    ['channel', 'not_in_channel', {}, 'uninvited'],
    ['channel', 'PERMISSION_DENIED', { platform: 'gchat' }, 'uninvited'],
    ['channel', 'missing_scope', {}, 'not-allowed'],
    ['channel', 'NOT_FOUND', { platform: 'gchat' }, 'gone'],
    ['channel', 'something_new', {}, 'channel'],
    ['channel', 'constructor', {}, 'channel'],
    ['channel', 'user_not_found', { direct }, 'person'],
    ['passing', 'no-answer', { direct }, 'passing'],
    ['installation', 'token_revoked', {}, 'installation'],
    ['channel', '550', { platform: 'mail' }, 'address'],
    ['installation', 'EAUTH', { platform: 'mail' }, 'mail-server'],
    ['passing', 'no-answer', { platform: 'mail' }, 'passing'],
  ])('%s, %s, %o', (scope, code, thread, reason) => {
    expect(describeDelay({ scope, code }, aThread(thread))).toBe(reason)
  })
})

describe('whose thread it is', () => {
  const aoi = { party: 'partner', account: { domain: 'hoshi.example.com' } } as never
  const ben = { party: 'desk' } as never
  it.each<[string, Partial<Subscription>, boolean, boolean]>([
    ['its own domain’s', {}, true, false],
    ['another domain’s', { reader: { party: 'partner', domain: 'other.example.com' } }, false, false],
    ['the desk’s', { reader: { party: 'desk' } }, false, true],
    ['mail, which the partners share with', { platform: 'mail' }, true, false],
  ])('%s', (_what, over, partners, desks) => {
    expect([isOwnThread(aThread(over), aoi), isOwnThread(aThread(over), ben)]).toEqual([partners, desks])
  })
})
