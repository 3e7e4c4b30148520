import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { withGrantAudit } from '../../src/cases/audited.ts'
import type { GrantService } from '../../src/cases/grant-service.ts'
import { revokeResellers, toRevocationBasis } from '../../src/cases/revoke-resellers.ts'
import { recordingLog } from '../support/recording-log.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWorld, ben, marcus, sofia, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'
const hoshi = 'hoshi-cloud.example.com'
const kite = 'kite-support.example.com'
const granite = 'C11granite'

/** A support partner beside Granite's reseller. */
function withSupportPartner(yaml: string): string {
  return yaml
    .replace(
      'domains:\n',
      `domains:\n  - domain: ${kite}\n    name: Kite Support\n    superAdmin: admin@${kite}\n    language: en\n`,
    )
    .replace(
      'relationships:\n',
      `relationships:\n  - { customer: ${granite}, domain: ${kite}, kind: support-partner, from: 2024-01-01 }\n`,
    )
    .replace(
      'grants:\n',
      `grants:\n  - { customer: ${granite}, domain: ${kite}, state: granted, changedAt: 2025-01-01T00:00:00Z, changedBy: x@y.example, checkedAt: 2025-01-01T00:00:00Z }\n`,
    )
}

/** At Google a customer can have several resellers; a directory file takes one at a time. */
function addReseller({ directory }: World, domain: string): void {
  const { relationshipsOf } = directory
  const second = {
    customer: granite,
    domain,
    kind: 'reseller',
    from: new Date('2024-01-01'),
    to: null,
  } as const
  Object.assign(directory, {
    async relationshipsOf(customer: string, at: Date) {
      const known = await relationshipsOf.call(directory, customer, at)
      return customer === granite ? [...known, second] : known
    },
  })
}

