import { describe, expect, it } from 'vitest'
import { checkMessageBlocks } from '../../playground/slack/local-limits.ts'
import type { Case } from '../../src/cases/case.ts'
import { type QueueSummary, summaryQueues } from '../../src/cases/queue-summary.ts'
import { toMessage } from '../../src/chat/gchat/render/message.ts'
import { message } from '../../src/chat/slack/render/message.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { queueSummaryCard, summaryOnHold } from '../../views/queue-summary-card.ts'
import { alive, cardFaults } from '../chat/gchat/support/card-faults.ts'
import { messageProtoFaults } from '../chat/gchat/support/card-protos.ts'
import { momentsIn } from '../chat/gchat/support/reading.ts'
import { aCase, minutesAfter } from '../support/build-case.ts'
import { aCustomer } from '../support/build-directory.ts'

const createTranslator = createTranslatorFactory()
/** Slack tells moments by the second. */
const noon = new Date('2026-11-02T12:00:00Z')
const names = {
  long: 'The Very Long Established Trading and Forwarding Company of Both Hemispheres '.repeat(4).trim(),
  japanese: '株式会社みどり総合卸売物流サービスホールディングス東日本第二営業統括本部'.repeat(8),
  markup: '<!channel> *A&B* <https://evil.example|Ltd> :tada: _x_ ~y~ `z` <b>b</b>',
}

/** As much as there can be: every queue beyond what is counted, ten cases with all that can be said of them, and many more. */
function aFullSummary(name: string): QueueSummary {
  const { id, domain } = aCustomer()
  const cases = Array.from({ length: 10 }, (_, index): Case => {
    const due = [{ side: 'desk' as const, at: minutesAfter(noon, index * 60 - 300) }]
    const escalation = { at: noon, reason: 'business-impact' as const }
    const assignee = { email: 'ben@desk.example.com', name: name.slice(0, 200) }
    const over = { number: 9_999_990 + index, severity: 'P1' as const, customer: { id, domain, name } }
    return aCase({ ...over, escalation, assignee, due })
  })
  const counts = summaryQueues.map((queue) => ({ queue, count: 999, more: true }))
  return { counts, cases, unlisted: 1998 }
}

describe.each(['en', 'ja'] as const)('OWN-2: the summary of the queues in %s', (locale) => {
  const translator = createTranslator(locale, 'Asia/Tokyo')
  const speaker = { locale, timeZone: 'Asia/Tokyo', callback: 'casethread' }
  const threadUrl = ({ number }: Case) =>
    `https://acme.slack.com/archives/CDESK/p${number}?${'x'.repeat(300)}`

  it.each(Object.entries(names))(
    'is taken whole by both chats, however %s its customers’ names',
    (_, name) => {
      const summary = aFullSummary(name)
      const card = queueSummaryCard(summary, { translator, at: noon, threadUrl })
      const { text, blocks } = message(card)
      expect(checkMessageBlocks(blocks)).toBeUndefined()
      // Google Chat tells no link to a thread.
      const said = toMessage(
        queueSummaryCard(summary, { translator, at: noon, threadUrl: () => undefined }),
        speaker,
      )
      const drawn = said.cardsV2[0]?.card ?? {}
      expect([...messageProtoFaults(said), ...cardFaults(drawn, 'message'), ...alive(drawn)]).toEqual([])

      // Nothing of it was left out to fit.
      for (const shown of [JSON.stringify(blocks), JSON.stringify(drawn)]) {
        for (let number = 9_999_990; number < 10_000_000; number += 1)
          expect(shown.split(`‼▲ ${number} · P1 · `)).toHaveLength(2)
        expect(shown.split(`"${translator.t('button.open')}"`)).toHaveLength(11)
        expect(shown).toContain(translator.t('summary.more', { count: 1998 }))
        expect(shown.match(/999/g)?.length).toBeGreaterThanOrEqual(summaryQueues.length)
      }
      expect(momentsIn(blocks)).toContainEqual(noon)
      expect(text).toBe(said.fallbackText)
      expect(text).toContain('999')
    },
  )

  it('is taken on hold, and says nothing of a case', () => {
    const held = summaryOnHold(translator)

    expect(checkMessageBlocks(message(held).blocks)).toBeUndefined()
    expect(messageProtoFaults(toMessage(held, speaker))).toEqual([])
    expect(JSON.stringify(held)).not.toMatch(/\d/)
  })
})
