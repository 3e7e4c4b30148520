import { describe, expect, it } from 'vitest'
import { denyCaseWork } from '../../src/cases/policy.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { anAccountOf, holders } from '../support/access-people.ts'
import { accessTable } from '../support/access-table.ts'
import { other, own } from '../support/access-world.ts'
import { buildConversations } from '../support/build-conversations.ts'
import { aDirectory } from '../support/build-directory.ts'

/** DOM-2, by hand: what an account of a domain does with a channel that is bound to nobody, to its own domain or to another. */
const table = accessTable(`
 who         action  bound  outcome
 *           unbind  nobody yes
 *           unbind  desks  yes
 *           unbind  other  PLC-9 channel-not-yours
 suspended*  *       *      ACC-4 account-suspended
 nothing     *       *      ACC-1 account-without-privilege
 sees*       *       *      ACC-1 account-without-privilege
 works*      bind    desks  PLC-9 channel-of-desk
 works*      bind    other  PLC-9 channel-not-yours
 works*      *       *      yes
`)

const triedMethods = ['bind', 'unbind'] as const
const bound = { nobody: undefined, own, other, desks: undefined } as const
const desks = { platform: 'slack', tenant: 'T1', channel: 'CDESK' } as const

const cases = holders.flatMap(([who, what, held]) =>
  triedMethods.flatMap((action) =>
    (['nobody', 'own', 'other', 'desks'] as const).map((to) => ({ who, what, held, action, to })),
  ),
)

async function aDesk() {
  const store = await openSqliteStore({ file: ':memory:' })
  const { directory } = aDirectory({
    domains: [own, other].map((domain) => ({
      domain,
      name: domain,
      superAdmin: `admin@${domain}`,
      language: 'en' as const,
    })),
  })
  const { service } = buildConversations({
    store,
    directory,
    mayWork: async (actor) => denyCaseWork(actor, 'admin'),
    deskPlaces: [desks],
    now: () => new Date(0),
  })
  return { store, service }
}

describe('DOM-2, ACC-7: a channel and its domain', () => {
  it.each(cases)('$action by $who ($what), bound to $to', async ({ who, held, action, to }) => {
    const { store, service } = await aDesk()
    const channel = to === 'desks' ? desks : { ...desks, channel: 'C1' }
    const before = bound[to]
    if (before) await store.identities.bind(channel, { domain: before, by: 'somebody', at: new Date(0) })
    const account = anAccountOf(who, 'own', held)

    const outcome =
      action === 'bind'
        ? await service.declare({ actor: { party: 'partner', account }, accounts: [account], channel })
        : await service.end(channel, [{ party: 'partner', account }])

    const told = outcome.ok
      ? 'yes'
      : outcome.refusals.map((refusal) => `${refusal.rule} ${refusal.code}`).join()
    expect(told).toBe(table.outcomeOf({ who, action, bound: to }))
    const wanted = action === 'bind' ? own : undefined
    expect((await store.identities.bindingOf(channel))?.domain).toBe(outcome.ok ? wanted : before)
    await store.close()
  })

  it('has a use for every row', () => {
    expect(table.unused(cases.map(({ who, action, to }) => ({ who, action, bound: to })))).toEqual([])
  })
})