eachStore((_name, open) => {
  let world: World
  let grants: GrantService
  let runner: Dispatcher

  beforeEach(async () => {
    world = await aWorld(await open())
    world.editDirectory(withSupportPartner)
    addReseller(world, hoshi)
    let ids = 0
    grants = withGrantAudit(world.grants, {
      auditLog: world.store.auditLog,
      now: () => world.now(),
      newId: () => `audit-${++ids}`,
      log: recordingLog(),
    })
    value(await world.grants.answer(await world.actor(sofia), northwind, 'granted', 'x'))
    runner = runnerOver(world, { grants })
  })

  const typed = (email: string, line: string, locale: 'en' | 'ja' = 'en') =>
    runner.commandLine(wishOf(email, locale), line)
  const press = (email: string, button: { command: string; args: Record<string, string> } | undefined) =>
    runner.action(wishOf(email), button?.command ?? '', button?.args ?? {})
  const state = async (domain: string) => (await world.directory.grant(granite, domain)).state
  const acts = async () =>
    (await world.store.auditLog.list({}, { limit: 20 })).records.map(({ what, by, about }) => [
      what,
      by,
      about,
    ])
  const revokeAllIn = async (line: string, locale: 'en' | 'ja' = 'en') =>
    buttonsIn(await typed(sofia, line, locale)).find(({ args }) => args.state === 'revoked')

  describe('GRA-1: a customer’s admin revokes the access of all resellers', () => {
    it('in one act, with a record for each, and leaves support partners as they are', async () => {
      const answer = told(await press(sofia, await revokeAllIn('grant all')))

      expect(answer).toContain(`Access revoked for 2 resellers: ${hoshi}, ${northwind}`)
      expect([await state(hoshi), await state(northwind), await state(kite)]).toEqual([
        'revoked',
        'revoked',
        'granted',
      ])
      expect((await acts()).toSorted()).toEqual([
        ['revoked', sofia, `${granite} ${hoshi}`],
        ['revoked', sofia, `${granite} ${northwind}`],
      ])
      for (const domain of [hoshi, northwind])
        expect((await world.store.directory.grantHistory(granite, domain)).at(-1)).toMatchObject({
          to: 'revoked',
          by: sofia,
        })
    })

    it('from a list of all partners, which leads to each of them', async () => {
      const card = await typed(sofia, 'grant all')
      expect(told(card)).toContain('Kite Support')
      expect(told(card)).toContain('Support partner')
      expect(told(card)).toContain('2 resellers of Granite Insurance')
      // Beside one partner, and on the home.
      expect(buttonsIn(await typed(sofia, `grant ${northwind}`)).map(({ args }) => args.whom)).toContain(
        'all',
      )
      expect(buttonsIn(await runner.home(wishOf(sofia))).map(({ args }) => args.whom)).toContain('all')
      expect(buttonsIn(await runner.home(wishOf(amelia))).map(({ args }) => args.whom)).not.toContain('all')
    })

    it.each([
      ['grant all revoked', 'en'],
      ['grant all resellers revoked', 'en'],
      ['grant すべて 取り消し', 'ja'],
      ['grant 全ての販売パートナー revoked', 'ja'],
      ['許可 全て 取り消し', 'ja'],
    ] as const)('typed as %s, after a question', async (line, locale) => {
      const button = await revokeAllIn(line, locale)
      expect(await state(northwind)).toBe('granted')

      await press(sofia, button)
      expect([await state(hoshi), await state(northwind)]).toEqual(['revoked', 'revoked'])
    })

    it('and a second press, or one beside what was settled since, changes nothing', async () => {
      const button = await revokeAllIn('grant all')
      value(await world.grants.answer(await world.actor(sofia), hoshi, 'granted', 'x'))
      expect(told(await press(sofia, button))).toContain('Nothing changed')
      expect([await state(hoshi), await state(northwind)]).toEqual(['granted', 'granted'])

      const again = await revokeAllIn('grant all')
      await press(sofia, again)
      expect(told(await press(sofia, again))).toContain('Nothing changed')
      expect(told(await typed(sofia, 'grant all revoked'))).toContain('No reseller has access to revoke')
      expect(await acts()).toHaveLength(2)
    })

    it('and ends the rest where it was cut off half-way', async () => {
      const actor = await world.actor(sofia)
      let answered = 0
      const dying: GrantService = {
        ...grants,
        async answer(...args) {
          if (answered > 0) throw new Error('the process ended')
          answered += 1
          return grants.answer(...args)
        },
      }
      const basis = async () => toRevocationBasis(value(await grants.partners(actor)))
      await expect(revokeResellers(dying, actor, 'x', await basis())).rejects.toThrow('the process ended')
      expect(await acts()).toHaveLength(1)

      expect(value(await revokeResellers(grants, actor, 'x', await basis())).revoked).toHaveLength(1)
      expect([await state(hoshi), await state(northwind)]).toEqual(['revoked', 'revoked'])
      expect(await acts()).toHaveLength(2)
    })

    it('and is told of one that somebody granted while it went on', async () => {
      const actor = await world.actor(sofia)
      const racing: GrantService = {
        ...grants,
        async answer(who, domain, ...more) {
          if (domain === hoshi) value(await world.grants.answer(actor, domain, 'granted', 'the other admin'))
          return grants.answer(who, domain, ...more)
        },
      }
      const basis = await toRevocationBasis(value(await grants.partners(actor)))
      const { revoked, changed } = value(await revokeResellers(racing, actor, 'x', basis))

      expect([revoked, changed].map((all) => all.map(({ domain }) => domain.domain))).toEqual([
        [northwind],
        [hoshi],
      ])
      expect(await state(hoshi)).toBe('granted')
    })

    it('but nobody else does, and all are not granted at once', async () => {
      const button = await revokeAllIn('grant all')
      for (const email of [amelia, marcus, ben]) {
        expect(await press(email, button), email).toMatchObject({ kind: 'notice', tone: 'refused' })
        await typed(email, 'grant all revoked')
      }
      expect(told(await typed(sofia, 'grant all granted'))).toContain('one partner at a time')
      expect([await state(hoshi), await state(northwind)]).toEqual(['unknown', 'granted'])
    })
  })
})
