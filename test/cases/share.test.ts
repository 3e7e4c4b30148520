import { beforeEach, expect, it } from 'vitest'
import type { Actor } from '../../src/cases/policy.ts'
import { codes, value } from '../support/run-commands.ts'
import { aWish, aWorld, ben, marcus, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const addresses = (count: number) => Array.from({ length: count }, (_, index) => `user${index}@example.com`)

eachStore((_name, open) => {
  let world: World
  let partner: Actor
  let number: number
  let sends = 0

  beforeEach(async () => {
    world = await aWorld(await open())
    partner = await world.actor(marcus)
    number = value(await world.service.create(partner, aWish(), 'create')).number
  })

  const share = (add: string[], remove: string[] = [], actor = partner) => {
    sends += 1
    return world.service.change(actor, number, { changes: [{ kind: 'share', add, remove }] }, `k${sends}`)
  }
  const sharedWith = async () => value(await world.service.show(partner, number)).case.sharedWith

  it('CRE-5: addresses are added and taken out, once each, in lower case, and the history says so', async () => {
    value(await share(['Team@Example.com', 'ｋｅｎ@example.com', 'mailto:team@example.com']))
    expect(await sharedWith()).toEqual(['team@example.com', 'ken@example.com'])

    value(await share(['new@example.com', 'ken@example.com'], ['TEAM@example.com', 'nobody@example.com']))
    expect(await sharedWith()).toEqual(['ken@example.com', 'new@example.com'])
    const [last] = await world.store.history(number, { limit: 1, newest: true })
    expect(last).toMatchObject({
      seq: 3,
      audience: 'everyone',
      event: { type: 'shared', added: ['new@example.com'], removed: ['team@example.com'] },
    })
  })

  it('CRE-5: a new case may be shared from the start, in the same write', async () => {
    const made = value(await world.service.create(partner, aWish({ share: ['A@example.com'] }), 'shared'))
    expect(made).toMatchObject({ sharedWith: ['a@example.com'], version: 1, seq: 2 })
    expect((await world.store.history(made.number, { limit: 9 })).map((one) => one.event.type)).toEqual([
      'created',
      'shared',
    ])
  })

  it.each([
    ['what is no address', ['nobody'], ['address-invalid@add']],
    ['an address of 151 characters', [`${'x'.repeat(139)}@example.com`], ['address-invalid@add']],
    ['twenty-one addresses', addresses(21), ['share-too-many@add']],
    ['no address at all', [], ['share-unchanged@add']],
  ])('refuses %s', async (_what, add, expected) => {
    expect(codes(await share(add))).toEqual(expected)
    expect(await sharedWith()).toEqual([])
  })

  it('takes twenty and no more, also one by one; who goes makes room', async () => {
    value(await share(addresses(20)))
    expect(codes(await share(['late@example.com']))).toEqual(['share-too-many@add'])
    value(await share(['late@example.com'], ['user0@example.com']))
    expect(await sharedWith()).toHaveLength(20)
  })

  it.each([
    ['what is no address', ['nobody'], ['address-invalid@share']],
    ['twenty-one addresses', addresses(21), ['share-too-many@share']],
  ])('a new case with %s is refused at its field', async (_what, wanted, expected) => {
    expect(codes(await world.service.create(partner, aWish({ share: wanted }), 'n'))).toEqual(expected)
  })

  it('two who share at once both get their address in', async () => {
    for (const outcome of await Promise.all([share(['a@example.com']), share(['b@example.com'])]))
      value(outcome)
    expect((await sharedWith()).toSorted()).toEqual(['a@example.com', 'b@example.com'])
  })

  it('is no news that a severity would have to know of (UPD-6)', async () => {
    value(await share(['a@example.com']))
    const wish = { changes: [{ kind: 'severity', severity: 'P4' } as const], basedOn: 1 }
    expect(value(await world.service.change(partner, number, wish, 's')).severity).toBe('P4')
  })

  it('is the partner’s, on an open case, with the grant of the moment', async () => {
    expect(codes(await share(['a@example.com'], [], await world.actor(ben)))).toEqual(['share-not-yours'])
    value(await world.service.change(partner, number, { changes: [{ kind: 'close', note: '' }] }, 'c'))
    expect(codes(await share(['a@example.com']))).toEqual(['case-closed'])
    world.editDirectory((yaml) =>
      yaml.replace(
        /(customer: C09brightwater\n {4}domain: northwind-apps\.example\.com\n {4}state: )granted/,
        '$1revoked',
      ),
    )
    expect(codes(await share(['a@example.com']))).toEqual(['grant-revoked'])
  })
})
