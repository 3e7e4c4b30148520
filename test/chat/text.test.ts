import { describe, expect, it } from 'vitest'
import { clean } from '../../src/chat/plain-text.ts'
import { renderMail } from '../../src/mail/render-mail.ts'
import type { Card } from '../../views/view.ts'
import { naughtyStrings } from '../support/naughty-strings.ts'

const inMail = (text: string) => {
  const card: Card = { kind: 'card', summary: 'S', blocks: [{ kind: 'text', text }] }
  return renderMail(card, { locale: 'en', timeZone: 'UTC' }).text
}

describe('Text that chats and mails carry', () => {
  it.each([
    ['halves of surrogate pairs', 'a\ud83db', 'a\ufffdb'],
    ['control characters', 'a\u0000\u001b\u0085b', 'ab'],
    ['the line ends of other systems', 'a\r\nb\rc', 'a\nb\nc'],
  ])('is freed of %s', (_what, text, cleaned) => {
    expect(clean(text)).toBe(cleaned)
  })

  it('keeps line breaks, tabs and whole characters', () => {
    const text = 'a\n\tb 👩‍👩‍👧 障害'
    expect(clean(text)).toBe(text)
  })

  it('is cleaned in a mail as it is in a chat', () => {
    for (const text of [...naughtyStrings, 'a\ud83db\u0000\r\nc'])
      expect(inMail(text)).toBe(`${clean(text)}\n`)
  })
})
