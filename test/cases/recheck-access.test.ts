import { describe, expect, it } from 'vitest'
import type { Reader, Subscription } from '../../src/cases/case.ts'
import { CouldNotAsk } from '../../src/cases/could-not-ask.ts'
import type { Identity, Person } from '../../src/cases/directory.ts'
import type { Actor } from '../../src/cases/policy.ts'
import {
  createRecheckAccess,
  createRecheckAsker,
  createRecheckReader,
} from '../../src/cases/recheck-access.ts'
import { aThread } from '../support/build-case.ts'
import { anAccount } from '../support/build-directory.ts'

const hoshi: Reader = { party: 'partner', domain: 'hoshi.example.com' }
const desk: Reader = { party: 'desk' }
const refusal = { code: 'account-suspended', rule: 'ACC-4' } as const
const identity: Identity = {
  accounts: [anAccount(), anAccount({ domain: 'yama.example.com', suspended: true })],
  customers: [],
  desk: null,
}
const mayWork = async (actor: Actor) =>
  actor.party === 'partner' && actor.account.suspended ? refusal : undefined

describe('ACC-1, ACC-4: whether the bearer of an e-mail may still work on that side', () => {
  const asked: string[] = []
  const recheck = createRecheckAccess({
    directory: {
      findIdentityById: async (email) => {
        asked.push(email)
        return identity
      },
    },
    mayWork,
  })

  it('as the account of that side, as long as it may; not as one that it has not', async () => {
    expect(await recheck('aoi@hoshi.example.com', hoshi)).toBe(true)
    expect(await recheck('aoi@hoshi.example.com', { party: 'partner', domain: 'yama.example.com' })).toBe(
      false,
    )
    expect(await recheck('aoi@hoshi.example.com', { party: 'partner', domain: 'other.example.com' })).toBe(
      false,
    )
    expect(await recheck('aoi@hoshi.example.com', desk)).toBe(false)
    expect(new Set(asked)).toEqual(new Set(['aoi@hoshi.example.com']))
  })
})

describe('PLC-1: whether the person of a direct message still reads', () => {
  const people: Person[] = []
  const reads = createRecheckReader({
    directory: {
      identify: async (person) => {
        people.push(person)
        return identity
      },
    },
    mayWork,
    findEmail: async (_platform, { email }) => {
      if (email === 'away') throw new CouldNotAsk('chat', 'away')
      return `now:${email}`
    },
  })
  const direct = (more: Partial<Subscription> = {}) =>
    aThread({ reader: hoshi, direct: { user: 'U7', email: 'then@example.com' }, ...more })

  it('as whom the chat vouches for today, not as whom it vouched for when the thread was opened', async () => {
    people.length = 0

    expect(await reads(direct())).toBe(true)

    expect(people).toMatchObject([
      { platform: 'slack', tenant: 'T1', user: 'U7', email: 'now:then@example.com' },
    ])
    expect(await reads(direct({ reader: desk }))).toBe(false)
  })

  it('is no “no” where the chat could not be asked', async () => {
    const asked = reads(direct({ direct: { user: 'U7', email: 'away' } }))

    await expect(asked).rejects.toThrow(CouldNotAsk)
  })

  it('nobody reads where there is no person: a channel’s thread, an address', async () => {
    people.length = 0

    expect(await reads(aThread({ reader: hoshi }))).toBe(false)
    expect(await reads(direct({ platform: 'mail' }))).toBe(false)
    expect(people).toEqual([])
  })
})

describe('whether a chat user still has the account with which they asked for something', () => {
  const who = { platform: 'slack', tenant: 'T1', user: 'U7', email: null } as const
  const { email } = anAccount()
  let known: Identity | Error = identity
  let vouched: () => Promise<string | null> = async () => null
  const has = createRecheckAsker({
    directory: {
      identify: async () => {
        if (known instanceof Error) throw known
        return known
      },
    },
    mayWork,
    findEmail: () => vouched(),
  })
  const none: Identity = { accounts: [], customers: [], desk: null }

  it('the very account, on that side, while it may work with cases', async () => {
    known = identity
    expect(await has(who, { email, reader: hoshi })).toBe(true)
    expect(await has(who, { email: 'other@hoshi.example.com', reader: hoshi })).toBe(false)
    expect(await has(who, { email, reader: desk })).toBe(false)
    expect(await has(who, { email, reader: { party: 'partner', domain: 'yama.example.com' } })).toBe(false)
  })

  it('no longer once it was unlinked or taken out', async () => {
    known = none
    expect(await has(who, { email, reader: hoshi })).toBe(false)
  })

  it('is neither yes nor no while the chat or the directory cannot be asked', async () => {
    known = new CouldNotAsk('directory', 'away')
    await expect(has(who, { email, reader: hoshi })).rejects.toThrow(CouldNotAsk)
    known = identity
    vouched = () => Promise.reject(new CouldNotAsk('chat', 'away'))
    await expect(has(who, { email, reader: hoshi })).rejects.toThrow(CouldNotAsk)
  })
})
