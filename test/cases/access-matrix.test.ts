import { beforeAll, describe, expect, it } from 'vitest'
import type { Case } from '../../src/cases/case.ts'
import type { CaseService } from '../../src/cases/case-service.ts'
import { createCaseService } from '../../src/cases/create-case-service.ts'
import type { Actor } from '../../src/cases/policy.ts'
import type { Customer, Grant, Relationship } from '../../src/cases/ports.ts'
import type { Outcome } from '../../src/cases/refusal.ts'
import type { ChangeWish } from '../../src/cases/wishes.ts'
import { readCategories } from '../../src/categories-file.ts'
import { recogniseFile } from '../../src/files/recognise-file.ts'
import { packageRoot } from '../../src/package-root.ts'
import { findPersonalData } from '../../src/personal-data/find-personal-data.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { aNewCase, minutesAfter } from '../support/build-case.ts'
import { aCustomer, aDirectory, aGrant, anAccount, aRelationship } from '../support/build-directory.ts'
import { aWish } from '../support/world.ts'

/**
 * The table, by hand from the rules. `who`: what the person holds, by its name in `holders` below. `was` and `now`: whether
 * the acting domain was and is in relationship with the customer. `domain`: whether the actor's domain is the customer's
 * partner (`own`) or another one that has no part in it. The first row that fits says what comes out; `*` fits anything.
 */
const table = `
 who        actions            domain was  now  grant    outcome
 suspended  *                  *      *    *    *        ACC-4 account-suspended
 desk       create             *      *    *    *        ACC-3 desk-has-no-customers
 desk       customers,customer *      *    *    *        ACC-3 desk-has-no-customers
 desk       for-customer       *      *    *    *        VIS-7 audience-not-yours
 desk       *                  *      *    *    *        yes
 sees       customers          own    *    yes  *        yes
 sees       customers          *      *    *    *        none
 sees       customer           own    *    yes  *        yes
 sees       customer           *      *    *    *        VIS-8 customer-unknown
 sees       *                  *      *    *    *        ACC-1 account-without-privilege
 nothing    customers,customer *      *    *    *        ACC-2 customers-without-privilege
 nothing    *                  *      *    *    *        ACC-1 account-without-privilege
 works      list               own    yes  *    *        yes
 works      list               *      *    *    *        none
 works      customers          own    *    yes  *        yes
 works      customers          *      *    *    *        none
 works      customer           own    *    yes  *        yes
 works      customer           *      *    *    *        VIS-8 customer-unknown
 works      create             other  *    *    *        VIS-8 customer-unknown
 works      create             own    *    no   *        VIS-8 customer-unknown
 works      create             own    *    yes  granted  yes
 works      create             own    *    yes  revoked  GRA-1 grant-revoked
 works      create             own    *    yes  *        GRA-1 grant-unknown
 works      *                  other  *    *    *        VIS-6 case-not-found
 works      *                  own    no   *    *        VIS-6 case-not-found
 works      show,since         own    yes  *    *        yes
 works      *                  own    yes  no   *        VIS-2 relationship-ended
 works      *                  own    yes  yes  granted  yes
 works      *                  own    yes  yes  revoked  GRA-1 grant-revoked
 works      *                  own    yes  yes  *        GRA-1 grant-unknown
`

const support = 'Support'
const viewCustomers = 'View customers'
const accessCases = "Access customers' support cases"

/** What an account may hold, and what the rules make of it. */
const holders: readonly [who: string, what: string, held: Parameters<typeof anAccount>[0]][] = [
  ['works', 'ACC-1: Reseller Admin', { roles: ['Reseller Admin'] }],
  ['works', 'ACC-1: all three privileges', { privileges: [support, viewCustomers, accessCases] }],
  ['works', 'ACC-1: Legacy resold enterprise support', { roles: ['Legacy resold enterprise support'] }],
  ['works', 'ACC-1: Legacy enterprise', { roles: ['Legacy enterprise'] }],
  ['works', 'ACC-1: super admin', { superAdmin: true }],
  ['works', 'ACC-6: the retired role beside a live one', { roles: ['Support Manager', 'Reseller Admin'] }],
  ['sees', 'ACC-1: without Support', { privileges: [viewCustomers, accessCases] }],
  ['sees', 'ACC-1: without access to cases', { privileges: [support, viewCustomers] }],
  ['sees', 'ACC-2: View customers alone', { privileges: [viewCustomers] }],
  ['nothing', 'ACC-1: without View customers', { privileges: [support, accessCases] }],
  ['nothing', 'ACC-1: Support alone', { privileges: [support] }],
  ['nothing', 'ACC-5: former support center', { privileges: ['Support center: manage cases'] }],
  ['nothing', 'ACC-6: the retired role', { roles: ['Support Manager'] }],
  ['nothing', 'nothing at all', {}],
  ['suspended', 'ACC-4: suspended Reseller Admin', { suspended: true, roles: ['Reseller Admin'] }],
  ['suspended', 'ACC-4: suspended super admin', { suspended: true, superAdmin: true }],
  ['suspended', 'ACC-4: suspended View customers', { suspended: true, privileges: [viewCustomers] }],
]

