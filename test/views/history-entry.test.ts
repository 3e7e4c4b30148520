import { describe, expect, it } from 'vitest'
import { toMessage } from '../../src/chat/gchat/render/message.ts'
import { message } from '../../src/chat/slack/render/message.ts'
import { createTranslatorFactory } from '../../src/i18n/translator.ts'
import { renderMail } from '../../src/mail/render-mail.ts'
import { entryBlocks, entryCard } from '../../views/history-entry.ts'
import { aCase, anAuthor, anEntry, noon } from '../support/build-case.ts'

const createTranslator = createTranslatorFactory()
const english = createTranslator('en', 'UTC')
const japanese = createTranslator('ja', 'Asia/Tokyo')
const author = anAuthor({ name: 'Priya *Nair* <b>', domain: 'northwind.example' })

describe('the author of a history entry', () => {
  it.each([
    [english, [{ strong: 'Priya *Nair* <b> (northwind.example)' }, ' · ']],
    [japanese, [{ strong: 'Priya *Nair* <b> さん（northwind.example）' }, '・']],
  ] as const)('stands out with their side, in front of what they did', (translator, [name, after]) => {
    const [head] = entryBlocks(anEntry({ author }), translator)
    const [line] = head?.kind === 'quiet' ? head.parts : []

    expect(line).toEqual({ spans: [name, expect.stringMatching(new RegExp(`^${after}`))] })
  })

  it('stands out alone, also where somebody typed what stands for the name', () => {
    const removed = anEntry({
      author,
      event: { type: 'removed', of: 1, part: 'text', reason: 'no \uFFFE need', from: { party: 'desk' } },
    })
    const [head] = entryBlocks(removed, english)

    expect(head).toMatchObject({
      parts: [
        { spans: [{ strong: 'Priya *Nair* <b> (northwind.example)' }, expect.any(String)] },
        { at: noon },
      ],
    })
  })

  it('is in no line where nobody is named', () => {
    const changed = anEntry({ event: { type: 'status-changed', from: 'new', to: 'in-progress' } })
    const [head] = entryBlocks(changed, english)

    expect(head).toMatchObject({ parts: [{ spans: [expect.stringContaining('Status')] }, { at: noon }] })
  })

  it('is bold on both chats and in mails, and nothing in the name comes alive', () => {
    const card = entryCard(aCase(), anEntry({ author }), english)
    const how = { locale: 'en', timeZone: 'UTC', callback: 'casethread' } as const

    expect(JSON.stringify(message(card).blocks)).toContain(
      '{"type":"text","text":"Priya *Nair* <b> (northwind.example)","style":{"bold":true}}',
    )
    expect(JSON.stringify(toMessage(card, how))).toContain(
      '<b>Priya *Nair* &lt;b&gt; (northwind.example)</b>',
    )
    const { html, text } = renderMail(card, how)
    expect(html).toContain('<strong>Priya *Nair* &lt;b&gt; (northwind.example)</strong>')
    expect(text).toContain('Priya *Nair* <b> (northwind.example) · ')
    expect(card.summary).toMatch(/^1001: Priya \*Nair\* <b> \(northwind\.example\) · /)
  })
})
