import { beforeAll, describe, expect, it } from 'vitest'
import { audiences } from '../../src/cases/case.ts'
import { Change } from '../../src/cases/case-inputs.ts'
import type { Actor } from '../../src/cases/policy.ts'
import { aMember, anAccountOf, type Domain, domains, holders, members } from '../support/access-people.ts'
import { accessTable } from '../support/access-table.ts'
import {
  type AccessWorld,
  actions,
  anAccessWorld,
  type Situation,
  situations,
} from '../support/access-world.ts'

/**
 * The table, by hand from the rules. `who`: what the person holds, by its name in `access-people.ts`; `+op` is an operator as
 * well. `domain`: whether an account's domain, or a customer's person's customer, is the one of the situation (`own`) or
 * another one that has no part in it. `was` and `now`: whether the domain was in relationship with the customer when the case
 * was created, and is today. The first row that fits says what comes out.
 */
const table = accessTable(`
 who         actions                                     domain was  now  grant    tier     outcome
 suspended*  *                                           *      *    *    *        *        ACC-4 account-suspended

 desk*       create*,customers,customer,subject,ask      *      *    *    *        *        ACC-3 desk-has-no-customers
 desk*       for-customer                                *      *    *    *        *        VIS-7 audience-not-yours
 desk*       escalate,may-escalate                       *      *    *    *        *        UPD-2 escalation-not-yours
 desk*       hand-over                                   *      *    *    *        *        UPD-5 case-closed
 desk*       reveal                                      *      *    *    *        *        CRE-10 not-hidden
 desk*       pass                                        *      *    *    *        *        CRE-9 already-with-desk
 desk*       share,unshare                               *      *    *    *        *        CRE-5 share-not-yours
 desk*       reopen-late                                 *      *    *    *        *        UPD-4 reopen-too-late
 desk*       remove-evidence                             *      *    *    *        *        yes
 *           remove-evidence                             *      *    *    *        *        UPD-3 evidence-of-desk
 desk*       standing,partners,answer-*,grant-history    *      *    *    *        *        GRA-1 grant-not-yours
 desk        record                                      *      *    *    *        *        GRA-1 grant-not-recorded-by-you
 desk+op     record                                      *      *    no   *        *        GRA-1 grant-which-partner
 desk*       *                                           *      *    *    *        *        yes

 *admin      partners                                    own    *    no   *        *        none
 *admin      standing,partners,answer-*,grant-history    own    *    *    *        *        yes
 *admin      standing,partners,answer-*                  other  *    *    *        *        none
 c-*         standing,partners,answer-*,grant-history    *      *    *    *        *        GRA-1 grant-not-yours
 c-*         record                                      *      *    *    *        *        GRA-1 grant-not-recorded-by-you
 c-*         customers,customer                          *      *    *    *        *        ACC-3 customer-has-no-customers
 c-none*     *                                           *      *    *    *        *        CRE-6 portal-access-missing
 c-portal*   may-work,queues,colleagues                  *      *    *    *        *        yes
 c-portal*   ask                                         *      *    *    *        *        ACC-3 customer-has-no-customers
 c-portal*   create*,subject                             other  *    *    *        *        CRE-9 customer-has-no-customers
 c-portal*   statistics                                  *      *    *    *        *        REP-3 statistics-not-yours
 c-portal*   create-shared                               own    *    *    *        *        CRE-5 share-not-yours
 c-portal*   count                                       *      *    *    *        *        yes
 c-portal*   list,export                                 other  *    *    *        *        none
 c-portal*   *                                           other  *    *    *        *        VIS-6 case-not-found
 c-portal    hand-over                                   own    *    *    *        *        GRA-1 grant-not-yours
 c-portal*   hand-over                                   own    *    *    *        *        UPD-5 case-closed-ask-partner
 c-portal*   note,for-desk                               own    *    *    *        *        VIS-7 audience-not-yours
 c-portal*   status                                      own    *    *    *        *        UPD-7 status-not-yours
 c-portal*   resume                                      own    *    *    *        *        UPD-7 not-waiting
 c-portal*   status-alone,severity,close,reopen*,several,said,reminders,take,aside own *    *    *        *        CRE-6 customer-only-replies
 c-portal*   escalate,may-escalate,share,unshare,upstream own   *    *    *        *        CRE-6 customer-only-replies
 c-portal*   reveal,pass                                 own    *    *    *        *        CRE-6 customer-only-replies
 c-portal*   remove,removable                            own    *    *    *        *        UPD-3 removal-of-desk
 c-portal*   *                                           own    *    *    *        *        yes

 *           standing,partners,answer-*                  *      *    *    *        *        GRA-1 grant-not-yours
 nothing     grant-history                               *      *    *    *        *        GRA-1 grant-not-yours
 *           grant-history                               own    *    yes  *        *        yes
 *           grant-history                               *      *    *    *        *        GRA-1 grant-not-yours
 nothing     record                                      *      *    *    *        *        GRA-1 grant-not-recorded-by-you
 sees        record                                      *      *    *    *        *        GRA-1 grant-not-recorded-by-you
 works       record                                      *      *    *    *        *        GRA-1 grant-not-recorded-by-you

 nothing     customers,customer,subject                       *      *    *    *        *        ACC-2 customers-without-privilege
 *           customers,customer,subject                  own    *    yes  *        *        yes
 *           customers                                   *      *    *    *        *        none
 *           customer,subject                            *      *    *    *        *        VIS-8 customer-unknown
 nothing     *                                           *      *    *    *        *        ACC-1 account-without-privilege
 sees*       *                                           *      *    *    *        *        ACC-1 account-without-privilege

 works*      may-work,queues,colleagues                  *      *    *    *        *        yes
 works*      statistics,count                            *      *    *    *        *        yes
 works*      list,export                                 own    yes  *    *        *        yes
 works*      list,export                                 *      *    *    *        *        none
 works*      ask,record                                  own    *    yes  *        *        yes
 works*      ask,record                                  *      *    *    *        *        VIS-8 customer-unknown
 works*      create*                                     other  *    *    *        *        VIS-8 customer-unknown
 works*      create*                                     own    *    no   *        *        VIS-8 customer-unknown
 works*      create*                                     own    *    yes  revoked  *        GRA-1 grant-revoked
 works*      create*                                     own    *    yes  unknown  *        GRA-1 grant-unknown
 works*      create*                                     own    *    yes  never-*  *        GRA-1 grant-unknown
 works*      create,create-shared                        own    *    yes  granted  *        yes
 works*      *                                           other  *    *    *        *        VIS-6 case-not-found
 works*      *                                           own    no   *    *        *        VIS-6 case-not-found
 works*      show,files,since,follow,retry-thread,readers own    yes  *    *        *        yes
 works*      follow-up                                   own    yes  *    *        *        yes
 works*      hand-over                                   own    yes  *    *        *        VIS-9 handover-of-desk
 works*      remove,removable                            own    yes  *    *        *        UPD-3 removal-of-desk
 works*      *                                           own    yes  no   *        *        VIS-2 relationship-ended
 works*      *                                           own    yes  yes  revoked  *        GRA-1 grant-revoked
 works*      *                                           own    yes  yes  unknown  *        GRA-1 grant-unknown
 works*      *                                           own    yes  yes  never-*  *        GRA-1 grant-unknown
 works*      escalate,may-escalate                       own    yes  yes  granted  premium  yes
 works*      escalate,may-escalate                       own    yes  yes  granted  *        UPD-2 escalation-not-premium
 works*      upstream                                    own    yes  yes  granted  *        REP-4 upstream-not-yours
 works*      reveal                                      own    yes  yes  granted  *        CRE-10 not-hidden
 works*      pass                                        own    yes  yes  granted  *        CRE-9 already-with-desk
 works*      resume                                      own    yes  yes  granted  *        UPD-7 not-waiting
 works*      status,status-alone                         own    yes  yes  granted  *        UPD-7 status-not-yours
 works*      reopen-late                                 own    yes  yes  granted  *        UPD-4 reopen-too-late
 works*      *                                           own    yes  yes  granted  *        yes
`)

