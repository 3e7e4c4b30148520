import { beforeEach, describe, expect, it } from 'vitest'
import type { Dispatcher } from '../../commands/dispatcher.ts'
import { withCaseAudit, withConversationAudit, withGrantAudit } from '../../src/cases/audited.ts'
import type { CaseService } from '../../src/cases/case-service.ts'
import { recordingLog } from '../support/recording-log.ts'
import { buttonsIn, runnerOver, told, value, wishOf } from '../support/run-commands.ts'
import { amelia, aWish, aWorld, ben, marcus, sofia, type World } from '../support/sample-world.ts'
import { eachStore } from '../support/stores.ts'

const northwind = 'northwind-apps.example.com'

eachStore((_name, open) => {
  let world: World
  let runner: Dispatcher
  let service: CaseService
  let admin: string

  beforeEach(async () => {
    world = await aWorld(await open())
    admin = (await world.directory.domain(northwind))?.superAdmin ?? ''
    let ids = 0
    const deps = {
      auditLog: world.store.auditLog,
      now: () => world.now(),
      newId: () => `act-${++ids}`,
      log: recordingLog(),
    }
    service = withCaseAudit(world.service, deps)
    runner = runnerOver(world, { service, grants: withGrantAudit(world.grants, deps) })
  })

  const acts = async (query = {}) =>
    (await world.store.auditLog.list(query, { limit: 50 })).records.map(
      ({ side, by, what, number, about }) => ({ side, by, what, number, about }),
    )

  describe('REP-2: what people do is recorded', () => {
    it('once, by who did it, by kinds and without a word of the case', async () => {
      const of = await world.actor(marcus)
      const { number } = value(await service.create(of, aWish(), 'create'))
      const text = 'A secret word'
      const change = {
        changes: [
          { kind: 'severity', severity: 'P1' },
          { kind: 'message', text, audience: 'desk' },
        ],
      } as const
      for (let send = 0; send < 2; send += 1)
        value(await service.change(of, number, { changes: [...change.changes] }, 'change'))
      const desk = await world.actor(ben)
      value(await service.remove(desk, number, { of: 1, part: 'description', why: 'Private' }, 'remove'))

      expect((await acts()).toSorted((a, b) => (a.what < b.what ? -1 : 1))).toEqual([
        { side: northwind, by: marcus, what: 'changed', number, about: 'severity,message' },
        { side: northwind, by: marcus, what: 'opened', number },
        { side: 'desk', by: ben, what: 'removed', number, about: '1/description' },
      ])
      expect(JSON.stringify((await world.store.auditLog.list({}, { limit: 9 })).records)).not.toContain(text)
    })

    it('but not what was refused, nor a look', async () => {
      const of = await world.actor(marcus)
      await service.create(of, aWish({ title: '' }), 'create')
      await service.list(of, {}, { limit: 5 })
      await service.change(of, 4711, { changes: [{ kind: 'close', note: '' }] }, 'close')

      expect(await acts()).toEqual([])
    })

    it('what a customer’s admin grants, and what a conversation is declared for', async () => {
      await runner.commandLine(wishOf(sofia), `grant ${northwind} granted`)
      const conversations = withConversationAudit(world.store.conversations, {
        auditLog: world.store.auditLog,
        directory: world.directory,
        log: recordingLog(),
      })
      const change = {
        channel: { platform: 'slack', tenant: 'T1', channel: 'C7' },
        at: world.now(),
        by: admin,
        what: 'confirmed',
        domain: northwind,
        people: [{ user: 'U8', name: 'Somebody' }],
      } as const
      await conversations.recordChange(change)
      await conversations.recordChange(change)

      expect(await acts({ what: 'granted' })).toMatchObject([
        { by: sofia, about: expect.stringContaining(northwind) },
      ])
      expect(await acts({ what: 'confirmed' })).toMatchObject([
        { side: northwind, by: admin, about: `slack:T1/C7 ${northwind}` },
      ])
      expect(JSON.stringify(await acts())).not.toContain('Somebody')
    })

    it('and an act that cannot be written down stands, and is in the log', async () => {
      const log = recordingLog()
      const failing = withCaseAudit(world.service, {
        auditLog: { record: async () => Promise.reject(new Error('away')) },
        now: () => world.now(),
        newId: () => 'x',
        log,
      })
      value(await failing.create(await world.actor(marcus), aWish(), 'create'))

      expect(JSON.stringify(log.lines)).toContain('could not be written into the audit log')
    })
  })

  describe('/case audit', () => {
    beforeEach(async () => {
      for (let index = 0; index < 20; index += 1)
        value(await service.create(await world.actor(marcus), aWish(), `create ${index}`))
    })

    it('shows a super admin what their own side’s people did, page by page', async () => {
      const first = await runner.commandLine(wishOf(admin), 'audit')
      expect(told(first)).toContain(`What people of ${northwind} did`)
      expect(told(first)).toContain(marcus)
      const more =
        first.kind === 'form' ? undefined : buttonsIn(first).find(({ label }) => label === 'Next page')
      const second = await runner.action(wishOf(admin), 'audit', more?.args ?? {})
      const rows = (view: object) => JSON.stringify(view).match(/"kind":"item"/g)?.length
      expect([rows(first), rows(second)]).toEqual([15, 5])
    })

    it.each([
      [marcus, 'Only super admins'],
      [ben, 'Only super admins'],
      [amelia, 'Only super admins'],
    ])('is refused to %s', async (email, words) => {
      expect(told(await runner.commandLine(wishOf(email), 'audit'))).toContain(words)
    })

    it('shows a customer’s admin nothing of its partner’s people', async () => {
      const answer = told(await runner.commandLine(wishOf(sofia), 'audit'))
      expect(answer).not.toContain(marcus)
    })
  })
})