const kinds = ['reseller', 'support-partner', 'none'] as const
const grants = ['granted', 'revoked', 'unknown', 'never recorded'] as const
const tiers = ['standard', 'enhanced', 'premium'] as const
const domains = ['own', 'other'] as const
const own = 'hoshi.example.com'
const other = 'yama.example.com'
const now = new Date('2026-03-02T09:00:00Z')

/** A customer with its past and present, and its two cases: an open one and one closed lately. */
interface Situation {
  readonly was: (typeof kinds)[number]
  readonly now: (typeof kinds)[number]
  readonly grant: (typeof grants)[number]
  readonly customer: Customer
}

const situations: readonly Situation[] = kinds.flatMap((was) =>
  kinds.flatMap((present) =>
    grants.flatMap((grant) =>
      tiers.map((tier): Situation => {
        const id = `${was}/${present}/${grant}/${tier}`
        return { was, now: present, grant, customer: aCustomer({ id, name: id, tier }) }
      }),
    ),
  ),
)

const message = (audience: 'internal' | 'customer' | 'desk' | 'everyone'): ChangeWish => ({
  changes: [{ kind: 'message', text: 'Any news?', audience }],
})
const changes: Readonly<Record<string, ChangeWish>> = {
  note: message('internal'),
  'for-customer': message('customer'),
  'for-desk': message('desk'),
  'for-everyone': message('everyone'),
  severity: { changes: [{ kind: 'severity', severity: 'P1' }] },
  close: { changes: [{ kind: 'close', note: 'It works again.' }] },
  reopen: { changes: [{ kind: 'reopen', reason: 'It came back.' }] },
  several: { changes: [{ kind: 'severity', severity: 'P1' }, ...message('desk').changes] },
}
const reads = ['show', 'since', 'list', 'customers', 'customer'] as const
const actions = ['create', ...Object.keys(changes), ...reads]

interface Row {
  readonly fits: (facts: Readonly<Record<string, string>>) => boolean
  readonly outcome: string
}

function rows(text: string): readonly Row[] {
  const [, head = '', ...lines] = text.split('\n').filter((line, index) => index < 2 || line.trim() !== '')
  const names = head.trim().split(/\s+/).slice(0, -1)
  return lines.map((line) => {
    const cells = line.trim().split(/\s+/)
    return {
      outcome: cells.slice(names.length).join(' '),
      fits: (facts) =>
        names.every((name, at) => cells[at] === '*' || cells[at]?.split(',').includes(facts[name] ?? '')),
    }
  })
}

const read = rows(table)

function expected(facts: Readonly<Record<string, string>>): string {
  return read.find((row) => row.fits(facts))?.outcome ?? 'no row fits'
}

function told(outcome: Outcome<unknown>, isThere = true): string {
  if (!outcome.ok) return outcome.refusals.map((one) => `${one.rule} ${one.code}`).join(' + ')
  return isThere ? 'yes' : 'none'
}