/** What asks nobody's rights, and why. */
const open: Readonly<Record<string, string>> = {
  'cases.backAt':
    'opening hours are told to whoever wrote to a case; it is handed the case that they were shown (OWN-3)',
  'cases.domainName':
    'what a reseller domain calls itself is told to those whom it asks for something (GRA-2)',
}

function factsOf(who: string, domain: Domain, situation: Situation, action: string) {
  const { was, now, grant, tier } = situation
  const related = (kind: string) => (kind === 'none' ? 'no' : 'yes')
  return { who, actions: action, domain, was: related(was), now: related(now), grant, tier }
}

describe('the access matrix', { timeout: 120_000 }, () => {
  let world: AccessWorld

  beforeAll(async () => {
    world = await anAccessWorld()
    return () => world.close()
  })

  async function compare(
    who: string,
    domain: Domain,
    actorIn: (situation: Situation) => Actor,
  ): Promise<void> {
    const wrong: string[] = []
    for (const situation of situations) {
      for (const action of Object.keys(actions)) {
        const want = table.outcomeOf(factsOf(who, domain, situation, action))
        const got = await world.attempt(actorIn(situation), situation, action)
        if (got !== want) wrong.push(`${action} of ${situation.customer.id}: ${got} instead of ${want}`)
      }
    }
    expect(wrong).toEqual([])
  }

  const each = `${situations.length * Object.keys(actions).length} combinations of action, relationship then and now, grant and tier`

  describe.each(domains)(`ACC-3, ACC-7: an account of the customer’s %s partner`, (domain) => {
    it.each(holders)(`%s: %s (${each})`, async (who, _what, held) => {
      const actor: Actor = { party: 'partner', account: anAccountOf(who, domain, held) }
      await compare(who, domain, () => actor)
    })
  })

  describe.each(domains)('VIS-1, CRE-6, GRA-1: somebody of the case’s %s customer', (domain) => {
    it.each(members)(`%s: %s (${each})`, async (who, _what, held) => {
      await compare(who, domain, aMember(domain, held))
    })
  })

  it.each([
    ['desk', 'ben'],
    ['desk+op', 'op'],
  ])(`UPD-1, VIS-7: %s (${each})`, async (who, name) => {
    await compare(who, 'own', () => ({ party: 'desk', email: `${name}@desk.example.org`, name }))
  })

  it('has a row for every combination, and a use for every row', () => {
    const everybody = [...holders, ...members].map(([who]) => who)
    const facts = [...new Set([...everybody, 'desk', 'desk+op'])].flatMap((who) =>
      (who.startsWith('desk') ? (['own'] as const) : domains).flatMap((domain) =>
        Object.keys(actions).flatMap((action) =>
          situations.map((situation) => factsOf(who, domain, situation, action)),
        ),
      ),
    )
    expect(facts.map(table.outcomeOf).filter((outcome) => outcome === 'no row fits')).toEqual([])
    expect(table.unused(facts)).toEqual([])
  })

  it('ACC-7: leaves out nothing that the services offer', () => {
    const offered = Object.entries({ cases: world.service, grants: world.grants }).flatMap(
      ([service, offers]) =>
        Object.entries(offers).flatMap(([name, one]) =>
          typeof one === 'function' ? [`${service}.${name}`] : [],
        ),
    )
    const tried = Object.values(actions)
    expect([...new Set(tried.map(({ calls }) => calls)), ...Object.keys(open)].sort()).toEqual(offered.sort())

    const kinds = Change.options.map((option) => option.shape.kind.value)
    expect(tried.map(({ change }) => change)).toEqual(expect.arrayContaining([...kinds, 'several']))
    expect(tried.map(({ audience }) => audience)).toEqual(expect.arrayContaining([...audiences]))
  })
})
