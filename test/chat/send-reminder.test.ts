import { describe, expect, it } from 'vitest'
import type { DirectMessages } from '../../commands/define.ts'
import type { NotifyChoice } from '../../src/cases/notification-store.ts'
import type { Reminder } from '../../src/cases/response-clocks.ts'
import { createReminderSender } from '../../src/chat/send-reminder.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import type { Card } from '../../views/view.ts'
import { aCase } from '../support/build-case.ts'

const now = new Date('2026-11-04T02:15:00Z')
const kei = { email: 'kei@desk.example.org', name: 'Kei' }
const reminder: Reminder = {
  supportCase: aCase(),
  side: 'desk',
  clock: 'first',
  stage: 'warned',
  dueAt: new Date('2026-11-04T03:00:00Z'),
}

function sender({
  trustsEmail = true,
  chatUsers = ['slack:T1/U1'],
  choice,
}: {
  readonly trustsEmail?: boolean
  readonly chatUsers?: readonly string[]
  readonly choice?: NotifyChoice
} = {}) {
  const sent: { to: object; once: object | undefined; card: Card; japanese: Card }[] = []
  const messages: Pick<DirectMessages, 'send'> = {
    async send(to, compose, once) {
      sent.push({ to, once, card: compose('en', 'UTC'), japanese: compose('ja', 'Asia/Tokyo') })
      return true
    },
  }
  const send = createReminderSender({
    messages,
    directory: { chatUsersOf: async () => chatUsers },
    preferences: {
      find: async (email) => choice && { email, choice, timeZone: 'Asia/Tokyo', digestedOn: null },
    },
    trustsEmail,
    createTranslator: createTranslatorFactory(),
    now: () => now,
  })
  return { sent, send }
}

describe('OWN-3: a reminder as a direct message', () => {
  it('says which case and until when, in the reader’s language and time zone, and leads to it as that side', async () => {
    const { sent, send } = sender()

    expect(await send(kei, reminder, { id: 'r1', uncertain: true })).toBe(true)

    const [{ to, once, card, japanese } = { to: {}, once: {}, card: undefined, japanese: undefined }] = sent
    expect(to).toEqual({ email: kei.email, chatUsers: ['slack:T1/U1'] })
    expect(once).toMatchObject({ id: 'r1', uncertain: true })
    expect(card?.summary).toBe('Case 1001: the first response is due 3:00 AM UTC.')
    expect(japanese?.summary).toBe('ケース 1001：初回回答の期限は12:00（JST）です。')
    expect(JSON.stringify(card)).toContain('"command":"reply"')
    expect(JSON.stringify(card)).toContain('"in":"desk"')
  })

  it('of what is overdue says since when, and for a partner leads to its own account', async () => {
    const { sent, send } = sender()
    const side = { domain: 'hoshi.example.com' }

    await send(kei, { ...reminder, side, stage: 'breached' }, { id: 'r1', uncertain: false })

    expect(sent[0]?.card.summary).toBe('Case 1001: the first response is overdue since 3:00 AM UTC.')
    expect(JSON.stringify(sent[0]?.card)).toContain('"in":"hoshi.example.com"')
  })

  it('goes to linked users alone where an e-mail proves nothing', async () => {
    const linked = sender({ trustsEmail: false })
    const unlinked = sender({ trustsEmail: false, chatUsers: [] })

    expect(await linked.send(kei, reminder, { id: 'r1', uncertain: false })).toBe(true)
    expect(linked.sent).toMatchObject([{ to: { email: '' } }])
    expect(await unlinked.send(kei, reminder, { id: 'r1', uncertain: false })).toBe(false)
    expect(unlinked.sent).toEqual([])
  })

  it.each(['mention', 'direct'] as const)('PLC-7: comes to who chose %s', async (choice) => {
    const { sent, send } = sender({ choice })

    expect(await send(kei, reminder, { id: 'r1', uncertain: false })).toBe(true)
    expect(sent).toHaveLength(1)
  })

  it.each(['nothing', 'digest'] as const)(
    'PLC-7: who chose %s gets those of P1 cases alone, and no thread hears of the others',
    async (choice) => {
      const { sent, send } = sender({ choice })

      expect(await send(kei, reminder, { id: 'r1', uncertain: false })).toBe(true)
      expect(sent).toEqual([])

      const supportCase = { ...reminder.supportCase, severity: 'P1' as const }
      expect(await send(kei, { ...reminder, supportCase }, { id: 'r2', uncertain: false })).toBe(true)
      expect(sent).toHaveLength(1)
    },
  )
})