describe('the access matrix', () => {
  let store: Store
  let service: CaseService
  let sends = 0
  const open = new Map<string, Case>()
  const closed = new Map<string, Case>()

  const nextKey = () => `key-${++sends}`

  async function aFreshCase({ customer, was }: Situation, of: Map<string, Case>): Promise<void> {
    const number = await store.nextNumber()
    const isClosed = of === closed
    const { case: made } = await store.create(
      aNewCase(
        {
          number,
          customer: { id: customer.id, name: customer.name, domain: customer.domain },
          partners: was === 'none' ? [] : [{ domain: own, kind: was }],
          status: isClosed ? 'closed' : 'new',
          closedAt: isClosed ? minutesAfter(now, -60) : null,
          createdAt: minutesAfter(now, -120),
          updatedAt: minutesAfter(now, -60),
        },
        { key: nextKey() },
      ),
    )
    of.set(customer.id, made)
  }

  beforeAll(async () => {
    store = await openSqliteStore({ file: ':memory:' })
    const others = aCustomer({ id: 'C-yama', name: 'その他' })
    const present = situations.flatMap(({ customer, now: kind }): Relationship[] =>
      kind === 'none' ? [] : [aRelationship({ customer: customer.id, domain: own, kind })],
    )
    const past = situations.flatMap(({ customer, was, now: kind }): Relationship[] =>
      was === 'none' || kind !== 'none'
        ? []
        : [aRelationship({ customer: customer.id, domain: own, kind: was, to: minutesAfter(now, -30) })],
    )
    const { directory } = aDirectory({
      domains: [own, other].map((domain) => ({
        domain,
        name: domain,
        superAdmin: `admin@${domain}`,
        language: 'en' as const,
      })),
      customers: [...situations.map(({ customer }) => customer), others],
      relationships: [...present, ...past, aRelationship({ customer: others.id, domain: other })],
      grants: [
        { customer: others.id, domain: other, ...aGrant('granted') },
        ...situations.flatMap(({ customer, grant }) =>
          grant === 'never recorded'
            ? []
            : [{ customer: customer.id, domain: own, ...aGrant(grant satisfies Grant['state']) }],
        ),
      ],
    })
    service = createCaseService({
      store,
      directory,
      categories: readCategories(new URL('data/categories.json', packageRoot()).pathname),
      findPersonalData,
      recogniseFile,
      now: () => now,
      newId: () => `thread-${++sends}`,
    })
    for (const situation of situations) {
      await aFreshCase(situation, open)
      await aFreshCase(situation, closed)
    }
    return () => store.close()
  })

  async function attempt(actor: Actor, situation: Situation, action: string): Promise<string> {
    const { customer } = situation
    const cases = action === 'reopen' ? closed : open
    const of = cases.get(customer.id)
    if (!of) throw new Error('no case')
    const wish = changes[action]
    if (wish) {
      const outcome = await service.change(actor, of.number, wish, nextKey())
      const after = await store.get(of.number)
      if (outcome.ok) await aFreshCase(situation, cases)
      else if (after?.version !== of.version || after.seq !== of.seq)
        return 'refused, and changed all the same'
      return told(outcome)
    }
    switch (action) {
      case 'create': {
        const outcome = await service.create(actor, aWish({ customer: customer.id }), nextKey())
        if (outcome.ok && outcome.value.partners[0]?.kind !== situation.now)
          return 'made for the wrong partners'
        return told(outcome)
      }
      case 'show':
        return told(await service.show(actor, of.number))
      case 'since':
        return told(await service.changesSince(actor, of.number, 0))
      case 'list': {
        const found = await service.list(actor, { customers: [customer.id] }, { limit: 500 })
        return told(found, found.ok && found.value.cases.some((one) => one.number === of.number))
      }
      case 'customers': {
        const found = await service.customers(actor, '', { limit: 500 })
        return told(found, found.ok && found.value.customers.some((one) => one.customer.id === customer.id))
      }
      default:
        return told(await service.customer(actor, customer.id))
    }
  }

  async function compare(who: string, actor: Actor, domain: (typeof domains)[number]): Promise<void> {
    const wrong: string[] = []
    for (const situation of situations) {
      for (const action of actions) {
        const want = expected({
          who,
          actions: action,
          domain,
          was: situation.was === 'none' ? 'no' : 'yes',
          now: situation.now === 'none' ? 'no' : 'yes',
          grant: situation.grant,
        })
        const got = await attempt(actor, situation, action)
        if (got !== want) wrong.push(`${action} of ${situation.customer.id}: ${got} instead of ${want}`)
      }
    }
    expect(wrong).toEqual([])
  }

  const each = `${situations.length * actions.length} combinations of action, relationship then and now, grant and tier`

  describe.each(domains)(`ACC-3, ACC-7: an account of the customer’s %s partner`, (domain) => {
    it.each(holders)(`%s: %s (${each})`, async (who, _what, held) => {
      const account = anAccount({ domain: domain === 'own' ? own : other, ...held })
      await compare(who, { party: 'partner', account }, domain)
    })
  })

  it(`UPD-1, VIS-7: the desk (${each})`, async () => {
    await compare('desk', { party: 'desk', email: 'ben@desk.example.org', name: 'Ben' }, 'own')
  })

  it('has a row for every combination, and a use for every row', () => {
    const used = new Set<Row>()
    const facts = [...holders.map(([who]) => who), 'desk'].flatMap((who) =>
      actions.flatMap((action) =>
        domains.flatMap((domain) =>
          situations.map(({ was, now: present, grant }) => ({
            who,
            actions: action,
            domain,
            was: was === 'none' ? 'no' : 'yes',
            now: present === 'none' ? 'no' : 'yes',
            grant,
          })),
        ),
      ),
    )
    for (const one of facts) {
      const row = read.find((candidate) => candidate.fits(one))
      if (row) used.add(row)
    }
    expect(facts.map(expected).filter((outcome) => outcome === 'no row fits')).toEqual([])
    expect(read.filter((row) => !used.has(row))).toEqual([])
  })
})
