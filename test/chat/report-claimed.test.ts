import { beforeEach, describe, expect, it } from 'vitest'
import type { Recipient } from '../../commands/define.ts'
import { withSetupAudit } from '../../src/cases/audited.ts'
import { createSetup } from '../../src/cases/create-setup.ts'
import type { Person } from '../../src/cases/directory.ts'
import { withClaimReports } from '../../src/chat/report-claimed.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { withChatOperators } from '../../src/people/chat-operators.ts'
import type { Store } from '../../src/store/store.ts'
import type { Card } from '../../views/view.ts'
import { recordingLog } from '../support/recording-log.ts'
import { ben, marcus, personWith } from '../support/sample-world.ts'
import { onSqlite } from '../support/stores.ts'

const now = () => new Date('2026-03-02T09:00:00.000Z')
const aki: Person = {
  ...personWith(null),
  user: 'U7',
  name: 'Aki Ops',
  profile: { handle: 'aki', workspace: 'Hoshi (hoshi.slack.com)', address: null },
}

onSqlite((_name, open) => {
  let store: Store
  let sent: { readonly to: Recipient; readonly card: Card }[]
  let fails: boolean

  beforeEach(async () => {
    store = await open()
    sent = []
    fails = false
  })

  const base = () =>
    createSetup({
      store: store.setup,
      directory: { isOperator: async () => false },
      given: { deskChannels: {} },
      now,
    })
  function reported(trustsEmail = false) {
    let ids = 0
    const audited = withSetupAudit(base(), {
      auditLog: store.auditLog,
      now,
      newId: () => `id-${++ids}`,
      log: recordingLog(),
    })
    return withClaimReports(audited, {
      messages: {
        async send(to, compose) {
          if (fails) throw new Error('the chat is away')
          sent.push({ to, card: compose('en', 'UTC', 'slack') })
          return true
        },
      },
      directory: {
        operators: async () => [ben, marcus],
        chatUsersOf: async (email) => (email === ben ? ['slack:T1/UBEN'] : []),
      },
      trustsEmail,
      createTranslator: createTranslatorFactory(),
      log: recordingLog(),
    })
  }
  const aCode = async () => (await base().issueCode({ always: true })) ?? ''
  const audit = async () => (await store.auditLog.list({}, { limit: 9 })).records

  describe('DOM-5: somebody who claims an installation', () => {
    it('is told once to the operators of the directory who are known in chat, by what nobody chooses as they like', async () => {
      const code = await aCode()
      await reported().claim(aki, code)
      await reported().claim(aki, code)

      expect(sent.map(({ to }) => to)).toEqual([{ email: '', chatUsers: ['slack:T1/UBEN'] }])
      expect(JSON.stringify(sent[0]?.card)).toContain('@aki')
      expect(JSON.stringify(sent)).not.toContain(code)
    })

    it('is told by e-mail’s bearer too where the chat vouches for it', async () => {
      await reported(true).claim(aki, await aCode())
      expect(sent.map(({ to }) => to.email)).toEqual([ben, marcus])
    })

    it('is an operator also where nobody could be told, and nobody is told of a wrong code', async () => {
      await reported().claim(aki, '0000-0000-0000-0000')
      expect(sent).toEqual([])

      fails = true
      expect((await reported().claim(aki, await aCode())).ok).toBe(true)
    })

    it('is in the audit log, with what they chose, and without the code', async () => {
      const code = await aCode()
      const setup = reported()
      await setup.claim(aki, '0000-0000-0000-0000')
      await setup.claim(aki, code)
      await setup.chooseDesk(aki, { platform: 'slack', tenant: 'T1' }, 'C1')
      await setup.chooseGrantDefault(aki, 'assume')

      const records = await audit()
      expect(records.map(({ what, about }) => [what, about]).toSorted()).toEqual([
        ['claimed', undefined],
        ['set-up', 'desk slack:T1/C1'],
        ['set-up', 'grants assume'],
      ])
      expect(records.every(({ by, side }) => by === 'slack:T1/U7' && side === 'operator')).toBe(true)
      expect(JSON.stringify(records)).not.toContain(code)
    })

    it('is an operator with the account that they linked, and with no other', async () => {
      const setup = base()
      const directory = withChatOperators(
        {
          isOperator: async (_email: string) => false,
          chatUsersOf: async (email: string) => (email === marcus ? ['slack:T1/U7'] : ['slack:T1/U8']),
        },
        setup.latest,
      )
      expect(await directory.isOperator(marcus)).toBe(false)
      await setup.claim(aki, await aCode())

      expect(await directory.isOperator(marcus)).toBe(true)
      expect(await directory.isOperator(ben)).toBe(false)
    })
  })
})
