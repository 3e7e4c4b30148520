import { describe, expect, it } from 'vitest'
import { actorKey, actorLabel, findActor, parseActorKey } from '../../src/cases/actor-key.ts'
import type { Reader } from '../../src/cases/case.ts'
import { type Actor, toReader } from '../../src/cases/policy.ts'
import { anAccount } from '../support/build-directory.ts'

const partner: Actor = { party: 'partner', account: anAccount({ domain: 'asahi.example.com' }) }
const customer: Actor = {
  party: 'customer',
  user: { email: 'kei@asahi.example.com', name: 'Kei', customer: 'K0', admin: false, portal: true },
  customer: { id: 'K0', name: 'Asahi', domain: 'asahi.example.com' },
}
const desk: Actor = { party: 'desk', email: 'dan@desk.example.org', name: 'Dan' }

describe('DOM-1: the key of who acts', () => {
  it.each([partner, customer, desk])('is the same for the actor and for what they read as (%#)', (actor) => {
    expect(actorKey(toReader(actor))).toBe(actorKey(actor))
  })

  it.each<Reader>([
    { party: 'desk' },
    { party: 'customer', customer: 'K0' },
    { party: 'partner', domain: 'asahi.example.com' },
  ])('comes back as what it was made of: %o', (reader) => {
    expect(parseActorKey(actorKey(reader))).toEqual(reader)
  })

  it('DOM-1: people call an actor by its domain, and the desk by its name', () => {
    expect([partner, customer, desk].map(actorLabel)).toEqual([
      'asahi.example.com',
      'asahi.example.com',
      'desk',
    ])
    expect(findActor([partner, customer, desk], 'desk')).toBe(desk)
    expect(findActor([partner, customer, desk], 'ＤＥＳＫ')).toBe(desk)
  })

  it('means one side alone, also where the customer’s domain is a partner’s', () => {
    const actors = [partner, customer, desk]

    expect(actors.map((actor) => findActor(actors, actorKey(actor)))).toEqual(actors)
    // Typed, in whatever width and case, the domain is the partner's; the customer's, where nobody else has it.
    expect(findActor(actors, 'ＡＳＡＨＩ.example.com')).toBe(partner)
    expect(findActor([customer, partner], 'asahi.example.com')).toBe(partner)
    expect(findActor([customer, desk], 'asahi.example.com')).toBe(customer)
    expect(findActor(actors, 'customer:k0')).toBe(customer)
    expect(findActor(actors, 'asahi')).toBeUndefined()
    expect(findActor(actors, 'customer:')).toBeUndefined()
  })
})
